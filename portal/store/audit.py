"""What was done, by whom: appended only, each row chained to the one before by a keyed hash.

A row holds no words, names or codes; a reason that somebody gave is sealed elsewhere. The key
is kept outside the database, so that who can write to the database still cannot forge a row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, select
from sqlalchemy.exc import IntegrityError

_TRIES = 100
_HASHED = ("seq", "at", "actor", "action", "thing", "child", "outcome")
_QUEUE = 0x61756469  # the advisory lock behind which writers of the audit queue up


@dataclass(frozen=True)
class Event:
    """One thing that was done. `actor` and `thing` are opaque ids; `child` a fingerprint or an id."""

    actor: str
    action: str
    thing: str = ""
    child: str = ""
    outcome: str = "done"


@dataclass(frozen=True)
class Broken:
    """The first row that does not stand as it was written."""

    seq: int
    why: str


def audit_table(metadata: MetaData) -> Table:
    return Table(
        "audit",
        metadata,
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", String(40), nullable=False),
        Column("actor", String(80), nullable=False),
        Column("action", String(60), nullable=False),
        Column("thing", String(120), nullable=False),
        Column("child", String(80), nullable=False),
        Column("outcome", String(40), nullable=False),
        Column("hash", String(64), nullable=False),
    )


class Trail:
    """The audit of one cupboard. `end` shows its last row, where its writer may see no other."""

    def __init__(self, table: Table, key: bytes, end: Table | None = None) -> None:
        self.table, self._key = table, key
        self._end = table if end is None else end

    def record(self, db: Connection, at: datetime, event: Event) -> None:
        """Append an event. On PostgreSQL two writers may meet: the second queues and reads the head again.

        Only who has met somebody queues, so that a quiet day costs two statements.
        """
        if db.dialect.name == "sqlite":
            self._append(db, at, event)
            return
        for attempt in range(_TRIES):
            try:
                with db.begin_nested():
                    self._append(db, at, event)
                return
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
                if attempt == 0:
                    db.execute(select(func.pg_advisory_xact_lock(_QUEUE)))

    def _append(self, db: Connection, at: datetime, event: Event) -> None:
        end = self._end
        head = db.execute(select(end.c.seq, end.c.hash).order_by(end.c.seq.desc()).limit(1)).first()
        seq, before = (head.seq + 1, head.hash) if head else (1, "")
        row = {"seq": seq, "at": at.isoformat(), **asdict(event)}
        db.execute(self.table.insert(), {**row, "hash": self._hash(before, row)})

    def _hash(self, before: str, row: dict[str, object]) -> str:
        message = before + json.dumps(row, sort_keys=True, ensure_ascii=False)
        return hmac.new(self._key, message.encode(), hashlib.sha256).hexdigest()

    def verify(
        self, db: Connection, *, expected: int | None = None, anchors: Mapping[int, str] | None = None
    ) -> Broken | None:
        """The first row that was changed, added, left out or moved; None where the chain holds.

        `expected` is a number of rows known from elsewhere, to find rows cut off at the end; `anchors` are
        hashes by the number of their row, kept elsewhere, that find a chain which was written anew too.
        """
        before, due, anchors = "", 1, anchors or {}
        expected = max((expected or 0, *anchors))
        for found in db.execute(select(self.table).order_by(self.table.c.seq)).mappings():
            row = {name: found[name] for name in _HASHED}
            if found["seq"] != due:
                return Broken(due, "the row is missing")
            if not hmac.compare_digest(found["hash"], self._hash(before, row)):
                return Broken(due, "the row is not as it was written")
            if anchors.get(due, found["hash"]) != found["hash"]:
                return Broken(due, "the row is another than the one that was noted down elsewhere")
            before, due = found["hash"], due + 1
        if due - 1 < expected:
            return Broken(due, "rows are missing at the end")
        return None

    def about(self, db: Connection, child: str, actions: tuple[str, ...]) -> list[tuple[datetime, Event]]:
        """What was done of these sorts about one child, in order."""
        table = self.table
        rows = db.execute(
            select(table)
            .where(table.c.child == child, table.c.action.in_(actions), table.c.outcome == "done")
            .order_by(table.c.seq)
        )
        return [(datetime.fromisoformat(r.at), Event(r.actor, r.action, r.thing, r.child, r.outcome)) for r in rows]

    def newest(self, db: Connection, most: int, day: date | None = None) -> list[tuple[datetime, Event]]:
        """What was done last, or last on this day (UTC), the newest first."""
        rows = select(self.table).order_by(self.table.c.seq.desc()).limit(most)
        if day is not None:
            rows = rows.where(self.table.c.at.startswith(day.isoformat(), autoescape=True))
        return [
            (datetime.fromisoformat(r.at), Event(r.actor, r.action, r.thing, r.child, r.outcome))
            for r in db.execute(rows)
        ]

    def head(self, db: Connection) -> tuple[int, str]:
        """How many rows there are, and the hash of the last: to be kept somewhere else, as an anchor."""
        end = select(self.table.c.seq, self.table.c.hash).order_by(self.table.c.seq.desc()).limit(1)
        row = db.execute(end).first()
        return (int(row.seq), str(row.hash)) if row else (0, "")

    def ends_as_written(self, db: Connection) -> bool:
        """Whether the last row carries this key's hash: whether the right key was given."""
        rows = db.execute(select(self.table).order_by(self.table.c.seq.desc()).limit(2)).mappings().all()
        if not rows:
            return True
        row = {name: rows[0][name] for name in _HASHED}
        return hmac.compare_digest(rows[0]["hash"], self._hash(rows[1]["hash"] if rows[1:] else "", row))

    def count(self, db: Connection) -> int:
        """How many rows there are: to be kept somewhere else, for `verify`."""
        head = db.execute(select(self.table.c.seq).order_by(self.table.c.seq.desc()).limit(1)).scalar()
        return head or 0
