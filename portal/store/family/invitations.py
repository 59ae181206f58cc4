"""Codes for family members: made, used, shown to be in the right hands, spent. Tables: invitation, session.

`use`, `mine`, `try_word`, `say_word_was_right` and `finish` are the family's, through their windows, and
nothing there can say that a number was matched. `put`, `match` and `end` are the desk's; so is `standing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, null, or_, select, true, update

from portal.domain.errors import NotFound
from portal.domain.people import Code
from portal.store.crypto import Keyring
from portal.store.family.policy import own
from portal.store.family.tables import data_key, invitation, session
from portal.store.family.ways_in import Accepted
from portal.store.keys import child_key

TOGETHER = timedelta(minutes=30)
TAKE_HOME = timedelta(hours=72)
TO_ANSWER = timedelta(minutes=5)
SPOKEN_TRIES = 5


@dataclass(frozen=True)
class NewCode:
    """A code that is made just now: hashes alone. `agreed` is sealed: why a manager said yes."""

    id: str
    person: str
    code: str
    code_hash: str
    lasts: timedelta
    take_home: bool = False
    spoken: str | None = None
    agreed: bytes | None = None


@dataclass(frozen=True)
class Mine:
    """The code with which somebody is joining. `is_shown`: they are in the right hands; `is_over`: it is dead."""

    number: int | None
    take_home: bool
    is_shown: bool
    is_over: bool


# -- the family's ------------------------------------------------------------------------------------


def use(db: Connection, code: str, number: int, now: datetime) -> tuple[Accepted, str] | None:
    """Spend the code if it is alive and its door is open; with the stored hash to check it against.

    `number` is what a phone beside a worker shows from now on. The transaction is bound by the code. One
    statement, so that of two people who hold the same code one alone gets in.
    """
    mine = own.invitation_by_code
    row = db.execute(
        update(mine)
        .where(mine.c.code == code, mine.c.used_at.is_(None), mine.c.ended_at.is_(None), mine.c.expires_at > now)
        .values(used_at=now, number=case((mine.c.take_home, null()), else_=number))
        .returning(mine.c.id, mine.c.person_id, mine.c.take_home, mine.c.code_hash)
    ).first()
    return (Accepted(row.id, row.person_id, row.take_home), row.code_hash) if row else None


def mine(db: Connection, ref: str, now: datetime) -> Mine | None:
    """How the bound person's code stands."""
    names = "number take_home used_at ended_at matched_at spoken_tries spoken_at finished_at"
    code = own.invitation
    row = db.execute(select(*(code.c[name] for name in names.split())).where(code.c.id == ref)).first()
    if row is None:
        return None
    is_shown = row.spoken_at is not None if row.take_home else row.matched_at is not None
    return Mine(row.number, row.take_home, is_shown, _is_over(row, now))


def try_word(db: Connection, ref: str) -> tuple[str, int] | None:
    """Count a try at the spoken word, before anybody looks whether it is right: its hash, and how many that makes.

    None where there is nothing to try any more.
    """
    word = own.spoken_word
    row = db.execute(
        update(word)
        .where(word.c.id == ref, word.c.spoken_at.is_(None), word.c.spoken_tries < SPOKEN_TRIES)
        .values(spoken_tries=word.c.spoken_tries + 1)
        .returning(word.c.spoken, word.c.spoken_tries)
    ).first()
    return (row.spoken, row.spoken_tries) if row else None


def say_word_was_right(db: Connection, ref: str, now: datetime) -> bool:
    """False where the code died meanwhile."""
    word = own.spoken_word
    done = db.execute(
        update(word).where(word.c.id == ref, word.c.spoken_at.is_(None)).values(spoken_at=now).returning(word.c.id)
    )
    return done.first() is not None


def finish(db: Connection, ref: str, now: datetime) -> None:
    """An account was made with this code: it makes no other."""
    db.execute(update(own.invitation).where(own.invitation.c.id == ref).values(finished_at=now))


# -- the desk's --------------------------------------------------------------------------------------


def put(db: Connection, new: NewCode, now: datetime) -> datetime:
    """A new code for this person; any older one is dead, and so is a joining begun with it. Returns when it ends."""
    end(db, new.person, now, "new")
    db.execute(
        invitation.insert().values(
            id=new.id, person_id=new.person, code=new.code, code_hash=new.code_hash, take_home=new.take_home,
            spoken=new.spoken, agreed=new.agreed, made_at=now, expires_at=now + new.lasts,
        )
    )  # fmt: skip
    return now + new.lasts


