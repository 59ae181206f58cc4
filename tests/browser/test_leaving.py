"""Leave this page: the screen is empty, the session is dead, going back shows nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Walk, join

WORDS = "They wait by the shop."


def _at_a_question(portal: Portal, page: Page) -> None:
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.goto(f"{portal.family}/q/worries")
    page.locator("#answer").fill(WORDS)


@pytest.mark.parametrize("how", ["button", "shift"])
def test_leaving_empties_the_page_keeps_the_last_words_and_ends_the_session(
    portal: Portal,
    derby: str,
    phone: Callable[..., Walk],
    how: str,
) -> None:
    walk = phone()
    page = walk.page
    join(portal, page, "gran")
    sign_in = page.context.cookies()
    assert {cookie["name"] for cookie in sign_in} == {"s", "h"}
    _at_a_question(portal, page)
    if how == "button":
        page.get_by_role("link", name="Leave this page").click()
    else:
        page.get_by_role("heading", level=1).click()
        for _time in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/leaving?weather")
    page.go_back()
    expect(page.locator("body")).not_to_contain_text(WORDS)
    page.goto(f"{portal.family}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    again = phone()
    again.page.context.add_cookies(sign_in)
    again.page.goto(f"{portal.family}/me")
    expect(again.page.get_by_role("heading", level=1)).to_have_text("Sign in")

    join(portal, page, "gran")
    page.goto(f"{portal.family}/q/worries")
    expect(page.locator("#answer")).to_have_value(WORDS)


def test_without_a_connection_the_page_is_still_emptied_and_the_session_is_lost(
    portal: Portal,
    derby: str,
    phone: Callable[..., Walk],
) -> None:
    page = phone().page
    join(portal, page, "gran")
    _at_a_question(portal, page)
    page.context.set_offline(True)
    page.get_by_role("link", name="Leave this page").click()
    expect(page.locator("body")).not_to_contain_text(WORDS)
    page.context.set_offline(False)
    page.goto(f"{portal.family}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
