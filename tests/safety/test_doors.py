"""Net 1: which kind of person may knock at which address, on both sides, as the committed list says."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.web.kit.doors import Door, put_doors_in
from portal.web.kit.services import services
from tests.client import HTTPS, Browser
from tests.world import World

LIST = Path(__file__).with_name("doors.txt")
RENEW = "RENEW_DOORS=1 python -m pytest tests/safety/test_doors.py -k committed"


def doors(world: World) -> str:
    lines = []
    for side, app in (("family", world.family_app), ("desk", world.desk_app)):
        for rule in app.url_map.iter_rules():
            door = getattr(app.view_functions[rule.endpoint], "door", None)
            methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            lines.append(
                f"{side:7} {rule.rule:40} {methods:5} {rule.endpoint:32} {door.value if door else 'NO DOOR'}".rstrip()
            )
    return "\n".join(sorted(lines)) + "\n"


def test_every_address_has_the_door_that_the_committed_list_gives_it(world: World) -> None:
    found = doors(world)
    if os.environ.get("RENEW_DOORS"):
        LIST.write_text(found)
    assert found == LIST.read_text(), f"who may knock has changed. If that is meant, look at it and renew it: {RENEW}"


def test_no_address_is_without_a_door(world: World) -> None:
    assert "NO DOOR" not in doors(world)


def test_families_and_workers_have_no_door_in_common(world: World) -> None:
    kinds = {
        side: {getattr(view, "door", None) for view in app.view_functions.values()}
        for side, app in (("family", world.family_app), ("desk", world.desk_app))
    }
    assert Door.WORKER not in kinds["family"]
    assert kinds["desk"] == {Door.WORKER, Door.ENROLLING, Door.OPEN}


def test_a_view_without_a_door_answers_404() -> None:
    app = Flask("nobody-thought-of-it")
    app.secret_key = "nothing"
    app.add_url_rule("/forgotten", "forgotten", lambda: "something private")
    put_doors_in(app, lambda session, companion: pytest.fail("nobody is asked for"))
    answer = app.test_client().get("/forgotten")
    assert answer.status_code == 404
    assert "something private" not in answer.text


def public_addresses(world: World) -> list[str]:
    found = ["/robots.txt", "/", "/g/"]
    with world.family_app.test_request_context("/"):
        library = services().library
        for language in services().languages:
            found += [f"/g/{language}/", f"/g/{language}/now", f"/g/{language}/leaving"]
            for area in library.areas(language):
                found += [f"/g/{language}/{area}/", f"/g/{language}/{area}/walk", f"/g/{language}/{area}/walk-young"]
                found += [f"/g/{language}/{area}/{slug}" for slug in library.guides(area, language)]
    return found


def test_public_pages_say_the_same_to_everybody_whatever_cookies_they_come_with(world: World) -> None:
    """They read no cookie: not who somebody is, and not their language either."""
    child = world.family_ready("norfolk")
    addresses = public_addresses(world)
    assert len(addresses) > 100
    stranger, kit = world.browser(), world.join(child, child)
    kit.get("/l/ar-XB")
    assert kit.cookie("__Host-lang") == "ar-XB"
    # The one who has cookies goes first, and is the one for whom the day's pages are rendered and kept.
    theirs = {address: whole(kit.get(address)) for address in addresses}
    world.family_app.extensions["portal"].kept.clear()
    for address, seen in theirs.items():
        assert seen == whole(stranger.get(address)), address


def whole(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer but the time and the nonce, which are new each time."""
    headers = [(name, re.sub("nonce-[^']+", "", value)) for name, value in answer.headers if name != "Date"]
    return answer.status_code, answer.data, headers


def test_public_pages_set_no_cookie_and_open_no_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = public_addresses(world)
    cupboard = world.family_app.extensions["portal"].family
    for way in ("reading", "writing", "tracing"):
        monkeypatch.setattr(cupboard, way, lambda *a, **k: pytest.fail("a public page asked the store"))
    browser = world.browser()
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code in (200, 302), address
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address


@pytest.mark.parametrize("side", ["family", "desk"])
def test_a_closed_door_looks_the_same_to_a_stranger_whatever_is_behind_it(world: World, side: str) -> None:
    """Somebody who has not signed in is led to the same page from every private address, there or not."""
    child = world.family_ready("norfolk")
    app = world.family_app if side == "family" else world.desk_app
    browser = Browser(app)
    there, not_there = ("/m/x", "/q/none") if side == "family" else (f"/c/{child}", "/c/NONE-1")
    answers = [browser.get(address) for address in (there, not_there)]
    assert [a.status_code for a in answers] == [303, 303]
    assert {a.headers["Location"] for a in answers} == {"/in"}
    assert answers[0].data == answers[1].data
    assert HTTPS[side] not in answers[0].text
