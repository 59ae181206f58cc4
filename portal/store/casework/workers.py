"""Accounts at the desk, their sessions, and who is tied to whom. Tables: worker, way_in, session, allocation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, or_, select, update

from portal.domain.people import Allocation, DeskAccount, DeskSession, Tie, Tied, WorkerRole
from portal.store.casework.tables import allocation, session, way_in, worker
from portal.store.ledger import Gone, note

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
AT_ONCE = 2
FRESH = timedelta(minutes=5)
WAY_IN = timedelta(minutes=30)


def put(db: Connection, sign_in: str, name: str, role: WorkerRole, now: datetime) -> str:
    ref = uuid4().hex
    db.execute(worker.insert().values(id=ref, sign_in=sign_in, name=name, role=role.value, failures=0, made_at=now))
    return ref


def find(db: Connection, *, sign_in: str | None = None, ref: str | None = None) -> DeskAccount | None:
    where = worker.c.sign_in == sign_in if sign_in is not None else worker.c.id == ref
    row = db.execute(select(worker).where(where)).first()
    if row is None:
        return None
    return DeskAccount(
        row.id, row.sign_in, row.name, WorkerRole(row.role), row.passphrase, row.failures, row.wait_until,
        row.left_at is not None, row.totp_step is not None, row.totp_failures, row.totp_wait_until, row.seen_at,
    )  # fmt: skip


def hold(db: Connection, ref: str) -> DeskAccount:
    """The account as it stands, and nobody else changes it until this transaction ends."""
    db.execute(select(worker.c.id).where(worker.c.id == ref).with_for_update())
    found = find(db, ref=ref)
    assert found is not None
    return found


def leave(db: Connection, ref: str, now: datetime) -> None:
    """They do not work here any more: no session, no tie, no way in."""
    db.execute(update(worker).where(worker.c.id == ref).values(left_at=now))
    db.execute(update(way_in).where(way_in.c.worker_id == ref, way_in.c.used_at.is_(None)).values(used_at=now))
    db.execute(
        update(allocation).where(allocation.c.worker_id == ref, allocation.c.until_at.is_(None)).values(until_at=now)
    )
    end_sessions(db, ref, now)
    note(db, Gone.WORKER_LEFT, ref)


def come_back(db: Connection, ref: str) -> None:
    db.execute(update(worker).where(worker.c.id == ref).values(left_at=None))


def put_way_in(db: Connection, ref: str, code: str, now: datetime) -> None:
    """A one-time way in for a worker; any older one is dead."""
    db.execute(update(way_in).where(way_in.c.worker_id == ref, way_in.c.used_at.is_(None)).values(used_at=now))
    db.execute(way_in.insert().values(id=uuid4().hex, worker_id=ref, code=code, made_at=now, expires_at=now + WAY_IN))


def use_way_in(db: Connection, code: str, now: datetime) -> str | None:
    """Spend the code: the worker's id, or None."""
    row = db.execute(
        update(way_in)
        .where(way_in.c.code == code, way_in.c.used_at.is_(None), way_in.c.expires_at > now)
        .values(used_at=now)
        .returning(way_in.c.worker_id)
    ).first()
    return row.worker_id if row else None


def set_passphrase(db: Connection, ref: str, hashed: str) -> None:
    note(db, Gone.PROOFS_CHANGED, ref)
    db.execute(update(worker).where(worker.c.id == ref).values(passphrase=hashed, failures=0, wait_until=None))


def count_failure(db: Connection, ref: str) -> int:
    """One more wrong try: how many in a row that makes. The row stays locked, so that none goes uncounted."""
    return int(
        db.execute(
            update(worker).where(worker.c.id == ref).values(failures=worker.c.failures + 1).returning(worker.c.failures)
        ).scalar_one()
    )


def set_wait(db: Connection, ref: str, until: datetime | None) -> None:
    db.execute(update(worker).where(worker.c.id == ref).values(wait_until=until))


