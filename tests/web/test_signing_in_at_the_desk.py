"""A worker's own pages: the first sign-in, six digits, "Is it still you?", and who works here."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from portal.access.viewer import CommandLine
from portal.domain.people import WorkerRole
from portal.journeys.desk import come_in
from portal.web.desk import again
from tests.client import HTTPS, Browser, form_fields
from tests.conftest import close, settings_for
from tests.world import World

KIT = "NK-4417"
WORDS = "priya keeps seven green kettles"  # what World.at_the_desk chooses


@pytest.fixture
def desk(world: World) -> Browser:
    """Priya at the desk, who signed in ten minutes ago."""
    world.family_ready()
    browser = world.at_the_desk("priya")
    world.hands.move(minutes=10)
    return browser


def heading(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text)
    assert found
    return unescape(found[1])


def manager(world: World) -> Browser:
    world.worker("moira", name="Moira Lane", role=WorkerRole.MANAGER)
    return world.at_the_desk("moira")


# -- signing in ---------------------------------------------------------------------------------------


def test_between_the_passphrase_and_the_first_digits_there_is_one_page_and_the_way_out(world: World) -> None:
    child = world.family_ready()
    browser = Browser(world.desk_app, who="priya", never={"Kit", "Dawn"})
    begun = browser.submit("/set-up", code=world.codes["priya"], words=WORDS, again=WORDS)
    assert begun.headers["Location"] == "/enrol"
    for path in ("/", f"/c/{child}", f"/c/{child}/words", "/people", "/bring-in", "/sessions", "/audit", "/in"):
        assert browser.get(path).headers["Location"] == "/enrol", path
    csrf = form_fields(browser.get("/enrol").text, "/enrol")["csrf_token"]
    for path in (f"/c/{child}/invite/mum", f"/c/{child}/shut/mum", "/again", "/people"):
        answer = browser.post(path, {"csrf_token": csrf, "proof": world.digits("priya")})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/enrol"), path
    assert browser.submit("/enrol", form="/out").headers["Location"] == "/in"
    assert browser.get("/enrol").headers["Location"] == "/in"


def test_the_picture_and_the_letters_hold_the_same_secret_under_a_label_that_says_nothing(world: World) -> None:
    world.worker("priya")
    browser = Browser(world.desk_app)
    page = browser.follow(browser.submit("/set-up", code=world.codes["priya"], words=WORDS, again=WORDS))
    letters = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
    assert letters and len(letters[1].replace(" ", "")) == 32
    assert "<svg" in page.text and page.headers["Cache-Control"] == "no-store, max-age=0"
    wrong = browser.submit("/enrol", digits="000000")
    assert wrong.status_code == 422 and letters[1] in wrong.text
    assert browser.submit("/enrol", digits="١٢٣٤٥٦").status_code == 422
    done = browser.submit("/enrol", digits=world.digits("priya"))
    codes = re.findall(r'<li class="code">([0-9A-Z-]+)</li>', done.text)
    assert len(codes) == 10 and heading(browser.get("/")) == "Children you work with"
    assert not any(code in browser.get("/").text for code in codes)
    assert browser.get("/enrol").status_code == 303


def test_name_passphrase_and_digits_go_in_together_and_whatever_is_wrong_is_answered_alike(
    world: World, desk: Browser
) -> None:
    answers = set()
    for name, words, digits in (
        ("priya", WORDS, "000000"),
        ("priya", WORDS, ""),
        ("priya", WORDS, "12345a"),
        ("priya", WORDS, "0000000"),
        ("priya", "not this one at all", "000000"),
        ("nobody", WORDS, "000000"),
        ("priya", WORDS, "0123456789ABC"),
    ):
        refused = Browser(world.desk_app).submit("/in", name=name, words=words, digits=digits)
        assert refused.status_code == 422
        plain = re.sub(r'name="csrf_token" value="[^"]*"|nonce="[^"]*"', "", refused.text)
        answers.add(plain.replace(f'value="{name}"', ""))
    assert len(answers) == 1
    fresh = Browser(world.desk_app)
    assert fresh.submit("/in", name="priya", words=WORDS, digits=world.digits("priya")).headers["Location"] == "/"
    assert "You last signed in on Saturday 21 November" in fresh.get("/").text


def test_a_recovery_code_opens_the_desk_and_its_new_set_is_shown_once(world: World) -> None:
    world.worker("priya")
    browser = Browser(world.desk_app)
    browser.submit("/set-up", code=world.codes["priya"], words=WORDS, again=WORDS)
    first = re.findall(
        r'<li class="code">([0-9A-Z-]+)</li>', browser.submit("/enrol", digits=world.digits("priya")).text
    )
    second = Browser(world.desk_app)
    shown = second.submit("/in", name="priya", words=WORDS, digits=first[3])
    codes = re.findall(r'<li class="code">([0-9A-Z-]+)</li>', shown.text)
    assert shown.status_code == 200 and len(codes) == 10 and not set(codes) & set(first)
    assert second.submit("/", form="/out").headers["Location"] == "/in"
    third = Browser(world.desk_app)
    assert third.submit("/in", name="priya", words=WORDS, digits=first[4]).status_code == 422
    assert third.submit("/in", name="priya", words=WORDS, digits=codes[4]).status_code == 200


def test_signing_in_takes_a_new_session_and_a_new_token(world: World, desk: Browser) -> None:
    browser = Browser(world.desk_app)
    before = form_fields(browser.get("/in").text, "/in")["csrf_token"]
    visitor = browser.cookie("__Host-w")
    browser.submit("/in", name="priya", words=WORDS, digits=world.digits("priya"))
    assert browser.cookie("__Host-w") != visitor
    assert browser.post("/out", {"csrf_token": before}).status_code == 400


# -- the demo -----------------------------------------------------------------------------------------


def test_the_demo_shows_the_digits_of_now_and_nobody_else_ever_does(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str]
) -> None:
    from portal.app import create_app
    from portal.config import Side

    browser = world.at_the_desk("priya")
    world.hands.move(minutes=10)
    shown = "In the demo"
    assert shown not in Browser(world.desk_app).get("/in").text
    asked = browser.submit(f"/c/{world.family_ready()}", form=f"/c/{KIT}/invite/mum")
    assert heading(asked) == "Is it still you?" and shown not in asked.text
    assert world.room.demo_secret == ""
    demo = create_app(settings_for(Side.DESK, sqlite_urls, keys, demo=True), world.hands.clock)
    page = Browser(demo).get("/in").text
    digits = re.search(r"six digits are now:</?[^<]*<strong class=\"code\">(\d{3} \d{3})</strong>", page) or re.search(
        r"(\d{3} \d{3})", page
    )
    assert shown in page and digits
    refused = Browser(world.desk_app).submit("/in", name="priya", words=WORDS, digits=digits[1])
    assert refused.status_code == 422, "the demo's digits open nothing outside of it"
    close(demo)


# -- is it still you ----------------------------------------------------------------------------------


def test_after_five_minutes_an_invitation_asks_for_the_digits_and_is_then_made_at_once(
    world: World, desk: Browser
) -> None:
    asked = desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/invite/mum", take_home="1")
    assert asked.status_code == 401 and heading(asked) == "Is it still you?"
    old = desk.cookie("__Host-w")
    done = world.show_again(desk, asked, "priya")
    assert done.status_code == 200 and heading(done) == "A code for Dawn Example"
    assert desk.cookie("__Host-w") not in (None, old), "the session has a new id"
    assert desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/invite/dad").status_code == 200, "and for five minutes that was it"
    thief = Browser(world.desk_app)
    thief.set_cookie("__Host-w", old or "")
    assert thief.get("/").headers["Location"] == "/in"


def test_nothing_that_was_typed_is_lost_in_between_not_even_what_stands_twice(world: World, desk: Browser) -> None:
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    typed = MultiDict(
        [("csrf_token", csrf), ("reason", 'Tunde is away, "until" Monday\r\n<b>&amp;'), ("x", "1"), ("x", "2")]
    )
    path = f"/c/{KIT}/words/none/open?from=1"
    asked = desk.post(path, typed)  # type: ignore[arg-type]
    assert asked.status_code == 401
    action = re.search(r'<form method="post" action="([^"]+)" novalidate', asked.text)
    assert action and unescape(action[1]) == path
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)" autocomplete="off">', asked.text)
    assert [(name, unescape(value)) for name, value in kept] == [
        ("reason", 'Tunde is away, "until" Monday\r\n<b>&amp;'), ("x", "1"), ("x", "2"),
    ]  # fmt: skip
    wrong = desk.post(path, MultiDict([*typed.items(multi=True), ("proof", "000000")]))  # type: ignore[arg-type]
    assert wrong.status_code == 422 and "These are not the digits of now" in unescape(wrong.text)
    again_kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)" autocomplete="off">', wrong.text)
    assert again_kept == kept


def test_a_page_made_right_after_the_digits_has_forms_that_work(world: World, desk: Browser) -> None:
    """They carry the token of the new session."""
    world.worker("tunde")
    asked = desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/invite/mum", named="nobody")
    refused = world.show_again(desk, asked, "priya")
    assert refused.status_code == 422 and heading(refused) == "Kit"
    fields = form_fields(refused.text, f"/c/{KIT}/shut/dad")
    assert desk.post(f"/c/{KIT}/shut/dad", fields).status_code == 303


def test_wrong_digits_are_counted_and_five_are_a_wait(world: World, desk: Browser) -> None:
    asked = desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/invite/mum")
    path = f"/c/{KIT}/invite/mum"
    for digits in ("000000", "111111", "222222", "333333", "444444"):
        assert desk.post(path, {**form_fields(asked.text, path), "proof": digits}).status_code == 422
    assert desk.post(path, {**form_fields(asked.text, path), "proof": world.digits("priya")}).status_code == 422
    assert desk.get("/").status_code == 200, "they are not thrown out"
    world.hands.move(minutes=15)
    assert desk.post(path, {**form_fields(asked.text, path), "proof": world.digits("priya")}).status_code == 200


def test_shutting_a_way_in_asks_for_nothing(desk: Browser) -> None:
    for action in ("shut/mum", "paper/dad"):
        assert desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/{action}").status_code == 303


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("/", "/"), ("/c/NK-4417", "/c/NK-4417"), ("/c/NK-4417/words?x=1", "/c/NK-4417/words?x=1"),
        ("", "/"), ("//evil.example", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/"),
        ("/c/NK-4417/invite/mum", "/"), ("/nothing-here", "/"), ("javascript:alert(1)", "/"),
        ("/c/NK-4417?_external=1&_scheme=evil", "/c/NK-4417"), ("/\r\nX-Evil: 1", "/"), ("/s/built.css", "/"),
    ],
)  # fmt: skip
def test_the_way_back_from_the_digits_leads_to_a_page_of_ours_alone(world: World, to: str, leads: str) -> None:
    with world.desk_app.test_request_context("/", base_url=HTTPS["desk"]):
        assert again.our_own(to) == leads


def test_a_page_that_is_only_to_be_seen_is_led_back_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After thirty children within an hour the next one asks, for a GET too."""
    monkeypatch.setattr("portal.journeys.desk.openings.ASKS_AFTER", 1)
    for example in ("norfolk", "derby"):
        world.family_ready(example)
    desk = world.at_the_desk("priya")
    world.hands.move(minutes=10)
    assert desk.get(f"/c/{KIT}").status_code == 200
    asked = desk.get("/c/DE-0618/words?a=b")
    assert asked.status_code == 401
    back = world.show_again(desk, asked, "priya")
    assert (back.status_code, back.headers["Location"]) == (303, "/c/DE-0618/words?a=b")
    assert desk.follow(back).status_code == 200


