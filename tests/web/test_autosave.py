"""Saving while somebody types: a part of the page comes back, and nothing is said that is not so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.client import Browser, form_fields
from tests.world import World

AUTO = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def kit(world: World) -> Browser:
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    return kit


def fields(kit: Browser) -> dict[str, Any]:
    return form_fields(kit.get("/q/want-next").text, "/q/want-next")


def auto(kit: Browser, sent: dict[str, Any], **more: str) -> TestResponse:
    return kit.post("/q/want-next", sent | more, headers=AUTO)


def test_only_the_part_that_says_saved_comes_back(kit: Browser) -> None:
    answer = auto(kit, fields(kit), answer="I want")
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="saved"')
    assert "<html" not in answer.text
    assert "Saved 9am" in answer.text
    assert 'name="version" value="1"' in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_the_part_is_what_stands_on_the_page(kit: Browser) -> None:
    page = kit.get("/q/want-next").text
    assert page.count('id="saved"') == 1
    assert 'hx-target="#saved"' in page
    assert "Saved" not in page.split('id="saved"')[1].split("</div>")[0]


def test_a_page_is_whole_unless_a_part_was_asked_for(kit: Browser) -> None:
    sent = fields(kit)
    assert (
        kit.post(
            "/q/want-next", sent | {"answer": "a"}, headers={"HX-Request": "true", "HX-Request-Type": "full"}
        ).status_code
        == 303
    )
    for headers in (AUTO, {"HX-Request": "true"}, {"HX-Request": "true", "HX-History-Restore-Request": "true"}, {}):
        assert "<html" in kit.get("/q/want-next", headers=headers).text


def test_while_typing_each_save_goes_on_from_the_one_before(kit: Browser) -> None:
    sent = fields(kit)
    for count, words in enumerate(("I", "I want", "I want to swim"), 1):
        answer = auto(kit, sent, answer=words, version=str(count - 1))
        assert f'name="version" value="{count}"' in answer.text
    assert auto(kit, sent, answer="I want to swim", version="2").status_code == 200
    assert fields(kit)["answer"] == "I want to swim"


def test_in_another_tab_saving_while_typing_is_refused_again_and_again_until_somebody_has_seen_both(
    kit: Browser,
) -> None:
    here, there = fields(kit), fields(kit)
    auto(kit, here, answer="words from here")
    for words in ("words", "words from", "words from there"):
        refused = auto(kit, there, answer=words)
        assert refused.status_code == 409
        assert "Not saved yet" in refused.text
        there |= {"version": form_fields(f'<form action="x">{refused.text}</form>', "x")["version"]}
    assert fields(kit)["answer"] == "words from here"
    pressed = kit.post("/q/want-next", there | {"answer": "words from there"})
    assert pressed.status_code == 409
    assert "words from here" in pressed.text


def test_too_long_is_said_while_typing_and_nothing_is_cut(kit: Browser) -> None:
    refused = auto(kit, fields(kit), answer="x" * 1501)
    assert refused.status_code == 422
    assert "Not saved yet" in refused.text
    assert fields(kit)["answer"] == ""


def test_when_the_session_is_over_a_part_is_refused_and_leads_nowhere(kit: Browser, world: World) -> None:
    sent = fields(kit)
    world.hands.move(minutes=16)
    refused = auto(kit, sent, answer="I want")
    assert refused.status_code == 401
    assert "Location" not in refused.headers


def test_the_last_words_are_kept_when_somebody_leaves_in_a_hurry(kit: Browser, world: World) -> None:
    sent = fields(kit) | {"answer": "I want to swim", "question": "want-next"}
    assert kit.post("/x", sent).status_code == 204
    assert kit.get("/me").status_code == 303
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 303  # type: ignore[attr-defined]
    assert fields(kit)["answer"] == "I want to swim"


def test_last_words_of_a_page_that_another_one_has_overtaken_wait_until_they_sign_in_again(
    world_on_each: World,
) -> None:
    child = world_on_each.family_ready()
    kit = world_on_each.join(child, child)
    kit.submit("/q")
    sent = fields(kit) | {"answer": "from the first page", "question": "want-next"}
    assert auto(kit, fields(kit), answer="from the second page").status_code == 200
    assert kit.post("/x", sent).status_code == 204
    back = kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert back.headers["Location"] == "/q/want-next"
    assert fields(kit)["answer"] == "from the first page"
    assert "from the second page" in kit.get("/q/check").text
    both = kit.submit("/q/want-next")
    assert both.status_code == 409 and "from the first page" in both.text and "from the second page" in both.text


def test_a_page_whose_token_is_of_a_session_before_learns_the_one_of_now_and_whose_it_is(
    kit: Browser, world: World
) -> None:
    """They signed in again in another tab: this one goes on without being asked."""
    sent = fields(kit)
    world.hands.move(minutes=16)
    assert kit.submit("/in", name=kit.name, words=kit.words).status_code == 303  # type: ignore[attr-defined]
    refused = auto(kit, sent, answer="I want")
    assert refused.status_code == 400
    who = re.search(r'data-who="([^"]+)"', kit.get("/q/want-next").text)
    assert who and refused.headers["X-Who"] == who[1]
    assert auto(kit, sent, answer="I want", csrf_token=refused.headers["X-Token"]).status_code == 200
    mum = world.join("NK-4417", "mum")
    theirs = auto(mum, sent, answer="I want")
    assert theirs.status_code == 400 and theirs.headers["X-Who"] != who[1], "somebody else is signed in there by now"
    for answer in (
        auto(Browser(world.family_app), sent, answer="I want"),  # without a cookie
        kit.post("/q/want-next", sent | {"answer": "I want"}),  # without a script
        kit.post("/q/want-next", sent, headers=AUTO | {"Sec-Fetch-Site": "cross-site"}),
    ):
        assert answer.status_code in (400, 403)
        assert "X-Token" not in answer.headers


@pytest.mark.parametrize("headers", [AUTO, {}])
def test_an_answer_names_the_save_that_it_is_of(kit: Browser, headers: dict[str, str]) -> None:
    """So that nothing else passes for saved: neither another network's page nor a page of ours to something else."""
    sent = fields(kit) | {"turn": "3"}
    saved = kit.post("/q/want-next", sent | {"answer": "I want"}, headers=headers)
    if headers:
        assert saved.headers["X-Saved"] == f"{sent['tab']}.3"
    refused = kit.post("/q/want-next", sent | {"answer": "x" * 1501, "turn": "4"}, headers=headers)
    assert (refused.status_code, refused.headers["X-Not-Saved"]) == (422, f"{sent['tab']}.4")
    other = kit.post("/q/want-next", sent | {"answer": "Other.", "tab": "e" * 16, "turn": "1"}, headers=headers)
    assert (other.status_code, other.headers["X-Not-Saved"]) == (409, f"{'e' * 16}.1")
    assert not {"X-Saved"} & {*refused.headers.keys(), *other.headers.keys()}


@pytest.mark.parametrize("broken", [{"question": "nothing"}, {"tab": "x"}, {"version": "x"}, {"answer": "x" * 1501}])
def test_leaving_works_whatever_became_of_the_last_words(kit: Browser, broken: dict[str, str]) -> None:
    sent = fields(kit) | {"answer": "I want", "question": "want-next"} | broken
    assert kit.post("/x", sent).status_code == 204
    assert kit.get("/me").status_code == 303
