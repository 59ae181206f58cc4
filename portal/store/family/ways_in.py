"""Accounts and sessions of families. Tables: account, session.

What a family's process does looks through its windows (`own`): a name or a session's id opens its own
row, and tells who it is; from then on the transaction is that person's. `confirm` is the desk's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, delete, literal, or_, select, update

from portal.domain.audience import Kind
from portal.store.crypto import Keyring
from portal.store.database import bound_person
from portal.store.family.policy import own
from portal.store.family.tables import account, session
from portal.store.ledger import Gone, note

IDLE_SHARED_PHONE = timedelta(minutes=15)
IDLE_OWN_PHONE = timedelta(minutes=30)
IDLE_BESIDE = timedelta(minutes=30)
"""Beside a worker: a talk takes time."""
ABSOLUTE = timedelta(hours=2)
FRESH = timedelta(minutes=5)
OUT_OF_SIGHT = timedelta(minutes=1)
"""For how long a page may be out of sight before its session is covered, on a phone that others use."""
ASLEEP = timedelta(days=200)
"""An account that nobody used for so long sleeps: no words open it, only a new code does."""


@dataclass(frozen=True)
class Accepted:
    """An invitation that was used just now."""

    invitation: str
    person: str
    take_home: bool


@dataclass(frozen=True)
class Account:
    """`passphrase` is a hash."""

    person: str
    passphrase: str
    made_words: bool
    own_phone: bool
    confirmed: bool
    failures: int
    wait_until: datetime | None
    last_used: datetime | None = None

    def is_asleep(self, now: datetime) -> bool:
        return self.last_used is not None and self.last_used <= now - ASLEEP


@dataclass(frozen=True)
class LiveSession:
    """A session that is alive now. `joining` names the invitation while there is no account yet.

    `hidden_at`: since when its page is out of sight. `covered`: for so long that it opens nothing. `sitting`: beside
    which worker it is, at the worker's own screen.
    """

    id: str
    person: str
    child: str
    kind: Kind
    joining: str | None
    confirmed: bool
    own_phone: bool
    fresh: bool
    ends_at: datetime
    hidden_at: datetime | None = None
    covered: bool = False
    sitting: str | None = None

    @property
    def idle(self) -> timedelta:
        if self.sitting:
            return IDLE_BESIDE
        return IDLE_OWN_PHONE if self.own_phone else IDLE_SHARED_PHONE


def put_account(
    db: Connection, keyring: Keyring, sign_in: str, sign_in_shown: str, passphrase: str,
    made_words: bool, own_phone: bool, confirmed: bool, now: datetime,
) -> None:  # fmt: skip
    """Make the bound person's account; one that was there is replaced, and its sessions end.

    It says so for a while where there was one before, even one that is gone by now.
    """
    me = bound_person(db)
    row = db.execute(select(own.data_key)).one()
    key = keyring.unwrap(row.id, row.wrapped)
    end_sessions(db, now)
    before = select(own.invitation.c.id).where(own.invitation.c.finished_at.is_not(None)).limit(1)
    is_another = db.execute(before).first() is not None
    mine = delete(own.account).where(own.account.c.person_id == me)
    if db.execute(mine.returning(own.account.c.person_id)).first() is not None:
        is_another = True
        note(db, Gone.ACCOUNT_GONE, me)
    db.execute(
        own.new_account.insert().values(
            person_id=me, sign_in=sign_in, passphrase=passphrase, made_words=made_words,
            sign_in_shown=key.seal(sign_in_shown, "account", me, "sign_in_shown"), own_phone=own_phone,
            confirmed_at=now if confirmed else None, failures=0, made_at=now,
            renewed_at=now if is_another else None,
        )
    )  # fmt: skip


def account_by_name(db: Connection) -> Account | None:
    """The account whose sign-in name the transaction is bound by, its door open or shut."""
    return _account(db, own.account_by_name)


def my_account(db: Connection) -> Account | None:
    """The bound person's account; None once their door is shut."""
    return _account(db, own.account)


def _account(db: Connection, window: Any) -> Account | None:
    row = db.execute(
        select(
            *(window.c[name] for name in ("person_id", "passphrase", "made_words", "own_phone", "confirmed_at")),
            *(window.c[name] for name in ("failures", "wait_until", "made_at", "seen_at")),
        )
    ).first()
    if row is None:
        return None
    return Account(
        row.person_id, row.passphrase, row.made_words, row.own_phone, row.confirmed_at is not None, row.failures,
        row.wait_until, row.seen_at or row.made_at,
    )  # fmt: skip


def count_failure(db: Connection) -> int:
    """One more wrong try at the bound person's account: how many in a row that makes; 0 behind a shut door.

    The row stays locked, so that none goes uncounted.
    """
    mine = own.account
    return int(db.execute(update(mine).values(failures=mine.c.failures + 1).returning(mine.c.failures)).scalar() or 0)


def set_wait(db: Connection, until: datetime | None) -> None:
    db.execute(update(own.account).values(wait_until=until))


def clear_failures(db: Connection, now: datetime) -> bool:
    """It was right. False where a wait has begun meanwhile, or their door is shut."""
    mine = own.account
    may = or_(mine.c.wait_until.is_(None), mine.c.wait_until <= now)
    done = db.execute(update(mine).where(may).values(failures=0, wait_until=None).returning(mine.c.failures))
    return done.first() is not None


