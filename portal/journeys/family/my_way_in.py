"""One's own way in: what it is, other words for it, whose phone it is, and leaving for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import NotAllowed, NotFound
from portal.journeys.family import come_in
from portal.journeys.family.join import refuse_weak
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, devices, own_account, ways_in
from portal.store.family.own_account import WayIn
from portal.store.proofs import folded_words, new_session_id, session_fingerprint
from portal.store.wordlist import passphrase

SAYS_THAT_IT_IS_NEW = timedelta(hours=24)


@dataclass(frozen=True)
class Opened:
    """`is_new`: made, or given other words, within a day. `is_first`: this is the session in which they joined."""

    way: WayIn
    is_new: bool
    is_first: bool


def open_way_in(family: Cupboard, viewer: FamilyMember) -> Opened:
    """What stands on the page of one's own way in, and what is to be known after signing in.

    May: the person themselves (KEEP_WAY_IN).
    Raises: NotFound where their door is shut by now.
    """
    require(viewer, Permission.KEEP_WAY_IN, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.reading(viewer.person) as db:
        way = own_account.find(db, family.keyring, viewer.session)
    if way is None:
        raise NotFound("way in")
    is_new = way.renewed_at is not None and now < way.renewed_at + SAYS_THAT_IT_IS_NEW
    return Opened(way, is_new, way.made_at == way.signed_in_at)


def offer_words(family: Cupboard, viewer: FamilyMember) -> tuple[str, ...]:
    """Three passphrases to choose from.

    May: the person themselves (KEEP_WAY_IN).
    """
    require(viewer, Permission.KEEP_WAY_IN, Subject(viewer.child, viewer.person))
    return passphrase(), passphrase(), passphrase()


def change_words(
    family: Cupboard, viewer: FamilyMember, current: str, words: str, *, own_words: bool, device: str = "",
    about_here: tuple[str, ...] = (),
) -> tuple[str, str]:  # fmt: skip
    """Sign in with other words from now on. Returns the ids of the session that goes on from here.

    May: the person themselves, who types the words that they have (KEEP_WAY_IN).
    Leaves: another passphrase; a new session in the old one's place; an audit line; a counted failure where
    the words were wrong.
    Raises: NotAllowed for wrong words and during a wait; Invalid for a passphrase that is too weak.
    """
    require(viewer, Permission.KEEP_WAY_IN, Subject(viewer.child, viewer.person))
    if own_words:
        refuse_weak(words, about_here)
    come_in.type_passphrase_again(family, viewer, current, device=device)
    now = family.clock.now()
    hashed = family.hasher.hash(words if own_words else folded_words(words))
    session_id, companion = new_session_id(), new_session_id()
    with family.writing(viewer.person) as db:
        own_account.set_words(db, hashed, not own_words, now)
        ways_in.end_sessions(db, now)  # this one, which is no other place
        account = ways_in.my_account(db)
        if account is None:  # their door was shut meanwhile
            raise NotAllowed("words")
        here = replace(account, own_phone=viewer.own_phone)
        ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), here, now)
        family.record(db, Event(viewer.person, "words-changed", child=viewer.child))
    return session_id, companion


def say_whose_phone(
    family: Cupboard, viewer: FamilyMember, *, own_phone: bool, current: str = "", device: str = ""
) -> None:
    """Say whose phone it is. Less care is taken only for who types the words; more at once.

    May: the person themselves (KEEP_WAY_IN).
    Leaves: the account and this session changed; an audit line; a counted failure where the words were wrong.
    Raises: NotAllowed for wrong words and during a wait.
    """
    require(viewer, Permission.KEEP_WAY_IN, Subject(viewer.child, viewer.person))
    if own_phone and not viewer.own_phone:
        come_in.type_passphrase_again(family, viewer, current, device=device)
    with family.writing(viewer.person) as db:
        own_account.set_phone(db, viewer.session, own_phone)
        if device:
            devices.keep(db, devices.device_id(family.pepper, viewer.person, device), family.clock.now())
        outcome = "own-phone" if own_phone else "shared-phone"
        family.record(db, Event(viewer.person, outcome, child=viewer.child))


def unsent(family: Cupboard, viewer: FamilyMember) -> int:
    """How many answers would be deleted, of which nobody knows. What they may not open yet is not told and stays.

    May: the person themselves (CLOSE_ACCOUNT).
    """
    require(viewer, Permission.CLOSE_ACCOUNT, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        return 0 if _has_others_words(db, viewer) else own_account.unsent(db)


def close_account(family: Cupboard, viewer: FamilyMember) -> None:
    """Leave for good, without asking anybody. A new code from a worker opens an account again, and nothing else does.

    May: the person themselves (CLOSE_ACCOUNT).
    Leaves: no account, no session, no known device, no words that were not sent; what was sent stays with the
    workers, and so does what was written before an account that nobody has confirmed; a mark that they closed it
    themselves; an audit line.
    """
    require(viewer, Permission.CLOSE_ACCOUNT, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        family.record(db, Event(viewer.person, "account-closed", child=viewer.child))
        own_account.close(db, family.clock.now(), leaves_words=_has_others_words(db, viewer))


def _has_others_words(db: Connection, viewer: FamilyMember) -> bool:
    """Whether answers are there that may be somebody else's: older than an account that nobody has confirmed."""
    return not viewer.confirmed and answers.older_than_account(db)
