"""Reading what a family shared, in the order of the meeting, and saying that it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, could, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.errors import Invalid, NotFound
from portal.domain.pack import Family
from portal.domain.preparation import MEETING
from portal.domain.sharing import Shared, Words
from portal.journeys.desk.closed_numbers import closed_numbers
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import members, openings, shared

SHORTEST_REASON = 10


@dataclass(frozen=True)
class Piece:
    """One shared answer on a worker's screen.

    `closed`: it is for one worker alone, and not for this one, who may open it with a reason; its words are not here.
    `step` is the step of the meeting at which it is read out, "" where it never is. `not_with` names
    everybody of the family who may not hear it; `pass_on` is to whom it may be passed on, and whether it was.
    `has_left`: its author has left the case, and no answer from here reaches them.
    """

    shared: Shared
    author: str
    step: str
    closed: bool
    not_with: tuple[str, ...] = ()
    pass_on: tuple[tuple[str, str, bool], ...] = ()
    has_left: bool = False


def open_new(room: Room, viewer: WorkerViewer, child_ref: str) -> int:
    """Open what is new and may be read by this worker; it can no longer be taken back. Returns how many.

    A number that stands closed is not opened here.

    May: any worker of this child, and no manager (READ_VIEWS).
    Leaves: opened marks, and who opened each, for its author; an audit line for each, without which
    nothing is opened.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    child = room.child_id(child_ref)
    called = what_authors_call(room, viewer, child_ref)
    with room.family.writing() as db:
        found = shared.for_desk(db, room.family.keyring, child)
        closed = closed_numbers(room, db, child_ref, found)
        new = [
            piece.id for piece in found
            if piece.opened_at is None and piece.id not in closed and is_for(viewer, child_ref, piece)
        ]  # fmt: skip
        opened = shared.mark_opened(db, new, room.family.clock.now())
        for ref in opened:
            room.family.record(db, Event(viewer.account, "open-words", ref, child))
        keep_openings(room, db, viewer, [piece for piece in found if piece.id in opened], called)
    return len(opened)


