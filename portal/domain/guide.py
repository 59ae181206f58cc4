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
    FIRST_STEPS = "first-steps"
    PAPERS = "papers"
    VISITS = "visits"
    MISSING_TALK = "missing-talk"
    TERMS = "terms"
    HELPLINES = "helplines"


@dataclass(frozen=True)
class Prose:
    """Safe HTML, made by `library.markdown`. `picture`: the name of a drawing of ours that stands beside it."""

    html: str
    picture: str = ""


@dataclass(frozen=True)
class Ask:
    """Questions that a reader may take to the meeting, each a whole sentence of at most 20 words."""

    questions: tuple[str, ...]


Part = Prose | Slot | Ask


@dataclass(frozen=True)
class Guide:
    """One guide in one language, for one area. `parts` are prose, slots and questions, in order.

    `easy_of`: an easy-read guide names the ordinary guides of the same readers that it says in few words.
    `walk`: it leads to the walk through the meeting.
    """

    slug: str
    language: str
    kind: Kind
    order: int
    title: str
    summary: str
    parts: tuple[Part, ...]
    reviewed_by: str = ""
    easy_of: tuple[str, ...] = ()
    walk: bool = False

    @property
    def ask(self) -> tuple[str, ...]:
        """The questions of this guide, wherever they stand in it."""
        return tuple(question for part in self.parts if isinstance(part, Ask) for question in part.questions)
