"""Signing in, staying, leaving: the family's side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Joining, Stranger, Subject, Viewer
from portal.domain.errors import NotAllowed, TooMany
from portal.domain.people import Member
from portal.journeys import limits
from portal.journeys.family import tries
from portal.store import tally
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import devices, invitations, members, sittings, ways_in
from portal.store.family.policy import own
from portal.store.family.ways_in import LiveSession
from portal.store.proofs import folded_words, new_session_id, session_fingerprint

LONGEST_PASSPHRASE = tries.LONGEST_PASSPHRASE
WRONG_FROM_ONE_ADDRESS = 50
"""Wrong words within an hour, whoever they were for."""


def who_is_this(family: Cupboard, session_id: str, companion: str) -> Viewer:
    """The viewer behind a session, marked as seen now. One statement, or two while somebody joins or a worker sits
    beside them.

    May: anybody; a dead or unknown session is a stranger's. One whose companion was deleted on
    the phone (to leave quickly, perhaps without a network) ends here for good, and so does the joining
    of somebody whose code is dead because nobody matched the number in time.
    """
    if not session_id:
        return Stranger()
    found = session_fingerprint(session_id)
    with family.tracing(session=found) as db:
        if not companion:
            ways_in.end_session(db, family.clock.now())
            return Stranger()
        live = ways_in.touch_session(db, found, session_fingerprint(companion), family.clock.now())
        if live is not None and live.joining is not None:
            return _joining(family, db, live, live.joining)
        if live is not None and live.sitting is not None:
            return _beside(family, db, live, live.sitting)
    if live is None:
        return Stranger()
    return FamilyMember(
        live.person, live.child, live.kind, live.id, live.confirmed, live.own_phone, live.fresh,
        out_of_sight=live.hidden_at is not None, covered=live.covered, ends_at=live.ends_at,
        idle=int(live.idle.total_seconds()),
    )  # fmt: skip


def _beside(family: Cupboard, db: Connection, live: LiveSession, ref: str) -> Viewer:
    """Out of sight for too long, it is over: no words of theirs could lift a cover at somebody else's screen."""
    family.bind(db, live.person, sitting=ref)
    if live.covered:
        ways_in.end_session(db, family.clock.now())
        family.record(db, Event(live.person, "together-over", ref, live.child))
        sittings.end_mine(db, ref, family.clock.now())
        return Stranger()
    return FamilyMember(
        live.person, live.child, live.kind, live.id, confirmed=False, out_of_sight=live.hidden_at is not None,
        ends_at=live.ends_at, idle=int(live.idle.total_seconds()), sitting=sittings.here(db, family.keyring, ref),
    )  # fmt: skip


def _joining(family: Cupboard, db: Connection, live: LiveSession, ref: str) -> Viewer:
    family.bind(db, live.person)
    code = invitations.mine(db, ref, family.clock.now())
    if code is not None and not code.is_over:
        return Joining(live.person, live.child, live.kind, ref, live.id, code.is_shown, code.take_home)
    ways_in.end_session(db, family.clock.now())
    family.record(db, Event(live.person, "joining-over", ref, live.child, "refused"))
    return Stranger()


def sign_in(
    family: Cupboard, viewer: Viewer, name: str, passphrase: str, *, device: str = "", address: str = "",
    only_theirs: bool = False,
) -> tuple[str, str]:  # fmt: skip
    """Open a session; any other one of this person ends. Returns the session's and the companion's ids.

    `device` is what the browser's cookie holds: from now on it is known. `address`: from where it is tried.
    `only_theirs`: that cookie says that nobody else unlocks this phone. Where it was not known before, it is one
    that others use, whatever was said of another one.

    May: anybody (SIGN_IN).
    Leaves: a session; a known device; an audit line; a counted failure where it was wrong, and one for
    the address.
    Raises: NotAllowed, the same for an unknown name, a wrong passphrase, a wait, a sleeping account and a
    shut door, after the same work; TooMany for an address that was wrong too often, whoever it asked for,
    but on a device that is known for this account: that one counts for itself.
    """
    require(viewer, Permission.SIGN_IN)
    if len(passphrase) > tries.LONGEST_PASSPHRASE or len(name) > tries.LONGEST_PASSPHRASE:
        raise NotAllowed("sign-in")
    bucket = limits.of_address(family, "sign-in", address) if address else None
    full = limits.full_until(family, own.tally, bucket, WRONG_FROM_ONE_ADDRESS) if bucket else None
    now = family.clock.now()
    known, member = None, None
    with family.reading(sign_in=name_fingerprint(family, name)) as db:
        account = ways_in.account_by_name(db)
        if account is not None:
            family.bind(db, account.person)
            member = members.myself(db, family.keyring)
            known = tries.look_up(family, db, account, device)
    if full and known is None:
        raise TooMany("sign-in", until=full)
    tried = tries.compare(family, account, known, passphrase)
    if account is None or member is None or tried.waits or not tried.right or account.is_asleep(now):
        _refuse(family, tried, member, bucket)
    session_id, companion = new_session_id(), new_session_id()
    with family.writing(account.person) as db:
        wrong = tries.so_far(db, account)
        if not tries.come_through(db, tried, now):
            raise NotAllowed("sign-in")
        ids = session_fingerprint(session_id), session_fingerprint(companion)
        here = replace(account, own_phone=account.own_phone and known is not None and only_theirs)
        ways_in.start_session(db, *ids, here, now, wrong_before=wrong)
        if device:
            devices.keep(db, devices.device_id(family.pepper, account.person, device), now)
        family.record(db, Event(account.person, "sign-in", child=member.child))
    return session_id, companion


