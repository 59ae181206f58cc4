"""What the pages about keeping, legal holds and copies of what is kept are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class KeepingPage:
    """`held_since` is None while nothing holds the child; `is_due`: somebody should look at the hold again.

    `review` and `why` are what was typed. `people` are (ref, name).
    """

    title: str
    ref: str
    name: str
    ended_at: datetime | None
    unrecorded: int
    after_recorded: int
    after_end: int
    case_after_end: int
    held_since: datetime | None
    held_by: str
    held_because: str
    review_on: date | None
    is_due: bool
    may_hold: bool
    may_export: bool
    people: tuple[tuple[str, str], ...]
    review: str
    why: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class ExportPage:
    """The form before the file. `asked_on` and `with_drafts`: what was typed."""

    title: str
    ref: str
    person: str
    name: str
    asked_on: str
    with_drafts: bool = False
    errors: Errors = ()
