"""Catalogues of interface words (gettext): the languages, the pseudo-languages, compiling.

`translations/languages.yaml` lists the languages; a person's words stand in
`translations/<tag>/LC_MESSAGES/messages.po`. English is in the code itself, and the pseudo-languages are
made out of it here. `python -m portal.library.catalogues` compiles; `interface_words` finds the words in the
code and checks the translations.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import GNUTranslations, c2py
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from portal.domain.errors import Fault, Invalid
from portal.library.files import read_yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "en"
_DOMAIN = Path("LC_MESSAGES") / "messages.po"


@dataclass(frozen=True)
class Language:
    """A language of the interface. `name` is its own name; `direction` is ltr or rtl.

    `draft`: a machine's draft, and readers are told so. `pseudo`: for tests alone, never offered.
    `locale` is the one that Babel knows, for dates and plurals.
    """

    tag: str
    locale: str
    name: str
    direction: str
    draft: bool = False
    pseudo: bool = False

    @property
    def translated(self) -> bool:
        """Whether people translate it, so that it has a file of its own."""
        return not self.pseudo and self.tag != SOURCE


def languages(translations: Path) -> tuple[Language, ...]:
    """The languages in order. Raises Invalid with every fault."""
    path = translations / "languages.yaml"
    found, faults = [], []
    for tag, entry in read_yaml(path).get("languages", {}).items():
        try:
            language = Language(tag=tag, **entry)
            direction = Locale.parse(language.locale).text_direction
        except TypeError:
            faults.append(Fault(f"{path}: {tag}", "needs locale, name, direction; then draft or pseudo."))
        except (UnknownLocaleError, ValueError):
            faults.append(Fault(f"{path}: {tag}", f"Babel does not know the locale “{entry['locale']}”."))
        else:
            if language.direction != direction:
                faults.append(Fault(f"{path}: {tag}", f"the direction should be {direction}."))
            found.append(language)
    if not faults and SOURCE not in [language.tag for language in found]:
        faults.append(Fault(str(path), f"should list “{SOURCE}”, in which everything is written first."))
    if len({language.locale for language in found}) < len(found):
        faults.append(Fault(str(path), "two languages share a locale, so one would hide the other."))
    if faults:
        raise Invalid(faults)
    return tuple(found)


def template_path(translations: Path) -> Path:
    return translations / "messages.pot"


def words_path(translations: Path, language: Language) -> Path:
    return translations / language.tag / _DOMAIN


def read_catalogue(path: Path, locale: str | None = None) -> Catalog:
    """One .po or .pot. Raises Invalid with the file and what is wrong."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=locale, charset="utf-8", abort_invalid=True)
    except FileNotFoundError:
        raise Invalid([Fault(str(path), "the file is missing: run `portal i18n update`.")]) from None
    except (PoFileError, ValueError) as problem:
        raise Invalid([Fault(str(path), f"cannot be read: {problem}")]) from problem


# Pseudo-languages

_LONGER = 0.35
_ACCENTS = str.maketrans(
    "AaBCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz",
    "ÅåßÇçÐđÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž",
)
# What must come through as it stands: placeholders, tags, entities.
_KEPT = re.compile(
    r"(%\([^()]*\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%[%sd]|<[^<>]*>|&#?\w+;|\{[^{}]*\})",
)
_WORD = re.compile(r"\b[^\W\d_]+(?:['’-][^\W\d_]+)*\b")


def accented(text: str) -> str:
    """The text with accents, about a third longer and in brackets; placeholders and tags as they were."""
    pieces = _KEPT.split(text)
    spare = math.ceil(sum(len(piece) for piece in pieces[::2]) * _LONGER)
    out = []
    for place, piece in enumerate(pieces):
        if place % 2:
            out.append(piece)
            continue
        for letter in piece.translate(_ACCENTS):
            again = letter in "åéîöûýÅÉÎÖÛÝ" and spare > 0
            spare -= again
            out.append(letter + letter.lower() * again)
    return f"[{''.join(out)}{'~' * spare}]"


def mirrored(text: str) -> str:
    """The text with each word turned round, as on a page that is read from right to left."""
    pieces = _KEPT.split(text)
    pieces[::2] = [_WORD.sub("\u202e\\g<0>\u202c", piece) for piece in pieces[::2]]
    return "".join(pieces)


# Compiling


def compile_all(translations: Path, destination: Path) -> tuple[Path, ...]:
    """Write `<destination>/<locale>/LC_MESSAGES/messages.mo` for every language.

    Returns the files that were written: only those whose words, or this module, have changed. A file of
    a language that is no longer listed goes.
    """
    listed = languages(translations)
    template = template_path(translations)
    written = []
    for language in listed:
        source = words_path(translations, language) if language.translated else template
        target = (destination / language.locale / _DOMAIN).with_suffix(".mo")
        stamp = _stamp(language, source)
        if stamp == _stamp_in(target):
            continue
        out = BytesIO()
        write_mo(out, _compiled(language, read_catalogue(source), stamp))
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}.new")  # both sides may start at once
        fresh.write_bytes(out.getvalue())
        fresh.replace(target)
        written.append(target)
    for old in destination.glob("*/LC_MESSAGES/messages.mo"):
        if old.parts[-3] not in {language.locale for language in listed}:
            old.unlink()
    return tuple(written)


def _compiled(language: Language, source: Catalog, stamp: str) -> Catalog:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    out = Catalog(language.locale, project="portal", version=stamp, creation_date=epoch, revision_date=epoch)
    turned: Callable[[str], str] = mirrored if language.direction == "rtl" else accented
    one = c2py(out.plural_expr)(1)
    for message in source:
        string = message.string
        if not message.id or message.fuzzy:
            continue
        if language.pseudo and isinstance(message.id, str):
            string = turned(message.id)
        elif language.pseudo:
            forms = (message.id[form != one] for form in range(out.num_plurals))
            string = tuple(turned(form) for form in forms)
        whole = string if isinstance(string, str) else all(string or ())
        if whole:  # what is not translated whole is left out, and comes in English
            out.add(message.id, string, context=message.context)
    return out


def _stamp(language: Language, source: Path) -> str:
    """What the compiled file depends on, in short; it stands in the file's own header."""
    try:
        words = source.read_bytes()
    except FileNotFoundError:
        raise Invalid([Fault(str(source), "the file is missing: run `portal i18n update`.")]) from None
    parts = (repr(language).encode(), Path(__file__).read_bytes(), words)
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:32]


def _stamp_in(compiled: Path) -> str:
    try:
        with compiled.open("rb") as file:
            header = GNUTranslations(file).info()
    except (OSError, ValueError, UnicodeDecodeError):
        return ""
    return header.get("project-id-version", "").removeprefix("portal ")


def main() -> None:
    for path in compile_all(ROOT / "translations", ROOT / "translations" / "compiled"):
        print(f"compiled {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
