"""The key of one child, made once in each cupboard and destroyed to forget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, update

from portal.store.crypto import CannotOpen, ChildKey, Keyring
from portal.store.ledger import Gone, note

CHECK = "check-of-the-keys"
"""The id of a key that opens nothing: what it is for is to be unwrapped when a side starts."""


def child_key(db: Connection, keys: Table, keyring: Keyring, key_id: str) -> ChildKey | None:
    """The child's key, or None where there is none yet. Raises CannotOpen where it was destroyed."""
    row = db.execute(select(keys.c.wrapped).where(keys.c.id == key_id)).first()
    return keyring.unwrap(key_id, row.wrapped) if row else None


def ensure_child_key(db: Connection, keys: Table, keyring: Keyring, key_id: str, now: datetime) -> ChildKey:
    """The child's key, made now if there is none. One who was forgotten and comes back begins anew."""
    row = db.execute(select(keys.c.wrapped).where(keys.c.id == key_id)).first()
    if row is not None and row.wrapped is not None:
        return keyring.unwrap(key_id, row.wrapped)
    key, wrapped = keyring.new(key_id)
    if row is None:
        db.execute(keys.insert().values(id=key_id, wrapped=wrapped, made_at=now))
    else:
        anew = update(keys).where(keys.c.id == key_id, keys.c.wrapped.is_(None))
        db.execute(anew.values(wrapped=wrapped, made_at=now, destroyed_at=None))
    return key


def destroy(db: Connection, keys: Table, key_id: str, now: datetime) -> bool:
    """Forget a child: what this key sealed opens nowhere any more, in a restored backup neither. False where it
    was destroyed before, or there is none.
    """
    done = db.execute(
        update(keys).where(keys.c.id == key_id, keys.c.wrapped.is_not(None)).values(wrapped=None, destroyed_at=now)
    )
    if done.rowcount:
        note(db, Gone.KEY_DESTROYED, key_id)
    return bool(done.rowcount)


@dataclass(frozen=True)
class Standing:
    """How many keys are wrapped by the first key, by an older one, and by none that is given."""

    newest: int
    older: int
    none: int


def ensure_check(db: Connection, keys: Table, keyring: Keyring, now: datetime) -> None:
    """The key by which a side sees at its start that it was given the right keys."""
    ensure_child_key(db, keys, keyring, CHECK, now)


def find_wrong(db: Connection, keys: Any, keyring: Keyring) -> bool:
    """Whether what is stored does not open with these keys. The key for the check tells; where there is none
    yet, whether any of the first ones opens.
    """
    some = select(keys.c.id, keys.c.wrapped).where(keys.c.wrapped.is_not(None))
    rows = db.execute(some.order_by(keys.c.id != CHECK, keys.c.id).limit(20)).all()
    if rows and rows[0].id == CHECK:
        rows = rows[:1]
    return bool(rows) and not any(_opens(keyring, row.id, row.wrapped) for row in rows)


def standing(db: Connection, keys: Table, keyring: Keyring) -> Standing:
    """By which keys all children's keys are wrapped now. The check is not counted: it follows them."""
    newest = older = none = 0
    for row in db.execute(select(keys.c.id, keys.c.wrapped).where(keys.c.id != CHECK, keys.c.wrapped.is_not(None))):
        if keyring.is_by_first(row.wrapped):
            newest += 1
        elif _opens(keyring, row.id, row.wrapped):
            older += 1
        else:
            none += 1
    return Standing(newest, older, none)


def rewrap_some(db: Connection, keys: Table, keyring: Keyring, after: str, number: int) -> tuple[int, str | None]:
    """Wrap the next keys after this id by the first key: how many were changed, and the last id; None at the end.

    The key for the check comes last (`rewrap_check`): while an older key is needed, a side does not start without.

    Whoever destroys a key meanwhile wins: it is changed only where it stands as it was read. One that no
    key opens is left as it is.
    """
    rows = db.execute(
        select(keys.c.id, keys.c.wrapped)
        .where(keys.c.id > after, keys.c.id != CHECK, keys.c.wrapped.is_not(None))
        .order_by(keys.c.id)
        .limit(number)
    ).all()
    return sum(_rewrap(db, keys, keyring, row) for row in rows), rows[-1].id if rows else None


def rewrap_check(db: Connection, keys: Table, keyring: Keyring, now: datetime) -> int:
    """No older key is needed any more: let the check say so. How many were changed, 0 or 1."""
    ensure_check(db, keys, keyring, now)
    return _rewrap(db, keys, keyring, db.execute(select(keys.c.id, keys.c.wrapped).where(keys.c.id == CHECK)).one())


def _rewrap(db: Connection, keys: Table, keyring: Keyring, row: Any) -> int:
    if keyring.is_by_first(row.wrapped) or not _opens(keyring, row.id, row.wrapped):
        return 0
    done = db.execute(
        update(keys)
        .where(keys.c.id == row.id, keys.c.wrapped == row.wrapped)
        .values(wrapped=keyring.rewrap(row.id, row.wrapped))
    )
    return int(done.rowcount)


def _opens(keyring: Keyring, key_id: str, wrapped: bytes) -> bool:
    try:
        keyring.unwrap(key_id, wrapped)
    except CannotOpen:
        return False
    return True
