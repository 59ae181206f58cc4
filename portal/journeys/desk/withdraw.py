"""Taking a copy back: from the next request on its reader sees none, until the next is published."""

from __future__ import annotations

from uuid import uuid4

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Fault, Invalid
from portal.domain.release import Decision
from portal.journeys.desk.room import Room, ask_as_before_any_copy
from portal.store.casework import decisions
from portal.store.family import editions

LONGEST_REASON = 1000


def withdraw(room: Room, viewer: WorkerViewer, child_ref: str, person: str, number_seen: int, why: str) -> None:
    """Take back somebody's newest copy. No older one comes in its place: it may be out of date.

    Done again after it was cut short, it leaves the reason that was missing.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: the copy, unchanged, as evidence; that it was taken back; the reason, sealed, in the
    casework cupboard; an audit line in both.
    Raises: NotFound; Invalid where no reason is given; Stale where another copy is the newest.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    if not why.strip():
        raise Invalid([Fault("why", "Say why, in a sentence. It is kept, and the family never sees it.")])
    with room.casework.reading() as db:
        room.find_case(db, child_ref)
        known = decisions.of_child(db, room.casework.keyring, room.casework.pepper, child_ref)
    ref, now = room.person_id(child_ref, person), room.casework.clock.now()
    with room.family.writing() as db:
        is_new = editions.withdraw(db, ref, number_seen, now)
        if is_new:
            ask_as_before_any_copy(room, db, ref, now)
            room.family.record(db, room.event(viewer, "take-copy-back", child_ref, f"{ref}/{number_seen}"))
    if not is_new and any(each.takes_back(person, number_seen) for each in known):
        return
    body = {"person": person, "number": number_seen, "why": why.strip()[:LONGEST_REASON]}
    made = Decision(uuid4().hex, "take-back", viewer.account, now, body)
    with room.casework.writing() as db:
        decisions.put(db, room.casework.keyring, room.casework.pepper, child_ref, made)
        room.casework.record(db, room.event(viewer, "take-copy-back", child_ref, f"{ref}/{number_seen}"))
