"""What the desk's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.people import Way
from portal.web.copy.pages import CopyView
from portal.web.desk.errand_pages import ErrandLine, UnreadLine

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TaskLine:
    """Who is to tell whom of which meeting, by when."""

    ref: str
    meeting: str
    person: str
    teller: str
    listener: str
    meets_on: date | None
    by: date
    overdue: bool


@dataclass(frozen=True)
class ChildRow:
    ref: str
    name: str
    area: str
    ties: tuple[str, ...]
    next_meeting: datetime | None
    unread: int
    unread_since: datetime | None
    to_publish: bool
    messages: int = 0
    messages_since: datetime | None = None
    missed: bool = False
    ended_at: datetime | None = None
    is_alone: bool = False
    asks: int = 0
    asks_since: datetime | None = None


@dataclass(frozen=True)
class ChildrenPage:
    title: str
    worker: str
    rows: tuple[ChildRow, ...]
    tasks: tuple[TaskLine, ...] = ()
    ended: tuple[ChildRow, ...] = ()
    last_time: datetime | None = None
    may_keep_people: bool = False
    unread: tuple[UnreadLine, ...] = ()
    errands: tuple[ErrandLine, ...] = ()


@dataclass(frozen=True)
class BringInPage:
    title: str
    faults: tuple[tuple[str, str], ...] = ()
    child_ref: str = ""
    state: str = ""
    people: int = 0
    meetings: int = 0
    items: int = 0


@dataclass(frozen=True)
class FamilyLine:
    """`copy_at`: since when their newest copy is there; `read_at`: when they said that they had read it.

    `choices`: the numbers of which one stands on their phone, while a worker is asked which. `years`: how old the
    young person is, while that matters for a way in of their own; else 0.
    """

    ref: str
    name: str
    young: bool
    restrictions: bool
    way: Way | None
    copy_at: datetime | None = None
    read_at: datetime | None = None
    choices: tuple[str, ...] = ()
    years: int = 0


@dataclass(frozen=True)
class MessageLine:
    """What somebody of the family said about a date. `about` and `at`: the date as they have it."""

    id: str
    author: str
    kind: str
    about: str
    at: datetime
    words: str
    language: str
    sent_at: datetime
    seen_at: datetime | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class TiedLine:
    account: str
    name: str
    tie: str
    team: str


@dataclass(frozen=True)
class TeamChoice:
    ref: str
    name: str


@dataclass(frozen=True)
class ChildPage:
    title: str
    ref: str
    name: str
    area: str
    revision: int | None
    changed_at: datetime | None
    published_at: datetime | None
    next_meeting: datetime | None
    family: tuple[FamilyLine, ...]
    tied: tuple[TiedLine, ...]
    team: tuple[TeamChoice, ...]
    tied_team: tuple[TeamChoice, ...]
    accounts: tuple[TeamChoice, ...]
    unread: int
    may_publish: bool
    may_invite: bool
    may_allocate: bool
    errors: Errors = ()
    messages: tuple[MessageLine, ...] = ()
    may_allow_calendar: bool = False
    may_invite_under_13: bool = False
    may_help: bool = False
    may_read: bool = True
    unread_since: datetime | None = None
    case_workers: tuple[TeamChoice, ...] = ()
    to_hand_to: tuple[TeamChoice, ...] = ()
    answering: str = ""
    typed: str = ""
    asks_why: bool = False
    tasks: tuple[TaskLine, ...] = ()
    taken_back: tuple[str, ...] = ()
    ended_at: datetime | None = None
    may_end: bool = False
    may_open_case_again: bool = False
    today: str = ""
    still_open: tuple[str, ...] = ()
    changed: str = ""
    stands: tuple[str, ...] = ()
    due_by: date | None = None
    overdue: bool = False
    unplanned: bool = False
    held_since: datetime | None = None
    hold_is_due: bool = False
    waiting: tuple[UnreadLine, ...] = ()
    errands: tuple[ErrandLine, ...] = ()
    may_do: bool = False
    asks: int = 0
    asks_since: datetime | None = None


@dataclass(frozen=True)
class CheckLine:
    """Something that stops a copy or asks for a reason. `id` is its name on the command line; `place` is in words."""

    id: str
    hard: bool
    place: str
    sentence: str
    matched: str
    source: str = ""
    mend: str = ""


@dataclass(frozen=True)
class AskLine:
    """A reason that is asked for. `key` names its field; `name`: for whose copy alone, or "" for all of them."""

    key: str
    sentence: str
    name: str
    typed: str


@dataclass(frozen=True)
class DoneLine:
    """What became of one person's copy: published, unchanged or refused, and the number of what they have."""

    name: str
    state: str
    number: int | None


@dataclass(frozen=True)
class NewsLine:
    """A meeting that somebody is to hear of from a person, and whose task that is, open or done.

    `key` names its fields, or is "" where it cannot be a task; `chosen` and `day`: what was typed.
    """

    key: str
    name: str
    state: str
    at: datetime | None
    teller: str
    by: date | None
    told_on: date | None
    chosen: str
    day: str


@dataclass(frozen=True)
class MendedLine:
    """What the worker has just mended for this person, with where to mend it again."""

    label: str
    path: str
    words: str


@dataclass(frozen=True)
class CopyColumn:
    """One person's copy, as they would see it, with what stops it and what asks for a reason.

    `stands`: what must not be in the copy that they read now.
    """

    person: str
    name: str
    young: bool
    changed: bool
    number: int | None
    view: CopyView
    checks: tuple[CheckLine, ...]
    ticked: bool
    restricted: bool
    mended: MendedLine | None = None
    taken_back: bool = False
    told: str = ""
    news: tuple[NewsLine, ...] = ()
    stands: tuple[CheckLine, ...] = ()


@dataclass(frozen=True)
class ReviewPage:
    title: str
    ref: str
    name: str
    revision: int
    columns: tuple[CopyColumn, ...]
    asks: tuple[AskLine, ...]
    told: str
    cut_short: bool
    done: tuple[DoneLine, ...] = ()
    done_at: datetime | None = None
    errors: Errors = ()
    team: tuple[TeamChoice, ...] = ()
    ended: bool = False