def confirm(db: Connection, person_ref: str, now: datetime) -> None:
    """A worker says: yes, that was them."""
    db.execute(
        update(account)
        .where(account.c.person_id == person_ref, account.c.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )
    db.execute(update(session).where(session.c.person_id == person_ref).values(confirmed=True))


def start_session(
    db: Connection, ref: str, companion: str, who: Account | Accepted, now: datetime, *, wrong_before: int = 0
) -> None:
    """A session for the bound person, who signed in or is joining; any other session of theirs ends.

    It keeps whether another one was alive, and how many wrong tries there were since the last time.
    """
    ended_another = end_sessions(db, now)
    joined = isinstance(who, Account)
    me = db.execute(select(own.person.c.child_id, own.person.c.kind)).one()
    db.execute(
        own.session.insert().values(
            id=ref, person_id=who.person, child_id=me.child_id, kind=me.kind, companion=companion,
            joining=None if joined else who.invitation,  # type: ignore[union-attr]
            confirmed=who.confirmed if joined else False,  # type: ignore[union-attr]
            own_phone=who.own_phone if joined else False,  # type: ignore[union-attr]
            made_at=now, seen_at=now, fresh_until=now + FRESH if joined else None,
            ended_another=ended_another, wrong_before=wrong_before,
        )
    )  # fmt: skip


def start_beside(db: Connection, ref: str, companion: str, sitting: str, now: datetime) -> None:
    """A session of the bound person at their worker's screen. No other session of theirs ends: it is not their phone,
    and tells nobody whether they are signed in there.
    """
    me = db.execute(select(own.person.c.child_id, own.person.c.kind)).one()
    db.execute(
        own.session.insert().values(
            id=ref, person_id=bound_person(db), child_id=me.child_id, kind=me.kind, joining=None, confirmed=False,
            own_phone=False, companion=companion, made_at=now, seen_at=now, fresh_until=None, ended_another=False,
            wrong_before=0, sitting_id=sitting,
        )
    )  # fmt: skip


def touch_session(db: Connection, ref: str, companion: str, now: datetime) -> LiveSession | None:
    """The session that the transaction is bound by, if it is alive, marked as seen now: one statement.

    Dead ones tell nothing. Its window asks for the door each time: a session may begin just as it is shut.
    """
    mine = own.session_by_id
    longer = or_(mine.c.own_phone, mine.c.sitting_id.is_not(None))
    idle = case((longer, literal(now - max(IDLE_OWN_PHONE, IDLE_BESIDE), mine.c.seen_at.type)),
                else_=literal(now - IDLE_SHARED_PHONE, mine.c.seen_at.type))  # fmt: skip
    row = db.execute(
        update(mine)
        .where(
            mine.c.id == ref,
            mine.c.companion == companion,
            mine.c.ended_at.is_(None),
            mine.c.seen_at > idle,
            mine.c.made_at > now - ABSOLUTE,
        )
        .values(seen_at=now)
        .returning(
            mine.c.person_id, mine.c.child_id, mine.c.kind, mine.c.joining, mine.c.confirmed, mine.c.own_phone,
            mine.c.fresh_until, mine.c.made_at, mine.c.hidden_at, mine.c.sitting_id,
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    fresh = row.fresh_until is not None and row.fresh_until > now
    covered = not row.own_phone and row.hidden_at is not None and row.hidden_at <= now - OUT_OF_SIGHT
    return LiveSession(
        ref, row.person_id, row.child_id, Kind(row.kind), row.joining, row.confirmed, row.own_phone, fresh,
        row.made_at + ABSOLUTE, row.hidden_at, covered, row.sitting_id,
    )  # fmt: skip


def freshen(db: Connection, ref: str, now: datetime) -> None:
    """The passphrase was typed: the session is fresh, and no cover is on it."""
    db.execute(update(own.session).where(own.session.c.id == ref).values(fresh_until=now + FRESH, hidden_at=None))


def hide(db: Connection, since: datetime) -> None:
    """The page of the session that the transaction is bound by is out of sight; the first moment stays."""
    mine = own.session_by_id
    db.execute(
        update(mine)
        .where(or_(mine.c.hidden_at.is_(None), mine.c.hidden_at > since), mine.c.ended_at.is_(None))
        .values(hidden_at=since)
    )


def show(db: Connection, now: datetime) -> None:
    """It is in sight again: nothing happens once it was away for too long."""
    mine = own.session_by_id
    db.execute(update(mine).where(mine.c.hidden_at > now - OUT_OF_SIGHT).values(hidden_at=None))


def end_session(db: Connection, now: datetime) -> None:
    """End the session that the transaction is bound by."""
    mine = own.session_by_id
    db.execute(update(mine).where(mine.c.ended_at.is_(None)).values(ended_at=now))


def end_sessions(db: Connection, now: datetime) -> bool:
    """End all sessions of the bound person. Whether one of them was alive, with an account behind it."""
    mine = own.session
    ended = db.execute(
        update(mine)
        .where(mine.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(mine.c.joining, mine.c.own_phone, mine.c.made_at, mine.c.seen_at)
    ).all()
    return any(
        row.joining is None
        and row.made_at > now - ABSOLUTE
        and row.seen_at > now - (IDLE_OWN_PHONE if row.own_phone else IDLE_SHARED_PHONE)
        for row in ended
    )
