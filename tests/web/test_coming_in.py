"""The pages on which somebody comes in: every form filled in by hand, and what nobody may send."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.domain.errors import Invalid
from portal.journeys.desk import invite, matching
from portal.journeys.family import wrong_codes
from portal.store.family.tables import invitation, tally
from portal.store.proofs import Hasher
from tests.client import HTTPS, Browser, form_fields
from tests.journeys.people import KIT, MUM
from tests.world import World


@pytest.fixture
def kit(world: World) -> Browser:
    child = world.family_ready()
    return world.join(child, child)


def test_signing_in_and_leaving(kit: Browser) -> None:
    left = kit.get("/x")
    assert (left.status_code, left.headers["Location"]) == (303, "https://weather.example.org/")
    assert '"cookies"' in left.headers["Clear-Site-Data"]
    assert kit.get("/me").headers["Location"] == "/in"
    answer = kit.submit("/in", name=kit.name.upper(), words=kit.words.replace(" ", "-"))  # type: ignore[attr-defined]
    assert answer.headers["Location"] == "/me"
    assert "Hello Kit" in kit.get("/me").text


def test_wrong_words_keep_the_name_and_never_show_the_words(kit: Browser) -> None:
    kit.get("/x")
    for name, words in ((kit.name, "secret words of mine"), ("nobody-at-all", "secret words of mine"), ("", "")):  # type: ignore[attr-defined]
        answer = kit.submit("/in", name=name, words=words)
        assert answer.status_code == 422
        assert form_fields(answer.text, "/in")["name"] == name
        assert "secret words of mine" not in answer.text
        assert 'role="alert"' in answer.text
        assert "<title>Error:" in answer.text


def test_an_unknown_name_gets_the_very_page_that_a_wrong_word_gets(kit: Browser, world: World) -> None:
    pages = []
    for name in (kit.name, "nobody-at-all-here"):  # type: ignore[attr-defined]
        answer = world.browser().submit("/in", name=name, words="secret words of mine")
        plain = re.sub(r'(nonce|value|data-token)="[^"]*"', r'\1=""', answer.text)
        pages.append((answer.status_code, plain, sorted(answer.headers.keys())))
    assert pages[0] == pages[1]


def test_the_session_is_another_one_after_signing_in(kit: Browser) -> None:
    kit.get("/x")
    kit.get("/in")
    before = kit.cookie("__Host-s")
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert before
    assert kit.cookie("__Host-s") not in (None, before)


def test_without_its_companion_cookie_a_session_is_over(kit: Browser) -> None:
    companion = kit.cookie("__Host-h")
    assert companion
    kit.set_cookie("__Host-h", "")
    assert kit.get("/me").status_code == 303
    kit.set_cookie("__Host-h", companion)
    assert kit.get("/me").status_code == 303


@pytest.mark.parametrize("typed", ["", "  ", "-----", "abc", "' OR '1'='1", "{{7*7}}", "<b>", "0000000000"])
def test_a_code_that_does_not_work_is_refused_and_stands_in_the_field(world: World, typed: str) -> None:
    answer = world.browser().submit("/j", code=typed)
    assert answer.status_code == 422
    assert form_fields(answer.text, "/j")["code"] == typed


def test_code_get_head_options_have_no_effect(world: World) -> None:
    """G-08 and G-09: what follows links, fetches ahead or asks what is allowed spends no code."""
    child = world.bring_in()
    code = world.code(child, child)
    browser = world.browser()
    ahead = {"Sec-Purpose": "prefetch", "Purpose": "prefetch", "X-Moz": "prefetch"}
    for path in ("/j", f"/j?code={code}", f"/j?code={code}&x=1"):
        for method in ("GET", "HEAD", "OPTIONS"):
            for headers in [{}] * 30 + [ahead]:
                answer = browser._client.open(path, method=method, base_url=HTTPS["family"], headers=headers)
                assert answer.status_code == (405 if method == "OPTIONS" else 200)
                assert code not in answer.text
    assert browser.submit("/j", code=code).headers["Location"] == "/j/match"
    assert world.browser().submit("/j", code=code).status_code == 422


# -- bad inputs: G-01 to G-10 of the safety design (G-04, G-05 and G-10 have tests of their own) ------------


def typed_as(how: str, code: str) -> str:
    halves = f"{code[:5]}-{code[5:]}"
    return {
        "small": halves.lower(),
        "with a space": halves.replace("-", " "),
        "full width": "".join(chr(ord(c) + 0xFEE0) for c in code),
        "with an en dash": halves.replace("-", "–"),
        "O for 0": halves.replace("0", "O"),
        "o for 0": halves.replace("0", "o"),
        "I and l for 1": halves.replace("1", "I", 1).replace("1", "l"),
    }[how]


ACCEPTED = ["small", "with a space", "full width", "with an en dash", "O for 0", "o for 0", "I and l for 1"]


@pytest.mark.parametrize("how", ACCEPTED, ids=lambda how: f"{'G-03' if ' for ' in how else 'G-02'} {how}")
def test_a_code_works_however_it_is_typed(world: World, how: str) -> None:
    child = world.bring_in()
    code = world.code(child, child)
    while " for " in how and not {"0", "1"} <= set(code):
        code = world.code(child, child)
    assert world.browser().submit("/j", code=typed_as(how, code)).headers["Location"] == "/j/match"


NOT_A_CODE = {
    "G-01 nothing": "", "G-01 spaces": "   ", "G-01 dashes": "-----", "G-06 a megabyte": "A" * 900_000,
    "G-07 SQL": "' OR '1'='1", "G-07 null": "%00", "G-07 a real null": "K7QF2\0MTXA", "G-07 a path": "../../etc/passwd",
    "G-07 a template": "{{7*7}}",
}  # fmt: skip


@pytest.mark.parametrize("typed", NOT_A_CODE.values(), ids=NOT_A_CODE)
def test_what_is_no_code_is_neither_hashed_nor_counted_nor_logged(
    world: World, typed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    child = world.bring_in()
    code = world.code(child, child)
    browser = world.browser()
    monkeypatch.setattr(Hasher, "verify", None)
    for _ in range(12):
        answer = browser.submit("/j", code=typed)
        assert answer.status_code in (400, 413, 422)
        assert typed != "{{7*7}}" or "49" not in re.sub(r'"[^"]*"', "", answer.text)
    assert typed[:40] == "" or typed.strip("- ") == "" or typed[:40] not in caplog.text
    with world.room.family.reading() as db:
        assert db.execute(select(tally)).all() == []
    monkeypatch.undo()
    assert browser.submit("/j", code=code).status_code == 303


def test_after_ten_wrong_codes_in_an_hour_an_address_waits_and_is_told_how_long(world: World) -> None:
    """G-05: the eleventh is not even looked at, a right one neither; other addresses go on."""
    child = world.bring_in()
    code = world.code(child, child, take_home=True)
    browser = world.browser()
    for number in range(10):
        assert browser.submit("/j", code=f"{number:010}").status_code == 422
    for typed in ("1111111111", code):
        answer = browser.submit("/j", code=typed)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "900"
        assert "You can try again at 9.15am." in answer.text
        assert form_fields(answer.text, "/j")["code"] == typed
    with world.room.family.reading() as db:
        assert db.execute(select(invitation.c.used_at)).scalars().all() == [None]
    world.hands.move(minutes=15)
    assert browser.submit("/j", code="2222222222").status_code == 422
    assert browser.submit("/j", code=code).status_code == 429, "each wrong one more makes it wait again"
    world.hands.move(minutes=45)
    assert browser.submit("/j", code=code).status_code == 303


def test_somebody_elses_wrong_codes_keep_nobody_out(world: World) -> None:
    child = world.bring_in()
    code = world.code(child, child)
    for number in range(11):
        world.browser().submit("/j", code=f"{number:010}")
    kit = world.browser()
    page = kit.get("/j").text
    sent = form_fields(page, "/j") | {"code": code}
    assert kit.post("/j", sent, environ_overrides={"REMOTE_ADDR": "198.51.100.7"}).status_code == 303


def test_wrong_codes_from_everywhere_raise_an_alarm_once(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.bring_in()
    monkeypatch.setattr(wrong_codes, "ALARM_AN_HOUR", 6)
    for number in range(9):
        browser = world.browser()
        sent = form_fields(browser.get("/j").text, "/j") | {"code": f"{number:010}"}
        assert browser.post("/j", sent, environ_overrides={"REMOTE_ADDR": f"198.51.100.{number}"}).status_code == 422
    alarms = [record for record in caplog.records if record.getMessage() == "codes.alarm"]
    assert [record.levelname for record in alarms] == ["ERROR"]
    assert "198.51.100" not in caplog.text


# -- between the code and the words ----------------------------------------------------------------------


def beside_a_worker(world: World) -> Browser:
    """Somebody who has typed a code beside their worker, on the page that it leads to."""
    browser = world.browser()
    browser.submit("/j", code=world.code(KIT, KIT))
    return browser


AFTER = ("/j/phone", "/j/words", "/j/words?own=1", "/j/words?mine=1", "/me", "/p", "/q")


def test_before_the_number_is_matched_every_page_leads_back_to_it(world: World) -> None:
    world.family_ready()
    kit = beside_a_worker(world)
    token = {"csrf_token": re.findall(r'data-token="([^"]+)"', kit.get("/j/match").text)[0]}
    for path in AFTER:
        assert kit.get(path).headers["Location"] in ("/j/match", "/in")
    for path in ("/j/phone", "/j/words"):
        assert kit.post(path, token | {"phone": "mine", "words": "a b c d"}).headers["Location"] == "/j/match"
    world.match(KIT, KIT)
    assert kit.get("/j/match").headers["Location"] == "/j/phone"
    assert kit.get("/j/phone").status_code == 200


def test_the_phone_shows_two_digits_and_goes_on_once_they_were_matched(world: World) -> None:
    world.bring_in()
    kit = beside_a_worker(world)
    page = kit.get("/j/match")
    number = re.findall(r'class="code number">(\d\d)<', page.text)
    assert len(number) == 1
    asks = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert kit.get("/j/match", headers=asks).status_code == 204, "nothing has changed"
    world.match(KIT, KIT)
    on = kit.get("/j/match", headers=asks)
    assert (on.status_code, on.headers["HX-Redirect"], on.data) == (204, "/j/phone", b"")


@pytest.mark.parametrize("why", ["wrong", "late", "new", "shut"])
def test_a_phone_whose_code_is_dead_gets_the_plain_page_that_a_stranger_gets(world: World, why: str) -> None:
    world.bring_in()
    kit, stranger = beside_a_worker(world), world.browser()
    if why == "wrong":
        with pytest.raises(Invalid):
            code = matching.ask(world.room, world.worker("priya"), KIT, KIT).code
            assert code is not None
            matching.answer(world.room, world.worker("priya"), KIT, KIT, code.id, None)
    elif why == "late":
        world.hands.move(minutes=5)
    elif why == "new":
        world.code(KIT, KIT)
    else:
        invite.shut(world.room, world.worker("priya"), KIT, KIT)

    def plain(browser: Browser) -> tuple[int, str]:
        answer = browser.get("/j/match")
        return answer.status_code, re.sub(r'(nonce|value|data-token)="[^"]*"', r'\1=""', answer.text)

    assert plain(kit) == plain(stranger)
    assert "Ask your worker for a new code" in plain(kit)[1]
    assert kit.get("/j/phone").headers["Location"] == "/j"


def test_the_word_is_asked_for_and_said_again_how_many_tries_are_left(world: World) -> None:
    world.bring_in()
    made = world.invite(KIT, MUM, take_home=True)
    dawn = world.browser()
    assert dawn.follow(dawn.submit("/j", code=made.code)).headers["Location"] == "/j/word"
    assert "Type the word" in dawn.submit("/j/word", word="  ").text
    for left in ("4 more times", "3 more times", "2 more times", "1 more time."):
        answer = dawn.submit("/j/word", word="wrongly")
        assert answer.status_code == 422
        assert left in answer.text
        assert "wrongly" not in answer.text
        assert dawn.get("/j/phone").status_code == 303
    assert dawn.follow(dawn.submit("/j/word", word="wrongly")).status_code == 200
    assert dawn.get("/j/word").headers["Location"] == "/j/match"
    assert "Ask your worker for a new code" in dawn.get("/j/match").text
    again = world.browser()
    assert again.submit("/j", code=made.code).status_code == 422


def test_the_log_holds_no_code_number_or_word(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.bring_in()
    kit = beside_a_worker(world)
    kit.get("/j/match")
    made = world.invite(KIT, MUM, take_home=True)
    dawn = world.browser()
    dawn.submit("/j", code=made.shown)
    dawn.submit("/j/word", word=made.spoken)
    world.browser().submit("/j", code="ZZZZZ-ZZZZZ")
    for secret in (made.code, made.shown, made.spoken, "ZZZZZ"):
        assert secret not in caplog.text


def test_joining_with_made_up_words_that_were_typed_wrong_shows_them_again(world: World) -> None:
    child = world.bring_in()
    browser = world.browser()
    browser.submit("/j", code=world.code(child, child))
    world.match(child, child)
    assert browser.submit("/j/phone", phone="both").status_code == 422
    page = browser.get("/j/words").text
    sent = form_fields(page, "/j/words?")
    wrong = browser.post("/j/words", sent | {"words": "not those words"})
    assert wrong.status_code == 422
    assert form_fields(wrong.text, "/j/words?")["phrase"] == sent["phrase"]
    forged = browser.post("/j/words", sent | {"offer": sent["offer"][:-2] + "xx", "words": sent["phrase"]})
    assert forged.status_code == 422
    assert form_fields(forged.text, "/j/words?")["phrase"] != sent["phrase"]
    assert browser.get("/me").status_code == 303


def test_joining_with_words_of_ones_own(world: World) -> None:
    child = world.bring_in()
    browser = world.browser()
    browser.submit("/j", code=world.code(child, child))
    world.match(child, child)
    sent = form_fields(browser.get("/j/words?mine=1").text, "/j/words?mine=1")
    for weak, said in (
        ("short", "15 letters or more"),
        ("x" * 129, "128 letters"),
        ("password1234567", "easy to guess"),
    ):
        answer = browser.post("/j/words?mine=1", sent | {"words": weak})
        assert answer.status_code == 422
        assert said in answer.text
    assert browser.post("/j/words?mine=1", sent | {"words": "my gran sings 🍅 to tomatoes"}).status_code == 303
    assert "Hello Kit" in browser.get("/me").text


FORMS = ("/in", "/j", "/q", "/q/want-next", "/q/check", "/again", "/x", "/sent/anything")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_is_refused(kit: Browser, path: str) -> None:
    assert kit.post(path, {"answer": "x"}).status_code == 400
    assert kit.post(path, {"answer": "x", "csrf_token": "0" * 64}).status_code == 400
    assert kit.get("/me").status_code == 200, "and nobody is signed out by it"


@pytest.mark.parametrize("path", FORMS)
def test_a_form_from_another_site_is_refused_even_with_a_token(kit: Browser, path: str) -> None:
    token = form_fields(kit.get("/q").text, "/q")["csrf_token"]
    for site in ("cross-site", "same-site"):
        answer = kit.post(path, {"csrf_token": token}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert kit.get("/me").status_code == 200


def test_somebody_elses_token_is_refused(kit: Browser, world: World) -> None:
    other = world.join("NK-4417", "mum")
    token = form_fields(other.get("/q").text, "/q")["csrf_token"]
    assert kit.post("/q", {"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/", "/in", "/j", "/me", "/p", "/q", "/q/want-next", "/sent", "/x", "/g/en/norfolk/"])
def test_other_methods_are_refused(kit: Browser, method: str, path: str) -> None:
    assert kit._open(method, path).status_code == 405


def test_a_method_cannot_be_smuggled_in(kit: Browser) -> None:
    answer = kit.get("/me", headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 200
    assert kit.post("/me", {"_method": "DELETE"}).status_code in (400, 405)


@pytest.mark.parametrize(
    "to", ["//evil.example", "https:evil", "/\\evil", "%09//evil", "/x", "javascript:alert(1)", "/me"]
)
def test_after_typing_the_words_again_one_goes_to_our_own_pages_alone(kit: Browser, to: str) -> None:
    sent = form_fields(kit.get("/again").text, "/again") | {"words": kit.words, "to": to}  # type: ignore[attr-defined]
    assert kit.post("/again", sent).headers["Location"] == "/me"


@pytest.mark.parametrize(
    "path",
    ["/m/nothing", "/m/../p", "/q/nothing", "/p/x.css", "/p;.js", "/me%0a", "/sent/x", "/g/xx/", "/g/en/atlantis/"],
)
def test_what_is_not_there_is_a_page_that_says_so(kit: Browser, path: str) -> None:
    assert kit.get(path).status_code in (404, 405)


def test_what_comes_late_from_a_phone_that_was_left_puts_no_cookie_back(world: World) -> None:
    """A page that goes out of sight while it is left tells of it last of all, without a cookie."""
    phone = world.browser()
    for path in ("/away", "/back", "/in"):
        answer = phone.post(path, {"csrf_token": "x"})
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (400, None), path
    assert phone.get("/in").headers.get("Set-Cookie"), "whoever opens a form gets one"
