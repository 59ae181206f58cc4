"""Matching the number on a phone with somebody who sits beside it: one answer, and a wrong one ends the code."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Invalid, NotReady
from portal.domain.people import Code
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import invitations, members


@dataclass(frozen=True)
class Asked:
    """How this person's code stands. `choices`: which numbers to choose from, while one stands on their phone;
    `until`: when it is too late to answer."""

    name: str
    code: Code | None
    choices: tuple[int, ...] = ()
    until: datetime | None = None


def ask(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> Asked:
    """Which number is on their screen? Looking changes nothing, and asks the same each time.

    May: the case worker, the trusted worker of this child, and a manager (MATCH).
    Raises: NotFound for nobody known.
    """
    require(viewer, Permission.MATCH, Subject(child=child_ref))
    ref, now = room.person_id(child_ref, person), room.family.clock.now()
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    with room.family.reading() as db:
        member = members.find(db, room.family.keyring, ref)
        code = invitations.standing(db, [ref], now).get(ref)
    known = case.person(person)
    name = case.child.preferred_name if known is None else known.name
    if member is None or code is None or code.number is None:
        return Asked(name, code)
    return Asked(name, code, choices(room, code), code.at + invitations.TO_ANSWER)


def answer(room: Room, viewer: WorkerViewer, child_ref: str, person: str, invitation: str, number: int | None) -> None:
    """Say which number is on their screen; None says that none of them is. Once: a wrong answer ends the code.

    May: the case worker, the trusted worker of this child, and a manager (MATCH).
    Leaves: a matched code, or a dead one and an ended joining; an audit line in both cupboards.
    Raises: Invalid for a wrong number and for none; NotReady where it is too late, or nobody waits for an answer.
    """
    require(viewer, Permission.MATCH, Subject(child=child_ref))
    ref, now = room.person_id(child_ref, person), room.family.clock.now()
    with room.family.writing() as db:
        outcome = invitations.match(db, ref, invitation, number, now)
        if outcome is not None:
            said = "done" if outcome == "done" else "refused"
            room.family.record(db, Event(viewer.account, "match", invitation, room.child_id(child_ref), said))
    if outcome is None:
        raise NotReady(["Nobody waits for an answer with this code any more."])
    with room.casework.writing() as db:
        room.casework.record(db, room.event(viewer, "match", child_ref, ref, said))
    if outcome == "late":
        raise NotReady(["Nobody answered within five minutes, so the code has ended."])
    if outcome != "done":
        raise Invalid("number")


def choices(room: Room, code: Code) -> tuple[int, ...]:
    """The number on the phone and two others, in order. They depend on the code alone."""
    found = {code.number or 0}
    place = 0
    while len(found) < 3:
        mixed = hmac.new(room.family.pepper, f"decoy:{code.id}:{place}".encode(), hashlib.sha256).digest()
        found.add(10 + int.from_bytes(mixed[:8], "big") % 90)
        place += 1
    return tuple(sorted(found))
