"""Who sees what of whom: attacks 13 to 18 of docs/safety/attacks.md, on both engines."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from portal.store.family.tables import shared as shared_table
from tests import factories
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM
from tests.safety.conftest import Dice
from tests.safety.test_leaks import write_and_share
from tests.safety.tried import answer_to, bring, copy_of, differences, look, published, refs_in, token
from tests.world import World

MARK = "ZEBRA-QUILL"


def only(person: str, child: str = KIT) -> dict[str, Any]:
    """The audience of something that is for this person alone."""
    everybody = {KIT, MUM, DAD} - {person, child}
    return {"audience": "young-person" if person == child else "parents", "withhold_from": sorted(everybody)}


def add(tree: dict[str, Any], seen: dict[str, Any], words: str = MARK) -> None:
    """One of everything in a plan, for whoever it is for."""
    tree["plan"]["goals"].insert(0, {"ref": "g-new", "text": f"{words} goal.", **seen})
    tree["plan"]["actions"].insert(0, {"ref": "a-new", "text": f"{words} action.", "owner": "sw", **seen})
    tree["plan"]["safety"].insert(0, {"text": f"{words} step.", **seen})
    tree["visits"].insert(
        0,
        {
            "ref": "v-new",
            "who": "sw",
            "at": "2026-11-23T09:00:00",
            "with": [tree["child"]["ref"]],
            "state": "planned",
            **seen,
        },
    )


def sees(browser: Browser, words: str) -> bool:
    return any(words in browser.get(path).text for path in ("/me", "/p", "/with-me"))


# -- 13, 14, 18: ids and accounts of others --------------------------------------------------------------


@pytest.fixture
def siblings(world_on_each: World) -> tuple[World, str, str]:
    """Kit and Ben, of the same mother and father, each with a case of their own."""
    world = world_on_each
    child = world.family_ready()
    tree = factories.example("norfolk")
    tree["child"] |= {"ref": "NK-5000", "preferred_name": "Ben", "full_name": "Benedict Aldous Example"}
    for visit in tree["visits"]:
        visit["with"] = ["NK-5000" if who == KIT else who for who in visit["with"]]
    add(tree, {"audience": "family"}, "BENS-OWN")
    ben = world.bring_in(data=factories.as_bytes(tree))
    assert set(published(world, ben).values()) == {"published"}
    return world, child, ben


def test_a_sibling_and_the_same_parent_in_a_siblings_plan_reach_nothing_of_each_others(
    siblings: tuple[World, str, str], dice: Dice
) -> None:
    """Attacks 13 and 14: access to Kit gives nothing of Ben, not even to the mother whom both cases name."""
    world, child, ben = siblings
    asks = [
        (world.join(child, child), ben, ben),
        (world.join(child, MUM), ben, MUM),
        (world.join(ben, ben), child, child),
    ]
    for browser, other, person in asks:
        browser.never |= {"BENS-OWN", "Ben"} if other == ben else set()
        csrf = {"csrf_token": token(browser), "answer": "x"}
        for ref in sorted(set().union(*refs_in(copy_of(world, other, person)).values())):
            for path in (f"/m/{ref}", f"/m/{ref}/appointment.ics"):
                assert answer_to(dice, browser, "GET", path) == answer_to(
                    dice, browser, "GET", path.replace(ref, "0" * 16)
                )
            for path in (f"/m/{ref}/no", f"/v/{ref}/missed"):
                unknown = answer_to(dice, browser, "POST", path.replace(ref, "0" * 16), data=csrf)
                assert answer_to(dice, browser, "POST", path, data=csrf) == unknown
        dice(f"{browser.who} of {other}")
        assert not sees(browser, "BENS-OWN") or other == child


def test_a_mother_who_is_a_young_person_in_a_plan_of_her_own_has_two_ways_in_that_do_not_mix(
    world_on_each: World,
) -> None:
    """Attack 18: as a mother she reads and is asked as one, as a young person as one, never both."""
    world = world_on_each
    child = world.family_ready()
    tree = factories.example("norfolk")
    tree["child"] |= {"ref": "NK-6000", "preferred_name": "Dawn", "full_name": "Dawn Example"}
    tree["people"] = [{**tree["people"][0], "name": "Rita Example", "mobile": "07700 900777"}]
    tree = json.loads(json.dumps(tree).replace('"dad"', '"mum"').replace(KIT, "NK-6000"))
    add(tree, {"audience": "young-person"}, "HER-OWN-PLAN")
    hers = world.bring_in(data=factories.as_bytes(tree))
    assert set(published(world, hers).values()) == {"published"}
    mother, young = world.join(child, MUM, never={"HER-OWN-PLAN"}), world.join(hers, hers)
    assert sees(young, "HER-OWN-PLAN")
    asked = [set(re.findall(r'href="(/q/[a-z-]+)"', _sheet(browser))) for browser in (mother, young)]
    assert asked[0] - asked[1] and asked[1] - asked[0]
    for ref in asked[1] - asked[0]:
        assert mother.get(ref).status_code == 404
    ids = [set().union(*refs_in(copy_of(world, *who)).values()) for who in ((child, MUM), (hers, hers))]
    assert not ids[0] & ids[1]
    # In one browser the second way in ends the first: what stands open of the mother's does nothing more.
    csrf = token(mother)
    mother.get("/x")
    mother.never.clear()
    assert mother.submit("/in", name=young.name, words=young.words).status_code == 303  # type: ignore[attr-defined]
    assert sees(mother, "HER-OWN-PLAN")
    assert mother.post("/p/read", {"csrf_token": csrf, "number": "1"}).status_code == 400


def _sheet(browser: Browser) -> str:
    browser.submit("/q")
    return browser.get("/q/list").text.partition("<main")[2]


# -- 15, 16, 17: inside one family -----------------------------------------------------------------------


def test_what_is_for_one_parent_alone_changes_no_byte_for_the_other(world_on_each: World, dice: Dice) -> None:
    """Attack 15 and T-16: an item, an address, words and messages of hers; not even that there is more."""
    world = world_on_each
    child = world.family_ready()
    mum, dad = world.join(child, MUM), world.join(child, DAD, never={MARK})
    before = look(world, dice, dad)
    write_and_share(mum, f"{MARK} words")
    page = mum.get("/p").text
    for form in re.findall(r'action="(/v/[0-9a-f]+/missed)"', page):
        assert mum.submit("/p", form=form, answer=f"{MARK} message").status_code == 303

    def hers(tree: dict[str, Any]) -> None:
        add(tree, only(MUM))
        tree["people"][0] |= {"address": f"1 {MARK} Road", "mobile": "07700 900999", "name": "Dawn Newname"}

    world.hands.move(minutes=3)
    bring(world, hers)
    assert published(world, child)[MUM] == "published"
    assert sees(mum, f"{MARK} action")
    assert differences(before, look(world, dice, dad)) == []


def test_a_parent_learns_nothing_of_a_young_persons_words_until_they_are_passed_on_and_nothing_once_they_are_taken_back(
    world_on_each: World, dice: Dice
) -> None:
    """Attack 16 and T-14: a draft, a sharing with the workers, one with her; then the gate itself shuts them off."""
    world = world_on_each
    child = world.family_ready()
    kit, mum = world.join(child, child), world.join(child, MUM, never={MARK})
    before = look(world, dice, mum)
    kit.submit("/q")
    kit.submit("/q/want-next", answer=f"{MARK} a draft")
    assert differences(before, look(world, dice, mum)) == []
    dice("kit shares")
    write_and_share(kit, MARK, readers={"reader": "meeting", "family": [world.room.person_id(child, MUM)]})
    assert differences(before, look(world, dice, mum)) == []
    desk = world.at_the_desk("priya")
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    desk.post(f"/c/{child}/words", {"csrf_token": csrf})
    assert differences(before, look(world, dice, mum)) == []
    page = desk.get(f"/c/{child}/words").text
    for action in set(re.findall(r'action="(/c/[^"]+/pass-on/[^"]+)"', page)):
        assert desk.post(action, {"csrf_token": csrf}).status_code == 303
    mum.never.clear()
    assert MARK in mum.get("/with-me").text
    with world.room.family.writing() as db:
        db.execute(update(shared_table).values(taken_back_at=world.hands.now))
    mum.never.add(MARK)
    assert differences(before, look(world, dice, mum)) == []


def test_what_is_for_the_young_person_alone_and_what_they_say_of_it_reach_no_parent(
    world_on_each: World, dice: Dice
) -> None:
    """Attack 17: a visit that only Kit knows of, and his "they did not come": neither it nor its reference."""
    world = world_on_each
    world.hands.now += timedelta(days=4)
    child = world.family_ready()
    kit, mum = world.join(child, child), world.join(child, MUM, never={MARK})
    before = look(world, dice, mum)
    tell = re.findall(r'action="(/v/([0-9a-f]+)/missed)"', kit.get("/p").text)
    theirs = refs_in(copy_of(world, child, MUM))["visits"]
    form, ref = next(found for found in tell if found[1] not in theirs)
    assert kit.submit("/p", form=form, answer=f"{MARK} nobody came").status_code == 303
    assert MARK in kit.get("/p").text
    assert differences(before, look(world, dice, mum)) == []
    csrf = {"csrf_token": token(mum), "answer": "x"}
    unknown = answer_to(dice, mum, "POST", f"/v/{'0' * 16}/missed", data=csrf)
    assert answer_to(dice, mum, "POST", f"/v/{ref}/missed", data=csrf) == unknown
