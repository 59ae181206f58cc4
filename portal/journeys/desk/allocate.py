"""Tying a worker to a child, and untying them."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Fault, Invalid
from portal.domain.people import DeskAccount, Tie, Tied, WorkerRole
from portal.journeys.desk.room import Room
from portal.store.casework import workers


def allocate(
    room: Room, viewer: WorkerViewer, child_ref: str, sign_in: str, tie: Tie, team_ref: str | None = None
) -> None:
    """Tie an account to a child, and to the entry of the case's team that it is.

    May: the case worker of this child, and a manager (ALLOCATE).
    Leaves: an allocation; whom families may choose as readers, brought up to date; an audit line.
    Raises: NotFound; Invalid for an unknown account or team entry.
    """
    require(viewer, Permission.ALLOCATE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        found = workers.find(db, sign_in=sign_in.strip().lower())
        if found is None or found.left or found.role is WorkerRole.AUDITOR:
            raise Invalid([Fault("sign_in", f"there is no worker “{sign_in}” at the desk.")])
        if team_ref is not None and kept.case.team_member(team_ref) is None:
            raise Invalid([Fault("team", f"there is nobody “{team_ref}” in this case's team.")])
        workers.allocate(db, child_ref, found.id, tie, team_ref, room.casework.clock.now())
        room.casework.record(db, room.event(viewer, "allocate", child_ref, f"{found.id}/{tie.value}"))
    room.renew_circles(child_ref)


def end(room: Room, viewer: WorkerViewer, child_ref: str, worker: str, tie: Tie) -> None:
    """Untie a worker: they see nothing of this child from their next request on.

    May: the case worker of this child, and a manager (ALLOCATE).
    Leaves: an ended allocation; an audit line.
    Raises: Invalid for the last case worker: somebody must be there.
    """
    require(viewer, Permission.ALLOCATE, Subject(child=child_ref))
    with room.casework.writing() as db:
        room.find_case(db, child_ref)
        others = [t for t in workers.tied(db, child_ref) if t.tie is Tie.CASE and t.worker != worker]
        if tie is Tie.CASE and not others:
            raise Invalid([Fault("tie", "this is the only case worker. Tie another one first.")])
        workers.end_allocation(db, child_ref, worker, tie, room.casework.clock.now())
        room.casework.record(db, room.event(viewer, "end-allocation", child_ref, f"{worker}/{tie.value}"))
    room.renew_circles(child_ref)


def who_is_tied(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[list[Tied], list[DeskAccount]]:
    """The workers tied to a child now, and the accounts that could be.

    May: the case worker of this child, and a manager (ALLOCATE).
    """
    require(viewer, Permission.ALLOCATE, Subject(child=child_ref))
    with room.casework.reading() as db:
        return workers.tied(db, child_ref), [
            account for account in workers.everyone(db) if account.role is not WorkerRole.AUDITOR
        ]