# -- people -------------------------------------------------------------------------------------------


def test_a_manager_adds_a_worker_who_comes_in_with_what_the_page_showed_once(world: World) -> None:
    moira = manager(world)
    shown = moira.submit("/people", name="Nina Okafor", sign_in="nina")
    code = re.search(r'id="code">([0-9A-Z-]+)<', shown.text)
    assert code and code[1] not in moira.get("/people").text
    assert "Nina Okafor" in moira.get("/people").text
    browser = Browser(world.desk_app)
    assert browser.submit("/set-up", code=code[1], words=WORDS, again=WORDS).status_code == 303
    assert browser.submit("/enrol", digits=world.digits("nina")).status_code == 200
    assert browser.get("/people").status_code == 404, "a worker is no manager"


@pytest.mark.parametrize(
    ("name", "sign_in"), [("", "nina"), ("Nina", "Nina Okafor"), ("Nina", "moira"), ("N" * 81, "n")]
)
def test_what_is_wrong_with_a_new_account_stands_at_its_field(world: World, name: str, sign_in: str) -> None:
    refused = manager(world).submit("/people", name=name, sign_in=sign_in)
    assert refused.status_code == 422 and 'class="error"' in refused.text


def test_the_pages_of_managers_are_not_there_for_anybody_else(world: World, desk: Browser) -> None:
    """G-84: a worker has no list of people or children beyond their own, and no search."""
    csrf = form_fields(desk.get("/").text, "/out")["csrf_token"]
    for path in ("/people", "/hand-over", "/audit"):
        assert desk.get(path).status_code == 404
    for path in ("/people", "/people/tunde/way-in", "/people/tunde/lift", "/people/tunde/left", "/hand-over"):
        answer = desk.post(path, {"csrf_token": csrf, "sign_in": "x", "name": "X", "sure": "1", "away_from": "priya"})
        assert answer.status_code == 404, path
    for path in ("/?q=Kit", "/c/%25", "/c/_", "/c/*", "/c/N", "/c/NK-441_"):
        answer = desk.get(path)
        assert "Robin" not in answer.text
        assert answer.status_code == (200 if path.startswith("/?") else 404), path


