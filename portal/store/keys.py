"""The key of one child, made once in each cupboard and destroyed to forget."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Table, select

from portal.store.crypto import ChildKey, Keyring


def child_key(db: Connection, keys: Table, keyring: Keyring, key_id: str) -> ChildKey | None:
    """The child's key, or None where there is none yet. Raises CannotOpen where it was destroyed."""
    row = db.execute(select(keys.c.wrapped).where(keys.c.id == key_id)).first()
    return keyring.unwrap(key_id, row.wrapped) if row else None


def ensure_child_key(db: Connection, keys: Table, keyring: Keyring, key_id: str, now: datetime) -> ChildKey:
    """The child's key, made now if there is none."""
    found = child_key(db, keys, keyring, key_id)
    if found is not None:
        return found
    key, wrapped = keyring.new(key_id)
    db.execute(keys.insert().values(id=key_id, wrapped=wrapped, made_at=now))
    return key
