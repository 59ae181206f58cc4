"""What the template for the family's words is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.web.desk.pages import Errors


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
    may_open: bool
    not_with: str
    pass_on: tuple[tuple[str, str, bool], ...]
    recorded_at: datetime | None = None
    lost: bool = False


@dataclass(frozen=True)
class StepGroup:
    title: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True)
class ViewsPage:
    """`to_record`: how many that this worker may read are not said to be in the case system; `kept`: how many
    days words stay once they are.
    """

    title: str
    ref: str
    name: str
    new: int
    groups: tuple[StepGroup, ...]
    opened: PieceLine | None = None
    to_record: int = 0
    kept: int = 0
    errors: Errors = ()
