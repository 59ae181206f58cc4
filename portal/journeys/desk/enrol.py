"""The first six digits: a worker puts the secret into an app on their phone, and shows that it works."""

from __future__ import annotations

from dataclasses import dataclass

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Enrolling, Subject
from portal.domain.errors import Invalid, NotAllowed, NotFound
from portal.journeys.desk.come_in import SignedIn, proofs_wait
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import second_proofs, workers
from portal.store.proofs import new_session_id, session_fingerprint, shown_recovery_code
from portal.store.totp import address_for_apps, step_of, typed_digits


@dataclass(frozen=True)
class Secret:
    """What an app on the phone has to know. `address` holds the same, to be read out of a picture."""

    text: str
    address: str


def secret(room: Room, viewer: Enrolling) -> Secret:
    """The secret, to be put into an app. It can be looked at until the first digits of it are typed.

    May: a worker who has used a one-time way in (ENROL).
    """
    require(viewer, Permission.ENROL, Subject(person=viewer.account))
    with room.casework.reading() as db:
        account = workers.find(db, ref=viewer.account)
        found = second_proofs.secret_of(db, room.casework.keyring, viewer.account)
    if account is None or account.enrolled or found is None:
        raise NotFound
    return Secret(found, address_for_apps(found, account.sign_in))


def enrol(room: Room, viewer: Enrolling, typed: str, *, with_codes: bool = True) -> SignedIn:
    """Type the first digits, and be signed in. `with_codes` is no only where nobody is there to keep them.

    May: a worker who has used a one-time way in (ENROL).
    Leaves: a session under a new id; ten recovery codes, hashed; an audit line; a counted failure where it was wrong.
    Raises: Invalid for what is not six digits; NotAllowed for wrong ones, and during a wait.
    """
    require(viewer, Permission.ENROL, Subject(person=viewer.account))
    if typed_digits(typed) is None:
        raise Invalid("digits")
    now, done = room.casework.clock.now(), None
    with room.casework.writing() as db:
        held = workers.hold(db, viewer.account)
        known = second_proofs.secret_of(db, room.casework.keyring, held.id)
        step = step_of(known, typed_digits(typed), now) if known else None
        waits = proofs_wait(held, now) or held.enrolled
        session_id = new_session_id()
        if step is None and not waits:
            second_proofs.count_wrong(db, held.id, now)
        elif (
            step is not None
            and not waits
            and second_proofs.take_step(db, held.id, step)
            and workers.prove_session(db, viewer.session, session_fingerprint(session_id), now)
        ):
            second_proofs.clear_wrong(db, held.id)
            codes: tuple[str, ...] = ()
            if with_codes:
                codes = second_proofs.new_codes(db, room.casework.pepper, room.casework.hasher, held.id, now)
            done = SignedIn(session_id, tuple(shown_recovery_code(each) for each in codes))
        room.casework.record(db, Event(held.id, "enrol", outcome="done" if done else "refused"))
    if done is None:
        raise NotAllowed("enrol")
    return done