def lift_wait(db: Connection, ref: str) -> None:
    db.execute(update(worker).where(worker.c.id == ref).values(failures=0, wait_until=None))


def clear_failures(db: Connection, ref: str, now: datetime) -> bool:
    """It was right. False where a wait has begun meanwhile."""
    may = or_(worker.c.wait_until.is_(None), worker.c.wait_until <= now)
    done = db.execute(update(worker).where(worker.c.id == ref, may).values(failures=0, wait_until=None))
    return bool(done.rowcount)


def start_session(
    db: Connection,
    ref: str,
    worker_ref: str,
    now: datetime,
    *,
    proved: bool = True,
    by_provider: bool = False,
    fresh: bool = True,
) -> None:
    """A session, and the oldest ones end where there would be more than two.

    `proved`: it was shown by more than a passphrase who they are; without it the session may do nothing but
    enrol. `by_provider`: the council's own provider said so. `fresh`: it was them just now.
    """
    live = db.execute(
        select(session.c.id)
        .where(session.c.worker_id == worker_ref, *_alive(now))
        .order_by(session.c.made_at.desc(), session.c.seen_at.desc())
    ).scalars()
    for old in list(live)[AT_ONCE - 1 :]:
        end_session(db, old, now)
    db.execute(
        session.insert().values(
            id=ref, worker_id=worker_ref, made_at=now, seen_at=now, proved=proved, by_provider=by_provider,
            fresh_until=now + FRESH if fresh and proved else None,
        )
    )  # fmt: skip
    if proved:
        db.execute(update(worker).where(worker.c.id == worker_ref).values(seen_at=now))


def prove_session(db: Connection, ref: str, new_ref: str, now: datetime) -> bool:
    """It was them just now: the session goes on under a new id, and no lock is on it. False where it has ended."""
    done = db.execute(
        update(session)
        .where(session.c.id == ref, *_alive(now))
        .values(id=new_ref, proved=True, seen_at=now, fresh_until=now + FRESH, beside=None)
        .returning(session.c.worker_id)
    ).first()
    if done is None:
        return False
    db.execute(update(worker).where(worker.c.id == done.worker_id).values(seen_at=now))
    return True


def touch_session(db: Connection, ref: str, now: datetime) -> tuple[DeskAccount, DeskSession] | None:
    """Whose session this is, if it is alive and they still work here; marked as seen."""
    row = db.execute(
        update(session).where(session.c.id == ref, *_alive(now)).values(seen_at=now).returning(*session.c)
    ).first()
    found = find(db, ref=row.worker_id) if row else None
    return (found, _session(row, now)) if found and not found.left else None


def live_sessions(db: Connection, worker_ref: str, now: datetime) -> list[DeskSession]:
    """A worker's sessions that are alive, the newest first."""
    rows = db.execute(
        select(session).where(session.c.worker_id == worker_ref, *_alive(now)).order_by(session.c.made_at.desc())
    )
    return [_session(row, now) for row in rows]


def signed_in_before(db: Connection, worker_ref: str, ref: str) -> datetime | None:
    """When the session before this one began."""
    mine = select(session.c.made_at).where(session.c.id == ref).scalar_subquery()
    before = session.c.made_at < mine
    found: datetime | None = db.execute(
        select(session.c.made_at)
        .where(session.c.worker_id == worker_ref, session.c.id != ref, session.c.proved, before)
        .order_by(session.c.made_at.desc())
        .limit(1)
    ).scalar()
    return found


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (session.c.ended_at.is_(None), session.c.seen_at > now - IDLE, session.c.made_at > now - ABSOLUTE)


def _session(row: Any, now: datetime) -> DeskSession:
    fresh = row.fresh_until is not None and now < row.fresh_until
    return DeskSession(row.id, row.made_at, row.seen_at, row.proved, row.by_provider, fresh, row.beside or "")


