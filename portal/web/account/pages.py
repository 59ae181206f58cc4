"""What the account's templates are given."""

from __future__ import annotations

from dataclasses import dataclass

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignInPage:
    title: str
    name: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class JoinPage:
    title: str
    code: str = ""
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
    title: str
    to: str
    errors: Errors = ()
