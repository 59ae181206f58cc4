"""Somebody asks what is kept about them: their case worker puts it together, looks through it, and brings it.

There is no such thing on a family's phone: whoever stands beside them could make them press it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, Viewer, WorkerViewer
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid, NotFound, TooMany
from portal.domain.person_data import Done, Held, PersonData, one_month_after
from portal.domain.preparation import MEETING
from portal.domain.sharing import Shared
from portal.exchange import person_file
from portal.journeys import limits
from portal.journeys.desk.closed_numbers import closed_numbers
from portal.journeys.desk.read_views import keep_openings, what_authors_call
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import workers
from portal.store.crypto import fingerprint
from portal.store.family import held as holdings
from portal.store.family import shared

MOST_AN_HOUR = 5
LONG_AGO = timedelta(days=366)
_CLOSED = "A number that is closed. Open the numbers on this scale first, and it stands here."
_WHY = "They asked for a copy of what is kept about them."


@dataclass(frozen=True)
class Export:
    """The file, with a name that tells nothing, and the day by which they have to be answered."""

    whole: bytes
    file_name: str
    answer_by: date


def export(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    person: str,
    *,
    asked_on: date | None = None,
    with_drafts: bool = False,
) -> Export:
    """Everything that the portal keeps about one person of the case, and nothing of anybody else's.

    Their words count as opened by this worker, those for another worker alone with a reason; a number that stands
    closed stays closed. What they never
    sent is there with its day only, unless they asked for it (`with_drafts`).

    May: the case worker, who has just shown again that it is them (EXPORT_PERSON).
    Leaves: who opened each of their words, for its author; an audit line for each and for the export, in both
    cupboards, without which there is none.
    Raises: NotFound; Invalid for a day to come; TooMany for the sixth within an hour.
    """
    require(viewer, Permission.EXPORT_PERSON, Subject(child=child_ref))
    now, today = room.casework.clock.now(), room.casework.clock.today()
    asked_on = asked_on or today
    if not today - LONG_AGO <= asked_on <= today:
        raise Invalid([Fault("asked_on", "Choose the day on which they asked, today or before.")])
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
        names = workers.names(db)
    everybody = room.everybody_kept(case)
    if person not in everybody:
        raise NotFound
    _refuse_too_many(room, viewer)
    (ref, name), child = everybody[person], room.child_id(child_ref)
    by_author = what_authors_call(room, viewer, child_ref)
    with room.family.writing() as db:
        theirs = shared.for_desk_of(db, room.family.keyring, ref)
        closed = closed_numbers(room, db, child_ref, theirs)
        _open_all(room, db, viewer, child_ref, [each for each in theirs if each.id not in closed], by_author)
        room.family.record(db, Event(viewer.account, "export-person", ref, child))
        held = _less_closed(holdings.of_person(db, room.family.keyring, ref, with_drafts=with_drafts), closed)
        trace = holdings.done(db, child, ref, holdings.things_of(db, ref))
    with room.casework.writing() as db:
        kind = "export-person-with-drafts" if with_drafts else "export-person"
        room.casework.record(db, room.event(viewer, kind, child_ref, ref))
    data = PersonData(
        name=name,
        asked_on=asked_on,
        answer_by=one_month_after(asked_on),
        made_at=now,
        made_by=viewer.name,
        held=held,
        done=_in_words(trace, ref, names, _known_to(held, by_author.get(ref, ""))),
        others=_others(case, [name for ref, (_id, name) in everybody.items() if ref != person]),
        with_drafts=with_drafts,
    )
    return Export(person_file.write(data, _seal(room)), f"copy-{secrets.token_hex(8)}.zip", data.answer_by)


def may_export(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> str:
    """Before the form is shown: what this person is called.

    May: the case worker, who has just shown again that it is them (EXPORT_PERSON).
    Raises: NotFound.
    """
    require(viewer, Permission.EXPORT_PERSON, Subject(child=child_ref))
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    everybody = room.everybody_kept(case)
    if person not in everybody:
        raise NotFound
    return everybody[person][1]


def check(room: Room, viewer: Viewer, whole: bytes) -> list[str]:
    """What in a file is not as this portal wrote it; nothing where all of it is.

    May: the command line (CHECK_EXPORT).
    """
    require(viewer, Permission.CHECK_EXPORT)
    return person_file.check(whole, _seal(room))


def _seal(room: Room) -> Callable[[bytes], str]:
    return lambda manifest: fingerprint(room.casework.pepper, "export", manifest.decode())


def _refuse_too_many(room: Room, viewer: WorkerViewer) -> None:
    bucket = fingerprint(room.casework.pepper, "exports", viewer.account)
    counted = limits.count(room.casework, room.casework.tables.tables["tally"], bucket)
    if counted.number > MOST_AN_HOUR:
        with room.casework.writing() as db:
            room.casework.record(db, Event(viewer.account, "export-person", outcome="refused"))
        raise TooMany("exports", until=counted.since + limits.HOUR)


def _open_all(
    room: Room, db: Connection, viewer: WorkerViewer, child_ref: str, pieces: list[Shared], called: dict[str, str]
) -> None:
    now = room.family.clock.now()
    shared.mark_opened(db, [piece.id for piece in pieces], now)
    plainly = []
    for piece in pieces:
        room.family.record(db, Event(viewer.account, "export-words", piece.id, piece.child))
        addressed = Subject(child=child_ref, addressed_to=piece.worker)
        if piece.worker == MEETING or allowed(viewer, Permission.READ_ADDRESSED, addressed):
            plainly.append(piece)
        else:
            by = (viewer.account, called.get(piece.person, ""))
            shared.keep_reason(db, room.family.keyring, piece.id, by, _WHY, now)
    keep_openings(room, db, viewer, plainly, called)


def _less_closed(held: Held | None, closed: Collection[str]) -> Held | None:
    """Their worker looks through all of it, so a number that stands closed is not in it before it is opened."""
    if held is None or not closed:
        return held
    words = [
        replace(each, words=replace(each.words, answer=_CLOSED, value=())) if each.id in closed else each
        for each in held.words
    ]
    return replace(held, words=tuple(words))


def _known_to(held: Held | None, me: str) -> set[str]:
    """The names of workers that this person has been told already."""
    pieces = held.words if held else ()
    told = {name for piece in pieces for name in (piece.words.worker_name, piece.read_by)}
    told |= {opening.name for piece in pieces for opening in piece.openings}
    return (told | {said.answered_by for said in held.messages} | {me} if held else {me}) - {""}


def _in_words(
    trace: list[tuple[datetime, Event]], ref: str, names: dict[str, str], known: set[str]
) -> tuple[Done, ...]:
    """The audit's lines, without an id: names of workers only where this person knows them."""
    lines = []
    for at, event in trace:
        name = names.get(event.actor, "")
        by = "themselves" if event.actor == ref else name if name in known else "a worker" if name else "the portal"
        what = event.action.replace("-", " ")
        lines.append(Done(at, by, what if event.outcome == "done" else f"{what} ({event.outcome})"))
    return tuple(lines)


def _others(case: Case, family: list[str]) -> tuple[str, ...]:
    """Names to look for in what is given: everybody else's of the family, who stood in the case before too, and of
    the team, whole and first.
    """
    whole = [*family, *(each.name for each in case.team)]
    parts = {part for name in whole for part in (name, name.split()[0] if name.split() else "") if len(part) > 2}
    return tuple(sorted(parts))
