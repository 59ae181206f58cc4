"""Wrapping every child's key by the newest key, while everybody goes on working."""

from __future__ import annotations

from dataclasses import dataclass

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.journeys.desk.room import Room
from portal.store import keys
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.keys import Standing

AT_ONCE = 100
"""Keys in one transaction: nobody who saves waits for longer than that takes."""


@dataclass(frozen=True)
class Rotated:
    """Of one cupboard: how many keys were wrapped anew, and how they all stand now."""

    changed: int
    stands: Standing


def rotate(room: Room, viewer: Viewer) -> dict[str, Rotated]:
    """Wrap every key by the first key of its setting. Done again it changes nothing.

    May: the command line, which holds the keys anyway (LOOK_AFTER_KEYS).
    Leaves: keys wrapped anew, a hundred in a transaction; an audit line in each cupboard where any was.
    """
    require(viewer, Permission.LOOK_AFTER_KEYS)
    return {name: _rotate(cupboard) for name, cupboard in _both(room)}


def how_they_stand(room: Room, viewer: Viewer) -> dict[str, Standing]:
    """By which keys all children's keys are wrapped now.

    May: the command line (LOOK_AFTER_KEYS).
    """
    require(viewer, Permission.LOOK_AFTER_KEYS)
    found = {}
    for name, cupboard in _both(room):
        with cupboard.reading() as db:
            found[name] = keys.standing(db, cupboard.tables.tables["data_key"], cupboard.keyring)
    return found


def _both(room: Room) -> tuple[tuple[str, Cupboard], ...]:
    return ("casework", room.casework), ("family", room.family)


def _rotate(cupboard: Cupboard) -> Rotated:
    table, keyring = cupboard.tables.tables["data_key"], cupboard.keyring
    changed, after = 0, ""
    while True:
        with cupboard.writing() as db:
            some, last = keys.rewrap_some(db, table, keyring, after, AT_ONCE)
        changed += some
        if last is None:
            break
        after = last
    with cupboard.reading() as db:
        stands = keys.standing(db, table, keyring)
    with cupboard.writing() as db:
        if not stands.older and not stands.none:
            changed += keys.rewrap_check(db, table, keyring, cupboard.clock.now())
        if changed:
            cupboard.record(db, Event("command-line", "rotate-keys", str(changed)))
    return Rotated(changed, stands)
