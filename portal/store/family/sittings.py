"""Times at which a worker helps somebody on the worker's own screen. Tables: sitting, session, data_key.

`make`, `end` and `for_desk` are the desk's. `begin`, `here` and `end_mine` are the family's, through their windows.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from portal.domain.sitting import Sitting
from portal.store.crypto import Keyring
from portal.store.family.members import key_of
from portal.store.family.policy import own
from portal.store.family.tables import session, sitting
from portal.store.family.ways_in import IDLE_BESIDE

TO_BEGIN = timedelta(minutes=2)
"""A code lasts for as long as it takes to go from one page to the next."""


# -- the desk's --------------------------------------------------------------------------------------


def make(db: Connection, keyring: Keyring, new: Sitting, person: str, child: str, code: str, now: datetime) -> datetime:
    """A new sitting of this person; any older one ends. `code` is a fingerprint. Returns until when it can begin."""
    end_all(db, person, now)
    body = asdict(new)
    del body["id"]
    sealed = key_of(db, keyring, child).seal(body, "sitting", new.id, person)
    until = now + TO_BEGIN
    row = {"id": new.id, "person_id": person, "child_id": child, "code": code, "body": sealed, "made_at": now}
    db.execute(sitting.insert().values(**row, expires_at=until))
    return until


def end(db: Connection, ref: str, now: datetime) -> str | None:
    """This sitting is over, and so are the sessions in it: of which child it was. None for one that is not there."""
    db.execute(update(session).where(session.c.sitting_id == ref, session.c.ended_at.is_(None)).values(ended_at=now))
    db.execute(update(sitting).where(sitting.c.id == ref, sitting.c.ended_at.is_(None)).values(ended_at=now))
    return child_of(db, ref)


def child_of(db: Connection, ref: str) -> str | None:
    """Of which child this sitting is."""
    found: str | None = db.execute(select(sitting.c.child_id).where(sitting.c.id == ref)).scalar()
    return found


def end_all(db: Connection, person: str, now: datetime) -> None:
    """Nobody helps this person any more: sittings end, and those that have not begun never will."""
    refs = list(
        db.execute(select(sitting.c.id).where(sitting.c.person_id == person, sitting.c.ended_at.is_(None))).scalars()
    )
    for ref in refs:
        end(db, ref, now)


def for_desk(db: Connection, people: list[str], now: datetime) -> dict[str, datetime]:
    """With whom of these people a worker sits now, and since when."""
    alive = (sitting.c.used_at.is_not(None), sitting.c.ended_at.is_(None))
    rows = db.execute(
        select(sitting.c.person_id, sitting.c.used_at)
        .join(session, session.c.sitting_id == sitting.c.id)
        .where(
            sitting.c.person_id.in_(people), *alive, session.c.ended_at.is_(None), session.c.seen_at > now - IDLE_BESIDE
        )
    )
    return {row.person_id: row.used_at for row in rows}


# -- the family's ------------------------------------------------------------------------------------


def begin(db: Connection, now: datetime) -> tuple[str, str] | None:
    """Spend the code by which the transaction is bound: the sitting and whose it is. One statement, so that of two
    who hold the same code one alone gets in. None for a code that is used, too old, or ended.
    """
    mine = own.sitting_by_code
    row = db.execute(
        update(mine)
        .where(mine.c.used_at.is_(None), mine.c.ended_at.is_(None), mine.c.expires_at > now)
        .values(used_at=now)
        .returning(mine.c.id, mine.c.person_id)
    ).first()
    return (row.id, row.person_id) if row else None


def here(db: Connection, keyring: Keyring, ref: str) -> Sitting:
    """The sitting to which the transaction is bound, with what was chosen for it."""
    mine, person, data_key = own.sitting, own.person, own.data_key
    row = db.execute(
        select(mine.c.body, mine.c.person_id, data_key.c.id, data_key.c.wrapped)
        .join(person, person.c.id == mine.c.person_id)
        .join(data_key, data_key.c.id == person.c.child_id)
        .where(mine.c.id == ref)
    ).one()
    key = keyring.unwrap(row.id, row.wrapped)
    body, _lost = key.open_or({}, row.body, "sitting", ref, row.person_id)
    return Sitting(ref, **body)


def end_mine(db: Connection, ref: str, now: datetime) -> None:
    """The sitting to which the transaction is bound is over."""
    mine = own.sitting
    db.execute(update(mine).where(mine.c.id == ref, mine.c.ended_at.is_(None)).values(ended_at=now))
