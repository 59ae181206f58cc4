"""Two family databases that differ only in what is not one's own answer every statement in the same way (attack 10).

Thousands of statements out of a grammar, over windows, tables and whatever else there is, through the gate of one
person. And the gate is broken in four ways, each of which must be caught.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, text, true
from sqlalchemy.exc import SQLAlchemyError

from portal.app import family_gate
from portal.store.family.policy import WINDOWS
from portal.store.family.tables import metadata
from portal.store.gate import Gate, on_postgres, on_sqlite
from tests.conftest import PEPPER, Hands
from tests.store import stores
from tests.store.statements import statement
from tests.store.stores import cupboard
from tests.store.two_families import ME, fill

STATEMENTS = {"sqlite": 1500, "postgres": 800}

Answer = tuple[str, Any]


def the_statements(dialect: str, number: int, seed: int = 4) -> list[str]:
    random = Random(seed)
    return [statement(random, dialect) for _ in range(number)]


class Pair:
    """One address at which the one and the other database stand in turn."""

    def __init__(self, urls: tuple[str, str], keys: dict[str, str], hands: Hands, tmp_path: Path) -> None:
        self.urls, self.keys, self.hands = urls, keys, hands
        self.dialect = "sqlite" if urls[1].startswith("sqlite") else "postgres"
        self.file, self.blank = Path(urls[1].removeprefix("sqlite:///")), tmp_path / "blank.sqlite3"
        if self.dialect == "sqlite":
            shutil.copy(self.file, self.blank)

    def differences(self, statements: list[str]) -> list[str]:
        """The statements that the two answer in different ways."""
        one, other = self.answers(1, statements), self.answers(2, statements)
        return [said for said, a, b in zip(statements, one, other, strict=True) if a != b]

    def answers(self, seed: int, statements: list[str]) -> list[Answer]:
        self._fill(seed)
        families = cupboard("family", self.urls, self.keys, self.hands, gated=True)
        try:
            with families.writing(ME) as db:
                found = [_answer(db, said) for said in statements]
                db.rollback()
            return found
        finally:
            families.close()

    def _fill(self, seed: int) -> None:
        if self.dialect == "sqlite":
            for end in ("", "-wal", "-shm"):
                self.file.with_name(self.file.name + end).unlink(missing_ok=True)
            shutil.copy(self.blank, self.file)
        family = cupboard("family", self.urls, self.keys, self.hands)
        with family.writing() as db:
            if self.dialect == "postgres":
                db.execute(text(f"TRUNCATE {', '.join(metadata.tables)} CASCADE"))
                on_postgres.build(db, stores.family_gate(PEPPER))  # as it is now: whole or broken
            fill(db, seed)
        family.close()


def _answer(db: Connection, said: str) -> Answer:
    """Rows in any order, or why there are none."""
    try:
        with db.begin_nested() as point:
            found = db.exec_driver_sql(said.replace("%", "%%") if db.dialect.name != "sqlite" else said)
            rows = sorted(map(repr, found.all())) if found.returns_rows else []
            point.rollback()
        return "rows", rows
    except (SQLAlchemyError, sqlite3.DatabaseError) as problem:
        return "refused", str(getattr(problem, "orig", problem))


@pytest.fixture
def pair(urls: tuple[str, str], keys: dict[str, str], hands: Hands, tmp_path: Path) -> Pair:
    return Pair(urls, keys, hands, tmp_path)


def test_10_no_statement_tells_two_databases_apart_that_differ_in_what_is_not_one_s_own(pair: Pair) -> None:
    statements = the_statements(pair.dialect, STATEMENTS[pair.dialect])
    one, other = pair.answers(1, statements), pair.answers(2, statements)
    told = [f"{said}\n  {a}\n  {b}" for said, a, b in zip(statements, one, other, strict=True) if a != b]
    assert not told, "\n".join(told[:5])
    rows = [found for what, found in one if what == "rows"]
    assert len(rows) > len(statements) // 4, "most of them are answered, or this would prove nothing"
    assert len([found for found in rows if found not in ([], ["(0,)"], ["(None,)"])]) > len(statements) // 12


# -- the gate broken on purpose: each of these must be caught --------------------------------------------


def trust_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says the name of a CTE as the source of a read, and a CTE may have any name."""
    _authorize_otherwise(monkeypatch, lambda action, two, source: action == sqlite3.SQLITE_READ and source is not None)


