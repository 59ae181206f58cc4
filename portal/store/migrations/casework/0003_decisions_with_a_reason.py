"""What workers decided with a reason: a copy taken back, a case ended or opened again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.store.migrations.never_changed import may_change_again, never_changed

revision = "casework_0003"
down_revision = "casework_0002"


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["child_case.ref"], name=op.f("fk_decision_ref_child_case")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_decision_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_ref"), "decision", ["ref"])
    never_changed("decision", not_even_deleted=False)


def downgrade() -> None:
    may_change_again("decision")
    op.drop_table("decision")
