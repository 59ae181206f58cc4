"""Accounts at the desk that the council's own provider vouches for. Tables: worker, allocation, tally.

`worker.subject` is a keyed fingerprint of issuer and subject, and the only thing by which such an account
is found. What people are called may change hands, so a name never finds anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.people import DeskAccount, Tie, WorkerRole
from portal.store import tally
from portal.store.casework import workers
from portal.store.casework.tables import allocation, worker
from portal.store.casework.tables import tally as tries
from portal.store.ledger import Gone, note

_NAMESAKES = 1000


def find(db: Connection, subject: str) -> DeskAccount | None:
    ref = db.execute(select(worker.c.id).where(worker.c.subject == subject)).scalar()
    return workers.find(db, ref=ref) if ref else None


def is_provided(db: Connection, ref: str) -> bool:
    """Whether this account comes in by the provider alone."""
    return db.execute(select(worker.c.subject).where(worker.c.id == ref)).scalar() is not None


def put(db: Connection, subject: str, label: str, name: str, role: WorkerRole, now: datetime) -> DeskAccount:
    """An account for somebody who has none. Its sign-in name is a label, made different from everybody else's.

    Where two first sign-ins of one person meet, both get the one account.
    """
    for number in range(1, _NAMESAKES):
        sign_in = label if number == 1 else f"{label}-{number}"
        if workers.find(db, sign_in=sign_in) is None:
            row = {"id": uuid4().hex, "sign_in": sign_in, "name": name, "role": role.value, "failures": 0,
                   "made_at": now, "subject": subject}  # fmt: skip
            try:
                with db.begin_nested():
                    db.execute(worker.insert().values(**row))
            except IntegrityError:  # somebody took the label, or this very person came in, just now
                pass
            if found := find(db, subject):
                return found
    raise RuntimeError("there is no sign-in name left for this account")


def bring_up_to_date(db: Connection, ref: str, name: str, role: WorkerRole) -> None:
    db.execute(update(worker).where(worker.c.id == ref).values(name=name, role=role.value))


def end_allocations(db: Connection, ref: str, now: datetime) -> list[tuple[str, Tie]]:
    """Untie this worker from every child. Which ties those were."""
    rows = db.execute(
        update(allocation)
        .where(allocation.c.worker_id == ref, allocation.c.until_at.is_(None))
        .values(until_at=now)
        .returning(allocation.c.id, allocation.c.ref, allocation.c.tie)
    ).all()
    for row in rows:
        note(db, Gone.ALLOCATION_ENDED, row.id)
    return sorted(((row.ref, Tie(row.tie)) for row in rows), key=lambda tie: (tie[0], tie[1].value))


def count_refusal(db: Connection, bucket: str, within: timedelta, now: datetime) -> int:
    """One more refusal of nobody in particular: how many that makes within the while."""
    return tally.count(db, tries, bucket, within, now).number
