"""Alembic's way in: it runs on the connection that `upgrade` opened, in that transaction."""

from __future__ import annotations

from alembic import context

from portal.store.casework import tables as casework
from portal.store.family import tables as family
from portal.store.gate import on_postgres

config = context.config
metadata = {"casework": casework.metadata, "family": family.metadata}[config.attributes["cupboard"]]
db = config.attributes["connection"]
if db.dialect.name == "postgresql" and config.attributes["cupboard"] == "family":
    on_postgres.tear_down(db)  # windows would hold on to the columns that they show
context.configure(connection=db, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
