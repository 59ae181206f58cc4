"""What somebody could try who can send any statement through the family's own connection. On both engines.

The numbers are those of the attack list, docs/safety/attacks.md.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal.store.database import Cupboard
from portal.store.family import invitations
from portal.store.family.invitations import NewCode
from portal.store.family.policy import WINDOWS
from portal.store.family.tables import answer, edition, metadata, sheet
from portal.store.gate import Signer, on_sqlite
from portal.store.gate.on_sqlite import GatedConnection
from tests.conftest import PEPPER
from tests.store.stores import put_account, put_member

SECRET = b"SECRET words of Mum"
TABLES = sorted(metadata.tables)


@pytest.fixture(autouse=True)
def kit_and_mum(family: Cupboard) -> None:
    now = family.clock.now()
    for ref in ("kit", "mum"):
        put_member(family, ref)
        put_account(family, ref)
    with family.writing() as db:
        db.execute(
            sheet.insert().values(person_id="mum", set_id="set", id="mums", child_id="child", body=SECRET, made_at=now)
        )
        db.execute(
            answer.insert().values(
                person_id="mum", sheet_id="mums", question="q1", body=SECRET, version=1, message="m", shared=False,
                saved_at=now,
            )
        )  # fmt: skip
        db.execute(
            edition.insert().values(
                person_id="mum", number=1, child_id="child", body=SECRET, sha256="x", language="en", published_at=now
            )
        )


@pytest.fixture
def kits(families: Cupboard) -> Iterator[Connection]:
    """A transaction of Kit's, in which anything may be written and nothing is kept."""
    with families.writing("kit") as db:
        yield db
        db.rollback()


def said(db: Connection, statement: str, **values: Any) -> list[Any] | str:
    """The rows that a statement gives, or `refused`."""
    try:
        with db.begin_nested():
            found = db.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []
    except (SQLAlchemyError, sqlite3.DatabaseError):
        return "refused"


def raw(db: Connection) -> GatedConnection:
    found = db.connection.driver_connection
    assert isinstance(found, GatedConnection)
    return found


def only_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def base(db: Connection, table: str) -> str:
    return f"main.{table}" if only_sqlite(db) else f"public.{table}"


def window(db: Connection, name: str) -> str:
    return f"temp.own_{name}" if only_sqlite(db) else f"own.own_{name}"


# -- 1 and 2: tables themselves ----------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_1_no_column_of_any_table_can_be_read(kits: Connection, table: str) -> None:
    for column in (each.name for each in metadata.tables[table].columns):
        assert said(kits, f"SELECT {column} FROM {base(kits, table)}") == "refused", column
        assert said(kits, f"SELECT max(length({column})) FROM {table}") == "refused", column


@pytest.mark.parametrize("table", TABLES)
def test_2_nobody_can_count_rows_or_ask_whether_there_are_any(kits: Connection, table: str) -> None:
    at = base(kits, table)
    for statement in (
        f"SELECT count(*) FROM {at}",
        f"SELECT 1 FROM {at}",
        f"SELECT EXISTS (SELECT 1 FROM {at})",
        f"SELECT 1 WHERE 'x' IN (SELECT 'x' FROM {at})",
        f"SELECT rowid FROM {at}",
        f"SELECT 1 FROM {at} LIMIT 1",
    ):
        assert said(kits, statement) == "refused", statement


# -- 3: windows without a filter ---------------------------------------------------------------------


def test_3_a_forgotten_filter_shows_ones_own_rows_alone(kits: Connection) -> None:
    for name, each in WINDOWS.items():
        if not each.reads or name in ("notice", "audit_end"):
            continue
        found = said(kits, f"SELECT {', '.join(each.reads)} FROM {window(kits, name)}")
        assert found != "refused", name
        assert "mum" not in str(found) and "SECRET" not in str(found), name


def test_3_columns_that_may_only_be_added_cannot_be_read(kits: Connection) -> None:
    for name, each in WINDOWS.items():
        for column in set(each.columns) - set(each.reads):
            found = said(kits, f"SELECT {column} FROM {window(kits, name)}")
            assert found == "refused" or {row[0] for row in found} <= {None}, (name, column)


# -- 4 and 5: ways around, inside one statement ------------------------------------------------------

