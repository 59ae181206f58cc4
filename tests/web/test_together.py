"""Filling in together: a worker lends their own screen, the desk is locked, and what is put down is the person's."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.domain.people import WorkerRole
from portal.domain.preparation import How
from portal.domain.sharing import Words
from portal.web.desk.given import how_given
from tests.client import Browser, form_fields
from tests.conftest import Hands
from tests.world import World


@pytest.fixture
def child(world: World) -> str:
    return world.bring_in("norfolk")


def begin(world: World, desk: Browser, child: str, person: str, **fields: Any) -> tuple[str, TestResponse]:
    """The worker begins at the desk: the code, and the page that shows it."""
    chosen = {"how": "beside", "set": "young-person" if person == child else "parent", "language": "en", **fields}
    answer = desk.submit(f"/c/{child}/together/{person}", **chosen)
    assert answer.status_code == 200, answer.text
    code = re.search(r'href="https://family\.example\.org/together#([0-9A-Z]{10})"', unescape(answer.text))
    assert code, answer.text
    return code[1], answer


def sit(world: World, code: str, *, read_out: bool = True) -> Browser:
    """The family's side in the worker's browser: the code is posted there, and the notice read out."""
    browser = world.browser()
    answer = browser.submit("/together", code=code)
    assert answer.status_code == 303 and answer.headers["Location"] == "/q", answer.text
    if read_out:
        assert browser.submit("/q", aloud="1").status_code == 303
    return browser


def together(world: World, child: str, person: str, by: str = "tunde", **fields: Any) -> tuple[Browser, Browser]:
    """The worker's desk, locked, and the browser in which they sit with somebody."""
    desk = world.at_the_desk(by)
    code, _page = begin(world, desk, child, person, **fields)
    return desk, sit(world, code)


def unlock(world: World, desk: Browser, by: str = "tunde") -> TestResponse:
    locked = desk.get("/")
    assert locked.status_code == 401
    world.hands.move(seconds=31)  # new digits
    return desk.post("/again", {**form_fields(locked.text, "/again"), "proof": world.digits(by)})


# -- from the desk to sharing, and back --------------------------------------------------------------


def test_somebody_is_helped_from_the_desk_to_sharing_and_back(world: World, child: str, hands: Hands) -> None:
    desk = world.at_the_desk("tunde")
    assert "Fill it in together" in desk.get(f"/c/{child}").text
    code, page = begin(world, desk, child, child)
    assert "The desk is locked" in page.text

    browser = world.browser()
    assert browser.follow(browser.submit("/together", code=code)).status_code == 200
    notice = browser.get("/q").text
    assert "You are doing this with Tunde Bello." in notice and "read this out" in notice
    refused = browser.submit("/q")
    assert refused.status_code == 422 and "Read it out first" in refused.text
    assert browser.submit("/q", aloud="1").headers["Location"] == "/q/feeling"

    asked = browser.get("/q/want-next").text
    assert "Who wrote this?" in asked and "Tunde Bello wrote down what I said" in asked
    refused = browser.submit("/q/want-next", answer="Football is good.")
    assert refused.status_code == 422 and "Say who wrote this." in refused.text and "Football is good." in refused.text
    onward = browser.submit("/q/want-next", answer="Football is good.", how="written-down", save="1")
    assert onward.status_code == 303 and onward.headers["Location"].endswith("?how=written-down")
    assert re.search(r'value="written-down"[^>]* checked', browser.follow(onward).text)

    check = browser.get("/q/check").text
    assert "Tunde Bello wrote down what you said." in check and "Football is good." in check
    assert "tell Tunde Bello soon" in check and "You can take it back" not in check
    refused = browser.submit("/q/check")
    assert refused.status_code == 422 and "Read each answer back together" in refused.text
    done = browser.submit("/q/check", agreed="1")
    assert done.headers["Location"] == "/q/done?n=1"
    assert "You shared 1 answer." in browser.follow(done).text

    over = browser.submit("/q/list", form="/together/done")
    page_over = browser.follow(over).text
    assert "Your worker saw what you did together, but not what you answered alone." in page_over
    assert 'href="https://desk.example.org"' in page_over
    assert browser.get("/q/list").status_code == 303, "nobody is signed in there any more"

    back = unlock(world, desk)
    assert back.status_code == 303 and back.headers["Location"] == f"/c/{child}"
    assert desk.get(f"/c/{child}").status_code == 200
    desk.submit(f"/c/{child}/words")
    assert "written down by Tunde Bello. Read back and agreed." in desk.get(f"/c/{child}/words").text


# -- the desk is locked ------------------------------------------------------------------------------


def addresses(app: Flask, methods: str) -> list[tuple[str, str, str]]:
    """(endpoint, method, an address) of the whole URL map."""
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & set(methods.split())):
            address = re.sub(r"<int:[^>]+>", "1", rule.rule)
            found.append((rule.endpoint, method, address))
    return found


