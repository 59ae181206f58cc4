"""Letting the family see: an edition for each person whose copy has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.publishing_checks import Check
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid, Stale
from portal.domain.people import Member, Tied
from portal.domain.release import Publication, key_of_reason, served
from portal.journeys.desk.review import Copy, copy_for
from portal.journeys.desk.room import Room, refuse_ended
from portal.store.audit import Event
from portal.store.casework import cases, workers
from portal.store.family import editions, members

_TRIES = 3


@dataclass(frozen=True)
class Released:
    """What became of one person's copy. `state` is published, unchanged, refused, or
    stands-but-refused: it did not change, and what it holds must not be on it by now.

    `stopped_by` are hard checks and soft ones without a reason.
    """

    person: str
    name: str
    state: str
    number: int | None = None
    stopped_by: tuple[Check, ...] = ()


def publish(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    revision_seen: int,
    *,
    told: str = "",
    told_each: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
) -> tuple[Released, ...]:
    """Let the family see this revision of the plan, each person their own copy.

    One copy that is refused holds back no other. Cut short, it is done again from its mark:
    a copy that says the same makes no second edition, and the mark is finished with what stands.
    Somebody whose copy did not change is marked as served with this revision, once. `told` says how
    they were told of meetings and difficult news, `told_each` the same for one of them (person ref → how).
    `reasons` are why a check stands: by its id for all copies, by check@person for one person's copy alone.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: an edition for each person whose copy has changed; how they were told and every
    reason, sealed, in the casework cupboard; a shut door for whoever has no access; an audit line in both.
    Raises: NotFound; Stale where the case changed since it was reviewed; Invalid for somebody
    who has no access; NotReady where the case has ended.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    each = {person: how.strip() for person, how in (told_each or {}).items() if how.strip()}
    given = {check: why.strip() for check, why in (reasons or {}).items() if why.strip()}
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
        tied = workers.tied(db, child_ref)
        released = cases.publications(db, room.casework.keyring, room.casework.pepper, child_ref)
    refuse_ended(kept)
    if kept.revision != revision_seen:
        raise Stale(f"The case is at revision {kept.revision} now. Look at the copies again.")
    room.shut_doors_of_those_who_left(kept.case)
    people = kept.case.with_access()
    if unknown := [person for person in only if person not in people]:
        raise Invalid([Fault(person, "has no access in this case.") for person in unknown])
    wanted = [person for person in people if not only or person in only]
    copies = [copy_for(room, kept.case, p, told=bool(told.strip()) or p in each) for p in wanted]
    outcomes = {copy.person: _stopped_by(copy, given) for copy in copies}
    going = [copy for copy in copies if copy.changed and not outcomes[copy.person]]

    now = room.casework.clock.now()
    keys = {key_of_reason(given, check.id, copy.person) for copy in going for check in copy.asks}
    mark = Publication(
        uuid4().hex, kept.revision, viewer.account, now, False,
        {
            "told": told.strip(),
            "told_each": {copy.person: each[copy.person] for copy in going if copy.person in each},
            "reasons": {key: why for key, why in given.items() if key in keys},
            "asked": {copy.person: [check.id for check in copy.asks] for copy in going},
            "to": {p: None for p, stopped in outcomes.items() if not stopped},
        },
    )  # fmt: skip
    marks = [mark] if going or set(mark.body["to"]) - served(released, kept.revision) else []
    if marks:
        with room.casework.writing() as db:
            standing_now = room.find_case(db, child_ref)
            refuse_ended(standing_now)
            if standing_now.revision != revision_seen:
                raise Stale("The case has just changed. Look at the copies again.")
            cases.begin_publication(db, room.casework.keyring, room.casework.pepper, child_ref, mark)
            room.casework.record(db, room.event(viewer, "publish", child_ref, str(kept.revision)))
    numbers = _write_copies(room, viewer, kept.case, tied, copies, going, now)
    standing = {copy.person: copy.previous.number for copy in copies if copy.previous and not outcomes[copy.person]}
    standing |= numbers
    marks += [m for m in released if not m.done and set(m.body["to"]) & set(people) <= set(standing)]
    if marks:
        with room.casework.writing() as db:
            for done in marks:
                done.body["to"] = {person: standing[person] for person in done.body["to"] if person in standing}
                cases.finish_publication(db, room.casework.keyring, room.casework.pepper, child_ref, done, now)
    return tuple(
        Released(
            copy.person,
            copy.name,
            _refused(copy) if outcomes[copy.person] else "published" if copy in going else "unchanged",
            numbers.get(copy.person) or (copy.previous.number if copy.previous else None),
            outcomes[copy.person],
        )
        for copy in copies
    )


def _write_copies(
    room: Room,
    viewer: WorkerViewer,
    case: Case,
    tied: list[Tied],
    copies: list[Copy],
    going: list[Copy],
    now: datetime,
) -> dict[str, int]:
    """Everybody's circle and the copies that go out, in one commit: the number of each.

    Where two workers publish at the same moment, the second finds the first one's copies.
    """
    for attempt in range(_TRIES):
        try:
            return _written(room, viewer, case, tied, copies, going, now)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


def _written(
    room: Room,
    viewer: WorkerViewer,
    case: Case,
    tied: list[Tied],
    copies: list[Copy],
    going: list[Copy],
    now: datetime,
) -> dict[str, int]:
    numbers: dict[str, int] = {}
    child = room.child_id(case.child.ref)
    with room.family.writing() as db:
        for copy in copies:
            ref = room.person_id(case.child.ref, copy.person)
            known = members.find(db, room.family.keyring, ref)
            named = known.circle.trusted[0] if known and known.circle.trusted else None
            asked = _asked_to_meet(copy, known, copy in going)
            circle = replace(room.circle(case, copy.person, tied, named), asked_to_meet=asked)
            members.keep(db, room.family.keyring, room.member(case, copy.person, circle), now)
            if copy in going:
                numbers[copy.person] = editions.write(db, room.family.keyring, ref, child, copy.edition, now)
        for person, number in numbers.items():
            thing = f"{room.person_id(case.child.ref, person)}/{number}"
            room.family.record(db, Event(viewer.account, "publish", thing, child))
    return numbers


def _asked_to_meet(copy: Copy, known: Member | None, goes_out: bool) -> bool:
    """Whether the copy that this person has from now on asks them to a meeting. One that was
    refused tells them nothing, not even by the questions that they are asked."""
    if copy.changed and not goes_out:
        return known.circle.asked_to_meet if known else True
    return any(m.arrive_at and m.state in ("planned", "moved") for m in copy.edition.meetings)


def _refused(copy: Copy) -> str:
    return "refused" if copy.changed else "stands-but-refused"


def _stopped_by(copy: Copy, given: Mapping[str, str]) -> tuple[Check, ...]:
    if not copy.changed:
        return copy.stands
    unanswered = (check for check in copy.asks if key_of_reason(given, check.id, copy.person) not in given)
    return copy.stops + tuple(unanswered)
