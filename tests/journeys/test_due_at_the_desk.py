"""The desk says by when the next meeting is due, where the area's rules say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portal.domain.people import Tie
from portal.journeys.desk import end_case, see_children
from tests import factories
from tests.journeys.people import KIT
from tests.world import World


def due(world: World, child: str, change: Callable[[dict[str, Any]], object], name: str = "norfolk") -> Any:
    tree = factories.example(name)
    change(tree)
    world.bring_in(name, factories.as_bytes(tree))
    found = see_children.see_child(world.room, world.worker("priya"), child)
    return found.due_by, found.is_overdue, found.is_unplanned


def test_a_meeting_that_stands_on_the_last_day_is_in_time(world: World) -> None:
    assert due(world, KIT, lambda tree: None) == (date(2026, 11, 26), False, False)


def test_a_day_without_a_meeting_before_it_is_marked(world: World) -> None:
    later = lambda tree: tree["meetings"][0].update(  # noqa: E731
        starts_at="2026-12-03T13:30:00", parents_from="2026-12-03T14:00:00",
        young_person_from="2026-12-03T14:15:00", ends_at="2026-12-03T15:15:00",
    )  # fmt: skip
    assert due(world, KIT, later) == (date(2026, 11, 26), False, True)
    page = world.at_the_desk("priya").get(f"/c/{KIT}").text
    assert "The next meeting is due by" in page and "No meeting is planned by then." in page


def test_a_day_that_is_past_is_overdue(world: World) -> None:
    world.bring_in()
    world.hands.move(days=6)
    page = see_children.see_child(world.room, world.worker("priya"), KIT)
    assert (page.due_by, page.is_overdue) == (date(2026, 11, 26), True)


def test_a_first_meeting_has_a_day_of_its_own_where_the_area_has_one(world: World) -> None:
    def first(tree: dict[str, Any]) -> None:
        tree["meetings"] = []
        tree["risk_reviews"] = [{"date": "2026-11-16", "level": "moderate"}]

    assert due(world, "NG-20931", first, "nottinghamshire")[0] == date(2026, 12, 1)


@pytest.mark.parametrize("level", ["none", "standard"])
def test_nothing_is_guessed_for_a_first_meeting_where_the_area_says_nothing(world: World, level: str) -> None:
    def first(tree: dict[str, Any]) -> None:
        tree["meetings"] = []
        tree["risk_reviews"] = [{"date": "2026-11-16", "level": level}]

    assert due(world, KIT, first) == (None, False, False)


def test_only_who_may_open_the_case_hears_of_it_and_nobody_once_it_has_ended(world: World) -> None:
    world.bring_in()
    world.worker("chair")
    world.tie(KIT, "chair", Tie.CHAIR, None)
    assert see_children.see_child(world.room, world.worker("chair"), KIT).due_by is None
    end_case.end(world.room, world.worker("priya"), KIT, date(2026, 11, 21), "The plan is done.")
    assert see_children.see_child(world.room, world.worker("priya"), KIT).due_by is None