LEFT_OPEN = {"desk.sign_out", "desk.robots", "desk.provider.onward", "desk.provider.come_back",
             "desk.provider.begin_again"}  # fmt: skip


def test_a_locked_desk_answers_every_address_with_the_same_page(world: World, child: str) -> None:
    """Pages, fragments, downloads and whatever is posted: nothing of anybody is on it, and nothing is done."""
    desk = world.at_the_desk("tunde")
    token = form_fields(desk.get("/").text, "/out")["csrf_token"]
    begin(world, desk, child, child)
    desk.never |= {child, "Kit", "Dawn", "Tunde", "Bello"}
    tried, meeting = 0, "m1"
    for endpoint, method, rule in addresses(world.desk_app, "GET POST"):
        if endpoint in LEFT_OPEN or endpoint.startswith("health."):  # a way out, to the provider, and for machines
            continue
        address = rule.replace("<ref>", child).replace("<meeting>", meeting)
        address = re.sub(r"<[^>]+>", "x", address)
        for headers in ({}, {"HX-Request": "true"}):
            sent = {"csrf_token": token, "words": "typed", "answer": "typed"} if method == "POST" else None
            answer = desk.post(address, sent, headers=headers) if sent else desk.get(address, headers=headers)
            if endpoint in ("desk.enrol", "desk.enrol_now"):  # for others; they lead to /in, which is locked
                assert answer.headers.get("Location") == "/in" or answer.status_code == 401
                continue
            assert answer.status_code == 401, (method, address, answer.status_code)
            assert "Is it still you?" in answer.text and "typed" not in answer.text, address
            tried += 1
    assert tried > 150


def test_wrong_digits_leave_the_desk_locked_and_right_ones_do_nothing_that_was_sent(world: World, child: str) -> None:
    desk = world.at_the_desk("tunde")
    begin(world, desk, child, child)
    fields = form_fields(desk.get("/").text, "/again")
    assert set(fields) == {"csrf_token", "proof"}, "nothing goes along"
    wrong = desk.post("/again", {**fields, "proof": "000000"})
    assert wrong.status_code == 422 and "This desk is locked" in wrong.text
    assert desk.get(f"/c/{child}").status_code == 401
    shut = desk.post(f"/c/{child}/shut/{child}", {**fields, "proof": world.digits("tunde")})
    assert shut.status_code == 401, "digits are looked at on their own page alone"
    assert unlock(world, desk).headers["Location"] == f"/c/{child}"
    assert "Shut the way in now" in desk.get(f"/c/{child}").text
    assert desk.get("/").status_code == 200


def test_unlocking_the_desk_ends_the_time_together(world: World, child: str) -> None:
    desk, browser = together(world, child, child)
    assert browser.get("/q/list").status_code == 200
    assert unlock(world, desk).status_code == 303
    assert browser.get("/q/list").status_code == 303


def test_signing_out_of_a_locked_desk_ends_it_too_and_nothing_is_unlocked_by_it(world: World, child: str) -> None:
    desk, browser = together(world, child, child)
    token = form_fields(desk.get("/").text, "/out")
    assert desk.post("/out", token).headers["Location"] == "/in"
    assert desk.get(f"/c/{child}").headers["Location"] == "/in"
    assert browser.get("/q/list").status_code == 303


# -- whom, and by whom -------------------------------------------------------------------------------


def test_a_manager_and_a_worker_of_another_child_cannot_sit_with_anybody(world: World, child: str) -> None:
    world.worker("moira", role=WorkerRole.MANAGER)
    for sign_in in ("moira", "stranger"):
        desk = world.at_the_desk(sign_in)
        assert desk.get(f"/c/{child}/together/{child}").status_code == 404
        token = form_fields(desk.get("/").text, "/out")
        sent = {**token, "how": "beside", "set": "young-person", "language": "en"}
        assert desk.post(f"/c/{child}/together/{child}", sent).status_code == 404
        assert desk.get("/").status_code == 200, "and their desk is not locked by it"


def test_the_desk_asks_how_and_with_which_questions_and_keeps_what_was_chosen(world: World, child: str) -> None:
    desk = world.at_the_desk("tunde")
    page = desk.get(f"/c/{child}/together/{child}").text
    assert "This desk is locked until you show again that it is you." in page
    answer = desk.submit(f"/c/{child}/together/{child}", set="easy", how=None)
    assert answer.status_code == 422 and re.search(r'value="easy"[^>]* checked', answer.text)
    for wrong in ({"set": "parent"}, {"set": "none"}, {"language": "none"}):
        answer = desk.submit(f"/c/{child}/together/{child}", how="beside", **wrong)
        assert answer.status_code == 422, wrong
    assert desk.get("/").status_code == 200


