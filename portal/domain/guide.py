"""A guide: plain words about one thing, cut at the places where the area speaks for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from portal.domain.audience import Kind


class Slot(Enum):
    """A place in a guide that the area pack fills, so that one text serves every area."""

    LEVELS = "levels"
    SCALE = "scale"
    WHO_COMES = "who-comes"
    AGENDA = "agenda"
    HOW_OFTEN = "how-often"
    PRIVATE_PART = "private-part"
    CHAIR = "chair"
    HELPLINES = "helplines"


@dataclass(frozen=True)
class Prose:
    """Safe HTML, made by `library.markdown`."""

    html: str


@dataclass(frozen=True)
class Guide:
    """One guide in one language, for one area. `parts` are prose and slots, in order."""

    slug: str
    language: str
    kind: Kind
    order: int
    title: str
    summary: str
    parts: tuple[Prose | Slot, ...]
    reviewed_by: str = ""
