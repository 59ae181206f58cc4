"""What the plan's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.edition import MeetingCopy
from portal.web.copy.pages import CopyView


@dataclass(frozen=True)
class SentLine:
    """Something that was sent: its day, and who read it where that may be shown."""

    sent_at: datetime
    read_at: datetime | None
    read_by: str


@dataclass(frozen=True)
class HomePage:
    """`name` is what the reader is greeted by; `shared_with_me`: how many pieces are open to them."""

    title: str
    name: str
    young: bool
    area: str
    view: CopyView | None
    waiting_for_worker: bool
    begun: bool
    waiting: int
    sent: tuple[SentLine, ...]
    shared_with_me: int


@dataclass(frozen=True)
class PlanPage:
    title: str
    view: CopyView
    published_at: datetime


@dataclass(frozen=True)
class MeetingPage:
    title: str
    meeting: MeetingCopy
    to_come: bool
    young: bool
    area: str
