"""Making a way in for a family member, saying that it was them, and shutting it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.audience import Kind
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid, NotReady
from portal.domain.people import Member
from portal.journeys.desk.room import Room, refuse_ended
from portal.store.audit import Event
from portal.store.casework import workers
from portal.store.crypto import fingerprint
from portal.store.family import invitations, members, ways_in
from portal.store.family.invitations import TAKE_HOME, TOGETHER, NewCode
from portal.store.proofs import folded_word, new_code, shown_code
from portal.store.wordlist import spoken_word

YOUNGEST_WITH_AN_ACCOUNT = 11
YOUNGEST_WITHOUT_A_MANAGER = 13
LONGEST_DAYS = 7
LONGEST_REASON = 1000
_NO_ACCESS = "has no access in the case. Mend their entry, tick “May have a way in”, and save."
_TOGETHER_BY_DEFAULT = (
    "is 11 or 12: prepare together with them. An account of their own is for a manager to decide, who says why."
)
_SHUT = "Their way in was shut. Open it again first, if that is right."
_PAPER = "They are on paper only, so there is no way in. Print their copy, or end paper only first."


@dataclass(frozen=True)
class Invitation:
    """A code, told once and never again, and until when it works. `shown` is as people read it.

    `spoken` goes with a card that is taken home: it is said aloud and stands on no card. `id` names the invitation.
    """

    code: str
    shown: str
    name: str
    kind: Kind
    take_home: bool
    expires_at: datetime
    spoken: str
    id: str


def invite(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    person: str,
    *,
    take_home: bool = False,
    named: str | None = None,
    days: int | None = None,
    manager_says: str = "",
) -> Invitation:
    """A code for a named person; any older one is dead. `named`: whom an adult's *only NAME* is.

    A card that is taken home works for three days, or for as many `days` as the worker says, seven at most.
    `manager_says`: why a child of 11 or 12 is to have an account of their own.

    May: the case worker, the trusted worker of this child, and a manager (INVITE); for a child of 11 or 12 a
    manager alone (INVITE_UNDER_13).
    Leaves: a code, hashed; the manager's reason, sealed; an audit line in both cupboards.
    Raises: NotFound; Invalid for somebody without access, or under eleven, for a card that a child under 13 would
    take home, and for a number of days that is not to be had; NotReady where their way in was shut, they are on
    paper only, or the case has ended.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    now = room.family.clock.now()
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
    refuse_ended(kept)
    _refuse_without_access(kept.case, person, room)
    needs_a_yes = _refuse_under_13(room, viewer, kept.case, person, take_home, manager_says)
    lasts = _how_long(take_home, days)
    circle = room.circle(kept.case, person, tied, named)
    if named is not None and person != kept.case.child.ref and circle.trusted is None:
        raise Invalid([Fault("named", "is not an account that is tied to this child. Allocate them first.")])
    member = room.member(kept.case, person, circle)
    code, ref = new_code(), uuid4().hex
    hashed = room.family.hasher.hash(code)
    spoken = spoken_word() if take_home else ""
    hashed_word = room.family.hasher.hash(folded_word(spoken)) if take_home else None
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
        agreed = _sealed(room, db, viewer, member, ref, manager_says) if needs_a_yes else None
        new = NewCode(ref, member.id, found, hashed, lasts, take_home, hashed_word, agreed)
        expires = invitations.put(db, new, now)
        room.family.record(db, Event(viewer.account, "invite", ref, member.child))
    with room.casework.writing() as db:
        room.casework.record(db, room.event(viewer, "invite", child_ref, member.id))
    return Invitation(code, shown_code(code), member.name, member.kind, take_home, expires, spoken, ref)


def new_word(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> str:
    """Another spoken word for an adult's card that still works: to say when one calls them back on the number
    in the case. The old word is dead; tries that were made stay counted. Told once and never again.

    May: the case worker, the trusted worker of this child, and a manager (INVITE).
    Leaves: a word, hashed; an audit line.
    Raises: Invalid for a young person, who gets a new code in person; NotReady where no card waits for a word.
    """
    require(viewer, Permission.INVITE, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    if person == child_ref:
        raise Invalid([Fault(person, "is a young person: make a new code beside them. No word by phone.")])
    spoken = spoken_word()
    hashed = room.family.hasher.hash(folded_word(spoken))
    with room.family.writing() as db:
        if not invitations.new_word(db, ref, hashed, room.family.clock.now()):
            raise NotReady(["No card of theirs waits for a word. Make a new one."])
        room.family.record(db, room.event(viewer, "new-word", child_ref, ref))
    return spoken


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

    May: the case worker, the trusted worker of this child, and a manager (PAPER_ONLY).
    Leaves: a shut door, also of somebody who never had a way in; an audit line.
    Raises: NotFound; Invalid for somebody who has no access in the case.
    """
    require(viewer, Permission.PAPER_ONLY, Subject(child=child_ref))
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
    if person == case.child.ref and case.child.age_on(room.family.clock.today()) < YOUNGEST_WITH_AN_ACCOUNT:
        raise Invalid([Fault(person, "is under 11: no account of their own. Prepare together with them.")])


def _refuse_under_13(room: Room, viewer: WorkerViewer, case: Case, person: str, take_home: bool, why: str) -> bool:
    """Whether a manager's yes is needed for this person. Raises Invalid where it is, and is not there."""
    if person != case.child.ref or case.child.age_on(room.family.clock.today()) >= YOUNGEST_WITHOUT_A_MANAGER:
        return False
    if take_home:
        raise Invalid([Fault(person, "is under 13: no card to take home. Use the code together with them.")])
    if not allowed(viewer, Permission.INVITE_UNDER_13, Subject(child=case.child.ref)):
        raise Invalid([Fault(person, _TOGETHER_BY_DEFAULT)])
    if not why.strip() or len(why) > LONGEST_REASON:
        raise Invalid([Fault("manager_says", "Say in a sentence why an account of their own is right. It is kept.")])
    return True


def _how_long(take_home: bool, days: int | None) -> timedelta:
    if not take_home:
        return TOGETHER
    if days is None:
        return TAKE_HOME
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid([Fault("days", f"A card lasts for 1 to {LONGEST_DAYS} days.")])
    return timedelta(days=days)


def _sealed(room: Room, db: Connection, viewer: WorkerViewer, member: Member, ref: str, why: str) -> bytes:
    body = {"by": viewer.name, "account": viewer.account, "why": why.strip()}
    return invitations.seal_yes(db, room.family.keyring, member.child, ref, body)


def _with_the_one_named_before(room: Room, case: Case, person: str, member: Member, known: Member) -> Member:
    if member.kind is Kind.YOUNG_PERSON or known.circle.trusted is None:
        return member
    with room.casework.reading() as db:
        tied = workers.tied(db, case.child.ref)
    return replace(member, circle=room.circle(case, person, tied, known.circle.trusted[0]))
