"""Bringing in a case file: read whole or refused whole, and never over what was written at the desk."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase
from portal.domain.errors import Fault, Invalid, Stale
from portal.domain.merging import Difference, merge
from portal.domain.people import Tie, WorkerRole
from portal.exchange.case_file import read_case_file, write_case_file
from portal.exchange.case_parts import case_to_plain
from portal.exchange.case_rules import faults_between
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers

NOT_BY_THIS_ACCOUNT = "This file cannot be brought in with this account. Check the reference, or ask a manager."


@dataclass(frozen=True)
class BroughtIn:
    """What became of one file. `state` is new, changed, unchanged, undecided, or would-be-… in a dry run.

    `differences` are what the desk and the file each changed in their own way: while there is one, the
    state is undecided and nothing was kept.
    """

    child_ref: str
    state: str
    revision: int
    people: int
    meetings: int
    items: int
    differences: tuple[Difference, ...] = ()


def bring_in(
    room: Room,
    viewer: WorkerViewer,
    data: bytes,
    *,
    dry_run: bool = False,
    keep: Collection[str] = (),
    take: Collection[str] = (),
    revision_seen: int | None = None,
) -> BroughtIn:
    """Read a case file and keep it. Families see nothing of it until a worker publishes.

    What was written at the desk is never overwritten without asking: where the file says something else,
    `keep` and `take` decide, by the places of the differences. `revision_seen` is the revision at which
    somebody decided.

    May: a worker (IMPORT_CASE), who becomes the case worker of a child who is new (a manager does
    not, and ties somebody then); for a child
    who is here already, the case worker or a manager (OPEN_CASE). Anybody else is refused without a word
    of whether the child is here, and a dry run of theirs is answered like a new child's.
    Leaves: the file as a revision of the case, and what came of bringing it together with the desk's words
    as the next; those before stay untouched; an audit line, also of what was refused to somebody.
    Raises: Invalid with every fault by its place, or where the file is about other people than
    the case that is here; Stale; NotAllowed.
    """
    require(viewer, Permission.IMPORT_CASE)
    case = read_case_file(data, room.areas)
    ref = case.child.ref
    with room.casework.writing() as db:
        known = cases.find(db, room.casework.keyring, ref)
        is_others = known is not None and not allowed(viewer, Permission.OPEN_CASE, Subject(child=ref))
        if known is None or is_others:
            done = _counted(case, "new", 0)
            if is_others:
                room.casework.record(db, room.event(viewer, "bring-in", ref, "", "refused"))
            elif not dry_run:
                done = replace(done, revision=_begin(room, db, viewer, case))
        else:
            if revision_seen not in (None, known.revision):
                raise Stale("The case changed since the file was looked at.")
            done = _bring_together(room, db, viewer, case, known, dry_run=dry_run, keep=keep, take=take)
    if is_others and not dry_run:
        raise Invalid(NOT_BY_THIS_ACCOUNT)
    if known is not None and not dry_run and done.state != "undecided":
        room.renew_circles(ref)
    return replace(done, state=f"would-be-{done.state}") if dry_run and not done.differences else done


def _begin(room: Room, db: Connection, viewer: WorkerViewer, case: Case) -> int:
    now, ref = room.casework.clock.now(), case.child.ref
    revision = cases.put(db, room.casework.keyring, room.casework.pepper, case, None, viewer.account, now)
    if viewer.role is WorkerRole.WORKER:
        workers.allocate(db, ref, viewer.account, Tie.CASE, None, now)
    room.casework.record(db, room.event(viewer, "bring-in", ref, str(revision), "new"))
    return revision


def _bring_together(
    room: Room,
    db: Connection,
    viewer: WorkerViewer,
    case: Case,
    known: KeptCase,
    *,
    dry_run: bool,
    keep: Collection[str],
    take: Collection[str],
) -> BroughtIn:
    """The file and the case that is here, as one; both kept, the file first, so that the next file is
    compared with what this one said."""
    keyring, ref, now = room.casework.keyring, known.ref, room.casework.clock.now()
    base = cases.last_file(db, keyring, ref)
    _refuse_other_people(case, known.case, base)
    merged = merge(base, known.case, case, keep=keep, take=take)
    if unknown := sorted({*keep, *take} - merged.decided):
        raise Invalid([Fault(place, "there is no such difference between the file and the case.") for place in unknown])
    if merged.differences:
        return replace(_counted(case, "undecided", known.revision), differences=merged.differences)
    if faults := faults_between(case_to_plain(merged.case), room.areas):
        raise Invalid(faults)
    state = "unchanged" if merged.case == known.case else "changed"
    revision = known.revision
    if not dry_run:
        pepper = room.casework.pepper
        if base != case:
            revision = cases.put(db, keyring, pepper, case, known, viewer.account, now, again=True)
            known = KeptCase(case, revision, now)
        revision = cases.put(db, keyring, pepper, merged.case, known, viewer.account, now, origin="desk")
        room.casework.record(db, room.event(viewer, "bring-in", ref, str(revision), state))
        # before the case is kept, so that a press that is cut short leaves nobody in
        room.shut_doors_of_those_who_left(merged.case)
    return _counted(merged.case, state, revision)


def _counted(case: Case, state: str, revision: int) -> BroughtIn:
    items = len(case.goals) + len(case.actions) + len(case.safety) + len(case.visits)
    return BroughtIn(case.child.ref, state, revision, len(case.people) + 1, len(case.meetings), items)


def export(room: Room, viewer: WorkerViewer, child_ref: str) -> dict[str, object]:
    """The case as a case file again.

    May: the case worker and a manager, who have just shown again that it is them (EXPORT_CASE).
    Leaves: an audit line.
    """
    require(viewer, Permission.EXPORT_CASE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        room.casework.record(db, room.event(viewer, "export", child_ref))
    return write_case_file(kept.case)


def _refuse_other_people(case: Case, before: Case, file: Case | None) -> None:
    """A file for the same reference that is about somebody else is a mix-up, never an update.

    Names are compared with those that stand here and, since they can be mended here, with the last file's.
    """
    if case.area != before.area:
        raise Invalid([Fault("/area", "the case that is here is another area's. Is this the right child?")])
    if case.child.date_of_birth != before.child.date_of_birth:
        raise Invalid(
            [Fault("/child/date_of_birth", "is not the one of the child who has this reference here. "
                   "Is this the right child? A date that was wrong before cannot be put right by a file.")]
        )  # fmt: skip
    known = (before, file) if file else (before,)
    if not any(_names(case) & _names(each) for each in known):
        raise Invalid(
            [Fault("/child/preferred_name", "this file is about a child of another name. Check the reference.")]
        )
    was: dict[str, set[str]] = {}
    for person in (person for each in known for person in each.people):
        was.setdefault(person.ref, set()).add(_first_name(person.name))
    mixed = [
        Fault(
            f"/people/{place}",
            "has the reference of somebody with another first name in the case that is here, and maybe their way in. "
            "Give a new person a reference of their own.",
        )
        for place, person in enumerate(case.people)
        if person.ref in was and _first_name(person.name) not in was[person.ref]
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
