"""The columns of both cupboards as plain data, for the inventory."""

from __future__ import annotations

from sqlalchemy import LargeBinary

from portal.domain.inventory import Column
from portal.store.casework import tables as casework
from portal.store.family import tables as family


def described() -> list[Column]:
    """Every column, in the order in which the tables are made."""
    return [
        Column(name, table.name, column.name, isinstance(column.type, LargeBinary))
        for name, metadata in (("family", family.metadata), ("casework", casework.metadata))
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
    ]