AROUND = [
    "SELECT o.question FROM {own} o JOIN {table} t ON t.person_id = o.person_id",
    "SELECT question FROM {own} UNION SELECT question FROM {table}",
    "SELECT (SELECT body FROM {table} LIMIT 1)",
    "SELECT question FROM {own} ORDER BY (SELECT body FROM {table} LIMIT 1)",
    "SELECT question FROM {own} WHERE EXISTS (SELECT 1 FROM {table})",
    "SELECT count(*) FROM {own} WHERE 1 = (SELECT count(*) FROM {table})",
    "SELECT x.body FROM (SELECT body FROM {table}) x",
    "SELECT own_answer.body FROM {table} AS own_answer",
    "WITH own_answer AS (SELECT body FROM {table}) SELECT body FROM own_answer",
    "WITH own_person AS MATERIALIZED (SELECT body FROM {table}) SELECT body FROM own_person",
    'WITH "gate:" AS MATERIALIZED (SELECT body FROM {table}) SELECT body FROM "gate:"',
    "WITH RECURSIVE own_answer(body) AS (SELECT body FROM {table} UNION ALL SELECT body FROM own_answer)"
    " SELECT body FROM own_answer",
    "INSERT INTO {own} (person_id, sheet_id, question, body, version, message, shared, saved_at)"
    " SELECT person_id, sheet_id, 'q9', body, version, message, shared, saved_at FROM {table}",
    "UPDATE {own} SET version = 2 WHERE (SELECT count(*) FROM {table}) > 0",
    "UPDATE {table} SET version = 2",
    "UPDATE {table} SET version = 2 RETURNING body",
    "DELETE FROM {table}",
    "INSERT INTO {table} (person_id) VALUES ('kit')",
]


@pytest.mark.parametrize("statement", AROUND)
def test_4_and_5_no_join_alias_or_cte_reaches_a_table(kits: Connection, statement: str) -> None:
    assert said(kits, statement.format(own=window(kits, "answer"), table=base(kits, "answer"))) == "refused"


def test_5_a_cte_with_the_gates_own_name_is_refused(kits: Connection) -> None:
    """SQLite tells the authorizer the name of a CTE as the source of a read: it must not be guessable or usable."""
    name = f"{on_sqlite.SECRET}own_answer"
    assert (
        said(kits, f'WITH "{name}" AS (SELECT body FROM {base(kits, "answer")}) SELECT body FROM "{name}"') == "refused"
    )


def test_5_no_view_trigger_or_temporary_table_can_be_made(kits: Connection) -> None:
    for statement in (
        "CREATE TEMP TABLE answer (body text)",
        "CREATE TEMP VIEW mine AS SELECT body FROM answer",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE TABLE mine (x text)",
        "DROP VIEW own_answer",
        "DROP VIEW temp.own_answer",
        "ALTER TABLE answer RENAME TO other",
        "CREATE INDEX mine ON answer (body)",
        "CREATE TRIGGER mine INSTEAD OF INSERT ON own_notice BEGIN SELECT 1; END",
    ):
        assert said(kits, statement) == "refused", statement


# -- 7: writing over what is somebody else's ---------------------------------------------------------


def test_7_replace_and_upsert_write_over_nobody(family: Cupboard, families: Cupboard) -> None:
    with families.writing("kit") as db:
        _write_over_mum(db)
    with family.reading() as db:
        assert db.execute(text("SELECT body FROM answer")).scalars().all() == [SECRET]
        assert db.execute(text("SELECT sign_in FROM account WHERE person_id = 'mum'")).scalars().all() == [
            "name-of-mum"
        ]


def _write_over_mum(kits: Connection) -> None:
    """Everything that would write over a row of hers, and is kept if it is not refused."""
    own, columns = window(kits, "answer"), "person_id, sheet_id, question, body, version, message, shared, saved_at"
    mums = "'mum', 'mums', 'q1', 'mine now', 1, 'm', false, '2026-11-21'"
    kit = "'kit', 'mums', 'q1', 'mine now', 1, 'm', false, '2026-11-21'"
    for values in (mums, kit):
        for statement in (
            f"INSERT OR REPLACE INTO {own} ({columns}) VALUES ({values})",
            f"REPLACE INTO {own} ({columns}) VALUES ({values})",
            f"INSERT INTO {own} ({columns}) VALUES ({values}) ON CONFLICT DO UPDATE SET body = 'mine now'",
            f"INSERT INTO {own} ({columns}) VALUES ({values})"
            " ON CONFLICT (person_id, sheet_id, question) DO UPDATE SET body = 'mine now'",
        ):
            said(kits, statement)
    said(kits, f"UPDATE OR REPLACE {own} SET person_id = 'mum'")
    said(kits, f"UPDATE {own} SET body = 'mine now' FROM (SELECT 1) x")
    said(kits, f"DELETE FROM {own} WHERE person_id = 'mum'")
    name = window(kits, "account")
    taken = "'kit', 'name-of-mum', 'x', 'hash', true, false, NULL, 0, NULL, '2026-11-21'"
    said(kits, f"DELETE FROM {name}")
    for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
        listed = (
            "person_id, sign_in, sign_in_shown, passphrase, made_words, own_phone, confirmed_at, failures, wait_until,"
            " made_at"
        )
        assert said(kits, f"{verb} INTO {name} ({listed}) VALUES ({taken})") == "refused"


