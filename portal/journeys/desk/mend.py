"""Mending a case at the desk: one item, a new one, the words that are never on a screen.

Each save makes a new revision of the case. Families see nothing of it until a worker publishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain import mending
from portal.domain.case import Case, KeptCase
from portal.domain.errors import Fault, Invalid, NotFound, Stale
from portal.domain.leads import places_naming
from portal.domain.mending import ItemRef, Sort
from portal.exchange import typed, typed_new
from portal.exchange.typed import Typed
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers


@dataclass(frozen=True)
class Opened:
    """The case as it stands, and as the last file said it (None where it was made by hand).

    `seen` is the case as it was when a form was opened whose save came too late.
    """

    kept: KeptCase
    file: Case | None
    seen: Case | None = None


def look(
    room: Room, viewer: WorkerViewer, child_ref: str, item: ItemRef | None = None, *, seen: int | None = None
) -> Opened:
    """The whole case, to mend it; with `item`, only if that stands in it. `seen`: the revision of an old form.

    May: the case worker of this child, and a manager (MEND_CASE).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.MEND_CASE, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        room.casework.record(db, room.event(viewer, "look-to-mend", child_ref, str(kept.revision)))
        before = cases.earlier(db, room.casework.keyring, child_ref, revision=seen) if seen is not None else None
        file = cases.last_file(db, room.casework.keyring, child_ref)
    if item is not None:
        mending.find(kept.case, item)
    return Opened(kept, file, before)


def mend(room: Room, viewer: WorkerViewer, child_ref: str, item: ItemRef, fields: Typed, revision_seen: int) -> int:
    """Keep one item as it was typed. Returns the revision.

    May: the case worker of this child, and a manager (MEND_CASE).
    Leaves: a new revision; a shut door for whoever lost their access; who reads, brought up to date; an
    audit line.
    Raises: NotFound; Stale where the case changed since the form was opened; Invalid with every fault at
    its field.
    """
    require(viewer, Permission.MEND_CASE, Subject(child=child_ref))

    def change(db: Connection, case: Case) -> Case:
        file = cases.last_file(db, room.casework.keyring, child_ref)
        return typed.mended(case, file, room.areas, item, fields)

    return _keep(room, viewer, child_ref, revision_seen, f"mend-{item.sort.value}", change)


def add(room: Room, viewer: WorkerViewer, child_ref: str, sort: Sort, fields: Typed, revision_seen: int) -> ItemRef:
    """Put a new item into the case.

    May: the case worker of this child, and a manager (MEND_CASE).
    Leaves: a new revision; an audit line.
    Raises: NotFound, also for a sort that nobody makes by hand; Stale; Invalid.
    """
    require(viewer, Permission.MEND_CASE, Subject(child=child_ref))
    if sort not in typed_new.BY_HAND:
        raise NotFound
    made: list[ItemRef] = []

    def change(_: Connection, case: Case) -> Case:
        changed, item = typed_new.added(case, room.areas, sort, fields)
        made.append(item)
        return changed

    _keep(room, viewer, child_ref, revision_seen, f"add-{sort.value}", change)
    return made[0]


def take_out(room: Room, viewer: WorkerViewer, child_ref: str, item: ItemRef, revision_seen: int) -> int:
    """Take an item out of the case; the revisions before still hold it. Returns the revision.

    May: the case worker of this child, and a manager (MEND_CASE).
    Leaves: a new revision; an audit line.
    Raises: NotFound, also for what stays; Stale; Invalid for somebody whom the case or an account still
    names, with the places.
    """
    require(viewer, Permission.MEND_CASE, Subject(child=child_ref))
    what = f"take-out-{item.sort.value}"

    def change(db: Connection, case: Case) -> Case:
        mending.find(case, item)
        if item.sort in mending.PEOPLE:
            places = places_naming(case, item.key)
            is_tied = any(tie.team_ref == item.key for tie in workers.tied(db, child_ref))
            if places or is_tied:
                faults = [Fault(place, "still names them: change that first.") for place in places]
                raise Invalid(faults + [Fault("tied", "An account is tied to them: end that first.")] * is_tied)
        return mending.without(case, item)

    return _keep(room, viewer, child_ref, revision_seen, what, change)


def mark_never_shown(room: Room, viewer: WorkerViewer, child_ref: str, fields: Typed, revision_seen: int) -> int:
    """Keep the words that must never stand on a screen of the family's. Returns the revision.

    May: the case worker of this child, and a manager (MEND_CASE).
    Leaves: a new revision; an audit line.
    Raises: NotFound; Stale; Invalid.
    """
    require(viewer, Permission.MEND_CASE, Subject(child=child_ref))
    return _keep(
        room, viewer, child_ref, revision_seen, "mend-never-shown", lambda _, case: typed_new.marked(case, fields)
    )


def _keep(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    revision_seen: int,
    what: str,
    change: Callable[[Connection, Case], Case],
) -> int:
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        known = room.find_case(db, child_ref)
        if known.revision != revision_seen:
            raise Stale("The case changed since this page was opened.")
        case = change(db, known.case)
        revision = cases.put(
            db, room.casework.keyring, room.casework.pepper, case, known, viewer.account, now, origin="desk"
        )
        room.casework.record(db, room.event(viewer, what, child_ref, str(revision)))
        # before the case is kept, so that a press that is cut short leaves nobody in
        room.shut_doors_of_those_who_left(case)
    room.renew_circles(child_ref)
    return revision
