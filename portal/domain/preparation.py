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

NOT_SURE = "not-sure-yet"
NOT_SAYING = "do-not-want-to-say"
LONGEST_ANSWER = 20_000


class QuestionKind(Enum):
    SHORT = "short"
    LONG = "long"
    ONE = "one"
    SOME = "some"
    SCALE = "scale"


@dataclass(frozen=True)
class Question:
    """One question, in one language. `topic` decides the step of the meeting it is read at.

    `options` are pairs of id and words, in order; `low` and `high` name the ends of a scale
    from 0 to 10. `longest` is in characters. An answer to a `held` question goes to the named
    worker alone unless its author says otherwise, and is never read out.
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

    def words_for(self, value: tuple[str, ...], not_sure: str, not_saying: str) -> str:
        """An answer as people say it: options by their words, a number with its scale's end."""
        named = dict(self.options) | {NOT_SURE: not_sure, NOT_SAYING: not_saying}
        if self.kind in (QuestionKind.ONE, QuestionKind.SOME):
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

    `short_notice` is for every other box in which they can write.
    """

    id: str
    version: int
    language: str
    kind: Kind
    title: str
    notice: Notice
    short_notice: Notice
    questions: tuple[Question, ...]

    def question(self, ref: str) -> Question | None:
        return next((question for question in self.questions if question.id == ref), None)

    def fitting(self, circle: Circle) -> QuestionSet:
        """The set without what is asked about coming, for somebody who is not asked to a meeting."""
        if circle.asked_to_meet:
            return self
        return replace(self, questions=tuple(q for q in self.questions if q.topic != "coming"))

    def after(self, ref: str) -> Question | None:
        """The question that follows, or None after the last one."""
        ids = [question.id for question in self.questions]
        here = ids.index(ref) + 1
        return self.questions[here] if here < len(ids) else None

    def before(self, ref: str) -> Question | None:
        ids = [question.id for question in self.questions]
        here = ids.index(ref)
        return self.questions[here - 1] if here else None


# Who may read an answer, as its author chose. Workers are named by a reader's ref; family
# members by theirs. `MEETING` is every worker who is at the meeting.
MEETING = "meeting"


@dataclass(frozen=True)
class Readers:
    """Who reads one answer: a named worker alone, or the workers at the meeting; and family by name.

    `worker` is the ref of one worker, or MEETING. `family` are refs of family members.
    """

    worker: str = MEETING
    family: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circle:
    """The people among whom an author may choose. All of it is computed at publishing.

    `trusted` is the worker to whom *only NAME* goes, or None where nobody is tied to an
    account. `workers` read what goes to the meeting. `family` may be opened to, by name.
    `asked_to_meet`: this person's copy holds a meeting they are asked to; else nothing is asked about one.
    """

    trusted: tuple[str, str] | None = None
    workers: tuple[str, ...] = ()
    family: tuple[tuple[str, str], ...] = ()
    asked_to_meet: bool = True

    def begins_with(self, kind: Kind) -> Readers:
        """What stands chosen before anybody chooses: as narrow as it can be for a young person."""
        if kind is Kind.YOUNG_PERSON and self.trusted:
            return Readers(worker=self.trusted[0])
        return Readers()

    def held(self, readers: Readers) -> Readers:
        """For a question that is for one worker alone: *only NAME*. Where there is none, nobody stands
        chosen, and nothing is shared before its author has chosen."""
        return Readers(worker=self.trusted[0] if self.trusted else "")

    def allows(self, readers: Readers) -> bool:
        workers = {MEETING} | ({self.trusted[0]} if self.trusted else set())
        return readers.worker in workers and set(readers.family) <= {ref for ref, _ in self.family}

    def narrowed(self, readers: Readers) -> Readers:
        """The same choice without family members who are not there any more.

        A worker who is gone stays chosen, so that nothing is shared until its author chooses
        again: nobody is put in another one's place.
        """
        return replace(readers, family=tuple(ref for ref in readers.family if ref in dict(self.family)))


@dataclass(frozen=True)
class Answer:
    """What somebody has put down for one question. Empty `value` and `skipped` False: nothing yet.

    `version` counts saves; a save that was based on an older one is refused, never merged.
    `lost`: what was put down does not open any more; it can be written again.
    """

    question: str
    value: tuple[str, ...] = ()
    readers: Readers | None = None
    skipped: bool = False
    version: int = 0
    shared: bool = False
    lost: bool = False

    @property
    def given(self) -> bool:
        return bool(self.value)


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

    def waiting(self) -> tuple[Answer, ...]:
        """Answers that could be shared now."""
        return tuple(a for a in self.answers if a.given and not a.shared)


def accepted(question: Question, values: list[str]) -> tuple[str, ...]:
    """What a person sent for a question, if the question takes it.

    Text is kept as it was typed but for white space around it. Raises Invalid with one fault
    at `value`; an empty answer is accepted and means "nothing yet".
    """
    values = [value for value in values if value.strip()]
    if question.kind in (QuestionKind.SHORT, QuestionKind.LONG):
        text = values[0].strip() if values else ""
        if len(text) > question.longest:
            raise Invalid(f"too-long:{len(text) - question.longest}")
        return (text,) if text else ()
    offered = [NOT_SURE, NOT_SAYING]
    if question.kind is QuestionKind.SCALE:
        offered += [str(number) for number in range(11)]
    else:
        offered += [option for option, _ in question.options]
    if any(value not in offered for value in values):
        raise Invalid("not-offered")
    if question.kind is QuestionKind.SOME:
        return tuple(option for option in offered if option in values)
    return (values[0],) if values else ()
