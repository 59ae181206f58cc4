"""One person's copy of the plan, as it was published: already filtered, in that person's terms.

These types have no field that could hold a professional's words. Every value is plain
(`tests/safety` walks the type hints), so a copy can be stored as JSON and read back.
Families see only this; nobody computes anything from a whole case for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.domain.audience import Kind
from portal.domain.names import initial_of

STAYS_NEXT = timedelta(hours=3)
"""For how long after the reader's own time a meeting is not taken to be over."""


@dataclass(frozen=True)
class Someone:
    """Somebody who is named in a copy: a worker with a job, the reader, or the young person."""

    name: str
    job: str = ""
    does: str = ""
    is_you: bool = False
    is_family: bool = False

    @property
    def initial(self) -> str:
        return initial_of(self.name)


@dataclass(frozen=True)
class ScaleMark:
    """One level of the area's scale, from the lowest up. `here`: the one that was agreed."""

    label: str
    here: bool


@dataclass(frozen=True)
class LevelCard:
    """The newest level that this person was told of, and when it was agreed.

    `agreed_at` is the reference of the meeting at which, where this copy shows that meeting. `next_by` is
    the last day for the next look at it, where the area's rules give one for everybody at this level.
    """

    level: str
    label: str
    means: str
    does_not_mean: str
    happens: str
    agreed_on: date
    reasons: tuple[str, ...] = ()
    scale: tuple[ScaleMark, ...] = ()
    agreed_at: str | None = None
    next_by: date | None = None


@dataclass(frozen=True)
class GoalCopy:
    ref: str
    whose: str
    text: str


@dataclass(frozen=True)
class ActionCopy:
    """`state` is one of to-do, doing, done, stopped."""

    ref: str
    text: str
    owner: Someone | None
    due: date | None
    state: str
    goal: str | None = None


@dataclass(frozen=True)
class SafetyStep:
    ref: str
    text: str


@dataclass(frozen=True)
class MeetingPerson:
    """Someone who will be at a meeting. `part_only`: they are there for part of it.

    `new`: they were not at the last meeting of this kind that this copy shows.
    """

    name: str
    job: str
    does: str
    part_only: bool = False
    leads: bool = False
    new: bool = False

    @property
    def initial(self) -> str:
        return initial_of(self.name)


@dataclass(frozen=True)
class MinuteCopy:
    step: str
    text: str


@dataclass(frozen=True)
class MeetingCopy:
    """A meeting as this person may know it.

    `arrive_at` is the reader's own time (aware, UTC); None: not asked to come.
    `private_part` is what the worker chose to tell of a part without the family; "" where
    one was told of without a reason, None where nothing was told. `bring`: what the area asks
    people to bring.
    """

    ref: str
    name: str
    state: str
    arrive_at: datetime | None
    ends_at: datetime | None = None
    place: str | None = None
    link: str | None = None
    people: tuple[MeetingPerson, ...] = ()
    private_part: str | None = None
    minutes: tuple[MinuteCopy, ...] = ()
    bring: tuple[str, ...] = ()

    def is_to_come(self, now: datetime) -> bool:
        """Whether it will still take place: planned or moved, and not over by the reader's own time.

        Without a time of their own nobody can say here that it is over.
        """
        if self.state not in ("planned", "moved"):
            return False
        return self.arrive_at is None or now < self.arrive_at + STAYS_NEXT


@dataclass(frozen=True)
class VisitCopy:
    ref: str
    who: Someone
    at: datetime
    state: str
    for_you: bool
    place: str | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody around the child, as the family may know them.

    `new`: since after the last meeting that this copy shows. `covers`: the name of the one they stand in for.
    """

    ref: str
    name: str
    job: str
    does: str
    organisation: str | None = None
    phone: str | None = None
    email: str | None = None
    since: date | None = None
    until: date | None = None
    trusted: bool = False
    new: bool = False
    covers: str | None = None

    @property
    def initial(self) -> str:
        return initial_of(self.name)


@dataclass(frozen=True)
class Change:
    """One thing that is different from the copy before.

    `what` is new, done, moved, changed, cancelled, missed, same (a level that was looked at again), or
    gone or covering (of a person). `about` is level, meeting, visit, action, goal, safety or person.
    `at` is the reader's own time of a meeting or visit as it is now (aware, UTC); `day` the new day of an
    action, the day a level was agreed on, somebody's last day; `other` the name of whoever somebody stands in for.
    """

    what: str
    about: str
    text: str
    at: datetime | None = None
    day: date | None = None
    other: str = ""


@dataclass(frozen=True)
class Edition:
    """The whole copy. Its number and its day stand beside it in the store."""

    area: str
    language: str
    reader: str
    kind: Kind
    child_name: str
    level: LevelCard | None = None
    goals: tuple[GoalCopy, ...] = ()
    actions: tuple[ActionCopy, ...] = ()
    safety: tuple[SafetyStep, ...] = ()
    meetings: tuple[MeetingCopy, ...] = ()
    visits: tuple[VisitCopy, ...] = ()
    people: tuple[Worker, ...] = ()
    changes: tuple[Change, ...] = field(default=())

    def meeting(self, ref: str) -> MeetingCopy | None:
        return next((meeting for meeting in self.meetings if meeting.ref == ref), None)

    def next_meeting(self, now: datetime) -> MeetingCopy | None:
        """The soonest meeting that this person is asked to and that is still to come, moved ones too."""
        coming = [m for m in self.meetings if m.arrive_at is not None and m.is_to_come(now)]
        return min(coming, key=lambda m: m.arrive_at or now, default=None)


@dataclass(frozen=True)
class Published:
    """An edition with its number, from 1 up without a gap, and the moment it was published.

    `read_at`: when its reader said that they had read it, where that was asked; `reads_easy`: they read easy words.
    """

    edition: Edition
    number: int
    published_at: datetime
    read_at: datetime | None = None
    reads_easy: bool = False
