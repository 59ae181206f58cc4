"""Words that were sent after a session had run out, sealed for a quarter of an hour. Tables: late_words, session.

They are put in bound to the person of that session, and only the same person sees them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import Readers
from portal.store.crypto import Keyring
from portal.store.database import bound_person
from portal.store.family.answers import Draft
from portal.store.family.policy import own
from portal.store.family.ways_in import ABSOLUTE, IDLE_OWN_PHONE, IDLE_SHARED_PHONE, OUT_OF_SIGHT

KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class RanOut:
    """A session that nobody ended: its time was over."""

    person: str
    child: str
    kind: str
    confirmed: bool
    own_phone: bool


@dataclass(frozen=True)
class LateWords:
    """What was sent: to which question, on which version, and by which page."""

    set_id: str
    question: str
    values: tuple[str, ...]
    readers: Readers | None
    based_on: int
    tab: str
    turn: int


def ran_out(db: Connection, ref: str, companion: str, now: datetime) -> RanOut | None:
    """The session that the transaction is bound by, where nothing but time has ended it.

    Not one that was ended, is covered, has no account behind it yet, or stood beside a worker.
    """
    mine = own.session_by_id
    row = db.execute(
        select(mine).where(
            mine.c.id == ref,
            mine.c.companion == companion,
            mine.c.ended_at.is_(None),
            mine.c.joining.is_(None),
            mine.c.sitting_id.is_(None),
        )
    ).first()
    if row is None:
        return None
    idle = IDLE_OWN_PHONE if row.own_phone else IDLE_SHARED_PHONE
    if row.seen_at > now - idle and row.made_at > now - ABSOLUTE:
        return None
    if not row.own_phone and row.hidden_at is not None and row.hidden_at <= min(now, row.seen_at + idle) - OUT_OF_SIGHT:
        return None
    return RanOut(row.person_id, row.child_id, row.kind, row.confirmed, row.own_phone)


def put(db: Connection, draft: Draft, words: LateWords, now: datetime) -> None:
    """Keep them in the place of what was kept for that question before; what is too old goes."""
    me, late = bound_person(db), own.late_words
    forget_old(db, now)
    forget(db, draft.sheet, words.question)
    plain = {
        "values": list(words.values), "readers": to_plain(words.readers), "based_on": words.based_on,
        "tab": words.tab, "turn": words.turn,
    }  # fmt: skip
    body = draft.key.seal(plain, "late", me, draft.sheet, words.question)
    db.execute(
        late.insert().values(person_id=me, sheet_id=draft.sheet, question=words.question, body=body, held_at=now)
    )


def find(db: Connection, keyring: Keyring, now: datetime, *where: Any) -> list[LateWords]:
    """The bound person's, the newest first. What is older than a quarter of an hour, or does not open, is not there."""
    me, late, sheet, data_key = bound_person(db), own.late_words, own.sheet, own.data_key
    rows = db.execute(
        select(late, sheet.c.set_id, sheet.c.child_id, data_key.c.wrapped)
        .join(sheet, sheet.c.id == late.c.sheet_id)
        .join(data_key, data_key.c.id == sheet.c.child_id)
        .where(late.c.held_at > now - KEPT_FOR, *where)
        .order_by(late.c.held_at.desc(), late.c.question)
    )
    found = []
    for row in rows:
        key = keyring.unwrap(row.child_id, row.wrapped)
        body, is_lost = key.open_or({}, row.body, "late", me, row.sheet_id, row.question)
        if not is_lost:
            readers = from_plain(Readers, body["readers"]) if body["readers"] else None
            found.append(
                LateWords(
                    row.set_id, row.question, tuple(body["values"]), readers, body["based_on"], body["tab"],
                    body["turn"],
                )
            )  # fmt: skip
    return found


def any_at_all(db: Connection) -> bool:
    """Whether anything is kept for the bound person, however old."""
    return db.execute(select(own.late_words.c.question).limit(1)).first() is not None


def forget(db: Connection, sheet: str, question: str) -> None:
    late = own.late_words
    db.execute(delete(late).where(late.c.sheet_id == sheet, late.c.question == question))


def forget_old(db: Connection, now: datetime) -> None:
    """What nobody came back for within a quarter of an hour."""
    late = own.late_words
    db.execute(delete(late).where(late.c.held_at <= now - KEPT_FOR))
