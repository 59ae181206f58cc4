"""What the pages about what was shown, about paper and about the end of a case are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.web.copy.pages import CopyView
from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class ShownCopyLine:
    """One copy of somebody's. `reasons` are (what was asked, why); `printed` when and by whom."""

    number: int
    published_at: datetime
    by: str
    told: str
    reasons: tuple[tuple[str, str], ...]
    withdrawn_at: datetime | None
    withdrawn_by: str
    why: str
    openings: int
    first_opened: datetime | None
    last_opened: datetime | None
    read_at: datetime | None
    printed: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class ToldLine:
    """That somebody was told of a meeting in person."""

    meets_on: date | None
    told_on: date
    teller: str
    how: str
    said_by: str


@dataclass(frozen=True)
class ShownPerson:
    person: str
    name: str
    copies: tuple[ShownCopyLine, ...]
    told: tuple[ToldLine, ...]


@dataclass(frozen=True)
class DecidedLine:
    """That the case was ended (with its day) or opened again."""

    kind: str
    at: datetime
    by: str
    why: str
    on: date | None


@dataclass(frozen=True)
class ShownPage:
    """`typed`: the reason that was typed for taking back the copy of `typed_for`."""

    title: str
    ref: str
    name: str
    people: tuple[ShownPerson, ...]
    decided: tuple[DecidedLine, ...]
    typed: str = ""
    typed_for: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class ShownCopyPage:
    """One copy, word for word, as it stood on the day on which it was published."""

    title: str
    ref: str
    name: str
    number: int
    published_at: datetime
    view: CopyView


@dataclass(frozen=True)
class PrintPage:
    """A copy for paper. `view` is None where a worker is asked first if paper is safe with a young person."""

    title: str
    ref: str
    person: str
    view: CopyView | None
    published_at: datetime
    printed_on: date


@dataclass(frozen=True)
class EndPage:
    """The form that ends a case, or opens it again. `on` and `why`: what was typed."""

    title: str
    ref: str
    name: str
    ended_at: datetime | None
    may_end: bool
    may_open_again: bool
    on: str
    why: str = ""
    errors: Errors = ()
