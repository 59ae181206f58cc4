"""How often something was tried within a while, counted in the database, so that no restart forgets it.

A bucket is a keyed fingerprint (`crypto.fingerprint`) of what is counted: a kind of try and whose it was.
It names nobody, and nobody without the key can tell whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, case, select, update
from sqlalchemy.exc import IntegrityError

from portal.store.columns import Moment


@dataclass(frozen=True)
class Counted:
    """So many within the while that began at `since`."""

    number: int
    since: datetime


def tally_table(metadata: MetaData) -> Table:
    return Table(
        "tally",
        metadata,
        Column("bucket", String(40), primary_key=True),
        Column("since", Moment, nullable=False),
        Column("number", Integer, nullable=False),
    )


def count(db: Connection, table: Any, bucket: str, within: timedelta, now: datetime) -> Counted:
    """One more in this bucket. A while that is over begins anew.

    `table` is a cupboard's `tally`; on the family's side its window, in a transaction bound by
    `bucket=bucket`. Of two who begin a bucket at once, one counts after the other.
    """
    return _more(db, table, bucket, within, now) or _first(db, table, bucket, within, now)


def standing(db: Connection, table: Any, bucket: str, within: timedelta, now: datetime) -> Counted:
    """How many there are in this bucket, without counting one."""
    row = db.execute(select(table.c.number, table.c.since).where(table.c.bucket == bucket)).first()
    if row is None or row.since <= now - within:
        return Counted(0, now)
    return Counted(row.number, row.since)


def _more(db: Connection, table: Any, bucket: str, within: timedelta, now: datetime) -> Counted | None:
    over = table.c.since <= now - within
    row = db.execute(
        update(table)
        .where(table.c.bucket == bucket)
        .values(number=case((over, 1), else_=table.c.number + 1), since=case((over, now), else_=table.c.since))
        .returning(table.c.number, table.c.since)
    ).first()
    return Counted(row.number, row.since) if row else None


def _first(db: Connection, table: Any, bucket: str, within: timedelta, now: datetime) -> Counted:
    try:
        with db.begin_nested():
            db.execute(table.insert().values(bucket=bucket, since=now, number=1))
    except IntegrityError:  # somebody began it just now
        found = _more(db, table, bucket, within, now)
        assert found is not None
        return found
    return Counted(1, now)
