"""Messages of one person about their own dates, sealed. Tables: message, data_key.

The author's own functions work for the person to whom the transaction is bound, through their
windows. Those that begin with `for_desk` are for workers.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, delete, select, update

from portal.domain.edition import Published
from portal.domain.messages import About, Message, MessageKind
from portal.store.crypto import ChildKey, Keyring, fingerprint
from portal.store.database import bound_person
from portal.store.family import editions
from portal.store.family.policy import own
from portal.store.family.tables import data_key, message
from portal.store.keys import child_key
from portal.store.ledger import Gone, note


def id_of(pepper: bytes, person: str, kind: MessageKind, about: About, words: str, after: str) -> str:
    """One id for the same words on the same date `after` the same message: two presses make one.

    Other words have another id, so that nobody at the desk marks words as seen that they have not seen.
    """
    return fingerprint(pepper, "message", person, kind.value, about.ref, about.at.isoformat(), words, after)[:40]


def put(db: Connection, keyring: Keyring, sent: Message) -> None:
    """Keep a message of the bound person. IntegrityError where the very same one came first."""
    me = bound_person(db)
    key = child_key(db, own.data_key, keyring, sent.child)
    assert key is not None, "a member's child always has a key"
    body = {
        "name": sent.about.name,
        "at": sent.about.at.isoformat(),
        "author": sent.author,
        "words": sent.words,
        "language": sent.language,
        "notice": sent.notice,
    }
    db.execute(
        own.message.insert().values(
            id=sent.id, person_id=me, child_id=sent.child, kind=sent.kind.value, about=sent.about.ref,
            body=key.seal(body, "message", sent.id, me), sent_at=sent.sent_at,
        )
    )  # fmt: skip


def of_mine(db: Connection, keyring: Keyring) -> list[Message]:
    """What the bound person has said about their dates, the newest first: one statement."""
    me = bound_person(db)
    rows = db.execute(
        select(own.message, own.data_key.c.wrapped)
        .join(own.data_key, own.data_key.c.id == own.message.c.child_id)
        .where(own.message.c.person_id == me)
        .order_by(own.message.c.sent_at.desc(), own.message.c.id)
    )
    return [_opened(row, keyring.unwrap(row.child_id, row.wrapped)) for row in rows]


def with_my_copy(db: Connection, keyring: Keyring) -> tuple[Published | None, list[Message]]:
    """The bound person's newest copy and what they have said about their dates, the newest first: one statement."""
    named = [column.label(f"message_{column.name}") for column in own.message.c]
    found = (
        editions.mine()
        .add_columns(*named)
        .outerjoin(own.message, own.message.c.person_id == own.edition.c.person_id)
        .order_by(own.message.c.sent_at.desc(), own.message.c.id)
    )
    rows = db.execute(found).all()
    said = [
        _opened(SimpleNamespace(**{column.name: row._mapping[f"message_{column.name}"] for column in own.message.c}),
                keyring.unwrap(row.child_id, row.wrapped))
        for row in rows
        if row.message_id
    ]  # fmt: skip
    return editions.my_newest(rows[0] if rows else None, keyring), said


def take_back(db: Connection, ref: str) -> bool:
    """Take back what no worker has seen. False where it is too late, or not theirs."""
    unseen = own.unseen_message
    if db.execute(delete(unseen).where(unseen.c.id == ref).returning(unseen.c.id)).first() is None:
        return False
    note(db, Gone.MESSAGE_TAKEN_BACK, ref)
    return True


def for_desk_waiting(db: Connection, children: list[str]) -> list[tuple[str, MessageKind, datetime]]:
    """What nobody has seen yet, the oldest first: (child, what is said, since when)."""
    rows = db.execute(
        select(message.c.child_id, message.c.kind, message.c.sent_at)
        .where(message.c.child_id.in_(children), message.c.seen_at.is_(None))
        .order_by(message.c.sent_at)
    )
    return [(row.child_id, MessageKind(row.kind), row.sent_at) for row in rows]


def for_desk(db: Connection, keyring: Keyring, child: str) -> list[Message]:
    """All that this child's family has said about dates: what nobody has seen first, then the newest."""
    return _read(db, keyring, message.c.child_id == child)


def for_desk_of(db: Connection, keyring: Keyring, person: str) -> list[Message]:
    """All that one person has said."""
    return _read(db, keyring, message.c.person_id == person)


def for_desk_one(db: Connection, keyring: Keyring, ref: str) -> Message | None:
    found = _read(db, keyring, message.c.id == ref)
    return found[0] if found else None


def mark_seen(db: Connection, ref: str, now: datetime) -> bool:
    """A worker has seen it: it cannot be taken back any more. False where somebody had before, or it is gone."""
    done = db.execute(update(message).where(message.c.id == ref, message.c.seen_at.is_(None)).values(seen_at=now))
    return bool(done.rowcount)


def put_answer(db: Connection, keyring: Keyring, found: Message, by: str, words: str, now: datetime) -> bool:
    """What a worker says to it, once. False where there is an answer already, or the message is gone."""
    key = child_key(db, data_key, keyring, found.child)
    assert key is not None, "a member's child always has a key"
    sealed = key.seal({"by": by, "words": words}, "message", found.id, "answer")
    done = db.execute(
        update(message)
        .where(message.c.id == found.id, message.c.answered_at.is_(None))
        .values(answer=sealed, answered_at=now)
    )
    return bool(done.rowcount)


def _read(db: Connection, keyring: Keyring, *where: Any) -> list[Message]:
    rows = db.execute(
        select(message, data_key.c.wrapped)
        .join(data_key, data_key.c.id == message.c.child_id)
        .where(*where)
        .order_by(message.c.seen_at.is_not(None), message.c.sent_at.desc(), message.c.id)
    )
    return [_opened(row, keyring.unwrap(row.child_id, row.wrapped)) for row in rows]


def _opened(row: Any, key: ChildKey) -> Message:
    nothing = {"name": "", "at": row.sent_at.isoformat(), "author": "", "words": "", "language": "en"}
    body, is_lost = key.open_or(nothing, row.body, "message", row.id, row.person_id)
    answer = {"by": "", "words": ""}
    if row.answer:
        answer, answer_is_lost = key.open_or(answer, row.answer, "message", row.id, "answer")
        is_lost = is_lost or answer_is_lost
    return Message(
        id=row.id,
        person=row.person_id,
        child=row.child_id,
        kind=MessageKind(row.kind),
        about=About(row.about, body["name"], datetime.fromisoformat(body["at"])),
        author=body["author"],
        words=body["words"],
        language=body["language"],
        sent_at=row.sent_at,
        notice=body.get("notice", ""),
        seen_at=row.seen_at,
        answer=answer["words"],
        answered_by=answer["by"],
        answered_at=row.answered_at,
        lost=is_lost,
    )
