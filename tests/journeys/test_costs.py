"""What a page costs the database: so many statements, however many families there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.domain.people import WorkerRole
from portal.journeys.desk import bring_in, see_children
from portal.store.database import Cupboard
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import cupboard
from tests.world import World

FREE = (
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SELECT SET_CONFIG('PORTAL.",
)  # the last says who it is for


@contextmanager
def counted(world: World, *cupboards: Cupboard) -> Iterator[list[str]]:
    """The statements on any engine of the cupboards (the family's), transactions' own words left out."""
    said: list[str] = []

    def note(db: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(FREE):
            said.append(statement)

    engines = [engine for each in cupboards or (cupboard(world),) for engine in each.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def opening_the_plan(world: World, kit: Browser) -> list[str]:
    with counted(world) as said:
        assert kit.get("/p").status_code == 200
    return said


def saving_an_answer(world: World, kit: Browser) -> list[str]:
    page = kit.get("/q/want-next")
    fields = form_fields(page.text, "/q/want-next") | {"answer": f"words of {world.hands.now}"}
    with counted(world) as said:
        assert kit.post("/q/want-next", fields).status_code == 303
    return said


def more_families(world: World, number: int) -> None:
    worker = world.worker("priya")
    for count in range(number):
        data = factories.example_bytes("norfolk").replace(b"NK-4417", f"NK-{5000 + count}".encode())
        child = bring_in.bring_in(world.room, worker, data).child_ref
        world.publish(child, only=(child,))


def test_opening_the_plan_takes_four_statements_and_saving_an_answer_six(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    plan, save = opening_the_plan(world, kit), saving_an_answer(world, kit)
    assert 2 <= len(plan) <= 4, plan
    assert 3 <= len(save) <= 6, save
    assert not [each for each in plan if each.lstrip().upper().startswith(("DELETE", "CREATE"))]
    changed = saving_an_answer(world, kit)
    assert len(changed) <= 6, "the second version too"
    written = [each for each in plan if not each.lstrip().upper().startswith("SELECT")]
    assert len(written) == 2, "when it was last seen, and the audit"
    assert "own_session" in written[0] and "own_audit" in written[1]


def test_fifty_more_families_cost_nobody_anything(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    saving_an_answer(world, kit)
    before = len(opening_the_plan(world, kit)), len(saving_an_answer(world, kit))
    more_families(world, 50)
    kit = world.join(child, child)
    assert (len(opening_the_plan(world, kit)), len(saving_an_answer(world, kit))) == before


def test_the_list_of_thirty_children_asks_the_cupboards_no_more_often_than_that_of_three(world_on_each: World) -> None:
    world = world_on_each
    world.worker("ruth", role=WorkerRole.MANAGER)
    world.family_ready()

    def opening_the_list(children: int) -> int:
        ruth = world.worker("ruth")
        with counted(world, world.room.casework, world.room.family) as said:
            rows = see_children.see_children(world.room, ruth)
        assert len(rows) == children
        assert [row.child_ref for row in rows if not row.to_publish] == ["NK-4417"], "each child's own copies"
        return len(said)

    brought_in(world, range(2))
    before = opening_the_list(3)
    brought_in(world, range(2, 29))
    assert opening_the_list(30) == before
    assert before <= 8


def brought_in(world: World, numbers: range) -> None:
    worker = world.worker("priya")
    for number in numbers:
        data = factories.example_bytes("norfolk").replace(b"NK-4417", f"NK-{6000 + number}".encode())
        bring_in.bring_in(world.room, worker, data)
