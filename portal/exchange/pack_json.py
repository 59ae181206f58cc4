"""A pack for a meeting as JSON, format `views-pack/1`; the contract is `views.schema.json` beside this.

Words stand in it exactly as they were given: who reads it decides how they are shown. What is for one worker alone is
not in it, nor that it is there.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from portal.domain.clock import LONDON, day_in_london
from portal.domain.pack import Pack, PackPiece, SideBySide
from portal.exchange.pack_lines import how

FORMAT = "views-pack/1"


def write(pack: Pack) -> bytes:
    """UTF-8, ending in a line feed. Half a letter, which no file can hold, is written as its number."""
    text = json.dumps(as_plain(pack), ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")


def as_plain(pack: Pack) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "child": pack.child,
        "meeting": pack.meeting,
        "day": pack.day.isoformat(),
        "area": pack.area,
        "reader": pack.reader,
        "made_on": pack.made_on.isoformat(),
        "case_system": pack.case_system,
        "asked_before": [_piece(each) for each in pack.earlier],
        "sections": [
            {
                "step": section.id,
                "title": section.title,
                "words": [_piece(each) for each in section.pieces],
                "numbers": [_side_by_side(each) for each in section.numbers],
            }
            for section in pack.sections
        ],
        "other_words": [_piece(each) for each in pack.others],
        "not_read_out": [_piece(each) for each in pack.not_aloud],
    }


def _side_by_side(found: SideBySide) -> dict[str, Any]:
    return {
        "scale": found.scale,
        "numbers": [
            {**_piece(number.piece), "because": [_piece(each) for each in number.because]} for number in found.numbers
        ],
    }


def _piece(piece: PackPiece) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": piece.id,
        "author": piece.author,
        "question": piece.question,
        "answer": None if piece.lost else piece.answer,
        "language": piece.language,
        "sent": piece.shared_at.astimezone(LONDON).isoformat(timespec="minutes"),
        "given": piece.how.value if piece.how else None,
        "given_in_words": how(piece),
        "read_back": piece.agreed if piece.how else None,
        "read_out": piece.aloud,
        "not_with": list(piece.not_with),
        "asks": piece.asks,
        "translations": [
            {"words": each.words, "language": each.language, "by": each.by, "added": _day(each.at)}
            for each in piece.translations
        ],
        "recorded": _day(piece.recorded_at) if piece.recorded_at else None,
        "recorded_by": piece.recorded_by,
    }
    if piece.low or piece.high:
        said["ends"] = {"0": piece.low, "10": piece.high}
    return said


def _day(moment: datetime) -> str:
    return day_in_london(moment).isoformat()
