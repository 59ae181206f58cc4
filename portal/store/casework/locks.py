"""A desk that is locked while somebody of the family sits at its screen. Table: session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from portal.store.casework.tables import session
from portal.store.casework.workers import ABSOLUTE, IDLE


def lock(db: Connection, ref: str, sitting: str, now: datetime) -> bool:
    """The session opens nothing until it is proved again (`workers.prove_session`). False where it has ended."""
    alive = (session.c.ended_at.is_(None), session.c.seen_at > now - IDLE, session.c.made_at > now - ABSOLUTE)
    done = db.execute(update(session).where(session.c.id == ref, *alive).values(beside=sitting, fresh_until=None))
    return bool(done.rowcount)


def locked_for(db: Connection, worker_ref: str, now: datetime) -> list[str]:
    """The sittings for which sessions of this worker were locked and not proved again, those of dead ones too."""
    mine = (session.c.worker_id == worker_ref, session.c.beside.is_not(None), session.c.made_at > now - ABSOLUTE)
    return [str(ref) for ref in db.execute(select(session.c.beside).where(*mine)).scalars()]


def forget(db: Connection, worker_ref: str, now: datetime) -> None:
    """They have signed in anew: sessions that ended while they were locked are not spoken of again. One that lives, on
    another device, stays locked.
    """
    dead = or_(session.c.ended_at.is_not(None), session.c.seen_at <= now - IDLE)
    db.execute(update(session).where(session.c.worker_id == worker_ref, dead).values(beside=None))
