"""What became of a publishing: for the page that follows it, and for a press that came twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase
from portal.domain.errors import NotFound
from portal.domain.release import Publication
from portal.journeys.desk.room import Room
from portal.store.casework import cases

MOMENT = timedelta(minutes=5)  # within it a press with an older page is the same worker's press come twice


@dataclass(frozen=True)
class Became:
    """What became of one person's copy: published, or unchanged; and the number of the copy that they have."""

    person: str
    name: str
    state: str
    number: int | None


@dataclass(frozen=True)
class Outcome:
    """One publishing that was gone through: when, and what became of everybody whom it was for."""

    id: str
    at: datetime
    people: tuple[Became, ...]


def published(room: Room, viewer: WorkerViewer, child_ref: str, id: str) -> Outcome:
    """One publishing of this case.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    kept, done = _done(room, child_ref)
    found = next((each for each in done if each.id == id), None)
    if found is None:
        raise NotFound
    return _outcome(kept.case, found)


def newest(room: Room, viewer: WorkerViewer, child_ref: str, people: Collection[str]) -> Outcome | None:
    """The newest publishing of the case as it stands that was for all of these; None where it took several.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    kept, done = _done(room, child_ref)
    standing = (each for each in done if each.revision == kept.revision and set(people) <= set(each.body["to"]))
    return next((_outcome(kept.case, each) for each in standing), None)


def a_moment_ago(room: Room, viewer: WorkerViewer, child_ref: str) -> Outcome | None:
    """What this worker published a moment ago, if nobody changed the case since.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    kept, done = _done(room, child_ref)
    since = room.casework.clock.now() - MOMENT
    mine = (
        each
        for each in done
        if each.worker == viewer.account and each.revision == kept.revision and each.begun_at >= since
    )
    return next((_outcome(kept.case, each) for each in mine if not each.body.get("carried")), None)


def _done(room: Room, child_ref: str) -> tuple[KeptCase, list[Publication]]:
    """The case, and its publishings that were gone through, the newest first."""
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        released = cases.publications(db, room.casework.keyring, room.casework.pepper, child_ref)
    return kept, [each for each in released if each.done]


def _outcome(case: Case, found: Publication) -> Outcome:
    called = {case.child.ref: case.child.preferred_name} | {person.ref: person.name for person in case.people}
    new = found.body.get("asked", {})  # everybody to whom a copy went out, with what was asked of it
    people = tuple(
        Became(ref, called.get(ref, ref), "published" if ref in new else "unchanged", number)
        for ref, number in found.body["to"].items()
    )
    return Outcome(found.id, found.begun_at, people)
