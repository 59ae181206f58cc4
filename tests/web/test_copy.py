"""One's own page, one's own copy and one's own meeting, as they read on the screen."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.app import open_room
from portal.config import Side
from portal.domain.case import Case, Meeting
from portal.domain.clock import LONDON
from portal.store.casework import cases
from tests import factories
from tests.client import Browser
from tests.conftest import settings_for
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]

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
    assert "Moved to Friday 27 November, 2.05pm: Child planning meeting" in read(plan)
    meeting = read(mum.get(re.findall(r'href="(/m/[^"]+)"', plan.split("What happens next")[1])[0]).text)
    assert "People you will meet" in meeting
    assert "Somebody else may come too. You can ask who." in meeting
    assert "Before the day" in meeting


def test_a_meeting_that_is_over_names_who_was_asked_to_be_there(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    address = re.findall(r'href="(/m/[^"]+)"', mum.get("/me").text)[0]
    assert "People you will meet" in mum.get(address).text
    mum.get("/x")
    world.hands.move(days=6)
    mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    page = mum.get(address).text
    assert "People who were asked to come" in page
    assert "Before the day" not in page


def test_a_visit_that_is_off_is_said_with_who_and_when(world: World) -> None:
    (kit,) = people_with(world, lambda tree: None, "NK-4417")
    then(world, "NK-4417", lambda tree: tree["visits"][0].update(state="cancelled"))
    assert "Cancelled: Tunde Bello, visit, Tuesday 24 November, 5.30pm" in read(kit.get("/p").text)


def test_the_place_of_a_visit_begins_with_no_full_stop(world: World) -> None:
    (kit,) = people_with(world, lambda tree: None, "NK-4417")
    page = kit.get("/p").text
    assert '<span class="due" lang="en" dir="ltr">Football, then food</span>' in page
    assert ". Football" not in read(page)


def test_another_level_is_said_with_the_word_level(world: World) -> None:
    (mum,) = people_with(world, lambda tree: tree["risk_reviews"].pop(), "mum")
    then(world, "NK-4417", lambda tree: None)
    assert "Changed: The level, High (agreed on Thursday 12 November)" in read(mum.get("/p").text)


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
    order = [
        "What we want to be different",
        "What the workers and other adults do",
        "If something happens",
        "The level",
    ]
    order += ["What happens next", "People around your family"]
    assert [heading for heading in found if heading in order] == order


# -- the plan ----------------------------------------------------------------------------------------


def section(page: str, heading: str) -> str:
    """What stands under one h2 of a page, read."""
    parts = re.split(r"(?=<h2)", page)
    return next(read(part) for part in parts if re.match(rf"<h2[^>]*>{heading}</h2>", part))


def test_goals_stand_under_whose_they_are_the_readers_own_first(world: World) -> None:
    def more(tree: Tree) -> None:
        tree["plan"]["goals"] += [
            {"ref": "g4", "whose": "professionals", "text": "Somebody is always there to ring.", "audience": "family"},
            {"ref": "g5", "text": "Kit is home by ten.", "audience": "family"},
            {"ref": "g6", "whose": "parents", "text": "We know where Kit is.", "audience": "family"},
        ]

    kit, mum = people_with(world, more, "NK-4417", "mum")
    voices = {who: re.findall(r"<h3>(What .*? wants?)</h3>", who.get("/p").text) for who in (kit, mum)}
    everyone = ["What the workers want", "What we all want"]
    assert voices[kit] == ["What you want", "What your family wants", *everyone]
    assert voices[mum] == ["What your family wants", "What Kit wants", *everyone]
    assert "What you want I want to go back to football" in section(kit.get("/p").text, "What we want to be different")


def test_a_voice_in_which_nothing_was_said_to_the_reader_has_no_heading(world: World) -> None:
    kit, mum = people_with(world, lambda tree: None, "NK-4417", "mum")
    assert "What your family wants" not in kit.get("/p").text
    assert "What the workers want" not in mum.get("/p").text


def test_who_does_what_stands_in_three_groups_with_its_state_in_words(world: World) -> None:
    def more(tree: Tree) -> None:
        tree["plan"]["actions"] += [
            {"ref": "a8", "text": "Patrol the gate.", "owner": "ao", "due": "2026-12-04", "audience": "family"},
            {"ref": "a9", "text": "Text Tunde on Sundays.", "owner": "NK-4417", "audience": "family"},
        ]

    kit, mum, dad = people_with(world, more, "NK-4417", "mum", "dad")
    page = mum.get("/p").text
    others = section(page, "What the workers and other adults do")
    assert "Drive Kit to football on Tuesdays until Christmas. Tunde Bello, Youth worker by Tuesday 22 Dec" in others
    assert "Being done" in others
    assert "Patrol the gate. Ask your worker who does it. by Friday 4 December (in 13 days) Not begun yet" in others
    assert "Give Dawn the out-of-hours number and ring her every Friday. Priya Nair, Social worker Done" in others
    assert "Text Tunde on Sundays. Kit Not begun yet" in section(page, "What your family does")
    assert "Agree a safe word" in section(page, "What you do")
    page = kit.get("/p").text
    assert "Text Tunde on Sundays. You" in section(page, "What you do")
    assert "Dawn Example Not begun yet" in section(page, "What your family does")
    assert "What the adults do" in page
    assert "Text Tunde on Sundays." in section(dad.get("/p").text, "What your family does")


def test_something_that_the_other_parent_does_reads_like_something_of_a_hidden_workers(world: World) -> None:
    """Dad can not tell which of the two it is."""

    def hand(owner: str) -> Callable[[Tree], object]:
        return lambda tree: tree["plan"]["actions"][0].update(owner=owner)

    (dad,) = people_with(world, hand("mum"), "dad")
    made_afresh = r'(?:nonce|value|data-token)="[^"]*"'
    before = re.sub(made_afresh, "", dad.get("/p").text)
    then(world, "NK-4417", hand("ao"))
    assert re.sub(made_afresh, "", dad.get("/p").text) == before
    assert "Ask your worker who does it." in read(before)


# -- the level ---------------------------------------------------------------------------------------


def test_the_level_stands_on_the_whole_scale_with_when_where_and_until_when(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    page = mum.get("/p").text
    card = section(page, "The level")
    assert "Agreed on Thursday 12 November. The meeting of that day" in card
    assert "It should be looked at again by Thursday 26 November." in card
    scale = "No risk found Standard Medium High This one"
    assert f"All the levels, from the lowest to the highest {scale}" in card
    assert "What it does not mean It does not mean that you have let your child down." in card
    held = re.search(r'href="(/m/[^"]+)">The meeting of that day', page)
    assert held
    assert "Tunde will drive Kit to football." in mum.get(held[1]).text
    assert 'href="/g/en/norfolk/the-levels"' in page
    assert mum.get("/g/en/norfolk/the-levels").status_code == 200


def test_an_older_level_is_never_called_the_one_of_now(world: World) -> None:
    (kit,) = people_with(world, lambda tree: None, "NK-4417")
    page = kit.get("/p").text
    card = section(page, "The level")
    assert "Agreed on Thursday 22 October." in card
    assert "The meeting of that day" not in card
    said = card.replace("Medium – more help now", "").replace("Standard – help early on", "")
    assert not re.search(r"\b(now|today|current|at the moment)\b", said.split("What it means")[0], re.IGNORECASE)
    assert "It does not mean that you did something wrong." in card
    assert 'href="/g/en/norfolk/about-your-meeting"' in page


def test_a_look_at_the_level_that_is_late_is_said_plainly(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    world.hands.move(days=5, hours=10)
    mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    assert "It should be looked at again by Thursday 26 November." in read(mum.get("/p").text)
    world.hands.move(hours=6)
    mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    late = "It should have been looked at again by Thursday 26 November. Ask your worker if that has been done."
    assert late in read(mum.get("/p").text)


def test_where_the_area_gives_no_day_for_everybody_the_worker_knows(world: World) -> None:
    child = world.family_ready("nottinghamshire")
    page = world.join(child, child).get("/p").text
    assert "Ask your worker when it is looked at again." in section(page, "The level")


def test_there_is_no_card_for_somebody_who_was_told_of_no_level(world: World) -> None:
    def hide(tree: Tree) -> None:
        for review in tree["risk_reviews"]:
            review["withhold_from"] = ["dad"]

    (dad,) = people_with(world, hide, "dad")
    assert ">The level<" not in dad.get("/p").text


# -- dates and people ----------------------------------------------------------------------------------


def test_a_meeting_says_who_is_new_who_leads_and_who_is_there_for_part_of_it(world: World) -> None:
    kit, mum = people_with(world, lambda tree: None, "NK-4417", "mum")
    address = re.findall(r'href="(/m/[^"]+)"', mum.get("/me").text)[0]
    there = section(mum.get(address).text, "People you will meet")
    assert "Tunde Bello Youth worker New since last time" in there
    assert "Mr Osei School safeguarding lead New since last time There for part of it" in there
    assert re.search(r"Colin Marsh [A-Z][a-z ]+ Leads the meeting They", there)
    assert "DS Harlow" not in there
    address = re.findall(r'href="(/m/[^"]+)"', kit.get("/me").text)[0]
    assert "New since last time" not in kit.get(address).text  # he was not asked to the one before


def test_the_place_is_ask_your_worker_for_the_young_person_until_it_is_ticked(world: World) -> None:
    kit, mum = people_with(world, lambda tree: None, "NK-4417", "mum")
    address = {who: re.findall(r'href="(/m/[^"]+)"', who.get("/me").text)[0] for who in (kit, mum)}
    assert "Where The Example Centre, room 2" in read(mum.get(address[mum]).text)
    assert "Where Ask your worker." in read(kit.get(address[kit]).text)
    at_the_desk(world, lambda case: replace(case, meetings=tuple(_ticked(m) for m in case.meetings)))
    assert "Where The Example Centre, room 2" in read(kit.get(address[kit]).text)


def _ticked(meeting: Meeting) -> Meeting:
    return replace(meeting, place_for_child=True)


def at_the_desk(world: World, change: Callable[[Case], Case], child: str = "NK-4417") -> None:
    """Something that no file can say, written at the desk and published."""
    room, priya = world.room, world.worker("priya")
    with room.casework.writing() as db:
        known = room.find_case(db, child)
        now = room.casework.clock.now()
        cases.put(db, room.casework.keyring, room.casework.pepper, change(known.case), known, priya.account, now)
    assert "published" in {each.state for each in world.publish(child)}


def test_what_to_bring_is_nothing_and_what_helps(world: World) -> None:
    kit, mum = people_with(world, lambda tree: None, "NK-4417", "mum")
    for who, said in ((kit, "somebody who is on your side"), (mum, "somebody to support you")):
        page = who.get(re.findall(r'href="(/m/[^"]+)"', who.get("/me").text)[0]).text
        assert (
            f"You do not need to bring anything. If you like, you can bring: {'what' if who is kit else 'notes'}"
            in (section(page, "What to bring"))
        )
        assert said in section(page, "What to bring")


def test_what_was_agreed_at_an_earlier_meeting_is_reached_from_the_plan(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    before = section(mum.get("/p").text, "What has happened")
    assert "Child planning meeting Thursday 12 November Read what was agreed" in before


def test_who_stands_in_for_whom_and_who_is_new_stands_beside_their_name(world: World) -> None:
    def more(tree: Tree) -> None:
        tree["team"].append(
            {"ref": "ben", "name": "Ben Achebe", "role": "social_worker", "from": "2026-11-16", "audience": "family"}
        )

    (mum,) = people_with(world, more, "mum")
    people = "People around your family"
    assert "Ben Achebe Social worker New They" in section(mum.get("/p").text, people)

    def cover(case: Case) -> Case:
        return replace(case, team=tuple(replace(m, covers="sw" if m.ref == "ben" else None) for m in case.team))

    at_the_desk(world, cover)
    page = mum.get("/p").text
    assert "Ben Achebe Social worker New Stands in for Priya Nair" in section(page, people)
    assert "New: Ben Achebe stands in for Priya Nair" in read(page)


@pytest.mark.parametrize(
    ("in_the_file", "starts", "on_the_page"),
    [
        # The clocks go back in the night to 25 October 2026 and forward in the night to 28 March 2027.
        ("2026-10-24T14:00:00", "2026-10-24T13:00:00+00:00", "Saturday 24 October, 2pm"),
        ("2026-10-25T14:00:00", "2026-10-25T14:00:00+00:00", "Sunday 25 October, 2pm"),
        ("2026-10-26T09:15:00", "2026-10-26T09:15:00+00:00", "Monday 26 October, 9.15am"),
        ("2027-03-27T14:00:00", "2027-03-27T14:00:00+00:00", "Saturday 27 March 2027, 2pm"),
        ("2027-03-28T14:00:00", "2027-03-28T13:00:00+00:00", "Sunday 28 March 2027, 2pm"),
        # In the hour that comes twice, the file has to say which of the two.
        (
            "2026-10-25T01:30:00+01:00",
            "2026-10-25T00:30:00+00:00",
            "Sunday 25 October, 1.30am, before the clocks go back",
        ),
        (
            "2026-10-25T01:30:00+00:00",
            "2026-10-25T01:30:00+00:00",
            "Sunday 25 October, 1.30am, after the clocks go back",
        ),
    ],
)
def test_a_time_is_the_one_on_the_clock_in_london_with_its_weekday_whatever_the_clocks_do(
    world: World, in_the_file: str, starts: str, on_the_page: str
) -> None:
    world.hands.now = datetime(2026, 10, 20, 9, tzinfo=UTC)

    def change(tree: Tree) -> None:
        tree["meetings"][0].update(starts_at=in_the_file, parents_from=in_the_file)
        tree["meetings"][0].pop("ends_at")
        tree["visits"] = [{"ref": "v", "who": "sw", "at": in_the_file, "with": ["mum"], "audience": "parents"}]

    (mum,) = people_with(world, change, "mum")
    page = mum.get("/p").text
    coming = section(page, "What happens next")
    assert f"Child planning meeting {on_the_page} (in" in coming
    assert f"Priya Nair sees you {on_the_page} (in" in coming
    machine = datetime.fromisoformat(starts).astimezone(LONDON).isoformat()
    assert page.count(f'datetime="{machine}"') == 2


# -- another language ------------------------------------------------------------------------------------


def test_a_copy_is_written_in_the_readers_language_where_the_area_is_whole_in_it(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str], tmp_path: Path
) -> None:
    """And stays in it, each part marked; what people wrote stays as they wrote it."""
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "words"))
    for folder in (content / "areas" / "norfolk", content / "roles"):
        english = (folder / "en.yaml").read_text(encoding="utf-8")
        polish = english.replace("name: Child planning meeting", "name: Spotkanie").replace(
            "name: Youth worker", "name: Pedagog"
        )
        (folder / "pl.yaml").write_text(polish.replace("label: High\n", "label: Wysoki\n"), encoding="utf-8")
    pack = content / "areas" / "norfolk" / "area.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("languages: [en]", "languages: [en, pl]"), encoding="utf-8"
    )
    room = open_room(settings_for(Side.DESK, sqlite_urls, keys, content=content), world.hands.clock)
    world.room = room

    mum, dad = people_with(world, lambda tree: tree["people"][0].update(language="pl"), "mum", "dad")
    page = mum.get("/p").text
    assert '<p class="big" lang="pl" dir="ltr">Wysoki</p>' in page
    assert '<bdi lang="pl" dir="ltr">Pedagog</bdi>' in page
    assert '<strong lang="en" dir="ltr">Drive Kit to football on Tuesdays until Christmas.</strong>' in page
    address = re.findall(r'href="(/m/[^"]+)"', mum.get("/me").text)[0]
    assert '<h1 lang="pl" dir="ltr">Spotkanie</h1>' in mum.get(address).text
    assert '<p class="big" lang="en" dir="ltr">High</p>' in dad.get("/p").text
    assert 'lang="pl"' not in re.sub(r'<ul[^>]*class="languages".*?</ul>', "", dad.get("/p").text, flags=re.DOTALL)

    world.room = world.desk_app.extensions["portal"].room  # the same desk without these words
    assert {each.state for each in world.publish("NK-4417")} == {"published", "unchanged"}
    page = mum.get("/p").text
    assert '<p class="big" lang="en" dir="ltr">High</p>' in page
    assert "What changed since last time" not in page
    room.casework.close()
    room.family.close()


@pytest.mark.parametrize("side", ["family", "desk"])
def test_a_file_that_is_too_large_is_called_that_at_the_desk_alone(world: World, side: str) -> None:
    browser = world.at_the_desk("oona") if side == "desk" else world.browser()
    answer = browser.post("/bring-in" if side == "desk" else "/j", {"file": "x" * 4_000_000})
    assert answer.status_code == 413
    assert ("The file is larger than 2 MB." in answer.text) is (side == "desk")
