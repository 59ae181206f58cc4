"""What an auditor sees: whether the audit stands as it was written, and what was done, by ids that tell no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer, WorkerViewer
from portal.journeys.desk.room import Room
from portal.store.audit import Broken, Event

MOST = 200


@dataclass(frozen=True)
class Book:
    """One cupboard's audit: how many rows, the first bad one, and the last lines, or those of one day."""

    name: str
    rows: int
    broken: Broken | None
    lines: tuple[tuple[datetime, Event], ...]


def read(room: Room, viewer: Viewer, day: date | None = None) -> tuple[Book, ...]:
    """Both cupboards' audits: the newest two hundred lines, or of one day its last two hundred.

    May: an auditor, and the command line (READ_AUDIT).
    Leaves: an audit line.
    """
    require(viewer, Permission.READ_AUDIT)
    found = []
    for name, cupboard in (("casework", room.casework), ("family", room.family)):
        with cupboard.reading() as db:
            trail = cupboard.trail
            lines = trail.newest(db, MOST, day)
            found.append(Book(name, trail.count(db), trail.verify(db), tuple(lines)))
    who = viewer.account if isinstance(viewer, WorkerViewer) else "command-line"
    room.casework.note(Event(who, "read-audit", day.isoformat() if day else ""))
    return tuple(found)
