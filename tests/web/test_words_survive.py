"""What somebody typed is never lost to a page that says no."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.domain.errors import Busy, NotFound
from portal.journeys.desk import do_task, read_views, say_outcome
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


def test_words_that_are_too_long_before_the_notice_was_read_stand_on_the_page(world: World) -> None:
    child = world.family_ready()
    kit = world.join(child, child)
    sent = {"csrf_token": form_fields(kit.get("/q").text, "/q")["csrf_token"], "tab": "a" * 16, "version": "0"}
    answer = kit.post("/q/want-next", {**sent, "answer": "x" * 2_000})
    assert answer.status_code == 409
    assert words_on(answer) == "x" * 2_000


# -- at the desk -----------------------------------------------------------------------------------------


@pytest.fixture
def forms(world: World) -> tuple[Browser, list[tuple[str, dict[str, Any]]]]:
    """A worker's desk, and what they have typed there: what came of an answer, and how somebody was heard."""
    child = world.family_ready()
    for person, ref, said in (("mum", "most-want", "A later bus"), (child, "coming", "no-share-words")):
        somebody = world.join(child, person)
        somebody.submit("/q")
        somebody.submit(f"/q/{ref}", answer=said, reader="meeting")
        assert somebody.submit("/q/check", one=[ref]).status_code == 303
    read_views.open_new(world.room, world.worker("tunde"), child)
    desk = world.at_the_desk("tunde")
    page = desk.get(f"/c/{child}/words").text + desk.get("/").text
    found = []
    for pattern, form in ((r'"(/c/[^"]+/words/[0-9a-f]+/came)"', ""), (r'"(/c/[^"]+/task/[0-9a-f]+)"', "/gathered")):
        path = re.findall(pattern, page)[0]
        fields = form_fields(desk.get(path).text, f"{path}{form}")
        found.append((f"{path}{form}", fields | {"answer": WORDS, "kind": "happened", "how": "phone"}))
    return desk, found


def test_what_a_worker_typed_stands_on_the_page_when_the_session_is_over(
    forms: tuple[Browser, list[tuple[str, dict[str, Any]]]], world: World
) -> None:
    desk, typed = forms
    world.hands.move(hours=3)
    for path, fields in typed:
        answer = desk.post(path, fields)
        assert answer.status_code == 401, path
        assert words_on(answer) == WORDS.replace("\r\n", "\n")


def test_what_a_worker_typed_stands_on_the_page_when_something_is_busy_or_is_gone(
    forms: tuple[Browser, list[tuple[str, dict[str, Any]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, typed = forms
    for problem, status in ((Busy(), 503), (NotFound(), 404)):

        def fails(*_asked: object, problem: Exception = problem) -> None:
            raise problem

        monkeypatch.setattr(say_outcome, "say", fails)
        monkeypatch.setattr(do_task, "say_gathered", fails)
        for path, fields in typed:
            answer = desk.post(path, fields)
            assert answer.status_code == status, path
            assert words_on(answer) == WORDS
