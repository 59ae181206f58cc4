"""What came of words: taken to a meeting, what happened, or why it was not done. Their author reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import uuid4

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, WorkerViewer
from portal.access.waiting import family_in
from portal.domain.case import Case, Meeting
from portal.domain.clock import day_in_london
from portal.domain.errands import is_a_sentence
from portal.domain.errors import Fault, Invalid, NotFound
from portal.domain.messages import LONGEST
from portal.domain.pack import window
from portal.domain.release import Decision
from portal.domain.sharing import CameOf, Outcome, Shared
from portal.journeys.desk.answer_messages import asked_of
from portal.journeys.desk.read_views import is_for, readable
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import decisions
from portal.store.family import editions, members, outcomes, shared

SAY_MORE = "Say it in a sentence: what was done, and by whom; or why it was not done."
MOST_MEETINGS = 3


@dataclass(frozen=True)
class MeetingToTakeTo:
    """A meeting that has begun: its ref in the case, its name, when it began and when it was over. What was shared
    later was not taken to it.
    """

    ref: str
    name: str
    at: datetime
    over_at: datetime


class Hears(Enum):
    """How somebody hears what came of their words: on a page of theirs, or from a person who tells them, because they
    have no page or use another language; or not at all from here, because they have left the case.
    """

    READS = "reads"
    NO_PAGE = "no-page"
    OTHER_LANGUAGE = "other-language"
    HAS_LEFT = "left"


def look(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> tuple[Shared, Hears]:
    """One piece with what came of it so far, before something more is said, and how its author will hear it.

    May: a worker of this child who may read the words (SAY_OUTCOME).
    Leaves: an audit line, without which nothing is shown.
    Raises: NotFound for what they may not read, or nobody has opened. What does not open any more gets its answer too.
    """
    require(viewer, Permission.SAY_OUTCOME, Subject(child=child_ref))
    found = readable(room, viewer, child_ref, ref)
    if found.opened_at is None:
        raise NotFound
    with room.casework.reading() as db:
        family = family_in(room.find_case(db, child_ref).case, lambda person: room.person_id(child_ref, person))
    with room.family.writing() as db:
        reads, in_their_language = outcomes.reads_answers(db, found.person)
        room.family.record(db, Event(viewer.account, "look-at-words", ref, found.child))
    if found.person not in family:
        return found, Hears.HAS_LEFT
    if not reads:
        return found, Hears.NO_PAGE
    return found, Hears.READS if in_their_language else Hears.OTHER_LANGUAGE


def say(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, kind: CameOf, words: str, reason: str = "") -> None:
    """Say what happened, or why it was not done. It is never empty, and never edited: another one can follow.

    The words go to their author as they stand, so what would stop them on a copy of theirs stops them here, and
    what would be asked there is asked here: a `reason` is enough. Pressing twice says it once.

    May: a worker of this child who may read the words (SAY_OUTCOME).
    Leaves: the outcome, sealed; a read mark, if nobody had said so; the reason, sealed, in the casework cupboard; an
    audit line, of a refusal too.
    Raises: NotFound for what they may not read, or nobody has opened; Invalid at `words`, or at `reason` where one
    would do.
    """
    require(viewer, Permission.SAY_OUTCOME, Subject(child=child_ref))
    words, reason = words.strip(), reason.strip()[:LONGEST]
    if not kind.is_answer:
        raise NotFound
    found = readable(room, viewer, child_ref, ref)
    if found.opened_at is None:
        raise NotFound
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    name, now = room.name_for(viewer, child_ref, found.person), room.family.clock.now()
    try:
        if not is_a_sentence(words):
            raise Invalid([Fault("words", SAY_MORE)])
        knows = allowed(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
        asked = _asked(room, case, found.person, words, reason, knows_the_case=knows)
    except Invalid:
        with room.family.writing() as db:
            room.family.record(db, Event(viewer.account, f"say-{kind.value}", ref, found.child, "refused"))
        raise
    with room.casework.writing() as desk, room.family.writing() as db:
        stands = outcomes.as_it_stands(db, room.family.keyring, ref)
        last = stands.outcomes[-1:] if stands else ()
        if stands is None:
            raise NotFound
        if [(each.kind, each.words) for each in last] == [(kind, words)]:
            return
        if asked:
            body = {"why": reason, "outcome_of": ref, "asked": list(asked)}
            made = Decision(uuid4().hex, "outcome", viewer.account, now, body)
            decisions.put(desk, room.casework.keyring, room.casework.pepper, child_ref, made)
            room.casework.record(desk, room.event(viewer, "give-reason", child_ref, ref))
        key = members.key_of(db, room.family.keyring, found.child)
        _is_read(room, db, stands, name)
        shared.add_outcome(db, key, ref, Outcome(kind, now, name, words))
        room.family.record(db, Event(viewer.account, f"say-{kind.value}", ref, found.child))


def take(
    room: Room, viewer: WorkerViewer, child_ref: str, meeting: str, ref: str | None = None, *,
    only: Collection[str] | None = None,
) -> int:  # fmt: skip
    """Say that words were taken to this meeting: one piece, or all that were shared for it. Returns how many.

    All for it: what was shared before it began and since the last main meeting before that, and what was asked
    earlier and not answered; of these what a worker has opened and this one may read. `only` names those that stood on
    the page on which they pressed. Saying it twice says it once. The author is told the day where their own copy tells
    them of the meeting.

    May: a worker of this child who may read the words (SAY_OUTCOME).
    Leaves: the outcome, sealed; an audit line for each.
    Raises: NotFound for a meeting that has not begun, and for words that they may not read or have not opened, or that
    were shared when it was over.
    """
    require(viewer, Permission.SAY_OUTCOME, Subject(child=child_ref))
    child, now = room.child_id(child_ref), room.family.clock.now()
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    held = _begun(room, case, now)
    if meeting not in [each.ref for each in held]:
        raise NotFound
    met = next(each for each in held if each.ref == meeting)
    since, _until = window(room.areas[case.area], case, met)
    one = readable(room, viewer, child_ref, ref) if ref is not None else None
    with room.family.reading() as db:
        pieces = [one] if one else shared.for_desk(db, room.family.keyring, child)
    chosen = [
        piece
        for piece in pieces
        if piece.opened_at is not None and not piece.lost and piece.shared_at <= _over(met)
        and (one or (is_for(viewer, child_ref, piece) and _is_of(piece, since) and (only is None or piece.id in only)))
    ]  # fmt: skip
    if one and not chosen:
        raise NotFound
    days = {person: _day_for(room, case, person, met) for person in {piece.person for piece in chosen}}
    names = {person: room.name_for(viewer, child_ref, person) for person in days}
    done = 0
    with room.family.writing() as db:
        key = members.key_of(db, room.family.keyring, child)
        for piece in chosen:
            stands = outcomes.as_it_stands(db, room.family.keyring, piece.id)
            if stands is None or any(_says_taken(each, days[piece.person], met.starts_at) for each in stands.outcomes):
                continue
            _is_read(room, db, stands, names[piece.person])
            said = Outcome(CameOf.TAKEN, now, names[piece.person], days[piece.person])
            shared.add_outcome(db, key, piece.id, said)
            room.family.record(db, Event(viewer.account, "say-taken", piece.id, child))
            done += 1
    return done


def meetings_to_take_to(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[MeetingToTakeTo, ...]:
    """The newest meetings that have begun, the newest first.

    May: any worker of this child, and no manager (SAY_OUTCOME).
    """
    require(viewer, Permission.SAY_OUTCOME, Subject(child=child_ref))
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    kinds, held = room.areas[case.area].kinds, _begun(room, case, room.family.clock.now())
    newest = reversed(held[-MOST_MEETINGS:])
    return tuple(MeetingToTakeTo(m.ref, kinds[m.kind].name, m.starts_at, _over(m)) for m in newest)


def _begun(room: Room, case: Case, now: datetime) -> list[Meeting]:
    """The area's main meetings that took place or have begun, the oldest first."""
    kinds = room.areas[case.area].kinds
    mains = {kind.id for kind in kinds.values() if kind.main and kind.family}
    found = [m for m in case.meetings if m.kind in mains and m.state != "cancelled" and m.starts_at <= now]
    return sorted(found, key=lambda meeting: meeting.starts_at)


