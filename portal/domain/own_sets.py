"""Which question sets are for somebody, and how one set is cut into short tasks. Pure functions.

A task is a question with what is asked about its answer: a number and the words that belong to it are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.domain.audience import Kind
from portal.domain.errors import NotFound
from portal.domain.preparation import Answer, AnswerSheet, Question, QuestionKind, QuestionSet, When

LONGEST_GROUP = 6
QUICK, HELD = "quick", "held"
_TOPICS = {"strengths": "now", "worries": "now", "changes": "now", "hopes": "next", "help": "next"}
_SECONDS = {QuestionKind.LONG: 100, QuestionKind.SHORT: 40, QuestionKind.SOME: 40, QuestionKind.NOTICE: 0}
_TAP = 20


def sets_for(sets: Mapping[str, QuestionSet], kind: Kind) -> tuple[QuestionSet, ...]:
    """All that fit this kind of person, the main one of each sort first; the one named like its readers leads."""
    theirs = (each for each in sets.values() if each.kind is kind)
    return tuple(sorted(theirs, key=lambda each: (each.when is When.AFTER, each.easy, each.id != kind.value, each.id)))


def main_set(theirs: Iterable[QuestionSet], easy: bool) -> QuestionSet:
    """The one for getting ready: in easy words for somebody who reads those, where there is one."""
    before = [each for each in theirs if each.when is When.BEFORE]
    wanted = [each for each in before if each.easy is easy] or before
    if not wanted:
        raise NotFound
    return wanted[0]


def after_set(theirs: Iterable[QuestionSet], easy: bool) -> QuestionSet | None:
    """The one that asks how the meeting was, or None."""
    after = [each for each in theirs if each.when is When.AFTER]
    return next((each for each in after if each.easy is easy), after[0] if after else None)


def named_set(theirs: Iterable[QuestionSet], ref: str) -> QuestionSet:
    """One set of theirs by its id. Raises NotFound for what is not theirs."""
    found = next((each for each in theirs if each.id == ref), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Step:
    """One short task: a question, and those that ask for the words to its number."""

    question: Question
    more: tuple[Question, ...] = ()

    @property
    def all(self) -> tuple[Question, ...]:
        return (self.question, *self.more)


def steps_of(questions: QuestionSet) -> tuple[Step, ...]:
    """The tasks of a set in its order. What is only read stands among them: whoever picks from the list meets it."""
    scales = {each.scale for each in questions.asked if each.scale}
    return tuple(
        Step(each, tuple(other for other in questions.asked if each.scale and other.because == each.scale))
        for each in questions.questions
        if not (each.because and each.because in scales)
    )


def groups_of(questions: QuestionSet) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The tasks in groups, in the order in which each first stands: the quick ones, those that are held for one
    worker, else by topic. What is about now, and what should come next, are one group each.
    """
    groups: dict[str, list[Step]] = {}
    for step in steps_of(questions):
        groups.setdefault(group_of(step.question), []).append(step)
    return tuple((name, tuple(steps)) for name, steps in groups.items())


def group_of(question: Question) -> str:
    if question.quick:
        return QUICK
    return HELD if question.held else _TOPICS.get(question.topic, question.topic)


def minutes_for(steps: Iterable[Step]) -> int:
    """How long these take, rounded up: a guess, so that nobody begins what they have no time for."""
    seconds = sum(_SECONDS.get(each.kind, _TAP) for step in steps for each in step.all)
    return max(1, -(-seconds // 60))


def state_of(sheet: AnswerSheet, step: Step) -> str:
    """Where a task stands: not-started, started, done, skipped, sent, lost (it does not open any more), or to-read.

    A task of several questions is done once each of them was answered or skipped.
    """
    if step.question.is_notice:
        return "to-read"
    found = [state_of_answer(sheet.answer(each.id)) for each in step.all]
    for state in ("lost", "not-started"):
        if all(each == state for each in found):
            return state
    if "lost" in found or "not-started" in found:
        return "started"
    return next(state for state in ("done", "sent", "skipped") if state in found)


def state_of_answer(answer: Answer) -> str:
    if answer.shared:
        return "sent"
    if answer.lost:
        return "lost"
    if answer.given:
        return "done"
    return "skipped" if answer.skipped else "not-started"


def next_after(questions: QuestionSet, asked: Question, answer: Answer) -> Question | None:
    """The question that comes next. Without a number nobody is asked what makes it that number."""
    after = questions.after(asked.id)
    numbered = bool(answer.value) and answer.value[0].isdigit()
    while after is not None and asked.scale and after.because == asked.scale and not numbered:
        after = questions.after(after.id)
    return after
