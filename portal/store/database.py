"""An engine and a transaction for each cupboard, on SQLite and on PostgreSQL.

Three ways in: `reading` changes nothing, `writing` holds the write lock from its first
statement and is durable when it returns, `tracing` is for last-seen marks and the audit of
reads. Family readers and writers are bound to one person when the transaction begins, and
take the person from there, so that an engine can come to enforce the same binding.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from portal.domain.clock import Clock
from portal.store.audit import Event, Trail
from portal.store.crypto import Keyring
from portal.store.proofs import Hasher

log = logging.getLogger("portal")

_BUSY_MS = 5000


class Cupboard:
    """One database with its keys: what a journey is handed. It is opened by `app` and `cli` alone."""

    def __init__(
        self, url: str, *, clock: Clock, keyring: Keyring, trail: Trail, pepper: bytes, hasher: Hasher
    ) -> None:
        self.clock, self.keyring, self.trail, self.pepper, self.hasher = clock, keyring, trail, pepper, hasher
        self._read = _engine(url, "read")
        self._write = _engine(url, "write")
        self._trace = _engine(url, "trace")

    @property
    def engines(self) -> tuple[Engine, Engine, Engine]:
        return self._read, self._write, self._trace

    @contextmanager
    def reading(self, person: str | None = None) -> Iterator[Connection]:
        """A transaction that changes nothing, bound to one person where one is named."""
        with self._read.begin() as db, _bound(db, person):
            yield db

    @contextmanager
    def writing(self, person: str | None = None) -> Iterator[Connection]:
        """A transaction that is durable once the block has ended without an error."""
        with self._write.begin() as db, _bound(db, person):
            yield db

    @contextmanager
    def tracing(self) -> Iterator[Connection]:
        """A small transaction of its own for last-seen marks and the audit of reads."""
        with self._trace.begin() as db:
            yield db

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

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


def bound_person(db: Connection) -> str:
    """The person to whom this transaction is bound. Raises KeyError where there is none."""
    return str(db.info["person"])


@contextmanager
def _bound(db: Connection, person: str | None) -> Iterator[None]:
    if person is not None:
        db.info["person"] = person
    try:
        yield
    finally:
        db.info.pop("person", None)


def _engine(url: str, purpose: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url, purpose)
    options: dict[str, Any] = {"postgresql_readonly": True} if purpose == "read" else {}
    return create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=4, max_overflow=8, execution_options=options
    )


def _sqlite_engine(url: str, purpose: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_MS / 1000})

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

    @sqlalchemy_event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE")

    return engine
