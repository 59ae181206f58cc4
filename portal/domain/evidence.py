"""What was shown to whom and when, and what was done with it since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Written:
    """That a copy was written, without what it says, as the family cupboard knows it.

    `person` is an id of that cupboard. `read_at`: when the person said that they had read it.
    """

    person: str
    number: int
    language: str
    published_at: datetime
    withdrawn_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class CopyShown:
    """One copy of one person. `reasons` are (check, why); `openings` is how often it was opened."""

    number: int
    published_at: datetime
    by: str
    told: str
    reasons: tuple[tuple[str, str], ...]
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    why: str = field(default="", repr=False)
    openings: int = 0
    first_opened: datetime | None = None
    last_opened: datetime | None = None
    read_at: datetime | None = None
    printed: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """That somebody was told of a meeting in person. `meets_on` is the day of it."""

    meets_on: date | None
    told_on: date
    teller: str
    how: str
    said_by: str


@dataclass(frozen=True)
class PersonShown:
    """One person's copies, the newest first. `person` is a ref of the case."""

    person: str
    name: str
    copies: tuple[CopyShown, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class CaseDecision:
    """That the case was ended, or opened again. `on` is the day of its end."""

    kind: str
    at: datetime
    by: str
    why: str = field(repr=False)
    on: date | None = None
