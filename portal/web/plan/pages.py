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
    title: str
    name: str
    young: bool
    area: str
    view: CopyView | None
    published_at: datetime | None
    waiting_for_worker: bool
    begun: bool
    waiting: int
    sent: tuple[SentLine, ...]
    may_read_back: bool
    shared_with_me: int
    demo: bool


@dataclass(frozen=True)
class PlanPage:
    title: str
    view: CopyView
    published_at: datetime
    area: str


@dataclass(frozen=True)
class MeetingPage:
    title: str
    meeting: MeetingCopy
    young: bool
    area: str
