"""The walk through the meeting: for everybody on one page, and a step a page with notes for whoever signs in."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.client import Browser, form_fields
from tests.world import World

LIST = "/q/my-questions"
STEPS = {"norfolk": 11, "nottinghamshire": 8, "derby": 7}


def main(page: str) -> str:
    return unescape(page.split("<main")[1].split("</main>")[0])


@pytest.fixture
def mum(world: World) -> Browser:
    mum = world.join(world.family_ready(), "mum")
    mum.submit("/q")
    return mum


# -- for everybody -------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", STEPS)
@pytest.mark.parametrize("name", ["walk", "walk-young"])
def test_every_step_of_the_area_stands_on_the_page_and_leads_on_and_back(world: World, area: str, name: str) -> None:
    page = world.browser().get(f"/g/en/{area}/{name}").text
    ids = re.findall(r'<section class="walk" id="([\w-]+)"', page)
    assert ids == [*(f"step-{number}" for number in range(1, STEPS[area] + 1)), "after"]
    targets = set(re.findall(r'href="#([\w-]+)"', page)) - {"main"}
    assert set(ids) <= targets
    assert {target for target in targets if not target.startswith(("word-", "at-word-"))} <= set(ids)
    assert page.count("In the room:") == STEPS[area]
    assert 'href="/walk"' in page


def test_where_an_area_has_given_no_running_order_the_page_says_so(world: World) -> None:
    said = "Your area has not given us its running order"
    browser = world.browser()
    for area in STEPS:
        for name in ("walk", "walk-young"):
            assert (said in browser.get(f"/g/en/{area}/{name}").text) is (area == "derby")


def test_each_reader_is_told_which_steps_they_are_there_for(world: World) -> None:
    browser = world.browser()
    parents, young = (main(browser.get(f"/g/en/norfolk/{name}").text) for name in ("walk", "walk-young"))
    assert parents.count("You and your child are not there for this part.") == 1
    assert young.count("You are not there for this part.") == 1
    assert main(browser.get("/g/en/nottinghamshire/walk").text).count("you for some of it") == 1


def test_no_other_areas_steps_stand_on_it(world: World) -> None:
    browser = world.browser()
    assert "Home Office" in browser.get("/g/en/nottinghamshire/walk").text
    for area in ("norfolk", "derby"):
        assert "Home Office" not in main(browser.get(f"/g/en/{area}/walk").text)


def test_the_lists_and_the_guides_about_the_meeting_lead_to_the_walk(world: World) -> None:
    browser = world.browser()
    index = browser.get("/g/en/norfolk/").text
    assert index.count('href="./walk"') == index.count('href="./walk-young"') == 1
    assert 'href="./walk"' in browser.get("/g/en/norfolk/step-by-step").text
    assert 'href="./walk-young"' in browser.get("/g/en/norfolk/about-your-meeting").text
    assert "./walk" not in browser.get("/g/en/norfolk/the-levels").text


def test_in_a_language_that_the_area_does_not_have_it_comes_whole_in_english(world: World) -> None:
    page = world.browser().get("/g/pl/norfolk/walk").text
    assert '<html lang="en"' in page
    assert 'lang="pl"' in page


# -- with notes ----------------------------------------------------------------------------------------


def test_home_and_the_questions_lead_to_it(mum: Browser) -> None:
    assert 'href="/walk"' in mum.get("/me").text
    assert 'href="/walk"' in mum.get("/q/list").text


def test_one_can_go_through_all_of_it_without_a_word(mum: Browser) -> None:
    page, seen = mum.get("/walk/1"), 0
    while "/walk/" in (page.request.path or ""):
        seen += 1
        page = mum.follow(mum.post(page.request.path, form_fields(page.text, page.request.path)))
    assert seen == STEPS["norfolk"]
    assert page.request.path == LIST
    assert form_fields(page.text, LIST)["answer"] == ""


def test_a_note_goes_to_ones_own_list_and_is_there_again_at_its_step(mum: Browser) -> None:
    answer = mum.submit("/walk/9", answer="Not on\r\nTuesdays. ")
    assert answer.headers["Location"] == "/walk/10"
    assert form_fields(mum.get("/walk/9").text, "/walk/9")["answer"] == "Not on Tuesdays."
    assert form_fields(mum.get("/walk/10").text, "/walk/10")["answer"] == ""
    assert form_fields(mum.get(LIST).text, LIST)["answer"] == "Who will do what: Not on Tuesdays."
    mum.submit("/walk/9", answer="Not on Mondays.")
    assert form_fields(mum.get(LIST).text, LIST)["answer"] == "Who will do what: Not on Mondays."
    mum.submit("/walk/9", answer=" ")
    assert form_fields(mum.get(LIST).text, LIST)["answer"] == ""


def test_beside_the_box_stands_who_would_read_it_and_when(mum: Browser) -> None:
    page = main(mum.get("/walk/2").text)
    assert "This goes to your own answers. Nobody sees it until you share it." in page
    assert "If you share it: The workers at the meeting see this." in page
    mum.submit("/walk/2", answer="Mine alone")
    assert "You have not sent anything yet" in mum.get("/sent").text


def test_words_that_are_too_many_stay_in_the_box(mum: Browser) -> None:
    answer = mum.submit("/walk/2", answer="x" * 4100)
    assert answer.status_code == 422
    assert form_fields(answer.text, "/walk/2")["answer"] == "x" * 4100
    assert form_fields(mum.get("/walk/2").text, "/walk/2")["answer"] == ""


def test_whoever_has_not_seen_the_notice_reads_it_all_and_is_led_to_the_notice_for_a_note(world: World) -> None:
    kit = world.join(world.family_ready(), "NK-4417")
    for number in range(1, STEPS["norfolk"] + 1):
        page = kit.get(f"/walk/{number}").text
        assert "<textarea" not in page
        assert f'href="/q?to=/walk/{number}"' in page
    fields = form_fields(kit.get("/q?to=/walk/3").text, "/q")
    assert kit.post("/q", fields).headers["Location"] == "/walk/3"
    assert "<textarea" in kit.get("/walk/3").text


def test_words_written_before_the_notice_are_not_kept_and_not_lost(world: World) -> None:
    kit = world.join(world.family_ready(), "NK-4417")
    token = form_fields(kit.get("/q").text, "/q")["csrf_token"]
    answer = kit.post("/walk/3", {"csrf_token": token, "answer": "My own words"})
    assert answer.status_code == 409
    assert "My own words" in answer.text
    kit.submit("/q")
    assert form_fields(kit.get("/walk/3").text, "/walk/3")["answer"] == ""


def test_two_pages_with_one_step_show_both_notes_and_lose_none(mum: Browser) -> None:
    first = form_fields(mum.get("/walk/9").text, "/walk/9")
    second = form_fields(mum.get("/walk/9").text, "/walk/9")
    assert mum.post("/walk/9", {**first, "answer": "Not on Tuesdays"}).status_code == 303
    assert mum.post("/walk/9", second).status_code == 303, "an empty box takes nothing away"
    answer = mum.post("/walk/9", {**second, "answer": "Not on Mondays"})
    assert answer.status_code == 409
    assert "Not on Tuesdays" in answer.text and "Not on Mondays" in answer.text
    fields = form_fields(answer.text, "/walk/9")
    assert mum.post("/walk/9", fields).status_code == 303, "both were seen"
    assert form_fields(mum.get("/walk/9").text, "/walk/9")["answer"] == "Not on Mondays"


def test_words_typed_after_the_session_ended_stay_on_the_screen(world: World, mum: Browser) -> None:
    fields = form_fields(mum.get("/walk/3").text, "/walk/3")
    world.hands.move(hours=13)
    answer = mum.post("/walk/3", {**fields, "answer": "My own words"})
    assert answer.status_code == 401
    assert "My own words" in answer.text


@pytest.mark.parametrize("number", ["0", "12", "x", "-1", "1.5", "٣", "999999"])
def test_there_is_no_other_step(mum: Browser, number: str) -> None:
    assert mum.get(f"/walk/{number}").status_code == 404


def test_each_reader_walks_through_their_own_areas_meeting_in_their_own_words(world: World, mum: Browser) -> None:
    kit = world.join("NK-4417", "NK-4417")
    assert "What your child thinks" in mum.get("/walk").text
    assert "What you think" in kit.get("/walk").text
    gran = world.join(world.family_ready("derby"), "gran")
    assert "Your area has not given us its running order" in gran.get("/walk").text
    assert "Your area has not given us its running order" in gran.get("/walk/1").text
