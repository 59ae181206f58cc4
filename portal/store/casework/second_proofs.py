"""What a worker proves besides a passphrase: six digits, or a code kept for a bad day.

Tables: worker, recovery, data_key. The secret of the digits is sealed with a key of the desk's own and
bound to its worker. A step of the clock is taken once, whoever takes it: an update decides, not a read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.store.casework.tables import data_key, recovery, worker
from portal.store.crypto import ChildKey, Keyring, fingerprint
from portal.store.keys import ensure_child_key
from portal.store.ledger import Gone, note
from portal.store.proofs import Hasher, new_recovery_code

DESK_KEY = "desk"
CODES = 10
WRONG_TILL_WAIT, WAIT = 5, timedelta(minutes=15)
WRONG_TILL_DEAD = 50


def put_secret(db: Connection, keyring: Keyring, ref: str, secret: str, now: datetime) -> None:
    """A new secret for a worker, who is not enrolled until the first digits of it are typed. Old codes are gone."""
    sealed = _desk_key(db, keyring, now).seal(secret, "totp", ref)
    _put(db, ref, sealed)


def forget(db: Connection, ref: str) -> None:
    """Neither digits nor codes work any more."""
    _put(db, ref, None)


def secret_of(db: Connection, keyring: Keyring, ref: str) -> str | None:
    row = db.execute(
        select(worker.c.totp, data_key.c.wrapped)
        .join(data_key, data_key.c.id == DESK_KEY)
        .where(worker.c.id == ref, worker.c.totp.is_not(None))
    ).first()
    if row is None:
        return None
    secret: str = keyring.unwrap(DESK_KEY, row.wrapped).open(row.totp, "totp", ref)
    return secret


def take_step(db: Connection, ref: str, step: int) -> bool:
    """Spend this step of the clock: each is good once, and none that is older than the last one."""
    may = or_(worker.c.totp_step.is_(None), worker.c.totp_step < step)
    done = db.execute(update(worker).where(worker.c.id == ref, may).values(totp_step=step).returning(worker.c.id))
    return done.first() is not None


def count_wrong(db: Connection, ref: str, now: datetime) -> int:
    """One more wrong second proof; every fifth begins a wait. How many that makes since the last right one."""
    failures = int(
        db.execute(
            update(worker)
            .where(worker.c.id == ref)
            .values(totp_failures=worker.c.totp_failures + 1)
            .returning(worker.c.totp_failures)
        ).scalar_one()
    )
    if failures % WRONG_TILL_WAIT == 0:
        db.execute(update(worker).where(worker.c.id == ref).values(totp_wait_until=now + WAIT))
    return failures


def clear_wrong(db: Connection, ref: str) -> None:
    db.execute(update(worker).where(worker.c.id == ref).values(totp_failures=0, totp_wait_until=None))


def new_codes(db: Connection, pepper: bytes, hasher: Hasher, ref: str, now: datetime) -> tuple[str, ...]:
    """Ten codes in place of all that there were. They are returned once and kept hashed."""
    codes = tuple(new_recovery_code() for _ in range(CODES))
    db.execute(recovery.delete().where(recovery.c.worker_id == ref))
    db.execute(
        recovery.insert(),
        [
            {"id": uuid4().hex, "worker_id": ref, "code": _found_by(pepper, code), "code_hash": hasher.hash(code),
             "made_at": now}
            for code in codes
        ],
    )  # fmt: skip
    return codes


def code_hash(db: Connection, pepper: bytes, ref: str, code: str) -> str | None:
    """The hash of this worker's code, if there is such a one that was not used."""
    found = db.execute(
        select(recovery.c.code_hash).where(
            recovery.c.worker_id == ref, recovery.c.code == _found_by(pepper, code), recovery.c.used_at.is_(None)
        )
    ).scalar()
    return str(found) if found else None


def use_code(db: Connection, pepper: bytes, ref: str, code: str, now: datetime) -> bool:
    """Spend a code, once, whoever else tries at the same moment."""
    done = db.execute(
        update(recovery)
        .where(recovery.c.worker_id == ref, recovery.c.code == _found_by(pepper, code), recovery.c.used_at.is_(None))
        .values(used_at=now)
        .returning(recovery.c.id)
    )
    return done.first() is not None


def _put(db: Connection, ref: str, sealed: bytes | None) -> None:
    note(db, Gone.PROOFS_CHANGED, ref)
    db.execute(
        update(worker)
        .where(worker.c.id == ref)
        .values(totp=sealed, totp_step=None, totp_failures=0, totp_wait_until=None)
    )
    db.execute(recovery.delete().where(recovery.c.worker_id == ref))


def _found_by(pepper: bytes, code: str) -> str:
    return fingerprint(pepper, "recovery", code)


def _desk_key(db: Connection, keyring: Keyring, now: datetime) -> ChildKey:
    try:
        with db.begin_nested():
            return ensure_child_key(db, data_key, keyring, DESK_KEY, now)
    except IntegrityError:  # somebody made it just now
        return ensure_child_key(db, data_key, keyring, DESK_KEY, now)
