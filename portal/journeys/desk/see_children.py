"""The desk's first page and a child's page: what waits, and who has a way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.access.permissions import Permission
from portal.access.rules import allowed, could, require
from portal.access.telling import Task, tasks_in
from portal.access.viewer import Subject, WorkerViewer
from portal.access.waiting import waits_for
from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.case import Case, KeptCase, Meeting
from portal.domain.clock import day_in_london
from portal.domain.due import due_by, next_due
from portal.domain.messages import MessageKind
from portal.domain.people import Tie, Tied, Way, WorkerRole
from portal.domain.release import served
from portal.journeys.desk.closed_numbers import unread_words
from portal.journeys.desk.invite import YOUNGEST_WITHOUT_A_MANAGER
from portal.journeys.desk.matching import choices
from portal.journeys.desk.room import Room
from portal.store.casework import cases, workers
from portal.store.family import editions, members, messages, receipts
from portal.store.family.receipts import Standing


@dataclass(frozen=True)
class Row:
    """One child on a worker's list. `unread_since` is the oldest thing that nobody has read.

    `messages` about dates that nobody has seen; `missed`: one of them says that somebody did not come.
    `tasks`: who is to tell whom of a meeting. `ended_at`: nobody of the family has a way in since.
    `is_alone`: there is no case worker. `kept` is for journeys that go on from this list, and for no page.
    """

    child_ref: str
    name: str
    area: str
    ties: tuple[Tie, ...]
    next_meeting: datetime | None
    unread: int
    unread_since: datetime | None
    to_publish: bool
    messages: int = 0
    messages_since: datetime | None = None
    missed: bool = False
    tasks: tuple[Task, ...] = ()
    ended_at: datetime | None = None
    is_alone: bool = False
    kept: KeptCase | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FamilyRow:
    """One family member with access, and where their way in and their newest copy stand.

    `choices`: while a number waits on their phone, those to choose from. `years`: their age, under 13 alone; else 0.
    """

    person: str
    name: str
    kind: Kind
    restrictions: bool
    way: Way | None
    copy: Standing | None = None
    choices: tuple[int, ...] = ()
    years: int = 0


@dataclass(frozen=True)
class ChildPage:
    """A child's page. `kept` is None for a worker who may not see the professionals' side of the case.

    `due_by` is the last day for the next meeting by the area's rules, where they say one; `is_unplanned`: none
    stands before it. `still_open`: the names of those who have no access in the case any more, and whose way in is
    open still.
    """

    child_ref: str
    name: str
    area: str
    kept: KeptCase | None
    family: tuple[FamilyRow, ...]
    tied: tuple[Tied, ...]
    unread: int
    may_publish: bool
    may_invite: bool
    may_allocate: bool
    next_meeting: Meeting | None
    published_at: datetime | None
    may_allow_calendar: bool = False
    tasks: tuple[Task, ...] = ()
    ended_at: datetime | None = None
    taken_back: frozenset[str] = frozenset()
    may_end: bool = False
    may_open_case_again: bool = False
    due_by: date | None = None
    is_overdue: bool = False
    is_unplanned: bool = False
    still_open: tuple[str, ...] = ()
    may_invite_under_13: bool = False
    may_help: bool = False
    may_read: bool = True
    unread_since: datetime | None = None


def see_children(room: Room, viewer: WorkerViewer) -> tuple[Row, ...]:
    """The children allocated to this worker; for a manager, all of them. What is said about dates stands
    first, then unread words; a child without a case worker stands before all, a case that has ended last.

    May: a worker (OPEN_DESK).
    """
    require(viewer, Permission.OPEN_DESK)
    now = room.casework.clock.now()
    with room.casework.reading() as db:
        mine = sorted({a.child_ref for a in viewer.allocations})
        refs = cases.refs(db) if viewer.role is WorkerRole.MANAGER else mine
        kept = list(cases.find_many(db, room.casework.keyring, refs).values())
        released = cases.publications_many(db, room.casework.keyring, refs)
        tied_to = workers.tied_many(db, refs)
    ties = {ref: {tie.team_ref for tie in tied} for ref, tied in tied_to.items()}
    by_id = {room.child_id(each.ref): each.case for each in kept}
    today = room.casework.clock.today()
    with room.family.reading() as db:
        waiting: dict[str, list[datetime]] = {}
        for child, worker, since in unread_words(room, db, by_id):
            if waits_for(viewer, by_id[child], worker, ties[by_id[child].child.ref], today):
                waiting.setdefault(child, []).append(since)
        taken_back = {child for child, _person in editions.taken_back(db, list(by_id))}
        said: dict[str, list[tuple[MessageKind, datetime]]] = {}
        for child, kind, since in messages.for_desk_waiting(db, list(by_id)):
            said.setdefault(child, []).append((kind, since))
    rows = []
    for each in kept:
        unread = waiting.get(room.child_id(each.ref), [])
        told = said.get(room.child_id(each.ref), [])
        waiting_for_copies = set(each.case.with_access()) - served(released[each.ref], each.revision)
        upcoming = _next_meeting(each, now)
        rows.append(
            Row(
                each.ref,
                each.case.child.preferred_name,
                room.areas[each.case.area].name,
                tuple(sorted(viewer.ties(each.ref), key=lambda tie: tie.value)),
                upcoming.starts_at if upcoming and _knows_the_case(viewer, each.ref) else None,
                len(unread),
                min(unread, default=None),
                (bool(waiting_for_copies) or room.child_id(each.ref) in taken_back)
                and each.ended_at is None
                and _knows_the_case(viewer, each.ref),
                len(told),
                min((since for _kind, since in told), default=None),
                any(kind is MessageKind.DID_NOT_COME for kind, _since in told),
                tasks_in(viewer, each, today),
                each.ended_at,
                each.ended_at is None and not any(tie.tie is Tie.CASE for tie in tied_to[each.ref]),
                each,
            )
        )
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.ended_at is not None,
                not row.is_alone,
                row.messages_since or never,
                row.unread_since or never,
                row.next_meeting or never,
                row.name,
            ),
        )
    )


def see_child(room: Room, viewer: WorkerViewer, child_ref: str) -> ChildPage:
    """One child: the family's ways in, what waits, and, for who may, the case.

    May: any worker of this child, and a manager (OPEN_CHILD).
    Raises: NotFound.
    """
    child = Subject(child=child_ref)
    require(viewer, Permission.OPEN_CHILD, child)
    now = room.family.clock.now()
    today = day_in_london(now)
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
        released = cases.publications(db, room.casework.keyring, room.casework.pepper, child_ref)
    ids = {person: room.person_id(child_ref, person) for person in kept.case.with_access()}
    with room.family.reading() as db:
        ways = members.ways(db, list(ids.values()), now)
        copies = receipts.for_desk(db, list(ids.values()))
        taken_back = {person for _child, person in editions.taken_back(db, [room.child_id(child_ref)])}
        others = [ref for ref in members.of_child(db, room.child_id(child_ref)) if ref not in ids.values()]
        known_here = [members.find(db, room.family.keyring, ref) for ref in others]
        refs = {tie.team_ref for tie in tied}
        unread = [
            since
            for _child, worker, since in unread_words(room, db, {room.child_id(child_ref): kept.case})
            if waits_for(viewer, kept.case, worker, refs, today)
        ]
    may_open = allowed(viewer, Permission.OPEN_CASE, child)
    due = _due(room.areas[kept.case.area], kept.case) if may_open and kept.ended_at is None else None
    return ChildPage(
        child_ref=child_ref,
        name=kept.case.child.preferred_name,
        area=kept.case.area,
        kept=kept if may_open else None,
        family=tuple(
            FamilyRow(
                person,
                kept.case.child.preferred_name if (known := kept.case.person(person)) is None else known.name,
                Kind.PARENT if known else Kind.YOUNG_PERSON,
                bool(known and known.restrictions) and may_open,
                ways.get(ref),
                copies.get(ref),
                _choices(room, ways.get(ref)),
                _years(kept.case, person, today),
            )
            for person, ref in ids.items()
        ),
        tied=tuple(tied),
        unread=len(unread),
        may_publish=allowed(viewer, Permission.PUBLISH_PLAN, child),
        may_invite=could(viewer, Permission.INVITE, child),
        may_invite_under_13=could(viewer, Permission.INVITE_UNDER_13, child),
        may_help=could(viewer, Permission.FILL_IN_TOGETHER, child),
        may_read=could(viewer, Permission.READ_VIEWS, child),
        unread_since=min(unread, default=None),
        may_allocate=allowed(viewer, Permission.ALLOCATE, child),
        next_meeting=_next_meeting(kept, now) if may_open else None,
        may_allow_calendar=allowed(viewer, Permission.ALLOW_CALENDAR, child),
        published_at=next(
            (r.begun_at for r in released if r.done and r.body["to"] and not r.body.get("carried")), None
        ),
        tasks=tasks_in(viewer, kept, today),
        due_by=due,
        is_overdue=due is not None and due < today,
        is_unplanned=due is not None and not _is_planned(kept, now, due),
        ended_at=kept.ended_at,
        taken_back=frozenset(person for person, ref in ids.items() if ref in taken_back),
        may_end=allowed(viewer, Permission.END_CASE, child) and kept.ended_at is None,
        may_open_case_again=allowed(viewer, Permission.OPEN_CASE_AGAIN, child) and kept.ended_at is not None,
        still_open=tuple(sorted(member.name for member in known_here if member and member.door_open)),
    )


def _choices(room: Room, way: Way | None) -> tuple[int, ...]:
    return choices(room, way.code) if way and way.code and way.code.number is not None else ()


def _years(case: Case, person: str, today: date) -> int:
    years = case.child.age_on(today)
    return years if person == case.child.ref and years < YOUNGEST_WITHOUT_A_MANAGER else 0


def _knows_the_case(viewer: WorkerViewer, child_ref: str) -> bool:
    return allowed(viewer, Permission.OPEN_CASE, Subject(child=child_ref))


def _due(area: Area, case: Case) -> date | None:
    """By when the next main meeting is due, by the level as it is now, the plan, and what was held so far."""
    levels = sorted(case.level_reviews, key=lambda review: review.date)
    if not levels:
        return None
    main = {kind.id for kind in area.kinds.values() if kind.main}
    held = sorted(m.starts_at for m in case.meetings if m.state == "held" and m.kind in main)
    if not held:  # no area has a time for a first meeting at its lowest level
        return None if levels[-1].level == area.scale[0].id else due_by(area, "first_meeting", levels[0].date)
    return next_due(area, levels[-1].level, case.child.plan_type, held[-1], is_first_review=len(held) == 1)


def _is_planned(kept: KeptCase, now: datetime, by: date) -> bool:
    upcoming = _next_meeting(kept, now)
    return upcoming is not None and day_in_london(upcoming.starts_at) <= by


def _next_meeting(kept: KeptCase, now: datetime) -> Meeting | None:
    coming = [m for m in kept.case.meetings if m.state in ("planned", "moved") and m.starts_at > now]
    return min(coming, key=lambda meeting: meeting.starts_at, default=None)
