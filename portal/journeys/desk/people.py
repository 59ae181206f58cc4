"""Who works here: ways in for workers, waits that are lifted, and people who have left.

A manager makes accounts for workers alone. The first account, managers and auditors come from the command
line, and so does every change of a role: nobody raises themselves or a friend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import CommandLine, Viewer, WorkerViewer
from portal.domain.errors import Fault, Invalid, NotReady
from portal.domain.people import DeskAccount, Tie, WorkerRole
from portal.journeys.desk.come_in import is_waiting, proofs_wait, put_way_in
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import cases, provided, second_proofs, workers
from portal.store.proofs import new_code, shown_code

_SIGN_IN = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here. `alone_with`: the children (ref, name) whose only case worker they are.

    `waits`: after wrong tries the next one is not looked at; `dead`: no second proof of theirs is, ever again.
    `has_way_in`: they have signed in once with a passphrase and six digits, or the council's provider does it.
    """

    account: str
    sign_in: str
    name: str
    role: WorkerRole
    seen_at: datetime | None
    waits: bool
    dead: bool
    has_way_in: bool
    by_provider: bool
    children: int
    alone_with: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WayIn:
    """A one-time way in, told once. It works for thirty minutes."""

    name: str
    sign_in: str
    shown: str


def see_people(room: Room, viewer: Viewer) -> tuple[Colleague, ...]:
    """Everybody who works here, by name.

    May: a manager, and the command line (KEEP_PEOPLE).
    """
    require(viewer, Permission.KEEP_PEOPLE)
    now = room.casework.clock.now()
    with room.casework.reading() as db:
        found = workers.everyone(db)
        ties = {account.id: workers.allocations(db, account.id) for account in found}
        alone = {account.id: _alone_with(room, db, account.id) for account in found}
        from_outside = {account.id for account in found if provided.is_provided(db, account.id)}
    return tuple(
        Colleague(
            account.id, account.sign_in, account.name, account.role, account.seen_at,
            is_waiting(account, now) or proofs_wait(account, now),
            account.wrong_proofs >= second_proofs.WRONG_TILL_DEAD,
            account.enrolled or account.id in from_outside, account.id in from_outside,
            len({tie.child_ref for tie in ties[account.id]}), alone[account.id],
        )
        for account in found
    )  # fmt: skip


def add(room: Room, viewer: WorkerViewer, sign_in: str, name: str) -> WayIn:
    """An account for a worker, with a one-time way in.

    May: a manager who has just shown again that it is them (MAKE_WAY_IN).
    Leaves: an account; an audit line.
    Raises: Invalid for a sign-in name that is taken or is none, and for a name that is none.
    """
    require(viewer, Permission.MAKE_WAY_IN)
    sign_in, name = refuse_bad_names(sign_in, name)
    now, code = room.casework.clock.now(), new_code()
    with room.casework.writing() as db:
        if workers.find(db, sign_in=sign_in) is not None:
            raise Invalid([Fault("sign_in", "taken")])
        ref = workers.put(db, sign_in, name, WorkerRole.WORKER, now)
        put_way_in(room, db, ref, code, now)
        room.casework.record(db, Event(viewer.account, "add-worker", ref))
    return WayIn(name, sign_in, shown_code(code))


def new_way_in(room: Room, viewer: WorkerViewer, sign_in: str) -> WayIn:
    """For a worker whose phone or passphrase is lost: what let them in before is worth nothing any more.

    May: a manager who has just shown again that it is them (MAKE_WAY_IN).
    Leaves: ended sessions; no six digits, no recovery codes; an audit line.
    Raises: Invalid where there is no such worker, or they come in by the council's provider. A manager's and
    an auditor's new way in is made at the command line.
    """
    require(viewer, Permission.MAKE_WAY_IN)
    now, code = room.casework.clock.now(), new_code()
    with room.casework.writing() as db:
        found = _working_here(db, sign_in)
        if found.role is not WorkerRole.WORKER or provided.is_provided(db, found.id):
            raise Invalid([Fault("sign_in", "command-line")])
        put_way_in(room, db, found.id, code, now)
        room.casework.record(db, Event(viewer.account, "new-way-in", found.id))
    return WayIn(found.name, found.sign_in, shown_code(code))