def seal_yes(db: Connection, keyring: Keyring, child: str, ref: str, body: dict[str, str]) -> bytes:
    """A manager's yes to an account of their own: who (by, account) and why, for `NewCode.agreed`."""
    key = child_key(db, data_key, keyring, child)
    if key is None:
        raise NotFound
    return key.seal(body, "invitation", ref, "agreed")


def end(db: Connection, person: str, now: datetime, because: str) -> None:
    """This person's code is dead, and with it whatever joining was begun.

    `because` is new, shut, number or late; or safe, which is said of a code that made an account, too.
    """
    is_done = true() if because == "safe" else invitation.c.finished_at.is_(None)
    db.execute(
        update(invitation)
        .where(invitation.c.person_id == person, is_done, invitation.c.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )
    db.execute(
        update(session)
        .where(session.c.person_id == person, session.c.joining.is_not(None), session.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def match(db: Connection, person: str, ref: str, number: int | None, now: datetime) -> str | None:
    """A worker answers which number stands on the phone, once: "done", or why the code is dead now.

    None where nobody waits for an answer with this code: nothing is changed.
    """
    waits = (
        invitation.c.id == ref,
        invitation.c.person_id == person,
        invitation.c.used_at.is_not(None),
        invitation.c.matched_at.is_(None),
        invitation.c.ended_at.is_(None),
        invitation.c.take_home.is_(False),
    )
    row = db.execute(select(invitation.c.used_at, invitation.c.number).where(*waits).with_for_update()).first()
    if row is None:
        return None
    in_time = row.used_at > now - TO_ANSWER
    if in_time and number is not None and row.number == number:
        db.execute(update(invitation).where(invitation.c.id == ref).values(matched_at=now))
        return "done"
    because = "number" if in_time else "late"
    end(db, person, now, because)
    return because


def new_word(db: Connection, person: str, spoken: str, now: datetime) -> bool:
    """Another spoken word for a take-home code that still lives. The tries that were made stay counted."""
    done = db.execute(
        update(invitation)
        .where(
            invitation.c.person_id == person,
            invitation.c.take_home,
            invitation.c.ended_at.is_(None),
            invitation.c.spoken_at.is_(None),
            invitation.c.spoken_tries < SPOKEN_TRIES,
            or_(invitation.c.used_at.is_not(None), invitation.c.expires_at > now),
        )
        .values(spoken=spoken)
    )
    return bool(done.rowcount)


def standing(db: Connection, people: list[str], now: datetime) -> dict[str, Code]:
    """How each of these people's newest code stands, by their id."""
    newest = (
        select(invitation.c.person_id, func.max(invitation.c.made_at).label("at"))
        .where(invitation.c.person_id.in_(people))
        .group_by(invitation.c.person_id)
        .subquery()
    )
    rows = db.execute(
        select(invitation)
        .join(newest, (newest.c.person_id == invitation.c.person_id) & (newest.c.at == invitation.c.made_at))
        .order_by(invitation.c.ended_at.is_(None), invitation.c.finished_at.is_(None))  # of two at once the live one
    )
    return {row.person_id: _code(row, now) for row in rows}


def _code(row: Any, now: datetime) -> Code:
    state, at, because = _state(row, now)
    return Code(row.id, state, at, row.take_home, because, row.number if state == "typed" else None)


def _state(row: Any, now: datetime) -> tuple[str, datetime, str]:
    """The word for it, the moment that goes with it, and why it ended."""
    if row.ended_at is not None:
        return "ended", row.ended_at, row.ended_because or ""
    if row.finished_at is not None and row.ended_at is None:
        return "used", row.finished_at, ""
    if row.used_at is None:
        return ("open" if row.expires_at > now else "expired"), row.expires_at, ""
    if row.matched_at is not None or row.spoken_at is not None:
        return "shown", row.spoken_at or row.matched_at, ""
    if _is_over(row, now):
        return "ended", row.used_at, "word" if row.take_home else "late"
    return "typed", row.used_at, ""


def _is_over(row: Any, now: datetime) -> bool:
    if row.ended_at is not None or row.finished_at is not None or row.used_at is None:
        return True
    if row.take_home:
        return row.spoken_at is None and bool(row.spoken_tries >= SPOKEN_TRIES)
    return row.matched_at is None and bool(row.used_at <= now - TO_ANSWER)
