"""Handing children over from one case worker to another: an everyday thing, done in one press."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Fault, Invalid
from portal.domain.people import DeskAccount, Tie, WorkerRole
from portal.journeys.desk.allocate import refuse_anothers_entry, what
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers


@dataclass(frozen=True)
class Held:
    """Somebody at the desk, and the children (ref, name) whose case worker they are."""

    sign_in: str
    name: str
    children: tuple[tuple[str, str], ...]


def hand_over(
    room: Room, viewer: WorkerViewer, child_ref: str, to: str, *, away_from: str = "", team_ref: str | None = None
) -> None:
    """A colleague becomes the case worker, and the one who was is untied.

    `away_from` names one case worker of several; without it, it is oneself, or for who is none, all of them.
    Who the new one is in the case's team is not passed on: what was written for one NAME alone stays theirs.

    May: the case worker of this child, and a manager (ALLOCATE).
    Leaves: a tie, and an ended one; whom families may choose as readers, brought up to date; an audit line.
    Raises: NotFound; Invalid for somebody who is no worker, and for an unknown team entry.
    """
    require(viewer, Permission.ALLOCATE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        new = _colleague(db, to)
        refuse_anothers_entry(db, kept.case, new.id, team_ref)
        old = [t.worker for t in workers.tied(db, child_ref) if t.tie is Tie.CASE]
        if away_from:
            old = [ref for ref in old if ref == away_from]
        elif viewer.account in old:
            old = [viewer.account]
        _give(room, db, viewer, child_ref, new, old, team_ref)
    room.renew_circles(child_ref)


def who_holds_whom(room: Room, viewer: WorkerViewer) -> tuple[Held, ...]:
    """Everybody who can be a case worker, and whose they are.

    May: a manager, and the command line (KEEP_PEOPLE).
    """
    require(viewer, Permission.KEEP_PEOPLE)
    with room.casework.reading() as db:
        found = [account for account in workers.everyone(db) if account.role is WorkerRole.WORKER]
        mine = {
            each.id: sorted({t.child_ref for t in workers.allocations(db, each.id) if t.tie is Tie.CASE})
            for each in found
        }
        every = sorted({ref for refs in mine.values() for ref in refs})
        kept = cases.find_many(db, room.casework.keyring, every)
    names = {ref: each.case.child.preferred_name for ref, each in kept.items()}
    return tuple(Held(each.sign_in, each.name, tuple((ref, names[ref]) for ref in mine[each.id])) for each in found)


def hand_over_all(room: Room, viewer: WorkerViewer, away_from: str, to: str) -> int:
    """Every child of one case worker goes to another, in one go. Returns how many.

    May: a manager, and the command line (KEEP_PEOPLE).
    Leaves: a tie and an ended one for each child; whom families may choose as readers, brought up to date;
    an audit line for each.
    Raises: Invalid for somebody who is no worker, and where both are the same.
    """
    require(viewer, Permission.KEEP_PEOPLE)
    with room.casework.writing() as db:
        old, new = _colleague(db, away_from), _colleague(db, to)
        if old.id == new.id:
            raise Invalid([Fault("to", "same")])
        refs = sorted({t.child_ref for t in workers.allocations(db, old.id) if t.tie is Tie.CASE})
        for ref in refs:
            _give(room, db, viewer, ref, new, [old.id], None)
    for ref in refs:
        room.renew_circles(ref)
    return len(refs)


def _give(
    room: Room, db: Connection, viewer: WorkerViewer, ref: str, to: DeskAccount, old: list[str], team_ref: str | None
) -> None:
    now = room.casework.clock.now()
    workers.allocate(db, ref, to.id, Tie.CASE, team_ref, now)
    room.casework.record(db, room.event(viewer, "hand-over", ref, what(to.id, Tie.CASE, team_ref)))
    for each in old:
        if each != to.id:
            workers.end_allocation(db, ref, each, Tie.CASE, now)
            room.casework.record(db, room.event(viewer, "end-allocation", ref, f"{each}/{Tie.CASE.value}"))


def _colleague(db: Connection, sign_in: str) -> DeskAccount:
    """Who may become a case worker. A manager may not: who grants access reads no words."""
    found = workers.find(db, sign_in=sign_in.strip().lower())
    if found is None or found.left or found.role is not WorkerRole.WORKER:
        raise Invalid([Fault("to", "unknown")])
    return found
