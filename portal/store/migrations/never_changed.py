"""Triggers for rows that are written once: what was done, and what was shown to whom."""

from __future__ import annotations

from alembic import op


def never_changed(table: str, *, not_even_deleted: bool) -> None:
    """Let the engine refuse a change of this table's rows, and their deletion where asked."""
    verbs = ["UPDATE", "DELETE"] if not_even_deleted else ["UPDATE"]
    if op.get_bind().dialect.name == "sqlite":
        for verb in verbs:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are written once'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are written once'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_written_once BEFORE {' OR '.join(verbs)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_written_once()"
    )


def may_change_again(table: str) -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    else:
        op.execute(f"DROP FUNCTION {table}_written_once() CASCADE")
