"""The gate on SQLite: temporary views, and an authorizer that lets tables be read only from inside them.

Why it has this form (each was tried, and is a test in tests/store/test_gate_attacks.py):

- The authorizer is told a *name* as the source of a read, and a CTE may carry any name. So each view's
  body stands in a CTE whose name begins with a secret of this process, and a statement that holds the
  secret is refused.
- That CTE is MATERIALIZED, or SQLite would flatten it: reads would lose their source, and functions
  outside could run on rows that the window hides.
- `INSERT OR REPLACE` overrides the conflict rule of a trigger. So each trigger looks for the key first.
- `blobopen`, `backup` and their like ask no authorizer. So the connection refuses them once it is sealed.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.elements import quoted_name

from portal.store.gate import SCHEMA, Window, body, sql

SECRET = f"gate:{secrets.token_hex(8)}:"
"""Begins the name of everything that may touch a table. It leaves no process and no statement may hold it."""

FUNCTIONS = frozenset({"bound", "count", "max", "min", "coalesce", "length", "like", "lower", "upper"})

# What a sealed connection still does. Everything else that the class has is closed: a new Python adds methods.
OPEN = frozenset({"commit", "rollback", "close", "cursor", "execute", "executemany", "interrupt", "bind", "seal"})

_OK, _DENY = sqlite3.SQLITE_OK, sqlite3.SQLITE_DENY
_dialect = sqlite_dialect()


class _Cursor(sqlite3.Cursor):
    """Refuses a statement that names the gate's secret."""

    def execute(self, statement: str, *values: Any) -> Any:
        return super().execute(_clean(statement), *values)

    def executemany(self, statement: str, *values: Any) -> Any:
        return super().executemany(_clean(statement), *values)

    def executescript(self, script: str) -> Any:
        raise sqlite3.DatabaseError("not authorized")