def test_7_a_row_cannot_be_given_to_somebody_else(kits: Connection) -> None:
    for name, column in (
        ("sheet", "person_id"),
        ("answer", "person_id"),
        ("message", "child_id"),
        ("account", "person_id"),
    ):
        assert said(kits, f"UPDATE {window(kits, name)} SET {column} = 'mum'") == "refused", name


# -- 8: the engine's own doors -----------------------------------------------------------------------

SQLITE_DOORS = [
    "ATTACH ':memory:' AS other",
    "DETACH temp",
    "PRAGMA query_only=OFF",
    "PRAGMA table_info(answer)",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA writable_schema=ON",
    "SELECT * FROM pragma_table_list",
    "SELECT name FROM sqlite_master",
    "SELECT name FROM sqlite_temp_master",
    "SELECT name FROM temp.sqlite_schema",
    "SELECT * FROM dbstat",
    "SELECT * FROM sqlite_stmt",
    "VACUUM",
    "VACUUM INTO 'everything'",
    "ANALYZE",
    "REINDEX",
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('x', 'x')",
    "SELECT * FROM json_each('[1]')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT randomblob(9)",
    "CREATE VIRTUAL TABLE mine USING fts5(x)",
]
POSTGRES_DOORS = [
    "SET ROLE postgres",
    "RESET ROLE; SELECT 1 FROM public.answer",
    "COPY public.answer TO STDOUT",
    "DO $$ BEGIN END $$",
    "SELECT lo_create(1)",
    "SELECT body FROM public.answer TABLESAMPLE SYSTEM (100)",
    "SELECT most_common_vals FROM pg_stats WHERE schemaname = 'public' AND 1 / (SELECT count(*) FROM pg_statistic) > 0",
    "SELECT pg_ls_dir('.')",
    "LISTEN mine; SELECT inner_pad FROM gate.signing",
    "EXPLAIN ANALYZE SELECT body FROM public.answer",
    "MERGE INTO public.answer a USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
]


def test_8_the_engines_own_doors_are_shut(kits: Connection) -> None:
    for statement in SQLITE_DOORS if only_sqlite(kits) else POSTGRES_DOORS:
        assert said(kits, statement) == "refused", statement


def test_8_nothing_of_the_statistics_shows_what_stands_in_a_table(kits: Connection) -> None:
    if only_sqlite(kits):
        assert said(kits, "SELECT * FROM sqlite_stat1") == "refused"
    else:
        assert said(kits, "SELECT tablename FROM pg_stats WHERE schemaname = 'public'") == []


def test_8_a_sealed_connection_does_what_it_must_and_nothing_more(families: Cupboard) -> None:
    """Every public method of Python's connection is open on purpose or refused: a new Python adds some."""
    with families.reading("kit") as db:
        if not only_sqlite(db):
            assert said(db, "SELECT current_user") == [("portal_family",)]
            return
        found = raw(db)
        for name in dir(sqlite3.Connection):
            method = getattr(sqlite3.Connection, name)
            if name.startswith("_") or name in on_sqlite.OPEN or not callable(method) or isinstance(method, type):
                continue
            with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
                getattr(found, name)("x", "y", 1)
        for attempt in (
            lambda: found.execute("SELECT body FROM answer"),
            lambda: found.executemany("INSERT INTO answer (body) VALUES (?)", [("x",)]),
            lambda: found.cursor(sqlite3.Cursor).execute("SELECT body FROM answer"),
            lambda: found.cursor().executescript("SELECT 1"),
            lambda: found.execute(f'SELECT 1 AS "{on_sqlite.SECRET}"'),
        ):
            with pytest.raises(sqlite3.DatabaseError):
                attempt()


# -- 9: saying that one is somebody else -------------------------------------------------------------


