"""How many different children one account opens within an hour: an account that was taken over harvests little.

Counted as first openings: a child that was opened within the hour does not count again.
"""

from __future__ import annotations

import logging

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import NotFresh, TooMany
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import opened

ASKS_AFTER, STOPS_AFTER = 30, 60
log = logging.getLogger("portal")


def count_opening(room: Room, viewer: WorkerViewer, child_ref: str) -> None:
    """Somebody opens something of this child. From the 31st child on within an hour it must be them just now.

    May: any worker of this child, and a manager (OPEN_CHILD).
    Leaves: a count; where it is too much, an audit line and an alarm in the log.
    Raises: NotFresh after thirty children; TooMany after sixty.
    """
    require(viewer, Permission.OPEN_CHILD, Subject(child=child_ref))
    now, pepper = room.casework.clock.now(), room.casework.pepper
    with room.casework.reading() as db:
        known, so_far = opened.so_far(db, pepper, viewer.account, child_ref, now)
    if known:
        return
    if so_far.number >= STOPS_AFTER:
        log.warning("openings.stopped")
        with room.casework.writing() as db:
            room.casework.record(db, Event(viewer.account, "open-many", str(so_far.number), "", "refused"))
        raise TooMany("openings", until=so_far.since + opened.HOUR)
    if so_far.number >= ASKS_AFTER and not viewer.fresh:
        raise NotFresh("openings")
    with room.casework.writing() as db:
        opened.count(db, pepper, viewer.account, child_ref, now)
