"""An engine and a transaction for each cupboard, on SQLite and on PostgreSQL.

Three ways in: `reading` changes nothing, `writing` holds the write lock from its first
statement and is durable when it returns, `tracing` is for last-seen marks and the audit of
reads. Where a cupboard has a gate (`store.gate`: the family's process), a transaction sees what
belongs to whom it is bound to, a person or a proof, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, text
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from portal.domain.clock import Clock
from portal.store.audit import Event, Trail
from portal.store.crypto import Keyring
from portal.store.gate import PROOFS, SCHEMA, Gate, on_postgres, on_sqlite
from portal.store.ledger import Ledger, noted
from portal.store.proofs import Hasher

log = logging.getLogger("portal")

_BUSY_MS = 5000


class Cupboard:
    """One database with its keys: what a journey is handed. It is opened by `app` and `cli` alone."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        keyring: Keyring,
        trail: Trail,
        pepper: bytes,
        hasher: Hasher,
        gate: Gate | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.clock, self.keyring, self.trail, self.pepper, self.hasher = clock, keyring, trail, pepper, hasher
        self.gate, self.ledger = gate, ledger
        self._read, self._write, self._trace = (_engine(url, purpose, gate) for purpose in ("read", "write", "trace"))

    @property
    def engines(self) -> tuple[Engine, Engine, Engine]:
        return self._read, self._write, self._trace

    @property
    def tables(self) -> MetaData:
        """Every table of this cupboard; through a gate, none of them."""
        return self.trail.table.metadata

    @contextmanager
    def reading(self, person: str | None = None, **proofs: str) -> Iterator[Connection]:
        """A transaction that changes nothing, bound to one person, or to a proof (session, sign_in, code, bucket); a
        person beside a worker to their `sitting` as well."""
        with self._read.begin() as db, self._bound(db, person, proofs):
            yield db

    @contextmanager
    def writing(self, person: str | None = None, **proofs: str) -> Iterator[Connection]:
        """A transaction that is durable once the block has ended without an error.

        What it has noted as gone stands in the ledger before that.
        """
        written: list[int] = []
        try:
            with self._write.begin() as db, self._bound(db, person, proofs):
                yield db
                written = self._tell_the_ledger(db)
        except BaseException:
            if written and self.ledger is not None:
                self.ledger.undo(written, self.clock.now())
            raise

    @contextmanager
    def tracing(self, person: str | None = None, **proofs: str) -> Iterator[Connection]:
        """A small transaction of its own for last-seen marks and the audit of reads."""
        with self._trace.begin() as db, self._bound(db, person, proofs):
            yield db

    @contextmanager
    def as_it_stands(self) -> Iterator[tuple[Connection, str]]:
        """One moment of the whole cupboard, for as long as the block lasts, and the revision of its tables.
        Nobody who writes waits for it.
        """
        engine = self._read
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.begin() as db:
            yield db, str(db.execute(text("SELECT version_num FROM alembic_version")).scalar_one())

    def bind(self, db: Connection, person: str, **proofs: str) -> None:
        """From here on the transaction is this person's: a proof has just told who it is."""
        self._say(db, {"person": person, **proofs})

    @contextmanager
    def _bound(self, db: Connection, person: str | None, proofs: dict[str, str]) -> Iterator[None]:
        unknown = set(proofs) - set(PROOFS)
        if unknown:
            raise TypeError(f"nobody is bound by {', '.join(sorted(unknown))}")
        try:
            self._say(db, proofs if person is None else {**proofs, "person": person})
            yield
        finally:
            db.info.pop("bound", None)
            noted(db)

    def _tell_the_ledger(self, db: Connection) -> list[int]:
        entries = noted(db)
        return self.ledger.write(entries, self.clock.now()) if entries and self.ledger is not None else []

    def _say(self, db: Connection, proofs: dict[str, str]) -> None:
        said = db.info["bound"] = {**db.info.get("bound", {}), **proofs}
        if self.gate is None:
            return
        if db.dialect.name == "sqlite":
            db.connection.driver_connection.bind(said)  # type: ignore[union-attr]
        else:
            on_postgres.bind(db, self.gate, proofs)

    def record(self, db: Connection, event: Event) -> None:
        """Leave a trace within this transaction: if it cannot be written, nothing is."""
        self.trail.record(db, self.clock.now(), event)

    def note(self, event: Event) -> None:
        """Leave a trace of a read that may go on without one; the log says where it failed."""
        try:
            with self.tracing() as db:
                self.record(db, event)
        except SQLAlchemyError:
            log.error("audit.failed", extra={"event_name": event.action})

    def look(self) -> None:
        """Open a connection once. Raises where the gate is not as this version of the portal knows it."""
        with self._read.connect():
            pass

    def settle(self) -> None:
        """What was taken out leaves the files as well: the log of writes on SQLite, dead rows on PostgreSQL.

        As far as nobody else is looking at it just now; whatever is left goes the next time.
        """
        if self._write.dialect.name == "sqlite":
            raw = self._write.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()
        else:
            with self._write.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.exec_driver_sql("VACUUM data_key")

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


def bound_person(db: Connection) -> str:
    """The person to whom this transaction is bound. Raises KeyError where there is none."""
    return str(db.info["bound"]["person"])


def _engine(url: str, purpose: str, gate: Gate | None) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url, purpose, gate)
    options: dict[str, Any] = {"postgresql_readonly": True} if purpose == "read" else {}
    engine = create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=4, max_overflow=8, execution_options=options
    )
    if gate is not None:
        on_postgres.put_gate_on(engine, gate)
    return engine


def _sqlite_engine(url: str, purpose: str, gate: Gate | None) -> Engine:
    connect: dict[str, Any] = {"timeout": _BUSY_MS / 1000}
    options: dict[str, Any] = {}
    if gate is not None:
        connect |= {"factory": on_sqlite.GatedConnection, "cached_statements": 512}
        options = {"schema_translate_map": {SCHEMA: "temp"}}  # they stand among the temporary views
    engine = create_engine(url, hide_parameters=True, connect_args=connect, execution_options=options)

    @sqlalchemy_event.listens_for(engine, "connect")
    def set_up(dbapi: Any, record: object) -> None:
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'NORMAL' if purpose == 'trace' else 'FULL'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        if purpose == "read":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    if gate is not None:
        on_sqlite.put_gate_on(engine, gate.windows)

    @sqlalchemy_event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE")

    return engine
