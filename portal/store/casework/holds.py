"""Legal holds: while one stands, nothing of that child goes. Tables: legal_hold, child_case, data_key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select, update

from portal.domain.holds import Hold
from portal.store.casework.cases import key_id
from portal.store.casework.tables import child_case, data_key, legal_hold
from portal.store.crypto import Keyring
from portal.store.keys import child_key
from portal.store.ledger import Gone, note


def put(
    db: Connection, keyring: Keyring, pepper: bytes, ref: str, worker: str, why: str, review_on: date, now: datetime
) -> bool:
    """Hold everything of this child, with the reason sealed. False where it is held already."""
    here = db.execute(select(child_case.c.ref).where(child_case.c.ref == ref).with_for_update()).first()
    if here is None or standing(db, keyring, pepper, ref) is not None:
        return False  # it is gone by now, or somebody was quicker
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    assert key is not None, "a kept case always has a key"
    id = uuid4().hex
    db.execute(
        legal_hold.insert().values(
            id=id, ref=ref, worker_id=worker, review_on=review_on, from_at=now,
            body=key.seal({"why": why}, "legal_hold", id),
        )
    )  # fmt: skip
    note(db, Gone.HOLD_SET, key_id(pepper, ref), f"{review_on.isoformat()} {worker}")
    return True


def standing(db: Connection, keyring: Keyring, pepper: bytes, ref: str) -> Hold | None:
    """The hold that stands now, with its reason."""
    row = db.execute(select(legal_hold).where(legal_hold.c.ref == ref, legal_hold.c.until_at.is_(None))).first()
    if row is None:
        return None
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    assert key is not None, "a kept case always has a key"
    return _hold(row, key.open(row.body, "legal_hold", row.id)["why"])


def standing_many(db: Connection, refs: Collection[str] | None = None) -> list[Hold]:
    """Every hold that stands, or those of these children, without the reasons: the first to be looked at first."""
    wanted = legal_hold.c.until_at.is_(None)
    asked = select(legal_hold).where(wanted if refs is None else wanted & legal_hold.c.ref.in_(refs))
    return [_hold(row, "") for row in db.execute(asked.order_by(legal_hold.c.review_on, legal_hold.c.ref))]


def look_again(db: Connection, ref: str, review_on: date) -> bool:
    """The hold goes on, to be looked at again on this day. False where none stands."""
    stands = (legal_hold.c.ref == ref, legal_hold.c.until_at.is_(None))
    return bool(db.execute(update(legal_hold).where(*stands).values(review_on=review_on)).rowcount)


def lift(db: Connection, keyring: Keyring, pepper: bytes, ref: str, why: str, now: datetime) -> bool:
    """The hold ends; why stands beside why it began. False where none stands."""
    found = standing(db, keyring, pepper, ref)
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    if found is None or key is None:
        return False
    sealed = key.seal({"why": found.why, "lifted": why}, "legal_hold", found.id)
    stands = (legal_hold.c.id == found.id, legal_hold.c.until_at.is_(None))
    if not db.execute(update(legal_hold).where(*stands).values(until_at=now, body=sealed)).rowcount:
        return False
    note(db, Gone.HOLD_LIFTED, key_id(pepper, ref))
    return True


def _hold(row: Any, why: str) -> Hold:
    return Hold(row.id, row.ref, row.worker_id, row.from_at, row.review_on, why)
