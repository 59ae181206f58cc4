"""What the front door hands to the rooms: stores, content, and the few settings that pages need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.clock import Clock
from portal.domain.errors import PortalError
from portal.domain.guide import Guide
from portal.domain.keeping import Periods
from portal.domain.preparation import QuestionSet
from portal.library.areas import read_areas
from portal.library.catalogues import Language
from portal.library.guides import read_guides
from portal.library.question_sets import read_question_sets


class Library:
    """Content in each language, read when it is first asked for and then kept."""

    def __init__(self, content: Path, clock: Clock) -> None:
        self._content, self._clock = content, clock
        self._areas: dict[tuple[str, object], dict[str, Area]] = {}
        self._guides: dict[tuple[str, str, object], dict[str, Guide]] = {}
        self._sets: dict[str, dict[str, QuestionSet]] = {}

    def areas(self, language: str) -> Mapping[str, Area]:
        today = self._clock.today()
        key = (language, today)
        if key not in self._areas:
            self._areas = {k: v for k, v in self._areas.items() if k[1] == today}
            self._areas[key] = read_areas(self._content, language, today=today)
        return self._areas[key]

    def guides(self, area: str, language: str) -> Mapping[str, Guide]:
        key = (area, language, self._clock.today())
        if key not in self._guides:
            self._guides = {k: v for k, v in self._guides.items() if k[2] == key[2]}
            self._guides[key] = read_guides(self._content, self.areas(language)[area], language)
        return self._guides[key]

    def question_sets(self, language: str) -> Mapping[str, QuestionSet]:
        if language not in self._sets:
            self._sets[language] = read_question_sets(self._content, language)
        return self._sets[language]

    def can_be_read(self) -> bool:
        """Whether the English of everything is there."""
        try:
            return all(self.guides(area, "en") for area in self.areas("en")) and bool(self.question_sets("en"))
        except (OSError, PortalError, KeyError, ValueError):
            return False

    def question_set(self, kind: Kind, language: str = "en") -> QuestionSet:
        """The set for this kind of person."""
        return next(found for found in self.question_sets(language).values() if found.kind is kind)


@dataclass(frozen=True)
class Services:
    """`family` is the family cupboard; `room` the desk's room, or None on the family side.

    `local_sign_in`: whether workers may come in with a passphrase of the desk's own.
    `ready` says of each thing that this side needs whether it is there.
    `kept` holds the public pages of the day: (path, day) → (body, the same in gzip, its tag).
    """

    side: str
    clock: Clock
    library: Library
    languages: Mapping[str, Language]
    asset: Callable[[str], str]
    family: Any
    room: Any = None
    leave_to: str = ""
    https: bool = True
    demo: bool = False
    family_address: str = ""
    cookie: Mapping[str, str] = field(default_factory=dict)
    keep: Periods = field(default_factory=Periods)
    kept: dict[tuple[str, date], tuple[bytes, bytes, str]] = field(default_factory=dict)
    ready: Callable[[], Mapping[str, bool]] = dict
    figures: Any = None
    monitor_token: str = ""
    security_contact: str = ""
    local_sign_in: bool = True


def services() -> Services:
    found: Services = current_app.extensions["portal"]
    return found
