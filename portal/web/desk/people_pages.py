"""What the pages about workers, hand-overs and the audit are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.web.desk.pages import Errors, TeamChoice


@dataclass(frozen=True)
class ColleagueLine:
    """Somebody who works here. `alone_with`: the children (ref, name) whose only case worker they are."""

    sign_in: str
    name: str
    role: str
    seen_at: datetime | None
    waits: bool
    dead: bool
    has_way_in: bool
    by_provider: bool
    children: int
    alone_with: tuple[tuple[str, str], ...]
    is_oneself: bool


@dataclass(frozen=True)
class PeoplePage:
    """`leaving`: who is to hand over first, before they leave; `choices`: to whom."""

    title: str
    people: tuple[ColleagueLine, ...]
    choices: tuple[TeamChoice, ...]
    errors: Errors = ()
    sign_in: str = ""
    name: str = ""
    leaving: ColleagueLine | None = None


@dataclass(frozen=True)
class WayInPage:
    """A worker's one-time way in, shown once."""

    title: str
    name: str
    sign_in: str
    code: str
    address: str


@dataclass(frozen=True)
class HolderLine:
    sign_in: str
    name: str
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HandOverPage:
    """Who holds whom, and what was chosen."""

    title: str
    holders: tuple[HolderLine, ...]
    errors: Errors = ()
    away_from: str = ""
    to: str = ""


@dataclass(frozen=True)
class AuditLine:
    at: datetime
    actor: str
    action: str
    thing: str
    child: str
    outcome: str


@dataclass(frozen=True)
class AuditBook:
    """One cupboard's audit. `broken_at`: the first row that is not as it was written, or None."""

    name: str
    rows: int
    broken_at: int | None
    why: str
    lines: tuple[AuditLine, ...]


@dataclass(frozen=True)
class AuditPage:
    title: str
    books: tuple[AuditBook, ...]
    day: date | None
    errors: Errors = ()
