"""Saying that words stand in the council's case system now, which is the record."""

from __future__ import annotations

from collections.abc import Collection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import NotFound
from portal.journeys.desk.read_views import is_for, readable
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import members, shared


def record(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str | None = None, *, only: Collection[str] | None = None
) -> int:
    """Say that these words stand in the council's case system now: one piece, or all that this worker may read.

    It is never taken back: from here on the job that forgets counts the days. `only` names those that stood on the
    page on which they pressed: what a colleague has opened since then they have not copied. Returns how many.

    May: whoever may read them (READ_VIEWS, and READ_ADDRESSED for what is for one worker alone).
    Leaves: the moment and their name, and the author sees the moment; an audit line for each.
    Raises: NotFound for what they may not read, nobody has opened, or does not open any more.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    child = room.child_id(child_ref)
    with room.family.writing() as db:
        if ref is None:
            found = shared.for_desk(db, room.family.keyring, child)
            whole = [piece for piece in found if piece.opened_at is not None and not piece.lost]
            chosen = [p.id for p in whole if is_for(viewer, child_ref, p) and (only is None or p.id in only)]
        else:
            piece = readable(room, viewer, child_ref, ref)
            if piece.opened_at is None or piece.lost:
                raise NotFound
            chosen = [piece.id]
        if not chosen:
            return 0
        key = members.key_of(db, room.family.keyring, child)
        done = shared.mark_recorded(db, key, chosen, viewer.name, room.family.clock.now())
        for each in done:
            room.family.record(db, Event(viewer.account, "record-words", each, child))
    return len(done)