def lift_wait(room: Room, viewer: WorkerViewer, sign_in: str) -> None:
    """Somebody typed wrong things too often: they may try again at once. A dead second proof stays dead.

    May: a manager, and the command line (KEEP_PEOPLE).
    Leaves: no wait; an audit line.
    Raises: Invalid where there is no such account.
    """
    require(viewer, Permission.KEEP_PEOPLE)
    with room.casework.writing() as db:
        found = workers.hold(db, _working_here(db, sign_in).id)
        workers.lift_wait(db, found.id)
        if found.wrong_proofs < second_proofs.WRONG_TILL_DEAD:
            second_proofs.clear_wrong(db, found.id)
        room.casework.record(db, Event(viewer.account, "lift-wait", found.id))


def has_left(room: Room, viewer: WorkerViewer, sign_in: str) -> None:
    """They do not work here any more: out at the next request, tied to nobody.

    May: a manager, and the command line (KEEP_PEOPLE).
    Leaves: ended sessions and ties; an audit line; whom families may choose as readers, brought up to date.
    Raises: NotReady with the refs of the children whose only case worker they are: hand those over first.
    Invalid where there is no such account, it is one's own, or a manager's or an auditor's: those leave at the
    command line.
    """
    require(viewer, Permission.KEEP_PEOPLE)
    with room.casework.writing() as db:
        found = _working_here(db, sign_in)
        if found.id == viewer.account:
            raise Invalid([Fault("sign_in", "own")])
        if found.role is not WorkerRole.WORKER:
            raise Invalid([Fault("sign_in", "leaves-at-command-line")])
        if alone := _alone_with(room, db, found.id):
            raise NotReady([ref for ref, _name in alone])
        refs = _let_go(room, db, found, viewer.account)
    for ref in refs:
        room.renew_circles(ref)


def say_left(room: Room, viewer: CommandLine, sign_in: str) -> tuple[str, ...]:
    """The same out of a list of leavers, at night, when nobody can be asked: they are out whatever it leaves behind.

    Returns the refs of the children who have no case worker now. A manager sees them at the top of the desk.

    May: a manager, and the command line (KEEP_PEOPLE).
    Leaves: ended sessions and ties; an audit line; whom families may choose as readers, brought up to date.
    Raises: Invalid where there is no such account.
    """
    require(viewer, Permission.KEEP_PEOPLE)
    with room.casework.writing() as db:
        found = workers.find(db, sign_in=sign_in.strip().lower())
        if found is None:
            raise Invalid([Fault("", f"There is no account “{sign_in}” at the desk.")])
        if found.left:
            return ()
        alone = _alone_with(room, db, found.id)
        refs = _let_go(room, db, found, "command-line")
    for ref in refs:
        room.renew_circles(ref)
    return tuple(ref for ref, _name in alone)


def refuse_bad_names(sign_in: str, name: str) -> tuple[str, str]:
    """A sign-in name and a name as they are kept. Raises Invalid."""
    sign_in, name = sign_in.strip().lower(), " ".join(name.split())
    faults = []
    if not _SIGN_IN.fullmatch(sign_in):
        faults.append(Fault("sign_in", "letters"))
    if not name or len(name) > 80 or not name.isprintable():
        faults.append(Fault("name", "name"))
    if faults:
        raise Invalid(faults)
    return sign_in, name


def _let_go(room: Room, db: Connection, found: DeskAccount, actor: str) -> list[str]:
    """Their last day is over. Returns the refs of the children to whom they were tied."""
    refs = sorted({tie.child_ref for tie in workers.allocations(db, found.id)})
    second_proofs.forget(db, found.id)
    workers.leave(db, found.id, room.casework.clock.now())
    room.casework.record(db, Event(actor, "left", found.id))
    return refs


def _working_here(db: Connection, sign_in: str) -> DeskAccount:
    found = workers.find(db, sign_in=sign_in.strip().lower())
    if found is None or found.left:
        raise Invalid([Fault("sign_in", "unknown")])
    return found


def _alone_with(room: Room, db: Connection, account: str) -> tuple[tuple[str, str], ...]:
    """The children, by ref and name, who have no other case worker than this one and whose case goes on."""
    mine = [tie.child_ref for tie in workers.allocations(db, account) if tie.tie is Tie.CASE]
    tied = workers.tied_many(db, mine)
    alone = [ref for ref in mine if {t.worker for t in tied[ref] if t.tie is Tie.CASE} <= {account}]
    kept = cases.find_many(db, room.casework.keyring, sorted(alone))
    return tuple((ref, each.case.child.preferred_name) for ref, each in kept.items() if each.ended_at is None)