def _is_of(piece: Shared, since: datetime | None) -> bool:
    return since is None or piece.shared_at > since or (piece.asks and not piece.is_answered)


def _over(met: Meeting) -> datetime:
    return met.ends_at or met.starts_at


def _is_read(room: Room, db: Connection, piece: Shared, name: str) -> None:
    """Whoever says what came of words, or takes them to a meeting, has read them."""
    if piece.read_at is None and not piece.lost:
        shared.mark_read(db, room.family.keyring, piece.id, name, room.family.clock.now())


def _day_for(room: Room, case: Case, person: str, met: Meeting) -> str:
    """The day of this meeting as this person's newest copy tells them of it, or ""."""
    ref = next((each for each in case.with_access() if room.person_id(case.child.ref, each) == person), None)
    if ref is None:
        return ""
    with room.family.reading() as db:
        copy = editions.newest_for(db, room.family.keyring, person)
    part = copy.edition.meeting(room.public_ref(case.child.ref, ref, "meeting", met.ref)) if copy else None
    return day_in_london(part.arrive_at).isoformat() if part and part.arrive_at else ""


def _says_taken(said: Outcome, day: str, met: datetime) -> bool:
    return said.kind is CameOf.TAKEN and (said.words == day if day else said.at >= met and not said.words)


def _asked(room: Room, case: Case, person: str, words: str, reason: str, *, knows_the_case: bool) -> Sequence[str]:
    """As for an answer to a message. Who has no access any more is looked at as if they had: it may come back."""
    seen = replace(
        case,
        child=replace(case.child, portal_access=True),
        people=tuple(replace(each, portal_access=True) for each in case.people),
    )
    try:
        return asked_of(room, seen, person, words, reason, knows_the_case=knows_the_case)
    except Invalid as problem:
        places = {"answer": "words"}
        raise Invalid(
            [replace(fault, place=places.get(fault.place, fault.place)) for fault in problem.faults]
        ) from None
