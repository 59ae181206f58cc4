"""A family database full of rows: those of one person, and everybody else's, which are made up afresh each time."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, Table

from portal.store.columns import Moment
from portal.store.family.policy import WINDOWS
from portal.store.family.tables import metadata
from tests.conftest import START

ME, MY_CHILD = "kit", "child"
BY_PROOF = ("session_by_id", "account_by_name", "invitation_by_code")
SHOWN = {(w.table.name, column) for name, w in WINDOWS.items() if name not in BY_PROOF for column in w.reads}
"""Every column that somebody may read of their own, bound as a person: all others are closed to them too."""
_OTHERS = (("mum", MY_CHILD), ("dad", MY_CHILD), ("zoe", "other-child"), ("yan", "third-child"))


def fill(db: Connection, seed: int) -> None:
    """Kit's own rows, the same for every seed but for columns that nobody of a family reads; then everybody else's."""
    hidden = Random(seed)
    _put(db, "notice", Random(1), hidden, sha256="notice", language="en", words="What we do with your words.")
    for child in (MY_CHILD, "other-child", "third-child"):
        _put(db, "data_key", Random(child), hidden if child == MY_CHILD else None, id=child, other=hidden)
    for who, child in ((ME, MY_CHILD), *_OTHERS):
        is_open = who == ME or hidden.random() < 0.7
        _put(db, "person", Random(f"{who}{seed if who != ME else 0}"), hidden, id=who, child_id=child, kind="parent",
             door_open=is_open)  # fmt: skip
    for who, child in _OTHERS[:2]:
        _things_of(db, who, child, Random(f"{who}{seed}"), hidden, same=False)
    _things_of(db, ME, MY_CHILD, Random(ME), hidden, same=True)
    for who, child in _OTHERS[2:]:
        _things_of(db, who, child, Random(f"{who}{seed}"), hidden, same=False)
    for number in range(3 + hidden.randrange(4)):
        _put(db, "audit", hidden, hidden, seq=number + 1, hash=f"hash-{hidden.random()}")
    _put(db, "audit", Random(1), hidden, seq=99, hash="the end of the chain")


def _things_of(db: Connection, who: str, child: str, own: Random, hidden: Random, *, same: bool) -> None:
    """A few of everything; where it is not the same each time, as many as chance has it."""
    many = (lambda: 2) if same else (lambda: hidden.randrange(4))
    mine = {"person_id": who}
    if same or hidden.random() < 0.8:
        _put(db, "account", own, hidden, **mine, sign_in=f"name-{hidden.random()}", confirmed_at=START)
    for n in range(many()):
        _put(db, "invitation", own, hidden, **mine, id=f"invitation-{who}-{n}", code=f"code-{hidden.random()}")
        _put(db, "session", own, hidden, **mine, child_id=child, id=f"session-{who}-{n}", sitting_id=None)
        newest = own if n == 1 else hidden  # an older copy is nobody's of the family
        _put(db, "edition", newest, hidden, **mine, child_id=child, number=n + 1)
        _put(db, "receipt", own, hidden, **mine, number=n + 1)
        _put(db, "message", own, hidden, **mine, child_id=child, id=f"message-{who}-{n}")
        sheet = f"sheet-{who}-{n}"
        _put(db, "sheet", own, hidden, **mine, child_id=child, set_id=f"set-{n}", id=sheet, notice_sha256="notice")
        for question in ("q1", "q2"):
            _put(db, "answer", own, hidden, **mine, sheet_id=sheet, question=question)
        word = f"word-{who}-{n}"
        _put(db, "shared", own, hidden, **mine, child_id=child, sheet_id=sheet, id=word, notice_sha256="notice")
        _put(db, "reason", own, hidden, id=f"reason-{who}-{n}", shared_id=word)
        to = "mum" if same else hidden.choice((ME, "mum", "dad"))
        if same or (to != who and child == MY_CHILD):  # not passed on: nobody but its author knows of it
            _put(db, "opened_to", own, hidden, person_id=to, shared_id=word, passed_on_at=START if same else None)
    _put(db, "sitting", own, hidden, **mine, child_id=child, id=f"sitting-{who}")
    for n in range(hidden.randrange(3)):  # at a worker's screen: whoever is alone sees none, of their own neither
        _put(db, "session", hidden, hidden, **mine, child_id=child, id=f"beside-{who}-{n}", sitting_id=f"sitting-{who}")
    if not same and hidden.random() < 0.3:
        _put(db, "withdrawal", own, hidden, **mine, number=1)


def _put(db: Connection, name: str, own: Random, hidden: Random | None, **given: Any) -> None:
    """A row: what is given, what its reader sees out of `own`, and columns that nobody of a family reads otherwise."""
    table = metadata.tables[name]
    other = given.pop("other", hidden)
    row = dict(given)
    for column in table.columns:
        if column.name not in row:
            row[column.name] = _value(table, column.name, own if (name, column.name) in SHOWN else other or own)
    db.execute(table.insert().values(**row))


def _value(table: Table, name: str, random: Random) -> Any:
    column = table.c[name]
    number = random.randrange(1_000_000)
    if column.nullable and random.random() < 0.4:
        return None
    if isinstance(column.type, Moment):
        return START - timedelta(minutes=number % 10_000)
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number % 50
    said = f"{name[:6]}-{number}"
    return said.encode() if isinstance(column.type, LargeBinary) else said[: getattr(column.type, "length", 40)]
