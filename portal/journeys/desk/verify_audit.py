"""Checking that nobody has tampered with what was written down about who did what."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.journeys.desk.room import Room
from portal.store.audit import Broken


def verify(room: Room, viewer: Viewer) -> dict[str, tuple[int, Broken | None]]:
    """For each cupboard: how many rows, and the first that is not as it was written.

    May: the command line (VERIFY_AUDIT).
    """
    require(viewer, Permission.VERIFY_AUDIT)
    found = {}
    for name, cupboard in (("casework", room.casework), ("family", room.family)):
        with cupboard.reading() as db:
            found[name] = cupboard.trail.count(db), cupboard.trail.verify(db)
    return found
