"""What a worker writes beside words in another language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "family_0005"
down_revision = "family_0004"


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_translation_shared_id_shared")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
    )
    op.create_index(op.f("ix_translation_shared_id"), "translation", ["shared_id"])


def downgrade() -> None:
    op.drop_table("translation")
