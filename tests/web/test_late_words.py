"""A session runs out while somebody writes: what they send is kept for a quarter of an hour, for them alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access.viewer import CommandLine
from portal.domain.keeping import Periods
from portal.journeys.desk import keep, make_safe
from portal.journeys.family.late import MOST
from portal.store.family.tables import late_words
from tests.client import Browser, form_fields
from tests.world import World

Q = "/q/want-next"
WORDS = "I want to swim.\n  Όχι σήμερα 🏊 <b>mañana</b>"
KEPT = "These words are kept for 15 minutes."
AUTO = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def kit(world: World) -> Browser:
    """Kit, on a phone that others use, who has begun to write."""
    return beginner(world)


def beginner(world: World) -> Browser:
    child = world.family_ready()
    kit = world.join(child, child)
    assert kit.submit("/q").status_code == 303
    return kit


def fields(browser: Browser, **more: Any) -> dict[str, Any]:
    """The form of the question as it stands on the screen, filled in."""
    return form_fields(browser.get(Q).text, Q) | {"answer": WORDS.replace("\n", "\r\n")} | more


def sign_in(browser: Browser, who: Browser | None = None) -> TestResponse:
    """Sign in on this phone; `who`: with somebody else's name and words."""
    of = who or browser
    return browser.submit("/in", name=of.name, words=of.words)  # type: ignore[attr-defined]


def held(world: World) -> list[Any]:
    with world.room.family.reading() as db:
        return list(db.execute(select(late_words)))


def in_the_box(browser: Browser) -> str:
    return str(form_fields(browser.get(Q).text, Q)["answer"])


@pytest.mark.parametrize("gone", [{"minutes": 16}, {"hours": 2, "minutes": 1}, {"days": 3}])
def test_words_that_came_too_late_stand_in_the_box_again_after_signing_in(
    world_on_each: World, gone: dict[str, int]
) -> None:
    world = world_on_each
    kit = beginner(world)
    typed = fields(kit)
    world.hands.move(**gone)
    late = kit.post(Q, typed)
    assert late.status_code == 401
    assert KEPT in late.text and "I want to swim." in late.text
    (row,) = held(world)
    assert b"swim" not in row.body, "sealed"
    back = sign_in(kit)
    assert back.headers["Location"] == Q
    page = kit.follow(back)
    assert "You were signed out before this was saved. Here are your words." in page.text
    assert "Not saved yet." in page.text
    assert in_the_box(kit) == WORDS
    assert kit.get("/q/list").text.count("Not started"), "nothing was saved by itself"
    assert kit.submit(Q).status_code == 303
    assert in_the_box(kit) == WORDS
    assert "signed out before" not in kit.get(Q).text
    assert held(world) == []
    assert sign_in(Browser(world.family_app), kit).headers["Location"] == "/me"


def test_while_typing_it_is_the_same_and_the_newest_words_count(kit: Browser, world: World) -> None:
    typed = fields(kit, turn="1")
    world.hands.move(minutes=16)
    for turn, words in enumerate(("I", "I want", "I want to swim"), 1):
        late = kit.post(Q, typed | {"answer": words, "turn": str(turn)}, headers=AUTO)
        assert late.status_code == 401
    assert len(held(world)) == 1, "one for each question"
    sign_in(kit)
    assert in_the_box(kit) == "I want to swim"


