"""On PostgreSQL the family side has a role of its own, which sees its windows and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from portal.app import create_app
from portal.config import Side
from portal.store.family import tables
from portal.store.family.policy import WINDOWS
from portal.store.gate import SCHEMA, Gate, Signer, on_postgres
from tests.conftest import PEPPER, Hands, as_family, settings_for


@pytest.fixture
def role(postgres_urls: tuple[str, str]) -> Iterator[Engine]:
    """The family database, opened as the family's role without any of our code in between."""
    engine = create_engine(as_family(postgres_urls[1]))
    yield engine
    engine.dispose()


@pytest.fixture
def owner(postgres_urls: tuple[str, str]) -> Iterator[Engine]:
    engine = create_engine(postgres_urls[1])
    yield engine
    engine.dispose()


@pytest.mark.parametrize("table", sorted(tables.metadata.tables))
def test_no_table_can_be_read_counted_or_changed(role: Engine, table: str) -> None:
    column = tables.metadata.tables[table].primary_key.columns.keys()[0]
    for statement in (
        f"SELECT {column} FROM public.{table}",
        f"SELECT count(*) FROM public.{table}",
        f"SELECT 1 FROM public.{table}",
        f"UPDATE public.{table} SET {column} = {column}",
        f"DELETE FROM public.{table}",
        f"TRUNCATE public.{table}",
    ):
        with pytest.raises(DBAPIError, match="permission denied"), role.begin() as db:
            db.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT inner_pad FROM gate.signing",
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        f"CREATE VIEW {SCHEMA}.mine AS SELECT 1",
        f"DROP VIEW {SCHEMA}.{SCHEMA}_edition",
        f"CREATE OR REPLACE FUNCTION {SCHEMA}.bound_person() RETURNS text LANGUAGE sql AS $$ SELECT 'kit' $$",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY public.edition TO STDOUT",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT * FROM pg_authid",
        "SELECT lo_import('/etc/passwd')",
        "CREATE EXTENSION plpgsql_check",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'words')",
        "CREATE SCHEMA mine",
        "ALTER ROLE portal_family SUPERUSER",
        "DO LANGUAGE plpgsql $$ BEGIN PERFORM 1; END $$",
    ],
)
def test_the_role_cannot_get_around_its_windows(role: Engine, statement: str) -> None:
    refused = "permission denied|must be|no schema has been selected|not available"
    with pytest.raises(DBAPIError, match=refused), role.begin() as db:
        db.execute(text(statement))


def test_the_rights_in_the_catalogue_are_those_of_the_policy_and_no_others(owner: Engine) -> None:
    """Every right of the role, and of everybody, on every column of every table and view that is not PostgreSQL's."""
    with owner.connect() as db:
        found = db.execute(
            text(
                "SELECT table_schema, table_name, column_name, privilege_type FROM information_schema.column_privileges"
                " WHERE grantee IN ('portal_family', 'PUBLIC')"
                " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            )
        ).all()
    expected = {
        (SCHEMA, f"{SCHEMA}_{window.name}", column, right)
        for window in WINDOWS.values()
        for right, columns in (("SELECT", window.reads), ("INSERT", window.adds), ("UPDATE", window.changes))
        for column in columns
    }
    assert {tuple(row) for row in found} == expected


def test_a_careless_grant_on_a_table_still_opens_nothing(owner: Engine, role: Engine) -> None:
    with owner.begin() as db:
        db.execute(text("GRANT SELECT ON public.edition TO portal_family"))
    with pytest.raises(DBAPIError, match="permission denied for schema public"), role.begin() as db:
        db.execute(text("SELECT body FROM public.edition"))


def test_the_familys_role_cannot_even_connect_to_whole_cases(postgres_urls: tuple[str, str]) -> None:
    at = make_url(as_family(postgres_urls[1])).set(database=make_url(postgres_urls[0]).database)
    engine = create_engine(at)
    with pytest.raises(DBAPIError, match="permission denied for database"), engine.connect():
        pass
    engine.dispose()


def test_the_family_side_does_not_start_as_a_role_that_sees_tables(
    postgres_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    from dataclasses import replace

    settings = replace(settings_for(Side.FAMILY, postgres_urls, keys), family_database_url=postgres_urls[1])
    with pytest.raises(RuntimeError, match="as a role that sees nothing but its windows"):
        create_app(settings, hands.clock)


def test_the_family_side_does_not_start_on_windows_of_another_version(
    postgres_urls: tuple[str, str], keys: dict[str, str], hands: Hands, owner: Engine
) -> None:
    fewer = {name: window for name, window in WINDOWS.items() if name != "message"}
    with owner.begin() as db:
        on_postgres.build(db, Gate(fewer, Signer(PEPPER)))
    with pytest.raises(RuntimeError, match="not at this version: run `portal init`"):
        create_app(settings_for(Side.FAMILY, postgres_urls, keys), hands.clock)


def test_without_the_role_and_the_right_to_make_it_the_owner_is_told_what_to_do(owner: Engine) -> None:
    with owner.begin() as db:
        db.execute(text("CREATE ROLE somebody NOLOGIN"))
        db.execute(text("SET LOCAL ROLE somebody"))
        with pytest.raises(RuntimeError, match="let an administrator run `CREATE ROLE nobody_yet LOGIN`"):
            on_postgres._have_role(db, "nobody_yet")
        db.rollback()
