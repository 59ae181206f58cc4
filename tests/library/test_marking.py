"""Hard words are found whole, the longest first, marked once, and nothing else of a text changes."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.audience import Kind
from portal.domain.glossary import Term
from portal.domain.guide import Prose
from portal.library.areas import read_areas
from portal.library.guides import read_guides
from portal.library.markdown import behind, to_html
from portal.library.marking import Glossary, Marking, Piece
from portal.library.terms import read_glossary, read_terms

CONTENT = Path(__file__).resolve().parents[2] / "content"
TERMS = (
    Term(1, "CPM", "Short for child planning meeting.", ("child planning meeting", "child planning meetings")),
    Term(2, "SEND", "Short for special educational needs and disability."),
    Term(3, "safeguarding", "The work of keeping children safe."),
    Term(4, "safeguarding partnership", "Those who must work together."),
    Term(5, "CADS", "The first team to call.", ("Children's Advice and Duty Service",)),
    Term(6, "chair", "Whoever leads the meeting.", ("chairs",)),
    Term(7, "amp", "Never written.", ("lt", "39")),
)
MARK = re.compile(r'<a class="term" href="#word-(\d+)" id="at-word-\1">(.*?)</a>', re.DOTALL)


@pytest.fixture
def marking() -> Marking:
    return Marking(Glossary(TERMS, "en"))


def marks(html: str) -> list[tuple[int, str]]:
    return [(int(number), words) for number, words in MARK.findall(html)]


def wrong_with(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parseFragment(html)
    return [what for _place, what, _more in parser.errors]


def without_marks(html: str) -> str:
    return MARK.sub(r"\2", html)


# -- which words --------------------------------------------------------------------------------------


def test_a_word_is_marked_where_it_first_stands_and_nowhere_else(marking: Marking) -> None:
    shown = marking.html("<p>The chair asks. The chair thanks.</p>\n<p>Chairs come.</p>\n", "en")
    assert marks(shown) == [(6, "chair")]
    assert shown.index("at-word-6") < shown.index("asks")
    assert marking.html("<p>A chair.</p>", "en") == "<p>A chair.</p>"


def test_first_use_counts_over_all_texts_of_the_page(marking: Marking) -> None:
    assert marks(marking.html("<p>Who is the chair?</p>", "en")) == [(6, "chair")]
    assert marking.pieces("The chair.", "en") == (Piece("The chair."),)
    assert marking.pieces("Safeguarding.", "en") == (Piece("Safeguarding", 3), Piece("."))
    assert [term.number for term in marking.found()] == [6, 3]


def test_the_longest_word_comes_first(marking: Marking) -> None:
    shown = marking.html("<p>The safeguarding partnership does safeguarding.</p>", "en")
    assert marks(shown) == [(4, "safeguarding partnership"), (3, "safeguarding")]


def test_nothing_is_marked_within_another_word_of_the_glossary(marking: Marking) -> None:
    shown = marking.html("<p>One safeguarding partnership.</p><p>Another safeguarding partnership.</p>", "en")
    assert marks(shown) == [(4, "safeguarding partnership")]


@pytest.mark.parametrize("text", ["armchair", "chairman", "co-chair", "chair-lift", "chair7", "_chair"])
def test_only_whole_words_are_found(marking: Marking, text: str) -> None:
    assert marking.pieces(text, "en") == (Piece(text),)


@pytest.mark.parametrize("text", ["Chair", "CHAIR", "chair’s", "“chair”", "(chair)", "chair."])
def test_small_letters_stand_for_any(marking: Marking, text: str) -> None:
    assert [piece.number for piece in marking.pieces(text, "en") if piece.number] == [6]


def test_what_is_written_with_capitals_is_meant_with_them(marking: Marking) -> None:
    """SEND is special educational needs and disability; to send is to send."""
    assert marking.pieces("Send it, we send.", "en") == (Piece("Send it, we send."),)
    assert marking.pieces("SEND", "en") == (Piece("SEND", 2),)


def test_another_form_and_another_line_and_another_apostrophe_are_the_same_word(marking: Marking) -> None:
    assert marks(marking.html("<p>A Child planning\nmeeting and a CPM.</p>", "en")) == [(1, "Child planning\nmeeting")]
    assert marking.pieces("Children’s Advice and Duty Service", "en")[0].number == 5


def test_a_text_in_another_language_has_no_marks(marking: Marking) -> None:
    assert marking.pieces("chair", "pl") == (Piece("chair"),)
    assert marking.html("<p>chair</p>", "pl") == "<p>chair</p>"
    assert marking.found() == ()


# -- where --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The chair</h2>",
        "<h3>A <strong>chair</strong></h3>",
        '<p><a href="who-comes">the chair</a></p>',
        '<p><a href="x"><em>the</em> chair &amp; more</a></p>',
        behind("The chair", "The chair, and more."),
    ],
)
def test_links_headings_and_what_stays_closed_have_no_marks(marking: Marking, html: str) -> None:
    assert marking.html(html, "en") == html
    assert marks(marking.html("<p>Then the chair.</p>", "en")) == [(6, "chair")]


def test_attributes_and_what_is_written_as_a_character_are_not_words(marking: Marking) -> None:
    html = '<p>Mum &amp; dad, 1 &lt; 2, it&#39;s. <a href="chair">Go</a></p>'
    assert marking.html(html, "en") == html


def test_words_are_marked_in_lists_and_in_bold(marking: Marking) -> None:
    shown = marking.html(to_html("- **Chair.** They lead.\n- CADS\n"), "en")
    assert marks(shown) == [(6, "Chair"), (5, "CADS")]


def test_a_page_with_the_whole_glossary_marks_nothing_after_it(marking: Marking) -> None:
    marking.pieces("The chair.", "en")
    listed = marking.everything()
    assert [term.term for term, _ in listed] == sorted((term.term for term in TERMS), key=str.casefold)
    assert [term.term for term, is_marked in listed if is_marked] == ["chair"]
    assert marking.pieces("CPM", "en") == (Piece("CPM"),)
    assert marking.found() == ()


def test_a_glossary_without_words_marks_nothing() -> None:
    assert Marking(Glossary((), "en")).html("<p>chair</p>", "en") == "<p>chair</p>"


# -- whatever the text is -----------------------------------------------------------------------------

FORMS = [form for term in TERMS for form in term.forms]
BITS = st.one_of(
    st.sampled_from(
        [*FORMS, *(form.upper() for form in FORMS), " ", "\n", ", ", "-", "&", "&amp;", "<", ">", '"', "'"]
    ),
    st.text(max_size=8),
)
TEXT = st.lists(BITS, max_size=15).map("".join)
MARKDOWN = st.lists(
    st.one_of(
        BITS, st.sampled_from(["# ", "- ", "**", "*", "> ", "\n\n", "[chair](https://a.org)", "<b>", "</p>", "`"])
    ),
    max_size=20,
).map("".join)


@given(TEXT)
def test_the_pieces_of_a_text_are_that_text(text: str) -> None:
    pieces = Marking(Glossary(TERMS, "en")).pieces(text, "en")
    assert "".join(piece.text for piece in pieces) == text
    numbers = [piece.number for piece in pieces if piece.number]
    assert len(numbers) == len(set(numbers))


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
def test_a_guide_without_its_marks_is_the_very_same(words: str) -> None:
    html = to_html(words)
    shown = Marking(Glossary(TERMS, "en")).html(html, "en")
    assert without_marks(shown) == html
    assert wrong_with(shown) == wrong_with(html)
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


@given(TEXT)
def test_text_is_found_alike_with_and_without_escaping(text: str) -> None:
    """So that a guide and a plan mark the same words."""
    if "&" in text:
        return
    plain = [words for _, words in marks(Marking(Glossary(TERMS, "en")).html(escape(text, quote=False), "en"))]
    pieces = [p.text for p in Marking(Glossary(TERMS, "en")).pieces(text, "en") if p.number]
    assert [unescape(words) for words in plain] == pieces


# -- our own words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_each_area_explains_its_own_words_and_no_other(kind: Kind) -> None:
    of = {area: {term.term for term in read_terms(CONTENT, area, kind).values()} for area in read_areas(CONTENT)}
    assert "CPM" in of["norfolk"]
    assert not {"CPM", "MACE", "CADS", "MASH"} & of["derby"]
    assert "child planning meeting" not in str(read_terms(CONTENT, "derby", kind)).lower()


def test_young_people_read_words_of_their_own() -> None:
    adult, young = (read_terms(CONTENT, "norfolk", kind) for kind in (Kind.PARENT, Kind.YOUNG_PERSON))
    assert young["advocate"].plain.startswith("They help you to say what you think.")
    assert adult["advocate"].plain.startswith("They help a child to be heard")
    assert "exploitation" in adult
    assert "exploitation" not in young


def test_a_word_has_one_address_for_everybody_and_it_does_not_say_which_word() -> None:
    """An address with its fragment stays in the list of pages that a phone keeps."""
    seen: dict[str, int] = {}
    for area in read_areas(CONTENT):
        for kind in Kind:
            for ref, term in read_terms(CONTENT, area, kind).items():
                assert seen.setdefault(ref, term.number) == term.number
    assert len(set(seen.values())) == len(seen) > 60


def test_every_guide_as_it_is_keeps_its_text_under_the_marks() -> None:
    marked = 0
    for area in read_areas(CONTENT).values():
        for guide in read_guides(CONTENT, area).values():
            marking = Marking(read_glossary(CONTENT, area.id, guide.kind))
            for part in guide.parts:
                if isinstance(part, Prose):
                    assert without_marks(marking.html(part.html, "en")) == part.html
            marked += len(marking.found())
    assert marked > 60
