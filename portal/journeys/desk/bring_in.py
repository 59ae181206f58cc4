"""Bringing in a case file: read whole or refused whole."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase
from portal.domain.errors import Fault, Invalid
from portal.domain.people import Tie
from portal.exchange.case_file import read_case_file, write_case_file
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers
from portal.store.family import members


@dataclass(frozen=True)
class BroughtIn:
    """What became of one file. `state` is new, changed, unchanged, or would-be-… in a dry run."""

    child_ref: str
    state: str
    revision: int
    people: int
    meetings: int
    items: int


def bring_in(room: Room, viewer: WorkerViewer, data: bytes, *, dry_run: bool = False) -> BroughtIn:
    """Read a case file and keep it. Families see nothing of it until a worker publishes.

    May: a worker (IMPORT_CASE), who becomes the case worker of a child who is new; for a child
    who is here already, the case worker or a manager (OPEN_CASE).
    Leaves: the next revision of the case, the ones before untouched; an audit line.
    Raises: Invalid with every fault by its place, or where the file is about other people than
    the case that is here; NotAllowed.
    """
    require(viewer, Permission.IMPORT_CASE)
    case = read_case_file(data, room.areas)
    ref = case.child.ref
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        known = cases.find(db, room.casework.keyring, ref)
        if known is not None:
            require(viewer, Permission.OPEN_CASE, Subject(child=ref))
            _refuse_other_people(case, known)
        state = "new" if known is None else "unchanged" if known.case == case else "changed"
        revision = known.revision if known else 0
        if not dry_run:
            revision = cases.put(db, room.casework.keyring, room.casework.pepper, case, known, viewer.account, now)
            if known is None:
                workers.allocate(db, ref, viewer.account, Tie.CASE, None, now)
            room.casework.record(db, room.event(viewer, "bring-in", ref, str(revision), state))
    if known is not None and not dry_run:  # unchanged too: the last time may have been cut short here
        _shut_doors_of_those_who_left(room, case)
        room.renew_circles(ref)
    items = len(case.goals) + len(case.actions) + len(case.safety) + len(case.visits)
    named = f"would-be-{state}" if dry_run else state
    return BroughtIn(ref, named, revision, len(case.people) + 1, len(case.meetings), items)


def export(room: Room, viewer: WorkerViewer, child_ref: str) -> dict[str, object]:
    """The case as a case file again.

    May: the case worker and a manager (OPEN_CASE).
    Leaves: an audit line.
    """
    require(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        room.casework.record(db, room.event(viewer, "export", child_ref))
    return write_case_file(kept.case)


def _refuse_other_people(case: Case, known: KeptCase) -> None:
    """A file for the same reference that is about somebody else is a mix-up, never an update."""
    before = known.case
    if case.area != before.area:
        raise Invalid([Fault("/area", "the case that is here is another area's. Is this the right child?")])
    if case.child.date_of_birth != before.child.date_of_birth:
        raise Invalid(
            [Fault("/child/date_of_birth", "is not the one of the child who has this reference here. "
                   "Is this the right child? A date that was wrong before cannot be put right by a file.")]
        )  # fmt: skip
    if not _names(case) & _names(before):
        raise Invalid(
            [Fault("/child/preferred_name", "this file is about a child of another name. Check the reference.")]
        )
    was = {person.ref: person for person in before.people}
    mixed = [
        Fault(
            f"/people/{place}",
            "has the reference of somebody with another first name in the case that is here, and maybe their way in. "
            "Give a new person a reference of their own.",
        )
        for place, person in enumerate(case.people)
        if person.ref in was and _first_name(person.name) != _first_name(was[person.ref].name)
    ]
    if mixed:
        raise Invalid(mixed)


def _names(case: Case) -> set[str]:
    """The first names that the child goes by: who changes one of them keeps the other."""
    return {_first_name(name) for name in (case.child.preferred_name, case.child.full_name or "")} - {""}


def _first_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = (plain.strip() or name).casefold().split()
    return words[0] if words else ""


def _shut_doors_of_those_who_left(room: Room, case: Case) -> None:
    may = {room.person_id(case.child.ref, person) for person in case.with_access()}
    with room.family.writing() as db:
        for ref in members.of_child(db, room.child_id(case.child.ref)):
            if ref not in may:
                members.shut_door(db, ref, room.family.clock.now())
