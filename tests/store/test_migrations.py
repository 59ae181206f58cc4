"""Tables come out of migrations, and are those that the code knows."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from portal.store.migrations import _config, is_current, upgrade
from tests.store.stores import TABLES

pytestmark = pytest.mark.parametrize("cupboard", ["casework", "family"])


@pytest.fixture
def engine(urls: tuple[str, str], cupboard: str) -> Engine:
    engine = create_engine(urls[0] if cupboard == "casework" else urls[1])
    yield engine  # type: ignore[misc]
    engine.dispose()


def downgrade(engine: Engine, cupboard: str) -> None:
    with engine.begin() as db:
        command.downgrade(_config(cupboard, db), "base")


def differences(engine: Engine, cupboard: str) -> list[object]:
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, TABLES[cupboard]))


def triggers(engine: Engine) -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with engine.connect() as db:
        return set(db.execute(text(query[engine.dialect.name])).scalars())


def test_the_tables_are_those_that_the_code_knows(engine: Engine, cupboard: str) -> None:
    assert differences(engine, cupboard) == []
    assert set(inspect(engine).get_table_names()) == {*TABLES[cupboard].tables, "alembic_version"}


def test_going_back_leaves_nothing_and_going_up_again_is_as_it_was(engine: Engine, cupboard: str) -> None:
    before = triggers(engine)
    assert before
    downgrade(engine, cupboard)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert triggers(engine) == set()
    assert not is_current(engine, cupboard)
    upgrade(engine, cupboard)
    assert differences(engine, cupboard) == []
    assert triggers(engine) == before


def test_bringing_up_to_date_twice_changes_nothing(engine: Engine, cupboard: str) -> None:
    upgrade(engine, cupboard)
    assert is_current(engine, cupboard)
    assert differences(engine, cupboard) == []


def test_a_difference_would_be_seen(engine: Engine, cupboard: str) -> None:
    with engine.begin() as db:
        db.execute(text("ALTER TABLE data_key ADD COLUMN surprise VARCHAR(10)"))
    assert differences(engine, cupboard)


def test_tables_that_are_not_there_are_not_up_to_date(cupboard: str) -> None:
    empty = create_engine("sqlite://")
    assert not is_current(empty, cupboard)
    empty.dispose()


def test_rows_stand_through_bringing_up_to_date(engine: Engine, cupboard: str) -> None:
    with engine.begin() as db:
        db.execute(text("INSERT INTO data_key (id, made_at) VALUES ('child', '2026-11-21 09:00:00')"))
    upgrade(engine, cupboard)
    with engine.connect() as db:
        assert db.execute(text("SELECT id FROM data_key")).scalars().all() == ["child"]
