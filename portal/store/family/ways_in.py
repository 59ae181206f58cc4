"""Invitations, accounts and sessions of families. Tables: invitation, account, session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, literal, or_, select, update

from portal.domain.audience import Kind
from portal.store.crypto import Keyring
from portal.store.family.tables import account, data_key, invitation, person, session

TOGETHER = timedelta(minutes=30)
TAKE_HOME = timedelta(hours=72)
IDLE_SHARED_PHONE = timedelta(minutes=15)
IDLE_OWN_PHONE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=2)
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Accepted:
    """An invitation that was used just now."""

    invitation: str
    person: str
    take_home: bool


@dataclass(frozen=True)
class Account:
    person: str
    child: str
    kind: Kind
    passphrase: str
    made_words: bool
    own_phone: bool
    confirmed: bool
    door_open: bool
    failures: int
    wait_until: datetime | None


@dataclass(frozen=True)
class LiveSession:
    """A session that is alive now. `joining` names the invitation while there is no account yet."""

    id: str
    person: str
    child: str
    kind: Kind
    joining: str | None
    confirmed: bool
    own_phone: bool
    fresh: bool
    ends_at: datetime


def put_invitation(
    db: Connection, ref: str, person_ref: str, code: str, code_hash: str, take_home: bool, now: datetime
) -> datetime:
    """A new code for this person; any older one is dead, and so is a joining begun with it. Returns when it ends."""
    db.execute(
        update(invitation)
        .where(
            invitation.c.person_id == person_ref,
            invitation.c.used_at.is_(None),
            invitation.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    db.execute(
        update(session)
        .where(session.c.person_id == person_ref, session.c.joining.is_not(None), session.c.ended_at.is_(None))
        .values(ended_at=now)
    )
    expires = now + (TAKE_HOME if take_home else TOGETHER)
    db.execute(
        invitation.insert().values(
            id=ref, person_id=person_ref, code=code, code_hash=code_hash, take_home=take_home,
            made_at=now, expires_at=expires,
        )
    )  # fmt: skip
    return expires


def use_invitation(db: Connection, code: str, now: datetime) -> tuple[Accepted, str] | None:
    """Spend the code if it is alive and its door is open; with the stored hash to check it against.

    One statement, so that of two people who hold the same code one alone gets in.
    """
    open_doors = select(person.c.id).where(person.c.door_open)
    row = db.execute(
        update(invitation)
        .where(
            invitation.c.code == code,
            invitation.c.used_at.is_(None),
            invitation.c.ended_at.is_(None),
            invitation.c.expires_at > now,
            invitation.c.person_id.in_(open_doors),
        )
        .values(used_at=now)
        .returning(invitation.c.id, invitation.c.person_id, invitation.c.take_home, invitation.c.code_hash)
    ).first()
    return (Accepted(row.id, row.person_id, row.take_home), row.code_hash) if row else None


def invitation_is_take_home(db: Connection, ref: str) -> bool:
    return bool(db.execute(select(invitation.c.take_home).where(invitation.c.id == ref)).scalar())


def put_account(
    db: Connection, keyring: Keyring, person_ref: str, sign_in: str, sign_in_shown: str, passphrase: str,
    made_words: bool, own_phone: bool, confirmed: bool, now: datetime,
) -> None:  # fmt: skip
    """Make this person's account; one that was there is replaced, and its sessions end."""
    row = db.execute(
        select(person.c.child_id, data_key.c.wrapped)
        .join(data_key, data_key.c.id == person.c.child_id)
        .where(person.c.id == person_ref)
    ).one()
    key = keyring.unwrap(row.child_id, row.wrapped)
    end_sessions(db, person_ref, now)
    db.execute(delete(account).where(account.c.person_id == person_ref))
    db.execute(
        account.insert().values(
            person_id=person_ref, sign_in=sign_in, passphrase=passphrase, made_words=made_words,
            sign_in_shown=key.seal(sign_in_shown, "account", person_ref, "sign_in_shown"), own_phone=own_phone,
            confirmed_at=now if confirmed else None, failures=0, made_at=now,
        )
    )  # fmt: skip