# -- what is open beside a worker --------------------------------------------------------------------

BESIDE = {
    "prepare.start", "prepare.begin", "prepare.question", "prepare.turn", "prepare.save", "prepare.listing.every",
    "prepare.checking.check", "prepare.checking.share", "prepare.checking.done", "account.together.done",
    "account.leaving.stay",
}  # fmt: skip


def test_beside_a_worker_every_address_but_these_is_not_there(world: World, child: str) -> None:
    """Preparing, sharing, leaving and public guides; no plan, no page of their own, no list that they wrote alone."""
    world.join(child, child)
    _desk, browser = together(world, child, child)
    token = form_fields(browser.get("/q/list").text, "/together/done")
    private, closed = 0, 0
    for endpoint, method, rule in addresses(world.family_app, "GET POST"):
        view = world.family_app.view_functions[endpoint]
        if getattr(view, "door", None) is None or view.door.value != "family":  # type: ignore[attr-defined]
            continue
        private += 1
        assert getattr(view, "beside", False) is (endpoint in BESIDE), endpoint
        if endpoint in BESIDE:
            continue
        address = re.sub(r"<[^>]+>", "x", rule)
        answer = browser.get(address) if method == "GET" else browser.post(address, token)
        assert answer.status_code == 404, (method, address)
        closed += 1
    assert private > 30 and closed > 20
    for address in ("/q/in/easy", "/q/in/young-person/list", "/q/in/easy/feeling"):
        assert browser.get(address).status_code == 404, "one paper, and no other"
    assert browser.get("/g/en/").status_code == 200
    assert browser.get("/q/list").status_code == 200, "and nothing of it has ended the time together"


# -- a question that is answered alone ---------------------------------------------------------------


def test_what_is_answered_with_the_screen_turned_is_not_shown_again(world: World, child: str) -> None:
    _desk, browser = together(world, child, child)
    turn = browser.follow(browser.get("/q/safe-home-why")).text
    assert "Turn the screen to Kit and look away." in turn and "<textarea" not in turn
    assert "Only you see this now. It goes to nobody before you share it." in turn
    box = browser.get("/q/safe-home-why?turned=1").text
    assert "<textarea" in box and "Who wrote this?" not in box
    fields = form_fields(box, "/q/safe-home-why")
    saved = browser.post("/q/safe-home-why", {**fields, "answer": "ONLY KIT KNOWS", "how": "written-down", "save": "1"})
    assert saved.status_code == 303
    browser.never.add("ONLY KIT KNOWS")
    assert browser.submit("/q/safe-home?turned=1", form="/q/safe-home", answer="3", save="1").status_code == 303
    for address in ("/q/list", "/q/check", "/q/safe-home-why/turn", "/q/safe-home-why?turned=1", "/q/safe-home"):
        browser.get(address)
    assert "Answered alone" in browser.get("/q/list").text
    assert "Kit answered this one alone. It is not shown here." in browser.get("/q/check").text
    assert "Kit has answered this one." in browser.get("/q/safe-home-why/turn").text
    # a page of before that is saved again is told that something stands there, and not what
    stale = browser.post("/q/safe-home-why", {**fields, "tab": "0" * 16, "answer": "other words", "save": "1"})
    assert stale.status_code == 409 and "It is not shown here." in stale.text and "other words" in stale.text
    assert "Saved from the other page" not in stale.text
    # an empty box changes nothing
    empty = browser.submit("/q/safe-home-why?turned=1", form="/q/safe-home-why", save="1")
    assert empty.status_code == 303
    assert browser.submit("/q/check", agreed="1").headers["Location"] == "/q/done?n=2"
    desk = world.at_the_desk("priya")
    assert "ONLY KIT KNOWS" not in desk.get(f"/c/{child}/words").text


def test_they_are_told_before_sharing_who_reads_it_and_what_was_unticked_stays_so(world: World, child: str) -> None:
    _desk, browser = together(world, child, child)
    browser.submit("/q/want-next", answer="One", how="own-hands", save="1")
    browser.submit("/q/going-well", answer="Two", how="helped", save="1")
    sent = form_fields(browser.get("/q/check").text, "/q/check")
    again = browser.post("/q/check", {**sent, "one": ["want-next"]})
    assert again.status_code == 422 and "Only Tunde Bello sees this." in again.text
    assert re.search(r'value="want-next"[^>]* checked', again.text)
    assert not re.search(r'value="going-well"[^>]* checked', again.text)
    assert "One" in again.text and "Two" in again.text


# -- on paper, without an account, with a door that is shut ------------------------------------------


