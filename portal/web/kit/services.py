"""What the front door hands to the rooms: stores, content, and the few settings that pages need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.clock import Clock
from portal.domain.guide import Guide
from portal.domain.keeping import Periods
from portal.domain.own_sets import main_set, named_set, sets_for
from portal.domain.preparation import QuestionSet
from portal.library.catalogues import Language
from portal.library.marking import Glossary
from portal.library.shelf import Shelf


class Library:
    """Content in each language, as it was when this side started. What changes on the disk waits for the next start."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def areas(self, language: str) -> Mapping[str, Area]:
        """The areas with the numbers that may be shown today."""
        today = self._clock.today()
        return {ref: area.on(today) for ref, area in self._shelf.areas[self._shelf.language(language)].items()}

    def guides(self, area: str, language: str) -> Mapping[str, Guide]:
        return self._shelf.guides[self._shelf.language(language), area]

    def question_sets(self, language: str) -> Mapping[str, QuestionSet]:
        return self._shelf.sets[self._shelf.language(language)]

    def glossary(self, area: str, kind: Kind, language: str) -> Glossary:
        """The hard words that this kind of reader may meet in this area, to be found in texts."""
        return self._shelf.glossaries[self._shelf.language(language), area, kind]

    def can_be_read(self) -> bool:
        """Whether the English of everything is there."""
        return all(self.guides(area, "en") for area in self.areas("en")) and bool(self.question_sets("en"))

    def sets_for(self, kind: Kind, language: str = "en") -> tuple[QuestionSet, ...]:
        """All the sets that fit this kind of person."""
        return sets_for(self.question_sets(language), kind)

    def question_set(self, kind: Kind, language: str = "en", *, easy: bool = False, ref: str = "") -> QuestionSet:
        """The main set for this kind of person, in easy words if they read those and it is there; or the one with
        this id. Raises NotFound for one that is not for them.
        """
        theirs = self.sets_for(kind, language)
        return named_set(theirs, ref) if ref else main_set(theirs, easy)


@dataclass(frozen=True)
class Services:
    """`family` is the family cupboard; `room` the desk's room, or None on the family side.

    `local_sign_in`: whether workers may come in with a passphrase of the desk's own.
    `ready` says of each thing that this side needs whether it is there.
    `kept` holds the public pages of the day: (address, day) → (body, the same in gzip, its tag).
    `words_read_within`: in so many working days words are read, as families are told.
    `guides_host`: the host on which guides stand by themselves, or "".
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
    guides_host: str = ""
    cookie: Mapping[str, str] = field(default_factory=dict)
    keep: Periods = field(default_factory=Periods)
    kept: dict[tuple[str, date], tuple[bytes, bytes, str]] = field(default_factory=dict)
    ready: Callable[[], Mapping[str, bool]] = dict
    figures: Any = None
    monitor_token: str = ""
    security_contact: str = ""
    local_sign_in: bool = True
    words_read_within: int = 2


def services() -> Services:
    found: Services = current_app.extensions["portal"]
    return found
