"""A small case made by hand, where no case system hands one over."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import WorkerViewer
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid
from portal.domain.people import Tie, WorkerRole
from portal.exchange.typed import Typed
from portal.exchange.typed_new import case_by_hand
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers

NOT_THIS_REFERENCE = "This reference cannot be used. Check it, or ask a manager."


def make(room: Room, viewer: WorkerViewer, fields: Typed) -> str:
    """Keep a small case as it was typed; the rest is added item by item. Returns the child's ref.

    May: a worker (IMPORT_CASE), who becomes the case worker; a manager does not, and ties somebody then.
    Leaves: the first revision of the case; an audit line, also of a reference that is taken.
    Raises: Invalid with every fault at its field. A reference that is taken is refused in the same words
    whoever asks, and nothing is told about it.
    """
    require(viewer, Permission.IMPORT_CASE)
    case = case_by_hand(room.areas, fields)
    ref = case.child.ref
    try:
        with room.casework.writing() as db:
            is_taken = cases.find(db, room.casework.keyring, ref) is not None
            if not is_taken:
                _begin(room, db, viewer, case)
    except IntegrityError:  # somebody else made it at the same moment
        is_taken = True
    if is_taken:
        with room.casework.writing() as db:
            room.casework.record(db, room.event(viewer, "by-hand", ref, "", "refused"))
        raise Invalid([Fault("ref", NOT_THIS_REFERENCE)])
    return ref


def _begin(room: Room, db: Connection, viewer: WorkerViewer, case: Case) -> None:
    now, ref = room.casework.clock.now(), case.child.ref
    revision = cases.put(
        db, room.casework.keyring, room.casework.pepper, case, None, viewer.account, now, origin="desk"
    )
    if viewer.role is WorkerRole.WORKER:
        workers.allocate(db, ref, viewer.account, Tie.CASE, None, now)
    room.casework.record(db, room.event(viewer, "by-hand", ref, str(revision), "new"))
