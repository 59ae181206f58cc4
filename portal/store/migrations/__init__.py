"""Bringing a cupboard's tables up to date: Alembic, a branch for each cupboard."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from portal.store.gate import Gate, on_postgres

_HERE = Path(__file__).parent


def _config(cupboard: str, db: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", str(_HERE / cupboard))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    config.attributes["cupboard"] = cupboard
    return config


def upgrade(engine: Engine, cupboard: str, gate: Gate | None = None) -> None:
    """Make the tables, or bring them up to date. `cupboard` is casework or family.

    On PostgreSQL the family's windows are made anew in the same transaction.
    Raises RuntimeError where their role is not there and may not be made.
    """
    with engine.begin() as db:
        command.upgrade(_config(cupboard, db), "head")
        if gate is not None and db.dialect.name == "postgresql":
            on_postgres.build(db, gate)


def is_current(engine: Engine, cupboard: str) -> bool:
    """Whether the tables are those that this version of the portal knows."""
    with engine.connect() as db:
        stands = MigrationContext.configure(db).get_current_revision()
    return stands == ScriptDirectory.from_config(_config(cupboard)).get_current_head()