def allow_reads_of_no_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of which no column is used is a read of ''."""
    _authorize_otherwise(monkeypatch, lambda action, two, source: action == sqlite3.SQLITE_READ and two == "")


def _authorize_otherwise(monkeypatch: pytest.MonkeyPatch, lets: Callable[[int, Any, Any], bool]) -> None:
    real = on_sqlite._authorizer

    def broken(windows: Any) -> Any:
        authorize = real(windows)

        def ask(action: int, one: Any, two: Any, database: Any, source: Any) -> int:
            return sqlite3.SQLITE_OK if lets(action, two, source) else authorize(action, one, two, database, source)

        return ask

    monkeypatch.setattr(on_sqlite, "_authorizer", broken)


def forget_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """One window whose rows are anybody's."""
    windows = {**WINDOWS, "message": replace(WINDOWS["message"], rows=lambda row: true())}
    monkeypatch.setattr(stores, "family_gate", lambda pepper: Gate(windows, family_gate(pepper).signer))


def fence_nothing_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views flattened into what is asked of them."""
    real = on_sqlite._view
    monkeypatch.setattr(
        on_sqlite, "_view", lambda window: real(window).replace("AS MATERIALIZED", "AS NOT MATERIALIZED")
    )
    monkeypatch.setattr(on_sqlite, "_statements", on_sqlite._statements.__wrapped__)


def fence_nothing_on_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary views, into which a cheap function slips before the rule."""
    real = on_postgres._view
    monkeypatch.setattr(
        on_postgres,
        "_view",
        lambda window, role: [s.replace("WITH (security_barrier)", "") for s in real(window, role)],
    )


BROKEN: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], ...]] = {
    "sqlite": (trust_any_name, allow_reads_of_no_column, forget_the_person, fence_nothing_on_sqlite),
    "postgres": (forget_the_person, fence_nothing_on_postgres),
}
# What the fence keeps from happening, aimed: something that fails on a row that is not one's own.
FAILS_ELSEWHERE = {
    "sqlite": "'x' LIKE 'y' ESCAPE CASE WHEN w.{key} LIKE '%{mine}%' THEN 'a' ELSE 'ab' END",
    "postgres": "1 / (CASE WHEN w.{key} LIKE '%{mine}%' THEN 1 ELSE 0 END) = 1",
}
AIMED = [("reason", "shared_id"), ("opened_to", "shared_id"), ("answer", "person_id"), ("message", "person_id")]


def aimed(dialect: str) -> list[str]:
    own, fails = ("own_" if dialect == "sqlite" else "own.own_"), FAILS_ELSEWHERE[dialect]
    return [f"SELECT count(*) FROM {own}{name} AS w WHERE {fails.format(key=key, mine=ME)}" for name, key in AIMED]


def test_30_nothing_that_is_asked_fails_on_rows_that_are_not_one_s_own(pair: Pair) -> None:
    assert {what for what, _found in pair.answers(1, aimed(pair.dialect))} == {"rows"}


def test_10_a_gate_that_is_broken_is_caught(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = aimed(pair.dialect) + the_statements(pair.dialect, STATEMENTS[pair.dialect])
    whole = pair.answers(1, statements)
    for broken in BROKEN[pair.dialect]:
        with monkeypatch.context() as patched:
            broken(patched)
            one, other = pair.answers(1, statements), pair.answers(2, statements)
        told = sum(a != b for a, b in zip(one, other, strict=True))
        otherwise = sum(a != b for a, b in zip(one, whole, strict=True))
        assert told or otherwise, f"{broken.__name__} was not noticed"
