"""Papers filled in beside a worker, words that came after a session had ended, what came of words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "family_0004"
down_revision = "family_0003"

_MOMENT = sa.DateTime(timezone=True)


def _added() -> dict[str, list[sa.Column[Any]]]:
    return {
        "session": [sa.Column("sitting_id", sa.String(length=40))],
        "shared": [
            sa.Column("recorded_by", sa.LargeBinary()),
            sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("task", sa.String(length=20)),
            sa.Column("scale", sa.String(length=40)),
        ],
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sitting_person_id_person")),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_sitting_child_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("code", name=op.f("uq_sitting_code")),
    )
    op.create_index(op.f("ix_sitting_person_id"), "sitting", ["person_id"])
    op.create_table(
        "late_words",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("sheet_id", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_late_words_person_id_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_late_words_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("person_id", "sheet_id", "question", name=op.f("pk_late_words")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_outcome_shared_id_shared")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_shared_id"), "outcome", ["shared_id"])
    op.create_table(
        "task_done",
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("done_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_task_done_shared_id_shared")),
        sa.PrimaryKeyConstraint("shared_id", name=op.f("pk_task_done")),
    )
    op.create_table(
        "scale_opened",
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_scale_opened_child_id_data_key")),
        sa.PrimaryKeyConstraint("child_id", "scale", "opened_at", name=op.f("pk_scale_opened")),
    )


def downgrade() -> None:
    for table in ("scale_opened", "task_done", "outcome", "late_words", "sitting"):
        op.drop_table(table)
    for name, columns in _added().items():
        with op.batch_alter_table(name) as batch:
            for column in columns:
                batch.drop_column(column.name)
