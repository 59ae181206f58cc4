"""Doing what an answer asks for, and writing it down: views are gathered in another way, somebody is rung, or told.

Not coming counts against nobody. The task is the worker's, and no word of what was shared stands on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.access.waiting import Errand, day_of, meetings_of
from portal.domain.case import Case
from portal.domain.errands import (
    HOW_GATHERED,
    HOW_TOLD,
    WHO_WAS_THERE,
    Done,
    Gathered,
    Said,
    is_a_sentence,
    meeting_of,
)
from portal.domain.errors import Fault, Invalid, NotFound
from portal.domain.messages import LONGEST
from portal.domain.preparation import Task
from portal.domain.sharing import CameOf, Outcome, Shared
from portal.journeys.desk.read_views import is_for
from portal.journeys.desk.room import Room
from portal.journeys.desk.what_waits import errands_in
from portal.store.audit import Event
from portal.store.casework import workers
from portal.store.family import members, outcomes, shared, tasks

SAY_HOW = "Say in a sentence how it went. What they said stands in their own words, not here."
NOT_YET = "This comes after the meeting: nobody can have told them before it was held."


@dataclass(frozen=True)
class ToDo:
    """One task with what has been done about it. `tellers` are (account, name) of those tied to the child.

    `answers`: what came of their words, for a worker who may read these, where somebody is to tell them.
    """

    errand: Errand | None
    what: str
    person: str
    done: Done
    shared_at: datetime
    met_on: date | None
    tellers: tuple[tuple[str, str], ...]
    answers: tuple[Outcome, ...] = ()


def look(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> ToDo:
    """One task, as it stands.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: an audit line, without which nothing is shown.
    Raises: NotFound, also for what was taken back.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
    with room.family.writing() as db:
        found, row = _find(room, db, child_ref, ref)
        answered = tuple(each for each in found.outcomes if each.kind.is_answer)
        if row is None and not answered:
            raise NotFound
        room.family.record(db, Event(viewer.account, "look-at-task", ref, found.child))
    standing = next((each for each in errands_in(room, kept) if each.ref == ref), None)
    meant = _meeting(room, kept.case, found)
    may_read = is_for(viewer, child_ref, found) and found.opened_at is not None
    return ToDo(
        errand=standing,
        what=row.task.value if row else "tell",
        person=_name(room, kept.case, found.person),
        done=row.done if row else Done(),
        shared_at=found.shared_at,
        met_on=day_of(meant) if meant else None,
        tellers=tuple({tie.worker: (tie.worker, tie.name) for tie in tied}.values()),
        answers=answered if may_read else (),
    )


def say_gathered(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str, how: Sequence[str], present: Sequence[str], words: str
) -> None:
    """Write down how the views of somebody who is not coming were gathered, and who was there.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note, sealed; an audit line.
    Raises: NotFound; Invalid at `how`, `present` or `words`.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    words = words.strip()
    faults = []
    if not how or not set(how) <= set(HOW_GATHERED):
        faults.append(Fault("how", "Choose how their views were gathered."))
    if not present or not set(present) <= set(WHO_WAS_THERE):
        faults.append(Fault("present", "Choose who else was there."))
    if not is_a_sentence(words) or len(words) > LONGEST:
        faults.append(Fault("words", SAY_HOW))
    if faults:
        raise Invalid(faults)
    with room.family.writing() as db:
        found, row = _find(room, db, child_ref, ref)
        if row is None or row.task is not Task.NOT_GOING:
            raise NotFound
        note = Gathered(tuple(how), tuple(present), words, viewer.name, room.family.clock.today())
        _put(room, db, viewer, found, replace(row.done, gathered=note), "gather-views")


def say_told(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str, by: str, on: date, how: str
) -> None:  # fmt: skip
    """Write down that somebody told them: what happened at the meeting they were not at, or what came of their words.

    `by` is the account of whoever did. Their author reads who it was and on which day.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note and the outcome, sealed; an audit line.
    Raises: NotFound; Invalid at `by`, `how` or `on`, and at `on` before the meeting was held.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
        tellers = {tie.worker: tie for tie in workers.tied(db, child_ref)}
    today, now = room.family.clock.today(), room.family.clock.now()
    faults = []
    if by not in tellers:
        faults.append(Fault("by", "Choose who told them."))
    if how not in HOW_TOLD:
        faults.append(Fault("told-how", "Choose how they were told."))
    if on > today:
        faults.append(Fault("on", "Choose today or a day before."))
    if faults:
        raise Invalid(faults)
    with room.family.writing() as db:
        found, row = _find(room, db, child_ref, ref)
        since = _since(room, case, found, row is not None)
        if since is None or on < since:
            raise Invalid([Fault("on", NOT_YET)])
        name = _known_as(room, db, case, found.person, tellers[by].team_ref, tellers[by].name)
        if [(each.kind, each.by, each.words) for each in found.outcomes[-1:]] == [(CameOf.TOLD, name, on.isoformat())]:
            return  # pressed twice
        key = members.key_of(db, room.family.keyring, found.child)
        shared.add_outcome(db, key, ref, Outcome(CameOf.TOLD, now, name, on.isoformat()))
        done = row.done if row else Done()
        note = replace(done, told=Said(tellers[by].name, on, how))
        _put(room, db, viewer, found, note if row is not None and row.task is Task.NOT_GOING else done, "say-told")


