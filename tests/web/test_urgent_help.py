"""Help for somebody in danger stands on every page of the family side, errors too: same place, same order.

And no number is shown as checked that nobody has looked at lately.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Side
from portal.web.kit.doors import Door
from portal.web.kit.errors import LAST_WORDS
from tests.client import HTTPS, Browser
from tests.conftest import Hands, close, settings_for
from tests.safety.test_headers import FAMILY_REFS, addresses, joining
from tests.world import World

CONTENT = Path(__file__).resolve().parents[2] / "content"
NOT_CHECKED = "Not yet checked by your council."
ORDER = ["tel:999", "tel:08001111", "/g/en/now"]


def help_on(answer: TestResponse, at: str) -> str:
    """The help that stands at the foot of a page; it is the first thing there, and stands there once."""
    assert answer.mimetype == "text/html", at
    foot = re.search(r'<footer class="foot">\s*(<p class="urgent">.*?</p>)', answer.text, re.DOTALL)
    assert foot, f"{at} has no help at its foot"
    assert answer.text.count('class="urgent"') == 1, at
    return " ".join(foot[1].split())


def leads_to(help_here: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', help_here)


@pytest.fixture
def people(world: World) -> dict[str, Browser]:
    child = world.family_ready("norfolk")
    return {
        "child": world.join(child, child),
        "mum": world.join(child, "mum"),
        "joining": joining(world, child),
        "stranger": world.browser(),
    }


def test_it_stands_on_every_page_in_the_same_place_and_order(world: World, people: dict[str, Browser]) -> None:
    seen: set[str] = set()
    for who, browser in people.items():
        own = browser.get("/p").text if who in ("child", "mum") else ""
        paths = {*addresses(world.family_app, FAMILY_REFS), *re.findall(r'href="(/[mq]/[\w-]+)"', own), "/nothing"}
        for path in sorted(paths - {"/x"}):
            answer = browser.get(path)
            if answer.mimetype == "text/html" and answer.status_code not in (302, 303, 308):
                found = help_on(answer, f"{who} at {path}")
                assert leads_to(found) == ORDER, path
                seen.add(found)
    assert len(seen) == 1, "word for word the same"


def test_it_stands_on_the_page_of_every_error(people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    stranger, child = people["stranger"], people["child"]
    base = HTTPS["family"]
    ours = {"Referer": base + "/"}
    tries: dict[int, tuple[str, dict[str, Any]]] = {
        400: ("/in", {"method": "POST", "data": {"csrf_token": "wrong"}, "headers": ours}),
        401: ("/me", {"headers": {"HX-Request": "true"}}),
        403: ("/in", {"method": "POST", "headers": {"Origin": "https://evil.example"}}),
        404: ("/nothing", {}),
        405: ("/g/en/now", {"method": "DELETE", "headers": ours}),
        413: ("/in", {"method": "POST", "data": {"answer": "x" * 1_100_000}, "headers": ours}),
        415: ("/in", {"method": "POST", "json": {}, "headers": ours}),
        431: ("/in", {"headers": {"Accept-Language": "x," * 9_000}}),
    }
    for status, (path, more) in tries.items():
        for browser in (stranger, child) if status != 401 else (stranger,):
            answer = browser._client.open(path, base_url=base, **more)
            assert answer.status_code == status, (path, answer.status_code)
            assert leads_to(help_on(answer, str(status))) == ORDER, status
    unknown = stranger._client.get("/in", base_url="https://evil.example")
    assert (unknown.status_code, leads_to(help_on(unknown, "another host"))) == (400, ORDER)
    file = stranger._client.post("/in", base_url=base, data={"f": (BytesIO(b"MZ"), "x.exe")}, headers=ours)
    assert (file.status_code, leads_to(help_on(file, "a file"))) == (400, ORDER)

    app = stranger.app
    monkeypatch.setattr(app, "testing", False)
    for error, status in ((RuntimeError("x"), 500), (OperationalError("x", {}, Exception("x")), 503)):

        def fall(*args: object, error: Exception = error, **more: object) -> None:
            raise error

        fall.door = Door.OPEN  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, "account.sign_in", fall)
        answer = stranger._client.get("/in", base_url=base)
        assert (answer.status_code, leads_to(help_on(answer, str(status)))) == (status, ORDER)


def test_somebody_who_asks_too_often_still_finds_it(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    app = create_app(settings_for(Side.FAMILY, sqlite_urls, keys, requests_a_second=1), hands.clock)
    browser = Browser(app)
    for _ in range(5):
        browser.get("/in")
    answer = browser.get("/in")
    assert (answer.status_code, leads_to(help_on(answer, "429"))) == (429, ORDER)
    close(app)


def test_where_no_page_can_be_made_any_more_the_plain_words_name_both_numbers(
    people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*args: object) -> None:
        raise RuntimeError("x")

    app = people["stranger"].app
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr("portal.web.kit.sessions._csrf", fall)
    answer = people["stranger"]._client.get("/nothing", base_url=HTTPS["family"])
    assert (answer.status_code, answer.data) == (500, LAST_WORDS)
    assert LAST_WORDS.index(b"Call 999") < LAST_WORDS.index(b"Childline 0800 1111")


@pytest.mark.parametrize("tag", ["en", "pl", "en-XA", "ar-XB"])
def test_in_every_language_the_numbers_are_the_same_and_in_the_same_order(world: World, tag: str) -> None:
    browser = world.browser()
    browser.get(f"/l/{tag}")
    for path in (f"/g/{tag}/", f"/g/{tag}/leaving", "/in", "/nothing"):
        found = leads_to(help_on(browser.get(path), path))
        assert found[:2] == ORDER[:2] and found[2] == f"/g/{tag}/now", path


# -- numbers and the days on which somebody looked at them -------------------------------------------------


@pytest.fixture
def portal(tmp_path: Path, sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Flask]:
    """The family side, where somebody has rung the Family Rights Group and 101 and nobody else."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = content / "helplines" / "helplines.yaml"
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("  frg:", "  police_101:")):
            line = line.replace("checked_on: null, check_by: null", "checked_on: 2026-11-20, check_by: 2026-12-20")
        lines.append(line)
    path.write_text("\n".join(lines), encoding="utf-8")
    app = create_app(settings_for(Side.FAMILY, sqlite_urls, keys, content=content), hands.clock)
    yield app
    close(app)


