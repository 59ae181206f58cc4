"""Whether somebody of the family may put dates into their phone's calendar."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import NotFound
from portal.journeys.desk.room import Room
from portal.store.family import members


def allow(room: Room, viewer: WorkerViewer, child_ref: str, person: str, *, allowed: bool) -> None:
    """Allow it, or stop it: the link and the file are gone at their next request. It is off for everybody at first.

    May: the case worker, the trusted worker of this child, and a manager (ALLOW_CALENDAR).
    Leaves: the switch; an audit line.
    Raises: NotFound for somebody who has no way in.
    """
    require(viewer, Permission.ALLOW_CALENDAR, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.writing() as db:
        if not members.allow_calendar(db, ref, room.family.clock.now() if allowed else None):
            raise NotFound
        action = "allow-calendar" if allowed else "stop-calendar"
        room.family.record(db, room.event(viewer, action, child_ref, ref))
