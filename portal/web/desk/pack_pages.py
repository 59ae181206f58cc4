"""What the templates for a meeting's pack, for numbers and for a translation are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.pack import Pack
from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class PackLink:
    """A meeting that there is a pack for."""

    ref: str
    name: str
    day: date


@dataclass(frozen=True)
class ClosedScale:
    """Numbers that stand closed: how the question was put, who gave one, and who has not yet."""

    scale: str
    question: str
    language: str
    given: str
    missing: str


@dataclass(frozen=True)
class PackPage:
    """`given` says how, by the piece, where that was not by themselves; `opened_by`, by the scale, who opened its
    numbers and when. `to_record`: what here is not said to be in the case system, `to_take`: what can have been
    brought to the meeting, each by id and without what is for this worker alone; `kept`: how many days words stay once
    they are recorded. `begun`: the meeting has begun. Days on paper have their year.
    """

    title: str
    ref: str
    name: str
    meeting: str
    pack: Pack
    new: int
    closed: tuple[ClosedScale, ...]
    given: dict[str, str]
    opened_by: dict[str, tuple[str, datetime]]
    formats: tuple[str, ...]
    case_system: str
    to_record: tuple[str, ...]
    to_take: tuple[str, ...]
    kept: int
    begun: bool
    met_on: str
    printed_on: str


@dataclass(frozen=True)
class EnglishPage:
    """Words, with what stands beside them in English, and a box for more. `typed` is what could not be kept."""

    title: str
    ref: str
    id: str
    author: str
    question: str
    answer: str
    language: str
    beside: tuple[tuple[str, str, datetime], ...]
    typed: str = ""
    errors: Errors = ()