def end_session(db: Connection, ref: str, now: datetime) -> None:
    db.execute(update(session).where(session.c.id == ref, session.c.ended_at.is_(None)).values(ended_at=now))


def end_sessions(db: Connection, worker_ref: str, now: datetime) -> None:
    db.execute(
        update(session).where(session.c.worker_id == worker_ref, session.c.ended_at.is_(None)).values(ended_at=now)
    )


def allocate(db: Connection, child_ref: str, worker_ref: str, tie: Tie, team_ref: str | None, now: datetime) -> None:
    """Tie a worker to a child. A tie that is there already is only told who of the team they are."""
    mine = (
        allocation.c.ref == child_ref,
        allocation.c.worker_id == worker_ref,
        allocation.c.tie == tie.value,
        allocation.c.until_at.is_(None),
    )
    known = db.execute(select(allocation.c.id).where(*mine)).first()
    if known:
        if team_ref is not None:
            db.execute(update(allocation).where(allocation.c.id == known.id).values(team_ref=team_ref))
        return
    db.execute(
        allocation.insert().values(
            id=uuid4().hex, ref=child_ref, worker_id=worker_ref, tie=tie.value, team_ref=team_ref, from_at=now
        )
    )


def whose_entry(db: Connection, child_ref: str, team_ref: str) -> str | None:
    """Who is, or was last, this entry of the child's team: their id. What was written for it alone is theirs."""
    rows = db.execute(
        select(allocation.c.worker_id)
        .where(allocation.c.ref == child_ref, allocation.c.team_ref == team_ref)
        .order_by(allocation.c.from_at.desc(), allocation.c.id)
    )
    return rows.scalars().first()


def end_allocation(db: Connection, child_ref: str, worker_ref: str, tie: Tie, now: datetime) -> None:
    ended = db.execute(
        update(allocation)
        .where(
            allocation.c.ref == child_ref,
            allocation.c.worker_id == worker_ref,
            allocation.c.tie == tie.value,
            allocation.c.until_at.is_(None),
        )
        .values(until_at=now)
        .returning(allocation.c.id)
    )
    for row in ended:
        note(db, Gone.ALLOCATION_ENDED, row.id)


def allocations(db: Connection, worker_ref: str) -> tuple[Allocation, ...]:
    """The children to whom a worker is tied now."""
    rows = db.execute(select(allocation).where(allocation.c.worker_id == worker_ref, allocation.c.until_at.is_(None)))
    return tuple(Allocation(row.ref, Tie(row.tie), row.team_ref) for row in rows)


def tied(db: Connection, child_ref: str) -> list[Tied]:
    """The workers tied to a child now, in the order in which they came."""
    return tied_many(db, [child_ref])[child_ref]


def tied_many(db: Connection, child_refs: Collection[str]) -> dict[str, list[Tied]]:
    """The same of many children, by their ref, in one statement."""
    rows = db.execute(
        select(allocation, worker.c.name, worker.c.sign_in)
        .join(worker, worker.c.id == allocation.c.worker_id)
        .where(allocation.c.ref.in_(child_refs), allocation.c.until_at.is_(None), worker.c.left_at.is_(None))
        .order_by(allocation.c.from_at, allocation.c.id)
    )
    found: dict[str, list[Tied]] = {ref: [] for ref in child_refs}
    for row in rows:
        found[row.ref].append(Tied(row.worker_id, row.name, Tie(row.tie), row.team_ref, row.sign_in))
    return found


def names(db: Connection) -> dict[str, str]:
    """What everybody at the desk is called, those too who have left, by their id."""
    return {row.id: row.name for row in db.execute(select(worker.c.id, worker.c.name))}


def everyone(db: Connection) -> list[DeskAccount]:
    rows = db.execute(select(worker.c.sign_in).where(worker.c.left_at.is_(None)).order_by(worker.c.name)).scalars()
    return [found for sign_in in rows if (found := find(db, sign_in=sign_in))]
