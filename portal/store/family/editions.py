"""Published copies, one a person, never changed once written. Tables: edition, data_key."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, func, select

from portal.domain.edition import Edition, Published
from portal.domain.plain import from_plain, to_plain
from portal.store.crypto import Keyring
from portal.store.database import bound_person
from portal.store.family.tables import data_key, edition


def latest(db: Connection, keyring: Keyring) -> Published | None:
    """The newest copy of the person to whom the transaction is bound: one statement."""
    return _latest(db, keyring, bound_person(db))


def _latest(db: Connection, keyring: Keyring, person: str) -> Published | None:
    row = db.execute(
        select(edition, data_key.c.wrapped)
        .join(data_key, data_key.c.id == edition.c.child_id)
        .where(edition.c.person_id == person)
        .order_by(edition.c.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    body = keyring.unwrap(row.child_id, row.wrapped).open(row.body, "edition", person, str(row.number))
    return Published(from_plain(Edition, body), row.number, row.published_at)


def fingerprint_of(copy: Edition) -> str:
    """What a copy says, as SHA-256: two copies that say the same are one. Changes do not count."""
    plain = {name: value for name, value in to_plain(copy).items() if name != "changes"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def newest_for(db: Connection, keyring: Keyring, person: str) -> Published | None:
    """The newest copy of anybody, for the desk that publishes."""
    return _latest(db, keyring, person)


def write(db: Connection, keyring: Keyring, person: str, child: str, copy: Edition, now: datetime) -> int:
    """The next edition for this person, or the number of the newest if that already says the same.

    Idempotent: a publishing that was cut short can be done again.
    """
    sha = fingerprint_of(copy)
    newest = db.execute(
        select(edition.c.number, edition.c.sha256)
        .where(edition.c.person_id == person)
        .order_by(edition.c.number.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.sha256 == sha:
        return int(newest.number)
    number = (newest.number if newest else 0) + 1
    wrapped = db.execute(select(data_key.c.wrapped).where(data_key.c.id == child)).scalar_one()
    body = keyring.unwrap(child, wrapped).seal(to_plain(copy), "edition", person, str(number))
    db.execute(
        edition.insert().values(
            person_id=person, number=number, child_id=child, body=body, sha256=sha,
            language=copy.language, published_at=now,
        )
    )  # fmt: skip
    return number


def count(db: Connection, person: str) -> int:
    return int(db.execute(select(func.count()).where(edition.c.person_id == person)).scalar_one())
