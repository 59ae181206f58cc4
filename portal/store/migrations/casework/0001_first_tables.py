"""The first tables of the casework cupboard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.store.migrations.never_changed import may_change_again, never_changed

revision = "casework_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.Column("child", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "data_key",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sign_in", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("passphrase", sa.String(length=200), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
        sa.UniqueConstraint("sign_in", name=op.f("uq_worker_sign_in")),
    )
    op.create_table(
        "child_case",
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=41), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_child_case_key_id_data_key")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_child_case")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_session_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "way_in",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_way_in_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_in")),
        sa.UniqueConstraint("code", name=op.f("uq_way_in_code")),
    )
    with op.batch_alter_table("way_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_way_in_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("tie", sa.String(length=20), nullable=False),
        sa.Column("team_ref", sa.String(length=80), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["child_case.ref"], name=op.f("fk_allocation_ref_child_case")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_allocation_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "case_revision",
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["child_case.ref"], name=op.f("fk_case_revision_ref_child_case")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_case_revision_worker_id_worker")),
        sa.PrimaryKeyConstraint("ref", "revision", name=op.f("pk_case_revision")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("worker_id", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["child_case.ref"], name=op.f("fk_publication_ref_child_case")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_publication_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_ref"), ["ref"], unique=False)

    never_changed("audit", not_even_deleted=True)


def downgrade() -> None:
    may_change_again("audit")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_ref"))

    op.drop_table("publication")
    op.drop_table("case_revision")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_worker_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_ref"))

    op.drop_table("allocation")
    with op.batch_alter_table("way_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_way_in_worker_id"))

    op.drop_table("way_in")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_worker_id"))

    op.drop_table("session")
    op.drop_table("child_case")
    op.drop_table("worker")
    op.drop_table("data_key")
    op.drop_table("audit")
