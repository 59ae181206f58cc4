"""One's own page, one's own copy and one's own meeting, as they read on the screen."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.client import Browser
from tests.world import World

Tree = dict[str, Any]


def read(page: str) -> str:
    """What stands on a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def people_with(world: World, change: Callable[[Tree], object], *who: str) -> list[Browser]:
    """Phones of these people of the example, changed first."""
    tree = factories.example("norfolk")
    change(tree)
    child = world.bring_in(data=factories.as_bytes(tree))
    world.publish(child)
    return [world.join(child, each) for each in who]


def then(world: World, child: str, change: Callable[[Tree], object]) -> None:
    """The same case again, changed and published."""
    tree = factories.example("norfolk")
    change(tree)
    world.bring_in(data=factories.as_bytes(tree))
    assert "published" in {each.state for each in world.publish(child)}


def test_people_are_greeted_by_their_first_name_and_with_their_title_whole(world: World) -> None:
    def rename(tree: Tree) -> None:
        next(person for person in tree["people"] if person["ref"] == "mum")["name"] = "Mrs Quill"

    mum, dad = people_with(world, rename, "mum", "dad")
    assert "<h1>Hello Mrs Quill</h1>" in mum.get("/me").text
    assert "<h1>Hello Gary</h1>" in dad.get("/me").text


def test_who_has_no_meeting_to_come_is_not_told_of_before_the_meeting(world: World) -> None:
    mum, dad = people_with(world, lambda tree: None, "mum", "dad")
    assert "Say what you think, before the meeting" in mum.get("/me").text
    page = dad.get("/me").text
    assert "Say what you think</h2>" in page
    assert "before the meeting" not in page


def test_a_plan_without_actions_says_what_stands_in_it(world: World) -> None:
    (mum,) = people_with(world, lambda tree: tree["plan"].update(actions=[]), "mum")
    page = read(mum.get("/me").text)
    assert "What we want to be different" in page
    assert "If something happens" in page
    assert "Nothing has been written down" not in page


def test_a_plan_in_which_nothing_stands_says_so(world: World) -> None:
    def clear(tree: Tree) -> None:
        tree.update(plan={}, risk_reviews=[])

    (mum,) = people_with(world, clear, "mum")
    assert "Nothing has been written down for you yet" in mum.get("/me").text
    assert "Nothing has been written down for you yet" in mum.get("/p").text


def test_a_moved_meeting_is_the_next_one_and_its_change_says_when(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")

    def move(tree: Tree) -> None:
        tree["meetings"][0].update(
            state="moved", starts_at="2026-11-27T13:30:00", parents_from="2026-11-27T14:05:00",
            young_person_from="2026-11-27T14:15:00", ends_at="2026-11-27T15:15:00",
        )  # fmt: skip

    then(world, "NK-4417", move)
    assert "Your next meeting Friday 27 November, 2.05pm" in read(mum.get("/me").text)
    plan = mum.get("/p").text
    assert "Moved Child planning meeting – Friday 27 November, 2.05pm" in read(plan)
    meeting = read(mum.get(re.findall(r'href="(/m/[^"]+)"', plan)[0]).text)
    assert "Who will be there" in meeting
    assert "Before the day" in meeting


def test_a_meeting_that_is_over_names_who_was_asked_to_be_there(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    address = re.findall(r'href="(/m/[^"]+)"', mum.get("/me").text)[0]
    assert "Who will be there" in mum.get(address).text
    mum.get("/x")
    world.hands.move(days=6)
    mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    page = mum.get(address).text
    assert "Who was asked to be there" in page
    assert "Before the day" not in page


def test_a_visit_that_is_off_is_said_with_who_and_when(world: World) -> None:
    (kit,) = people_with(world, lambda tree: None, "NK-4417")
    then(world, "NK-4417", lambda tree: tree["visits"][0].update(state="cancelled"))
    assert "Cancelled Tunde Bello, visit – Tuesday 24 November, 5.30pm" in read(kit.get("/p").text)


def test_the_place_of_a_visit_begins_with_no_full_stop(world: World) -> None:
    (kit,) = people_with(world, lambda tree: None, "NK-4417")
    page = kit.get("/p").text
    assert '<span class="due" lang="en" dir="ltr">Football, then food</span>' in page
    assert ". Football" not in read(page)


def test_another_level_is_said_with_the_word_level(world: World) -> None:
    (mum,) = people_with(world, lambda tree: tree["risk_reviews"].pop(), "mum")
    then(world, "NK-4417", lambda tree: None)
    assert re.search(r"(New|Changed) The level: High", read(mum.get("/p").text))


def test_what_is_withheld_from_somebody_later_is_not_announced_to_them(world: World) -> None:
    (dad,) = people_with(world, lambda tree: None, "dad")
    assert "Drive Kit to football" in dad.get("/p").text

    def withhold(tree: Tree) -> None:
        tree["plan"]["actions"][0]["withhold_from"] = ["dad"]
        tree["team"][2]["withhold_from"] = ["dad"]

    then(world, "NK-4417", withhold)
    page = read(dad.get("/p").text)
    assert "What changed since last time" not in page
    assert "Drive Kit to football" not in page
    assert "Tunde Bello" not in page


def test_a_plan_stands_in_the_order_in_which_it_is_read(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    found = re.findall(r"<h2>([^<]+)</h2>", mum.get("/p").text)
    order = ["What we want to be different", "What the workers do", "If something happens", "The level"]
    order += ["What happens next", "People around your family"]
    assert [heading for heading in found if heading in order] == order


@pytest.mark.parametrize("side", ["family", "desk"])
def test_a_file_that_is_too_large_is_called_that_at_the_desk_alone(world: World, side: str) -> None:
    browser = world.at_the_desk("oona") if side == "desk" else world.browser()
    answer = browser.post("/bring-in" if side == "desk" else "/j", {"file": "x" * 4_000_000})
    assert answer.status_code == 413
    assert ("The file is larger than 2 MB." in answer.text) is (side == "desk")
