"""The rules of getting ready: what a question takes, and who may be let read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.preparation import (
    MEETING,
    NOT_SAYING,
    NOT_SURE,
    Circle,
    Question,
    QuestionKind,
    Readers,
    accepted,
)

CIRCLE = Circle(trusted=("yw", "Tunde Bello"), workers=("Priya Nair",), family=(("d1", "Dawn"), ("g1", "Gary")))


def question(kind: QuestionKind, **more: object) -> Question:
    return Question("q", kind, "views", "What?", "We ask because", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [str(number) for number in range(11)])
def test_a_scale_takes_each_number_from_nought_to_ten(number: str) -> None:
    assert accepted(question(QuestionKind.SCALE), [number]) == (number,)


@pytest.mark.parametrize("typed", ["11", "-1", "5.5", "NaN", "٣", "1e1", "four"])
def test_a_scale_takes_nothing_else(typed: str) -> None:
    with pytest.raises(Invalid):
        accepted(question(QuestionKind.SCALE), [typed])


@pytest.mark.parametrize("kind", [QuestionKind.ONE, QuestionKind.SOME, QuestionKind.SCALE])
@pytest.mark.parametrize("answer", [NOT_SURE, NOT_SAYING])
def test_not_sure_and_not_saying_are_answers_to_everything(kind: QuestionKind, answer: str) -> None:
    assert accepted(question(kind, options=(("yes", "Yes"),)), [answer]) == (answer,)


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_nothing_is_an_answer_too(kind: QuestionKind) -> None:
    assert accepted(question(kind), []) == ()
    assert accepted(question(kind), ["", "  "]) == ()


def test_an_option_that_is_not_offered_is_refused() -> None:
    with pytest.raises(Invalid):
        accepted(question(QuestionKind.ONE, options=(("yes", "Yes"),)), ["no"])


@given(st.text(min_size=1, max_size=500))
def test_words_are_kept_as_they_were_typed(words: str) -> None:
    kept = accepted(question(QuestionKind.LONG), [words])
    assert kept == ((words.strip(),) if words.strip() else ())


def test_words_that_are_too_long_are_refused_whole_and_never_cut() -> None:
    with pytest.raises(Invalid, match="too-long:1"):
        accepted(question(QuestionKind.LONG, longest=10), ["x" * 11])


def test_a_young_person_begins_with_their_own_worker_and_a_parent_with_the_meeting() -> None:
    assert CIRCLE.begins_with(Kind.YOUNG_PERSON) == Readers("yw")
    assert CIRCLE.begins_with(Kind.PARENT) == Readers(MEETING)
    assert Circle().begins_with(Kind.YOUNG_PERSON) == Readers(MEETING)


@given(st.sampled_from(["yw", MEETING, "sw", ""]), st.lists(st.sampled_from(["d1", "g1", "x9"]), unique=True))
def test_nobody_can_be_let_read_who_is_not_in_the_circle(worker: str, family: list[str]) -> None:
    allowed = CIRCLE.allows(Readers(worker, tuple(family)))
    assert allowed == (worker in ("yw", MEETING) and set(family) <= {"d1", "g1"})


@given(st.lists(st.sampled_from(["d1", "g1", "x9"]), unique=True), st.sampled_from(["yw", MEETING, "gone"]))
def test_when_somebody_leaves_the_choice_never_gets_wider_in_the_family(family: list[str], worker: str) -> None:
    chosen = Readers(worker, tuple(family))
    narrowed = CIRCLE.narrowed(chosen)
    assert set(narrowed.family) == set(family) & {"d1", "g1"}
    assert narrowed.worker == worker, "nobody is put in another one's place"
    assert CIRCLE.allows(narrowed) == (worker in ("yw", MEETING))