def say_rung(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, on: date, words: str) -> None:
    """Write down that somebody who asked for it was rung, and what came of it.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note, sealed; an audit line.
    Raises: NotFound; Invalid at `on` or `words`.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    words = words.strip()
    faults = []
    if on > room.family.clock.today():
        faults.append(Fault("on", "Choose today or a day before."))
    if not is_a_sentence(words) or len(words) > LONGEST:
        faults.append(Fault("words", "Say in a sentence what came of it, or when somebody tries again."))
    if faults:
        raise Invalid(faults)
    with room.family.writing() as db:
        found, row = _find(room, db, child_ref, ref)
        if row is None or row.task is not Task.RING or on < day_of(found.shared_at):
            raise NotFound
        note = replace(row.done, rung=Said(viewer.name, on, words=words))
        _put(room, db, viewer, found, note, "say-rung")


def _find(room: Room, db: Connection, child_ref: str, ref: str) -> tuple[Shared, tasks.TaskRow | None]:
    found = outcomes.as_it_stands(db, room.family.keyring, ref)
    if found is None or found.child != room.child_id(child_ref):
        raise NotFound
    return found, tasks.find(db, room.family.keyring, ref)


def _put(room: Room, db: Connection, viewer: WorkerViewer, found: Shared, done: Done, action: str) -> None:
    if done != Done():
        key = members.key_of(db, room.family.keyring, found.child)
        tasks.put(db, key, found.id, done, room.family.clock.now())
    room.family.record(db, Event(viewer.account, action, found.id, found.child))


def _since(room: Room, case: Case, found: Shared, is_task: bool) -> date | None:
    """From which day on they can have been told: of the meeting, or else of the answer to what they shared."""
    if is_task and found.task is Task.NOT_GOING:
        met = _meeting(room, case, found)
        return day_of(met) if met is not None else None
    answers = [each.at for each in found.outcomes if each.kind.is_answer]
    return day_of(max(answers)) if answers else None


def _meeting(room: Room, case: Case, found: Shared) -> datetime | None:
    """When the meeting for which it was shared began, once it has been held."""
    people = {room.person_id(case.child.ref, ref): ref for ref in (case.child.ref, *(p.ref for p in case.people))}
    if found.person not in people:
        return None
    meetings = meetings_of(case, room.areas[case.area], people[found.person], room.family.clock.now())
    meant = meeting_of(found.shared_at, meetings)
    return meant.at if meant and meant.is_held else None


def _name(room: Room, case: Case, person: str) -> str:
    known = {room.person_id(case.child.ref, each.ref): each.name for each in case.people}
    return known.get(person, case.child.preferred_name)


def _known_as(room: Room, db: Connection, case: Case, person: str, team_ref: str | None, account: str) -> str:
    """By what name this person of the family may know a worker; "" for one whose name the case keeps from them."""
    member = members.find(db, room.family.keyring, person)
    if member is None:
        return ""
    known = {*member.circle.workers, *([member.circle.trusted[1]] if member.circle.trusted else [])}
    entry = case.team_member(team_ref) if team_ref else None
    return next((name for name in ([entry.name] if entry else []) + [account] if name in known), "")