class GatedConnection(sqlite3.Connection):
    """A connection that sees windows and no table, bound to whoever the transaction is for."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self._bound: Mapping[str, str] = {}
        self._sealed = False
        super().__init__(*args, **more)

    def bind(self, proofs: Mapping[str, str]) -> None:
        self._bound = dict(proofs)

    def seal(self, windows: Iterable[Window]) -> None:
        """Shut the tables off, once and for good."""
        windows = tuple(windows)
        super().create_function("bound", 1, lambda what: self._bound.get(what))
        super().create_function("sha256", 1, _sha256, deterministic=True)
        read_only = super().execute("PRAGMA query_only").fetchone()[0]
        super().execute("PRAGMA query_only=OFF")  # temporary views are writes too
        for statement in _statements(windows):
            super().execute(statement)
        super().execute(f"PRAGMA query_only={read_only}")
        super().set_authorizer(_authorizer(windows))
        self._sealed = True

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_Cursor)

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor().executemany(*args)


def _closed(name: str) -> Any:
    def refuse(self: GatedConnection, *args: Any, **more: Any) -> Any:
        if self._sealed:
            raise sqlite3.DatabaseError("not authorized")
        return getattr(super(GatedConnection, self), name)(*args, **more)

    return refuse


for _name in dir(sqlite3.Connection):
    _method = getattr(sqlite3.Connection, _name)
    if not _name.startswith("_") and _name not in OPEN and callable(_method) and not isinstance(_method, type):
        setattr(GatedConnection, _name, _closed(_name))


def put_gate_on(engine: Engine, windows: Mapping[str, Window]) -> None:
    """Let every connection of this engine see these windows and nothing else."""

    @event.listens_for(engine, "checkout")
    def seal(dbapi: Any, record: object, proxy: object) -> None:
        if not dbapi._sealed:
            dbapi.seal(windows.values())

    @event.listens_for(engine, "checkin")
    def forget(dbapi: Any, record: object) -> None:
        if dbapi is not None:
            dbapi.bind({})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _clean(statement: str) -> str:
    if SECRET in statement:
        raise sqlite3.DatabaseError("not authorized")
    return statement


def _authorizer(windows: tuple[Window, ...]) -> Any:
    names = {_name_of(window) for window in windows}
    may_add = {_name_of(window) for window in windows if window.adds}
    may_take_out = {_name_of(window) for window in windows if window.takes_out}
    may_change = {(_name_of(window), column) for window in windows for column in window.changes}

    def authorize(action: int, one: str | None, two: str | None, database: str | None, source: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT):
            return _OK
        inside = source is not None and source.startswith(SECRET)
        if action == sqlite3.SQLITE_READ:
            allowed = inside or (one or "") in names or (one or "").startswith(SECRET)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = inside or (two or "").lower() in FUNCTIONS
        elif action == sqlite3.SQLITE_INSERT:
            allowed = inside or one in may_add
        elif action == sqlite3.SQLITE_UPDATE:
            allowed = inside or (one, two) in may_change
        elif action == sqlite3.SQLITE_DELETE:
            allowed = inside or one in may_take_out
        else:
            allowed = False
        return _OK if allowed else _DENY

    return authorize


@cache
def _statements(windows: tuple[Window, ...]) -> tuple[str, ...]:
    """Views and triggers, made anew for each connection and stored in no file."""
    return tuple(statement for window in windows for statement in (_view(window), *_triggers(window)))


def _name_of(window: Window) -> str:
    return f"{SCHEMA}_{window.name}"


def _view(window: Window) -> str:
    name, columns = _name_of(window), ", ".join(f'"{column}"' for column in window.columns)
    inner = sql(body(window, blank_unread=True), _dialect)
    return (
        f'CREATE TEMP VIEW {name} AS WITH "{SECRET}{name}" AS MATERIALIZED ({inner}) '
        f'SELECT {columns} FROM "{SECRET}{name}"'
    )


def _triggers(window: Window) -> list[str]:
    name, table = _name_of(window), window.table.name
    made = []
    if window.adds:
        added = ", ".join(f'"{c}"' for c in window.adds)
        values = ", ".join(f'new."{c}"' for c in window.adds)
        refusals = [f"SELECT RAISE(ABORT, 'not one''s own') WHERE NOT coalesce(({_of_new_row(window)}), 0);"]
        for key in window.unique_keys():
            same = " AND ".join(f'"{c}" = new."{c}"' for c in key)
            refusals.append(
                f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}') "
                f"WHERE EXISTS (SELECT 1 FROM {table} WHERE {same});"
            )
        made.append(
            f'CREATE TEMP TRIGGER "{SECRET}{name}:add" INSTEAD OF INSERT ON {name} BEGIN {" ".join(refusals)} '
            f"INSERT INTO {table} ({added}) VALUES ({values}); END"
        )
    same_row = " AND ".join(f'"{c}" = old."{c}"' for c in window.unique_keys()[0])
    if window.changes:
        changed = ", ".join(f'"{c}"' for c in window.changes)
        values = ", ".join(f'"{c}" = new."{c}"' for c in window.changes)
        # RETURNING knows of a view's row only what a trigger has looked at.
        looked_at = ", ".join(f'new."{c}"' for c in window.columns)
        made.append(
            f'CREATE TEMP TRIGGER "{SECRET}{name}:change" INSTEAD OF UPDATE OF {changed} ON {name} '
            f"BEGIN SELECT {looked_at}; UPDATE {table} SET {values} WHERE {same_row}; END"
        )
    if window.takes_out:
        made.append(
            f'CREATE TEMP TRIGGER "{SECRET}{name}:take-out" INSTEAD OF DELETE ON {name} '
            f"BEGIN DELETE FROM {table} WHERE {same_row}; END"
        )
    return made


def _of_new_row(window: Window) -> str:
    """The rule of the window's rows, asked of the row that comes in."""
    row = window.table.alias(quoted_name("new", quote=False))  # as triggers call it
    return sql(window.rows(row.c), _dialect)
