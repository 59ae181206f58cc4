"""Copies that are taken back, marks of what was read, messages about dates, calendar files, why a door is shut."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "family_0002"
down_revision = "family_0001"


def upgrade() -> None:
    op.add_column("person", sa.Column("shut_because", sa.String(length=20), nullable=True))
    op.add_column("person", sa.Column("calendar_since", sa.DateTime(timezone=True), nullable=True))
    for name, moment in (("withdrawal", "withdrawn_at"), ("receipt", "read_at")):
        op.create_table(
            name,
            sa.Column("person_id", sa.String(length=40), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id_person")),
            sa.PrimaryKeyConstraint("person_id", "number", name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_message_child_id_data_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_child_id"), "message", ["child_id"])
    op.create_index("ix_message_person_id_about", "message", ["person_id", "about"])


def downgrade() -> None:
    op.drop_table("message")
    op.drop_table("receipt")
    op.drop_table("withdrawal")
    with op.batch_alter_table("person") as person:
        person.drop_column("calendar_since")
        person.drop_column("shut_because")
