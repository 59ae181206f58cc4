"""What somebody typed is never lost to a page that says no."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.client import Browser, form_fields
from tests.world import World

WORDS = '</textarea><script>alert(1)</script> I want & "need"\n\nto swim\n  on Mondays'
AUTO = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def kit(world: World) -> Browser:
    """Kit, on a phone that others use, who has seen the notice."""
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    return kit


def fields(kit: Browser, **more: Any) -> dict[str, Any]:
    """The form of one question, filled in."""
    return form_fields(kit.get("/q/want-next").text, "/q/want-next") | {"answer": WORDS.replace("\n", "\r\n")} | more


def words_on(answer: TestResponse) -> str:
    """What stands in the box to copy from, as a browser would read it; nothing of it is markup."""
    assert "Location" not in answer.headers
    assert "<script>alert" not in answer.text
    boxes = re.findall(r'<textarea id="words"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    assert len(boxes) == 1
    return unescape(boxes[0]).replace("\r\n", "\n")


def test_when_the_session_is_over_the_page_holds_the_words_and_the_way_to_sign_in(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(hours=3)
    answer = kit.post("/q/want-next", typed)
    assert answer.status_code == 401
    assert words_on(answer) == WORDS
    assert 'href="/in"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store, max-age=0"


@pytest.mark.parametrize("headers", [AUTO, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Request-Type": "full"}])
def test_while_typing_it_is_the_same(kit: Browser, world: World, headers: dict[str, str]) -> None:
    typed = fields(kit)
    world.hands.move(hours=3)
    answer = kit.post("/q/want-next", typed, headers=headers)
    assert answer.status_code == 401
    assert words_on(answer) == WORDS
    assert 'href="/in"' in answer.text


def test_after_signing_in_again_what_was_kept_before_stands_and_the_words_can_be_saved(
    kit: Browser, world: World
) -> None:
    assert kit.post("/q/want-next", fields(kit, answer="kept before")).status_code == 303
    typed = fields(kit)
    world.hands.move(hours=3)
    copied = words_on(kit.post("/q/want-next", typed))
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 303  # type: ignore[attr-defined]
    assert form_fields(kit.get("/q/want-next").text, "/q/want-next")["answer"] == WORDS, "given back, not saved"
    assert "kept before" in kit.get("/q/check").text
    assert kit.submit("/q/want-next", answer=copied).status_code == 303
    assert form_fields(kit.get("/q/want-next").text, "/q/want-next")["answer"] == WORDS


@pytest.mark.parametrize("token", [None, "", "nonsense"])
def test_without_the_token_of_our_page_nothing_is_kept_and_the_words_stand_on_the_page(
    kit: Browser, token: str | None
) -> None:
    typed = fields(kit, csrf_token=token)
    answer = kit.post("/q/want-next", {name: value for name, value in typed.items() if value is not None})
    assert answer.status_code == 400
    assert words_on(answer) == WORDS
    assert form_fields(kit.get("/q/want-next").text, "/q/want-next")["answer"] == ""


def test_a_form_that_our_page_did_not_make_gives_the_words_back(kit: Browser) -> None:
    answer = kit.post("/q/want-next", fields(kit, tab="nonsense"))
    assert answer.status_code == 400
    assert words_on(answer) == WORDS


def test_who_typed_nothing_is_led_to_sign_in(kit: Browser, world: World) -> None:
    typed = fields(kit, answer="")
    world.hands.move(hours=3)
    answer = kit.post("/q/want-next", typed)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/in")


def test_words_sent_before_the_worker_said_yes_stand_on_the_page(kit: Browser, world: World) -> None:
    """An account that joined anew, in whose browser a question is still open."""
    typed = fields(kit, answer="kept before")
    assert kit.post("/q/want-next", typed).status_code == 303
    world.hands.move(days=1)
    again = world.join("NK-4417", "NK-4417", take_home=True)
    token = form_fields(again.get("/again").text, "/again")["csrf_token"]
    answer = again.post("/q/want-next", typed | {"csrf_token": token, "answer": WORDS, "version": "1"})
    assert answer.status_code == 409
    assert words_on(answer) == WORDS
