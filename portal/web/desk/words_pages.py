"""What the template for the family's words is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal.web.desk.pack_pages import ClosedScale, PackLink
from portal.web.desk.pages import Errors
from portal.web.desk.waiting_pages import AskedLine, CameLines, MeetingChoice


@dataclass(frozen=True)
class PieceLine:
    id: str
    author: str
    question: str
    answer: str
    language: str
    shared_at: datetime
    read_at: datetime | None
    read_by: str
    to: str
    closed: bool
    not_with: str
    pass_on: tuple[tuple[str, str, bool], ...]
    recorded_at: datetime | None = None
    lost: bool = False
    recorded_by: str = ""
    given: str = ""
    aloud: bool = True
    low: str = ""
    high: str = ""
    beside: tuple[tuple[str, str, datetime], ...] = ()


@dataclass(frozen=True)
class StepGroup:
    title: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True)
class ViewsPage:
    """`to_record`: what here is not said to be in the case system, `to_take`: what is for the meeting, each by id;
    `kept`: how many days words stay once they are recorded. `came` is by the piece; `asked` has no answer yet;
    `take_to`: the meetings to which they can have been taken.
    """

    title: str
    ref: str
    name: str
    new: int
    groups: tuple[StepGroup, ...]
    opened: PieceLine | None = None
    to_record: tuple[str, ...] = ()
    to_take: tuple[str, ...] = ()
    kept: int = 0
    errors: Errors = ()
    came: dict[str, CameLines] = field(default_factory=dict)
    asked: tuple[AskedLine, ...] = ()
    take_to: tuple[MeetingChoice, ...] = ()
    case_system: str = ""
    closed: tuple[ClosedScale, ...] = ()
    packs: tuple[PackLink, ...] = ()
