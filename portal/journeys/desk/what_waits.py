"""What waits because of what families shared: unread words, asks without an answer, tasks. No word of any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.access.waiting import (
    Errand,
    UnreadWords,
    family_in,
    in_order,
    main_meetings,
    meetings_of,
    sees_errand,
    unread_words,
    waits_for,
    who_does,
)
from portal.domain.area import Area
from portal.domain.case import Case, KeptCase
from portal.domain.clock import day_in_london
from portal.domain.due import working_days_on
from portal.domain.errands import TELL_WITHIN, Stage, Standing, standing_tasks
from portal.domain.people import Member, Tied, WorkerRole
from portal.journeys.desk import closed_numbers
from portal.journeys.desk.room import Room
from portal.journeys.desk.see_children import Row
from portal.store.casework import workers
from portal.store.family import members, outcomes, tasks
from portal.store.family.outcomes import Unanswered, Untold
from portal.store.family.tasks import TaskRow


@dataclass(frozen=True)
class Asks:
    """How much a child's family asked for that nobody has answered, and since when."""

    number: int
    since: datetime


@dataclass(frozen=True)
class Waits:
    """What waits, for one worker. `asks` is by the child's ref."""

    unread: tuple[UnreadWords, ...]
    asks: Mapping[str, Asks]
    errands: tuple[Errand, ...]


@dataclass(frozen=True)
class _Found:
    """What the cupboards say of these children: each list holds lines of all of them."""

    tied: Mapping[str, list[Tied]]
    unread: Sequence[tuple[str, str, datetime]]
    asks: Sequence[Unanswered]
    tasks: Sequence[TaskRow]
    untold: Sequence[Untold]
    people: Mapping[str, Member]


def for_the_list(room: Room, viewer: WorkerViewer, rows: Sequence[Row]) -> Waits:
    """What waits of all the children on this worker's list: so many statements, however many children.

    The case worker and the trusted worker see tasks; a manager sees those that are overdue.

    May: a worker (OPEN_DESK).
    """
    require(viewer, Permission.OPEN_DESK)
    manager = viewer.role is WorkerRole.MANAGER
    kept = [row.kept for row in rows if row.kept and row.ended_at is None and (manager or viewer.ties(row.child_ref))]
    return _waits(room, viewer, kept)


def for_a_child(room: Room, viewer: WorkerViewer, child_ref: str) -> Waits:
    """The same of one child.

    May: any worker of this child, and a manager (OPEN_CHILD).
    Raises: NotFound.
    """
    require(viewer, Permission.OPEN_CHILD, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    return _waits(room, viewer, [kept] if kept.ended_at is None else [])


def errands_in(room: Room, kept: KeptCase) -> list[Errand]:
    """Every task of one child that is not done, for a journey that has asked."""
    found = _look(room, [kept])
    made = _errands(room, kept.case, room.areas[kept.case.area], room.child_id(kept.ref), found)
    return [errand for errand in made if errand.standing.stage is not Stage.DONE]


def _waits(room: Room, viewer: WorkerViewer, kept: Sequence[KeptCase]) -> Waits:
    if not kept:
        return Waits((), {}, ())
    found = _look(room, kept)
    today = room.family.clock.today()
    unread: list[UnreadWords] = []
    asks: dict[str, Asks] = {}
    errands: list[Errand] = []
    for each in kept:
        child, area, tied = room.child_id(each.ref), room.areas[each.case.area], found.tied[each.ref]
        refs, family = {tie.team_ref for tie in tied}, _family(room, each.case)
        waiting = [(w, at) for c, w, at in found.unread if c == child and waits_for(viewer, each.case, w, refs, today)]
        unread += unread_words(each.ref, each.case, area, tied, waiting, room.words_read_within, today)
        asked = [
            ask for ask in found.asks
            if ask.child == child and ask.person in family and waits_for(viewer, each.case, ask.worker, refs, today)
        ]  # fmt: skip
        if asked:
            asks[each.ref] = Asks(len(asked), asked[0].since)
        errands += [
            errand
            for errand in _errands(room, each.case, area, child, found)
            if sees_errand(viewer, each.ref, is_overdue=errand.is_overdue)
        ]
    return Waits(tuple(sorted(unread, key=lambda line: (not line.is_late, line.since))), asks, in_order(errands))


def _look(room: Room, kept: Sequence[KeptCase]) -> _Found:
    by_id = {room.child_id(each.ref): each.case for each in kept}
    ids = list(by_id)
    with room.casework.reading() as db:
        tied = workers.tied_many(db, [each.ref for each in kept])
    with room.family.reading() as db:
        unread = closed_numbers.unread_words(room, db, by_id)
        asks = outcomes.unanswered(db, ids)
        to_do = tasks.of_children(db, room.family.keyring, ids)
        untold = outcomes.untold(db, room.family.keyring, ids)
        people = {task.person for task in to_do} | {each.person for each in untold}
        known = members.find_many(db, room.family.keyring, people)
    return _Found(tied, unread, asks, to_do, untold, known)


def _errands(room: Room, case: Case, area: Area, child: str, found: _Found) -> list[Errand]:
    """What is to do about those who stand in the case: nobody can be asked for their views, or told, once they left."""
    today, now = room.family.clock.today(), room.family.clock.now()
    tied = found.tied[case.child.ref]
    family = _family(room, case)
    made = []

    def errand(ref: str, what: str, person: str, standing: Standing) -> Errand:
        member = found.people.get(person)
        trusted = member.circle.trusted[0] if member and member.circle.trusted else None
        _in_case, name = family[person]
        doer = who_does(case, tied, trusted)
        return Errand(
            case.child.ref, case.child.preferred_name, ref, what, name, doer, standing, standing.is_overdue(today)
        )

    meetings = {ref: meetings_of(case, area, in_case, now) for ref, (in_case, _name) in family.items()}
    rows = [row for row in found.tasks if row.child == child and row.person in family]
    for row, standing in standing_tasks(rows, meetings, area.holidays, main_meetings(case, area, now)):
        made.append(errand(row.ref, row.task.value, row.person, standing))
    for told in (each for each in found.untold if each.child == child and each.person in family):
        by = working_days_on(day_in_london(told.answered_at), TELL_WITHIN, area.holidays)
        made.append(errand(told.ref, "tell", told.person, Standing(Stage.TELL, by)))
    return made


def _family(room: Room, case: Case) -> dict[str, tuple[str, str]]:
    return family_in(case, lambda ref: room.person_id(case.child.ref, ref))
