"""Signing in at the desk: a one-time way in first; then a passphrase of fifteen characters or more and six digits.

There is no half-signed-in state: name, passphrase and digits go in together, and whatever was wrong of them
is answered alike. The digits are spent also where the passphrase was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import CommandLine, Enrolling, Stranger, Viewer, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed
from portal.domain.people import DeskAccount, WorkerRole
from portal.journeys.desk.room import Room
from portal.journeys.desk.together import end_behind
from portal.journeys.waits import wait_after
from portal.store.audit import Event
from portal.store.casework import locks, provided, second_proofs, workers
from portal.store.crypto import fingerprint
from portal.store.proofs import (
    new_code,
    new_session_id,
    session_fingerprint,
    shown_recovery_code,
    typed_code,
    typed_recovery_code,
)
from portal.store.totp import new_secret, step_of, typed_digits
from portal.store.wordlist import is_common

SHORTEST, LONGEST = 15, 128


@dataclass(frozen=True)
class SignedIn:
    """A session's id. `codes`: new recovery codes as people read them, told once and never again."""

    session: str
    codes: tuple[str, ...] = ()


def who_is_this(room: Room, session_id: str) -> Viewer:
    """The worker behind a session, with the children to whom they are allocated now.

    May: anybody; a dead or unknown session is a stranger's, and one without a second proof may only enrol.
    """
    if not session_id:
        return Stranger()
    ref = session_fingerprint(session_id)
    with room.casework.tracing() as db:
        found = workers.touch_session(db, ref, room.casework.clock.now())
        if found is None:
            return Stranger()
        worker, session = found
        if not session.proved:
            return Enrolling(worker.id, worker.name, ref)
        allocations = workers.allocations(db, worker.id)
        return WorkerViewer(
            worker.id, worker.name, worker.role, allocations, ref, session.fresh, session.by_provider, session.beside
        )  # fmt: skip


def act_as(room: Room, viewer: Viewer, sign_in: str) -> WorkerViewer:
    """On the command line: the worker in whose name a journey is made, as if they had just shown that it is them.

    May: the command line (ADD_WORKER), which holds the keys anyway.
    Raises: Invalid where there is no such account.
    """
    require(viewer, Permission.ADD_WORKER)
    with room.casework.reading() as db:
        found = workers.find(db, sign_in=sign_in.strip().lower())
        if found is None or found.left:
            raise Invalid(f"There is no account “{sign_in}” at the desk. Add it with `portal worker add`.")
        return WorkerViewer(found.id, found.name, found.role, workers.allocations(db, found.id), fresh=True)


def add_worker(room: Room, viewer: Viewer, sign_in: str, name: str, role: WorkerRole) -> str:
    """An account at the desk. Returns a one-time way in that works for thirty minutes; "" for somebody who had
    left and is back, and who comes in by the council's own provider.

    May: the command line (ADD_WORKER).
    Leaves: an account; or, for one that is there, a new way in, and nothing that let them in before; an audit line.
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
        if known is not None and known.left:
            workers.come_back(db, ref)
        if known is not None and provided.is_provided(db, ref):
            if not known.left:
                raise Invalid(f"“{sign_in}” signs in with the council's own provider.")
            room.casework.record(db, Event("command-line", "add-worker", ref))
            return ""
        put_way_in(room, db, ref, code, now)
        room.casework.record(db, Event("command-line", "add-worker", ref))
    return code


def set_up(room: Room, viewer: Viewer, code: str, passphrase: str) -> str:
    """Use a one-time way in: choose a passphrase. Returns the id of a session that may do nothing but enrol.

    May: anybody who holds the code (SIGN_IN).
    Leaves: the code spent; a passphrase; a secret for the six digits, of which the first are still to be typed;
    a session, any other one ended; an audit line.
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
        second_proofs.put_secret(db, room.casework.keyring, ref, room.demo_secret or new_secret(), now)
        workers.end_sessions(db, ref, now)
        workers.start_session(db, session_fingerprint(session_id), ref, now, proved=False)
        room.casework.record(db, Event(ref, "desk-set-up"))
    return session_id


