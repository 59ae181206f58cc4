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
from portal.domain.clock import LONDON
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
    """What has been done so far about one answer."""

    gathered: Gathered | None = None
    told: Said | None = None
    rung: Said | None = None

    def is_enough_for(self, task: Task) -> bool:
        """Whether nothing is left to do. Not going asks for both: views that were gathered, and somebody who told."""
        if task is Task.RING:
            return self.rung is not None
        return self.gathered is not None and self.told is not None


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
    task: Task, shared_at: datetime, meetings: Sequence[Met], done: Done, holidays: BankHolidays
) -> Standing:
    """What is next. `meetings` are the person's own, less those that do not take place, in any order.

    Views are gathered two working days before the meeting, or within five where none is planned; what happened is
    told within five working days after it.
    """
    shared = shared_at.astimezone(LONDON).date()
    if task is Task.RING:
        return (
            Standing(Stage.DONE) if done.rung else Standing(Stage.RING, working_days_on(shared, RING_WITHIN, holidays))
        )
    meant = meeting_of(shared_at, meetings)
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


def tell_by(met: datetime, holidays: BankHolidays) -> date:
    """By when somebody who was not there is told what happened at this meeting."""
    return working_days_on(met.astimezone(LONDON).date(), TELL_WITHIN, holidays)


def _gather_by(shared: date, meant: Met | None, holidays: BankHolidays) -> date:
    if meant is None:
        return working_days_on(shared, WITHOUT_A_MEETING, holidays)
    before = working_days_on(meant.at.astimezone(LONDON).date(), -BEFORE_THE_MEETING, holidays)
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
    answers: Sequence[A], meetings: Mapping[str, Sequence[Met]], holidays: BankHolidays
) -> list[tuple[A, Standing]]:
    """The tasks that stand, each with what is next, the oldest first. `meetings` is by the person.

    Who answers otherwise before the same meeting has changed their mind, and the newer answer counts; who says the
    same twice makes one task, until it is done.
    """
    found: list[tuple[A, Standing]] = []
    waiting: set[tuple[str, str, Task, datetime | None]] = set()
    for answer in sorted(answers, key=lambda each: each.shared_at):
        own = meetings.get(answer.person, ())
        meant = meeting_of(answer.shared_at, own)
        if answer.changed_at is not None and meeting_of(answer.changed_at, own) == meant:
            continue
        standing = where_it_stands(answer.task, answer.shared_at, own, answer.done, holidays)
        same = answer.person, answer.question, answer.task, meant.at if meant else None
        if same in waiting:
            continue
        if standing.stage is not Stage.DONE:
            waiting.add(same)
        found.append((answer, standing))
    return found
