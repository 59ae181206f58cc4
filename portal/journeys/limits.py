"""Tries that are counted in the database: for an address within an hour, for everybody together.

Addresses are kept as a fingerprint with the day in it, so that tomorrow nobody can tell whose it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.domain.errors import TooMany
from portal.store import tally
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard

HOUR = timedelta(hours=1)


def of_address(cupboard: Cupboard, kind: str, address: str) -> str:
    """The bucket in which one address's tries of this kind are counted today."""
    return fingerprint(cupboard.pepper, "tries", kind, cupboard.clock.today().isoformat(), address)


def of_all(cupboard: Cupboard, kind: str) -> str:
    """The bucket in which everybody's tries of this kind are counted."""
    return fingerprint(cupboard.pepper, "tries", kind)


def count(cupboard: Cupboard, table: Any, bucket: str, within: timedelta = HOUR) -> tally.Counted:
    """One more try, durable at once, so that a refusal later in the same request cannot take it back."""
    with cupboard.writing(bucket=bucket) as db:
        return tally.count(db, table, bucket, within, cupboard.clock.now())


def refuse_over(
    cupboard: Cupboard, table: Any, bucket: str, most: int, within: timedelta = HOUR, *, what: str = "tries"
) -> None:
    """Raises TooMany where this bucket is full; counts nothing."""
    if until := full_until(cupboard, table, bucket, most, within):
        raise TooMany(what, until=until)


def full_until(cupboard: Cupboard, table: Any, bucket: str, most: int, within: timedelta = HOUR) -> datetime | None:
    """Until when this bucket is full; None where it is not. Counts nothing."""
    now = cupboard.clock.now()
    with cupboard.reading(bucket=bucket) as db:
        found = tally.standing(db, table, bucket, within, now)
    return found.since + within if found.number >= most else None
