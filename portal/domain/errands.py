"""What somebody at the desk has to do because of an answer: by which day, and when it is done. Pure functions.

Not coming counts against nobody: it is a task for workers, who ask in another way and tell what happened
afterwards. Sources: `content/SOURCES.md` (a trusted worker is given the task; how the child is told if absent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol, TypeVar

from portal.domain.area import BankHolidays
from portal.domain.clock import day_in_london
from portal.domain.due import working_days_on
from portal.domain.preparation import Task

BEFORE_THE_MEETING = 2
WITHOUT_A_MEETING = 5
TELL_WITHIN = 5
RING_WITHIN = 1
"""Working days."""

SHORTEST = 12
FEWEST_WORDS = 3

HOW_GATHERED = ("face-to-face", "phone", "online", "drawing", "symbols", "interpreter", "their-place", "advocate",
                "asked-not-said")  # fmt: skip
WHO_WAS_THERE = ("nobody", "parent", "trusted-adult", "another-worker", "interpreter", "advocate", "not-known")
HOW_TOLD = ("face-to-face", "phone", "online", "advocate")


class Stage(Enum):
    """What is to be done next about an answer. `WAIT`: the meeting has not been held yet."""

    GATHER = "gather"
    WAIT = "wait"
    TELL = "tell"
    RING = "ring"
    DONE = "done"


@dataclass(frozen=True)
class Gathered:
    """How somebody's views were gathered who is not coming. `how` and `present` are of the lists above."""

    how: tuple[str, ...]
    present: tuple[str, ...]
    words: str
    by: str
    on: date


@dataclass(frozen=True)
class Said:
    """That somebody was rung, or told what happened at a meeting: by whom, when and how."""

    by: str
    on: date
    how: str = ""
    words: str = ""


@dataclass(frozen=True)
class Done:
    """What has been done so far about one answer. `tried`: somebody rang, and nobody answered; that closes nothing."""

    gathered: Gathered | None = None
    told: Said | None = None
    rung: Said | None = None
    tried: tuple[Said, ...] = ()

    def is_enough_for(self, task: Task) -> bool:
        """Whether nothing is left to do. Not going asks for both: views that were gathered, and somebody who told."""
        if task is Task.RING:
            return self.rung is not None
        return self.gathered is not None and self.told is not None

    def with_what(self, other: Done) -> Done:
        """Both together. Where both say something, what stands here stays."""
        more = tuple(each for each in other.tried if each not in self.tried)
        return Done(
            self.gathered or other.gathered, self.told or other.told, self.rung or other.rung, self.tried + more
        )  # fmt: skip


@dataclass(frozen=True)
class Met:
    """A meeting of somebody's own: by their own time, and whether it has been held."""

    at: datetime
    is_held: bool


@dataclass(frozen=True)
class Standing:
    """Where a task stands: what comes next, by which day, for which meeting. `by` is None while nothing is to do."""

    stage: Stage
    by: date | None = None
    meeting: datetime | None = None

    def is_overdue(self, today: date) -> bool:
        return self.by is not None and self.by < today


def is_a_sentence(said: str) -> bool:
    """Whether words say something: a few of them at least. “Done” and “n/a” answer nobody."""
    return len(said.strip()) >= SHORTEST and len(said.split()) >= FEWEST_WORDS


def where_it_stands(
    task: Task,
    shared_at: datetime,
    meetings: Sequence[Met],
    done: Done,
    holidays: BankHolidays,
    mains: Sequence[Met] = (),
) -> Standing:
    """What is next. `meetings` are the person's own, `mains` the area's main ones; of both those that take place.

    Views are gathered two working days before the meeting, or within five where none is planned; what happened is
    told within five working days after it.
    """
    if task is Task.RING:
        return Standing(Stage.DONE) if done.rung else Standing(Stage.RING, ring_by(shared_at, holidays))
    shared = day_in_london(shared_at)
    meant = meeting_meant(shared_at, meetings, mains)
    if done.gathered is None:
        return Standing(Stage.GATHER, _gather_by(shared, meant, holidays), meant.at if meant else None)
    if meant is None or not meant.is_held:
        return Standing(Stage.WAIT, None, meant.at if meant else None)
    if done.told is None:
        return Standing(Stage.TELL, tell_by(meant.at, holidays), meant.at)
    return Standing(Stage.DONE, None, meant.at)