def sign_in(room: Room, viewer: Viewer, name: str, passphrase: str, proof: str) -> SignedIn:
    """Open a session at the desk with a passphrase and six digits, or a recovery code in their place.

    After a recovery code the whole set is a new one. A wait after wrong passphrases keeps nobody out who has both:
    else anybody who knows a name could shut a worker out. It only lets no further wrong one count, and runs on.

    May: anybody (SIGN_IN).
    Leaves: a session; an audit line; a counted failure where it was wrong; the digits spent, right or wrong.
    Raises: NotAllowed, the same for an unknown name, a wrong passphrase, wrong digits and a wait after wrong digits.
    """
    require(viewer, Permission.SIGN_IN)
    if len(passphrase) > LONGEST or len(name) > LONGEST:
        raise NotAllowed("sign-in")
    now, code = room.casework.clock.now(), typed_recovery_code(proof)
    pepper, hasher = room.casework.pepper, room.casework.hasher
    with room.casework.reading() as db:
        found = workers.find(db, sign_in=name.strip().lower())
        hashed = second_proofs.code_hash(db, pepper, found.id, code) if found and code else None
    right = hasher.verify(found.passphrase if found else None, passphrase)
    has_code = code is not None and hasher.verify(hashed, code)  # the same work, whoever it is
    if found is None:
        raise NotAllowed("sign-in")
    done: SignedIn | None = None
    with room.casework.writing() as db:
        held = workers.hold(db, found.id)
        digits_right = takes_step(room, db, held, proof, now)
        if not right or held.left or held.passphrase != found.passphrase:
            if not right and not is_waiting(found, now):
                workers.set_wait(db, held.id, wait_after(workers.count_failure(db, held.id), now))
        elif held.enrolled and not proofs_wait(held, now):
            if digits_right or (code and has_code and second_proofs.use_code(db, pepper, held.id, code, now)):
                codes = () if digits_right else second_proofs.new_codes(db, pepper, hasher, held.id, now)
                done = SignedIn(new_session_id(), tuple(shown_recovery_code(each) for each in codes))
                workers.clear_failures(db, held.id, now)
                second_proofs.clear_wrong(db, held.id)
                workers.start_session(db, session_fingerprint(done.session), held.id, now)
            elif code or typed_digits(proof):
                second_proofs.count_wrong(db, held.id, now)
        room.casework.record(db, Event(held.id, "desk-sign-in", outcome="done" if done else "refused"))
        left_behind = locks.locked_for(db, held.id, now) if done else []
        if done:
            locks.forget(db, held.id, now)
    if done is None:
        raise NotAllowed("sign-in")
    for sitting in left_behind:
        end_behind(room, sitting, found.id)
    return done


def is_waiting(account: DeskAccount, now: datetime) -> bool:
    """After wrong passphrases: further wrong ones are not counted, and it takes digits or a code to come in."""
    return account.wait_until is not None and now < account.wait_until


def proofs_wait(account: DeskAccount, now: datetime) -> bool:
    """After wrong second proofs: the next one is not looked at yet, or never again without a new way in."""
    if account.wrong_proofs >= second_proofs.WRONG_TILL_DEAD:
        return True
    return account.proof_wait_until is not None and now < account.proof_wait_until


def put_way_in(room: Room, db: Connection, ref: str, code: str, now: datetime) -> None:
    """A one-time way in. What let them in before is worth nothing from now on: the phone may be lost."""
    second_proofs.forget(db, ref)
    workers.end_sessions(db, ref, now)
    workers.put_way_in(db, ref, fingerprint(room.casework.pepper, "way-in", code), now)


def takes_step(room: Room, db: Connection, held: DeskAccount, proof: str, now: datetime) -> bool:
    """Whether these are the digits of now. They are spent by that, whatever else was wrong."""
    secret = second_proofs.secret_of(db, room.casework.keyring, held.id) if held.enrolled else None
    step = step_of(secret, typed_digits(proof), now) if secret else None
    return step is not None and second_proofs.take_step(db, held.id, step)


def leave(room: Room, viewer: Viewer) -> None:
    """End this session at the desk, and the sitting for which it was locked.

    May: anybody (LEAVE).
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, WorkerViewer):
        end_behind(room, viewer.beside, viewer.account)
    if isinstance(viewer, WorkerViewer | Enrolling):
        with room.casework.writing() as db:
            workers.end_session(db, viewer.session, room.casework.clock.now())
            room.casework.record(db, Event(viewer.account, "desk-leave"))
