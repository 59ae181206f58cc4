"""Bringing tables up to date while people write, and killed in the middle of it: nothing is lost, nothing is half."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text

from portal.app import family_gate
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family.tables import audit, data_key
from portal.store.migrations import downgrade_within, head, stands_at, upgrade, upgrade_within
from tests.conftest import PEPPER, Hands
from tests.store.stores import TABLES, all_at_once, cupboard
from tests.store.test_migrations import differences, triggers

FIRST = {"casework": "casework_0001", "family": "family_0001"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["casework", "family"])
def old(
    request: pytest.FixtureRequest, urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> Iterator[tuple[str, Cupboard, str]]:
    """A cupboard as the first version of the portal left it, with a row in it: its name and its address."""
    name, url = request.param, urls[0] if request.param == "casework" else urls[1]
    found = cupboard(name, urls, keys, hands)
    with found.engines[1].begin() as db:
        downgrade_within(db, name)
        upgrade_within(db, name, FIRST[name])
        db.execute(text("INSERT INTO data_key (id, made_at) VALUES ('child', '2026-11-21 09:00:00')"))
    yield name, found, url
    found.close()


def revision(engine: Engine) -> str | None:
    with engine.connect() as db:
        return stands_at(db)


def counted(name: str, found: Cupboard) -> int:
    """How many statements it takes to bring this cupboard up to date; and it is as it was before."""
    number = [0]

    def count(*_: object) -> None:
        number[0] += 1

    event.listen(found.engines[1], "before_cursor_execute", count)
    with pytest.raises(KeyError), found.engines[1].begin() as db:
        upgrade_within(db, name, gate=gate(name))
        raise KeyError
    event.remove(found.engines[1], "before_cursor_execute", count)
    return number[0]


def gate(name: str):  # type: ignore[no-untyped-def]
    return family_gate(PEPPER) if name == "family" else None


KILLED = """
import os, signal, sys
name, url, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
from sqlalchemy import event
from portal.app import family_gate
from portal.domain.clock import Clock
from portal.store.database import _engine
from portal.store.migrations import upgrade
engine, number = _engine(url, "write", None), [0]
@event.listens_for(engine, "before_cursor_execute")
def count(*_):
    number[0] += 1
    if number[0] == at:
        os.kill(os.getpid(), signal.SIGKILL)
upgrade(engine, name, family_gate(sys.argv[4].encode()) if name == "family" else None)
"""


def test_killed_at_any_statement_a_migration_leaves_all_as_it_was_and_the_next_run_completes(
    old: tuple[str, Cupboard, str],
) -> None:
    name, found, url = old
    engine = found.engines[1]
    before = set(inspect(engine).get_table_names()), triggers(engine)
    statements = counted(name, found)
    assert statements > 10
    for at in (2, statements // 3, 2 * statements // 3, statements):
        found.close()
        command = [sys.executable, "-c", KILLED, name, url, str(at), PEPPER.decode()]
        killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
        assert revision(engine) == FIRST[name]
        assert (set(inspect(engine).get_table_names()), triggers(engine)) == before
    upgrade(engine, name, gate(name))
    assert revision(engine) == head(name)
    plain = create_engine(url)
    assert differences(plain, name) == []
    plain.dispose()
    with engine.connect() as db:
        assert db.execute(text("SELECT id FROM data_key")).scalars().all() == ["child"]
    assert set(inspect(engine).get_table_names()) == {*TABLES[name].tables, "alembic_version"}


def test_whoever_writes_while_tables_are_brought_up_to_date_loses_nothing(old: tuple[str, Cupboard, str]) -> None:
    """They wait for it, and then it is there; or they are told that it is not, and it is not."""
    name, found, _url = old
    done, kept = Flag(), []

    def work(place: int) -> int:
        if place == 0:
            upgrade(found.engines[1], name, gate(name))
            done.set()
            return 0
        written = 0
        while not done.is_set() or written < 3:
            with found.writing() as db:
                found.record(db, Event(f"worker-{place}", "test", str(written)))
            written += 1
        kept.append(written)
        return written

    results = all_at_once(4, work)
    assert [each for each in results if not isinstance(each, int)] == []
    with found.reading() as db:
        table = found.tables.tables["audit"]
        assert found.trail.verify(db, expected=sum(kept)) is None
        assert len(db.execute(select(table.c.seq)).all()) == sum(kept)


def test_ten_thousand_rows_stand_through_it(family: Cupboard, hands: Hands) -> None:
    def stand(db: Connection) -> int:
        return len(db.execute(text("SELECT id FROM person")).all())

    with family.engines[1].begin() as db:
        downgrade_within(db, "family")
        upgrade_within(db, "family", FIRST["family"])
        rows = [{"n": f"{number:05}"} for number in range(10_000)]
        moment = "'2026-11-21 09:00:00'"
        db.execute(text(f"INSERT INTO data_key (id, made_at) VALUES ('key-' || :n, {moment})"), rows)
        db.execute(
            text(
                "INSERT INTO person (id, child_id, kind, area, language, easy_read, circle, door_open, changed_at) "
                f"VALUES ('who-' || :n, 'key-' || :n, 'parent', 'norfolk', 'en', {_no(db)}, {_bytes(db)}, "
                f"{_yes(db)}, {moment})"
            ),
            rows,
        )
        assert stand(db) == 10_000
    upgrade(family.engines[1], "family", gate("family"))
    with family.reading() as db:
        assert stand(db) == 10_000
        assert db.execute(text("SELECT count(*) FROM person WHERE reads_back")).scalar_one() == 10_000
        assert len(db.execute(select(data_key.c.id)).all()) == 10_000
        assert db.execute(select(audit.c.seq)).all() == []


def _no(db: Connection) -> str:
    return "0" if db.dialect.name == "sqlite" else "false"


def _yes(db: Connection) -> str:
    return "1" if db.dialect.name == "sqlite" else "true"


def _bytes(db: Connection) -> str:
    return "x'00'" if db.dialect.name == "sqlite" else "'\\x00'::bytea"
