"""Joining with a code: the code, then a made-up name and a passphrase."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Joining, Subject, Viewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family.come_in import LONGEST_PASSPHRASE, name_fingerprint
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import members, ways_in
from portal.store.proofs import folded_words, new_session_id, session_fingerprint, typed_code
from portal.store.wordlist import is_common, made_up_name, passphrase

SHORTEST_PASSPHRASE = 15


def use_code(family: Cupboard, viewer: Viewer, typed: str) -> tuple[str, str]:
    """Spend a code. Returns ids of a session that may do nothing but finish joining.

    May: anybody who holds a code that works (JOIN).
    Leaves: the code spent; a joining session; an audit line.
    Raises: Invalid where nothing like a code was typed; NotAllowed, the same for wrong, used,
    expired and ended codes.
    """
    require(viewer, Permission.JOIN)
    code = typed_code(typed)
    if code is None:
        raise Invalid("code")
    now = family.clock.now()
    session_id, companion = new_session_id(), new_session_id()
    held = fingerprint(family.pepper, "code", code)
    with family.writing(code=held) as db:
        spent = ways_in.use_invitation(db, held, now)
        if spent is not None:
            accepted, stored = spent
            family.bind(db, accepted.person)
            member = members.myself(db, family.keyring)
            assert member is not None
            ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), accepted, now)
            family.record(db, Event(accepted.person, "code-used", accepted.invitation, member.child))
    if not family.hasher.verify(stored if spent else None, code):
        raise NotAllowed("code")
    return session_id, companion


def offer(family: Cupboard, viewer: Joining) -> tuple[str, tuple[str, ...]]:
    """A made-up sign-in name that nobody has, and three passphrases to choose from.

    May: somebody whose code was accepted (FINISH_JOINING).
    """
    require(viewer, Permission.FINISH_JOINING, Subject(viewer.child, viewer.person))
    while True:
        name = made_up_name()
        with family.reading(sign_in=name_fingerprint(family, name)) as db:
            if ways_in.account_by_name(db) is None:
                return name, (passphrase(), passphrase(), passphrase())


def refuse_weak(words: str) -> None:
    """Raises Invalid where a passphrase of one's own is too short, too long or too well known."""
    if len(words) < SHORTEST_PASSPHRASE:
        raise Invalid("too-short")
    if len(words) > LONGEST_PASSPHRASE:
        raise Invalid("too-long")
    if is_common(words):
        raise Invalid("too-common")


def finish(
    family: Cupboard, viewer: Joining, name: str, words: str, *, own_words: bool, own_phone: bool
) -> tuple[str, str]:
    """Make the account and sign in. What this person wrote before under an older account stays theirs.

    May: somebody whose code was accepted (FINISH_JOINING).
    Leaves: an account, confirmed at once where a worker was there; a session; an audit line.
    Raises: Invalid for a passphrase of one's own that is too weak.
    """
    require(viewer, Permission.FINISH_JOINING, Subject(viewer.child, viewer.person))
    if own_words:
        refuse_weak(words)
    now = family.clock.now()
    hashed = family.hasher.hash(words if own_words else folded_words(words))
    session_id, companion = new_session_id(), new_session_id()
    try:
        with family.writing(viewer.person) as db:
            confirmed = not ways_in.invitation_is_take_home(db, viewer.invitation)
            ways_in.put_account(
                db, family.keyring, name_fingerprint(family, name), name, hashed,
                not own_words, own_phone, confirmed, now,
            )  # fmt: skip
            account = ways_in.my_account(db)
            if account is None:  # their door was shut meanwhile
                raise NotAllowed("join")
            ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), account, now)
            family.record(db, Event(viewer.person, "joined", viewer.invitation, viewer.child))
    except IntegrityError:
        raise Invalid("name-taken") from None
    return session_id, companion
