"""What workers decided with a reason, sealed and written once. Tables: decision, data_key."""

from __future__ import annotations

from sqlalchemy import Connection, select

from portal.domain.release import Decision
from portal.store.casework.cases import key_id
from portal.store.casework.tables import data_key, decision
from portal.store.crypto import Keyring
from portal.store.keys import child_key


def put(db: Connection, keyring: Keyring, pepper: bytes, ref: str, made: Decision) -> None:
    """Keep a decision about this child's case."""
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    assert key is not None, "a kept case always has a key"
    body = key.seal(made.body, "decision", made.id, made.kind)
    db.execute(
        decision.insert().values(
            id=made.id, ref=ref, kind=made.kind, worker_id=made.worker, body=body, made_at=made.made_at
        )
    )


def of_child(db: Connection, keyring: Keyring, pepper: bytes, ref: str) -> list[Decision]:
    """All that was decided about this case, the newest first."""
    rows = db.execute(select(decision).where(decision.c.ref == ref).order_by(decision.c.made_at.desc(), decision.c.id))
    found = rows.all()
    if not found:
        return []
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    assert key is not None, "a kept case always has a key"
    return [Decision(r.id, r.kind, r.worker_id, r.made_at, key.open(r.body, "decision", r.id, r.kind)) for r in found]
