"""Publishing through its page: what a press did is said; who was left out stays out; whom a reason is for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.journeys.desk import shown
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM
from tests.world import World

PAGE = f"/c/{KIT}/copies"
WHY = "agreed with the manager"


@pytest.fixture
def desk(world: World) -> Browser:
    world.bring_in()
    return world.at_the_desk("priya")


def filled_in(desk: Browser, *people: str, **more: Any) -> dict[str, Any]:
    """The form as a worker sends it: for these people, with a reason wherever one is asked for."""
    fields = form_fields(desk.get(PAGE).text, PAGE)
    reasons = {name: WHY for name in fields if name.startswith("reason-")}
    return {**fields, "told": "by phone", **reasons, "for": list(people), **more}


def ticked(html: str) -> set[str]:
    return set(re.findall(r'name="for" value="([^"]+)"[^>]* checked>', html))


def numbers(world: World) -> dict[str, list[int]]:
    found = shown.shown(world.room, world.worker("priya"), KIT)
    return {each.person: [copy.number for copy in each.copies] for each in found.people}


def test_after_publishing_a_page_of_its_own_says_what_became_of_each_person(world: World, desk: Browser) -> None:
    done = desk.post(PAGE, filled_in(desk, KIT, MUM))
    assert done.status_code == 303
    page = desk.follow(done).text
    for _again in range(2):
        assert "<strong>Kit</strong>: published, copy 1" in page
        assert "<strong>Dawn Example</strong>: published, copy 1" in page
        assert "<strong>Gary Example</strong>:" not in page
        assert "Saturday 21 November" in page
        page = desk.get(done.headers["Location"]).text
    assert numbers(world) == {KIT: [1], MUM: [1]}


def test_a_press_that_came_twice_is_told_what_the_first_one_published(world: World, desk: Browser) -> None:
    task = {f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": "2026-12-01"}
    fields = filled_in(desk, MUM, **task)
    first, second = desk.post(PAGE, fields), desk.post(PAGE, fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert "<strong>Dawn Example</strong>: published, copy 1" in desk.follow(second).text
    assert numbers(world) == {MUM: [1]}


def test_a_press_that_came_twice_for_a_task_already_set_is_told_the_same(world: World, desk: Browser) -> None:
    fields = filled_in(desk, MUM)
    first, second = desk.post(PAGE, fields), desk.post(PAGE, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert "published, copy 1" in desk.follow(second).text


def test_where_somebody_else_changed_the_case_meanwhile_an_old_page_publishes_nothing_and_says_so(
    world: World, desk: Browser
) -> None:
    fields = filled_in(desk, MUM)
    world.publish(KIT, only=(KIT,))
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] += " Soon."
    world.bring_in("norfolk", factories.as_bytes(tree))
    late = desk.post(PAGE, fields)
    assert late.status_code == 409
    assert "this press published nothing" in late.text
    assert ticked(late.text) == {MUM}
    assert numbers(world) == {KIT: [1]}


def test_what_was_published_long_ago_is_no_answer_to_a_press_with_an_old_page(world: World, desk: Browser) -> None:
    fields = filled_in(desk, MUM, **{f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": "2026-12-01"})
    assert desk.post(PAGE, fields).status_code == 303
    world.hands.move(minutes=20)
    assert desk.post(PAGE, fields).status_code == 409


def test_of_a_press_that_came_twice_and_was_half_refused_the_page_says_what_went_out(
    world: World, desk: Browser
) -> None:
    task = {f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": "2026-12-01"}
    fields = filled_in(desk, MUM, DAD, **task) | {f"reason-restricted-new-item--{DAD}": ""}
    first, second = desk.post(PAGE, fields), desk.post(PAGE, fields)
    assert (first.status_code, second.status_code) == (422, 409)
    for answer in (first, second):
        assert "<strong>Dawn Example</strong>: published, copy 1" in answer.text
        assert f'value="{WHY}"' in answer.text
    assert "published nothing" not in second.text
    assert numbers(world) == {MUM: [1]}


def test_the_outcome_of_another_childs_publishing_is_not_found(world: World, desk: Browser) -> None:
    outcome = desk.post(PAGE, filled_in(desk, MUM)).headers["Location"].split("?")[1].split("#")[0]
    data = factories.example_bytes("norfolk").replace(KIT.encode(), b"NK-4418")
    world.bring_in("norfolk", data)
    assert desk.get(f"/c/{KIT}/copies?{outcome}").status_code == 200
    assert desk.get(f"/c/NK-4418/copies?{outcome}").status_code == 404
    assert desk.get(f"{PAGE}?done=nothing").status_code == 404


def test_who_was_left_out_is_left_out_still_after_every_refusal_and_after_publishing(desk: Browser) -> None:
    bare = filled_in(desk, MUM) | {"told": ""}
    refused = desk.post(PAGE, bare)
    assert refused.status_code == 422
    assert ticked(refused.text) == {MUM}
    no_day = desk.post(PAGE, bare | {f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": "some day"})
    assert ticked(no_day.text) == {MUM}
    nobody = desk.post(PAGE, {name: value for name, value in bare.items() if name != "for"})
    assert nobody.status_code == 422
    assert ticked(nobody.text) == set()
    assert ticked(desk.follow(desk.post(PAGE, filled_in(desk, MUM))).text) == set()


def test_whoever_has_restrictions_is_not_ticked_until_a_worker_ticks_them(world: World, desk: Browser) -> None:
    world.publish(KIT)
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0].update(text="Go swimming on Fridays.", audience="family", withhold_from=[])
    world.bring_in("norfolk", factories.as_bytes(tree))
    page = desk.get(PAGE).text
    assert ticked(page) == {KIT, MUM}
    assert f'name="for" value="{DAD}"' in page
    assert "There are restrictions for Gary Example. Read this copy before you tick it." in page
    assert ticked(desk.post(PAGE, filled_in(desk, DAD) | {"revision": "1"}).text) == {DAD}


def test_a_reason_for_somebody_with_restrictions_is_asked_for_by_name_and_serves_nobody_else(
    world: World,
) -> None:
    tree = factories.example("norfolk")
    tree["meetings"][0]["withhold_from"] = []
    world.bring_in("norfolk", factories.as_bytes(tree))
    desk = world.at_the_desk("priya")
    fields = filled_in(desk, MUM, DAD)
    alone = {name for name in fields if name.endswith(f"--{DAD}")}
    assert alone == {f"reason-restricted-meeting--{DAD}", f"reason-restricted-new-item--{DAD}"}
    assert "Your reason for Gary Example alone: Somebody with restrictions shares this meeting" in desk.get(PAGE).text
    refused = desk.post(PAGE, fields | dict.fromkeys(alone, ""))
    assert refused.status_code == 422
    assert "<strong>Gary Example</strong>: not published" in refused.text
    assert "<strong>Dawn Example</strong>: published" in refused.text
    assert numbers(world) == {MUM: [1]}
    done = desk.post(PAGE, filled_in(desk, DAD) | dict.fromkeys(alone, "He comes at another time."))
    assert done.status_code == 303
    found = shown.shown(world.room, world.worker("priya"), KIT)
    reasons = {each.person: dict(each.copies[0].reasons) for each in found.people}
    assert reasons[DAD]["restricted-meeting"] == "He comes at another time."
    assert reasons[MUM]["restricted-meeting"] == WHY


def test_checks_name_their_place_in_words_and_nobody_by_a_reference(world: World) -> None:
    tree = factories.example("norfolk")
    tree["child"]["notes"].append({"text": "Seen with Zephyrine by the shop."})
    tree["plan"]["actions"][0].update(text="Ask how Zephyrine is.", audience="family")
    world.bring_in("norfolk", factories.as_bytes(tree))
    page = world.at_the_desk("priya").get(PAGE).text
    checks = re.findall(r'<div class="(?:stop|ask)">(.*?)</div>', page, re.DOTALL)
    places = set(re.findall(r'<p class="soft">([^<]*?)(?: <code>|</p>)', "".join(checks)))
    assert {"Meeting on Thursday 26 November", "Mr Osei", "Level of Thursday 12 November"} <= places
    assert "Action “Ask how Zephyrine is.”" in places
    assert not [place for place in places if re.search(r"\b(meeting|goal|action|team|person|visit) [a-z]+\d*$", place)]
    assert "(looks-like-a-name)" not in page
    assert "<code>looks-like-a-name</code>" in page
    assert re.search(r"Note \d+: .*with Zephyrine", page)