def entries(app: Flask, path: str) -> dict[str, bool]:
    """Each number on a page, by its link, and whether it stands there as checked."""
    html = Browser(app).get(path).text
    main = html[html.index("<main") : html.index("</main>")]
    items = [unescape(item) for item in re.findall(r"<li>(.*?)</li>", main, re.DOTALL) if 'class="ring"' in item]
    return {re.search(r'href="([^"]+)"', item)[1]: NOT_CHECKED not in item for item in items}  # type: ignore[index]


@pytest.mark.parametrize("path", ["/g/en/now", "/g/en/norfolk/help-and-complaints"])
def test_a_number_stands_as_checked_only_while_its_check_holds(portal: Flask, hands: Hands, path: str) -> None:
    frg, emergency = "tel:08088010366", {"tel:999", "tel:111"}
    first = entries(portal, path)
    shown_as_checked = {number for number, checked in first.items() if checked}
    assert shown_as_checked - emergency <= {frg, "tel:101"}, "nobody has looked at any other"
    assert frg not in first or first[frg]
    hands.move(days=(date(2026, 12, 21) - hands.now.date()).days)
    assert not entries(portal, path).get(frg), "it is due again: not shown as checked"
    hands.move(days=29)
    assert set(entries(portal, path)) == set(first)
    hands.move(days=1)
    gone = set(first) - set(entries(portal, path))
    assert gone == {frg} & set(first), "thirty days later it goes; 101 never does"


def test_as_we_ship_it_no_number_stands_as_checked(world: World) -> None:
    """But for those that everybody knows, which carry no such word at all."""
    for path in ("/g/en/now", "/g/en/derby/the-levels", "/g/en/norfolk/your-person"):
        found = entries(world.family_app, path)
        assert found
        assert {number for number, checked in found.items() if checked} <= {"tel:999", "tel:111"}, path
        assert NOT_CHECKED in Browser(world.family_app).get(path).text
