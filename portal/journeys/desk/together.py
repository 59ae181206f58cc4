"""Filling in together: a worker lends somebody of the family their own screen, and the desk is locked meanwhile.

The desk's side makes a code that works once, for two minutes; what is put down stands on the family's side, and
nothing of it comes back here but what its author shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid, NotFound, NotReady
from portal.domain.people import Member
from portal.domain.preparation import QuestionSet
from portal.domain.sitting import PAPER, Sitting
from portal.journeys.desk.room import Room, refuse_ended
from portal.store.audit import Event
from portal.store.casework import locks, workers
from portal.store.crypto import fingerprint
from portal.store.family import members, sittings
from portal.store.proofs import new_code, shown_code

LONGEST_NAME = 80
_NO_ACCESS = "has no access in the case. Mend their entry, tick “May have a way in”, and save."
_SHUT = "Their way in was shut. Open it again first, if that is right."


@dataclass(frozen=True)
class Asked:
    """Whom a worker is about to help. `name` is what they are called."""

    name: str
    kind: Kind
    language: str
    easy_read: bool


@dataclass(frozen=True)
class Chosen:
    """What the worker says before it begins. `on_paper`: they type in what stands on paper; `written_by`: who held
    the pen there, "" for the person themselves. `desk`: the address of this desk.
    """

    questions: QuestionSet
    language: str
    on_paper: bool = False
    written_by: str = ""
    desk: str = ""


@dataclass(frozen=True)
class Begun:
    """A code, told once and never again. `shown` is as people read it."""

    code: str
    shown: str
    name: str
    expires_at: datetime


def ask(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> Asked:
    """Who it is, before anything begins.

    May: the case worker and the trusted worker of this child (FILL_IN_TOGETHER).
    Raises: NotFound; Invalid for somebody without access in the case; NotReady where their way in was shut for
    another reason than paper only, or the case has ended.
    """
    require(viewer, Permission.FILL_IN_TOGETHER, Subject(child=child_ref))
    member = _to_help(room, child_ref, person)
    return Asked(member.name, member.kind, member.language, member.easy_read)


def begin(room: Room, viewer: WorkerViewer, child_ref: str, person: str, chosen: Chosen) -> Begun:
    """Lock this desk and make a code for the family's side. An older sitting of this person ends.

    The desk is locked first: whatever happens after that, nobody sits at an open one.

    May: the case worker and the trusted worker of this child (FILL_IN_TOGETHER).
    Leaves: a locked session; a sitting with its code, hashed; an audit line in both cupboards.
    Raises: NotFound; Invalid for somebody without access, for questions that are for others, and for a name that is
    too long; NotReady where their way in was shut for another reason than paper only, or the case has ended.
    """
    require(viewer, Permission.FILL_IN_TOGETHER, Subject(child=child_ref))
    member = _to_help(room, child_ref, person)
    if chosen.questions.kind is not member.kind:
        raise Invalid([Fault("set", "is for other readers.")])
    if len(chosen.written_by) > LONGEST_NAME:
        raise Invalid([Fault("written_by", "A name is enough.")])
    now, code = room.family.clock.now(), new_code()
    ref = _paper_of(room, viewer, member.id, chosen) + uuid4().hex
    with room.casework.writing() as db:
        if not locks.lock(db, viewer.session, ref, now):
            raise NotFound
        room.casework.record(db, room.event(viewer, "fill-in-together", child_ref, member.id))
    with room.family.writing() as db:
        if members.find(db, room.family.keyring, member.id) is None:
            members.keep(db, room.family.keyring, member, now)
    sitting = Sitting(
        ref, room.name_for(viewer, child_ref, member.id), chosen.questions.id, chosen.language, chosen.on_paper,
        chosen.written_by.strip() if chosen.on_paper else "", chosen.desk,
    )  # fmt: skip
    with room.family.writing() as db:
        expires = sittings.make(
            db, room.family.keyring, sitting, member.id, member.child,
            fingerprint(room.family.pepper, "sitting", code), now,
        )  # fmt: skip
        room.family.record(db, Event(viewer.account, "fill-in-together", ref, member.child))
    return Begun(code, shown_code(code), member.name, expires)


def _paper_of(room: Room, viewer: WorkerViewer, person: str, chosen: Chosen) -> str:
    """Which papers it goes on with: the same whenever the same worker helps the same person, and nobody else's. What
    stands on paper is typed in with nobody beside, so it goes on with nothing but what came like that.
    """
    sort = "on-paper" if chosen.on_paper else "beside"
    return fingerprint(room.family.pepper, "paper", viewer.account, person, sort)[:PAPER]


def child_behind(room: Room, viewer: WorkerViewer) -> str:
    """To which child's page a worker comes back whose desk is locked; "" for none of theirs.

    May: anybody who is signed in at the desk (SHOW_AGAIN).
    """
    require(viewer, Permission.SHOW_AGAIN)
    with room.family.reading() as db:
        child = sittings.child_of(db, viewer.beside)
    return next((a.child_ref for a in viewer.allocations if room.child_id(a.child_ref) == child), "")


def end_behind(room: Room, sitting: str, by: str) -> None:
    """The worker is back: nobody sits at their screen any more. What was put down there stays."""
    if not sitting:
        return
    with room.family.writing() as db:
        child = sittings.end(db, sitting, room.family.clock.now())
        if child is not None:
            room.family.record(db, Event(by, "end-together", sitting, child))


def _to_help(room: Room, child_ref: str, person: str) -> Member:
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
    refuse_ended(kept)
    if person not in kept.case.with_access():
        raise Invalid([Fault(person, _NO_ACCESS)])
    ref, now = room.person_id(child_ref, person), room.family.clock.now()
    with room.family.reading() as db:
        known = members.find(db, room.family.keyring, ref)
        way = members.ways(db, [ref], now).get(ref)
    if way is not None and way.shut_because not in ("", members.PAPER):
        raise NotReady([_SHUT])
    return known or room.member(kept.case, person, room.circle(kept.case, person, tied, None))