def test_what_was_written_on_paper_is_typed_in_with_who_wrote_and_who_typed(world: World, child: str) -> None:
    _desk, browser = together(world, child, child, how="paper", written_by="Aunt Jo")
    assert "Tunde Bello is typing in what you wrote on paper." in browser.get("/q/list").text
    assert browser.get("/q/safe-home-why").status_code == 200, "no screen is turned: the paper has been read"
    browser.submit("/q/want-next", answer="A quiet room.", save="1")
    assert "Aunt Jo wrote this on paper for you. Tunde Bello typed it in." in browser.get("/q/check").text
    assert browser.submit("/q/check", agreed="1").headers["Location"] == "/q/done?n=1"
    unlock(world, _desk)
    _desk.submit(f"/c/{child}/words")
    assert "On paper, written by Aunt Jo, typed by Tunde Bello" in _desk.get(f"/c/{child}/words").text


def test_by_themselves_again_they_find_it_and_may_share_it_change_its_readers_or_throw_it_away(
    world: World, child: str
) -> None:
    _desk, browser = together(world, child, child)
    browser.submit("/q/want-next", answer="To swim again", how="written-down", save="1")
    browser.submit("/q/going-well", answer="Football", how="helped", save="1")
    browser.submit("/q/safe-home-why?turned=1", form="/q/safe-home-why", answer="What he typed alone", save="1")
    browser.submit("/q/list", form="/together/done")
    kit = world.join(child, child)
    assert "What you wrote with a worker" in kit.get("/q").text, "before anything was begun alone"
    check = kit.get("/q/check").text
    assert "What you wrote with Tunde Bello" in check and "To swim again" in check
    paper = re.search(r'action="(/q/with/[^"]+)"', check)
    assert paper
    assert "Tunde Bello wrote down what you said." in check and "You answered this one alone." in check
    page = kit.get(f"{paper[1]}/want-next").text
    assert "Nobody can change them." in page and "<textarea" not in page
    chosen = kit.submit(f"{paper[1]}/want-next", reader="meeting")
    assert chosen.headers["Location"] == "/q/check"
    assert "The workers at the meeting see this." in kit.get(f"{paper[1]}/want-next").text
    gone = kit.submit(f"{paper[1]}/going-well", form=f"{paper[1]}/going-well/gone")
    assert gone.status_code == 303 and "Football" not in kit.get("/q/check").text
    sent = kit.submit(f"{paper[1]}/want-next", form=paper[1])
    assert sent.headers["Location"] == "/q/done?n=1"
    assert kit.get(f"{paper[1]}/want-next").status_code == 404, "what was shared is not looked at here"
    desk = world.at_the_desk("priya")
    desk.submit(f"/c/{child}/words")
    page = desk.get(f"/c/{child}/words").text
    assert "To swim again" in page and "What he typed alone" not in page
    assert "written down by Tunde Bello. Not read back: they looked at it and shared it by themselves." in page


def test_words_from_before_anybody_noted_whether_they_were_read_back_say_neither(world: World) -> None:
    words = Words("q?", "a", "en", "Kit", "", how=How.WRITTEN_DOWN, helper="Tunde Bello")
    with world.desk_app.test_request_context("/"):
        assert how_given(words) == "Said by them, written down by Tunde Bello."


def test_what_nobody_was_chosen_to_read_waits_beside_a_worker_and_after_it(world: World, child: str) -> None:
    _desk, browser = together(world, child, "mum", by="priya")
    browser.submit("/q/not-in-room", answer="My brother", how="helped", save="1")
    refused = browser.submit("/q/check", one="not-in-room", agreed="1")
    assert refused.status_code == 422 and 'href="#one-not-in-room"' in refused.text
    browser.submit("/q/list", form="/together/done")
    mum = world.join(child, "mum")
    paper = re.search(r'action="(/q/with/[^"]+)"', mum.get("/q/check").text)
    assert paper
    refused = mum.submit("/q/check", form=paper[1], one="not-in-room")
    assert refused.status_code == 422 and "Choose first who sees this." in refused.text
    assert 'name="reader"' in refused.text, "there they can choose"


def test_a_code_is_spent_by_pressing_a_button_and_by_nothing_else(world: World, child: str) -> None:
    desk = world.at_the_desk("tunde")
    code, _page = begin(world, desk, child, child)
    for path in ("/together", f"/together?code={code}", f"/together/{code}", f"/j?code={code}"):
        world.browser().get(path)
    assert world.browser().submit("/j", code=code).status_code == 422, "it is no code of a card"
    sit(world, code)
    again = world.browser().submit("/together", code=code)
    assert again.status_code == 422 and "It works once, for two minutes." in again.text


def test_only_an_address_that_the_desk_said_of_itself_is_a_link_when_it_is_over(world: World) -> None:
    for said in ("https://elsewhere.example.org", "javascript:alert(1)", "x.y", ""):
        page = world.browser().get(f"/together/over?to={said}").text
        assert "back to the desk" not in page and "elsewhere" not in page and "javascript" not in page
