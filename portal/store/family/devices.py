"""Phones and computers from which somebody has signed in before. Table: device.

A browser holds a random id in a cookie; what stands here is a keyed fingerprint of it together with the
person, so that nobody can tell from here which two people use the same phone. A known device counts its
wrong tries by itself. All through the windows of the person to whom the transaction is bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from portal.store.crypto import fingerprint
from portal.store.database import bound_person
from portal.store.family.policy import own

KNOWN_FOR = timedelta(days=200)
MOST = 5
"""So many devices of one person are known; of more, those that were used last."""


@dataclass(frozen=True)
class Device:
    id: str
    wait_until: datetime | None


def device_id(pepper: bytes, person: str, cookie: str) -> str:
    """What is stored of a browser's cookie, for this person."""
    return fingerprint(pepper, "device", person, cookie)


def find(db: Connection, ref: str, now: datetime) -> Device | None:
    """A device that the bound person used not too long ago."""
    mine = own.device
    row = db.execute(
        select(mine.c.id, mine.c.wait_until).where(mine.c.id == ref, mine.c.seen_at > now - KNOWN_FOR)
    ).first()
    return Device(row.id, row.wait_until) if row else None


def wrong_tries(db: Connection) -> int:
    """On all of the bound person's devices together, since they last signed in."""
    return sum(db.execute(select(own.device.c.failures)).scalars())


def count_failure(db: Connection, ref: str) -> int:
    """One more wrong try on this device: how many in a row that makes."""
    mine = own.device
    done = update(mine).where(mine.c.id == ref).values(failures=mine.c.failures + 1).returning(mine.c.failures)
    return int(db.execute(done).scalar() or 0)


def set_wait(db: Connection, ref: str, until: datetime | None) -> None:
    db.execute(update(own.device).where(own.device.c.id == ref).values(wait_until=until))


def may_come_in(db: Connection, ref: str, now: datetime) -> bool:
    """It was right. False where a wait has begun on this device meanwhile."""
    mine = own.device
    may = or_(mine.c.wait_until.is_(None), mine.c.wait_until <= now)
    return (
        db.execute(update(mine).where(mine.c.id == ref, may).values(wait_until=None).returning(mine.c.id)).first()
        is not None
    )


def forget_failures(db: Connection) -> None:
    """They are in: wrong tries begin anew everywhere. A wait that runs elsewhere goes on."""
    db.execute(update(own.device).values(failures=0))


def keep(db: Connection, ref: str, now: datetime) -> None:
    """From now on this device is known to the bound person, and only the few that were used last are."""
    mine, me = own.device, bound_person(db)
    seen = db.execute(update(mine).where(mine.c.id == ref).values(seen_at=now).returning(mine.c.id)).first()
    if seen is None:
        db.execute(mine.insert().values(id=ref, person_id=me, failures=0, wait_until=None, made_at=now, seen_at=now))
    known = db.execute(select(mine.c.id).order_by(mine.c.seen_at.desc(), mine.c.id)).scalars().all()
    if known[MOST:]:
        db.execute(delete(mine).where(mine.c.id.in_(known[MOST:])))


def forget(db: Connection, ref: str) -> None:
    db.execute(delete(own.device).where(own.device.c.id == ref))


def forget_all(db: Connection) -> None:
    db.execute(delete(own.device).where(own.device.c.person_id == bound_person(db)))