def find_account(db: Connection, *, sign_in: str | None = None, person_ref: str | None = None) -> Account | None:
    """The account with this sign-in fingerprint, or of this person."""
    query = select(account, person.c.child_id, person.c.kind, person.c.door_open).join(
        person, person.c.id == account.c.person_id
    )
    query = query.where(account.c.sign_in == sign_in if sign_in else account.c.person_id == person_ref)
    row = db.execute(query).first()
    if row is None:
        return None
    return Account(
        row.person_id, row.child_id, Kind(row.kind), row.passphrase, row.made_words, row.own_phone,
        row.confirmed_at is not None, row.door_open, row.failures, row.wait_until,
    )  # fmt: skip


def count_failure(db: Connection, person_ref: str) -> int:
    """One more wrong try: how many in a row that makes. The row stays locked, so that none goes uncounted."""
    return int(
        db.execute(
            update(account)
            .where(account.c.person_id == person_ref)
            .values(failures=account.c.failures + 1)
            .returning(account.c.failures)
        ).scalar_one()
    )


def set_wait(db: Connection, person_ref: str, until: datetime | None) -> None:
    db.execute(update(account).where(account.c.person_id == person_ref).values(wait_until=until))


def clear_failures(db: Connection, person_ref: str, now: datetime) -> bool:
    """It was right. False where a wait has begun meanwhile."""
    may = or_(account.c.wait_until.is_(None), account.c.wait_until <= now)
    done = db.execute(update(account).where(account.c.person_id == person_ref, may).values(failures=0, wait_until=None))
    return bool(done.rowcount)


def confirm(db: Connection, person_ref: str, now: datetime) -> None:
    """A worker says: yes, that was them."""
    db.execute(
        update(account)
        .where(account.c.person_id == person_ref, account.c.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )
    db.execute(update(session).where(session.c.person_id == person_ref).values(confirmed=True))


def start_session(
    db: Connection, ref: str, companion: str, who: Account | Accepted, child: str, kind: Kind, now: datetime
) -> None:
    """A session for somebody who signed in or is joining; any other session of theirs ends."""
    end_sessions(db, who.person, now)
    joined = isinstance(who, Account)
    db.execute(
        session.insert().values(
            id=ref, person_id=who.person, child_id=child, kind=kind.value, companion=companion,
            joining=None if joined else who.invitation,  # type: ignore[union-attr]
            confirmed=who.confirmed if joined else False,  # type: ignore[union-attr]
            own_phone=who.own_phone if joined else False,  # type: ignore[union-attr]
            made_at=now, seen_at=now, fresh_until=now + FRESH if joined else None,
        )
    )  # fmt: skip


def touch_session(db: Connection, ref: str, companion: str, now: datetime) -> LiveSession | None:
    """The session if it is alive and its door is open, marked as seen now: one statement.

    Dead ones tell nothing. The door is asked each time: a session may begin just as it is shut.
    """
    idle = case((session.c.own_phone, literal(now - IDLE_OWN_PHONE, session.c.seen_at.type)),
                else_=literal(now - IDLE_SHARED_PHONE, session.c.seen_at.type))  # fmt: skip
    row = db.execute(
        update(session)
        .where(
            session.c.id == ref,
            session.c.companion == companion,
            session.c.ended_at.is_(None),
            session.c.seen_at > idle,
            session.c.made_at > now - ABSOLUTE,
            session.c.person_id.in_(select(person.c.id).where(person.c.door_open)),
        )
        .values(seen_at=now)
        .returning(
            session.c.person_id, session.c.child_id, session.c.kind, session.c.joining, session.c.confirmed,
            session.c.own_phone, session.c.fresh_until, session.c.made_at,
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    fresh = row.fresh_until is not None and row.fresh_until > now
    return LiveSession(
        ref, row.person_id, row.child_id, Kind(row.kind), row.joining, row.confirmed, row.own_phone, fresh,
        row.made_at + ABSOLUTE,
    )  # fmt: skip


def freshen(db: Connection, ref: str, now: datetime) -> None:
    db.execute(update(session).where(session.c.id == ref).values(fresh_until=now + FRESH))


def end_session(db: Connection, ref: str, now: datetime) -> None:
    db.execute(update(session).where(session.c.id == ref, session.c.ended_at.is_(None)).values(ended_at=now))


def end_sessions(db: Connection, person_ref: str, now: datetime) -> None:
    db.execute(
        update(session).where(session.c.person_id == person_ref, session.c.ended_at.is_(None)).values(ended_at=now)
    )
