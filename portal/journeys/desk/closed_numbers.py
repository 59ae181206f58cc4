"""Which numbers on a scale nobody at the desk may look at yet: a step of every journey that opens words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from portal.domain.case import Case
from portal.domain.pack import ended
from portal.domain.scales import Round, asked, opens_together
from portal.domain.sharing import Shared
from portal.journeys.desk.room import Room
from portal.store.family import scales, shared


def closed_numbers(room: Room, db: Connection, child_ref: str, found: Sequence[Shared]) -> frozenset[str]:
    """The ids of those of these words that are closed numbers. `db`: a transaction of the family cupboard.

    Only numbers for the meeting: one for a worker alone is theirs to open as any words. A number that somebody has had
    on the screen cannot be closed again.
    """
    numbers = [each for each in found if opens_together(each.scale, each.worker) and each.opened_at is None]
    if not numbers:
        return frozenset()
    standing = round_of(room, db, child_ref)
    return frozenset(each.id for each in numbers if not standing.is_open(each.scale, each.shared_at))


def round_of(room: Room, db: Connection, child_ref: str) -> Round:
    """Who was asked for a number, who gave one, what was opened, and when main meetings ended."""
    with room.casework.reading() as cases:
        case = room.find_case(cases, child_ref).case
    (found,) = _rounds(room, db, {room.child_id(child_ref): case}).values()
    return found


def unread_words(room: Room, db: Connection, cases: Mapping[str, Case]) -> list[tuple[str, str, datetime]]:
    """What waits for a reader, the oldest first: (child, worker it is for, since when). `cases` by the child's id.

    A number for the meeting is among it once it stands open: before, it waits for those of the others.
    """
    rows = shared.for_desk_unread(db, list(cases))
    rounds = _rounds(room, db, cases) if any(scale for _child, _worker, _since, scale in rows) else {}
    return [
        (child, worker, since)
        for child, worker, since, scale in rows
        if not scale or rounds[child].is_open(scale, since)
    ]  # fmt: skip


def _rounds(room: Room, db: Connection, cases: Mapping[str, Case]) -> dict[str, Round]:
    given, opened = scales.given(db, list(cases)), scales.when_opened(db, list(cases))
    may = scales.who_may(db, list(cases))
    return {
        child: Round(
            tuple(given.get(child, ())),
            tuple(opened.get(child, ())),
            tuple(ended(room.areas[case.area], case.meetings)),
            asked(room.scales, may.get(child, ())),
        )
        for child, case in cases.items()
    }
