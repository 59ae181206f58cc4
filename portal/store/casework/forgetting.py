"""What is due to go out of the casework cupboard, and its going: cases after their end, and what workers leave behind.

Tables: child_case, case_revision, publication, decision, allocation, legal_hold, data_key; session, way_in,
recovery, worker, tally.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, update

from portal.domain.keeping import Periods
from portal.store.casework.tables import (
    allocation,
    case_revision,
    child_case,
    data_key,
    decision,
    legal_hold,
    publication,
    recovery,
    session,
    tally,
    way_in,
    worker,
)
from portal.store.casework.workers import ABSOLUTE
from portal.store.keys import destroy

_OF_A_CASE = (legal_hold, allocation, decision, publication, case_revision, child_case)


@dataclass(frozen=True)
class Case:
    """Whether a case has ended and is held. `key` is the id of its key.

    `ended_at` is not before the day on which somebody said so: a slip in the date destroys nothing overnight.
    """

    ref: str
    key: str
    ended_at: datetime | None
    held: bool


def all_cases(db: Connection) -> list[str]:
    """The ref of every case that is still here."""
    return list(db.execute(select(child_case.c.ref).order_by(child_case.c.ref)).scalars())


def standing(db: Connection, ref: str, *, alone: bool = False) -> Case | None:
    """How this case stands; None where it is gone. `alone`: nobody ends, opens or holds it until this is over."""
    asked = select(child_case).where(child_case.c.ref == ref)
    row = db.execute(asked.with_for_update() if alone else asked).first()
    if row is None:
        return None
    held = select(legal_hold.c.id).where(legal_hold.c.ref == ref, legal_hold.c.until_at.is_(None))
    said = select(func.max(decision.c.made_at)).where(decision.c.ref == ref, decision.c.kind == "end")
    ended_at = row.ended_at and max(row.ended_at, db.execute(said).scalar() or row.ended_at)
    return Case(ref, row.key_id, ended_at, db.execute(held).first() is not None)


def count_all(db: Connection, ref: str) -> int:
    """How many rows of this case are here, less the key's."""
    return sum(
        int(db.execute(select(func.count()).select_from(table).where(table.c.ref == ref)).scalar_one())
        for table in _OF_A_CASE
    )


def erase(db: Connection, case: Case, now: datetime) -> int:
    """Forget a case: the key first, then every row. Returns how many rows."""
    destroy(db, data_key, case.key, now)
    return sum(int(db.execute(delete(table).where(table.c.ref == case.ref)).rowcount) for table in _OF_A_CASE)


@dataclass(frozen=True)
class Kind:
    """What goes whosever it was. `name` is what it is counted and audited under."""

    name: str
    find: Callable[[Connection, Periods, datetime], list[Any]]
    forget: Callable[[Connection, Periods, datetime, Sequence[Any]], int]


def _rows(name: str, table: Table, where: Callable[[Periods, datetime], Any]) -> Kind:
    (key,) = table.primary_key.columns

    def find(db: Connection, periods: Periods, now: datetime) -> list[Any]:
        return list(db.execute(select(key).where(where(periods, now)).order_by(key)).scalars())

    def forget(db: Connection, periods: Periods, now: datetime, found: Sequence[Any]) -> int:
        return int(db.execute(delete(table).where(key.in_(found), where(periods, now))).rowcount)

    return Kind(name, find, forget)


def _have_left(periods: Periods, now: datetime) -> Any:
    proofs = or_(worker.c.passphrase.is_not(None), worker.c.totp.is_not(None))
    return and_(worker.c.left_at <= periods.before("leaver_proofs", now), proofs)


def find_leavers(db: Connection, periods: Periods, now: datetime) -> list[Any]:
    """Who left long ago and could still prove who they are."""
    return list(db.execute(select(worker.c.id).where(_have_left(periods, now)).order_by(worker.c.id)).scalars())


def forget_proofs(db: Connection, periods: Periods, now: datetime, found: Sequence[Any]) -> int:
    """Their passphrase and their second proof; the name stays with what they did."""
    gone = update(worker).where(worker.c.id.in_(found), _have_left(periods, now))
    return int(db.execute(gone.values(passphrase=None, totp=None, totp_step=None)).rowcount)


KINDS = (
    _rows("desk-sessions", session, lambda periods, now: or_(
        session.c.ended_at <= periods.before("session", now),
        session.c.made_at <= periods.before("session", now) - ABSOLUTE)),
    _rows("ways-in", way_in, lambda periods, now: way_in.c.made_at <= periods.before("code", now)),
    _rows("recovery-codes", recovery, lambda periods, now: recovery.c.used_at <= periods.before("code", now)),
    Kind("leavers", find_leavers, forget_proofs),
    _rows("desk-tries", tally, lambda periods, now: tally.c.since <= periods.before("tries", now)),
)  # fmt: skip
