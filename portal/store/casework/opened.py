"""How many different children an account opened within an hour. Table: tally."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from portal.store import tally
from portal.store.casework import tables
from portal.store.crypto import fingerprint
from portal.store.tally import Counted

HOUR = timedelta(hours=1)


def so_far(db: Connection, pepper: bytes, account: str, child_ref: str, now: datetime) -> tuple[bool, Counted]:
    """Whether this child is one of those counted already, and how many there are."""
    this_one, all_of_them = _buckets(pepper, account, child_ref)
    known = tally.standing(db, tables.tally, this_one, HOUR, now).number > 0
    return known, tally.standing(db, tables.tally, all_of_them, HOUR, now)


def count(db: Connection, pepper: bytes, account: str, child_ref: str, now: datetime) -> None:
    for bucket in _buckets(pepper, account, child_ref):
        tally.count(db, tables.tally, bucket, HOUR, now)


def _buckets(pepper: bytes, account: str, child_ref: str) -> tuple[str, str]:
    return fingerprint(pepper, "opening", account, child_ref), fingerprint(pepper, "openings", account)
