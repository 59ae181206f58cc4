"""Making a way in for a family member, saying that it was them, and shutting it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.audience import Kind
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid, NotReady
from portal.domain.people import Member
from portal.journeys.desk.room import Room, refuse_ended
from portal.store.audit import Event
from portal.store.casework import workers
from portal.store.crypto import fingerprint
from portal.store.family import members, ways_in
from portal.store.proofs import new_code, shown_code

YOUNGEST_WITH_AN_ACCOUNT = 11
_NO_ACCESS = "has no access in the case. Mend their entry, tick “May have a way in”, and save."
_SHUT = "Their way in was shut. Open it again first, if that is right."
_PAPER = "They are on paper only, so there is no way in. Print their copy, or end paper only first."


@dataclass(frozen=True)
class Invitation:
    """A code, told once and never again, and until when it works. `shown` is as people read it."""

    code: str
    shown: str
    name: str
    kind: Kind
    take_home: bool
    expires_at: datetime


def invite(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    person: str,
    *,
    take_home: bool = False,
    named: str | None = None,
) -> Invitation:
    """A code for a named person; any older one is dead. `named`: whom an adult's *only NAME* is.

    May: the case worker, the trusted worker of this child, and a manager (INVITE).
    Leaves: a code, hashed; an audit line in both cupboards.
    Raises: NotFound; Invalid for somebody without access, or under eleven; NotReady where
    their way in was shut, they are on paper only, or the case has ended.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    now = room.family.clock.now()
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
    refuse_ended(kept)
    _refuse_without_access(kept.case, person, room)
    circle = room.circle(kept.case, person, tied, named)
    if named is not None and person != kept.case.child.ref and circle.trusted is None:
        raise Invalid([Fault("named", "is not an account that is tied to this child. Allocate them first.")])
    member = room.member(kept.case, person, circle)
    code, ref = new_code(), uuid4().hex
    hashed = room.family.hasher.hash(code)
    with room.family.writing() as db:
        known = members.find(db, room.family.keyring, member.id)
        if known is not None and not known.door_open:
            because = members.ways(db, [member.id], now)[member.id].shut_because
            raise NotReady([_PAPER if because == members.PAPER else _SHUT])
        if known is not None and named is None:
            member = _with_the_one_named_before(room, kept.case, person, member, known)
        if known is not None:
            member = replace(member, circle=replace(member.circle, asked_to_meet=known.circle.asked_to_meet))
        members.keep(db, room.family.keyring, member, now)
        found = fingerprint(room.family.pepper, "code", code)
        expires = ways_in.put_invitation(db, ref, member.id, found, hashed, take_home, now)
        room.family.record(db, Event(viewer.account, "invite", ref, member.child))
    with room.casework.writing() as db:
        room.casework.record(db, room.event(viewer, "invite", child_ref, member.id))
    return Invitation(code, shown_code(code), member.name, member.kind, take_home, expires)


def say_it_was_them(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """A worker has spoken to them: yes, that was them. From now on they can open the plan.

    May: the case worker, the trusted worker of this child, and a manager (INVITE).
    Leaves: a confirmed account; an audit line.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    with room.family.writing() as db:
        ways_in.confirm(db, room.person_id(child_ref, person), room.family.clock.now())
        room.family.record(db, room.event(viewer, "confirm", child_ref, room.person_id(child_ref, person)))


def shut(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """Shut a family member's way in. It bites at their next request; what they wrote stays.

    May: any worker of this child, and a manager (REVOKE).
    Leaves: ended sessions and codes, a shut door; an audit line.
    """
    require(viewer, Permission.REVOKE, Subject(child=child_ref))
    with room.family.writing() as db:
        members.shut_door(db, room.person_id(child_ref, person), room.family.clock.now())
        room.family.record(db, room.event(viewer, "shut", child_ref, room.person_id(child_ref, person)))


def shut_those_who_left(room: Room, viewer: WorkerViewer, child_ref: str) -> None:
    """Shut the way in of everybody who has no access in the case any more.

    May: any worker of this child, and a manager (REVOKE).
    Leaves: ended sessions and codes, shut doors; an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.REVOKE, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    room.shut_doors_of_those_who_left(kept.case)
    with room.family.writing() as db:
        room.family.record(db, room.event(viewer, "shut-left", child_ref))


def set_paper_only(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """No way in at all for this person: what is theirs is printed. It bites at their next request.

    Copies go on being made, so that they can be printed; what they wrote stays.

    May: the case worker, the trusted worker of this child, and a manager (INVITE).
    Leaves: a shut door, also of somebody who never had a way in; an audit line.
    Raises: NotFound; Invalid for somebody who has no access in the case.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    if person not in kept.case.with_access():
        raise Invalid([Fault(person, _NO_ACCESS)])
    ref, now = room.person_id(child_ref, person), room.family.clock.now()
    with room.family.writing() as db:
        room.know_everybody(db, kept.case, now, only=person)
        members.shut_door(db, ref, now, members.PAPER)
        room.family.record(db, room.event(viewer, "paper-only", child_ref, ref))


def open_again(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> None:
    """Open a way in that was shut, or end paper only. They sign in with what they have, or join again
    with a new code.

    May: the case worker, the trusted worker of this child, and a manager (INVITE).
    Leaves: an open door; an audit line.
    Raises: Invalid for somebody who has no access in the case; NotReady where the case has ended.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    refuse_ended(kept)
    _refuse_without_access(kept.case, person, room)
    with room.family.writing() as db:
        members.open_door(db, room.person_id(child_ref, person), room.family.clock.now())
        room.family.record(db, room.event(viewer, "open-again", child_ref, room.person_id(child_ref, person)))


def _refuse_without_access(case: Case, person: str, room: Room) -> None:
    if person not in case.with_access():
        raise Invalid([Fault(person, _NO_ACCESS)])
    if person == case.child.ref:
        born, today = case.child.date_of_birth, room.family.clock.today()
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if age < YOUNGEST_WITH_AN_ACCOUNT:
            raise Invalid([Fault(person, "is under 11: no account of their own. Prepare together with them.")])


def _with_the_one_named_before(room: Room, case: Case, person: str, member: Member, known: Member) -> Member:
    if member.kind is Kind.YOUNG_PERSON or known.circle.trusted is None:
        return member
    with room.casework.reading() as db:
        tied = workers.tied(db, case.child.ref)
    return replace(member, circle=room.circle(case, person, tied, known.circle.trusted[0]))
