"""A hard word opens its meaning over the page, without a script, and leads back to where it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Portal, Walk, join

SMALL = {"width": 320, "height": 568}
WORD = "child planning meeting"
GUIDE = "/g/en/norfolk/what-the-meeting-is"
SAYS = "Short for child planning meeting. People meet with the family to agree how to make things safer."


def on_screen(one: Locator) -> bool:
    """Whether the middle of its first line is what somebody would touch there."""
    return bool(
        one.evaluate(
            """(e) => { const b = e.getClientRects()[0];
              return e.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)) }"""
        )
    )


def scrolled(page: Page) -> float:
    return float(page.evaluate("scrollY"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tap_opens_the_meaning_and_a_tap_leads_back(portal: Portal, phone: Callable[..., Walk], scheme: str) -> None:
    walk = phone(viewport=SMALL, java_script_enabled=False, color_scheme=scheme)
    page = walk.page
    page.goto(portal.family + GUIDE)
    walk.look()
    term = page.locator("a.term", has_text=WORD)
    term.scroll_into_view_if_needed()
    before = scrolled(page)
    term.tap()
    sheet = page.locator(".word:target")
    expect(sheet).to_contain_text(SAYS)
    assert scrolled(page) == before, "the page stays where it was"
    box = sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, SMALL["width"])
    assert round(box["y"] + box["height"]) == SMALL["height"]
    assert box["height"] <= SMALL["height"] * 0.6 + 1
    assert on_screen(sheet.locator("p"))
    assert on_screen(page.get_by_role("link", name="Leave this page"))
    back = sheet.get_by_role("link", name="Back to where you were")
    assert (back.bounding_box() or {"height": 0})["height"] >= 44
    back.tap()
    expect(page.locator(".word:target")).to_have_count(0)
    expect(term).to_be_focused()
    assert on_screen(term)


def test_with_a_keyboard_the_focus_goes_to_the_meaning_and_back(portal: Portal, phone: Callable[..., Walk]) -> None:
    page = phone(viewport=SMALL, java_script_enabled=False).page
    page.goto(portal.family + GUIDE)
    term = page.locator("a.term", has_text=WORD)
    term.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("note", name="CPM")
    expect(sheet).to_be_focused()
    expect(sheet).to_have_accessible_description(SAYS)
    page.keyboard.press("Tab")
    expect(sheet.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(term).to_be_focused()


def test_an_open_meaning_is_calm_and_a_plain_list_on_paper(portal: Portal, phone: Callable[..., Walk]) -> None:
    walk = phone(viewport=SMALL)
    page = walk.page
    for path in (GUIDE, "/g/en/norfolk/what-the-words-mean"):
        page.goto(portal.family + path)
        page.locator("a.term").first.click()
        walk.look()
        page.emulate_media(media="print")
        sheet = page.locator(".word:target")
        assert sheet.evaluate("(e) => getComputedStyle(e).position") == "static"
        expect(sheet.get_by_role("link")).to_have_count(0)
        page.emulate_media(media="screen")


def test_on_paper_nothing_stays_folded(portal: Portal, phone: Callable[..., Walk]) -> None:
    page = phone(viewport=SMALL, java_script_enabled=False).page
    page.goto(portal.family + "/g/en/norfolk/how-it-starts")
    folded = page.locator("details > p").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.bounding_box()["height"] > 10  # type: ignore[index]


def test_the_meaning_of_a_word_in_ones_own_copy_opens_on_the_page(
    portal: Portal, derby: str, phone: Callable[..., Walk]
) -> None:
    walk = phone(viewport=SMALL)
    page = walk.page
    join(portal, page, "gran")
    for language in ("en", "ar-XB"):
        page.goto(f"{portal.family}/l/{language}")
        page.goto(f"{portal.family}/p")
        term = page.locator("a.term").first
        term.click()
        sheet = page.locator(".word:target")
        expect(sheet).to_be_visible()
        assert on_screen(page.locator("[data-leave]"))
        walk.look()
        sheet.get_by_role("link").click()
        expect(term).to_be_focused()
