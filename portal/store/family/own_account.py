"""What somebody sees and changes of their own way in. Tables: account, session, invitation, answer, late_words.

All through the windows of the person to whom the transaction is bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from portal.store.crypto import Keyring
from portal.store.database import bound_person
from portal.store.family import devices, ways_in
from portal.store.family.policy import own
from portal.store.ledger import Gone, note


@dataclass(frozen=True)
class WayIn:
    """An account and the session that asks, with whose phone it is there.

    `wrong_before`: wrong tries since the time before this session.
    """

    name: str
    own_phone: bool
    made_words: bool
    made_at: datetime
    renewed_at: datetime | None
    signed_in_at: datetime
    ended_another: bool
    wrong_before: int


def find(db: Connection, keyring: Keyring, session: str) -> WayIn | None:
    """The bound person's, with their sign-in name opened: one statement. None once their door is shut."""
    account, mine, key = own.account, own.session, own.data_key
    row = db.execute(
        select(
            *(account.c[name] for name in ("person_id", "sign_in_shown", "made_words", "renewed_at")),
            account.c.made_at.label("account_made_at"),
            *(mine.c[name] for name in ("made_at", "own_phone", "ended_another", "wrong_before")),
            key.c.id,
            key.c.wrapped,
        )
        .join(mine, mine.c.person_id == account.c.person_id)
        .join(key, key.c.id.is_not(None))
        .where(mine.c.id == session)
    ).first()
    if row is None:
        return None
    key = keyring.unwrap(row.id, row.wrapped)
    opened, _lost = key.open_or("", row.sign_in_shown, "account", row.person_id, "sign_in_shown")
    return WayIn(
        str(opened), row.own_phone, row.made_words, row.account_made_at, row.renewed_at, row.made_at,
        row.ended_another, row.wrong_before,
    )  # fmt: skip


def seen(db: Connection, now: datetime) -> None:
    """They have signed in: the account is awake, and wrong tries begin anew. A wait that runs elsewhere goes on."""
    db.execute(update(own.account).values(seen_at=now, failures=0))
    devices.forget_failures(db)


def set_words(db: Connection, passphrase: str, made_words: bool, now: datetime) -> None:
    """Another passphrase, as a hash. A backup must not bring the old one back."""
    note(db, Gone.ACCOUNT_GONE, bound_person(db))
    db.execute(update(own.account).values(passphrase=passphrase, made_words=made_words, renewed_at=now))


def set_phone(db: Connection, session: str, own_phone: bool) -> None:
    """Whose phone it is, for this session and for those to come."""
    db.execute(update(own.account).values(own_phone=own_phone))
    db.execute(update(own.session).where(own.session.c.id == session).values(own_phone=own_phone, hidden_at=None))


def close(db: Connection, now: datetime, *, leaves_words: bool = False) -> None:
    """Sessions, codes, devices, what was not shared, and the account are gone. What was sent stays where it is.

    The newest code is what tells a worker that they closed it themselves. `leaves_words`: what was not shared stays.
    """
    me = bound_person(db)
    ways_in.end_sessions(db, now)
    end_codes(db, now, "closed")
    devices.forget_all(db)
    if not leaves_words:
        db.execute(delete(own.answer).where(own.answer.c.person_id == me))
        db.execute(delete(own.late_words).where(own.late_words.c.person_id == me))
    if db.execute(delete(own.account).where(own.account.c.person_id == me).returning(own.account.c.person_id)).first():
        note(db, Gone.ACCOUNT_GONE, me, "" if leaves_words else "closed")


def end_codes(db: Connection, now: datetime, because: str) -> None:
    """Every code of the bound person is over: none makes an account. `because`: closed, together or paper."""
    code = own.invitation
    db.execute(update(code).where(code.c.ended_at.is_(None)).values(ended_at=now, ended_because=because))


def unsent(db: Connection) -> int:
    """How many answers are kept that nobody has seen."""
    mine = own.answer
    return int(
        db.execute(
            select(func.count()).select_from(mine).where(mine.c.person_id == bound_person(db), ~mine.c.shared)
        ).scalar_one()
    )
