"""Alembic's way in: it runs on the connection that `upgrade` opened, in that transaction."""

from __future__ import annotations

from alembic import context

from portal.store.casework import tables as casework
from portal.store.family import tables as family

config = context.config
metadata = {"casework": casework.metadata, "family": family.metadata}[config.attributes["cupboard"]]
context.configure(connection=config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
