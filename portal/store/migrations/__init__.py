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
    """Make the tables, or bring them up to date, all at once or not at all. `cupboard` is casework or family.

    On PostgreSQL the family's windows are made anew in the same transaction.
    Raises RuntimeError where their role is not there and may not be made.
    """
    with engine.begin() as db:
        upgrade_within(db, cupboard, gate=gate)


def upgrade_within(db: Connection, cupboard: str, to: str = "head", gate: Gate | None = None) -> None:
    """The same within a transaction, up to one revision."""
    command.upgrade(_config(cupboard, db), to)
    if gate is not None and db.dialect.name == "postgresql":
        on_postgres.build(db, gate)


def downgrade_within(db: Connection, cupboard: str) -> None:
    """Take the tables away."""
    command.downgrade(_config(cupboard, db), "base")


def head(cupboard: str) -> str:
    """The revision that this version of the portal knows last."""
    found = ScriptDirectory.from_config(_config(cupboard)).get_current_head()
    assert found is not None
    return found


def knows(cupboard: str, revision: str) -> bool:
    """Whether this version of the portal has heard of a revision."""
    return any(
        script.revision == revision for script in ScriptDirectory.from_config(_config(cupboard)).walk_revisions()
    )


def stands_at(db: Connection) -> str | None:
    """The revision of these tables; None where there are none."""
    return MigrationContext.configure(db).get_current_revision()


def is_empty(engine: Engine) -> bool:
    """Whether there are no tables at all."""
    with engine.connect() as db:
        return stands_at(db) is None


def is_current(engine: Engine, cupboard: str) -> bool:
    """Whether the tables are those that this version of the portal knows."""
    with engine.connect() as db:
        return stands_at(db) == head(cupboard)
