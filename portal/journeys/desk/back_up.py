"""Making a backup of both cupboards while everybody works, sealed for a key that is kept elsewhere."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.domain.errors import Invalid
from portal.journeys.desk.room import Room
from portal.store import archive
from portal.store.archive import Head, Snapshot, columns_of
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.ledger import Ledger


@dataclass(frozen=True)
class BackedUp:
    """`rows` are by cupboard; `size` is the file's, in bytes."""

    file: str
    made_at: datetime
    rows: dict[str, int]
    size: int


def make_keys(viewer: Viewer) -> tuple[str, str]:
    """A pair of keys: what opens backups, to be kept offline, and for whom they are sealed.

    May: the command line (BACK_UP).
    """
    require(viewer, Permission.BACK_UP)
    return archive.new_keys()


def back_up(room: Room, viewer: Viewer, to: Path, recipient: str, ledgers: Sequence[Ledger] = ()) -> BackedUp:
    """Write both cupboards into one file. Whole or not at all; no older file is written over.

    `ledgers`: those that are within reach here. The file says where each of them ends.

    May: the command line (BACK_UP).
    Leaves: the file, which the key alone opens that `recipient` belongs to; an audit line in both.
    Raises: Invalid without a recipient, or where the file is there; OSError where it cannot be written.
    """
    require(viewer, Permission.BACK_UP)
    sealed_for = archive.recipient(recipient)
    _refuse_to_write_over(to)
    both = {"casework": room.casework, "family": room.family}
    for cupboard in both.values():
        with cupboard.writing() as db:
            cupboard.record(db, Event("command-line", "back-up"))
    made_at = room.casework.clock.now()
    with ExitStack() as stack:
        # Casework first: what was begun there is done again after a restore, never left out.
        shots = [stack.enter_context(_snapshot(name, cupboard)) for name, cupboard in both.items()]
        head = Head(
            made_at=made_at,
            pepper=fingerprint(room.casework.pepper, "backup"),
            ledger={found.file.stem: found.head() for found in ledgers},
            revisions={shot.name: shot.revision for shot in shots},
            columns={shot.name: columns_of(shot.tables) for shot in shots},
        )
        part = to.with_name(f"{to.name}.{secrets.token_hex(4)}.part")  # two at once do not write into one file
        try:
            with _new(part) as file:
                written = archive.write(file, sealed_for, head, shots)
                file.flush()
                os.fsync(file.fileno())
            _refuse_to_write_over(to)
            os.replace(part, to)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    rows = {name: sum(tables.values()) for name, tables in written.rows.items()}
    return BackedUp(str(to), made_at, rows, to.stat().st_size)


def _refuse_to_write_over(to: Path) -> None:
    if to.exists():
        raise Invalid(f"{to} is there already. Name another file.")


def _new(part: Path):  # type: ignore[no-untyped-def]
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(descriptor, "wb")


@contextmanager
def _snapshot(name: str, cupboard: Cupboard) -> Iterator[Snapshot]:
    with cupboard.as_it_stands() as (db, revision):
        yield Snapshot(name, db, cupboard.tables, revision, cupboard.trail.head(db))
