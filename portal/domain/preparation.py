"""Getting ready: question sets, answers, and who may read them. Pure functions.

An answer belongs to the person who gave it. Nothing is read by anybody until it is shared;
sharing freezes the words together with the question as it was put.
Source of the question themes: `content/SOURCES.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.readers import MEETING as MEETING
from portal.domain.readers import Circle as Circle
from portal.domain.readers import Readers as Readers
from portal.domain.sitting import on_paper_of

NOT_SURE = "not-sure-yet"
NOT_SAYING = "do-not-want-to-say"
LONGEST_ANSWER = 20_000
FACES = ("very-good", "good", "middle", "bad", "very-bad")
YES_NO = ("yes", "no")


class QuestionKind(Enum):
    SHORT = "short"
    LONG = "long"
    ONE = "one"
    SOME = "some"
    SCALE = "scale"
    FACES = "faces"
    YES_NO = "yes-no"
    NOTICE = "notice"


class Task(Enum):
    """What somebody at the desk has to do about an answer, by a day."""

    NOT_GOING = "not-going"
    RING = "ring"


class When(Enum):
    """Whether a set is for getting ready, or for saying how the meeting was."""

    BEFORE = "before"
    AFTER = "after"


class How(Enum):
    """How an answer that was given beside a worker came about. An answer given without one has none."""

    OWN_HANDS = "own-hands"
    ALONE = "alone"
    HELPED = "helped"
    WRITTEN_DOWN = "written-down"
    ON_PAPER = "on-paper"


@dataclass(frozen=True)
class Question:
    """One question, in one language. `topic` decides the step of the meeting it is read at.

    `options` are pairs of id and words, in order; `low` and `high` name the ends of a scale
    from 0 to 10. `longest` is in characters. An answer to a `held` question goes to the named
    worker alone unless its author says otherwise, and is never read out. An answer that `asks` for
    something is carried on until somebody has said what came of it; where `asking` names options, these alone ask
    for something (who picks “No one” asks nothing). `tasks` are pairs of an option and
    what choosing it makes somebody at the desk do. Numbers given on scales of the same `scale`, by
    different people, are opened together and stand side by side; `because` is the scale of which this
    question asks for the words. An `alone` one is answered with the screen turned away from a helper.
    `danger` are the options, or the numbers, that may mean danger: the next page says who helps now; `support`, those
    that may mean that somebody cannot go on: the next page says to whom they can talk.
    A `NOTICE` is read, and has no answer. `FACES` are always the same five and stand for no number. A drawing of
    ours may stand beside the question (`picture`), and beside an option (`pictures`, pairs).
    """

    id: str
    kind: QuestionKind
    topic: str
    ask: str
    why: str
    hint: str = ""
    quick: bool = False
    options: tuple[tuple[str, str], ...] = ()
    low: str = ""
    high: str = ""
    longest: int = 2000
    held: bool = False
    asks: bool = False
    asking: tuple[str, ...] = ()
    alone: bool = False
    scale: str = ""
    because: str = ""
    tasks: tuple[tuple[str, Task], ...] = ()
    picture: str = ""
    pictures: tuple[tuple[str, str], ...] = ()
    danger: tuple[str, ...] = ()
    support: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.kind in (QuestionKind.SHORT, QuestionKind.LONG)

    @property
    def is_notice(self) -> bool:
        return self.kind is QuestionKind.NOTICE

    def asks_with(self, value: tuple[str, ...]) -> bool:
        """Whether this answer asks for something: who is not sure, or would rather not say, asks for nothing."""
        said = set(value) - {NOT_SURE, NOT_SAYING}
        return self.asks and bool(said & set(self.asking) if self.asking else said)

    def shows_danger(self, value: tuple[str, ...]) -> bool:
        """Whether this answer may mean that somebody is in danger now."""
        return bool(set(value) & set(self.danger))

    def shows_strain(self, value: tuple[str, ...]) -> bool:
        """Whether this answer may mean that it is too much for somebody."""
        return bool(set(value) & set(self.support))

    def task_of(self, value: tuple[str, ...]) -> Task | None:
        """What this answer makes somebody at the desk do."""
        return next((task for option, task in self.tasks if option in value), None)

    def words_for(self, value: tuple[str, ...], not_sure: str, not_saying: str) -> str:
        """An answer as people say it: options by their words, a number with its scale's end."""
        named = dict(self.options) | {NOT_SURE: not_sure, NOT_SAYING: not_saying}
        if self.options:
            return ", ".join(named.get(item, item) for item in value)
        if self.kind is QuestionKind.SCALE and value:
            return named.get(value[0], value[0])
        return value[0] if value else ""