def test_nothing_newer_is_written_over_and_both_texts_are_shown(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    kit.post(Q, typed)
    other = Browser(world.family_app)
    sign_in(other, kit)
    fresh = form_fields(other.get(Q).text, Q)
    del fresh["late"]
    assert other.post(Q, fresh | {"answer": "Newer words.", "version": "0", "tab": "e" * 16}).status_code == 303
    sign_in(kit)
    refused = kit.submit(Q)
    assert refused.status_code == 409
    assert "Newer words." in refused.text and "I want to swim." in refused.text
    assert kit.post(Q, form_fields(refused.text, Q)).status_code == 303
    assert in_the_box(kit) == WORDS
    assert held(world) == []


def test_somebody_else_who_signs_in_on_that_phone_never_sees_them(kit: Browser, world: World) -> None:
    mum = world.join("NK-4417", "mum")
    mum.submit("/q")
    typed = fields(kit)
    world.hands.move(minutes=16)
    kit.post(Q, typed)
    kit.never |= {"I want to swim"}
    assert sign_in(kit, mum).headers["Location"] == "/me"
    for path in ("/me", "/q", "/q/list", "/q/check", "/q/going-well", "/sent"):
        kit.get(path)
    assert len(held(world)) == 1


def test_after_a_quarter_of_an_hour_they_are_gone(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    kit.post(Q, typed)
    world.hands.move(minutes=15)
    assert sign_in(kit).headers["Location"] == "/me"
    assert in_the_box(kit) == ""
    assert held(world) == [], "at their next look"


def test_the_job_that_forgets_takes_them_and_not_a_minute_early(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    kit.post(Q, typed)
    world.hands.move(minutes=14)
    run(world)
    assert len(held(world)) == 1
    world.hands.move(minutes=1)
    run(world)
    assert held(world) == []


def run(world: World) -> None:
    keep.run(world.room, CommandLine(), Periods())


def test_a_session_that_somebody_ended_keeps_nothing(kit: Browser, world: World) -> None:
    """By leaving, by signing in elsewhere, by a worker: the words stand on the page and nowhere else."""
    typed = fields(kit)
    cookies = {name: kit.cookie(name) or "" for name in ("__Host-s", "__Host-h")}
    assert sign_in(Browser(world.family_app), kit).status_code == 303
    world.hands.move(minutes=16)
    refused = kit.post(Q, typed)
    assert refused.status_code == 401 and KEPT not in refused.text and "I want to swim." in refused.text
    sign_in(kit)
    typed = fields(kit)
    cookies = {name: kit.cookie(name) or "" for name in cookies}
    kit.get("/x")
    for name, value in cookies.items():
        kit.set_cookie(name, value)
    for minutes in (0, 16):
        world.hands.move(minutes=minutes)
        refused = kit.post(Q, typed)
        assert refused.status_code == 401 and KEPT not in refused.text
    assert held(world) == []


def test_a_shut_door_a_missing_companion_and_a_covered_page_keep_nothing(kit: Browser, world: World) -> None:
    typed = fields(kit)
    kit.post("/away", {"csrf_token": typed["csrf_token"]})
    world.hands.move(minutes=16)
    assert KEPT not in kit.post(Q, typed).text, "its page was covered before"
    sign_in(kit)
    typed = fields(kit)
    world.hands.move(minutes=16)
    companion = kit.cookie("__Host-h") or ""
    kit.set_cookie("__Host-h", "x" * 43)
    assert KEPT not in kit.post(Q, typed).text
    kit.set_cookie("__Host-h", companion)
    assert KEPT in kit.post(Q, typed).text
    make_safe.make_safe(world.room, world.worker("priya"), "NK-4417", "NK-4417")
    assert KEPT not in kit.post(Q, typed | {"answer": "More."}).text


@pytest.mark.parametrize(
    "broken", [{"answer": "   "}, {"answer": "x" * 1501}, {"tab": "x"}, {"version": "x"}, {"turn": "x"}]
)
def test_what_the_question_does_not_take_is_not_kept(kit: Browser, world: World, broken: dict[str, str]) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    answer = kit.post(Q, typed | broken)
    assert answer.status_code == 401
    assert KEPT not in answer.text
    assert held(world) == []


def test_without_our_token_and_from_another_site_nothing_is_kept(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    assert kit.post(Q, typed | {"csrf_token": "x"}).status_code == 400
    assert kit.post(Q, typed, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert held(world) == []


def test_words_that_were_saved_after_signing_in_over_the_page_do_not_come_back(kit: Browser, world: World) -> None:
    """The page's own script goes on from where it was: what came late is older than what it saves then."""
    typed = fields(kit, turn="3")
    world.hands.move(minutes=16)
    kit.post(Q, typed, headers=AUTO)
    token = form_fields(kit.get("/in").text, "/in")["csrf_token"]
    over = {"name": kit.name, "words": kit.words, "here": "1", "csrf_token": token}  # type: ignore[attr-defined]
    answer = kit.post("/in", over)
    assert answer.status_code == 204
    more = typed | {"answer": "I want to swim. Often.", "turn": "4", "csrf_token": answer.headers["X-Token"]}
    assert kit.post(Q, more, headers=AUTO).status_code == 200
    assert in_the_box(kit) == "I want to swim. Often."
    assert sign_in(Browser(world.family_app), kit).headers["Location"] == "/me"
    more |= {"answer": "I want to swim. Always.", "turn": "5", "late": "1", "version": "1"}
    sign_in(kit)
    token = form_fields(kit.get(Q).text, Q)["csrf_token"]
    assert kit.post(Q, more | {"csrf_token": token}, headers=AUTO).status_code == 200
    assert held(world) == [], "the page says that it was there, and what was kept is gone with its next save"


def test_a_flood_is_limited(kit: Browser, world: World) -> None:
    typed = fields(kit)
    world.hands.move(minutes=16)
    kept = [KEPT in kit.post(Q, typed | {"answer": f"Number {number}"}).text for number in range(MOST + 3)]
    assert kept == [True] * MOST + [False] * 3
    assert len(held(world)) == 1


def test_the_readers_who_were_chosen_with_the_words_stand_chosen_again(kit: Browser, world: World) -> None:
    typed = fields(kit, reader="meeting")
    before = form_fields(kit.get(Q).text, Q)["reader"]
    assert before != "meeting"
    world.hands.move(minutes=16)
    kit.post(Q, typed)
    sign_in(kit)
    assert form_fields(kit.get(Q).text, Q)["reader"] == "meeting"
