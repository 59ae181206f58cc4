"""The end of a case: nobody has a way in any more, their copies are taken back, and nothing is published."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.clock import LONDON, day_in_london
from portal.domain.errors import Fault, Invalid
from portal.domain.release import Decision
from portal.journeys.desk.room import Room, ask_as_before_any_copy
from portal.store.casework import cases, decisions
from portal.store.family import editions, members

LONGEST_REASON = 1000


def end(room: Room, viewer: WorkerViewer, child_ref: str, on: date, why: str) -> None:
    """End a case. Every door shuts now, sessions and codes with it; what was written stays.

    Every copy is taken back: should the case be opened again, nobody reads an old plan.
    The doors come first, so that a press that is cut short leaves nobody in; done again it goes on.

    May: the case worker of this child, and a manager (END_CASE).
    Leaves: shut doors, also of those who never had a way in; that each newest copy was taken back,
    with an audit line each; the day and the reason, sealed; an audit line in both cupboards.
    Raises: NotFound; Invalid without a reason, for a day to come, or where the case has ended already.
    """
    require(viewer, Permission.END_CASE, Subject(child=child_ref))
    now = room.casework.clock.now()
    today = day_in_london(now)
    faults = []
    if not why.strip():
        faults.append(Fault("why", "Say why, in a sentence. It is kept, and the family never sees it."))
    if on > today:
        faults.append(Fault("on", "Choose today or a day before: everybody's way in is shut at once."))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    if kept.ended_at is not None:
        faults.append(Fault("on", "This case has ended already."))
    if faults:
        raise Invalid(faults)
    with room.family.writing() as db:
        room.know_everybody(db, kept.case, now)
        for ref in members.of_child(db, room.child_id(child_ref)):
            members.shut_door(db, ref, now, "ended")
            if number := editions.withdraw_newest(db, ref, now):
                ask_as_before_any_copy(room, db, ref, now)
                room.family.record(db, room.event(viewer, "take-copy-back", child_ref, f"{ref}/{number}"))
        room.family.record(db, room.event(viewer, "end-case", child_ref))
    ended_at = now if on == today else datetime.combine(on, time(12), LONDON)
    body = {"why": why.strip()[:LONGEST_REASON], "on": on.isoformat()}
    made = Decision(uuid4().hex, "end", viewer.account, now, body)
    with room.casework.writing() as db:
        cases.set_ended(db, child_ref, ended_at)
        decisions.put(db, room.casework.keyring, room.casework.pepper, child_ref, made)
        room.casework.record(db, room.event(viewer, "end-case", child_ref))


def open_again(room: Room, viewer: WorkerViewer, child_ref: str, why: str) -> None:
    """Open a case that has ended. The doors stay shut until somebody opens each of them.

    May: a manager (OPEN_CASE_AGAIN).
    Leaves: an open case; the reason, sealed; an audit line.
    Raises: NotFound; Invalid without a reason, or where the case has not ended.
    """
    require(viewer, Permission.OPEN_CASE_AGAIN, Subject(child=child_ref))
    if not why.strip():
        raise Invalid([Fault("why", "Say why, in a sentence. It is kept.")])
    with room.casework.writing() as db:
        if room.find_case(db, child_ref).ended_at is None:
            raise Invalid([Fault("why", "This case has not ended.")])
        cases.set_ended(db, child_ref, None)
        body = {"why": why.strip()[:LONGEST_REASON]}
        made = Decision(uuid4().hex, "open-again", viewer.account, room.casework.clock.now(), body)
        decisions.put(db, room.casework.keyring, room.casework.pepper, child_ref, made)
        room.casework.record(db, room.event(viewer, "open-case-again", child_ref))
