"""The walk through the meeting and a guide's questions on a small phone: by keyboard alone, and with scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Walk, join

SMALL = {"width": 320, "height": 640}
NOTE = "My own note on the plan."
HERE = "document.activeElement.matches('a, button, summary') ? document.activeElement.textContent : ''"


def press(page: Page, words: str, *, at_most: int = 60) -> None:
    """Go on with the tabulator key until the link or button with these words, and press Enter."""
    for _key in range(at_most):
        page.keyboard.press("Tab")
        if words in page.evaluate(HERE):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no key leads to “{words}” at {page.url}")


def signed_in(portal: Portal, phone: Callable[..., Walk], person: str) -> Walk:
    """Somebody who has joined, on a phone without scripts."""
    ready = phone(viewport=SMALL)
    join(portal, ready.page, person)
    without = phone(viewport=SMALL, java_script_enabled=False)
    without.page.context.add_cookies(ready.page.context.cookies())
    return without


def test_somebody_signed_out_reads_every_step_by_keyboard_and_each_fills_the_screen(
    portal: Portal, phone: Callable[..., Walk]
) -> None:
    walk = phone(viewport=SMALL)
    page = walk.page
    page.goto(f"{portal.family}/g/en/norfolk/")
    press(page, "Walk through the meeting")
    walk.look()
    assert walk.small_targets() == []
    press(page, "Start with step 1")
    number = 1
    while not page.url.endswith("#after"):
        step = page.locator(f"#step-{number}")
        expect(step).to_be_focused()
        expect(step.locator("h2")).to_be_in_viewport()
        box = step.bounding_box()
        assert box is not None and box["height"] >= SMALL["height"] - 80, "nothing of the next step stands below"
        press(page, "Next:", at_most=8)
        number += 1
    assert number == 12
    expect(page.locator("#after")).to_be_focused()
    press(page, "Back", at_most=8)
    expect(page.locator("#step-11")).to_be_focused()
    assert page.context.cookies() == []


def test_the_whole_walk_by_keyboard_with_scripts_off_leaves_a_note(
    portal: Portal, derby: str, phone: Callable[..., Walk]
) -> None:
    gran = signed_in(portal, phone, "gran")
    page = gran.page
    page.goto(f"{portal.family}/q?to=/walk")
    gran.look()
    press(page, "Start" if page.get_by_role("button", name="Start").count() else "Go on")
    expect(page).to_have_url(f"{portal.family}/walk")
    gran.look()
    assert gran.small_targets() == []
    expect(page.get_by_text("Your area has not given us its running order.")).to_be_visible()
    press(page, "Start with step 1")
    for number in range(1, 8):
        expect(page).to_have_url(f"{portal.family}/walk/{number}")
        gran.look()
        assert gran.small_targets() == []
        if number == 5:
            while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
                page.keyboard.press("Tab")
            page.keyboard.type(NOTE)
        press(page, "Save and")
    expect(page).to_have_url(f"{portal.family}/q/my-questions")
    expect(page.locator("#answer")).to_have_value(f"The plan: {NOTE}")
    gran.look()
    page.goto(f"{portal.family}/walk/5")
    expect(page.locator("#answer")).to_have_value(NOTE)


def test_a_question_goes_from_a_guide_to_ones_own_list(portal: Portal, derby: str, phone: Callable[..., Walk]) -> None:
    dad = signed_in(portal, phone, "dad")
    page = dad.page
    page.goto(f"{portal.family}/g/en/derby/the-levels")
    asked = "Will you write down how I see it?"
    expect(page.get_by_text(asked)).to_be_visible()
    press(page, "Put one on my list", at_most=80)
    expect(page).to_have_url(re.compile("/ask/the-levels$"))
    if page.url.endswith("/q?to=/ask/the-levels"):  # nothing was begun yet
        press(page, "Start")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put a question on your list")
    dad.look()
    assert dad.small_targets() == []
    row = page.locator(".ask > li").filter(has_text=asked)
    row.get_by_role("button", name="Put it on my list").press("Enter")
    expect(row.get_by_text("On your list")).to_be_visible()
    expect(page.locator("#list li")).to_have_text([asked])
    dad.look()
    press(page, "Change your list")
    expect(page.locator("#answer")).to_have_value(asked)
    page.go_back()
    row.get_by_role("button", name="Take it off").press("Enter")
    expect(page.locator("#list")).to_contain_text("Nothing stands on it yet.")
