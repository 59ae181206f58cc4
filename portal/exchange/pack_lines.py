"""A pack for a meeting as a sequence of lines, for every format that is read by people: one order, one wording.

In English, because the council's case system is. A family's words are lines of their own, in their own language,
and stand for nothing but themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from portal.domain.clock import day_in_london
from portal.domain.pack import Pack, PackPiece, SideBySide
from portal.domain.preparation import How
from portal.domain.sharing import CameOf, Words

CASE_SYSTEM = "your case system"
CANNOT_BE_SHOWN = "This cannot be shown. Tell whoever looks after the portal: it may stand in a backup."
TITLE = "Words from the family"
EARLIER = "Asked before the last meeting, and not answered yet"
OTHERS = "Other words"
NOT_ALOUD = "Read, and not read out"


class Sort(Enum):
    """What a line is: the title, a heading of a part or of a piece, somebody's own words, or something about them."""

    TITLE = "title"
    PART = "part"
    PIECE = "piece"
    WORDS = "words"
    ABOUT = "about"


@dataclass(frozen=True)
class Line:
    """One line; of WORDS a whole answer, which may have several lines in it."""

    sort: Sort
    text: str
    language: str = "en"


def is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction, as a browser decides."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in ("R", "AL") for way in strong if way in ("L", "R", "AL")), False)


def lines(pack: Pack) -> Iterator[Line]:
    """All of a pack that may leave the screen: what is for one worker alone is not in it, nor that it is there."""
    yield Line(Sort.TITLE, TITLE)
    yield Line(Sort.ABOUT, f"{pack.child}. {pack.meeting}, {day(pack.day)}. {pack.area}.")
    yield Line(Sort.ABOUT, f"For {pack.reader}. Put together on {day(pack.made_on)}.")
    yield Line(Sort.ABOUT, f"The record is {pack.case_system or CASE_SYSTEM}. These are their own words: bring them"
                           " as they are.")  # fmt: skip
    if not pack.to_take().pieces():
        yield Line(Sort.ABOUT, "Nothing that was shared for this meeting has been opened.")
    yield from _part(EARLIER, pack.earlier)
    for section in pack.sections:
        yield from _part(section.title, section.pieces, section.numbers)
    yield from _part(OTHERS, pack.others)
    yield from _part(NOT_ALOUD, pack.not_aloud)


def _part(title: str, pieces: Iterable[PackPiece], numbers: Iterable[SideBySide] = ()) -> Iterator[Line]:
    found = [line for piece in pieces for line in _piece(piece)]
    for scale in numbers:
        found.append(Line(Sort.ABOUT, "Each one's own number, side by side. Nothing is worked out of them."))
        for number in scale.numbers:
            found += _piece(number.piece)
            for why in number.because:
                found += _piece(why)
    if found:
        yield Line(Sort.PART, title)
        yield from found


def _piece(piece: PackPiece) -> Iterator[Line]:
    yield Line(Sort.PIECE, f"{piece.author}: {piece.question or 'one answer'}", piece.language)
    yield Line(Sort.WORDS, CANNOT_BE_SHOWN if piece.lost else piece.answer, "en" if piece.lost else piece.language)
    if piece.low or piece.high:
        yield Line(Sort.ABOUT, f"0 is “{piece.low}”, 10 is “{piece.high}”, as it was put to {piece.author}.")
    for each in piece.translations:
        yield Line(Sort.ABOUT, f"In English, by {each.by or 'a worker'} on {day(each.at)}:")
        yield Line(Sort.WORDS, each.words, each.language)
    yield Line(Sort.ABOUT, " ".join(about(piece)))


def about(piece: PackPiece) -> Iterator[str]:
    """What has to be known about a piece, a sentence each: how it was given, when, and who may not hear it."""
    if given := how(piece):
        yield given
    yield f"Sent on {day(piece.shared_at)}."
    if not piece.aloud:
        yield "Do not read this out."
    if piece.not_with:
        yield f"Not with {', '.join(piece.not_with)} in the room."
    if any(each.kind is CameOf.TAKEN for each in piece.outcomes):
        yield "Taken to a meeting."
    if piece.recorded_at:
        yield f"Recorded on {day(piece.recorded_at)}{f' by {piece.recorded_by}' if piece.recorded_by else ''}."


def how(piece: PackPiece | Words) -> str:
    """How it was given, where that was beside a worker or on paper."""
    helper = piece.helper or "a worker"
    then = {
        None: "",
        True: " Read back and agreed.",
        False: " Not read back: they looked at it and shared it by themselves.",
    }[piece.agreed]
    return {
        None: "",
        How.OWN_HANDS: f"In their own words, with {helper} beside them.",
        How.ALONE: f"In their own words, alone at {helper}’s screen.",
        How.HELPED: f"In their words, helped by {helper}.{then}",
        How.WRITTEN_DOWN: f"Said by them, written down by {helper}.{then}",
        How.ON_PAPER: f"On paper{f', in {piece.written_by}’s hand' if piece.written_by else ''}, typed by {helper}."
                      f"{then}",
    }[piece.how]  # fmt: skip


def day(value: date | datetime) -> str:
    """As `Thursday 26 November 2026`, the same on every machine."""
    local = day_in_london(value) if isinstance(value, datetime) else value
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def shown(text: str) -> str:
    """The text with a mark that can be seen for everything that cannot: controls, halves of letters, and what
    turns the direction of whole lines. Line ends are line feeds; tabs stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(_mark(letter) for letter in text)


def _mark(letter: str) -> str:
    code = ord(letter)
    if letter in "\n\t" or (code >= 0x20 and letter not in _NEVER and unicodedata.category(letter) not in ("Cc", "Cs")):
        return letter
    if code < 0x20:
        return chr(0x2400 + code)  # ␀ to ␟
    return "␡" if code == 0x7F else f"[U+{code:04X}]"


_NEVER = "\u202d\u202e\ufffe\uffff"
"""Overrides, which no language needs, and what no file may hold."""
