"""The pack for a meeting: what the family shared for it, for one worker, on the screen or as a file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import could, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.area import Area
from portal.domain.case import Case, Meeting
from portal.domain.clock import day_in_london
from portal.domain.errors import NotFound
from portal.domain.pack import Pack, Reader, make_pack
from portal.domain.preparation import MEETING
from portal.domain.sharing import Shared
from portal.exchange import pack_docx, pack_json, pack_text
from portal.journeys.desk.closed_numbers import closed_numbers
from portal.journeys.desk.read_views import family_of, is_for, keep_openings, what_authors_call
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import shared

FORMATS = {"docx": pack_docx.write, "text": pack_text.write, "json": pack_json.write}
ENDINGS = {"docx": "docx", "text": "txt", "json": "json"}


def formats() -> tuple[str, ...]:
    """The kinds of file that can be made here: a document where python-docx was installed."""
    return tuple(kind for kind in FORMATS if kind != "docx" or pack_docx.is_there())


@dataclass(frozen=True)
class File:
    """A pack to take away, with a name that tells nothing."""

    whole: bytes
    file_name: str


@dataclass(frozen=True)
class PackFor:
    """A meeting that there is a pack for. `coming`: it is not over yet, by the clock or by what was written down."""

    ref: str
    name: str
    day: date
    coming: bool


def packs(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[PackFor, ...]:
    """The meetings that families know of and that there is a pack for: those to come, the next first, then those
    that are over, the last first, whether or not anybody has written down that they were held.

    May: any worker of this child, and no manager (READ_VIEWS).
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    case, area = _case(room, child_ref)
    now = room.casework.clock.now()
    there = sorted((m for m in case.meetings if _has_pack(area, m)), key=lambda m: m.starts_at)
    coming = [m for m in there if _is_coming(m, now)]
    over = [m for m in there if not _is_coming(m, now)]
    return tuple(
        PackFor(m.ref, area.kinds[m.kind].name, day_in_london(m.starts_at), _is_coming(m, now))
        for m in (*coming, *reversed(over))
    )


def _is_coming(meeting: Meeting, now: datetime) -> bool:
    return meeting.state != "held" and (meeting.ends_at or meeting.starts_at) >= now


def see_pack(room: Room, viewer: WorkerViewer, child_ref: str, meeting_ref: str) -> tuple[Pack, int]:
    """What was opened for this meeting, and how much is new and not opened yet.

    May: any worker of this child, and no manager (READ_VIEWS).
    Leaves: an audit line for every piece that is shown, without which nothing is, and, the first time, who opened
    it, for its author.
    Raises: NotFound for a meeting that no family knows of.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    return _pack(room, viewer, child_ref, meeting_ref, "look-at-words")


def take_pack(room: Room, viewer: WorkerViewer, child_ref: str, meeting_ref: str, kind: str) -> File:
    """The same as a file, less what is for this worker alone and never leaves the screen. `kind` is docx, text or json.

    May: any worker of this child who has just shown again that it is them, and no manager (TAKE_VIEWS).
    Leaves: an audit line for every piece in it, without which there is no file, and, the first time, who opened
    it, for its author.
    Raises: NotFound for a meeting that no family knows of, and for a kind that there is not.
    """
    require(viewer, Permission.TAKE_VIEWS, Subject(child=child_ref))
    if kind not in FORMATS:
        raise NotFound
    pack, _new = _pack(room, viewer, child_ref, meeting_ref, "take-words")
    return File(FORMATS[kind](pack), f"views-{secrets.token_hex(8)}.{ENDINGS[kind]}")


def _case(room: Room, child_ref: str) -> tuple[Case, Area]:
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    return case, room.areas[case.area]


def _has_pack(area: Area, meeting: Meeting) -> bool:
    return meeting.state != "cancelled" and meeting.kind in area.kinds and area.kinds[meeting.kind].family


def _pack(room: Room, viewer: WorkerViewer, child_ref: str, meeting_ref: str, action: str) -> tuple[Pack, int]:
    case, area = _case(room, child_ref)
    meeting = case.meeting(meeting_ref)
    if meeting is None or not _has_pack(area, meeting):
        raise NotFound
    called = what_authors_call(room, viewer, child_ref)
    with room.family.writing() as db:
        found = shared.for_desk(db, room.family.keyring, room.child_id(child_ref))
        family = family_of(room, db, case, found)
        for_me = [each for each in found if is_for(viewer, child_ref, each)]
        reader = Reader(
            viewer.name,
            frozenset(each.id for each in for_me if each.worker != MEETING),
            could(viewer, Permission.READ_ADDRESSED_WITH_REASON, Subject(child=child_ref)),
        )
        pack = make_pack(area, case, meeting, family, reader, found, room.casework.clock.today())
        if action == "take-words":
            pack = pack.to_take()
        shown = {piece.id for piece in pack.pieces()}
        for each in (each for each in found if each.id in shown):
            room.family.record(db, Event(viewer.account, action, each.id, family.child))
        keep_openings(room, db, viewer, [each for each in found if each.id in shown], called)
        new = _new(room, db, child_ref, for_me)
    return pack, new


def _new(room: Room, db: Connection, child_ref: str, for_me: list[Shared]) -> int:
    closed = closed_numbers(room, db, child_ref, for_me)
    return len([each for each in for_me if each.opened_at is None and each.id not in closed])