def meeting_of(shared_at: datetime, meetings: Sequence[Met]) -> Met | None:
    """The meeting for which something was shared: the first one after it."""
    return min((each for each in meetings if each.at > shared_at), key=lambda each: each.at, default=None)


def meeting_meant(shared_at: datetime, own: Sequence[Met], mains: Sequence[Met]) -> Met | None:
    """The same; the first main one where they have none of their own (any more).

    Who was asked to it and said no is told what happened, though nobody invites them any longer.
    """
    return meeting_of(shared_at, own) or meeting_of(shared_at, mains)


def ring_by(shared_at: datetime, holidays: BankHolidays) -> date:
    """By when somebody who asked for it is rung."""
    return working_days_on(day_in_london(shared_at), RING_WITHIN, holidays)


def tell_by(met: datetime, holidays: BankHolidays) -> date:
    """By when somebody who was not there is told what happened at this meeting."""
    return working_days_on(day_in_london(met), TELL_WITHIN, holidays)


def _gather_by(shared: date, meant: Met | None, holidays: BankHolidays) -> date:
    if meant is None:
        return working_days_on(shared, WITHOUT_A_MEETING, holidays)
    before = working_days_on(day_in_london(meant.at), -BEFORE_THE_MEETING, holidays)
    return max(before, shared)


class Answered(Protocol):
    """An answer that makes somebody do something, as it was shared. `changed_at`: when it was answered otherwise."""

    @property
    def person(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def task(self) -> Task: ...
    @property
    def shared_at(self) -> datetime: ...
    @property
    def done(self) -> Done: ...
    @property
    def changed_at(self) -> datetime | None: ...


A = TypeVar("A", bound=Answered)


def standing_tasks(
    answers: Sequence[A],
    meetings: Mapping[str, Sequence[Met]],
    holidays: BankHolidays,
    mains: Sequence[Met] = (),
) -> list[tuple[A, Standing]]:
    """The tasks that stand, each with what is next, the oldest first. `meetings` is by the person.

    Who answers otherwise before the same meeting has changed their mind, and the newer answer counts; who says the
    same twice makes one task, until it is done.
    """
    found: list[tuple[A, Standing]] = []
    for answer in sorted(answers, key=lambda each: each.shared_at):
        own = meetings.get(answer.person, ())
        same = one_task(answer, answers, own, mains)
        if _is_changed(answer, own, mains) or same[0] is not answer:
            continue
        standing = where_it_stands(answer.task, answer.shared_at, own, done_about(same), holidays, mains)
        found.append((answer, standing))
    return found


def unfinished(answers: Sequence[A], meetings: Mapping[str, Sequence[Met]], mains: Sequence[Met]) -> list[A]:
    """Every answer about which somebody has something to do still, by the same rules; `meetings` is by the person."""
    found = []
    for answer in answers:
        own = meetings.get(answer.person, ())
        done = done_about(one_task(answer, answers, own, mains))
        if not _is_changed(answer, own, mains) and not done.is_enough_for(answer.task):
            found.append(answer)
    return found


def done_about(same: Sequence[Answered]) -> Done:
    """What has been done about one task, at whichever of its answers it was written down."""
    done = Done()
    for each in same:
        done = done.with_what(each.done)
    return done


def one_task(answer: A, answers: Sequence[A], own: Sequence[Met], mains: Sequence[Met]) -> list[A]:
    """This answer with the same ones that make one task with it, the oldest first; alone where it is done.

    They were said by the same person, to the same question, for the same meeting (to be rung is for none), and nobody
    has done all that the task asks. What is written down about one is about all, so that none comes back later.
    """
    if answer.done.is_enough_for(answer.task):
        return [answer]

    def key(each: A) -> tuple[str, str, Task, Met | None, bool]:
        meant = None if each.task is Task.RING else meeting_meant(each.shared_at, own, mains)
        return each.person, each.question, each.task, meant, _is_changed(each, own, mains)

    same = [each for each in answers if key(each) == key(answer) and not each.done.is_enough_for(each.task)]
    return sorted(same, key=lambda each: each.shared_at)


def _is_changed(answer: A, own: Sequence[Met], mains: Sequence[Met]) -> bool:
    """They answered otherwise before the same meeting; who asked to be rung, at any time, as their own page says."""
    if answer.changed_at is None or answer.task is Task.RING:
        return answer.changed_at is not None
    return meeting_meant(answer.changed_at, own, mains) == meeting_meant(answer.shared_at, own, mains)
