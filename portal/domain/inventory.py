"""Every column of both cupboards: what it holds about somebody, and why. `docs/safety/data.md` is printed out of it.

What it holds is one of `WHAT`; a column without a line fails a test, and so
does one of words or names that is not sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.holdings import CASEWORK, FAMILY

WHAT = {
    "words": "what somebody wrote or was told; sealed",
    "name": "what somebody of the family, or a reader of theirs, is called; sealed",
    "staff": "what a worker is called",
    "ours": "our own words, about nobody",
    "key": "a key or a secret, wrapped by keys that stand outside the database",
    "id": "an opaque id or a reference",
    "hash": "a keyed or slow hash, or a checksum",
    "state": "one of a few values, or a number",
    "moment": "a day or a moment",
}
SEALED = ("words", "name", "key")


@dataclass(frozen=True)
class Column:
    """One column as the tables have it. `is_bytes`: it can hold something sealed."""

    cupboard: str
    table: str
    name: str
    is_bytes: bool


@dataclass(frozen=True)
class Holding:
    """What one column holds, and why."""

    what: str
    why: str


def _read(cupboard: str, lines: str) -> dict[tuple[str, str, str], Holding]:
    found = {}
    for line in lines.strip().splitlines():
        place, what, why = line.split("|")
        table, name = place.split(".")
        found[cupboard, table, name] = Holding(what, why)
    return found


HOLDINGS = _read("family", FAMILY) | _read("casework", CASEWORK)


def as_page(columns: Iterable[Column]) -> str:
    """The inventory in Markdown. Raises KeyError for a column of which nothing is said."""
    lines = [
        "# What is kept about people, column by column",
        "",
        "Printed by `portal retention data`; a test fails where it is not as the tables are. How long each table is"
        " kept stands in [keeping.md](keeping.md).",
        "",
        *(f"- **{what}**: {meaning}" for what, meaning in WHAT.items()),
    ]
    here = None
    for column in columns:
        if here != (column.cupboard, column.table):
            here = (column.cupboard, column.table)
            lines += [
                "",
                f"## {column.cupboard}: {column.table}",
                "",
                "| column | what | sealed | why |",
                "|---|---|---|---|",
            ]
        held = HOLDINGS[column.cupboard, column.table, column.name]
        lines.append(f"| {column.name} | {held.what} | {'yes' if column.is_bytes else 'no'} | {held.why} |")
    return "\n".join(lines) + "\n"
