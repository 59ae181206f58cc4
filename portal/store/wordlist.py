"""Ordinary words for made-up sign-in names and passphrases, out of a package, filtered by us.

Source: the EFF's three lists in the package xkcdpass. What is left after the filter is at
least 7,000 words (51 bits for four); a test says so.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_LISTS = ("eff-long", "eff-short", "eff-special")


@cache
def _unfit() -> tuple[str, ...]:
    """What a child should not be handed, or what says more than it should here: `unfit_words.txt`."""
    text = files("portal.store").joinpath("unfit_words.txt").read_text(encoding="utf-8")
    return tuple(part for line in text.splitlines() if not line.startswith("#") for part in line.split())


def _fit(word: str) -> bool:
    if not (3 <= len(word) <= 9 and word.isalpha()):
        return False
    return not any(word == part[:-1] if part.endswith("-") else part in word for part in _unfit())


@cache
def words() -> tuple[str, ...]:
    """The words, lower case, in alphabetical order."""
    lists = [files("xkcdpass").joinpath(f"static/{name}").read_text(encoding="utf-8") for name in _LISTS]
    return tuple(sorted({word for text in lists for word in text.split() if _fit(word)}))


def made_up_name() -> str:
    """A sign-in name that says nothing about anybody: `maple-tin-river`. Not secret."""
    return "-".join(secrets.choice(words()) for _ in range(3))


def passphrase() -> str:
    """Four words, 51 bits or more."""
    return " ".join(secrets.choice(words()) for _ in range(4))


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common(typed: str) -> bool:
    """Whether a passphrase of one's own is among the commonest passwords, or made of one."""
    plain = typed.lower()
    return plain in _common() or plain.rstrip("0123456789!?. ") in _common() or len(set(plain)) < 5
