"""The numbers that somebody gave on the same scale over time, with their own words: theirs alone to look back on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.sharing import Shared


@dataclass(frozen=True)
class Beside:
    """That a worker put the words into English for the others. `by` is "" for one whose name is not told."""

    by: str
    at: datetime


@dataclass(frozen=True)
class OwnNumber:
    """One number, on which day, and why, in their own words."""

    answer: str
    at: datetime
    low: str
    high: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class OwnNumbers:
    """All that they gave on one scale, the newest first, under the question as it was put last."""

    question: str
    language: str
    numbers: tuple[OwnNumber, ...]


def own_numbers(sent: Sequence[Shared]) -> tuple[OwnNumbers, ...]:
    """Scales on which there is more than one number to look back on. `sent` is all theirs, the newest first."""
    whole = [each for each in sent if not each.lost]
    found = []
    for scale in dict.fromkeys(each.scale for each in whole if each.scale):
        given = [each for each in whole if each.scale == scale]
        why = [each for each in whole if each.words.because == scale]
        if len(given) > 1:
            numbers = tuple(_number(each, given, why) for each in given)
            found.append(OwnNumbers(given[0].words.question, given[0].words.language, numbers))
    return tuple(found)


def _number(number: Shared, given: Sequence[Shared], why: Sequence[Shared]) -> OwnNumber:
    """With the words that were sent nearer to this number than to any other."""
    words = number.words
    mine = [w for w in why if min(given, key=lambda each: abs(each.shared_at - w.shared_at)).id == number.id]
    return OwnNumber(words.answer, number.shared_at, words.low, words.high, tuple(w.words.answer for w in mine))
