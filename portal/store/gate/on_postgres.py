"""The gate on PostgreSQL: security-barrier views in a schema of their own, and a role with no other right.

`build` makes it anew after each migration, in the migration's own transaction, and leaves a fingerprint:
a process whose code knows other windows refuses to start. The key that signs who the bound person is
stands in a schema that the role cannot enter; a function that runs with its owner's rights reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgres_dialect

from portal.domain.errors import NotFit
from portal.store.gate import SCHEMA, Gate, Window, body, sql

ROLE = "portal_family"
"""The role of the family process. An administrator gives it a password; it owns nothing."""

KEYS = "gate"

BESIDE = "~"
"""Between a person and the sitting beside a worker to which they are bound as well: both are signed as one."""

_dialect = postgres_dialect()  # type: ignore[no-untyped-call]

_FUNCTIONS = f"""
CREATE FUNCTION {SCHEMA}.bound(what text) RETURNS text LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('portal.' || what, true), '') $$;

CREATE FUNCTION {SCHEMA}.signed_for() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog
AS $$
DECLARE
    said text := nullif(current_setting('portal.person', true), '');
    person text := split_part(said, '.', 1);
    good_until text := split_part(said, '.', 2);
    pads record;
    inner_hash bytea;
BEGIN
    IF said IS NULL OR person = '' OR good_until !~ '^[0-9]{{1,12}}$' THEN
        RETURN NULL;
    END IF;
    IF good_until::bigint < extract(epoch FROM clock_timestamp()) THEN
        RETURN NULL;
    END IF;
    SELECT inner_pad, outer_pad INTO pads FROM {KEYS}.signing;
    inner_hash := sha256(pads.inner_pad || convert_to(person || '.' || good_until, 'UTF8'));
    IF encode(sha256(pads.outer_pad || inner_hash), 'hex') IS DISTINCT FROM split_part(said, '.', 3) THEN
        RETURN NULL;
    END IF;
    RETURN person;
END
$$;

CREATE FUNCTION {SCHEMA}.bound_person() RETURNS text LANGUAGE sql STABLE
AS $$ SELECT split_part({SCHEMA}.signed_for(), '{BESIDE}', 1) $$;

CREATE FUNCTION {SCHEMA}.bound_sitting() RETURNS text LANGUAGE sql STABLE
AS $$ SELECT nullif(split_part({SCHEMA}.signed_for(), '{BESIDE}', 2), '') $$;
"""


def tear_down(db: Connection) -> None:
    """Take the windows away, so that tables can change. Until `build`, families see nothing."""
    db.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    db.execute(text(f"DROP SCHEMA IF EXISTS {KEYS} CASCADE"))


def build(db: Connection, gate: Gate, role: str = ROLE) -> None:
    """Make the windows, and let the role look through them and do nothing else.

    Raises RuntimeError, with what to do, where the role is not there and may not be made.
    """
    tear_down(db)
    _have_role(db, role)
    inner, outer = gate.signer.pads()
    db.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    db.exec_driver_sql(f"CREATE SCHEMA {KEYS}")
    db.exec_driver_sql(f"CREATE TABLE {KEYS}.signing (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)")
    db.exec_driver_sql(f"INSERT INTO {KEYS}.signing VALUES (%s, %s)", (inner, outer))
    for statement in statements(gate.windows, role):
        db.exec_driver_sql(statement)
    db.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{fingerprint(gate.windows)}'")


def statements(windows: Mapping[str, Window], role: str) -> list[str]:
    """Everything that makes the gate, but for the key."""
    made = [
        f"REVOKE ALL ON SCHEMA {SCHEMA}, {KEYS}, public FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
        *(part.strip() for part in _FUNCTIONS.strip().split("\n\n") if part.strip()),
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO {role}",
    ]
    for window in windows.values():
        made += _view(window, role)
    return made


def _view(window: Window, role: str) -> list[str]:
    name = f"{SCHEMA}.{SCHEMA}_{window.name}"
    writes = window.adds or window.changes
    checked = "WITH CASCADED CHECK OPTION" if writes else ""
    made = [f"CREATE VIEW {name} WITH (security_barrier) AS {sql(body(window), _dialect)} {checked}"]
    for right, columns in (("SELECT", window.reads), ("INSERT", window.adds), ("UPDATE", window.changes)):
        if columns:
            made.append(f"GRANT {right} ({', '.join(columns)}) ON {name} TO {role}")
    if window.takes_out:
        made.append(f"GRANT DELETE ON {name} TO {role}")
    return made


def fingerprint(windows: Mapping[str, Window]) -> str:
    return hashlib.sha256("\n".join(statements(windows, "role")).encode()).hexdigest()


def is_current(db: Connection, windows: Mapping[str, Window]) -> bool:
    """Whether the windows that stand there are those that this version of the portal knows."""
    stands = db.execute(text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')")).scalar()
    return stands == fingerprint(windows)


def put_gate_on(engine: Engine, gate: Gate) -> None:
    """Refuse, at each new connection, a role that sees more than the windows, or windows of another version."""

    @event.listens_for(engine, "connect")
    def look(dbapi: object, record: object) -> None:
        cursor = dbapi.cursor()  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT current_setting('is_superuser') = 'on' OR has_schema_privilege('public', 'USAGE'), "
            f"obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')"
        )
        sees_tables, stands = cursor.fetchone()
        cursor.close()
        dbapi.rollback()  # type: ignore[attr-defined]
        if sees_tables:
            raise NotFit(
                "The family side must open its database as a role that sees nothing but its windows: "
                f"give PORTAL_FAMILY_DATABASE_URL the role {ROLE} (docs/adopting.md)."
            )
        if stands != fingerprint(gate.windows):
            raise NotFit("The family database is not at this version: run `portal init` with the owner's role.")


def bind(db: Connection, gate: Gate, proofs: Mapping[str, str]) -> None:
    """Say whom this transaction is for: until it ends, and no longer."""
    said = {what: value for what, value in proofs.items() if what not in ("person", "sitting")}
    if "person" in proofs:
        said["person"] = gate.signer.sign(BESIDE.join([proofs["person"], *filter(None, [proofs.get("sitting")])]))
    if said:
        calls = ", ".join(f"set_config('portal.{what}', %({what})s, true)" for what in said)
        db.exec_driver_sql(f"SELECT {calls}", said)


def _have_role(db: Connection, role: str) -> None:
    if not role.replace("_", "").isalnum():
        raise RuntimeError(f"{role!r} is no name for a role: letters, digits and _ alone.")
    if db.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first():
        return
    may = db.execute(text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")).scalar()
    if not may:
        raise RuntimeError(f"There is no role {role}: let an administrator run `CREATE ROLE {role} LOGIN`.")
    db.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
