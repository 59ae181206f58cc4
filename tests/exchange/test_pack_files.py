"""A meeting's pack as text, as a document and as data: the same words, as they were given, and harmless."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from importlib.resources import files

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from portal.domain.pack import Pack, PackNumber, PackPiece, Section, SideBySide
from portal.domain.preparation import How
from portal.domain.sharing import Translation
from portal.exchange import pack_docx, pack_json, pack_text
from portal.exchange.pack_lines import is_right_to_left, shown

SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SCHEMA = json.loads((files("portal.exchange") / "views.schema.json").read_text("utf-8"))


def piece(answer: str, ref: str = "a" * 32, **more: object) -> PackPiece:
    return PackPiece(ref, "Dawn Example", "What worries you most?", answer, SENT_IN, SENT, **more)  # type: ignore[arg-type]


SENT_IN = "en"


def pack(*pieces: PackPiece, **more: object) -> Pack:
    sections = (Section("overview", "How things are", pieces),) if pieces else ()
    known = {"sections": sections, "case_system": "Liquidlogic LCS"} | more
    return Pack("Kit", "Child planning meeting", date(2026, 11, 26), "Norfolk", "Priya Nair", date(2026, 11, 21),
                **known)  # type: ignore[arg-type]  # fmt: skip


def text_of(made: Pack) -> str:
    return pack_text.write(made).decode()


def document(made: Pack) -> docx.document.Document:
    return docx.Document(io.BytesIO(pack_docx.write(made)))


def paragraphs(made: Pack) -> list[str]:
    return [each.text for each in document(made).paragraphs]


# -- what is given is what stands there -----------------------------------------------------------------

BAD = {
    "a formula": '=HYPERLINK("http://x.example","y")',
    "a formula that begins with a plus": "+cmd|'/c calc'!A1",
    "a formula that begins with a minus": "-1+1",
    "a formula that begins with an at": "@SUM(A1:A9)",
    "a formula on a later line": "first\n=1+1\n\t=2+2",
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a field code": '{ INCLUDETEXT "c:\\\\secrets.txt" } {{config}} %(name)s',
    "right to left": "مرحبا، أنا لا أستطيع الذهاب إلى هناك",
    "both directions": "I said سلام to them",
    "20,000 characters": "one two three four\n" * 1000,
    "one word of 20,000 characters": "x" * 20_000,
    "20,000 emoji": "👍🏽" * 10_000,
    "letters with many marks": "Z" + "\u0351" * 500,
    "Welsh, Polish, Urdu": "ŵ ŷ – zażółć gęślą jaźń – میں ٹھیک ہوں",
    "line ends of three kinds": "one\r\ntwo\rthree\u2028four",
    "what looks like our own headings": "Words from the family\n*********************\n___",
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD.keys())
def test_words_stand_in_every_format_as_they_were_given(answer: str) -> None:
    made = pack(piece(answer))
    as_lines = answer.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    assert "".join(f"  {line}\r\n" for line in as_lines.split("\n")) in text_of(made)
    assert as_lines in paragraphs(made)
    assert json.loads(pack_json.write(made))["sections"][0]["words"][0]["answer"] == answer


@pytest.mark.parametrize(
    ("letter", "mark"),
    [("\x00", "␀"), ("\x07", "␇"), ("\x0b", "␋"), ("\x1b", "␛"), ("\x7f", "␡"), ("\x85", "[U+0085]"),
     ("\ufffe", "[U+FFFE]"), ("\uffff", "[U+FFFF]"), ("\ud800", "[U+D800]"), ("\u202e", "[U+202E]")],
)  # fmt: skip
def test_what_cannot_be_seen_or_no_file_may_hold_gets_a_mark_and_nothing_is_left_out(letter: str, mark: str) -> None:
    made = pack(piece(f"before{letter}after"))
    assert f"  before{mark}after\r\n" in text_of(made)
    assert f"before{mark}after" in paragraphs(made)
    assert json.loads(pack_json.write(made))["sections"][0]["words"][0]["answer"] == f"before{letter}after"


@given(st.text(st.characters(), max_size=80))
def test_whatever_is_typed_every_format_can_be_written_and_read_again(answer: str) -> None:
    made = pack(piece(answer))
    assert json.loads(pack_json.write(made))["sections"][0]["words"][0]["answer"] == answer
    assert shown(answer) in paragraphs(made)
    assert all(line == "" or line[0] not in "=+-@\t\r\n" for line in text_of(made).split("\r\n"))


# -- text, to be pasted ------------------------------------------------------------------------------------


def test_no_line_of_the_text_begins_as_a_formula_would_whoever_wrote_it() -> None:
    evil = PackPiece("b" * 32, "=cmd", "+what?", "-1", "en", SENT, not_with=("=a",), helper="=h",
                     how=How.HELPED, translations=(Translation("=1", "en", "=p", SENT),))  # fmt: skip
    made = pack(evil, sections=(Section("s", "=title", (evil,)),))
    whole = text_of(made)
    assert whole.count("\n") == whole.count("\r\n"), "every line ends as Windows ends it"
    for line in whole.split("\r\n"):
        assert not line.startswith(("=", "+", "-", "@", "\t")), line


def test_the_text_has_a_heading_for_each_part_and_rules_of_plain_signs() -> None:
    lines = text_of(pack(piece("the bus home"), not_aloud=(piece("quiet", "b" * 32, aloud=False),))).split("\r\n")
    for heading in ("How things are", "Read, and not read out"):
        assert lines[lines.index(heading) + 1] == "_" * len(heading)
    assert lines[:2] == ["Words from the family", "*" * 21]
    assert any("The record is Liquidlogic LCS." in line for line in lines)
    assert "Not with" not in "".join(lines)
    assert any(line.endswith("Do not read this out.") for line in lines)


def test_where_the_case_system_is_not_known_it_is_yours() -> None:
    assert "The record is your case system." in text_of(pack(case_system=""))


# -- the document ------------------------------------------------------------------------------------------


def test_the_document_has_real_headings_in_the_order_of_the_pack() -> None:
    made = document(pack(piece("the bus home"), not_aloud=(piece("hush", "b" * 32, aloud=False),)))
    found = [(each.style.name, each.text) for each in made.paragraphs if each.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "Words from the family"),
        ("Heading 2", "How things are"), ("Heading 3", "Dawn Example: What worries you most?"),
        ("Heading 2", "Read, and not read out"), ("Heading 3", "Dawn Example: What worries you most?"),
    ]  # fmt: skip


def test_what_is_for_one_worker_alone_is_in_no_file_nor_that_it_is_there() -> None:
    """Paper lies about in rooms where the family sits, and many read what is pasted into a case system."""
    made = pack(alone=(piece("only you", "b" * 32, only_for="Priya Nair"),), kept_back=(("Kit", "Tunde Bello"),))
    for said in (text_of(made), "\n".join(paragraphs(made)), pack_json.write(made).decode()):
        for never in ("only you", "b" * 32, "Kit:", "Tunde", "alone"):
            assert never not in said, never
    assert "Nothing that was shared for this meeting has been opened." in text_of(made)


def test_the_document_says_nothing_of_who_made_it_or_on_which_machine_and_comes_out_the_same_twice() -> None:
    made = pack(piece("the bus home"))
    whole = pack_docx.write(made)
    assert whole == pack_docx.write(made)
    known = document(made).core_properties
    assert (known.author, known.last_modified_by, known.comments, known.keywords) == ("", "", "", "")
    assert (known.language, known.title, known.revision) == ("en-GB", "Words from the family", 1)
    assert known.created == known.modified and known.created.date() == date(2026, 11, 21)
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert {each.date_time for each in opened.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        everything = b"".join(opened.read(name) for name in opened.namelist())
        assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(opened.namelist())
    assert b"Macintosh" not in everything and b"python-docx" not in everything


def test_the_document_has_no_field_no_link_and_nothing_that_runs() -> None:
    whole = pack_docx.write(pack(*(piece(answer, f"{n:032x}") for n, answer in enumerate(BAD.values()))))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        body = opened.read("word/document.xml").decode()
        names = opened.namelist()
        links = b"".join(opened.read(name) for name in names if name.endswith(".rels")).decode()
    assert not re.search(r"<w:(fldSimple|fldChar|instrText|hyperlink|object|drawing|altChunk)\b", body)
    assert 'TargetMode="External"' not in links
    assert not [name for name in names if "vba" in name.lower() or "embed" in name.lower()]
    assert "<script>" not in body and "&lt;script&gt;" in body


def test_words_from_right_to_left_are_marked_so_and_their_language_is_named() -> None:
    urdu = PackPiece("c" * 32, "Dawn", "آپ کیسے ہیں؟", "میں ٹھیک ہوں", "ur", SENT,
                     translations=(Translation("I am fine", "en", "Priya", SENT),))  # fmt: skip
    made = document(pack(urdu))
    by_text = {each.text: each for each in made.paragraphs}
    words, english = by_text["میں ٹھیک ہوں"], by_text["I am fine"]
    assert words._p.pPr.find(qn("w:bidi")) is not None
    assert words.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    assert words.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ur"
    assert english._p.pPr.find(qn("w:bidi")) is None
    assert {each.get(qn("w:val")) for each in made.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert list(by_text).index("میں ٹھیک ہوں") < list(by_text).index("I am fine"), "the original stands first"


@pytest.mark.parametrize(("text", "expected"), [("سلام", True), ("hello سلام", False), ("123 سلام", True), ("", False)])
def test_direction_goes_by_the_first_letter_that_has_one(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


# -- data --------------------------------------------------------------------------------------------------


def test_the_data_is_as_the_schema_says_whatever_stands_in_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    number = piece("4", "d" * 32, low="never", high="always")
    whole = pack(
        sections=(
            Section("s", "t", (piece("a", how=How.WRITTEN_DOWN, helper="Tunde", recorded_at=SENT, recorded_by="P"),),
                    (SideBySide("safe", (PackNumber(number, (piece("why", "e" * 32),)),)),)),
        ),
        earlier=(piece("", "f" * 32, lost=True),), others=(piece("o"),),
        not_aloud=(piece("x", aloud=False, translations=(Translation("w", "en", "", SENT),)),),
    )  # fmt: skip
    for made in (whole, pack(), *(pack(piece(answer)) for answer in BAD.values())):
        found = json.loads(pack_json.write(made))
        assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    broken = {**json.loads(pack_json.write(whole)), "average": 4}
    assert list(Draft202012Validator(SCHEMA).iter_errors(broken)), "a difference would be seen"


def test_every_file_says_whether_words_were_read_back_and_says_so_of_none_that_were_not() -> None:
    for how in (How.HELPED, How.WRITTEN_DOWN, How.ON_PAPER):
        beside, later, older = (
            pack(piece("a", how=how, helper="Tunde", agreed=agreed)) for agreed in (True, False, None)
        )
        for said in (text_of, lambda made: "\n".join(paragraphs(made))):
            assert "Tunde. Read back and agreed." in " ".join(said(beside).split())
            assert "Read back and agreed" not in said(later)
            assert "Not read back: they looked at it and shared it by themselves." in " ".join(said(later).split())
            assert "Tunde. Sent on" in " ".join(said(older).split()), "nobody noted then whether it was"
        assert [pack_json.as_plain(made)["sections"][0]["words"][0]["read_back"]
                for made in (beside, later, older, pack(piece("a")))] == [True, False, None, None]  # fmt: skip


def test_nothing_is_worked_out_of_numbers() -> None:
    rows = tuple(PackNumber(piece(answer, f"{n:032x}", low="never", high="always"))
                 for n, answer in enumerate(("2", "9", "7")))  # fmt: skip
    made = pack(sections=(Section("risk_level", "The level", (), (SideBySide("safe", rows),)),))
    text = text_of(made)
    assert [text.index(f"\r\n  {answer}\r\n") for answer in ("2", "9", "7")] == sorted(
        text.index(f"\r\n  {answer}\r\n") for answer in ("2", "9", "7")
    ), "in the order of the family, not of the numbers"
    for said in (text, "\n".join(paragraphs(made)), pack_json.write(made).decode()):
        for never in ("18", "6.0", "average", "mean", "high risk", "total"):
            assert never not in said.replace("2026", "").lower(), never