@dataclass(frozen=True)
class Notice:
    """What a person reads before the first box. Stored by its hash with what they write."""

    id: str
    language: str
    paragraphs: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class QuestionSet:
    """A set of questions for one kind of person, in one language.

    `short_notice` is for every other box in which they can write. An `easy` one is in easy words and
    pictures, instead of the other one for the same people and the same time. `beside`: it is the paper
    that is filled in beside a worker.
    """

    id: str
    version: int
    language: str
    kind: Kind
    title: str
    notice: Notice
    short_notice: Notice
    questions: tuple[Question, ...]
    when: When = When.BEFORE
    easy: bool = False
    beside: bool = False

    def beside_worker(self, paper: str) -> QuestionSet:
        """The same questions on a paper that is filled in with one worker: what somebody wrote alone, or with
        another one, stays closed to who helps them.
        """
        return replace(self, id=on_paper_of(self.id, paper), beside=True)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that have an answer: all but what is only read."""
        return tuple(question for question in self.questions if not question.is_notice)

    def question(self, ref: str) -> Question | None:
        return next((question for question in self.questions if question.id == ref), None)

    def fitting(self, circle: Circle) -> QuestionSet:
        """The set without what is asked about coming, for somebody who is not asked to a meeting."""
        if circle.asked_to_meet:
            return self
        return replace(self, questions=tuple(q for q in self.questions if q.topic != "coming"))

    def after(self, ref: str) -> Question | None:
        """The question that follows, or None after the last one. What is only read is none."""
        return next((each for each in self.questions[self._at(ref) + 1 :] if not each.is_notice), None)

    def before(self, ref: str) -> Question | None:
        return next((each for each in reversed(self.questions[: self._at(ref)]) if not each.is_notice), None)

    def read_above(self, ref: str) -> Question | None:
        """What is only read and stands right before this question: nobody answers it who has not met that."""
        here = self._at(ref)
        above = self.questions[here - 1] if here else None
        return above if above and above.is_notice else None

    def _at(self, ref: str) -> int:
        return [question.id for question in self.questions].index(ref)


@dataclass(frozen=True)
class Answer:
    """What somebody has put down for one question. Empty `value` and `skipped` False: nothing yet.

    `version` counts saves, and sharing is one: a save that was based on an older one is refused, never merged.
    `lost`: what was put down does not open any more; it can be written again. `how` it came about, where it was
    given beside a worker, who was `helper` ("" where the case keeps their name); `written_by`: who held the pen, if
    it came on paper and not by its author's own hand. `closed`: something stands there that is not shown here.
    """

    question: str
    value: tuple[str, ...] = ()
    readers: Readers | None = None
    skipped: bool = False
    version: int = 0
    shared: bool = False
    lost: bool = False
    how: How | None = None
    helper: str = ""
    written_by: str = ""
    closed: bool = False

    @property
    def given(self) -> bool:
        return bool(self.value) or self.closed

    def is_open(self, *, beside: bool) -> bool:
        """Whether its words may stand on a page: not once they were sent, and beside a worker not what was answered
        with the screen turned away.
        """
        return not self.shared and not (beside and self.how is How.ALONE)

    def as_shown(self, *, beside: bool) -> Answer:
        """The same without the words, where those may not stand on a page."""
        return self if self.is_open(beside=beside) else replace(self, value=(), closed=bool(self.value))


@dataclass(frozen=True)
class AnswerSheet:
    """One person's answers to one set, for one round of meetings."""

    ref: str
    set_id: str
    readers: Readers
    notice_seen: str | None = None
    answers: tuple[Answer, ...] = ()

    def answer(self, question: str) -> Answer:
        return next((a for a in self.answers if a.question == question), Answer(question))

    def readers_of(self, question: str) -> Readers:
        """Who will read this answer: its own choice, else the one made for the sheet."""
        return self.answer(question).readers or self.readers

    def with_answer(self, answer: Answer) -> AnswerSheet:
        others = tuple(a for a in self.answers if a.question != answer.question)
        return replace(self, answers=(*others, answer))

    def as_shown(self, *, beside: bool) -> AnswerSheet:
        return replace(self, answers=tuple(answer.as_shown(beside=beside) for answer in self.answers))

    def waiting(self, questions: QuestionSet) -> tuple[Answer, ...]:
        """Answers that could be shared now, to questions that are asked."""
        asked = {question.id for question in questions.asked}
        return tuple(a for a in self.answers if a.given and not a.shared and a.question in asked)

    def left_over(self, questions: QuestionSet | None) -> tuple[Answer, ...]:
        """Words that nobody can share: their question is not asked any more, or none of the whole set is."""
        asked = {question.id for question in questions.asked} if questions else set()
        return tuple(a for a in self.answers if a.given and not a.shared and a.question not in asked)


def accepted(question: Question, values: list[str]) -> tuple[str, ...]:
    """What a person sent for a question, if the question takes it.

    Text is kept as it was typed but for white space around it. Raises Invalid with one fault
    at `value`; an empty answer is accepted and means "nothing yet".
    """
    values = [value for value in values if value.strip()]
    if question.is_text:
        text = values[0].strip() if values else ""
        if len(text) > question.longest:
            raise Invalid(f"too-long:{len(text) - question.longest}")
        return (text,) if text else ()
    offered = [NOT_SURE, NOT_SAYING] if question.kind is not QuestionKind.NOTICE else []
    if question.kind is QuestionKind.SCALE:
        offered += [str(number) for number in range(11)]
    else:
        offered += [option for option, _ in question.options]
    if any(value not in offered for value in values):
        raise Invalid("not-offered")
    if question.kind is QuestionKind.SOME:
        return tuple(option for option in offered if option in values)
    return (values[0],) if values else ()
