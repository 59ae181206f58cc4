"""What workers prove besides a passphrase, who signs in through a provider, tries that are counted, legal holds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "casework_0004"
down_revision = "casework_0003"

_MOMENT = sa.DateTime(timezone=True)


def _worker_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer()),
        sa.Column("totp_failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("totp_wait_until", _MOMENT),
        sa.Column("subject", sa.String(length=40)),
        sa.Column("seen_at", _MOMENT),
    ]


def _session_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("proved", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("by_provider", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fresh_until", _MOMENT),
    ]


def upgrade() -> None:
    with op.batch_alter_table("worker") as worker:
        for column in _worker_columns():
            worker.add_column(column)
        worker.create_unique_constraint(op.f("uq_worker_subject"), ["subject"])
    for column in _session_columns():
        op.add_column("session", column)
    op.create_table(
        "recovery",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_recovery_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("code", name=op.f("uq_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_worker_id"), "recovery", ["worker_id"])
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("from_at", _MOMENT, nullable=False),
        sa.Column("until_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["child_case.ref"], name=op.f("fk_legal_hold_ref_child_case")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_legal_hold_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_ref"), "legal_hold", ["ref"])
    op.create_table(
        "tally",
        sa.Column("bucket", sa.String(length=40), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    for table in ("tally", "legal_hold", "recovery"):
        op.drop_table(table)
    with op.batch_alter_table("session") as session:
        for column in _session_columns():
            session.drop_column(column.name)
    with op.batch_alter_table("worker") as worker:
        worker.drop_constraint(op.f("uq_worker_subject"), type_="unique")
        for column in _worker_columns():
            worker.drop_column(column.name)
