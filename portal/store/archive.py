"""A backup's file: rows of both cupboards as they are stored, sealed for somebody who keeps the key elsewhere.

A tar of compressed JSON lines, the same from SQLite and from PostgreSQL, encrypted with age (X25519).
`head.json` comes first: when, by which versions, which columns. `manifest.json` comes last: rows, SHA-256
of each part, the end of each audit. Nothing is held whole in memory, nothing is written unsealed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from sqlalchemy import Boolean, Connection, Date, Integer, LargeBinary, MetaData, String, Table, select

from portal.domain.errors import Invalid
from portal.store.columns import Moment

FORMAT = 1
_PART = 1024 * 1024  # bytes of lines, before compression

KINDS: dict[str, Any] = {
    "moment": Moment, "bytes": LargeBinary, "flag": Boolean, "day": Date, "number": Integer, "text": String,
}  # fmt: skip
"""What a column holds. The order matters: the first type that fits."""

_OUT: dict[str, Callable[[Any], Any]] = {
    "moment": lambda value: value.astimezone(UTC).isoformat(),
    "bytes": lambda value: base64.b64encode(bytes(value)).decode(),
    "day": lambda value: value.isoformat(),
}


@dataclass(frozen=True)
class Snapshot:
    """One cupboard as it stands in this transaction. `audit` is the number of rows and the hash of the last."""

    name: str
    db: Connection
    tables: MetaData
    revision: str
    audit: tuple[int, str]


@dataclass
class Head:
    """What stands first in a backup. `ledger` is where each ledger ended; `pepper` tells which one it was."""

    made_at: datetime
    pepper: str
    ledger: dict[str, tuple[int, str]]
    revisions: dict[str, str]
    columns: dict[str, dict[str, list[tuple[str, str]]]]


@dataclass
class Manifest:
    """What stands last: rows by cupboard and table, and the end of each audit."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    audit: dict[str, tuple[int, str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


def new_keys() -> tuple[str, str]:
    """A pair: what opens backups, to be kept offline, and for whom they are sealed."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient(said: str) -> Any:
    """Raises Invalid for anything but an age recipient."""
    try:
        return pyrage.x25519.Recipient.from_str(said.strip())
    except pyrage.RecipientError:
        raise Invalid("The recipient begins with age1. `portal backup key` makes a pair.") from None


def identity_in(file: Path) -> Any:
    """The key in a file, which may have comments. Raises Invalid."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    try:
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (StopIteration, pyrage.IdentityError):
        raise Invalid(f"There is no key in {file}: a line that begins with AGE-SECRET-KEY-1.") from None


def write(to: BinaryIO, sealed_for: Any, head: Head, snapshots: list[Snapshot]) -> Manifest:
    """Write a backup. Raises whatever reading the rows or writing the file raised."""
    manifest = Manifest()
    source = _Pull(_tar(head, snapshots, manifest))
    target = _Push(to)
    try:
        pyrage.encrypt_io(source, target, [sealed_for])
    except pyrage.EncryptError:
        raise source.failed or target.failed or OSError("the backup could not be written") from None
    return manifest


def columns_of(tables: MetaData) -> dict[str, list[tuple[str, str]]]:
    """Every column of every table with what it holds, in the order in which tables are filled."""
    return {table.name: [(column.name, _kind(column.type)) for column in table.c] for table in tables.sorted_tables}


def _kind(type_: Any) -> str:
    return next(kind for kind, known in KINDS.items() if isinstance(type_, known))


def _tar(head: Head, snapshots: list[Snapshot], manifest: Manifest) -> Iterator[bytes]:
    yield from _member("head.json", json.dumps({"format": FORMAT, **_plain_head(head)}).encode())
    for shot in snapshots:
        manifest.audit[shot.name] = shot.audit
        rows = manifest.rows[shot.name] = {}
        for table in shot.tables.sorted_tables:
            rows[table.name] = 0
            for number, (lines, data) in enumerate(_parts(shot.db, table)):
                path = f"{shot.name}/{table.name}/{number:06}.jsonl.gz"
                manifest.parts[path] = hashlib.sha256(data).hexdigest()
                rows[table.name] += lines
                yield from _member(path, data)
    yield from _member("manifest.json", json.dumps(vars(manifest)).encode())
    yield b"\0" * 1024


def _plain_head(head: Head) -> dict[str, Any]:
    return {**vars(head), "made_at": head.made_at.isoformat()}


def _parts(db: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    kinds = [_OUT.get(_kind(column.type)) for column in table.c]
    lines: list[str] = []
    size = 0
    found = db.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": 200})
    for row in found:
        plain = [value if value is None or put is None else put(value) for value, put in zip(row, kinds, strict=True)]
        lines.append(json.dumps(plain))
        size += len(lines[-1])
        if size >= _PART:
            yield len(lines), _packed(lines)
            lines, size = [], 0
    if lines:
        yield len(lines), _packed(lines)


def _packed(lines: list[str]) -> bytes:
    return gzip.compress("".join(line + "\n" for line in lines).encode(), 1, mtime=0)


def _member(path: str, data: bytes) -> Iterator[bytes]:
    info = tarfile.TarInfo(path)
    info.size = len(data)
    yield info.tobuf(tarfile.PAX_FORMAT)
    yield data
    yield b"\0" * (-len(data) % tarfile.BLOCKSIZE)


class _Pull(io.RawIOBase):
    """Bytes out of a generator, as a file that is read. Keeps what went wrong."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, b""
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while len(self._left) < size:
                self._left += next(self._chunks)
        except StopIteration:
            pass
        except BaseException as problem:
            self.failed = problem
            raise
        given, self._left = self._left[:size], self._left[size:]
        return given


class _Push(io.RawIOBase):
    """A file that is written. Keeps what went wrong."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to
        self.failed: BaseException | None = None

    def write(self, data: Any) -> int:
        try:
            return self._to.write(data)
        except BaseException as problem:
            self.failed = problem
            raise
