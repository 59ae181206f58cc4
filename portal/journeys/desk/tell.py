"""Who tells whom of a meeting, in person, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from portal.access.family_view import family_view
from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.telling import as_it_stands, sees_task
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase, ToTell
from portal.domain.clock import LONDON
from portal.domain.errors import Fault, Invalid, NotAllowed, NotFound, Stale
from portal.domain.release import Publication, served
from portal.journeys.desk.room import Room, refuse_ended
from portal.store.casework import cases

LONGEST = 200


def plan_to_tell(room: Room, viewer: WorkerViewer, child_ref: str, revision_seen: int, tasks: Sequence[ToTell]) -> int:
    """Make telling somebody of a meeting a dated task of a named team member. Returns the case's revision.

    An open task for the same person and meeting is replaced.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: the next revision of the case; an audit line.
    Raises: NotFound; Stale where the case changed since; NotReady where it has ended; Invalid for a
    day that is past, or for somebody or a meeting that is not in the case.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    today = room.casework.clock.today()
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        refuse_ended(kept)
        if kept.revision != revision_seen:
            raise Stale("The case has just changed. Look at the copies again.")
        if faults := [fault for task in tasks for fault in _faults(kept.case, task, today)]:
            raise Invalid(faults)
        pairs = {(task.meeting, task.person) for task in tasks}
        made = (replace(task, about=_as_it_stands(room, kept.case, task)) for task in tasks)
        stay = [t for t in kept.case.to_tell if t.told_on is not None or (t.meeting, t.person) not in pairs]
        return _put(room, db, viewer, kept, replace(kept.case, to_tell=(*stay, *made)), "to-tell")


def say_told(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    meeting: str,
    person: str,
    on: date,
    how: str,
    *,
    knows_of_the_change: bool = False,
) -> None:
    """Tick it off: this person was told of this meeting, on a day, in some way. No copy changes by it.

    Where the meeting changed on that day or since, they may have been told of it as it was:
    `knows_of_the_change` says that they know of it as it is now.

    May: any worker of this child, and a manager (SAY_TOLD); of these the case worker, a manager, and
    whoever was to tell.
    Leaves: the next revision of the case; an audit line.
    Raises: NotFound where there is no such task; NotAllowed; Invalid for a day to come (at `on`),
    and where the meeting changed and nobody says that they know (at `changed`).
    """
    require(viewer, Permission.SAY_TOLD, Subject(child=child_ref))
    if on > room.casework.clock.today():
        raise Invalid([Fault("on", "Choose today or a day before.")])
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        task = next((t for t in _open(kept.case) if (t.meeting, t.person) == (meeting, person)), None)
        if task is None:
            raise NotFound
        if not sees_task(viewer, child_ref, task.worker):
            raise NotAllowed("SAY_TOLD")
        now = _as_it_stands(room, kept.case, task)
        if not knows_of_the_change and not _was_told_of(room, db, task, child_ref, on, now):
            raise Invalid([Fault("changed", "The meeting changed on that day or since: do they know?")])
        done = replace(task, told_on=on, how=how.strip()[:LONGEST], told_by=viewer.name, about=now)
        after = replace(kept.case, to_tell=tuple(done if each is task else each for each in kept.case.to_tell))
        revision = _put(room, db, viewer, kept, after, "told")
        _carry_on(room, db, viewer, kept, revision)


def _open(case: Case) -> list[ToTell]:
    return [task for task in case.to_tell if task.told_on is None]


def _faults(case: Case, task: ToTell, today: date) -> list[Fault]:
    place, found = f"by:{task.meeting}:{task.person}", []
    if task.person not in case.with_access() or case.meeting(task.meeting) is None:
        found.append(Fault(place, "This person or this meeting is not in the case."))
    if case.team_member(task.worker) is None:
        found.append(Fault(place, "Choose somebody of the team."))
    if task.by < today:
        found.append(Fault(place, "Choose today or a day to come."))
    return found


def _as_it_stands(room: Room, case: Case, task: ToTell) -> str:
    """What they were told of, as a fingerprint; "" where their copy does not show the meeting."""
    if task.person not in case.with_access():
        return ""
    ref = case.child.ref
    copy = family_view(
        case, task.person, room.area_for(case, task.person),
        lambda what, item: room.public_ref(ref, task.person, what, item),
    )  # fmt: skip
    part = copy.meeting(room.public_ref(ref, task.person, "meeting", task.meeting))
    return as_it_stands(part) if part else ""


def _was_told_of(room: Room, db: Connection, task: ToTell, child_ref: str, on: date, now: str) -> bool:
    """Whether what they could be told of on that day is the meeting as it stands `now`.

    All day long; or by its end, where the task was made for the meeting as it stands.
    """
    start = datetime.combine(on, time(), LONDON)
    morning, night = (
        _as_it_stands(room, case, task) if case else ""
        for at in (start, start + timedelta(days=1))
        for case in [cases.as_it_stood(db, room.casework.keyring, child_ref, at)]
    )
    return night == now and (morning == now or task.about == now)


def _put(room: Room, db: Connection, viewer: WorkerViewer, kept: KeptCase, after: Case, action: str) -> int:
    revision = cases.put(
        db, room.casework.keyring, room.casework.pepper, after, kept, viewer.account, room.casework.clock.now(),
        origin="desk",
    )  # fmt: skip
    room.casework.record(db, room.event(viewer, action, kept.ref, str(revision)))
    return revision


def _carry_on(room: Room, db: Connection, viewer: WorkerViewer, before: KeptCase, revision: int) -> None:
    """Whoever had the copy of the revision before has the copy of this one: nothing in it has changed."""
    keyring, pepper, now = room.casework.keyring, room.casework.pepper, room.casework.clock.now()
    released = cases.publications(db, keyring, pepper, before.ref)
    had = served(released, before.revision)
    numbers = {
        person: number
        for each in reversed(released) if each.done
        for person, number in each.body["to"].items() if person in had
    }  # fmt: skip
    if numbers:
        body = {"told": "", "told_each": {}, "reasons": {}, "to": numbers, "carried": True}
        mark = Publication(uuid4().hex, revision, viewer.account, now, True, body)
        cases.begin_publication(db, keyring, pepper, before.ref, mark)
        cases.finish_publication(db, keyring, pepper, before.ref, mark, now)
