"""Where a revision of a case comes from, a file or the desk; cases that have ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "casework_0002"
down_revision = "casework_0001"


def upgrade() -> None:
    op.add_column("child_case", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_revision", sa.Column("origin", sa.String(length=10), nullable=True))
    op.execute("UPDATE case_revision SET origin = 'file'")
    with op.batch_alter_table("case_revision") as revisions:
        revisions.alter_column("origin", existing_type=sa.String(length=10), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("case_revision") as revisions:
        revisions.drop_column("origin")
    with op.batch_alter_table("child_case") as cases:
        cases.drop_column("ended_at")