def test_a_leaver_is_asked_about_once_more_handed_over_and_out_at_the_next_request(world: World, desk: Browser) -> None:
    world.worker("sam", name="Sam Okoro")
    moira = manager(world)
    asked = moira.submit("/people", form="/people/priya/left")
    assert asked.status_code == 200 and "They are the only case worker" in asked.text
    assert desk.get(f"/c/{KIT}").status_code == 200, "nothing was done yet"
    fields = form_fields(asked.text, "/people/priya/left")
    refused = moira.post("/people/priya/left", fields)
    assert refused.status_code == 422 and "Choose who takes them over" in refused.text
    assert moira.post("/people/priya/left", {**fields, "to": "sam"}).headers["Location"] == "/people"
    assert desk.get(f"/c/{KIT}").headers["Location"] == "/in"
    assert "Priya" not in moira.get("/people").text
    assert "case worker" in moira.get(f"/c/{KIT}").text and "Sam Okoro" in moira.get(f"/c/{KIT}").text


def test_a_manager_is_offered_no_end_of_another_managers_account_and_refused_one(world: World, desk: Browser) -> None:
    """It ends at the command line."""
    world.worker("nadia", name="Nadia Shah", role=WorkerRole.MANAGER)
    moira = manager(world)
    page = moira.get("/people").text
    assert "/people/priya/left" in page and "/people/nadia/left" not in page
    fields = {**form_fields(page, "/people/priya/left"), "sure": "1"}
    refused = moira.post("/people/nadia/left", fields)
    assert refused.status_code == 422 and "ended at the command line" in refused.text
    assert "Nadia Shah" in moira.get("/people").text


