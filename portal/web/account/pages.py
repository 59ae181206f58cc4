"""What the account's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignInPage:
    """`keeps_words`: it is somebody's own phone, where a browser may keep name and words.

    `to`: the page of ours that they wanted, or "".
    """

    title: str
    name: str = ""
    errors: Errors = ()
    keeps_words: bool = False
    to: str = ""


@dataclass(frozen=True)
class JoinPage:
    title: str
    code: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class MatchPage:
    """`number`: two digits, or "" for somebody who has no code that waits."""

    title: str
    number: str


@dataclass(frozen=True)
class WordPage:
    title: str
    errors: Errors = ()


@dataclass(frozen=True)
class PhonePage:
    title: str
    errors: Errors = ()


@dataclass(frozen=True)
class WordsPage:
    """`offer` is signed, so that what comes back is what was offered."""

    title: str
    name: str
    phrases: tuple[str, ...]
    chosen: str
    offer: str
    own_phone: bool
    own_words: bool
    errors: Errors = ()


@dataclass(frozen=True)
class AgainPage:
    """`covered`: the page was out of sight, and nothing is shown before this."""

    title: str
    to: str
    errors: Errors = ()
    covered: bool = False
    own_phone: bool = False


@dataclass(frozen=True)
class GoodbyePage:
    """`why` is together, paper or closed."""

    title: str
    why: str


@dataclass(frozen=True)
class WayInPage:
    """One's own way in. `renewed_at` where it was made or changed within a day; `ends_at`: the latest."""

    title: str
    name: str
    own_phone: bool
    made_words: bool
    signed_in_at: datetime
    ends_at: datetime | None
    renewed_at: datetime | None
    ended_another: bool
    wrong_before: int
    chosen: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class NewWordsPage:
    """Other words. `offer` is signed, so that what comes back is what was offered."""

    title: str
    phrases: tuple[str, ...]
    chosen: str
    offer: str
    own_phone: bool
    own_words: bool
    had_made_words: bool
    errors: Errors = ()


@dataclass(frozen=True)
class ClosePage:
    """`unsent` answers are deleted."""

    title: str
    unsent: int


@dataclass(frozen=True)
class OverPage:
    """What was done beside a worker is over. `desk`: where their own desk stands, or ""."""

    title: str
    desk: str
