"""Every table has a rule for how long it is kept; every column has a line that says what it holds; the pages say so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from portal.domain import inventory, keeping
from portal.domain.keeping import RULES, Periods
from portal.domain.people import WorkerRole
from portal.journeys.desk import end_case, hold, read_views
from portal.store.casework import tables as casework
from portal.store.described import described
from portal.store.family import forgetting
from portal.store.family import tables as family
from tests.journeys.people import KIT, MUM, begin, joined, save, share
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
CUPBOARDS = {"family": family.metadata, "casework": casework.metadata}
TABLES = {(name, table.name): table for name, metadata in CUPBOARDS.items() for table in metadata.sorted_tables}
CLEAR_NAMES = {("casework", "worker", "name"), ("casework", "worker", "sign_in"), ("family", "notice", "words")}


def test_every_table_has_one_rule_and_every_rule_a_table() -> None:
    assert sorted((rule.cupboard, rule.table) for rule in RULES) == sorted(TABLES)


def test_every_sealed_column_stands_in_its_tables_rule() -> None:
    ruled = {(rule.cupboard, rule.table): set(rule.sealed) for rule in RULES}
    for place, table in TABLES.items():
        sealed = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
        assert ruled[place] == sealed, place


def test_every_rule_says_what_how_long_what_then_and_why() -> None:
    for rule in RULES:
        said = keeping.in_words(rule, Periods())
        assert all((rule.what, said, rule.then, rule.why)) and "{" not in said, rule
        assert not rule.by or rule.by in keeping.names()


def test_what_the_job_never_takes_out_is_the_audit_and_our_own_words() -> None:
    assert {(rule.cupboard, rule.table) for rule in RULES if not rule.kind} == {
        ("family", "audit"), ("casework", "audit"), ("family", "notice"),
    }  # fmt: skip


def test_erasing_a_child_looks_into_every_table_that_holds_something_of_a_child() -> None:
    erased = {table.name for table, _where in forgetting._everything("child")}
    of_nobody = {"data_key", "notice", "audit", "tally"}
    assert erased == {table.name for table in family.metadata.sorted_tables} - of_nobody


@pytest.mark.parametrize(
    ("page", "whole"),
    [("keeping.md", lambda: keeping.as_page(Periods())), ("data.md", lambda: inventory.as_page(described()))],
    ids=["portal retention rules > docs/safety/keeping.md", "portal retention data > docs/safety/data.md"],
)
def test_the_page_is_as_the_data_says(page: str, whole) -> None:  # type: ignore[no-untyped-def]
    assert (ROOT / "docs" / "safety" / page).read_text(encoding="utf-8") == whole()


def test_every_column_has_a_line_and_every_line_a_column() -> None:
    columns = {(each.cupboard, each.table, each.name) for each in described()}
    assert columns == set(inventory.HOLDINGS)
    for place, held in inventory.HOLDINGS.items():
        assert held.what in inventory.WHAT and held.why.strip(), place


def test_words_and_names_of_families_are_sealed_and_nothing_else_is() -> None:
    for column in described():
        held = inventory.HOLDINGS[column.cupboard, column.table, column.name]
        assert column.is_bytes == (held.what in inventory.SEALED), column


def test_what_stands_in_a_sealed_column_was_sealed(world: World) -> None:
    """By what is in the database after a whole story, not by what the code says."""
    child = world.family_ready()
    kit, _mum = joined(world, child, child), joined(world, child, MUM)
    begin(world, kit)
    save(world, kit, "worries", "the bus home")
    share(world, kit, "worries")
    (piece,) = [p.shared for p in read_views.views(world.room, world.worker("priya"), KIT)[1]]
    read_views.open_with_reason(world.room, world.worker("priya"), KIT, piece.id, "worried about tonight")
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    read_views.mark_read(world.room, world.worker("tunde"), KIT, piece.id)
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    today = world.room.casework.clock.today()
    hold.hold(world.room, manager, KIT, "a court asked", today.replace(year=today.year + 1))
    end_case.end(world.room, world.worker("priya"), KIT, today, "the plan is done")
    seen = 0
    for cupboard, metadata in ((world.room.family, family.metadata), (world.room.casework, casework.metadata)):
        with cupboard.reading() as db:
            for table in metadata.sorted_tables:
                for column in (c for c in table.columns if isinstance(c.type, LargeBinary)):
                    for value in db.execute(select(column).where(column.is_not(None))).scalars():
                        start = b"gAAAA" if table.name == "data_key" else b"v1."
                        assert bytes(value).startswith(start), f"{table.name}.{column.name}"
                        seen += 1
    assert seen > 15


def test_no_number_of_days_stands_in_the_job_itself() -> None:
    """The periods are data, in one place."""
    for file in (
        "portal/journeys/desk/keep.py",
        "portal/store/family/forgetting.py",
        "portal/store/casework/forgetting.py",
    ):
        numbers = {
            node.value
            for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1
        }
        assert numbers <= {500}, file