def test_a_case_worker_hands_over_on_the_childs_page(world: World, desk: Browser) -> None:
    world.worker("sam", name="Sam Okoro")
    assert desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/hand-over").status_code == 422, "nobody was chosen"
    done = desk.submit(f"/c/{KIT}", form=f"/c/{KIT}/hand-over", to="sam")
    assert done.headers["Location"] == "/"
    assert desk.get(f"/c/{KIT}").status_code == 404
    assert world.at_the_desk("sam").get(f"/c/{KIT}").status_code == 200


def test_a_manager_hands_several_over(world: World, desk: Browser) -> None:
    world.family_ready("derby")
    world.worker("sam", name="Sam Okoro")
    moira = manager(world)
    assert moira.submit("/hand-over", away_from="priya", to="priya").status_code == 422
    assert moira.submit("/hand-over", away_from="priya", to="sam").status_code == 303
    assert desk.get(f"/c/{KIT}").status_code == 404 and desk.get("/c/DE-0618").status_code == 404


def test_a_manager_reads_no_word_on_any_page(world: World) -> None:
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q", reader="meeting")
    kit.submit("/q/want-next", answer="MORE-FOOTBALL-PLEASE", reader="meeting")
    fields = form_fields(kit.get("/q/check").text, "/q/check")
    assert kit.post("/q/check", {**fields, "one": ["want-next"]}).status_code == 303
    priya = world.at_the_desk("priya")
    assert priya.submit(f"/c/{child}/words").status_code == 303
    assert "MORE-FOOTBALL-PLEASE" in priya.get(f"/c/{child}/words").text
    moira = manager(world)
    moira.never = {"MORE-FOOTBALL-PLEASE"}
    csrf = form_fields(moira.get("/").text, "/out")["csrf_token"]
    assert moira.get(f"/c/{child}/words").status_code == 404
    for path in (f"/c/{child}", f"/c/{child}/copies", f"/c/{child}/shown", f"/c/{child}/mend", "/people"):
        assert moira.get(path).status_code == 200, path
    for rule in world.desk_app.url_map.iter_rules():
        if "/words" in rule.rule and "POST" in (rule.methods or ()):
            path = re.sub(r"<[^>]+>", "x", rule.rule.replace("<ref>", child))
            answer = moira.post(path, {"csrf_token": csrf, "reason": "I am the manager here."})
            assert answer.status_code == 404, path


