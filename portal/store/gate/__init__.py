"""The gate: an engine that shows a process windows on tables, and no table.

A window names the columns and the rows of one table that may be read, added, changed or taken out.
Whatever stands above it, whatever statement is sent: what no window shows cannot be read, on SQLite
(`on_sqlite`: temporary views and an authorizer) and on PostgreSQL (`on_postgres`: security-barrier
views, and a role with no other right). A new table or column is closed until a window names it.

Windows ask whom the transaction is *bound* to: a person, or a proof that somebody brought with them
(a session's id, a sign-in name, a code). Bound to nobody, they are empty.

It does not stop hostile Python in the process itself; for that the process holds nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, String, Table, UniqueConstraint, false, null, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.functions import FunctionElement

SCHEMA = "own"
"""Where the windows stand on PostgreSQL. On SQLite they stand among the connection's temporary views."""

PROOFS = ("person", "session", "sign_in", "code", "bucket", "sitting")
"""What a transaction can be bound to. A `person` is signed on PostgreSQL, and with them the `sitting` that makes them
less: it opens nothing by itself, and beside a person it closes what is not for whoever helps them. The others prove
themselves."""

Rule = Callable[[Any], ColumnElement[bool]]

_SIGNED_FOR = 300  # seconds; longer than any transaction


class bound(FunctionElement[str]):
    """Whom or what this transaction is bound to: NULL where it is bound to nobody."""

    type = String()
    inherit_cache = False

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__()


@compiles(bound, "sqlite")
def _on_sqlite(element: bound, compiler: Any, **kw: Any) -> str:
    return f"bound('{element.what}')"


@compiles(bound)
def _elsewhere(element: bound, compiler: Any, **kw: Any) -> str:
    signed = element.what in ("person", "sitting")
    return f"(SELECT {SCHEMA}.bound_{element.what}())" if signed else f"{SCHEMA}.bound('{element.what}')"


class sha256_of(FunctionElement[str]):
    """The SHA-256 of a text, in hexadecimal."""

    type = String()
    inherit_cache = True


@compiles(sha256_of, "sqlite")
def _sha_on_sqlite(element: sha256_of, compiler: Any, **kw: Any) -> str:
    return f"sha256({compiler.process(element.clauses, **kw)})"


@compiles(sha256_of)
def _sha_elsewhere(element: sha256_of, compiler: Any, **kw: Any) -> str:
    return f"encode(sha256(convert_to({compiler.process(element.clauses, **kw)}, 'UTF8')), 'hex')"


@dataclass(frozen=True)
class Window:
    """What may be seen and done of one table. `rows` says which rows, of those that are added too."""

    name: str
    table: Table
    reads: tuple[str, ...]
    rows: Rule
    adds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    takes_out: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the window has, in the table's order."""
        named = {*self.reads, *self.adds, *self.changes}
        return tuple(column.name for column in self.table.c if column.name in named)

    @property
    def as_table(self) -> Table:
        """The window as statements use it."""
        plain = [Column(c.name, c.type, primary_key=c.primary_key) for c in self.table.c if c.name in self.columns]
        return Table(f"{SCHEMA}_{self.name}", MetaData(), *plain, schema=SCHEMA)

    def unique_keys(self) -> list[tuple[str, ...]]:
        """The columns that tell rows apart, each way that the table knows."""
        unique = [tuple(c.columns.keys()) for c in self.table.constraints if isinstance(c, UniqueConstraint)]
        return [tuple(self.table.primary_key.columns.keys()), *sorted(unique)]

    def lines(self) -> Iterable[str]:
        """One line for each column that is open, as the manifest has it."""
        for name in self.columns:
            may = [
                word
                for word, names in (("read", self.reads), ("add", self.adds), ("change", self.changes))
                if name in names
            ]
            yield f"{self.name}: {self.table.name}.{name}: {', '.join(may)}"
        if self.takes_out:
            yield f"{self.name}: {self.table.name}: take out"


def sql(element: ClauseElement, dialect: Any) -> str:
    """A statement as text, its values written in."""
    return str(element.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def body(window: Window, *, blank_unread: bool = False) -> Any:
    """The select behind a window. `blank_unread`: columns that may only be added are empty in it."""
    columns = [
        window.table.c[name] if not blank_unread or name in window.reads else null().label(name)
        for name in window.columns
    ]
    if blank_unread and not window.reads:
        return select(*columns).where(false())  # not even that a row is there
    return select(*columns).where(window.rows(window.table.c))


class Signer:
    """Signs who the bound person is, so that SQL alone cannot say so (PostgreSQL)."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.sha256(b"gate:" + key).digest()

    def pads(self) -> tuple[bytes, bytes]:
        """The key as HMAC's inner and outer pad (RFC 2104), for a database without HMAC."""
        padded = self._key.ljust(64, b"\0")
        return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)

    def sign(self, person: str) -> str:
        """Good for five minutes. Two machines agree on it, so the machine's clock is asked, not the portal's."""
        said = f"{person}.{int(time.time()) + _SIGNED_FOR}"
        return f"{said}.{hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()}"


@dataclass(frozen=True)
class Gate:
    """The windows of one cupboard and the key that signs."""

    windows: Mapping[str, Window]
    signer: Signer
