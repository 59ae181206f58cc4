"""What the desk's pages about a way in are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WhichNumber:
    """The question which number stands on a phone. `state` and `because` are those of the code
    (`domain.people.Code`), "" where there is none; `choices` is empty unless a number waits for its answer.
    """

    ref: str
    person: str
    name: str
    invitation: str
    state: str
    because: str
    choices: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True)
class MatchPage:
    title: str
    ref: str
    person: str
    which: WhichNumber
    errors: Errors = ()


@dataclass(frozen=True)
class CardPage:
    """An invitation's code, shown once. `picture` is a QR code as SVG; `spoken` is said aloud and never printed."""

    title: str
    ref: str
    person: str
    name: str
    code: str
    address: str
    picture: str
    take_home: bool
    expires_at: datetime
    spoken: str
    which: WhichNumber


@dataclass(frozen=True)
class WordPage:
    """A spoken word, shown once."""

    title: str
    ref: str
    person: str
    spoken: str
