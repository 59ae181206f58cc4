"""After a restore: what was revoked or erased since the backup, done again in the casework cupboard.

Tables: worker, session, way_in, recovery, allocation, child_case, legal_hold, data_key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, or_, select, update

from portal.store.casework import forgetting, workers
from portal.store.casework.tables import (
    allocation,
    child_case,
    data_key,
    legal_hold,
    recovery,
    session,
    way_in,
    worker,
)
from portal.store.crypto import Keyring
from portal.store.keys import child_key
from portal.store.ledger import Gone, Line

WHY_HELD = "Set after the backup: ask who set it."
WHY_HELD_BY_ANOTHER = "Set after the backup, by somebody whom it does not know: ask every manager."


def shut_everybody_out(db: Connection, now: datetime) -> None:
    """No session, way in or recovery code of the backup is alive: some of them ended or were used since."""
    db.execute(update(session).where(session.c.ended_at.is_(None)).values(ended_at=now))
    db.execute(update(way_in).where(way_in.c.used_at.is_(None)).values(used_at=now))
    db.execute(update(recovery).where(recovery.c.used_at.is_(None)).values(used_at=now))


def replay(db: Connection, keyring: Keyring, lines: Sequence[Line]) -> Counter[str]:
    """Do these again; done twice they change nothing. Returns how often each kind changed something."""
    done: Counter[str] = Counter()
    for line in lines:
        again = _AGAIN.get(line.entry.kind)
        held = line.entry.kind is Gone.HOLD_SET and _hold(db, keyring, line)
        if held or (again is not None and again(db, line)):
            done[line.entry.kind.value] += 1
    return done


def children_of(db: Connection, lines: Sequence[Line]) -> list[str]:
    """The refs of the children whose workers are others after this."""
    gone = [line.entry.thing for line in lines if line.entry.kind in (Gone.ALLOCATION_ENDED, Gone.WORKER_LEFT)]
    theirs = select(allocation.c.ref).where(or_(allocation.c.id.in_(gone), allocation.c.worker_id.in_(gone)))
    return sorted(set(db.execute(theirs).scalars()))


def _leave(db: Connection, line: Line) -> bool:
    known = workers.find(db, ref=line.entry.thing)
    if known is None or known.left:
        return False
    workers.leave(db, known.id, line.at)
    return True


def _forget_proofs(db: Connection, line: Line) -> bool:
    """What they prove themselves with is not what the backup holds: they are given a new way in."""
    who = worker.c.id == line.entry.thing
    db.execute(delete(recovery).where(recovery.c.worker_id == line.entry.thing))
    known = or_(worker.c.passphrase.is_not(None), worker.c.totp.is_not(None))
    none = {"passphrase": None, "totp": None, "totp_step": None}
    return bool(db.execute(update(worker).where(who, known).values(**none)).rowcount)


def _end_allocation(db: Connection, line: Line) -> bool:
    it = (allocation.c.id == line.entry.thing, allocation.c.until_at.is_(None))
    return bool(db.execute(update(allocation).where(*it).values(until_at=line.at)).rowcount)


def _end_case(db: Connection, line: Line) -> bool:
    it = (child_case.c.key_id == line.entry.thing, child_case.c.ended_at.is_(None))
    return bool(db.execute(update(child_case).where(*it).values(ended_at=line.at)).rowcount)


def _open_case(db: Connection, line: Line) -> bool:
    """A case that was opened again is not forgotten as one that has ended."""
    it = (child_case.c.key_id == line.entry.thing, child_case.c.ended_at <= line.at)
    return bool(db.execute(update(child_case).where(*it).values(ended_at=None)).rowcount)


def _hold(db: Connection, keyring: Keyring, line: Line) -> bool:
    """A hold whose reason is lost, by who set it; by a manager who is known, where the backup does not know them."""
    ref = db.execute(select(child_case.c.ref).where(child_case.c.key_id == line.entry.thing)).scalar()
    key = child_key(db, data_key, keyring, line.entry.thing) if ref else None
    stands = select(legal_hold.c.id).where(legal_hold.c.ref == ref, legal_hold.c.until_at.is_(None))
    if key is None or db.execute(stands).first() is not None:
        return False
    review_on, _, who = line.entry.more.partition(" ")
    nearest = (worker.c.id != who, worker.c.role != "manager", worker.c.left_at.is_not(None), worker.c.id)
    by = db.execute(select(worker.c.id).order_by(*nearest).limit(1)).scalar_one()
    why = WHY_HELD if by == who else WHY_HELD_BY_ANOTHER
    id = uuid4().hex
    db.execute(
        legal_hold.insert().values(
            id=id, ref=ref, worker_id=by, review_on=date.fromisoformat(review_on), from_at=line.at,
            body=key.seal({"why": why}, "legal_hold", id),
        )
    )  # fmt: skip
    return True


def _erase(db: Connection, line: Line) -> bool:
    """The key, and every row of its case, as the job that forgets does it. A child who came back since then stays."""
    ref = db.execute(
        select(child_case.c.ref)
        .join(data_key, data_key.c.id == child_case.c.key_id)
        .where(child_case.c.key_id == line.entry.thing, data_key.c.made_at < line.at)
    ).scalar()
    case = forgetting.standing(db, ref) if ref else None
    return case is not None and bool(forgetting.erase(db, case, line.at))


_AGAIN: dict[Gone, Callable[[Connection, Line], bool]] = {
    Gone.WORKER_LEFT: _leave,
    Gone.PROOFS_CHANGED: _forget_proofs,
    Gone.ALLOCATION_ENDED: _end_allocation,
    Gone.CASE_ENDED: _end_case,
    Gone.CASE_OPENED: _open_case,
    Gone.KEY_DESTROYED: _erase,
}
