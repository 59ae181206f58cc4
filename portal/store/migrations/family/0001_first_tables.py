"""The first tables of the family cupboard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.store.migrations.never_changed import may_change_again, never_changed

revision = "family_0001"
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
        "notice",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=8000), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_notice")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=41), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("easy_read", sa.Boolean(), nullable=False),
        sa.Column("circle", sa.LargeBinary(), nullable=False),
        sa.Column("door_open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_person_child_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_child_id"), ["child_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("sign_in", sa.String(length=40), nullable=False),
        sa.Column("sign_in_shown", sa.LargeBinary(), nullable=False),
        sa.Column("passphrase", sa.String(length=200), nullable=False),
        sa.Column("made_words", sa.Boolean(), nullable=False),
        sa.Column("own_phone", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
        sa.UniqueConstraint("sign_in", name=op.f("uq_account_sign_in")),
    )
    op.create_table(
        "edition",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_edition_child_id_data_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_edition")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("take_home", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("joining", sa.String(length=40), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("own_phone", sa.Boolean(), nullable=False),
        sa.Column("companion", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("set_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("notice_sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_sheet_child_id_data_key")),
        sa.ForeignKeyConstraint(["notice_sha256"], ["notice.sha256"], name=op.f("fk_sheet_notice_sha256_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "set_id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("id", name=op.f("uq_sheet_id")),
    )
    op.create_table(
        "answer",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("sheet_id", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_answer_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("person_id", "sheet_id", "question", name=op.f("pk_answer")),
    )
    op.create_table(
        "shared",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=40), nullable=False),
        sa.Column("sheet_id", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("notice_sha256", sa.String(length=64), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["data_key.id"], name=op.f("fk_shared_child_id_data_key")),
        sa.ForeignKeyConstraint(["notice_sha256"], ["notice.sha256"], name=op.f("fk_shared_notice_sha256_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shared_person_id_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_shared_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared")),
    )
    with op.batch_alter_table("shared", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_child_id"), ["child_id"], unique=False)
        batch_op.create_index("ix_shared_person_id_shared_at", ["person_id", "shared_at"], unique=False)

    op.create_table(
        "opened_to",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opened_to_person_id_person")),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_opened_to_shared_id_shared")),
        sa.PrimaryKeyConstraint("person_id", "shared_id", name=op.f("pk_opened_to")),
        sa.UniqueConstraint("shared_id", "person_id", name=op.f("uq_opened_to_shared_id_person_id")),
    )
    op.create_table(
        "reason",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("shared_id", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shared_id"], ["shared.id"], name=op.f("fk_reason_shared_id_shared")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reason_shared_id"), ["shared_id"], unique=False)

    never_changed("audit", not_even_deleted=True)
    never_changed("edition", not_even_deleted=False)


def downgrade() -> None:
    may_change_again("audit")
    may_change_again("edition")
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reason_shared_id"))

    op.drop_table("reason")
    op.drop_table("opened_to")
    with op.batch_alter_table("shared", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_person_id_shared_at")
        batch_op.drop_index(batch_op.f("ix_shared_child_id"))

    op.drop_table("shared")
    op.drop_table("answer")
    op.drop_table("sheet")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_id"))

    op.drop_table("session")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))

    op.drop_table("invitation")
    op.drop_table("edition")
    op.drop_table("account")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_child_id"))

    op.drop_table("person")
    op.drop_table("notice")
    op.drop_table("data_key")
    op.drop_table("audit")
