"""What the desk's lists are given of what waits: unread words and tasks, without a word of what was shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class UnreadLine:
    """Words that wait to be read: how many, since when, for whom, and whether the promised day is over.

    `only`: for this reader alone. `cover` stands in for them. No word of what was shared.
    """

    ref: str
    name: str
    number: int
    since: datetime
    reader: str
    only: bool
    cover: str
    by: date | None
    late: bool


@dataclass(frozen=True)
class ErrandLine:
    """Something to do because of an answer. `what` is not-going, ring or tell; `stage` says what comes next."""

    ref: str
    piece: str
    child: str
    what: str
    stage: str
    person: str
    doer: str
    by: date | None
    met_on: date | None
    overdue: bool