def test_9_sql_cannot_say_who_it_is_for(kits: Connection) -> None:
    mine = f"SELECT question FROM {window(kits, 'answer')}"
    assert said(kits, mine) == []
    if only_sqlite(kits):
        for attempt in ("SELECT bound('person', 'mum')", "SELECT set_config('portal.person', 'mum', true)"):
            assert said(kits, attempt) == "refused"
        assert said(kits, "SELECT bound('person')") == [("kit",)]
        return
    signer, other = Signer(PEPPER), Signer(b"another key")
    good = signer.sign("mum")
    forged = [
        "mum",
        "mum.9999999999.",
        f"mum.9999999999.{'0' * 64}",
        other.sign("mum"),
        good.replace("mum", "zoe"),
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        good.replace(good.split(".")[1], str(int(good.split(".")[1]) + 1)),
        "..",
        "mum.x.y",
        "mum.99999999999999999999.x",
    ]
    for value in forged:
        said(kits, "SELECT set_config('portal.person', :value, true)", value=value)
        assert said(kits, mine) == [], value
    said(kits, "SELECT set_config('portal.person', :value, true)", value=good)
    assert said(kits, mine) == [("q1",)], "only who holds the key can say so: the test would see it"


def test_9_a_signature_ends(kits: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    if only_sqlite(kits):
        with pytest.raises(sqlite3.DatabaseError):
            raw(kits).create_function("bound", 1, lambda what: "mum")
        return
    past = time.time() - 3600
    monkeypatch.setattr(time, "time", lambda: past)
    old = Signer(PEPPER).sign("mum")
    said(kits, "SELECT set_config('portal.person', :value, true)", value=old)
    assert said(kits, f"SELECT question FROM {window(kits, 'answer')}") == []


def test_9_who_was_bound_before_is_forgotten_with_the_transaction(families: Cupboard) -> None:
    """`SET` would stay with the pooled connection; the setting must not, nor after an error."""
    for _ in range(6):
        with pytest.raises(DBAPIError), families.writing("mum") as db:
            db.execute(text("SELECT nonsense FROM nowhere"))
        with families.writing() as db:
            assert said(db, f"SELECT question FROM {window(db, 'answer')}") == []


def test_9_after_a_savepoint_is_rolled_back_it_is_still_ones_own(families: Cupboard) -> None:
    with families.writing("mum") as db:
        with pytest.raises(ZeroDivisionError), db.begin_nested():
            raise ZeroDivisionError
        assert said(db, f"SELECT question FROM {window(db, 'answer')}") == [("q1",)]


# -- outer functions and errors over hidden rows -----------------------------------------------------


def test_30_an_error_says_nothing_of_rows_that_are_hidden(kits: Connection) -> None:
    own = window(kits, "answer")
    for statement in (
        f"SELECT CAST(question AS integer) / 0 FROM {own}",
        f"SELECT question FROM {own} WHERE CAST(question AS integer) = 1",
        f"SELECT question FROM {own} WHERE length(question) / (length(question) - 2) = 1",
    ):
        assert said(kits, statement) == [], statement
    with pytest.raises(DBAPIError) as problem:
        kits.execute(text(f"SELECT body FROM {base(kits, 'answer')}"))
    assert "SECRET" not in str(problem.value)


# -- what the attack list found --------------------------------------------------------------------------------


def test_nobody_who_took_a_card_home_can_say_themselves_that_it_was_them(family: Cupboard, families: Cupboard) -> None:
    now = family.clock.now()
    with family.writing() as db:
        invitations.put(db, NewCode("card", "kit", "code-of-kit", "hash", invitations.TAKE_HOME, True, "word"), now)
    with families.writing(code="code-of-kit") as db:
        assert invitations.use(db, "code-of-kit", 47, now)
    columns = (
        "person_id, sign_in, sign_in_shown, passphrase, made_words, own_phone, confirmed_at, failures, wait_until,"
        " made_at"
    )
    with families.writing("kit") as db:
        said(db, f"DELETE FROM {window(db, 'account')}")
        for name in ("account", "new_account"):
            values = "'kit', 'another', '', 'hash', true, false, '2026-11-21 09:00:00', 0, NULL, '2026-11-21 09:00:00'"
            assert said(db, f"INSERT INTO {window(db, name)} ({columns}) VALUES ({values})") == "refused"
        session = "id, person_id, child_id, kind, confirmed, own_phone, companion, made_at, seen_at"
        values = "'mine', 'kit', 'child', 'young-person', true, true, 'c', '2026-11-21 09:00:00', '2026-11-21 09:00:00'"
        assert said(db, f"INSERT INTO {window(db, 'session')} ({session}) VALUES ({values})") == "refused"


def test_no_other_words_can_be_kept_under_the_hash_of_a_notice(families: Cupboard) -> None:
    right = hashlib.sha256(b"Who reads this").hexdigest()
    with families.writing("kit") as db:
        own = window(db, "notice")
        insert = f"INSERT INTO {own} (sha256, language, words) VALUES (:sha, 'en', 'Who reads this')"
        assert said(db, insert, sha="a" * 64) == "refused"
        assert said(db, insert, sha=right) == []
        assert said(db, insert.replace("Who", "Nobody"), sha=right) == "refused"