def _refuse(family: Cupboard, tried: tries.Tried, member: Member | None, bucket: str | None) -> NoReturn:
    """One transaction that counts and leaves a trace, for a name that nobody has too."""
    now = family.clock.now()
    person = tried.account.person if tried.account else None
    with family.writing(person, **({"bucket": bucket} if bucket else {})) as db:
        if bucket:
            tally.count(db, own.tally, bucket, limits.HOUR, now)
        if tried.account is not None and member is not None:
            tries.count_wrong(db, tried, now)
        child = member.child if member else ""
        family.record(db, Event(person or "nobody", "sign-in", child=child, outcome="refused"))
    raise NotAllowed("sign-in")


def type_passphrase_again(family: Cupboard, viewer: FamilyMember, passphrase: str, *, device: str = "") -> None:
    """Show that it is still you: for the five minutes in which you read what you sent, and to lift a cover.

    May: the person themselves (SHOW_IT_IS_STILL_ME).
    Leaves: a fresh mark on the session, and no cover on it; an audit line; a counted failure where it was wrong.
    Raises: NotAllowed. What is too long to be a passphrase is refused before anything is counted.
    """
    require(viewer, Permission.SHOW_IT_IS_STILL_ME, Subject(viewer.child, viewer.person))
    if len(passphrase) > tries.LONGEST_PASSPHRASE:
        raise NotAllowed("passphrase")
    now = family.clock.now()
    with family.reading(viewer.person) as db:
        account = ways_in.my_account(db)
        known = tries.look_up(family, db, account, device) if account else None
    tried = tries.compare(family, account, known, passphrase)
    if account is None or tried.waits or not tried.right:
        with family.writing(viewer.person) as db:
            tries.count_wrong(db, tried, now)
        raise NotAllowed("passphrase")
    with family.writing(viewer.person) as db:
        if not tries.come_through(db, tried, now):
            raise NotAllowed("passphrase")
        ways_in.freshen(db, viewer.session, now)
        family.record(db, Event(viewer.person, "passphrase-again", child=viewer.child))


def go_out_of_sight(family: Cupboard, viewer: Viewer, *, for_good: bool = False) -> None:
    """The page is not on the screen any more. After a minute the passphrase is asked for, on a phone that others use.

    `for_good`: at once, because nothing has moved on it for long.

    May: anybody (LEAVE).
    Leaves: a mark on the session, and no longer life.
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, FamilyMember):
        since = family.clock.now() - (ways_in.OUT_OF_SIGHT if for_good else timedelta())
        with family.writing(session=viewer.session) as db:
            ways_in.hide(db, since)


def come_into_sight(family: Cupboard, viewer: Viewer) -> None:
    """The page is on the screen again. Once it was away for a minute this changes nothing.

    May: anybody (LEAVE).
    Leaves: no mark on the session.
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, FamilyMember):
        with family.writing(session=viewer.session) as db:
            ways_in.show(db, family.clock.now())


def leave(family: Cupboard, viewer: Viewer, *, device: str = "") -> None:
    """End this session now. `device`: forget that this one is known.

    May: anybody (LEAVE).
    Leaves: an ended session; an audit line.
    """
    require(viewer, Permission.LEAVE)
    if isinstance(viewer, (FamilyMember, Joining)):
        sitting = viewer.sitting_id if isinstance(viewer, FamilyMember) else ""
        proofs = {"sitting": sitting} if sitting else {}
        with family.writing(viewer.person, session=viewer.session, **proofs) as db:
            ways_in.end_session(db, family.clock.now())
            if device:
                devices.forget(db, devices.device_id(family.pepper, viewer.person, device))
            family.record(db, Event(viewer.person, "leave", child=viewer.child))
            if sitting:
                sittings.end_mine(db, sitting, family.clock.now())


def name_fingerprint(family: Cupboard, name: str) -> str:
    """What is stored of a sign-in name, to find it by."""
    return fingerprint(family.pepper, "sign-in", folded_words(name))
