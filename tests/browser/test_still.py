"""A worker's screen in an open office (T-50)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Portal, Walk, set_up_at_the_desk


def test_a_screen_that_nobody_touches_for_five_minutes_covers_itself_and_a_click_lifts_it(
    portal: Portal, derby: str, phone: Callable[..., Walk]
) -> None:
    walk = phone(viewport={"width": 1280, "height": 800})
    page = walk.page
    code = portal.run("worker", "add", "stella", "--name", "Stella Still", "--role", "worker")
    portal.run("case", "allocate", derby, "stella", "--kind", "trusted", "--as", "mo")
    set_up_at_the_desk(portal, walk, code, "eight quiet copper pans")
    page.clock.install()
    page.goto(f"{portal.desk}/c/{derby}")
    page.clock.run_for(4 * 60 * 1000)
    page.mouse.move(200, 200)
    page.clock.run_for(4 * 60 * 1000)
    expect(page.locator("h1")).to_be_visible()
    page.clock.run_for(61 * 1000)
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator("#still")).to_be_visible()
    walk.look()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#still")).to_be_hidden()
