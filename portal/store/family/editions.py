"""Published copies, one a person, never changed once written. Tables: edition, withdrawal, receipt, data_key.

One that was taken back stays as evidence and is read by nobody of the family.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, select

from portal.domain.edition import Edition, Published
from portal.domain.errors import Stale
from portal.domain.evidence import Written
from portal.domain.plain import from_plain, to_plain
from portal.store.crypto import CannotOpen, Keyring
from portal.store.family.policy import own
from portal.store.family.tables import data_key, edition, receipt, withdrawal
from portal.store.ledger import Gone, note


def latest(db: Connection, keyring: Keyring) -> Published | None:
    """The newest copy of the person to whom the transaction is bound, and how they have read it: one statement."""
    return my_newest(db.execute(mine()).first(), keyring)


def mine() -> Select[Any]:
    """The bound person's newest copy, for `my_newest`: no row where there is none."""
    return (
        select(own.edition, own.data_key.c.wrapped, own.receipt.c.read_at, own.person.c.easy_read)
        .join(own.data_key, own.data_key.c.id == own.edition.c.child_id)
        .join(own.person, own.person.c.id == own.edition.c.person_id)
        .outerjoin(own.receipt, own.receipt.c.number == own.edition.c.number)
    )


def my_newest(row: Row[Any] | None, keyring: Keyring) -> Published | None:
    published = _opened(row, keyring)
    return replace(published, read_at=row.read_at, reads_easy=row.easy_read) if row and published else None


def was_taken_back(db: Connection) -> bool:
    """Whether the newest copy of the person to whom the transaction is bound was taken back."""
    return db.execute(select(own.withdrawal.c.number)).first() is not None


def _opened(row: Row[Any] | None, keyring: Keyring) -> Published | None:
    if row is None:
        return None
    body = keyring.unwrap(row.child_id, row.wrapped).open(row.body, "edition", row.person_id, str(row.number))
    return Published(from_plain(Edition, body), row.number, row.published_at)


def fingerprint_of(copy: Edition) -> str:
    """What a copy says, as SHA-256: two copies that say the same are one. Changes do not count."""
    plain = {name: value for name, value in to_plain(copy).items() if name != "changes"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def newest_for(db: Connection, keyring: Keyring, person: str) -> Published | None:
    """The newest copy of anybody that was not taken back, for the desk that publishes."""
    taken = exists().where(withdrawal.c.person_id == edition.c.person_id, withdrawal.c.number == edition.c.number)
    row = db.execute(_of(person).where(~taken).order_by(edition.c.number.desc()).limit(1)).first()
    try:
        return _opened(row, keyring)
    except CannotOpen:  # nothing to compare the next copy with; whoever publishes goes on
        return None


def one(db: Connection, keyring: Keyring, person: str, number: int) -> Published | None:
    """One copy of anybody, taken back or not, for the desk."""
    row = db.execute(_of(person).where(edition.c.number == number)).first()
    return _opened(row, keyring)


def is_taken_back(db: Connection, person: str) -> bool:
    """Whether this person's newest copy was taken back, so that they read none until the next."""
    return _newest(db, person)[2]


def newest_number(db: Connection, person: str) -> tuple[int, bool]:
    """The number of this person's newest copy, 0 where there is none, and whether it was taken back."""
    number, _sha, is_taken = _newest(db, person)
    return number, is_taken


def withdraw(db: Connection, person: str, number: int, now: datetime) -> bool:
    """Take back somebody's newest copy: from now on they read none. False where it was taken back before.

    Raises Stale where another one is the newest, or there is none.
    """
    newest, _sha, is_taken = _newest(db, person)
    if not number or newest != number:
        raise Stale("Another copy is the newest.")
    if not is_taken:
        note(db, Gone.COPY_GONE, person, str(number))
        db.execute(withdrawal.insert().values(person_id=person, number=number, withdrawn_at=now))
    return not is_taken


def withdraw_newest(db: Connection, person: str, now: datetime) -> int:
    """Take back whatever copy somebody reads now. Returns its number; 0 where they read none."""
    newest, _sha, is_taken = _newest(db, person)
    if not newest or is_taken:
        return 0
    withdraw(db, person, newest, now)
    return newest


def write(db: Connection, keyring: Keyring, person: str, child: str, copy: Edition, now: datetime) -> int:
    """The next edition for this person, or the number of the newest if that already says the same.

    Idempotent: a publishing that was cut short can be done again. A newest copy that was taken back
    is followed by a new one, whatever it says.
    """
    sha = fingerprint_of(copy)
    newest, newest_sha, is_taken = _newest(db, person)
    if newest_sha == sha and not is_taken:
        return newest
    number = newest + 1
    if newest:  # what it says may have been too much
        note(db, Gone.COPY_GONE, person, str(newest))
    wrapped = db.execute(select(data_key.c.wrapped).where(data_key.c.id == child)).scalar_one()
    body = keyring.unwrap(child, wrapped).seal(to_plain(copy), "edition", person, str(number))
    db.execute(
        edition.insert().values(
            person_id=person, number=number, child_id=child, body=body, sha256=sha,
            language=copy.language, published_at=now,
        )
    )  # fmt: skip
    return number


def written(db: Connection, people: list[str]) -> list[Written]:
    """Every copy of these people, and whether it was taken back or read, the newest first, without a word of it."""
    taken = and_(withdrawal.c.person_id == edition.c.person_id, withdrawal.c.number == edition.c.number)
    read = and_(receipt.c.person_id == edition.c.person_id, receipt.c.number == edition.c.number)
    rows = db.execute(
        select(
            edition.c.person_id, edition.c.number, edition.c.language, edition.c.published_at,
            withdrawal.c.withdrawn_at, receipt.c.read_at,
        )
        .outerjoin(withdrawal, taken)
        .outerjoin(receipt, read)
        .where(edition.c.person_id.in_(people))
        .order_by(edition.c.person_id, edition.c.number.desc())
    )  # fmt: skip
    return [Written(r.person_id, r.number, r.language, r.published_at, r.withdrawn_at, r.read_at) for r in rows]


def taken_back(db: Connection, children: list[str]) -> set[tuple[str, str]]:
    """Whose newest copy was taken back, of these children's families: (child, person)."""
    newest = (
        select(edition.c.person_id, edition.c.child_id, func.max(edition.c.number).label("number"))
        .where(edition.c.child_id.in_(children))
        .group_by(edition.c.person_id, edition.c.child_id)
        .subquery()
    )
    rows = db.execute(
        select(newest.c.child_id, newest.c.person_id).join(
            withdrawal, and_(withdrawal.c.person_id == newest.c.person_id, withdrawal.c.number == newest.c.number)
        )
    )
    return {(row.child_id, row.person_id) for row in rows}


def _newest(db: Connection, person: str) -> tuple[int, str, bool]:
    """Number and fingerprint of somebody's newest copy, and whether it was taken back; 0 where there is none."""
    row = db.execute(
        select(edition.c.number, edition.c.sha256, withdrawal.c.withdrawn_at)
        .outerjoin(
            withdrawal, and_(withdrawal.c.person_id == edition.c.person_id, withdrawal.c.number == edition.c.number)
        )
        .where(edition.c.person_id == person)
        .order_by(edition.c.number.desc())
        .limit(1)
    ).first()
    return (int(row.number), row.sha256, row.withdrawn_at is not None) if row else (0, "", False)


def _of(person: str) -> Select[Any]:
    return (
        select(edition, data_key.c.wrapped)
        .join(data_key, data_key.c.id == edition.c.child_id)
        .where(edition.c.person_id == person)
    )
