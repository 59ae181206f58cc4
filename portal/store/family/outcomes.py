"""Asks that nobody has answered, and answers of which somebody has to be told. Tables: shared, outcome,
account, person, data_key.

For the desk's lists: so many statements, however many children. No words are opened here, and of what came of them
only the day on which somebody was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from portal.domain.following import untold_since
from portal.domain.sharing import CameOf, Outcome, Shared
from portal.store.crypto import Keyring
from portal.store.family.shared import for_desk_one
from portal.store.family.tables import account, data_key, outcome, person, shared

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
    """An answer that its author cannot read on a page of theirs, or not in their language: a person tells them."""

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


def untold(db: Connection, keyring: Keyring, children: Sequence[str]) -> list[Untold]:
    """Answers that their author cannot read on a page of theirs, and nobody has told them since: one statement.

    They have no page to read it on, or use another language than that in which workers write.
    """
    rows = db.execute(
        select(shared.c.id, shared.c.child_id, shared.c.person_id, shared.c.worker, data_key.c.wrapped,
               outcome.c.id.label("place"), outcome.c.kind, outcome.c.body, outcome.c.said_at)
        .join(outcome, outcome.c.shared_id == shared.c.id)
        .join(person, person.c.id == shared.c.person_id)
        .join(data_key, data_key.c.id == shared.c.child_id)
        .where(shared.c.child_id.in_(children), shared.c.taken_back_at.is_(None),
               outcome.c.kind.in_([*_ANSWERS, CameOf.TOLD.value]), or_(_HAS_NO_PAGE, _IN_ANOTHER_LANGUAGE))
        .order_by(shared.c.id)
    ).all()  # fmt: skip
    found = []
    for ref, of_one in groupby(rows, key=lambda row: row.id):
        each = list(of_one)
        if since := untold_since([_said(row, keyring) for row in each]):
            found.append(Untold(ref, each[0].child_id, each[0].person_id, each[0].worker, since))
    return sorted(found, key=lambda one: (one.answered_at, one.ref))


def _said(row: Any, keyring: Keyring) -> Outcome:
    """What was said; of an answer not the words."""
    words = ""
    if row.kind == CameOf.TOLD.value:
        key = keyring.unwrap(row.child_id, row.wrapped)
        words = key.open_or({"words": ""}, row.body, "outcome", row.place, row.id)[0]["words"]
    return Outcome(CameOf(row.kind), row.said_at, words=words)
