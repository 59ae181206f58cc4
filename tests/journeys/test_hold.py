"""A legal hold: a manager sets it with a reason and a day to look again, and lifts it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.access.viewer import WorkerViewer
from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.people import WorkerRole
from portal.journeys.desk import hold
from tests.journeys.people import KIT
from tests.world import World

WHY, LATER = "SENTINEL: a court asked for everything", date(2027, 5, 1)


def manager(world: World) -> WorkerViewer:
    return world.worker("moira", role=WorkerRole.MANAGER)


def test_a_manager_holds_everything_and_the_case_worker_sees_it_with_why_and_by_whom(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    hold.hold(world.room, manager(world), KIT, f"  {WHY}  ", LATER)
    seen = hold.see(world.room, world.worker("priya"), KIT)
    assert seen.hold is not None
    assert (seen.hold.why, seen.hold.review_on, seen.held_by) == (WHY, LATER, "Moira")
    assert not seen.may_hold and hold.see(world.room, manager(world), KIT).may_hold
    assert not seen.hold.is_due(date(2027, 4, 30)) and seen.hold.is_due(LATER)
    standing = hold.standing(world.room, world.worker("priya"), KIT)
    assert standing is not None and standing.why == ""


def test_it_goes_on_to_another_day_and_ends_with_a_reason_kept_beside_the_first(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    hold.hold(world.room, manager(world), KIT, WHY, LATER)
    with pytest.raises(Stale):
        hold.hold(world.room, manager(world), KIT, "again", LATER)
    hold.look_again(world.room, manager(world), KIT, LATER + timedelta(days=100))
    hold.lift(world.room, manager(world), KIT, "the court has closed it")
    assert hold.see(world.room, manager(world), KIT).hold is None
    for gone in (
        lambda: hold.lift(world.room, manager(world), KIT, "once more"),
        lambda: hold.look_again(world.room, manager(world), KIT, LATER),
    ):
        with pytest.raises(NotFound):
            gone()
    hold.hold(world.room, manager(world), KIT, "an inquiry", LATER)
    assert hold.see(world.room, manager(world), KIT).hold is not None


def test_a_hold_needs_a_reason_and_a_day_to_come(world: World) -> None:
    world.family_ready()
    today = world.room.casework.clock.today()
    for why, day, places in (
        (" ", LATER, ["why"]),
        (WHY, today, ["review"]),
        ("", date(2020, 1, 1), ["why", "review"]),
    ):
        with pytest.raises(Invalid) as refused:
            hold.hold(world.room, manager(world), KIT, why, day)
        assert [fault.place for fault in refused.value.faults] == places
    hold.hold(world.room, manager(world), KIT, WHY, LATER)
    with pytest.raises(Invalid):
        hold.lift(world.room, manager(world), KIT, "  ")


def test_nobody_but_a_manager_sets_or_lifts_one_and_nobody_else_sees_it(world: World) -> None:
    world.family_ready()
    for sign_in in ("priya", "tunde"):
        for act in (
            lambda who: hold.hold(world.room, who, KIT, WHY, LATER),
            lambda who: hold.lift(world.room, who, KIT, WHY),
            lambda who: hold.look_again(world.room, who, KIT, LATER),
        ):
            with pytest.raises(NotAllowed):
                act(world.worker(sign_in))
    for look in (hold.see, hold.standing):
        with pytest.raises(NotAllowed):
            look(world.room, world.worker("tunde"), KIT)
