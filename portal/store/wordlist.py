"""Ordinary words for made-up sign-in names and passphrases, out of a package, filtered by us.

Source: the EFF's three lists in the package xkcdpass. What is left after the filter is at
least 7,000 words (51 bits for four); the portal does not start with fewer.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_EVERYDAY = ("us_tv_and_film", "english_wikipedia", "passwords")
FEWEST_WORDS, FEWEST_BITS = 7000, 51
_LISTS = ("eff-long", "eff-short", "eff-special")


@cache
def _unfit() -> tuple[re.Pattern[str], frozenset[str]]:
    """What a child should not be handed, or what says more than it should here: parts of words, and whole ones."""
    listed = _listed("unfit_words.txt")
    whole = {part[:-1] for part in listed if part.endswith("-")}
    return re.compile("|".join(part for part in listed if not part.endswith("-"))), frozenset(whole)


@cache
def _sound_alike() -> frozenset[str]:
    """What is heard as another word, or spelt in two ways: `sound_alike.txt`."""
    return frozenset(_listed("sound_alike.txt"))


def _listed(name: str) -> tuple[str, ...]:
    text = files("portal.store").joinpath(name).read_text(encoding="utf-8")
    return tuple(part for line in text.splitlines() if not line.startswith("#") for part in line.split())


def _fit(word: str) -> bool:
    if not (3 <= len(word) <= 9 and word.isalpha()) or word in _sound_alike():
        return False
    part, whole = _unfit()
    return word not in whole and not part.search(word)


@cache
def words() -> tuple[str, ...]:
    """The words, lower case, in alphabetical order."""
    lists = [files("xkcdpass").joinpath(f"static/{name}").read_text(encoding="utf-8") for name in _LISTS]
    return tuple(sorted({word for text in lists for word in text.split() if _fit(word)}))


@cache
def spoken_words() -> tuple[str, ...]:
    """1,296 words that people know best, to say one aloud: 5 tries find it in four cases of a thousand."""
    ranks = [{word: place for place, word in enumerate(FREQUENCY_LISTS[name])} for name in _EVERYDAY]
    known = {word: min(rank.get(word, 10**6) for rank in ranks) for word in words()}
    not_aloud = set(_listed("not_aloud_words.txt"))
    easy = {word for word in words() if 4 <= len(word) <= 7 and not word.endswith(("ed", "ing"))} - not_aloud
    easy -= {f"{word}s" for word in easy}  # nobody hears whether it was one or two
    return tuple(sorted(sorted(easy, key=lambda word: (known[word], word))[:1296]))


def spoken_word() -> str:
    """One of them."""
    return secrets.choice(spoken_words())


def check() -> None:
    """Raises RuntimeError where passphrases out of the list would be easier to guess than we say."""
    found = words()
    if len(set(found)) < FEWEST_WORDS or 4 * math.log2(len(set(found))) < FEWEST_BITS:
        raise RuntimeError(f"The list of words has {len(set(found))}; passphrases need {FEWEST_WORDS}.")


def made_up_name() -> str:
    """A sign-in name that says nothing about anybody: `maple-tin-river`. Not secret."""
    return "-".join(secrets.choice(words()) for _ in range(3))


def passphrase() -> str:
    """Four words, 51 bits or more."""
    return " ".join(secrets.choice(words()) for _ in range(4))


_ABOUT_HERE = """
account child children code council dad derbyshire england english family help home house kids login meeting
mum my mypage page parent pass passphrase passwort password phone plan portal privat private safe safety
school secret sign staple battery horse correct signin social the team that this uk welcome with word words
work worker your young
"""
"""What anybody would guess of a passphrase here; the names of areas come with the question."""


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common(typed: str, about_here: tuple[str, ...] = ()) -> bool:
    """Whether a passphrase of one's own is easy to guess: known as a password, or made of what anybody would try.

    What is left of it without common passwords, words of this place, figures and repeats has to be eight
    letters or more.
    """
    plain = unicodedata.normalize("NFKC", typed).casefold()
    if plain in _common() or len(set(plain)) < 5:
        return True
    known = {*_ABOUT_HERE.split(), *(word.casefold() for word in about_here)}
    parts = {part for part in re.split(r"[\W\d_]+", plain) if part}
    if len(parts) < 3:  # of three words and more none is a password by itself
        known |= _common()
    return plain.isascii() and sum(map(len, {_unknown(part, known) for part in parts})) < 8


def _unknown(part: str, known: set[str]) -> str:
    """What is left of some letters once words are taken out that anybody would try, the longest first."""
    if part in known:
        return ""
    for size in range(len(part), 3, -1):
        for start in range(len(part) - size + 1):
            if part[start : start + size] in known:
                return _unknown(part[:start], known) + _unknown(part[start + size :], known)
    return part
