"""Tying a worker to a child, and untying them."""

from __future__ import annotations

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case
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
    Raises: NotFound; Invalid for an unknown account or team entry, and for a manager's or an auditor's account:
    who grants access reads no words.
    """
    require(viewer, Permission.ALLOCATE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        found = workers.find(db, sign_in=sign_in.strip().lower())
        if found is None or found.left or found.role is WorkerRole.AUDITOR:
            raise Invalid([Fault("sign_in", f"there is no worker “{sign_in}” at the desk.")])
        if found.role is WorkerRole.MANAGER:
            raise Invalid([Fault("sign_in", f"“{sign_in}” is a manager, who gives access and reads no words.")])
        refuse_anothers_entry(db, kept.case, found.id, team_ref)
        workers.allocate(db, child_ref, found.id, tie, team_ref, room.casework.clock.now())
        room.casework.record(db, room.event(viewer, "allocate", child_ref, what(found.id, tie, team_ref)))
    room.renew_circles(child_ref)


def refuse_anothers_entry(db: Connection, case: Case, worker: str, team_ref: str | None) -> None:
    """Raises Invalid for an entry of the team that is not there, and for one that is or was another account's:
    what a family wrote for NAME alone is opened by nobody who only takes NAME's place.
    """
    if team_ref is None:
        return
    if case.team_member(team_ref) is None:
        raise Invalid([Fault("team", f"there is nobody “{team_ref}” in this case's team.")])
    if workers.whose_entry(db, case.child.ref, team_ref) not in (None, worker):
        raise Invalid([Fault("team", f"“{team_ref}” is another colleague. Give this one an entry of their own.")])


def what(worker: str, tie: Tie, team_ref: str | None) -> str:
    """What was tied to what, as the audit keeps it."""
    return "/".join([worker, tie.value, *([team_ref] if team_ref else [])])[:120]


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
            account for account in workers.everyone(db) if account.role is WorkerRole.WORKER
        ]
