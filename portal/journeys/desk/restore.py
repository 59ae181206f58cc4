"""Bringing a backup back: rows, then what was revoked or erased since, and only then can anybody sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.domain.errors import Invalid
from portal.journeys.desk.room import Room
from portal.store import keys, restoring, unsealing
from portal.store.archive import Head, identity_in
from portal.store.audit import Event
from portal.store.casework import replay as in_casework
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import replay as in_family
from portal.store.gate import Gate
from portal.store.ledger import BrokenLedger, Ledger, Line, noted, to_replay
from portal.store.migrations import upgrade_within

BEFORE = timedelta(minutes=10)
"""What was revoked this long before a backup is done again too: it may have been written a moment later."""


@dataclass(frozen=True)
class Restored:
    """`rows` are by cupboard; `again` is how often what was done again since the backup."""

    made_at: datetime
    rows: dict[str, int]
    again: dict[str, int]


def restore(
    room: Room, viewer: Viewer, file: Path, key: Path, gate: Gate, ledgers: Sequence[Ledger] | None
) -> Restored:
    """Fill two empty cupboards out of a backup. Whole or not at all; of either engine, from either engine.

    `gate` is the family's, made anew on PostgreSQL. `ledgers` None: somebody said that there are none.

    May: the command line (RESTORE).
    Leaves: every row; no live session and no live code; what was revoked or erased since the backup gone
    again; an audit line in both; who reads what, brought up to date.
    Raises: Invalid where a database is not empty, the key is another, the file is damaged or from a newer
    version, a secret is another than it was, the audit does not hold, or a ledger does not go as far.
    """
    require(viewer, Permission.RESTORE)
    identity = identity_in(key)
    now = room.casework.clock.now()
    with room.casework.writing() as work, room.family.writing() as families:
        databases = {"casework": work, "family": families}
        for name, cupboard in _both(room):
            restoring.refuse_what_is_not_empty(databases[name], name, cupboard.tables)
        with unsealing.opened(file, identity) as archive:
            head = archive.head
            if head.pepper != fingerprint(room.casework.pepper, "backup"):
                raise Invalid("PORTAL_PEPPER is not the one that this backup was made with.")
            lines = _since(head, ledgers)
            for name, db in databases.items():
                restoring.make_tables(db, name, head.revisions[name])
            rows = restoring.fill(archive, databases)
        for name, cupboard in _both(room):
            _check(name, cupboard, databases[name], archive.manifest.audit[name])
            upgrade_within(databases[name], name, gate=gate if name == "family" else None)
        again = in_casework.replay(work, room.casework.keyring, lines) + in_family.replay(families, lines)
        in_casework.shut_everybody_out(work, now)
        in_family.shut_everybody_out(families, now)
        children = in_casework.children_of(work, lines)
        for name, cupboard in _both(room):
            cupboard.record(databases[name], Event("command-line", "restore", head.made_at.isoformat()))
            noted(databases[name])  # the ledger knows of all this already
    for child in children:
        room.renew_circles(child)
    return Restored(head.made_at, {name: sum(each.values()) for name, each in rows.items()}, dict(again))


def _both(room: Room) -> tuple[tuple[str, Cupboard], ...]:
    return ("casework", room.casework), ("family", room.family)


def _check(name: str, cupboard: Cupboard, db: Connection, audit: tuple[int, str]) -> None:
    table = cupboard.tables.tables["data_key"]
    if keys.find_wrong(db, table, cupboard.keyring):
        raise Invalid(f"PORTAL_{name.upper()}_KEYS: none of these keys opens what was backed up. Nothing was restored.")
    number, last = audit
    broken = cupboard.trail.verify(db, expected=number, anchors={number: last} if number else None)
    if broken is not None:
        raise Invalid(
            f"The {name} audit in this backup does not hold: row {broken.seq}: {broken.why}. Nothing was restored. "
            f"Is PORTAL_{name.upper()}_AUDIT_KEY the one that it was made with?"
        )


def _since(head: Head, ledgers: Sequence[Ledger] | None) -> list[Line]:
    """What was revoked or erased since the backup, in order. Of a ledger that it does not name: by time alone."""
    if ledgers is None:
        return []
    missing = set(head.ledger) - {ledger.file.stem for ledger in ledgers}
    if missing:
        raise Invalid(f"The ledger {', '.join(sorted(missing))}.jsonl is missing. Nothing was restored.")
    lines: list[Line] = []
    since: set[Line] = set()
    for ledger in ledgers:
        stood, last = head.ledger.get(ledger.file.stem, (0, ""))
        try:
            found = ledger.lines()
            if stood and ledger.hash_of(stood) != last:
                raise BrokenLedger(f"{ledger.file.name} ends before the backup was made, or is another one")
        except BrokenLedger as problem:
            raise Invalid(f"The ledger {problem}. Nothing was restored.") from None
        lines += found
        named = ledger.file.stem in head.ledger
        since |= {line for line in found if (named and line.seq > stood) or line.at >= head.made_at - BEFORE}
    return [line for line in to_replay(sorted(lines, key=lambda line: line.at)) if line in since]
