"""The page of one's own way in, a page that was out of sight, and the cookies by which a phone is known."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import unquote_to_bytes

import pytest
from werkzeug.test import TestResponse

from portal.journeys.desk import invite
from tests.client import Browser, form_fields
from tests.world import World

AUTO = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def child(world: World) -> str:
    return world.family_ready()


@pytest.fixture
def kit(world: World, child: str) -> Browser:
    return world.join(child, child)


@pytest.fixture
def mum(world: World, child: str) -> Browser:
    """On a phone that only she unlocks."""
    return world.join(child, "mum", own_phone=True)


def cookies(answer: TestResponse) -> dict[str, dict[str, str]]:
    """Each cookie that an answer sets, with its value and its attributes."""
    found = {}
    for line in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(line).items():
            found[name] = {"value": morsel.value, **{key: value for key, value in morsel.items() if value}}
    return found


def token(browser: Browser, path: str = "/me") -> str:
    found = re.search(r'data-token="([^"]+)"', browser.get(path).text)
    assert found
    return found[1]


# -- cookies ----------------------------------------------------------------------------------------------


def test_on_ones_own_phone_the_phone_stays_known_after_leaving(mum: Browser) -> None:
    known = mum.cookie("__Host-d")
    assert known and known[0] == "m" and len(known) == 44
    left = mum.get("/x")
    assert left.headers["Clear-Site-Data"] == '"storage"'
    assert set(cookies(left)) == {"__Host-s", "__Host-h"}
    assert mum.cookie("__Host-d") == known
    assert mum.cookie("__Host-s") is None
    answer = mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    set_again = cookies(answer)["__Host-d"]
    assert (set_again["value"], set_again["max-age"]) == (known, str(200 * 24 * 60 * 60))


def test_ones_own_phone_is_that_one_and_signing_in_anywhere_else_is_a_shared_one(mum: Browser, world: World) -> None:
    name, words = mum.name, mum.words  # type: ignore[attr-defined]
    other = world.browser()
    for _ in range(2):  # known by its cookie the second time, and still not hers
        made = cookies(other.submit("/in", name=name, words=words))["__Host-d"]
        assert made["value"][0] == "s" and "max-age" not in made
        assert 'data-idle="900"' in other.get("/me").text
        page = other.get("/way-in").text
        assert form_fields(page, "/way-in/phone")["phone"] == "shared" and 'name="words"' in page
        world.hands.move(minutes=16)
    assert 'autocomplete="off"' in other.get("/in").text
    mum.submit("/in", name=name, words=words)
    assert 'data-idle="1800"' in mum.get("/me").text
    other.submit("/in", name=name, words=words)
    other.submit("/way-in", form="/way-in/phone", phone="mine", words=words)
    assert 'data-idle="1800"' in other.get("/me").text


def test_on_a_phone_that_others_use_nothing_is_left(kit: Browser) -> None:
    known = kit.cookie("__Host-d")
    assert known and known[0] == "s"
    left = kit.get("/x")
    assert left.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert set(cookies(left)) == {"__Host-s", "__Host-h", "__Host-d"}
    assert kit.cookie("__Host-d") is None
    answer = kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    made = cookies(answer)["__Host-d"]
    assert made["value"] != known and "max-age" not in made and "expires" not in made, "it goes with the browser"


def test_whoever_leaves_after_the_session_is_over_leaves_as_on_that_phone(
    mum: Browser, kit: Browser, world: World
) -> None:
    world.hands.move(hours=3)
    assert mum.get("/x").headers["Clear-Site-Data"] == '"storage"'
    assert kit.get("/x").headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert world.browser().get("/x").headers["Clear-Site-Data"] == '"cookies", "storage"'


@pytest.mark.parametrize("made_up", ["", "x", "m", "m" + "a" * 42, "z" + "a" * 43, "m" + "é" * 43, "m" + "a" * 4000])
def test_a_device_cookie_that_we_did_not_make_is_replaced(kit: Browser, made_up: str) -> None:
    kit.get("/x")
    kit.set_cookie("__Host-d", made_up)
    answer = kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert re.fullmatch(r"s[A-Za-z0-9_-]{43}", cookies(answer)["__Host-d"]["value"])


@pytest.mark.parametrize("name", ["__Host-s", "__Host-h"])
@pytest.mark.parametrize("value", ["", "x", "a" * 43, "a" * 4000, "' OR 1=1 --"])
def test_a_cookie_that_was_changed_signs_nobody_in(kit: Browser, name: str, value: str) -> None:
    kit.set_cookie(name, value)
    assert kit.get("/me").headers["Location"] == "/in"


def test_another_persons_cookies_do_not_mix_with_mine(kit: Browser, mum: Browser) -> None:
    kit.set_cookie("__Host-h", mum.cookie("__Host-h") or "")
    assert kit.get("/me").headers["Location"] == "/in"


def test_a_session_that_was_put_there_before_signing_in_is_worth_nothing_after(kit: Browser, world: World) -> None:
    kit.get("/x")
    kit.set_cookie("__Host-s", "f" * 43)
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    thief = world.browser()
    thief.set_cookie("__Host-s", "f" * 43)
    thief.set_cookie("__Host-h", kit.cookie("__Host-h") or "")
    assert thief.get("/me").headers["Location"] == "/in"


# -- a page that was out of sight -------------------------------------------------------------------------


def away(browser: Browser, **more: str) -> None:
    assert browser.post("/away", {"csrf_token": token(browser), **more}).status_code == 204


def test_after_a_minute_out_of_sight_every_page_asks_for_the_words_and_then_goes_on(kit: Browser, world: World) -> None:
    kit.submit("/q")
    csrf = token(kit)
    away(kit)
    world.hands.move(minutes=1)
    for path in (
        "/me",
        "/p",
        "/q",
        "/q/list",
        "/q/worries",
        "/q/check",
        "/sent",
        "/with-me",
        "/way-in",
        "/way-in/close",
    ):
        answer = kit.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/again?to={path}"), path
        assert kit.get(path, headers=AUTO).status_code == 401, path
    for path in ("/p/read", "/q/check", "/way-in/close", "/q/worries"):
        assert kit.post(path, {"csrf_token": csrf}).headers["Location"].startswith("/again"), path
    page = kit.get("/again?to=/q/worries")
    assert "out of sight" in page.text and "Example" not in page.text
    assert kit.submit("/again?to=/q/worries", form="/again", words="not these words").status_code == 422
    assert kit.get("/q/worries").status_code == 303, "a reload shows nothing"
    answer = kit.submit("/again?to=/q/worries", form="/again", words=kit.words)  # type: ignore[attr-defined]
    assert answer.headers["Location"] == "/q/worries"
    assert kit.get("/q/worries").status_code == 200


def test_words_that_are_saved_from_a_covered_page_are_not_lost_and_show_nothing(kit: Browser, world: World) -> None:
    kit.submit("/q")
    sent = form_fields(kit.get("/q/worries").text, "/q/worries") | {"answer": "they wait by the shop"}
    away(kit)
    world.hands.move(minutes=1)
    refused = kit.post("/q/worries", sent, headers=AUTO)
    assert refused.status_code == 401
    lifted = kit.post("/again", {"csrf_token": sent["csrf_token"], "words": kit.words, "here": "1"})  # type: ignore[attr-defined]
    assert (lifted.status_code, lifted.text) == (204, "")
    assert kit.post("/q/worries", sent, headers=AUTO).status_code == 200


def test_leaving_from_a_covered_page_keeps_the_last_words(kit: Browser, world: World) -> None:
    kit.submit("/q")
    sent = form_fields(kit.get("/q/worries").text, "/q/worries") | {"answer": "they wait by the shop"}
    away(kit, still="1")
    assert kit.get("/me").status_code == 303, "at once, because nothing moved"
    assert kit.post("/x", sent).status_code == 204
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert "they wait by the shop" in kit.get("/q/worries").text


def test_back_in_sight_within_a_minute_nothing_is_asked(kit: Browser, world: World) -> None:
    away(kit)
    world.hands.move(seconds=59)
    page = kit.get("/me")
    assert 'data-away="1"' in page.text, "the page says itself that it is seen again"
    kit.post("/back", {"csrf_token": token(kit)})
    world.hands.move(minutes=5)
    assert 'data-away="0"' in kit.get("/me").text


def test_signing_in_on_a_page_that_stays_where_it_is_says_whose_page_it_is_now(kit: Browser, world: World) -> None:
    before = kit.get("/me").text
    csrf, who = token(kit), re.search(r'data-who="([0-9a-f]{16})"', before)
    assert who
    world.hands.move(minutes=16)
    assert kit.post("/stay", {"csrf_token": csrf}, headers=AUTO).status_code == 401
    here = {"csrf_token": csrf, "name": kit.name, "here": "1"}  # type: ignore[attr-defined]
    assert kit.post("/in", {**here, "words": "wrong"}).status_code == 422
    answer = kit.post("/in", {**here, "words": kit.words})  # type: ignore[attr-defined]
    assert (answer.status_code, answer.headers["X-Who"]) == (204, who[1])
    csrf = answer.headers["X-Token"]
    assert kit.post("/stay", {"csrf_token": csrf}).status_code == 204, "the page goes on with it"
    mum = world.join("NK-4417", "mum")
    mine = re.search(r'data-who="([0-9a-f]{16})"', mum.get("/me").text)
    assert mine and mine[1] != who[1]


def test_saying_still_there_makes_the_session_last(kit: Browser, world: World) -> None:
    csrf = token(kit)
    for _ in range(7):
        world.hands.move(minutes=14)
        assert kit.post("/stay", {"csrf_token": csrf}).status_code == 204
    assert kit.get("/me").status_code == 200


def test_a_strangers_page_has_no_cover_and_knows_nobody(world: World, kit: Browser) -> None:
    for page in (world.browser().get("/in"), world.browser().get("/j"), kit.get("/nothing")):
        assert 'id="cover"' not in page.text and "cover" not in re.sub(r'"[^"]*"', "", page.text)
    assert kit.post("/away", {}).status_code == 400
    stranger = world.browser()
    for path in ("/away", "/back"):
        assert stranger.post(path, {"csrf_token": token(stranger, "/in")}).status_code == 204


# -- shut out in the middle -------------------------------------------------------------------------------


def test_revoke_mid_htmx(kit: Browser, world: World, child: str) -> None:
    """T-17: a worker shuts the way in while somebody types; the next save is refused and its words are given back."""
    kit.submit("/q")
    sent = form_fields(kit.get("/q/worries").text, "/q/worries") | {"answer": "they wait by the shop"}
    assert kit.post("/q/worries", sent, headers=AUTO).status_code == 200
    invite.shut(world.room, world.worker("priya"), child, child)
    for headers in (AUTO, {}):
        answer = kit.post("/q/worries", sent | {"answer": "and by the bus"}, headers=headers)
        assert answer.status_code == 401
        assert "by the shop" not in answer.text
    assert "and by the bus" in answer.text
    for path in ("/me", "/p", "/q/worries", "/way-in"):
        assert kit.get(path).headers["Location"] == "/in"


# -- the page of one's own way in -------------------------------------------------------------------------


def test_the_page_says_the_name_and_changes_whose_phone_it_is(kit: Browser) -> None:
    page = kit.get("/way-in")
    assert kit.name in page.text  # type: ignore[attr-defined]
    assert kit.submit("/way-in", form="/way-in/phone", phone="nobody's").status_code == 422
    wrong = kit.submit("/way-in", form="/way-in/phone", phone="mine", words="not these words")
    assert wrong.status_code == 422 and form_fields(wrong.text, "/way-in/phone")["phone"] == "mine"
    right = kit.submit("/way-in", form="/way-in/phone", phone="mine", words=kit.words)  # type: ignore[attr-defined]
    assert right.headers["Location"] == "/way-in"
    assert cookies(right)["__Host-d"]["value"][0] == "m"
    assert 'data-idle="1800"' in kit.get("/me").text
    back = kit.submit("/way-in", form="/way-in/phone", phone="shared")
    assert cookies(back)["__Host-d"]["value"][0] == "s"


def test_changing_ones_words(kit: Browser) -> None:
    first = kit.get("/way-in/words")
    phrases = re.findall(r'name="phrase"[^>]*value="([^"]+)"', first.text)
    assert len(set(phrases)) == 3
    sent = form_fields(first.text, "/way-in/words")
    session = kit.cookie("__Host-s")
    assert kit.post("/way-in/words", sent | {"words": phrases[1], "now": "not these"}).status_code == 422
    assert kit.post("/way-in/words", sent | {"words": "not those", "now": kit.words}).status_code == 422  # type: ignore[attr-defined]
    assert kit.post("/way-in/words", sent | {"offer": "x", "words": phrases[1], "now": kit.words}).status_code == 422  # type: ignore[attr-defined]
    done = kit.post("/way-in/words", sent | {"words": phrases[1], "now": kit.words})  # type: ignore[attr-defined]
    assert done.headers["Location"] == "/way-in"
    assert kit.cookie("__Host-s") not in (None, session)
    assert "A new way in was made" in kit.get("/me").text
    kit.get("/x")
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 422  # type: ignore[attr-defined]
    assert kit.submit("/in", name=kit.name, words=phrases[1]).status_code == 303  # type: ignore[attr-defined]


def test_closing_ones_account_takes_two_taps_and_says_first_what_stays(kit: Browser) -> None:
    assert 'href="/way-in/close"' in kit.get("/way-in").text
    page = kit.get("/way-in/close").text
    assert "What you sent stays with the workers" in page
    assert page.index("What you sent stays") < page.index("<button")
    answer = kit.submit("/way-in/close")
    assert answer.headers["Location"] == "/bye/closed"
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert kit.get("/me").headers["Location"] == "/in"
    assert "Your account is closed" in kit.get("/bye/closed").text
    assert kit.get("/bye/something").status_code == 404


@pytest.mark.parametrize(("way", "said"), [("together", "Together, then"), ("paper", "On paper, then")])
def test_whose_phone_offers_to_do_without_one(world: World, child: str, way: str, said: str) -> None:
    browser = world.browser()
    browser.submit("/j", code=world.code(child, child))
    world.match(child, child)
    page = browser.get("/j/phone")
    assert form_fields(page.text, "/j/phone")["phone"] == "shared", "the careful way stands there first"
    answer = browser.submit("/j/phone", phone=way)
    assert answer.headers["Location"] == f"/bye/{way}"
    assert said in browser.follow(answer).text
    assert browser.get("/j/words").status_code == 303
    assert browser.cookie("__Host-d") is None


def test_my_page_tells_what_is_to_be_known_after_signing_in(kit: Browser, world: World) -> None:
    assert "Try it once" in kit.get("/me").text
    world.browser().submit("/in", name=kit.name, words="not these words")  # type: ignore[attr-defined]
    kit.submit("/again", words=kit.words)  # type: ignore[attr-defined]
    world.hands.move(hours=1)
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    page = kit.get("/me").text
    assert "Try it once" not in page
    assert "somewhere else" not in page, "that session had ended by itself"


# -- what is typed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [b"a%00b", b"%ff%fe", b"%ed%a0%80"], ids=["nul", "no utf-8", "half a character"])
@pytest.mark.parametrize("path", ["/in", "/again", "/way-in/phone"])
def test_a_passphrase_that_is_no_text_is_refused_and_nothing_falls_over(kit: Browser, path: str, bad: bytes) -> None:
    if path == "/in":
        kit.get("/x")
    csrf = token(kit, "/in" if path == "/in" else "/me")
    fields = {b"csrf_token": csrf.encode(), b"name": b"a", b"phone": b"mine"}
    body = b"&".join([*(name + b"=" + value for name, value in fields.items()), b"words=" + bad])
    answer = kit.post(path, body, content_type="application/x-www-form-urlencoded")  # type: ignore[arg-type]
    assert answer.status_code == 400 if b"%00" in bad else answer.status_code == 422, "read as the figures they are"
    parts = {**fields, b"words": unquote_to_bytes(bad)}
    body = b"".join(b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
                    for name, value in parts.items()) + b"--x--\r\n"  # fmt: skip
    answer = kit.post(path, body, content_type="multipart/form-data; boundary=x")  # type: ignore[arg-type]
    assert answer.status_code == 400


def test_ten_megabytes_of_passphrase_are_refused_before_anything_is_done_with_them(
    kit: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    csrf = token(kit)
    monkeypatch.setattr("portal.store.proofs.Hasher.verify", lambda *a: pytest.fail("hashed"))
    assert kit.post("/in", {"csrf_token": csrf, "name": "a", "words": "x" * 10_000_000}).status_code == 413


def test_on_a_phone_that_others_use_the_browser_is_asked_to_keep_and_to_learn_nothing(
    kit: Browser, mum: Browser
) -> None:
    """T-08."""
    for browser, mine in ((kit, False), (mum, True)):
        browser.submit("/q")
        path = re.findall(r'href="(/q/[\w-]+)"', browser.get("/q/list").text)
        boxes = [box for each in path for box in re.findall(r"<textarea[^>]*>", browser.get(each).text)]
        assert boxes
        for box in boxes:
            assert 'autocomplete="off"' in box
            assert ('spellcheck="false" autocorrect="off"' in box) is not mine
        assert ("current-password" in browser.get("/again").text) is mine
        browser.get("/x")
        assert ("current-password" in browser.get("/in").text) is mine
