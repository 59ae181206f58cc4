"""Numbers on a scale: closed at the desk until everybody has given theirs, or a worker opens them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import NotFound
from portal.domain.scales import Opened
from portal.journeys.desk import read_views
from portal.journeys.desk.closed_numbers import closed_numbers, round_of
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import members, scales, shared


@dataclass(frozen=True)
class Closed:
    """Numbers on one scale that stand closed: how the question was put, who gave one, and who has not yet.

    A number for one worker alone is not among them, whoever looks: it is never closed, and opens nothing.
    """

    scale: str
    question: str
    language: str
    given: tuple[str, ...]
    missing: tuple[str, ...]


def closed_scales(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[Closed, ...]:
    """The scales on which numbers stand closed.

    May: any worker of this child, and no manager (OPEN_SCALE).
    """
    require(viewer, Permission.OPEN_SCALE, Subject(child=child_ref))
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    names = {room.person_id(child_ref, case.child.ref): case.child.preferred_name}
    names |= {room.person_id(child_ref, person.ref): person.name for person in case.people}
    with room.family.reading() as db:
        found = shared.for_desk(db, room.family.keyring, room.child_id(child_ref))
        closed = closed_numbers(room, db, child_ref, found)
        standing = round_of(room, db, child_ref) if closed else None
    lines = []
    for scale in dict.fromkeys(each.scale for each in found if each.id in closed):
        on_it = [each for each in found if each.id in closed and each.scale == scale]
        newest = max(on_it, key=lambda each: each.shared_at)
        gave = {each.person for each in on_it}
        missing = (standing.missing(scale, newest.shared_at) if standing else frozenset()) - gave
        lines.append(
            Closed(
                scale,
                newest.words.question,
                newest.words.language,
                tuple(name for ref, name in names.items() if ref in gave),
                tuple(name for ref, name in names.items() if ref in missing),
            )
        )
    return tuple(lines)


def open_scale(room: Room, viewer: WorkerViewer, child_ref: str, scale: str) -> int:
    """Open the numbers on one scale together. What comes later in this round stands beside them. Returns how many.

    Whoever has not given a number yet gives theirs knowing that; so it is written down, with who did it.

    May: any worker of this child, and no manager (OPEN_SCALE).
    Leaves: that it was opened, by whom; opened marks, and who opened each, for its author; audit lines, without
    which nothing is opened.
    Raises: NotFound where no number on this scale is closed.
    """
    require(viewer, Permission.OPEN_SCALE, Subject(child=child_ref))
    child, now = room.child_id(child_ref), room.family.clock.now()
    called = read_views.what_authors_call(room, viewer, child_ref)
    with room.family.writing() as db:
        found = shared.for_desk(db, room.family.keyring, child)
        closed = closed_numbers(room, db, child_ref, found)
        numbers = [each for each in found if each.id in closed and each.scale == scale]
        if not numbers:
            raise NotFound
        scales.put(db, members.key_of(db, room.family.keyring, child), child, Opened(scale, now, viewer.name))
        room.family.record(db, Event(viewer.account, "open-scale", scale, child))
        opened = shared.mark_opened(db, [each.id for each in numbers], now)
        for ref in opened:
            room.family.record(db, Event(viewer.account, "open-words", ref, child))
        read_views.keep_openings(room, db, viewer, [each for each in numbers if each.id in opened], called)
    return len(opened)


def who_opened(room: Room, viewer: WorkerViewer, child_ref: str) -> dict[str, tuple[str, datetime]]:
    """Who opened the numbers on each scale the last time, and when.

    May: any worker of this child, and no manager (OPEN_SCALE).
    """
    require(viewer, Permission.OPEN_SCALE, Subject(child=child_ref))
    child = room.child_id(child_ref)
    with room.family.reading() as db:
        if not members.of_child(db, child):
            return {}
        key = members.key_of(db, room.family.keyring, child)
        return {each.scale: (each.by, each.at) for each in scales.opened(db, key, child)}
