"""What the portal holds of one person, put together for their worker when they ask for it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.domain.errands import Done as ErrandDone
from portal.domain.messages import Message
from portal.domain.sharing import Shared

CANNOT_BE_READ = "cannot be read"
"""What stands in the place of something that is damaged, so that all the rest can be given."""


@dataclass(frozen=True)
class Facts:
    """Somebody's way in, without anything that lets anybody in. Each is (what, when). `beside_a_worker`: when they were
    helped at a worker's screen, until when, and by whom ("" where the case keeps the name).
    """

    kind: str
    language: str
    easy_read: bool
    joined_at: datetime | None = None
    confirmed_at: datetime | None = None
    last_here: datetime | None = None
    own_phone: bool | None = None
    door_open: bool = True
    calendar_since: datetime | None = None
    codes: tuple[tuple[datetime, datetime | None], ...] = ()
    sessions: tuple[tuple[datetime, datetime | None], ...] = ()
    devices: tuple[datetime, ...] = ()
    beside_a_worker: tuple[tuple[datetime | None, datetime | None, str], ...] = ()


@dataclass(frozen=True)
class CopyHeld:
    """One copy of theirs, whole. `body` is plain values."""

    number: int
    published_at: datetime
    body: dict[str, Any] = field(repr=False)
    withdrawn_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class DraftHeld:
    """What was written and not shared. `value` is empty unless they asked for it."""

    question: str
    saved_at: datetime
    value: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Reason:
    """Why somebody opened words that were for another worker alone."""

    words: str
    by: str
    why: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Done:
    """A line of the audit that is about them: `by` is "themselves", a worker's name or "a worker"."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True)
class Held:
    """All that the family cupboard holds of one person. `notices` is our own wording, by its hash; `errands`: what
    workers wrote down that they did because of an answer, by the question as it was put.
    """

    facts: Facts
    words: tuple[Shared, ...] = ()
    taken_back: tuple[datetime, ...] = ()
    drafts: tuple[DraftHeld, ...] = ()
    messages: tuple[Message, ...] = ()
    copies: tuple[CopyHeld, ...] = ()
    reasons: tuple[Reason, ...] = ()
    errands: tuple[tuple[str, ErrandDone], ...] = ()
    notices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PersonData:
    """What goes into the file. `others` are names out of the case that may stand in somebody's words."""

    name: str
    asked_on: date
    answer_by: date
    made_at: datetime
    made_by: str
    held: Held | None
    done: tuple[Done, ...] = ()
    others: tuple[str, ...] = ()
    with_drafts: bool = False


def one_month_after(day: date) -> date:
    """The same day of the next month, or its last one: by then a request has to be answered."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
