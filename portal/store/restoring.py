"""A backup's rows into empty tables, of either engine, within one transaction of each cupboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, MetaData, column, func, select, table

from portal.domain.errors import Invalid
from portal.store.archive import KINDS
from portal.store.keys import CHECK
from portal.store.migrations import downgrade_within, knows, stands_at, upgrade_within
from portal.store.unsealing import Archive


def refuse_what_is_not_empty(db: Connection, name: str, tables: MetaData) -> None:
    """Raises Invalid where there is anything but tables that were just made."""
    if stands_at(db) is None:
        return
    for each in tables.sorted_tables:
        anything = select(each).where(each.c.id != CHECK) if each.name == "data_key" else select(each)
        if db.execute(anything.limit(1)).first() is not None:
            raise Invalid(f"The {name} database is not empty. Restore into empty ones; nothing was changed.")


def make_tables(db: Connection, name: str, revision: str) -> None:
    """Tables as they were when the backup was made. Raises Invalid for a newer portal's backup."""
    if not knows(name, revision):
        raise Invalid("This backup was made by a newer version of the portal. Use that one, or a newer one.")
    if stands_at(db) is not None:
        downgrade_within(db, name)
    upgrade_within(db, name, revision)


def fill(archive: Archive, databases: Mapping[str, Connection]) -> dict[str, dict[str, int]]:
    """Put every row in. Returns how many, by cupboard and table. Raises Invalid where that is not what was written."""
    counts: dict[str, Counter[str]] = {
        name: Counter(dict.fromkeys(archive.head.columns[name], 0)) for name in databases
    }
    for cupboard, name, rows in archive.rows():
        kinds = archive.head.columns[cupboard][name]
        db = databases[cupboard]
        db.execute(table(name, *(column(each, KINDS[kind]) for each, kind in kinds)).insert(), rows)
        counts[cupboard][name] += len(rows)
    for cupboard, db in databases.items():
        for name in counts[cupboard]:
            stand = db.execute(select(func.count()).select_from(table(name))).scalar_one()
            if not stand == counts[cupboard][name] == archive.manifest.rows[cupboard][name]:
                raise Invalid(
                    f"There are not as many rows in {cupboard}/{name} as were backed up. Nothing was restored."
                )
    return {cupboard: dict(found) for cupboard, found in counts.items()}
