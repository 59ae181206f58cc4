"""Interface words in the code and the templates: find them, hand them to translators, check what comes back.

`translations/messages.pot` is made out of `portal/` and nothing else, without places or dates, so that a
stale one is found by making it again. `portal i18n extract|update|check` call what stands here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_from
from babel.messages.pofile import write_po
from jinja2 import TemplateSyntaxError

from portal.domain.errors import Fault, Invalid
from portal.library.catalogues import Language, languages, read_catalogue, template_path, words_path

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
_FOR_TRANSLATORS = ("NOTE:",)
_JINJA = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
    "newstyle_gettext": "true",
    "trim_blocks": "true",  # as in portal.app, or the words would not be the same
    "lstrip_blocks": "true",
    "silent": "false",
}
_HEADER = """\
{comment}
msgid ""
msgstr ""
"Project-Id-Version: portal\\n"
{language}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_TEMPLATE_COMMENT = "# The words of the interface. Made by `portal i18n extract` out of portal/: do not edit."


def extract(root: Path) -> bytes:
    """The template of every catalogue, sorted by its words. Raises Invalid for a file that cannot be read."""
    catalogue = Catalog(charset="utf-8")
    for _, text, comments, context in _found(root):
        catalogue.add(text, auto_comments=comments, context=context)
    return _as_file(catalogue, _TEMPLATE_COMMENT)


def update(root: Path) -> tuple[Path, ...]:
    """Write the template, and take it over into each language's words; returns the files that changed.

    What is new stays empty; nothing is guessed. What is gone is kept at the end, as a comment.
    """
    translations = root / "translations"
    changed = [*_written(template_path(translations), extract(root))]
    template = read_catalogue(template_path(translations))
    for language in languages(translations):
        if language.translated:
            path = words_path(translations, language)
            changed += _written(path, _merged(language, path, template))
    return tuple(changed)


def check(root: Path) -> tuple[Fault, ...]:
    """Everything to mend in the words of the code, the template and the translations."""
    translations = root / "translations"
    faults: list[Fault] = []
    try:
        faults += _faults_in_code(root)
        listed, fresh = languages(translations), extract(root)
    except Invalid as problem:
        return (*faults, *problem.faults)
    template = template_path(translations)
    if not template.is_file() or template.read_bytes() != fresh:
        return (*faults, Fault(str(template), "is not what the code says now: run `portal i18n update`."))
    for language in listed:
        if language.translated:
            path = words_path(translations, language)
            try:
                faults += _faults_in_words(language, path, read_catalogue(template))
            except Invalid as problem:
                faults += problem.faults
    return tuple(faults)


_Found = tuple[str, str | tuple[str, ...], list[str], str | None]


def _found(root: Path) -> Iterator[_Found]:
    """Place, words, comments for translators and context of every call, in order of files."""
    package = root / "portal"
    files = [*package.rglob("*.py"), *(package / "templates").rglob("*.html")]
    for path in sorted(files):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else _JINJA
        try:
            with path.open("rb") as file:
                for line, words, comments, context in extract_from(
                    method, file, _KEYWORDS, _FOR_TRANSLATORS, options, strip_comment_tags=True
                ):
                    yield f"{path}:{line}", words, comments, context
        except (TemplateSyntaxError, TokenError, SyntaxError) as problem:
            place = f"{path}:{getattr(problem, 'lineno', '')}"
            raise Invalid([Fault(place, f"cannot be read: {problem}")]) from problem


def _merged(language: Language, path: Path, template: Catalog) -> bytes:
    if path.is_file():
        catalogue = read_catalogue(path, language.locale)
    else:
        catalogue = Catalog(language.locale, header_comment=f"# {language.name}: the words of the interface.")
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    plural = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    header = f'"Language: {language.locale}\\n"\n"Plural-Forms: {plural}\\n"\n'
    return _as_file(catalogue, catalogue.header_comment, header)


def _as_file(catalogue: Catalog, comment: str, language: str = "") -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return (_HEADER.format(comment=comment, language=language).encode() + out.getvalue()).rstrip() + b"\n"


def _written(path: Path, data: bytes) -> list[Path]:
    if path.is_file() and path.read_bytes() == data:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return [path]


# Checks

_NAMED = re.compile(r"%\(([^()]+)\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_UNNAMED = re.compile(r"(?<!%)(?:%%)*%[sdif]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Digits that belong together, as in a phone number, count as one.
_NUMBER = re.compile(r"\d+(?:[ \u00a0-]\d+)*")


def _faults_in_code(root: Path) -> Iterator[Fault]:
    for place, found, _, _ in _found(root):
        for text in [found] if isinstance(found, str) else found:
            if text != text.strip() or re.search(r"\s{2}|\n", text):
                yield Fault(place, "holds line breaks or spaces: write {% trans trimmed %}, or one line.")
            if _UNNAMED.search(_NAMED.sub("", text)):
                yield Fault(place, "name what is filled in, as %(name)s: other languages have another order.")


def _faults_in_words(language: Language, path: Path, template: Catalog) -> Iterator[Fault]:
    catalogue = read_catalogue(path, language.locale)
    wanted = {_key(message) for message in template if message.id}
    there = {_key(message): message for message in catalogue if message.id}
    if wanted - set(there) or set(there) - wanted:
        yield Fault(str(path), "is not up to date with messages.pot: run `portal i18n update`.")
    for key in sorted(wanted & set(there)):
        message = there[key]
        place = f"{path}: “{key[1]}”"
        if message.fuzzy:
            yield Fault(place, "is marked fuzzy: read it, mend it, and take the mark away.")
        yield from (Fault(place, sentence) for sentence in _faults_in_message(message, catalogue, language))


def _faults_in_message(message: Message, catalogue: Catalog, language: Language) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str | None) else list(message.string)
    given = [string for string in strings if string and string.strip()]
    if not given:
        if not language.draft:
            yield "has no words yet; a language that is not a draft needs them all."
        return
    if isinstance(message.id, tuple | list) and len(given) < catalogue.num_plurals:
        yield f"needs {catalogue.num_plurals} forms for numbers; {len(given)} have words."
    for what, parts in (("placeholders", _placeholders), ("numbers", _numbers), ("tags", _tags)):
        sources = [parts(text) for text in ids]
        # One day, two days: a form may leave out what one of the two English ones leaves out.
        least, most = sources[0], sources[0]
        for source in sources[1:]:
            least, most = least & source, most | source
        for string in given:
            if parts(string) - most or least - parts(string):
                shown = ", ".join(sorted(most)) or "none"
                yield f"has other {what} than the English ({shown}): “{string}”."


def _key(message: Message) -> tuple[str, str]:
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


def _placeholders(text: str) -> Counter[str]:
    return Counter(dict.fromkeys(_NAMED.findall(text), 1))


def _tags(text: str) -> Counter[str]:
    return Counter(_TAG.findall(text))


def _numbers(text: str) -> Counter[str]:
    """Numbers as plain digits, in whatever script they are written."""
    bare = _TAG.sub(" ", _NAMED.sub(" ", text))
    digits = "".join(str(unicodedata.digit(letter, letter)) for letter in bare)
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(digits))
