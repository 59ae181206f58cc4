"""Asks that nobody has answered, and answers of which somebody has to be told. Tables: shared, outcome,
account, person.

For the desk's lists: so many statements, however many children. No words are opened here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, or_, select

from portal.domain.sharing import CameOf, Shared
from portal.store.crypto import Keyring
from portal.store.family.shared import for_desk_one
from portal.store.family.tables import account, outcome, person, shared

WRITTEN_IN = "en"
"""The language in which workers say what came of words."""

_ANSWERS = [kind.value for kind in CameOf if kind.is_answer]
_HAS_NO_PAGE = or_(
    ~person.c.door_open, ~person.c.reads_back, ~exists().where(account.c.person_id == person.c.id)
)  # fmt: skip
"""They have no way in, or a worker has switched reading back off."""

_IN_ANOTHER_LANGUAGE = ~person.c.language.startswith(WRITTEN_IN)


@dataclass(frozen=True)
class Unanswered:
    """Something that was asked for, and nobody has said what came of it."""

    ref: str
    child: str
    person: str
    worker: str
    since: datetime


@dataclass(frozen=True)
class Untold:
    """An answer to somebody who has no way in: a person tells them."""

    ref: str
    child: str
    person: str
    worker: str
    answered_at: datetime


def as_it_stands(db: Connection, keyring: Keyring, ref: str) -> Shared | None:
    """These words with what came of them; until this transaction ends, nobody else says what did."""
    db.execute(select(shared.c.id).where(shared.c.id == ref).with_for_update())
    return for_desk_one(db, keyring, ref)


def reads_answers(db: Connection, ref: str) -> tuple[bool, bool]:
    """Whether this person has a page on which they can read an answer, and whether it is in their language."""
    here = select(_HAS_NO_PAGE.label("none"), _IN_ANOTHER_LANGUAGE.label("other")).where(person.c.id == ref)
    row = db.execute(here).first()
    return (not row.none, not row.other) if row else (False, True)


def unanswered(db: Connection, children: Sequence[str]) -> list[Unanswered]:
    """What the families of these children asked for, the oldest first: one statement."""
    answered = exists().where(outcome.c.shared_id == shared.c.id, outcome.c.kind.in_(_ANSWERS))
    rows = db.execute(
        select(shared.c.id, shared.c.child_id, shared.c.person_id, shared.c.worker, shared.c.shared_at)
        .where(shared.c.child_id.in_(children), shared.c.asks, shared.c.taken_back_at.is_(None), ~answered)
        .order_by(shared.c.shared_at, shared.c.place)
    )
    return [Unanswered(row.id, row.child_id, row.person_id, row.worker, row.shared_at) for row in rows]


def untold(db: Connection, children: Sequence[str]) -> list[Untold]:
    """Answers that their author cannot read on a page of theirs, and nobody has told them since: one statement.

    They have no page to read it on, or use another language than that in which workers write.
    """
    last = outcome.alias("last")
    told = select(func.max(last.c.said_at)).where(last.c.shared_id == shared.c.id, last.c.kind == CameOf.TOLD.value)
    newest = func.max(outcome.c.said_at)
    rows = db.execute(
        select(shared.c.id, shared.c.child_id, shared.c.person_id, shared.c.worker, newest.label("answered_at"))
        .join(outcome, outcome.c.shared_id == shared.c.id)
        .join(person, person.c.id == shared.c.person_id)
        .where(shared.c.child_id.in_(children), shared.c.taken_back_at.is_(None), outcome.c.kind.in_(_ANSWERS),
               or_(_HAS_NO_PAGE, _IN_ANOTHER_LANGUAGE))
        .group_by(shared.c.id, shared.c.child_id, shared.c.person_id, shared.c.worker)
        .having(func.coalesce(newest > told.scalar_subquery(), True))
        .order_by(newest, shared.c.id)
    )  # fmt: skip
    return [Untold(row.id, row.child_id, row.person_id, row.worker, row.answered_at) for row in rows]