def test_an_auditors_desk_is_the_audit_and_nothing_else(world: World) -> None:
    child = world.family_ready()
    world.worker("ada", name="Ada Auditor", role=WorkerRole.AUDITOR)
    ada = world.at_the_desk("ada", never={"Kit", "Dawn", "Priya", child})
    assert ada.get("/").headers["Location"] == "/audit"
    page = ada.get("/audit")
    assert "all stand as they were written" in page.text and "publish" in page.text
    assert "Nothing on that day." in ada.get("/audit?day=2020-01-01").text
    assert ada.get("/audit?day=yesterday").status_code == 422
    assert ada.get("/sessions").status_code == 200


def test_where_one_is_signed_in_can_be_seen_and_ended(world: World, desk: Browser) -> None:
    second = Browser(world.desk_app)
    second.submit("/in", name="priya", words=WORDS, digits=world.digits("priya"))
    page = second.get("/sessions").text
    (action,) = re.findall(r'action="(/sessions/[0-9a-f]+/end)"', page)
    assert desk.get("/").status_code == 200
    assert second.post(action, form_fields(page, action)).status_code == 303
    assert desk.get("/").headers["Location"] == "/in"
    assert second.post(action, form_fields(page, action)).status_code == 404


def test_somebody_added_at_the_command_line_is_told_how_to_begin(world: World) -> None:
    code = come_in.add_worker(world.room, CommandLine(), "lee", "Lee Ford", WorkerRole.WORKER)
    page = Browser(world.desk_app).submit("/set-up", code=code, words="short", again="short")
    assert page.status_code == 422 and "15 to 128 characters" in page.text
