"""One's own list for the meeting: lines within an answer, and nothing else that is written there is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.own_list import lines_of, note_of, text_of, with_line, with_note, without_line
from portal.domain.preparation import Answer

OWN = "My own question, on two\nlines\n\nand after a gap"
WORDS = st.text(alphabet="abc .:\n\t", max_size=40)
LISTS = st.lists(st.sampled_from(["The plan: mine", "The plan: and mine", "The level: x", "words", "", "  "])).map(
    "\n".join
)


def test_a_question_stands_on_a_line_of_its_own_below_what_was_there() -> None:
    assert with_line("", "Who comes?") == "Who comes?"
    assert with_line(OWN, "Who comes?") == f"{OWN}\nWho comes?"


@given(WORDS)
def test_put_there_twice_it_stands_there_once_and_can_be_taken_off(text: str) -> None:
    once = with_line(text, "Who comes?")
    assert with_line(once, "Who comes?") == once
    assert lines_of(once).count("Who comes?") == 1
    assert lines_of(without_line(once, "Who comes?")) == lines_of(text)


@given(WORDS, WORDS)
def test_a_note_takes_the_place_of_the_one_before_it(text: str, note: str) -> None:
    kept = with_note(with_note(text, "The plan", "first"), "The plan", note)
    assert note_of(kept, "The plan") == " ".join(note.split())
    assert lines_of(with_note(kept, "The plan", "")) == lines_of(text)


@given(LISTS)
def test_a_note_leaves_every_other_line_as_it_was(text: str) -> None:
    """Also one of their own that begins like a note."""
    others = lines_of(text)
    first = next((at for at, line in enumerate(others) if line.startswith("The plan: ")), len(others))
    wanted = (*others[:first], "The plan: new", *others[first + 1 :])
    assert lines_of(with_note(text, "The plan", "new")) == wanted


def test_a_note_is_one_line_behind_the_title_of_its_step() -> None:
    kept = with_note(OWN, "The plan", "  not on\nTuesdays ")
    assert kept == f"{OWN}\nThe plan: not on Tuesdays"
    assert note_of(kept, "The plan") == "not on Tuesdays"
    assert note_of(kept, "The level") == ""
    assert with_note(kept, "The plan", " ") == OWN


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer("my-questions"), ""),
        (Answer("my-questions", ("Who comes?",), version=1), "Who comes?"),
        (Answer("my-questions", ("Who comes?",), version=1, shared=True), ""),
        (Answer("my-questions", version=2, lost=True), ""),
    ],
)
def test_what_was_sent_stands_on_the_list_no_more(answer: Answer, text: str) -> None:
    assert text_of(answer) == text
