"""Signing in at the desk: a one-time way in, then a passphrase of fifteen characters or more."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import CommandLine, Stranger, Viewer, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed
from portal.domain.people import WorkerRole
from portal.journeys.desk.room import Room
from portal.journeys.waits import wait_after
from portal.store.audit import Event
from portal.store.casework import workers
from portal.store.crypto import fingerprint
from portal.store.proofs import new_code, new_session_id, session_fingerprint, typed_code
from portal.store.wordlist import is_common

SHORTEST, LONGEST = 15, 128


def who_is_this(room: Room, session_id: str) -> Viewer:
    """The worker behind a session, with the children to whom they are allocated now.

    May: anybody; a dead or unknown session is a stranger's.
    """
    if not session_id:
        return Stranger()
    ref = session_fingerprint(session_id)
    with room.casework.tracing() as db:
        found = workers.touch_session(db, ref, room.casework.clock.now())
        if found is None:
            return Stranger()
        return WorkerViewer(found.id, found.name, found.role, workers.allocations(db, found.id), ref)


def act_as(room: Room, viewer: Viewer, sign_in: str) -> WorkerViewer:
    """On the command line: the worker in whose name a journey is made.

    May: the command line (ADD_WORKER), which holds the keys anyway.
    Raises: Invalid where there is no such account.
    """
    require(viewer, Permission.ADD_WORKER)
    with room.casework.reading() as db:
        found = workers.find(db, sign_in=sign_in.strip().lower())
        if found is None or found.left:
            raise Invalid(f"There is no account “{sign_in}” at the desk. Add it with `portal worker add`.")
        return WorkerViewer(found.id, found.name, found.role, workers.allocations(db, found.id))


def add_worker(room: Room, viewer: Viewer, sign_in: str, name: str, role: WorkerRole) -> str:
    """An account at the desk. Returns a one-time way in that works for thirty minutes.

    May: the command line (ADD_WORKER).
    Leaves: an account, or a new way in for one that is there; an audit line.
    Raises: Invalid where the account has another role or name.
    """
    require(viewer, Permission.ADD_WORKER)
    assert isinstance(viewer, CommandLine)
    sign_in = sign_in.strip().lower()
    now = room.casework.clock.now()
    code = new_code()
    with room.casework.writing() as db:
        known = workers.find(db, sign_in=sign_in)
        if known is not None and (known.name, known.role) != (name, role):
            raise Invalid(f"“{sign_in}” is there already, as {known.name} ({known.role.value}).")
        ref = known.id if known else workers.put(db, sign_in, name, role, now)
        workers.put_way_in(db, ref, fingerprint(room.casework.pepper, "way-in", code), now)
        room.casework.record(db, Event("command-line", "add-worker", ref))
    return code


def set_up(room: Room, viewer: Viewer, code: str, passphrase: str) -> str:
    """Use a one-time way in: choose a passphrase, and be signed in. Returns the session's id.

    May: anybody who holds the code (SIGN_IN).
    Leaves: the code spent; a passphrase; a session, any other one ended; an audit line.
    Raises: Invalid for a weak passphrase, before the code is spent; NotAllowed for a code that does not work.
    """
    require(viewer, Permission.SIGN_IN)
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise Invalid("length")
    if is_common(passphrase):
        raise Invalid("too-common")
    hashed = room.casework.hasher.hash(passphrase)
    now = room.casework.clock.now()
    session_id = new_session_id()
    with room.casework.writing() as db:
        typed = typed_code(code)
        ref = workers.use_way_in(db, fingerprint(room.casework.pepper, "way-in", typed), now) if typed else None
        if ref is None:
            raise NotAllowed("way-in")
        workers.set_passphrase(db, ref, hashed)
        workers.end_sessions(db, ref, now)
        workers.start_session(db, session_fingerprint(session_id), ref, now)
        room.casework.record(db, Event(ref, "desk-set-up"))
    return session_id


def sign_in(room: Room, viewer: Viewer, name: str, passphrase: str) -> str:
    """Open a session at the desk. Returns its id.

    May: anybody (SIGN_IN).
    Leaves: a session; an audit line; a counted failure where it was wrong.
    Raises: NotAllowed, the same for an unknown name, a wrong passphrase and a wait.
    """
    require(viewer, Permission.SIGN_IN)
    if len(passphrase) > LONGEST or len(name) > LONGEST:
        raise NotAllowed("sign-in")
    now = room.casework.clock.now()
    with room.casework.reading() as db:
        found = workers.find(db, sign_in=name.strip().lower())
    right = room.casework.hasher.verify(found.passphrase if found else None, passphrase)
    waiting = found is not None and found.wait_until is not None and now < found.wait_until
    if found is None or waiting or not right or found.left:
        if found is not None and not right and not waiting:
            with room.casework.writing() as db:
                failures = workers.count_failure(db, found.id)
                workers.set_wait(db, found.id, wait_after(failures, now))
                room.casework.record(db, Event(found.id, "desk-sign-in", outcome="refused"))
        raise NotAllowed("sign-in")
    session_id = new_session_id()
    with room.casework.writing() as db:
        if not workers.clear_failures(db, found.id, now):
            raise NotAllowed("sign-in")
        workers.start_session(db, session_fingerprint(session_id), found.id, now)
        room.casework.record(db, Event(found.id, "desk-sign-in"))
    return session_id


def leave(room: Room, viewer: Viewer) -> None:
    """End this session at the desk.

    May: anybody (LEAVE).
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, WorkerViewer):
        with room.casework.writing() as db:
            workers.end_session(db, viewer.session, room.casework.clock.now())
            room.casework.record(db, Event(viewer.account, "desk-leave"))
