"""A session at the desk that is locked while a family member sits at the worker's screen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "casework_0005"
down_revision = "casework_0004"


def upgrade() -> None:
    op.add_column("session", sa.Column("beside", sa.String(length=40)))


def downgrade() -> None:
    with op.batch_alter_table("session") as session:
        session.drop_column("beside")
