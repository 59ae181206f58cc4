"""A save that fails is loud, and the words stay in the box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Portal, Walk, join

WORDS = "They ring at night."


@pytest.fixture
def at_a_question(portal: Portal, derby: str, phone: Callable[..., Walk]) -> Page:
    page = phone().page
    join(portal, page, "dad")
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.goto(f"{portal.family}/q/anything-else")
    page.locator("#answer").fill("At first it works.")
    expect(page.locator("#saved")).to_contain_text("Saved 9")
    return page


def test_without_a_signal_the_page_says_so_and_saves_when_it_is_back(at_a_question: Page) -> None:
    page = at_a_question
    page.context.set_offline(True)
    page.locator("#answer").fill(WORDS)
    expect(page.locator("#saved")).to_contain_text("Not saved yet. Your words are still here. Keep this page open")
    expect(page.locator("#answer")).to_have_value(WORDS)
    page.context.set_offline(False)
    page.locator("#answer").press_sequentially(" Often.")
    expect(page.locator("#saved")).to_contain_text("Saved 9")
    page.reload()
    expect(page.locator("#answer")).to_have_value(f"{WORDS} Often.")


def refuse_with(status: int) -> Callable[[Route], None]:
    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body="<p>no</p>", content_type="text/html")
        else:
            route.continue_()

    return refuse


def test_when_the_portal_cannot_save_the_page_says_so(at_a_question: Page) -> None:
    page = at_a_question
    for status in (400, 413, 500, 503):
        page.route("**/q/anything-else", refuse_with(status))
        page.locator("#answer").fill(f"{WORDS} {status}")
        expect(page.locator("#saved")).to_contain_text("Not saved yet. Your words are still here.")
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("#answer")).to_have_value(f"{WORDS} {status}")
        page.unroute("**/q/anything-else")
        page.locator("#answer").press_sequentially(".")
        expect(page.locator("#saved")).to_contain_text("Saved 9")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what you are sharing")
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_when_the_session_ends_while_somebody_writes_nothing_is_lost(
    portal: Portal, at_a_question: Page, phone: Callable[..., Walk]
) -> None:
    page = at_a_question
    join(portal, phone().page, "dad")  # on another phone; that ends this session
    page.locator("#answer").fill(WORDS)
    expect(page.locator("#saved")).to_contain_text(
        "Not saved yet. Sign in again to save it. Your words are still here."
    )
    expect(page.locator("#cover")).to_be_visible()
    expect(page.locator("#answer")).to_have_value(WORDS)
    page.locator("#answer-form").evaluate("form => form.submit()")  # as a phone without scripts sends it
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    expect(page.get_by_label("Your words. Copy them before you go on:")).to_have_value(WORDS)
