"""When a phone was lost or taken, when somebody was made to open it, and when wrong words were typed too often."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import NotFound
from portal.journeys.desk.room import Room
from portal.store.family import members


def make_safe(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """Whoever holds their phone or their words gets nothing more. It bites at the next request.

    What they wrote stays. They come in again with a new code, and make a new name and new words themselves.

    May: any worker of this child, and a manager (REVOKE).
    Leaves: no session, code, known device or account; reading back off; an audit line.
    Raises: NotFound for nobody known.
    """
    require(viewer, Permission.REVOKE, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.writing() as db:
        if members.find(db, room.family.keyring, ref) is None:
            raise NotFound
        members.make_safe(db, ref, room.family.clock.now())
        room.family.record(db, room.event(viewer, "make-safe", child_ref, ref))


def set_reading_back(room: Room, viewer: WorkerViewer, child_ref: str, person: str, *, allowed: bool) -> None:
    """Whether this person may read what they sent. It bites at the next request.

    May: the case worker, the trusted worker of this child, and a manager (SET_READING_BACK).
    Leaves: the switch; an audit line.
    Raises: NotFound for nobody known.
    """
    require(viewer, Permission.SET_READING_BACK, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.writing() as db:
        if not members.set_reads_back(db, ref, allowed):
            raise NotFound
        room.family.record(db, room.event(viewer, f"reading-back-{'on' if allowed else 'off'}", child_ref, ref))


def lift_wait(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """End the wait after wrong words were typed, perhaps by somebody else: the next try is looked at now.

    May: any worker of this child, and a manager (LIFT_WAIT).
    Leaves: no wait, and wrong tries counted anew; an audit line.
    """
    require(viewer, Permission.LIFT_WAIT, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.writing() as db:
        members.lift_wait(db, ref)
        room.family.record(db, room.event(viewer, "lift-wait", child_ref, ref))
