"""Which numbers on a scale nobody at the desk may look at yet: a step of every journey that opens words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from portal.domain.pack import ended
from portal.domain.scales import Round, asked
from portal.domain.sharing import Shared
from portal.journeys.desk.room import Room
from portal.store.family import members, scales


def closed_numbers(room: Room, db: Connection, child_ref: str, found: Sequence[Shared]) -> frozenset[str]:
    """The ids of those of these words that are closed numbers. `db`: a transaction of the family cupboard.

    A number that somebody has had on the screen cannot be closed again.
    """
    numbers = [each for each in found if each.scale and each.opened_at is None]
    if not numbers:
        return frozenset()
    standing = round_of(room, db, child_ref)
    return frozenset(each.id for each in numbers if not standing.is_open(each.scale, each.shared_at))


def round_of(room: Room, db: Connection, child_ref: str) -> Round:
    """Who was asked for a number, who gave one, what was opened, and when main meetings ended."""
    child = room.child_id(child_ref)
    with room.casework.reading() as cases:
        case = room.find_case(cases, child_ref).case
    key = members.key_of(db, room.family.keyring, child)
    return Round(
        tuple(scales.given(db, child)),
        tuple(scales.opened(db, key, child)),
        tuple(ended(room.areas[case.area], case.meetings)),
        asked(room.scales, scales.who_may(db, child)),
    )
