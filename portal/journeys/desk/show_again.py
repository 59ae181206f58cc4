"""Is it still you? Six digits in between, before what must not be done by a screen that was left open."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.desk.come_in import proofs_wait, takes_step
from portal.journeys.desk.room import Room
from portal.journeys.desk.together import end_behind
from portal.store.audit import Event
from portal.store.casework import second_proofs, workers
from portal.store.proofs import new_session_id, session_fingerprint
from portal.store.totp import digits_at, step_at, typed_digits


def show_again(room: Room, viewer: WorkerViewer, typed: str) -> str:
    """It is still them, for five minutes. Returns the session's new id; the one before is worth nothing.

    May: anybody who is signed in at the desk (SHOW_AGAIN).
    Leaves: the digits spent; an audit line; a counted failure where they were wrong; a desk that is not locked any
    more, and an ended sitting behind it.
    Raises: Invalid for what is not six digits; NotAllowed for wrong ones, for digits that were used, and during
    a wait.
    """
    require(viewer, Permission.SHOW_AGAIN)
    if typed_digits(typed) is None:
        raise Invalid("digits")
    now, session_id, right = room.casework.clock.now(), new_session_id(), False
    with room.casework.writing() as db:
        held = workers.hold(db, viewer.account)
        if not proofs_wait(held, now):
            right = takes_step(room, db, held, typed, now)
            if right:
                second_proofs.clear_wrong(db, held.id)
                end_behind(room, viewer.beside, viewer.account)  # first, so that no unlocked desk has a sitting
                right = workers.prove_session(db, viewer.session, session_fingerprint(session_id), now)
            else:
                second_proofs.count_wrong(db, held.id, now)
        room.casework.record(db, Event(held.id, "show-again", outcome="done" if right else "refused"))
    if not right:
        raise NotAllowed("again")
    return session_id


def demo_digits(room: Room, viewer: Viewer) -> str:
    """The six digits of now, for whoever tries the demo; "" everywhere else, where nobody shares a secret.

    May: anybody (SIGN_IN).
    """
    require(viewer, Permission.SIGN_IN)
    if not room.demo_secret:
        return ""
    digits = digits_at(room.demo_secret, step_at(room.casework.clock.now()))
    return f"{digits[:3]} {digits[3:]}"
