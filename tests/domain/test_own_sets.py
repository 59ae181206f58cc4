"""Which sets are for whom, and how a set is cut into short tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.audience import Kind
from portal.domain.errors import NotFound
from portal.domain.own_sets import (
    after_set,
    groups_of,
    main_set,
    minutes_for,
    named_set,
    next_after,
    sets_for,
    state_of,
    steps_of,
)
from portal.domain.preparation import Answer, AnswerSheet, Notice, Question, QuestionKind, QuestionSet, When
from portal.domain.readers import Readers

WORDS = Notice("n", "en", ("Read this.",), "0" * 64)


def question(ref: str, kind: QuestionKind = QuestionKind.LONG, topic: str = "views", **more: object) -> Question:
    return Question(ref, kind, topic, "What?", "Because", **more)  # type: ignore[arg-type]


def a_set(ref: str, *questions: Question, kind: Kind = Kind.PARENT, **more: object) -> QuestionSet:
    return QuestionSet(ref, 1, "en", kind, ref, WORDS, WORDS, questions, **more)  # type: ignore[arg-type]


NUMBER = question("number", QuestionKind.SCALE, "safety", scale="out")
WHY = question("why", topic="safety", because="out")
MORE = question("more", topic="safety", because="out")
OTHER = question("other", topic="safety")
READ = question("read", QuestionKind.NOTICE, "safety")
SAFETY = a_set("parent", READ, NUMBER, WHY, MORE, OTHER)


def sheet(**answers: Answer) -> AnswerSheet:
    return AnswerSheet("s", "parent", Readers(), None, tuple(replace(a, question=ref) for ref, a in answers.items()))


GIVEN, SENT, SKIPPED = Answer("", ("x",)), Answer("", ("x",), shared=True), Answer("", (), skipped=True)


def test_the_set_named_like_its_readers_stays_the_main_one_whatever_is_added() -> None:
    sets = {each: a_set(each) for each in ("about-pets", "parent", "zebras")}
    sets["young-person"] = a_set("young-person", kind=Kind.YOUNG_PERSON)
    sets["after"] = a_set("after", when=When.AFTER)
    theirs = sets_for(sets, Kind.PARENT)
    assert [each.id for each in theirs] == ["parent", "about-pets", "zebras", "after"]
    assert main_set(theirs, easy=False).id == main_set(theirs, easy=True).id == "parent"
    found = after_set(theirs, easy=False)
    assert found is not None and found.id == "after"
    assert after_set(theirs[:3], easy=False) is None


def test_who_reads_easy_words_gets_those_where_they_are_there() -> None:
    theirs = (a_set("parent"), a_set("simple", easy=True))
    assert main_set(theirs, easy=True).id == "simple"
    assert main_set(theirs, easy=False).id == "parent"


def test_a_set_that_is_not_theirs_is_not_there() -> None:
    with pytest.raises(NotFound):
        named_set((a_set("parent"),), "young-person")
    with pytest.raises(NotFound):
        main_set((), easy=False)


def test_a_number_and_what_is_asked_about_it_are_one_task_and_a_notice_stands_among_them_to_be_read() -> None:
    found = [[each.id for each in step.all] for step in steps_of(SAFETY)]
    assert found == [["read"], ["number", "why", "more"], ["other"]]
    assert [state_of(sheet(), step) for step in steps_of(SAFETY)] == ["to-read", "not-started", "not-started"]
    assert [name for name, _ in groups_of(SAFETY)] == ["safety"]
    assert minutes_for(steps_of(SAFETY)) == 6  # a tap and three boxes


def test_a_task_has_three_states_and_says_plainly_what_was_sent_or_skipped() -> None:
    (_read, task, _other) = steps_of(SAFETY)
    assert state_of(sheet(), task) == "not-started"
    assert state_of(sheet(number=GIVEN), task) == "started"
    assert state_of(sheet(number=GIVEN, why=SKIPPED, more=SKIPPED), task) == "done"
    assert state_of(sheet(number=SENT, why=SKIPPED, more=SENT), task) == "sent"
    assert state_of(sheet(number=SKIPPED, why=SKIPPED, more=SKIPPED), task) == "skipped"
    assert state_of(sheet(number=Answer("", lost=True), why=GIVEN, more=GIVEN), task) == "started"


def test_what_is_to_be_read_first_is_met_on_the_way_through_and_from_the_list() -> None:
    above = SAFETY.read_above("number")
    assert above is not None and above.id == "read"
    assert SAFETY.read_above("other") is None
    assert SAFETY.before("number") is None, "nobody has to leaf through it: it stands above the question"
    after = SAFETY.after("read")
    assert after is not None and after.id == "number"


@pytest.mark.parametrize(("value", "then"), [(("4",), "why"), (("not-sure-yet",), "other"), ((), "other")])
def test_without_a_number_nobody_is_asked_what_makes_it_that(value: tuple[str, ...], then: str) -> None:
    after = next_after(SAFETY, NUMBER, Answer("number", value))
    assert after is not None and after.id == then


def test_what_is_about_now_and_what_should_come_are_one_group_each_and_what_is_held_stands_apart() -> None:
    found = groups_of(
        a_set(
            "parent",
            question("first", quick=True, topic="help"),
            question("good", topic="strengths"),
            question("bad", topic="worries"),
            question("help", topic="help"),
            question("hope", topic="hopes"),
            question("not-there", topic="coming", held=True),
            question("there", topic="coming"),
        )
    )
    assert {name: [step.question.id for step in steps] for name, steps in found} == {
        "quick": ["first"],
        "now": ["good", "bad"],
        "next": ["help", "hope"],
        "held": ["not-there"],
        "coming": ["there"],
    }
