"""Interface words: found in the code, handed to translators, checked, compiled, and read by Flask-Babel."""

from __future__ import annotations

from collections.abc import Callable
from gettext import GNUTranslations
from pathlib import Path

import polib
import pytest
from babel import Locale
from flask import Flask
from flask_babel import Babel, gettext, ngettext
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import Invalid
from portal.library.catalogues import ROOT, accented, compile_all, languages, mirrored
from portal.library.interface_words import check, extract, update

PYTHON = """\
from flask_babel import gettext as _, lazy_gettext as _l, ngettext, pgettext

TITLE = _l("My page")


def words(name, number):
    # NOTE: shown when somebody signs in
    hello = _("Hello %(name)s", name=name)
    days = ngettext("%(num)d day", "%(num)d days", number)
    return hello, days, pgettext("a month", "May"), print("not a word of ours")
"""
PAGE = """\
{% extends "base.html" %}
<h1>{{ _("Call 0800 1111 now") }}</h1>
<p>{% trans trimmed url=address %}
  Read <a href="{{ url }}">the guide</a>
{% endtrans %}</p>
{% trans number=3 %}{{ number }} step{% pluralize %}{{ number }} steps{% endtrans %}
"""
POLISH = {
    "My page": "Moja strona",
    "Hello %(name)s": "Cześć, %(name)s",
    "May": "Maj",
    "Call 0800 1111 now": "Zadzwoń teraz: 0800 1111",
    'Read <a href="%(url)s">the guide</a>': 'Przeczytaj <a href="%(url)s">poradnik</a>',
}
PLURALS = {
    "%(num)d day": ["%(num)d dzień", "%(num)d dni", "%(num)d dnia"],
    "%(number)s step": ["%(number)s krok", "%(number)s kroki", "%(number)s kroków"],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small portal of two files, with the languages that we have."""
    (tmp_path / "portal" / "templates").mkdir(parents=True)
    (tmp_path / "portal" / "words.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "portal" / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "translations").mkdir()
    listed = (ROOT / "translations" / "languages.yaml").read_text(encoding="utf-8")
    (tmp_path / "translations" / "languages.yaml").write_text(listed, encoding="utf-8")
    update(tmp_path)
    return tmp_path


def polish(project: Path) -> Path:
    return project / "translations" / "pl" / "LC_MESSAGES" / "messages.po"


def translate(project: Path, **changed: str) -> None:
    """Every word in Polish, but for what a test wants otherwise (by the first word of the English)."""
    file = polib.pofile(str(polish(project)), wrapwidth=0)
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(PLURALS[entry.msgid]))
        else:
            entry.msgstr = changed.get(entry.msgid.partition(" ")[0], POLISH[entry.msgid])
    file.save()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def finish(project: Path) -> None:
    """Polish is no draft any more."""
    edit(project / "translations" / "languages.yaml", ", draft: true", "")


# The languages


def test_the_languages_that_we_ship_can_be_read_and_each_has_a_locale_that_babel_knows() -> None:
    listed = languages(ROOT / "translations")
    assert [language.tag for language in listed] == ["en", "pl", "en-XA", "ar-XB"]
    for language in listed:
        assert Locale.parse(language.locale).text_direction == language.direction


def test_english_dates_are_british() -> None:
    assert languages(ROOT / "translations")[0].locale == "en_GB"


def test_a_draft_and_a_pseudo_language_say_what_they_are() -> None:
    found = {language.tag: (language.draft, language.pseudo) for language in languages(ROOT / "translations")}
    assert found == {
        "en": (False, False),
        "pl": (True, False),
        "en-XA": (False, True),
        "ar-XB": (False, True),
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("locale: pl", "locale: en_XA", "Babel does not know the locale “en_XA”"),
        ("locale: pl", "locale: en_GB", "two languages share a locale"),
        ("name: Polski, direction: ltr", "name: Polski, direction: rtl", "the direction should be ltr"),
        ("name: Polski, ", "", "needs locale, name, direction"),
        ("  en: {", "  en-GB: {", "should list “en”"),
    ],
)
def test_a_slip_in_the_list_of_languages_is_named(project: Path, old: str, new: str, said: str) -> None:
    edit(project / "translations" / "languages.yaml", old, new)
    with pytest.raises(Invalid, match=said):
        languages(project / "translations")


# Finding the words


def test_words_are_found_in_code_and_templates_without_places_or_dates(project: Path) -> None:
    template = extract(project).decode()
    entries = polib.pofile(template)
    assert sorted(entry.msgid for entry in entries) == sorted([*POLISH, *PLURALS])
    assert {entry.msgctxt for entry in entries if entry.msgid == "May"} == {"a month"}
    assert {entry.comment for entry in entries} == {"", "shown when somebody signs in"}
    assert "#:" not in template
    assert "Date" not in template


def test_moving_a_word_to_another_place_changes_nothing(project: Path) -> None:
    before = extract(project)
    edit(project / "portal" / "words.py", "\n\nTITLE", "\n\n\n\nOTHER = 1\nTITLE")
    (project / "portal" / "words.py").rename(project / "portal" / "a_new_room.py")
    assert extract(project) == before


def test_a_template_that_is_out_of_date_is_found(project: Path) -> None:
    assert check(project) == ()
    edit(project / "portal" / "words.py", "My page", "My own page")
    assert [fault.message for fault in check(project)] == ["is not what the code says now: run `portal i18n update`."]


def test_a_template_with_a_mistake_is_named_with_its_line(project: Path) -> None:
    edit(project / "portal" / "templates" / "page.html", "{% endtrans %}</p>", "</p>")
    with pytest.raises(Invalid, match=r"page\.html:\d+: cannot be read"):
        extract(project)
    assert check(project)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{% trans trimmed url", "{% trans url", "write {% trans trimmed %}"),
        ('_("Call 0800 1111 now")', '_("Call %s now")', "name what is filled in"),
    ],
)
def test_words_that_no_translator_could_keep_in_order_are_named(project: Path, old: str, new: str, said: str) -> None:
    edit(project / "portal" / "templates" / "page.html", old, new)
    assert any(said in fault.message and "page.html" in fault.place for fault in check(project))


# Handing them to translators


def test_a_second_update_changes_nothing(project: Path) -> None:
    translate(project)
    update(project)
    assert update(project) == ()


def test_a_translation_stays_and_nothing_is_guessed_for_a_word_that_changed(project: Path) -> None:
    translate(project)
    edit(project / "portal" / "words.py", "My page", "My pages")
    update(project)
    file = polib.pofile(str(polish(project)))
    assert file.find("Hello %(name)s").msgstr == "Cześć, %(name)s"
    assert file.find("My pages").msgstr == ""
    assert [entry.msgid for entry in file.obsolete_entries()] == ["My page"]
    assert file.fuzzy_entries() == []


# Checking what comes back


def test_a_draft_may_have_gaps_and_a_finished_language_may_not(project: Path) -> None:
    assert check(project) == ()
    finish(project)
    assert {fault.message for fault in check(project)} == {
        "has no words yet; a language that is not a draft needs them all."
    }
    translate(project)
    assert check(project) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Hello": "Cześć"}, "other placeholders than the English (name)"),
        ({"Hello": "Cześć, %(nazwa)s"}, "other placeholders than the English (name)"),
        ({"Call": "Zadzwoń teraz: 0800 1112"}, "other numbers than the English (08001111)"),
        ({"Call": "Zadzwoń teraz"}, "other numbers than the English (08001111)"),
        ({"Read": 'Przeczytaj <a href="%(url)s" onclick="x">poradnik</a>'}, "other tags than the English"),
    ],
)
def test_a_translation_keeps_placeholders_numbers_and_tags(project: Path, changed: dict[str, str], said: str) -> None:
    translate(project, **changed)
    (fault,) = check(project)
    assert said in fault.message
    assert fault.place.startswith(str(polish(project)))


def test_a_phone_number_may_be_written_in_another_scripts_digits(project: Path) -> None:
    translate(project, Call="٠٨٠٠ ١١١١")
    assert check(project) == ()


def test_every_form_for_a_number_needs_words(project: Path) -> None:
    translate(project)
    edit(polish(project), 'msgstr[2] "%(num)d dnia"', 'msgstr[2] ""')
    (fault,) = check(project)
    assert fault.message == "needs 3 forms for numbers; 2 have words."


def test_one_day_may_be_said_without_its_number(project: Path) -> None:
    edit(project / "portal" / "words.py", '"%(num)d day"', '"one day"')
    update(project)
    file = polib.pofile(str(polish(project)))
    file.find("one day").msgstr_plural = {0: "jeden dzień", 1: "%(num)d dni", 2: "%(num)d dnia"}
    file.save()
    update(project)
    assert check(project) == ()


def test_a_fuzzy_mark_is_named(project: Path) -> None:
    translate(project)
    file = polib.pofile(str(polish(project)))
    file.find("My page").flags.append("fuzzy")
    file.save()
    assert [fault.message for fault in check(project)] == ["is marked fuzzy: read it, mend it, and take the mark away."]


def test_a_language_without_a_file_is_named(project: Path) -> None:
    polish(project).unlink()
    (fault,) = check(project)
    assert fault.place == str(polish(project))


# Pseudo-languages

SENTENCES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>%{}&"), min_size=1)
KEPT = ["%(name)s", "%(num)d", '<a href="%(url)s">', "</a>", "&amp;", "%%", "{name}", "<strong>"]


@pytest.mark.parametrize("turned", [accented, mirrored])
@given(parts=st.lists(st.one_of(SENTENCES, st.sampled_from(KEPT)), max_size=8))
def test_placeholders_and_tags_come_through_untouched(turned: Callable[[str], str], parts: list[str]) -> None:
    out = turned("".join(parts))
    place = 0
    for part in parts:
        if part in KEPT:
            place = out.index(part, place) + len(part)


@given(SENTENCES)
def test_the_accented_language_is_a_third_longer_and_in_brackets(text: str) -> None:
    out = accented(text)
    assert (out[0], out[-1]) == ("[", "]")
    assert 1.35 * len(text) <= len(out) - 2 <= 1.35 * len(text) + 1


def test_words_can_still_be_read_in_the_accented_language() -> None:
    assert accented("Leave this page") == "[Ļééååvéé ţĥîîš pååĝéé]"


def test_words_are_turned_round_one_by_one_and_phone_numbers_are_not() -> None:
    assert mirrored("Call 0800 1111 at 9am") == "\u202eCall\u202c 0800 1111 \u202eat\u202c 9am"


# Compiling


def test_every_language_is_compiled_and_only_when_something_changed(project: Path) -> None:
    translations, destination = project / "translations", project / "translations" / "compiled"
    first = compile_all(translations, destination)
    assert [path.parts[-3] for path in first] == ["en_GB", "pl", "en_PN", "ar_EH"]
    assert {path.parts[-2:] for path in first} == {("LC_MESSAGES", "messages.mo")}
    assert compile_all(translations, destination) == ()
    translate(project)
    assert [path.parts[-3] for path in compile_all(translations, destination)] == ["pl"]
    first[0].write_bytes(b"broken")
    assert compile_all(translations, destination) == (first[0],)


def test_the_same_words_compile_to_the_same_bytes(project: Path, tmp_path: Path) -> None:
    one = compile_all(project / "translations", tmp_path / "one")
    two = compile_all(project / "translations", tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_language_that_is_no_longer_listed_goes(project: Path) -> None:
    translations, destination = project / "translations", project / "translations" / "compiled"
    compile_all(translations, destination)
    listed = translations / "languages.yaml"
    lines = listed.read_text(encoding="utf-8").splitlines(keepends=True)
    listed.write_text("".join(line for line in lines if "  pl:" not in line), encoding="utf-8")
    compile_all(translations, destination)
    assert not (destination / "pl" / "LC_MESSAGES" / "messages.mo").exists()


def test_an_unfinished_or_fuzzy_word_comes_in_english(project: Path) -> None:
    translate(project)
    edit(polish(project), 'msgstr[2] "%(num)d dnia"', 'msgstr[2] ""')
    compile_all(project / "translations", project / "compiled")
    with (project / "compiled" / "pl" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.gettext("My page") == "Moja strona"
    assert compiled.ngettext("%(num)d day", "%(num)d days", 5) == "%(num)d days"


@pytest.mark.parametrize(
    ("tag", "title", "days"),
    [
        ("en", "My page", "3 days"),
        ("pl", "Moja strona", "3 dni"),
        ("en-XA", "[Mýý pååĝéé]", "[3 đååýýš]"),
        ("ar-XB", "\u202eMy\u202c \u202epage\u202c", "3 \u202edays\u202c"),
    ],
)
def test_flask_babel_shows_every_language(project: Path, tag: str, title: str, days: str) -> None:
    translate(project)
    compile_all(project / "translations", project / "compiled")
    locale = {language.tag: language.locale for language in languages(project / "translations")}[tag]
    app = Flask(__name__)
    Babel(
        app,
        default_translation_directories=str(project / "compiled"),
        locale_selector=lambda: locale,
    )
    with app.test_request_context():
        assert ngettext("%(num)d day", "%(num)d days", 3) == days
        assert gettext("My page") == title
