"""“I have read this”: said once for each copy, and what has changed is told against the last one that was read."""

from __future__ import annotations

from typing import Any

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.edition import Change
from portal.domain.errors import NotAllowed, NotFound
from portal.journeys.desk import review, see_children
from portal.journeys.family import read_plan, reading
from portal.store.family import receipts
from portal.store.family.tables import withdrawal
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined
from tests.store.stores import all_at_once
from tests.world import World

Tree = dict[str, Any]


@pytest.fixture
def mum(world: World) -> tuple[World, FamilyMember]:
    child = world.family_ready()
    return world, joined(world, child, MUM)


@pytest.fixture
def mum_on_each(world_on_each: World) -> tuple[World, FamilyMember]:
    child = world_on_each.family_ready()
    return world_on_each, joined(world_on_each, child, MUM)


class Plan:
    """The same case again and again, each time with one action more."""

    def __init__(self, world: World) -> None:
        self.world, self.tree = world, factories.example("norfolk")

    def publish(self, text: str) -> None:
        self.tree["plan"]["actions"].append(
            {
                "ref": text.lower().replace(" ", "-"),
                "text": text,
                "owner": "sw",
                "status": "to-do",
                "audience": "family",
            }
        )
        self.world.bring_in(data=factories.as_bytes(self.tree))
        assert "published" in {each.state for each in self.world.publish(KIT)}


def changes(world: World, who: FamilyMember) -> list[Change]:
    return list(read_plan.open_plan(cupboard(world), who).edition.changes)


def say_read(world: World, who: FamilyMember, number: int) -> None:
    reading.say_read(cupboard(world), who, number)


def news(world: World, who: FamilyMember) -> list[str]:
    return [change.text for change in changes(world, who)]


def test_it_is_said_once_and_the_day_stays(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    assert read_plan.open_plan(cupboard(world), who).read_at is None
    first = world.hands.now
    say_read(world, who, 1)
    world.hands.move(days=1)
    say_read(world, who, 1)
    assert read_plan.open_plan(cupboard(world), who).read_at == first


def test_two_presses_at_the_same_moment_are_one(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    assert all_at_once(6, lambda _place: say_read(world, who, 1)) == [None] * 6
    assert read_plan.open_plan(cupboard(world), who).read_at == world.hands.now


def test_a_new_copy_starts_anew(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    say_read(world, who, 1)
    Plan(world).publish("Ring the school")
    assert read_plan.open_plan(cupboard(world), who).read_at is None
    assert news(world, who) == ["Ring the school"]


def test_nothing_is_lost_that_came_between_two_readings(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    plan = Plan(world)
    say_read(world, who, 1)
    for text in ("Ring the school", "Ask about the bus", "Look at the door"):
        plan.publish(text)
    assert news(world, who) == ["Ring the school", "Ask about the bus", "Look at the door"]
    say_read(world, who, 4)
    plan.publish("Meet at the club")
    assert news(world, who) == ["Meet at the club"]


def test_who_never_says_so_reads_what_is_different_from_the_copy_before(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    plan = Plan(world)
    plan.publish("Ring the school")
    plan.publish("Ask about the bus")
    assert news(world, who) == ["Ask about the bus"]


def test_a_copy_that_was_taken_back_is_nothing_to_measure_against(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    plan = Plan(world)
    say_read(world, who, 1)
    plan.publish("Ring the school")
    say_read(world, who, 2)
    with world.room.family.writing() as db:
        db.execute(withdrawal.insert().values(person_id=who.person, number=2, withdrawn_at=world.hands.now))
        assert receipts.for_desk_last_read(db, who.person) == 1
    plan.publish("Ask about the bus")
    assert news(world, who) == ["Ring the school", "Ask about the bus"]


def test_what_one_has_read_changes_nothing_for_another(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    dad = joined(world, KIT, DAD)
    plan = Plan(world)
    plan.publish("Ring the school")
    before = read_plan.open_plan(cupboard(world), dad)
    say_read(world, who, 2)
    assert read_plan.open_plan(cupboard(world), dad) == before
    plan.publish("Ask about the bus")
    assert news(world, dad) == ["Ask about the bus"]


def test_an_earlier_page_that_stood_open_counts_for_its_own_copy(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    Plan(world).publish("Ring the school")
    say_read(world, who, 1)
    assert read_plan.open_plan(cupboard(world), who).read_at is None


@pytest.mark.parametrize("number", [0, -1, 2, 10_000])
def test_a_copy_that_they_never_had_cannot_be_read(mum: tuple[World, FamilyMember], number: int) -> None:
    world, who = mum
    with pytest.raises(NotFound):
        say_read(world, who, number)


def test_before_a_worker_has_said_that_it_was_them_there_is_nothing_to_read(world: World) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM, take_home=True)
    with pytest.raises(NotAllowed):
        say_read(world, who, 1)


def test_the_worker_sees_for_each_person_which_copy_and_whether_it_was_read(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    published_at = world.hands.now
    world.hands.move(hours=3)
    say_read(world, who, 1)
    rows = {row.person: row.copy for row in see_children.see_child(world.room, world.worker("tunde"), KIT).family}
    mine, his = rows[MUM], rows[DAD]
    assert mine
    assert his
    assert (mine.number, mine.published_at, mine.read_at) == (1, published_at, world.hands.now)
    assert (his.number, his.read_at) == (1, None)
    Plan(world).publish("Ring the school")
    again = {row.person: row.copy for row in see_children.see_child(world.room, world.worker("tunde"), KIT).family}
    assert again[MUM]
    assert (again[MUM].number, again[MUM].read_at) == (2, None)  # type: ignore[union-attr]


def test_what_the_worker_looks_at_is_what_they_get(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    plan = Plan(world)
    say_read(world, who, 1)
    plan.publish("Ring the school")
    plan.tree["plan"]["actions"][-1]["text"] = "Ring the new school"
    world.bring_in(data=factories.as_bytes(plan.tree))
    found = review.review(world.room, world.worker("priya"), KIT, told=True)
    seen = next(copy.edition for copy in found.copies if copy.person == MUM)
    world.publish(KIT)
    assert read_plan.open_plan(cupboard(world), who).edition == seen
    assert [(change.what, change.text) for change in seen.changes] == [("new", "Ring the new school")]
