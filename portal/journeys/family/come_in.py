"""Signing in, staying, leaving: the family's side."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Joining, Stranger, Subject, Viewer
from portal.domain.errors import NotAllowed
from portal.journeys.waits import wait_after
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import members, ways_in
from portal.store.proofs import folded_words, new_session_id, session_fingerprint

LONGEST_PASSPHRASE = 128


def who_is_this(family: Cupboard, session_id: str, companion: str) -> Viewer:
    """The viewer behind a session, marked as seen now. One statement.

    May: anybody; a dead or unknown session is a stranger's. One whose companion was deleted on
    the phone (to leave quickly, perhaps without a network) ends here for good.
    """
    if not session_id:
        return Stranger()
    found = session_fingerprint(session_id)
    with family.tracing(session=found) as db:
        if not companion:
            ways_in.end_session(db, family.clock.now())
            return Stranger()
        live = ways_in.touch_session(db, found, session_fingerprint(companion), family.clock.now())
    if live is None:
        return Stranger()
    if live.joining is not None:
        return Joining(live.person, live.child, live.kind, live.joining, live.id)
    return FamilyMember(live.person, live.child, live.kind, live.id, live.confirmed, live.own_phone, live.fresh)


def sign_in(family: Cupboard, viewer: Viewer, name: str, passphrase: str) -> tuple[str, str]:
    """Open a session; any other one of this person ends. Returns the session's and the companion's ids.

    May: anybody (SIGN_IN).
    Leaves: a session; an audit line; a counted failure where it was wrong.
    Raises: NotAllowed, the same for an unknown name, a wrong passphrase, a wait and a shut door.
    """
    require(viewer, Permission.SIGN_IN)
    if len(passphrase) > LONGEST_PASSPHRASE or len(name) > LONGEST_PASSPHRASE:
        raise NotAllowed("sign-in")
    now = family.clock.now()
    with family.reading(sign_in=name_fingerprint(family, name)) as db:
        account = ways_in.account_by_name(db)
        if account is not None:
            family.bind(db, account.person)
            member = members.myself(db, family.keyring)
    known = folded_words(passphrase) if account and account.made_words else passphrase
    right = family.hasher.verify(account.passphrase if account else None, known)
    if account is None:
        raise NotAllowed("sign-in")
    waiting = account.wait_until is not None and now < account.wait_until
    if waiting or not right or member is None:
        with family.writing(account.person) as db:
            if not waiting and not right:
                ways_in.set_wait(db, wait_after(ways_in.count_failure(db), now))
            child = member.child if member else ""
            family.record(db, Event(account.person, "sign-in", child=child, outcome="refused"))
        raise NotAllowed("sign-in")
    session_id, companion = new_session_id(), new_session_id()
    with family.writing(account.person) as db:
        if not ways_in.clear_failures(db, now):
            raise NotAllowed("sign-in")
        ways_in.start_session(db, session_fingerprint(session_id), session_fingerprint(companion), account, now)
        family.record(db, Event(account.person, "sign-in", child=member.child))
    return session_id, companion


def type_passphrase_again(family: Cupboard, viewer: FamilyMember, passphrase: str) -> None:
    """Show that it is still you, for the five minutes in which you read what you sent.

    May: the person themselves (OPEN_HOME).
    Leaves: a fresh mark on the session; a counted failure where it was wrong.
    Raises: NotAllowed.
    """
    require(viewer, Permission.OPEN_HOME, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.reading(viewer.person) as db:
        account = ways_in.my_account(db)
    known = folded_words(passphrase[:LONGEST_PASSPHRASE]) if account and account.made_words else passphrase
    right = family.hasher.verify(account.passphrase if account else None, known)
    waiting = account is not None and account.wait_until is not None and now < account.wait_until
    if account is None or waiting or not right:
        if account is not None and not waiting:
            with family.writing(viewer.person) as db:
                ways_in.set_wait(db, wait_after(ways_in.count_failure(db), now))
        raise NotAllowed("passphrase")
    with family.writing(viewer.person) as db:
        if not ways_in.clear_failures(db, now):
            raise NotAllowed("passphrase")
        ways_in.freshen(db, viewer.session, now)
        family.record(db, Event(viewer.person, "passphrase-again", child=viewer.child))


def leave(family: Cupboard, viewer: Viewer) -> None:
    """End this session now.

    May: anybody (LEAVE).
    Leaves: an ended session; an audit line.
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, (FamilyMember, Joining)):
        with family.writing(viewer.person, session=viewer.session) as db:
            ways_in.end_session(db, family.clock.now())
            family.record(db, Event(viewer.person, "leave", child=viewer.child))


def name_fingerprint(family: Cupboard, name: str) -> str:
    """What is stored of a sign-in name, to find it by."""
    return fingerprint(family.pepper, "sign-in", folded_words(name))
