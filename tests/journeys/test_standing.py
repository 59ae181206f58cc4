"""A copy that stands is looked at again when the case changes: what must not be on it by now is said."""

from __future__ import annotations

import pytest

from portal.domain.mending import ItemRef, Sort
from portal.journeys.desk import mend, review, see_children, withdraw
from tests.journeys.people import DAD, KIT, MUM
from tests.world import World


def revision(world: World) -> int:
    return review.review(world.room, world.worker("priya"), KIT).kept.revision


def mark(world: World, *words: str) -> None:
    mend.mark_never_shown(world.room, world.worker("priya"), KIT, {"never_shown": list(words)}, revision(world))


def holding(world: World) -> tuple[str, ...]:
    return review.stands_but_must_not(world.room, world.worker("priya"), KIT)


def test_words_marked_as_never_on_a_screen_are_found_in_the_copies_that_stand(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    assert holding(world) == ()
    mark(world, "hassle")
    assert set(holding(world)) == {KIT, MUM, DAD}
    found = review.review(world.room, world.worker("priya"), KIT, told=True)
    assert [(copy.changed, {check.id for check in copy.stands}) for copy in found.copies] == [
        (False, {"never-shown"})
    ] * 3


def test_publishing_says_that_such_a_copy_stands_and_the_list_still_asks_for_it(world: World) -> None:
    world.family_ready()
    assert not see_children.see_children(world.room, world.worker("priya"))[0].to_publish
    mark(world, "hassle")
    assert {each.state for each in world.publish(KIT)} == {"stands-but-refused"}
    assert see_children.see_children(world.room, world.worker("priya"))[0].to_publish


def test_a_copy_that_is_about_to_change_is_looked_at_as_it_stands_too(world: World) -> None:
    world.family_ready()
    mark(world, "hassle")
    fields = {"audience": ["family"], "family_words": ["I want to swim."]}
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.GOAL, "g1"), fields, revision(world))
    found = review.review(world.room, world.worker("priya"), KIT, told=True)
    assert all(copy.changed and not copy.stops and copy.stands for copy in found.copies)
    assert {each.state for each in world.publish(KIT)} == {"published"}
    assert holding(world) == ()


def test_a_copy_that_was_taken_back_stands_no_more(world: World) -> None:
    world.family_ready()
    mark(world, "hassle")
    withdraw.withdraw(world.room, world.worker("priya"), KIT, MUM, 1, "It holds the safe word.")
    assert set(holding(world)) == {KIT, DAD}


def test_what_is_only_said_in_other_words_by_now_stops_no_copy_that_stands(world: World) -> None:
    world.family_ready()
    fields = {"audience": ["family"], "family_words": ["I want to swim."]}
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.GOAL, "g1"), fields, revision(world))
    assert holding(world) == ()


@pytest.mark.parametrize("path", [f"/c/{KIT}", f"/c/{KIT}/copies"])
def test_the_childs_page_and_the_copies_page_say_so(world: World, path: str) -> None:
    world.family_ready()
    desk = world.at_the_desk("priya")
    said = "holds something that must not be on a screen" if path.endswith(KIT) else "This copy stands and holds"
    assert said not in desk.get(path).text
    mark(world, "hassle")
    assert desk.get(path).text.count(said) == 3


def test_whoever_marks_such_words_is_led_to_the_copies_that_hold_them(world: World) -> None:
    world.family_ready()
    desk = world.at_the_desk("priya")
    address = f"/c/{KIT}/mend/never-shown"
    assert "/mend" in desk.submit(address, never_shown="pineapple").headers["Location"]
    answer = desk.submit(address, never_shown="hassle")
    assert answer.headers["Location"].endswith(f"/c/{KIT}/copies#copy-of-{KIT}")
