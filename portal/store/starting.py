"""What is looked at before a side serves anybody: is the file whole, are the tables ours, do the keys fit."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy.engine import Engine

from portal.domain.errors import NotFit
from portal.store.database import Cupboard
from portal.store.keys import find_wrong
from portal.store.migrations import head, knows, stands_at


def look(cupboard: Cupboard, name: str, keys: Any, *, check_audit: bool = True) -> None:
    """Raises NotFit, or RuntimeError where the windows are not as this version knows them.

    `name` is casework or family; `keys` the table or the window that the key for the check stands in.
    """
    engine = cupboard.engines[0]
    if engine.dialect.name == "sqlite":
        _look_at_file(engine, name)
    elif cupboard.gate is None:
        with engine.connect() as db:
            _compare(stands_at(db), name)
    with cupboard.reading() as db:  # on PostgreSQL the family's windows are compared as it connects
        if find_wrong(db, keys, cupboard.keyring):
            raise NotFit(
                f"PORTAL_{name.upper()}_KEYS: none of these keys opens what is stored. Put back the key that was "
                "taken away; `portal keys rotate` says when one may go."
            )
        if check_audit and cupboard.gate is None and not cupboard.trail.ends_as_written(db):
            raise NotFit(
                f"PORTAL_{name.upper()}_AUDIT_KEY: the last line of the audit was not written with this key, or "
                "somebody changed it. `portal audit verify` says which line is not as it was written."
            )


def _look_at_file(engine: Engine, name: str) -> None:
    """Through a connection of its own, that is closed again: behind a gate nobody may ask for this."""
    try:
        db = sqlite3.connect(f"file:{engine.url.database}?mode=ro", uri=True, timeout=5)
    except sqlite3.OperationalError:
        raise NotFit(f"The {name} database is not there or cannot be opened. Run `portal init`.") from None
    try:
        said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise sqlite3.DatabaseError(said)
        known = db.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = db.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.OperationalError:
        raise NotFit(f"The {name} database cannot be opened. Is it on a disk that is there?") from None
    except sqlite3.DatabaseError:
        raise NotFit(f"The {name} database is damaged. Put it away and restore the newest backup.") from None
    finally:
        db.close()
    _compare(row[0] if row else None, name)


def _compare(stands: str | None, name: str) -> None:
    if stands == _head(name):
        return
    if stands is not None and not knows(name, stands):
        raise NotFit(f"The {name} database was brought up to date by a newer portal. Use that one.")
    raise NotFit(f"The tables of the {name} database are missing or old. Run `portal init`.")


_head = cache(head)
