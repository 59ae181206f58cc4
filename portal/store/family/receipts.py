"""What somebody says that they have read of their copies. Tables: receipt, edition, withdrawal.

The person's own functions work for the person to whom the transaction is bound, through their
windows. Those that begin with `for_desk` are for workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, select

from portal.store.database import bound_person
from portal.store.family.policy import own
from portal.store.family.tables import edition, receipt, withdrawal


@dataclass(frozen=True)
class Standing:
    """Somebody's newest copy: since when it is there, and when they said that they had read it."""

    person: str
    number: int
    published_at: datetime
    read_at: datetime | None


def put(db: Connection, number: int, now: datetime) -> bool:
    """The bound person says that they have read this copy of theirs. False where they had said so before."""
    if find(db, number) is not None:
        return False
    db.execute(own.receipt.insert().values(person_id=bound_person(db), number=number, read_at=now))
    return True


def find(db: Connection, number: int) -> datetime | None:
    """When the bound person said that they have read this copy; None where they have not."""
    mine = (own.receipt.c.person_id == bound_person(db), own.receipt.c.number == number)
    found: datetime | None = db.execute(select(own.receipt.c.read_at).where(*mine)).scalar()
    return found


def for_desk_last_read(db: Connection, person: str) -> int | None:
    """The last copy that this person said they had read, of those that were not taken back; None for none.

    What has changed is told against this one: nothing that came between is lost.
    """
    taken = exists().where(withdrawal.c.person_id == receipt.c.person_id, withdrawal.c.number == receipt.c.number)
    number = db.execute(select(func.max(receipt.c.number)).where(receipt.c.person_id == person, ~taken)).scalar()
    return None if number is None else int(number)


def for_desk(db: Connection, people: list[str]) -> dict[str, Standing]:
    """Where each of these people's newest copy stands, by their id: one statement."""
    newest = (
        select(edition.c.person_id, func.max(edition.c.number).label("number"))
        .where(edition.c.person_id.in_(people))
        .group_by(edition.c.person_id)
        .subquery()
    )
    rows = db.execute(
        select(edition.c.person_id, edition.c.number, edition.c.published_at, receipt.c.read_at)
        .join(newest, and_(newest.c.person_id == edition.c.person_id, newest.c.number == edition.c.number))
        .outerjoin(receipt, and_(receipt.c.person_id == edition.c.person_id, receipt.c.number == edition.c.number))
    )
    return {row.person_id: Standing(row.person_id, row.number, row.published_at, row.read_at) for row in rows}
