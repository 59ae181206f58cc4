"""Whether a cupboard can be used now, looked at from outside: for monitors and for `portal doctor`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.store.database import Cupboard
from portal.store.family.policy import WINDOWS, own
from portal.store.gate import on_postgres
from portal.store.keys import find_wrong
from portal.store.migrations import is_current

_APART = timedelta(minutes=1)


def name_of(cupboard: Cupboard) -> str:
    return "casework" if cupboard.gate is None and "worker" in cupboard.tables.tables else "family"


def stands(cupboard: Cupboard) -> dict[str, bool]:
    """What there is to know of it, in plain names. What cannot be known because of something before it is False."""
    name, gated = name_of(cupboard), cupboard.gate is not None
    fine = _opens(cupboard)
    found = {f"{name} database": fine}
    if not gated:
        fine = found[f"{name} tables"] = fine and is_current(cupboard.engines[0], name)
    if name == "family":
        fine = found["family windows"] = fine and (_gated_windows(cupboard) if gated else _windows(cupboard))
    found[f"{name} keys"] = fine and _key_opens(cupboard)
    return found


def ready(*cupboards: Cupboard) -> dict[str, bool]:
    """The same of all that a side has, and whether it can write down what is revoked, where a ledger is kept."""
    found = {thing: fine for cupboard in cupboards for thing, fine in stands(cupboard).items()}
    kept = cupboards[0].ledger
    return found if kept is None else {**found, "ledger": kept.can_be_written()}


def clock_is_right(cupboard: Cupboard, now: datetime) -> bool:
    """Nothing in the audit was written after now."""
    table = cupboard.trail.table
    with cupboard.reading() as db:
        newest = db.execute(select(table.c.at).order_by(table.c.seq.desc()).limit(1)).scalar()
    return newest is None or datetime.fromisoformat(newest) <= now + _APART


def _opens(cupboard: Cupboard) -> bool:
    try:
        with cupboard.reading() as db:
            db.execute(text("SELECT 1"))
    except (SQLAlchemyError, RuntimeError):
        return False
    return True


def _gated_windows(cupboard: Cupboard) -> bool:
    """Each that this version knows stands and can be looked through. Bound to nobody, it shows nothing."""
    try:
        with cupboard.reading() as db:
            for window in WINDOWS.values():
                table = window.as_table
                if window.reads:
                    db.execute(select(*(table.c[name] for name in window.reads)).limit(0))
    except SQLAlchemyError:
        return False
    return True


def _windows(cupboard: Cupboard) -> bool:
    """As their owner sees them. On SQLite each connection makes its own."""
    with cupboard.engines[0].connect() as db:
        return db.dialect.name == "sqlite" or on_postgres.is_current(db, WINDOWS)


def _key_opens(cupboard: Cupboard) -> bool:
    keys = cupboard.tables.tables["data_key"] if cupboard.gate is None else own.key_check
    try:
        with cupboard.reading() as db:
            return not find_wrong(db, keys, cupboard.keyring)
    except SQLAlchemyError:
        return False
