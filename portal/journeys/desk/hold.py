"""Legal holds, and what is kept of one child and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.access.permissions import Permission
from portal.access.rules import allowed, could, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Fault, Invalid, NotFound, Stale
from portal.domain.holds import Hold
from portal.journeys.desk.room import Room
from portal.store.casework import holds, workers
from portal.store.family import forgetting

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Kept:
    """What stands of one child: the hold with who set it, and how many words are not in the case system.

    `people`: how `export_person` calls them, and their names, of those about whom something can be kept; that
    includes whoever does not stand in the case any more.
    """

    child_ref: str
    name: str
    ended_at: datetime | None
    hold: Hold | None
    held_by: str
    unrecorded: int
    people: tuple[tuple[str, str], ...]
    may_hold: bool
    may_export: bool


def see(room: Room, viewer: WorkerViewer, child_ref: str) -> Kept:
    """What is kept of this child, and what holds it.

    May: the case worker and a manager (SEE_KEPT).
    Leaves: an audit line, because a hold's reason is shown.
    Raises: NotFound.
    """
    require(viewer, Permission.SEE_KEPT, Subject(child=child_ref))
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        hold = holds.standing(db, room.casework.keyring, room.casework.pepper, child_ref)
        names = workers.names(db)
        room.casework.record(db, room.event(viewer, "see-kept", child_ref))
    with room.family.reading() as db:
        waiting = forgetting.find_unrecorded(db, room.child_id(child_ref), now)
    case = kept.case
    return Kept(
        child_ref,
        case.child.preferred_name,
        kept.ended_at,
        hold,
        names.get(hold.worker, "") if hold else "",
        len(waiting),
        tuple((ref, name) for ref, (_id, name) in room.everybody_kept(case).items()),
        allowed(viewer, Permission.HOLD_CASE, Subject(child=child_ref)),
        could(viewer, Permission.EXPORT_PERSON, Subject(child=child_ref)),
    )


def standing(room: Room, viewer: WorkerViewer, child_ref: str) -> Hold | None:
    """The hold that stands on this child, without its reason.

    May: the case worker and a manager (SEE_KEPT).
    """
    require(viewer, Permission.SEE_KEPT, Subject(child=child_ref))
    with room.casework.reading() as db:
        return next(iter(holds.standing_many(db, [child_ref])), None)


def hold(room: Room, viewer: WorkerViewer, child_ref: str, why: str, review_on: date) -> None:
    """Keep everything of this child until somebody lifts it. The job that forgets passes the child by.

    May: a manager (HOLD_CASE).
    Leaves: a hold with its reason, sealed; an audit line.
    Raises: NotFound; Invalid without a reason or for a day that is over; Stale where one stands already.
    """
    require(viewer, Permission.HOLD_CASE, Subject(child=child_ref))
    _refuse(room, why, review_on)
    now, kept = room.casework.clock.now(), (room.casework.keyring, room.casework.pepper, child_ref)
    with room.casework.writing() as db:
        room.find_case(db, child_ref)
        if not holds.put(db, *kept, viewer.account, why.strip()[:LONGEST_REASON], review_on, now):
            raise Stale
        room.casework.record(db, room.event(viewer, "hold", child_ref))


def look_again(room: Room, viewer: WorkerViewer, child_ref: str, review_on: date) -> None:
    """A hold is still needed: look at it again on this day.

    May: a manager (HOLD_CASE).
    Leaves: the day; an audit line.
    Raises: Invalid for a day that is over; NotFound where none stands.
    """
    require(viewer, Permission.HOLD_CASE, Subject(child=child_ref))
    _refuse(room, "looked at", review_on)
    with room.casework.writing() as db:
        if not holds.look_again(db, child_ref, review_on):
            raise NotFound
        room.casework.record(db, room.event(viewer, "hold-goes-on", child_ref))


def lift(room: Room, viewer: WorkerViewer, child_ref: str, why: str) -> None:
    """The hold ends: from now on what is due goes.

    May: a manager (HOLD_CASE).
    Leaves: the end of the hold, with why, sealed; an audit line.
    Raises: Invalid without a reason; NotFound where none stands.
    """
    require(viewer, Permission.HOLD_CASE, Subject(child=child_ref))
    _refuse(room, why, None)
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        why = why.strip()[:LONGEST_REASON]
        if not holds.lift(db, room.casework.keyring, room.casework.pepper, child_ref, why, now):
            raise NotFound
        room.casework.record(db, room.event(viewer, "lift-hold", child_ref))


def _refuse(room: Room, why: str, review_on: date | None) -> None:
    faults = []
    if not why.strip():
        faults.append(Fault("why", "Say why, in a sentence. It is kept, and the family never sees it."))
    if review_on is not None and review_on <= room.casework.clock.today():
        faults.append(Fault("review", "Choose a day to come on which somebody looks at it again."))
    if faults:
        raise Invalid(faults)
