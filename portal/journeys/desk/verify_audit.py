"""Checking that nobody has tampered with what was written down about who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.journeys.desk.room import Room
from portal.store.audit import Broken
from portal.store.database import Cupboard

Ends = Mapping[str, tuple[int, str]]
"""Where the audit of each cupboard ends: how many rows, and the hash of the last."""


def verify(room: Room, viewer: Viewer, anchors: Sequence[Ends] = ()) -> dict[str, tuple[int, Broken | None]]:
    """For each cupboard: how many rows, and the first that is not as it was written.

    `anchors` were noted down before, and kept somewhere else: rows cut off at the end are found by them,
    and a chain that somebody who holds the key wrote anew.

    May: the command line (VERIFY_AUDIT).
    """
    require(viewer, Permission.VERIFY_AUDIT)
    found = {}
    for name, cupboard in _both(room):
        known = dict(ends[name] for ends in anchors if name in ends)
        known.pop(0, None)
        with cupboard.reading() as db:
            found[name] = cupboard.trail.count(db), cupboard.trail.verify(db, anchors=known)
    return found


def anchor(room: Room, viewer: Viewer) -> tuple[datetime, dict[str, tuple[int, str]]]:
    """Where the audit of each cupboard ends now, to be kept somewhere that nobody reaches from here.

    May: the command line (VERIFY_AUDIT).
    """
    require(viewer, Permission.VERIFY_AUDIT)
    ends = {}
    for name, cupboard in _both(room):
        with cupboard.reading() as db:
            ends[name] = cupboard.trail.head(db)
    return room.casework.clock.now(), ends


def _both(room: Room) -> tuple[tuple[str, Cupboard], ...]:
    return ("casework", room.casework), ("family", room.family)