def views(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[Area, list[Piece], int]:
    """What was opened, in the order of the meeting, and how much is new and not opened yet.

    What is for somebody else alone stays closed, and only who may open it with a reason is told that it is there.
    Every look at words leaves an audit line, without which nothing is shown.

    May: any worker of this child, and no manager (READ_VIEWS).
    Leaves: an audit line for every piece that is shown, and, the first time, who opened it, for its author.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    area = room.areas[case.area]
    child = room.child_id(child_ref)
    called = what_authors_call(room, viewer, child_ref)
    with room.family.writing() as db:
        found = shared.for_desk(db, room.family.keyring, child)
        family = family_of(room, db, case, found)
        numbers = closed_numbers(room, db, child_ref, found)
        mine = [piece for piece in found if is_for(viewer, child_ref, piece)]
        looked_at = [piece for piece in mine if piece.opened_at is not None]
        for piece in looked_at:
            room.family.record(db, Event(viewer.account, "look-at-words", piece.id, child))
        keep_openings(room, db, viewer, looked_at, called)
    may_open = could(viewer, Permission.READ_ADDRESSED_WITH_REASON, Subject(child=child_ref))
    order, names = [step.id for step in area.steps], dict(family.people)
    pieces = []
    for piece in found:
        closed = piece not in mine
        stands_here = may_open if closed else piece.opened_at is not None
        if not stands_here:
            continue
        step = area.step_for_topic(piece.topic)
        pieces.append(
            Piece(
                shared=_without_words(piece) if closed else piece,
                author=piece.words.author or names.get(piece.person, ""),
                step=step.id if step and piece.worker == MEETING else "",
                closed=closed,
                not_with=() if closed else family.not_with(piece),
                pass_on=() if closed else _may_be_passed_on(piece, family),
                has_left=piece.person not in names,
            )
        )
    pieces.sort(key=lambda p: (p.step == "", order.index(p.step) if p.step else 0, p.shared.place))
    return area, pieces, len([piece for piece in mine if piece.opened_at is None and piece.id not in numbers])


def open_with_reason(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, reason: str) -> Shared:
    """Open words that are for another worker alone. The reason is kept, and the author can see who did.

    May: the case worker, who has just shown again that it is them (READ_ADDRESSED_WITH_REASON).
    Leaves: the reason, sealed; an opened mark; an audit line.
    Raises: Invalid for a reason that says nothing; NotFound.
    """
    require(viewer, Permission.READ_ADDRESSED_WITH_REASON, Subject(child=child_ref))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("reason")
    child = room.child_id(child_ref)
    with room.family.writing() as db:
        found = shared.for_desk_one(db, room.family.keyring, ref)
        if found is None or found.child != child or closed_numbers(room, db, child_ref, [found]):
            raise NotFound
        if not shared.mark_opened(db, [ref], room.family.clock.now()):
            raise NotFound
        name = room.name_for(viewer, child_ref, found.person)
        shared.keep_reason(
            db, room.family.keyring, ref, (viewer.account, name), reason.strip(), room.family.clock.now()
        )
        room.family.record(db, Event(viewer.account, "open-words-with-reason", ref, child))
    return found


def mark_read(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> None:
    """Say that it was read; its author sees by whom and on which day.

    May: whoever may read it (READ_VIEWS, and READ_ADDRESSED for what is for one worker alone).
    Leaves: a read mark; an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    found = readable(room, viewer, child_ref, ref)
    if found.lost:
        raise NotFound
    name = room.name_for(viewer, child_ref, found.person)
    with room.family.writing() as db:
        shared.mark_read(db, room.family.keyring, found.id, name, room.family.clock.now())
        room.family.record(db, Event(viewer.account, "mark-read", ref, found.child))


def pass_on(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, person: str) -> None:
    """Pass words on to the family member to whom their author opened them.

    May: whoever may read them (READ_VIEWS, and READ_ADDRESSED for what is for one worker alone).
    Leaves: the words on that person's page; an audit line.
    Raises: NotFound where the author did not open them to this person, or could not any more.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    found = readable(room, viewer, child_ref, ref)
    if person not in dict(found.words.family):
        raise NotFound
    with room.family.writing() as db:
        author = members.find(db, room.family.keyring, found.person)
        reader = members.find(db, room.family.keyring, person)
        if author is None or reader is None or not reader.door_open or person not in dict(author.circle.family):
            raise NotFound
        shared.pass_on(db, ref, person, room.family.clock.now())
        room.family.record(db, Event(viewer.account, "pass-on", f"{ref}/{person}", found.child))


def keep_openings(
    room: Room, db: Connection, viewer: WorkerViewer, pieces: Sequence[Shared], called: Mapping[str, str]
) -> None:
    """Write down for each author that this worker has their words. `called`: by what name, by the author's id."""
    if not pieces:
        return
    key = members.key_of(db, room.family.keyring, pieces[0].child)
    names = {piece.id: called.get(piece.person, "") for piece in pieces}
    refs, now = [piece.id for piece in pieces], room.family.clock.now()
    openings.put(db, room.family.pepper, key, refs, viewer.account, names, now)


def what_authors_call(room: Room, viewer: WorkerViewer, child_ref: str) -> dict[str, str]:
    """What each of this child's family may call this worker, by their id."""
    with room.family.reading() as db:
        people = members.of_child(db, room.child_id(child_ref))
    return {person: room.name_for(viewer, child_ref, person) for person in people}


def family_of(room: Room, db: Connection, case: Case, found: Sequence[Shared]) -> Family:
    """A child's family in the order of the case, and to whom the authors of these words may open them now."""
    authors = members.find_many(db, room.family.keyring, {piece.person for piece in found})
    return Family(
        room.child_id(case.child.ref),
        ((room.person_id(case.child.ref, case.child.ref), case.child.preferred_name),
         *((room.person_id(case.child.ref, person.ref), person.name) for person in case.people)),
        {ref: frozenset(dict(author.circle.family)) for ref, author in authors.items()},
    )  # fmt: skip


def _may_be_passed_on(piece: Shared, family: Family) -> tuple[tuple[str, str, bool], ...]:
    now = family.circles.get(piece.person, ())
    return tuple((ref, name, ref in piece.passed_on) for ref, name in piece.words.family if ref in now)


def is_for(viewer: WorkerViewer, child_ref: str, piece: Shared) -> bool:
    """Whether their author chose this worker among the readers."""
    if piece.worker == MEETING:
        return True
    return allowed(viewer, Permission.READ_ADDRESSED, Subject(child=child_ref, addressed_to=piece.worker))


def readable(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> Shared:
    """The words, if this worker may read them. Raises NotFound."""
    with room.family.reading() as db:
        found = shared.for_desk_one(db, room.family.keyring, ref)
        if found is None or found.child != room.child_id(child_ref) or closed_numbers(room, db, child_ref, [found]):
            raise NotFound
    with_reason = could(viewer, Permission.READ_ADDRESSED_WITH_REASON, Subject(child=child_ref))
    if not is_for(viewer, child_ref, found) and not (with_reason and viewer.account in found.opened_by_accounts):
        raise NotFound
    return found


def _without_words(piece: Shared) -> Shared:
    words = Words("", "", piece.words.language, piece.words.author, piece.words.worker_name)
    return replace(piece, question="", topic="", words=words, place=0, scale="", translations=())
