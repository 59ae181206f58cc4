"""Joining with a code: the code, that it is in the right hands, then a made-up name and a passphrase.

Beside a worker the phone shows two digits, and the worker says which ones. With a card that was taken home
somebody types the word that was said to them. One code makes one account.
"""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Joining, Subject, Viewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family import wrong_codes
from portal.journeys.family.come_in import LONGEST_PASSPHRASE, name_fingerprint
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import devices, invitations, members, ways_in
from portal.store.proofs import folded_word, folded_words, new_session_id, session_fingerprint, typed_code
from portal.store.wordlist import is_common, made_up_name, passphrase

SHORTEST_PASSPHRASE = 15


def use_code(family: Cupboard, viewer: Viewer, typed: str, address: str = "") -> tuple[str, str]:
    """Spend a code. Returns ids of a session that may do nothing but show that it is in the right hands.

    `address`: from where, as far as it is known; wrong codes are counted by it.

    May: anybody who holds a code that works (JOIN).
    Leaves: the code spent; a joining session; an audit line; a wrong code counted.
    Raises: Invalid where nothing like a code was typed; TooMany after too many wrong ones; NotAllowed, the
    same for wrong, used, expired and ended codes.
    """
    require(viewer, Permission.JOIN)
    code = typed_code(typed)
    if code is None:
        raise Invalid("code")
    wrong_codes.refuse_over(family, address)
    now = family.clock.now()
    session_id, companion = new_session_id(), new_session_id()
    held = fingerprint(family.pepper, "code", code)
    with family.writing(code=held) as db:
        spent = invitations.use(db, held, 10 + secrets.randbelow(90), now)
        if spent is not None:
            accepted, stored = spent
            family.bind(db, accepted.person)
            member = members.myself(db, family.keyring)
            assert member is not None
            ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), accepted, now)
            family.record(db, Event(accepted.person, "code-used", accepted.invitation, member.child))
    if not family.hasher.verify(stored if spent else None, code):
        wrong_codes.count(family, address)
        raise NotAllowed("code")
    return session_id, companion


def number_to_show(family: Cupboard, viewer: Joining) -> str:
    """The two digits that the worker beside this phone is asked for; "" with a card that was taken home.

    May: somebody whose code was accepted (SHOW_WHO_JOINS).
    """
    require(viewer, Permission.SHOW_WHO_JOINS, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        code = invitations.mine(db, viewer.invitation, family.clock.now())
    return str(code.number) if code and code.number is not None else ""


def say_word(family: Cupboard, viewer: Joining, typed: str) -> int | None:
    """Type the word that was said aloud. None where it was right; else how many tries are left: at 0 the code is dead.

    May: somebody whose code was accepted (SHOW_WHO_JOINS).
    Leaves: a counted try; an audit line; after the last wrong one an ended session.
    Raises: Invalid where nothing was typed, which counts as no try.
    """
    require(viewer, Permission.SHOW_WHO_JOINS, Subject(viewer.child, viewer.person))
    word = folded_word(typed)
    if not word:
        raise Invalid("word")
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        tried = invitations.try_word(db, viewer.invitation)
    right = family.hasher.verify(tried[0] if tried else None, word)
    left = invitations.SPOKEN_TRIES - tried[1] if tried else 0
    with family.writing(viewer.person) as db:
        right = right and invitations.say_word_was_right(db, viewer.invitation, now)
        if not right and left == 0:
            ways_in.end_sessions(db, now)
        outcome = "done" if right else "refused"
        family.record(db, Event(viewer.person, "spoken-word", viewer.invitation, viewer.child, outcome))
    return None if right else left


def offer(family: Cupboard, viewer: Joining) -> tuple[str, tuple[str, ...]]:
    """A made-up sign-in name that nobody has, and three passphrases to choose from.

    May: somebody whose code was shown to be in the right hands (FINISH_JOINING).
    """
    require(viewer, Permission.FINISH_JOINING, Subject(viewer.child, viewer.person))
    while True:
        name = made_up_name()
        with family.reading(sign_in=name_fingerprint(family, name)) as db:
            if ways_in.account_by_name(db) is None:
                return name, (passphrase(), passphrase(), passphrase())


def refuse_weak(words: str, about_here: tuple[str, ...] = ()) -> None:
    """Raises Invalid where a passphrase of one's own is too short, too long, too well known or easy to guess here."""
    if len(words) < SHORTEST_PASSPHRASE:
        raise Invalid("too-short")
    if len(words) > LONGEST_PASSPHRASE:
        raise Invalid("too-long")
    if is_common(words, about_here):
        raise Invalid("too-common")


def finish(
    family: Cupboard,
    viewer: Joining,
    name: str,
    words: str,
    *,
    own_words: bool,
    own_phone: bool,
    device: str = "",
    about_here: tuple[str, ...] = (),
) -> tuple[str, str]:
    """Make the account and sign in. What this person wrote before under an older account stays theirs.

    `device` is what the browser's cookie holds: from now on it is known. `about_here`: words that anybody
    would guess here, like the names of areas.

    May: somebody whose code was shown to be in the right hands (FINISH_JOINING).
    Leaves: an account, confirmed at once where a worker was there; a session; an audit line.
    Raises: Invalid for a passphrase of one's own that is too weak.
    """
    require(viewer, Permission.FINISH_JOINING, Subject(viewer.child, viewer.person))
    if own_words:
        refuse_weak(words, about_here)
    now = family.clock.now()
    hashed = family.hasher.hash(words if own_words else folded_words(words))
    session_id, companion = new_session_id(), new_session_id()
    try:
        with family.writing(viewer.person) as db:
            code = invitations.mine(db, viewer.invitation, now)
            if code is None or code.is_over or not code.is_shown:
                raise NotAllowed("join")
            confirmed = not code.take_home
            ways_in.put_account(
                db, family.keyring, name_fingerprint(family, name), name, hashed,
                not own_words, own_phone, confirmed, now,
            )  # fmt: skip
            invitations.finish(db, viewer.invitation, now)
            account = ways_in.my_account(db)
            if account is None:  # their door was shut meanwhile
                raise NotAllowed("join")
            ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), account, now)
            if device:
                devices.keep(db, devices.device_id(family.pepper, viewer.person, device), now)
            family.record(db, Event(viewer.person, "joined", viewer.invitation, viewer.child))
    except IntegrityError:
        raise Invalid("name-taken") from None
    return session_id, companion
