"""Every page at the widths and in the lights in which people meet it, and in the pseudo-languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal, Walk, join, set_up_at_the_desk

PUBLIC = (
    "/", "/g/en/", "/g/en/norfolk/", "/g/en/norfolk/the-levels", "/g/en/norfolk/who-comes",
    "/g/en/norfolk/step-by-step", "/g/en/norfolk/walk", "/g/en/derby/walk-young",
    "/g/en/derby/the-levels", "/g/en/now", "/g/en/leaving", "/g/pl/norfolk/the-levels", "/g/ar-XB/norfolk/",
    "/g/en-XA/leaving", "/in", "/j", "/nothing-here",
)  # fmt: skip
MINE = (
    "/me",
    "/p",
    "/q",
    "/q/list",
    "/q/safe-out",
    "/q/coming",
    "/q/worries",
    "/q/take-part",
    "/q/not-here",
    "/q/ring-me",
    "/q/in/after-parent",
    "/q/check",
    "/q/done?n=1",
    "/q/my-questions",
    "/ask/the-levels",
    "/walk",
    "/walk/1",
    "/sent",
    "/with-me",
    "/again",
)
DESK = ("/", "/sessions", "/bring-in", "/c/DE-0618", "/c/DE-0618/copies", "/c/DE-0618/words")
SIGHTS = [(320, "light"), (390, "dark"), (1280, "light")]  # what is dark does not depend on the width


@pytest.mark.parametrize(("width", "scheme"), SIGHTS)
def test_every_public_page_is_calm_and_whole(
    portal: Portal, phone: Callable[..., Walk], width: int, scheme: str
) -> None:
    walk = phone(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in PUBLIC:
        walk.complaints.clear()
        walk.page.goto(portal.family + path)
        walk.complaints = [line for line in walk.complaints if "404" not in line]
        walk.look()


@pytest.mark.parametrize(("width", "scheme"), SIGHTS)
def test_every_page_of_ones_own_is_calm_and_whole(
    portal: Portal, derby: str, phone: Callable[..., Walk], width: int, scheme: str
) -> None:
    walk = phone(viewport={"width": width, "height": 800}, color_scheme=scheme)
    join(portal, walk.page, "gran")
    walk.page.goto(f"{portal.family}/q")
    walk.page.locator("main form button").click()
    for path in MINE:
        walk.page.goto(portal.family + path)
        walk.look()
    walk.page.goto(f"{portal.family}/q/managing")
    walk.page.get_by_label("I am not managing").check()
    walk.page.get_by_role("button", name="Save and go on").click()
    walk.page.wait_for_url("**/q/coming")
    expect(walk.page.get_by_text("You do not have to carry it alone.")).to_be_in_viewport()
    walk.look()
    walk.page.goto(f"{portal.family}/p")
    walk.page.locator("a[href^='/m/']").first.click()
    walk.look()


@pytest.mark.parametrize("language", ["en-XA", "ar-XB", "pl"])
def test_longer_words_and_words_from_right_to_left_fit_on_a_small_phone(
    portal: Portal, derby: str, phone: Callable[..., Walk], language: str
) -> None:
    walk = phone(viewport={"width": 320, "height": 640})
    join(portal, walk.page, "dad")
    walk.page.goto(f"{portal.family}/l/{language}")
    for path in ("/me", "/p", "/q", "/sent", "/again"):
        walk.page.goto(portal.family + path)
        walk.look()
    walk.page.goto(f"{portal.family}/me")
    direction = walk.page.locator("html").get_attribute("dir")
    assert direction == ("rtl" if language == "ar-XB" else "ltr")


@pytest.mark.parametrize(("width", "scheme"), SIGHTS)
def test_the_desk_is_calm_and_whole(
    portal: Portal, derby: str, phone: Callable[..., Walk], width: int, scheme: str
) -> None:
    walk = phone(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = walk.page
    code = portal.run("worker", "add", "mo", "--name", "Mo Farrell", "--role", "worker")
    set_up_at_the_desk(portal, walk, code, "nine blue saucepans hum", look=True)
    for path in DESK:
        page.goto(portal.desk + path)
        walk.look()


@pytest.mark.parametrize("size", [200])
def test_text_at_twice_its_size_still_fits_the_page(
    portal: Portal, derby: str, phone: Callable[..., Walk], size: int
) -> None:
    walk = phone(viewport={"width": 390, "height": 800})
    join(portal, walk.page, "gran")
    for path in ("/me", "/p", "/q", "/g/en/derby/the-levels"):
        walk.page.goto(portal.family + path)
        walk.page.evaluate("(size) => { document.documentElement.style.fontSize = size + '%' }", size)
        wide, room = walk.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{path} sticks out sideways at {size} %"
