"""Codes that a worker matches, devices that are known, tries that are counted, who opened what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "family_0003"
down_revision = "family_0002"

_MOMENT = sa.DateTime(timezone=True)


def _added() -> dict[str, list[sa.Column[Any]]]:
    return {
        "person": [
            sa.Column("reads_back", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("drafts_gone_at", _MOMENT),
        ],
        "account": [sa.Column("renewed_at", _MOMENT), sa.Column("seen_at", _MOMENT)],
        "invitation": [
            sa.Column("ended_because", sa.String(length=20)),
            sa.Column("agreed", sa.LargeBinary()),
            sa.Column("number", sa.Integer()),
            sa.Column("matched_at", _MOMENT),
            sa.Column("spoken", sa.String(length=200)),
            sa.Column("spoken_tries", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("spoken_at", _MOMENT),
            sa.Column("finished_at", _MOMENT),
        ],
        "session": [
            sa.Column("ended_another", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("wrong_before", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("hidden_at", _MOMENT),
        ],
        "shared": [sa.Column("recorded_at", _MOMENT)],
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", _MOMENT, nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_person_id"), "device", ["person_id"])
    op.create_table(
        "opening",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_opening_shared_id_shared")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_shared_id"), "opening", ["shared_id"])
    op.create_table(
        "tally",
        sa.Column("bucket", sa.String(length=40), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    for table in ("tally", "opening", "device"):
        op.drop_table(table)
    for name, columns in _added().items():
        with op.batch_alter_table(name) as batch:
            for column in columns:
                batch.drop_column(column.name)
