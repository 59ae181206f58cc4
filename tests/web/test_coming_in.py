"""The pages on which somebody comes in: every form filled in by hand, and what nobody may send."""

from __future__ import annotations

import re

import pytest

from tests.client import HTTPS, Browser, form_fields
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


def test_looking_at_the_page_of_a_code_spends_nothing(world: World) -> None:
    child = world.bring_in()
    code = world.code(child, child)
    browser = world.browser()
    for path in ("/j", f"/j?code={code}", f"/j?code={code}&x=1"):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = browser._client.open(path, method=method, base_url=HTTPS["family"])
            assert answer.status_code == 200
            assert code not in answer.text
    assert browser.submit("/j", code=code).headers["Location"] == "/j/phone"
    assert world.browser().submit("/j", code=code).status_code == 422


def test_joining_with_made_up_words_that_were_typed_wrong_shows_them_again(world: World) -> None:
    child = world.bring_in()
    browser = world.browser()
    browser.submit("/j", code=world.code(child, child))
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
        assert answer.status_code == 400
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
