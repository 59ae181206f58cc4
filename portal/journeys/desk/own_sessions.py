"""Where somebody is signed in at the desk, for themselves to see and to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import WorkerViewer
from portal.domain.errors import NotFound
from portal.domain.people import DeskSession
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import workers

_HANDLE = 16


@dataclass(frozen=True)
class OwnSession:
    """One of one's own sessions. `handle` says which, and opens nothing."""

    handle: str
    began_at: datetime
    seen_at: datetime
    is_this: bool
    by_provider: bool


def see(room: Room, viewer: WorkerViewer) -> tuple[OwnSession, ...]:
    """One's own sessions that are alive, the newest first.

    May: anybody who is signed in at the desk (KEEP_OWN_SESSIONS).
    """
    require(viewer, Permission.KEEP_OWN_SESSIONS)
    with room.casework.reading() as db:
        found = workers.live_sessions(db, viewer.account, room.casework.clock.now())
    return tuple(_own(each, viewer) for each in found)


def end(room: Room, viewer: WorkerViewer, handle: str) -> None:
    """End one of one's own sessions. It bites at its next request.

    May: anybody who is signed in at the desk (KEEP_OWN_SESSIONS).
    Leaves: an ended session; an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.KEEP_OWN_SESSIONS)
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        mine = [s for s in workers.live_sessions(db, viewer.account, now) if s.id[:_HANDLE] == handle]
        if not mine:
            raise NotFound
        for each in mine:
            workers.end_session(db, each.id, now)
        room.casework.record(db, Event(viewer.account, "end-own-session"))


def last_time(room: Room, viewer: WorkerViewer) -> datetime | None:
    """When this worker signed in before this time: if it was not them, they see it here.

    May: anybody who is signed in at the desk (KEEP_OWN_SESSIONS).
    """
    require(viewer, Permission.KEEP_OWN_SESSIONS)
    with room.casework.reading() as db:
        return workers.signed_in_before(db, viewer.account, viewer.session)


def _own(each: DeskSession, viewer: WorkerViewer) -> OwnSession:
    return OwnSession(each.id[:_HANDLE], each.made_at, each.seen_at, each.id == viewer.session, each.by_provider)
