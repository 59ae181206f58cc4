"""Signing in at the desk with the council's own provider, and showing it again there.

What somebody may do comes from the provider (a role); which children, is decided here. Nothing that the
provider hands out is kept but a fingerprint of whom it means.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Enrolling, Viewer, WorkerViewer
from portal.domain.errors import NotFound
from portal.domain.people import WorkerRole
from portal.domain.provider import FRESH, Begun, Proved, ProviderAway, Refused
from portal.journeys.desk.room import Room
from portal.journeys.desk.together import end_behind
from portal.journeys.limits import HOUR, of_all
from portal.store.audit import Event
from portal.store.casework import locks, provided, workers
from portal.store.crypto import fingerprint
from portal.store.proofs import new_session_id, session_fingerprint

if TYPE_CHECKING:
    from portal.exchange.provider.talk import Provider

log = logging.getLogger("portal")

LONGEST_CODE = 4096
KEPT_AN_HOUR = 200  # refusals of nobody in particular that go into the audit; the log has every one


@dataclass(frozen=True)
class Answer:
    """What the browser brought back from the provider; "" for what it did not bring."""

    state: str = ""
    code: str = ""
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True)
class CameIn:
    """The id of the session that goes on, and where in the desk."""

    session_id: str
    back: str


@dataclass(frozen=True)
class Settled:
    """Whose account it is; why they may not come in, or ""; the children to whom they are tied no more."""

    account: str
    reason: str = ""
    untied: tuple[str, ...] = ()


def begin(room: Room, viewer: Viewer, *, again: bool = False, anew: bool = False, back: str = "/") -> Begun:
    """Begin a flow: what only this browser is to know. `again`: somebody signed in shows that it is them. `anew`:
    somebody who had left comes in again, and the provider has to ask them.

    May: anybody (SIGN_IN).
    Raises: NotFound where there is no provider; NotFound for `again` of nobody; ProviderAway.
    """
    require(viewer, Permission.SIGN_IN)
    provider = _provider(room)
    if again and not isinstance(viewer, WorkerViewer):
        raise NotFound
    provider.ready()
    session = viewer.session if again and isinstance(viewer, WorkerViewer) else ""
    random = [secrets.token_urlsafe(32) for _ in range(3)]
    verifier = random[2] + secrets.token_urlsafe(16)
    return Begun(provider.expected.issuer, random[0], random[1], verifier, session, back, anew and not session)


def onward(room: Room, viewer: Viewer, begun: Begun) -> str:
    """The provider's address for this flow. Changes nothing.

    May: anybody (SIGN_IN).
    Raises: NotFound, ProviderAway.
    """
    require(viewer, Permission.SIGN_IN)
    return _provider(room).address(begun)


def come_back(room: Room, viewer: Viewer, begun: Begun | None, answer: Answer) -> CameIn:
    """Somebody is back from the provider: look at everything, and let them in, or show that it is still them.

    May: anybody (SIGN_IN).
    Leaves: at the first sign-in an account; name and role as the provider says them now, ties ended where
    the role may have none; a session under a new id; an audit line, of a refusal too.
    Raises: Refused, always the same to whoever asks; ProviderAway.
    """
    require(viewer, Permission.SIGN_IN)
    provider = _provider(room)
    proved = None
    try:
        if begun is None:
            raise Refused("no-cookie")
        if not answer.state or not hmac.compare_digest(answer.state.encode(), begun.state.encode()):
            raise Refused("state")
        if provider.answered_by_another(begun, answer.issuer):
            raise Refused("mix-up")
        if answer.error:
            raise Refused("denied" if answer.error == "access_denied" else "provider-error")
        if not 0 < len(answer.code) <= LONGEST_CODE:
            raise Refused("no-code")
        proved = provider.proof(begun, answer.code)
        if isinstance(viewer, WorkerViewer) and viewer.beside and not begun.again:
            raise Refused("locked")
        if begun.again:
            return _again(room, viewer, begun, proved)
        return _sign_in(room, viewer, begun, proved)
    except Refused as refused:
        _note(room, refused.reason, proved)
        raise
    except ProviderAway as away:
        log.error("provider.away", extra={"reason": str(away)})
        raise


def leave_address(room: Room, viewer: Viewer) -> str:
    """Where somebody who left may end their session at the provider too; "" where there is no such page.

    May: anybody (LEAVE).
    """
    require(viewer, Permission.LEAVE)
    return room.provider.leave_address() if room.provider is not None else ""


def _provider(room: Room) -> Provider:
    if room.provider is None:
        raise NotFound
    return room.provider


def _subject(room: Room, proved: Proved) -> str:
    """By which an account is found. No name, address or label is in it."""
    return fingerprint(room.casework.pepper, "subject", proved.issuer, proved.subject)


def _sign_in(room: Room, viewer: Viewer, begun: Begun, proved: Proved) -> CameIn:
    now, session_id = room.casework.clock.now(), new_session_id()
    left_behind: list[str] = []
    with room.casework.writing() as db:
        settled = _settle(room, db, proved, may_be_new=True)
        fresh = now - proved.proved_at <= FRESH
        left_behind = locks.locked_for(db, settled.account, now) if not settled.reason else []
        if left_behind and not fresh:  # somebody of the family may sit at this screen: the provider has to ask, too
            settled = replace(settled, reason="locked")
        if not settled.reason:
            if isinstance(viewer, WorkerViewer | Enrolling):
                workers.end_session(db, viewer.session, now)
            ref = session_fingerprint(session_id)
            workers.start_session(db, ref, settled.account, now, by_provider=True, fresh=fresh)
            room.casework.record(db, Event(settled.account, "desk-sign-in", "provider"))
            locks.forget(db, settled.account, now)
    for sitting in left_behind if not settled.reason else []:
        end_behind(room, sitting, settled.account)
    return _go_on(room, settled, session_id, begun)


def _again(room: Room, viewer: Viewer, begun: Begun, proved: Proved) -> CameIn:
    if not isinstance(viewer, WorkerViewer) or viewer.session != begun.again:
        raise Refused("session")
    now, session_id = room.casework.clock.now(), new_session_id()
    with room.casework.writing() as db:
        settled = _settle(room, db, proved, may_be_new=False)
        if not settled.reason and settled.account != viewer.account:
            settled = replace(settled, reason="another-person")
        elif not settled.reason:
            end_behind(room, viewer.beside, viewer.account)
            if workers.prove_session(db, viewer.session, session_fingerprint(session_id), now):
                room.casework.record(db, Event(viewer.account, "show-again", "provider"))
            else:
                settled = replace(settled, reason="session")
    return _go_on(room, settled, session_id, begun)


def _go_on(room: Room, settled: Settled, session_id: str, begun: Begun) -> CameIn:
    for child_ref in settled.untied:
        room.renew_circles(child_ref)
    if settled.reason:
        raise Refused(settled.reason)
    return CameIn(session_id, begun.back)


def _settle(room: Room, db: Connection, proved: Proved, *, may_be_new: bool) -> Settled:
    """Whose account this is and whether they may still come in, with name and role as the provider says them now."""
    now, subject = room.casework.clock.now(), _subject(room, proved)
    found = provided.find(db, subject)
    if found is not None and found.left:
        return Settled(found.id, "left")
    if len(proved.roles) != 1:
        if found is not None:
            workers.end_sessions(db, found.id, now)
        return Settled(found.id if found else "", "two-roles" if proved.roles else "no-role")
    (role,) = proved.roles
    if found is None:
        if not may_be_new:
            return Settled("", "another-person")
        found = provided.put(db, subject, proved.label, proved.name, role, now)
        room.casework.record(db, Event("provider", "add-worker", f"{found.id}/{role.value}"))
    untied: set[str] = set()
    if found.role is not role:
        workers.end_sessions(db, found.id, now)
        room.casework.record(db, Event("provider", "change-role", f"{found.id}/{role.value}"))
        if role is not WorkerRole.WORKER:  # who gives access reads no words: such an account is tied to nobody
            for child_ref, tie in provided.end_allocations(db, found.id, now):
                thing, child = f"{found.id}/{tie.value}", room.child_id(child_ref)
                room.casework.record(db, Event("provider", "end-allocation", thing, child))
                untied.add(child_ref)
    provided.bring_up_to_date(db, found.id, proved.name, role)
    return Settled(found.id, "", tuple(sorted(untied)))


def _note(room: Room, reason: str, proved: Proved | None) -> None:
    """A refusal, by its code: in the log always, in the audit as long as nobody floods it."""
    log.warning("provider.refused", extra={"reason": reason})
    now = room.casework.clock.now()
    with room.casework.writing() as db:
        found = provided.find(db, _subject(room, proved)) if proved else None
        if found is None:
            bucket = of_all(room.casework, "provider-refused")
            if provided.count_refusal(db, bucket, HOUR, now) > KEPT_AN_HOUR:
                return
        who = found.id if found else "provider"
        room.casework.record(db, Event(who, "desk-sign-in", f"provider/{reason}", outcome="refused"))
