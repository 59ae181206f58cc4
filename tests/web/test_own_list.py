"""A guide's question, put on one's own list: by a link from the guide, once, and back with what stands there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.client import Browser, form_fields
from tests.world import CHILD, World

GUIDE = "/g/en/norfolk/the-levels"
ASK = "/ask/the-levels"
LIST = "/q/my-questions"


@pytest.fixture
def mum(world: World) -> Browser:
    return world.join(world.family_ready(), "mum")


def begun(browser: Browser) -> Browser:
    """They have seen the notice."""
    assert browser.submit("/q").status_code == 303
    return browser


def questions_of(page: str) -> list[str]:
    """The questions that a guide prints."""
    (listed,) = re.findall(r"<ul>((?:(?!</ul>).)*)</ul>\s*<div class=\"screen\">", page, re.DOTALL)
    return [plain(each) for each in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)]


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def on_the_list(browser: Browser) -> str:
    found: str = form_fields(browser.get(LIST).text, LIST)["answer"]
    return found


def put(browser: Browser, question: str, path: str = ASK) -> int:
    """Press the button of this question, as the page has it."""
    fields = form_fields(browser.get(path).text, path)
    fields.pop("off", None)
    return browser.post(path, {**fields, "put": question}).status_code


# -- signed out ----------------------------------------------------------------------------------------


def test_every_guide_prints_its_questions_and_says_what_signing_in_would_add(world: World) -> None:
    stranger = world.browser()
    for slug in ("the-levels", "step-by-step", "your-say", "easy-your-meeting"):
        page = stranger.get(f"/g/en/norfolk/{slug}").text
        assert 2 <= len(questions_of(page)) <= 4
        assert all(question.endswith("?") for question in questions_of(page))
        assert f'href="/ask/{slug}"' in page
        assert "If not, print this page or write them down." in page
        assert "<form" not in page


def test_what_somebody_signed_in_has_on_their_list_changes_no_guide(world: World, mum: Browser) -> None:
    before = world.browser().get(GUIDE).data
    put(begun(mum), questions_of(mum.get(GUIDE).text)[0])
    world.family_app.extensions["portal"].kept.clear()
    assert mum.get(GUIDE).data == world.browser().get(GUIDE).data == before


def test_somebody_signed_out_signs_in_and_is_back_where_they_wanted_to_be(world: World, mum: Browser) -> None:
    begun(mum)
    out = world.browser()
    for wanted in (ASK, "/walk", "/walk/3"):
        sent = out.get(wanted)
        assert (sent.status_code, sent.headers["Location"]) == (303, f"/in?to={wanted}")
        page = out.follow(sent)
        wrong = out.post("/in", {**form_fields(page.text, "/in"), "name": mum.name, "words": "not these at all"})  # type: ignore[attr-defined]
        assert form_fields(wrong.text, "/in")["to"] == wanted, "a slip of the finger loses nothing"
        world.hands.move(minutes=30)
        fields = {**form_fields(wrong.text, "/in"), "name": mum.name, "words": mum.words}  # type: ignore[attr-defined]
        back = out.post("/in", fields)
        assert (back.status_code, back.headers["Location"]) == (303, wanted)
        assert out.follow(back).status_code == 200
        out = world.browser()


def test_a_guide_that_is_not_there_sends_a_stranger_the_same_way(world: World) -> None:
    assert world.browser().get("/ask/nothing").headers["Location"] == "/in?to=/ask/nothing"


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example/",
        "/x",
        "/in",
        "/again",
        "/g/en/now",
        "/nothing",
        "/ask/../in",
        "",
        "/walk/1\n",
    ],
)
def test_signing_in_and_beginning_lead_only_to_ones_own_pages(world: World, mum: Browser, evil: str) -> None:
    page = mum.get("/q", query_string={"to": evil})
    assert "to" not in form_fields(page.text, "/q")
    assert mum.post("/q", {**form_fields(page.text, "/q"), "to": evil}).headers["Location"] == "/q/most-want"
    out = world.browser()
    page = out.get("/in", query_string={"to": evil})
    assert "to" not in form_fields(page.text, "/in")
    fields = {**form_fields(page.text, "/in"), "name": mum.name, "words": mum.words, "to": evil}  # type: ignore[attr-defined]
    assert out.post("/in", fields).headers["Location"] == "/me"


# -- signed in -----------------------------------------------------------------------------------------


def test_whoever_has_not_begun_reads_the_notice_first_and_comes_back(mum: Browser) -> None:
    first = mum.get(ASK)
    assert first.headers["Location"] == f"/q?to={ASK}"
    notice = mum.follow(first)
    assert "you are back where you were" in notice.text
    back = mum.post("/q", form_fields(notice.text, "/q"))
    assert back.headers["Location"] == ASK
    assert mum.follow(back).status_code == 200


def test_a_question_is_put_on_the_list_stands_there_once_and_can_be_taken_off(mum: Browser) -> None:
    begun(mum)
    asked = questions_of(mum.get(GUIDE).text)
    page = mum.get(ASK).text
    assert [question for question in asked if question in unescape(page)] == asked
    assert "Nothing stands on it yet." in page
    for _press in range(2):
        assert put(mum, asked[0]) == 303
    put(mum, asked[1])
    assert on_the_list(mum) == "\n".join(asked[:2])
    page = mum.get(ASK).text
    assert page.count("On your list") == 2
    assert "Nobody sees it until you share it." in page
    fields = form_fields(page, ASK)
    assert fields["off"] == asked[0]
    assert mum.post(ASK, fields).headers["Location"] == ASK
    assert on_the_list(mum) == asked[1]
    assert "Done, not shared yet" in mum.get("/q/list").text


def test_only_what_the_guide_asks_can_be_put_there_by_its_page(mum: Browser) -> None:
    begun(mum)
    assert put(mum, "A question of somebody else's?") == 303
    assert on_the_list(mum) == ""


def test_a_guide_for_other_readers_says_so_and_puts_nothing_there(world: World, mum: Browser) -> None:
    begun(mum)
    page = mum.get("/ask/your-say").text
    assert "written for somebody else in the family" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    theirs = questions_of(mum.get("/g/en/norfolk/your-say").text)[0]
    fields = form_fields(mum.get(ASK).text, ASK)
    assert mum.post("/ask/your-say", {**fields, "put": theirs}).status_code == 303
    assert on_the_list(mum) == ""


def test_a_full_list_says_so_and_stays(mum: Browser) -> None:
    begun(mum)
    assert mum.submit(LIST, answer="x" * 4000).status_code == 303
    fields = form_fields(mum.get(ASK).text, ASK)
    answer = mum.post(ASK, fields)
    assert answer.status_code == 422
    assert "Your list is full." in answer.text
    assert on_the_list(mum) == "x" * 4000


def test_a_list_that_was_sent_stays_as_it_was_and_a_new_one_begins(mum: Browser) -> None:
    begun(mum)
    asked = questions_of(mum.get(GUIDE).text)
    put(mum, asked[0])
    assert mum.submit("/q/check", one=["my-questions"]).status_code == 303
    page = mum.get(ASK).text
    assert "You sent a list before." in page
    assert "On your list" not in page
    put(mum, asked[1])
    assert on_the_list(mum) == asked[1]


def test_one_persons_list_is_on_nobody_elses_page(world: World, mum: Browser) -> None:
    kit = begun(world.join(CHILD["norfolk"], CHILD["norfolk"]))
    before = kit.get("/ask/your-say").text
    put(begun(mum), questions_of(mum.get(GUIDE).text)[0])
    neutral = re.compile(r'nonce="[^"]*"|data-(?:left|token)="[^"]*"|value="[^"]*"')
    assert neutral.sub("", kit.get("/ask/your-say").text) == neutral.sub("", before)


def test_what_an_area_does_not_have_is_not_there(mum: Browser) -> None:
    begun(mum)
    assert mum.get("/ask/nothing").status_code == 404
    assert mum.post("/ask/nothing", form_fields(mum.get(ASK).text, ASK)).status_code == 404
