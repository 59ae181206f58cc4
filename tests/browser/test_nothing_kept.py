"""After the whole journey the phone holds nothing: no store, no worker, no file with a word of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.browser.conftest import PHONE, Portal

WORDS = "Quetzalcoatlus waits by the underpass"
STORES = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: indexedDB.databases ? (await indexedDB.databases()).length : 0,
  caches: (await caches.keys()).length,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def open_phone(browser_type: BrowserType, arguments: dict[str, object], profile: Path) -> BrowserContext:
    """A browser that keeps on the disk what browsers keep."""
    return browser_type.launch_persistent_context(profile, viewport=PHONE, **arguments)  # type: ignore[arg-type]


def found_in(profile: Path, secrets: dict[str, str]) -> set[str]:
    """Which of them stand in any file of the profile, in either of the ways in which browsers write text."""
    found = set()
    for file in profile.rglob("*"):
        if file.is_file() and not file.is_symlink():
            inside = file.read_bytes().lower()
            for what, secret in secrets.items():
                if secret.lower().encode() in inside or secret.lower().encode("utf-16-le") in inside:
                    found.add(what)
    return found


def nothing_is_stored(page: Page) -> None:
    assert set(page.evaluate(STORES).values()) == {0}, page.url


def test_the_whole_journey_leaves_nothing_on_the_phone(
    portal: Portal,
    derby: str,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    profile: Path,
) -> None:
    context = open_phone(browser_type, browser_type_launch_args, profile)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    code = portal.run("invite", derby, "dad", "--as", "mo")
    page.goto(f"{portal.family}/j#{code}")
    page.get_by_role("button").first.click()
    portal.match(derby, "dad", page.locator("#match .number").inner_text(), by="mo")
    page.wait_for_url("**/j/phone")
    page.locator("main button").click()
    words = page.locator("input[name=phrase]").first.get_attribute("value") or ""
    page.locator("#words").fill(words)
    page.locator("main button").click()
    page.wait_for_url("**/me")
    page.goto(f"{portal.family}/way-in")
    name = page.locator("dd.code").inner_text()
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.goto(f"{portal.family}/q/worries")
    with page.expect_response("**/q/worries"):
        page.locator("#answer").press_sequentially(WORDS)
    for path in ("/me", "/p", "/q/list", "/q/check", "/sent", "/way-in", "/way-in/words", "/way-in/close", "/with-me"):
        page.goto(portal.family + path)
        nothing_is_stored(page)
    page.goto(f"{portal.family}/q/most-want")
    page.locator("#answer").fill(f"{WORDS} again")
    page.get_by_role("link", name="Leave this page", exact=True).click()
    page.wait_for_url("**/leaving?weather")
    for _moment in range(100):  # what ends the session may still be on its way, and takes every cookie with it
        if context.cookies():
            page.wait_for_timeout(50)
    assert context.cookies() == []
    page.goto(f"{portal.family}/in")
    page.locator("#name").fill(name)
    page.locator("#words").fill(words)
    page.locator("main button").click()
    page.wait_for_url("**/me")
    nothing_is_stored(page)
    page.goto(f"{portal.family}/x")
    assert context.cookies() == []
    page.goto(f"{portal.family}/in")
    nothing_is_stored(page)
    context.close()
    assert [url for url in asked if not url.startswith((portal.family, "data:"))] == [], (
        "nothing left for anywhere else"
    )
    typed = {
        "an answer": WORDS,
        "the words": words,
        "the code": code,
        "the code as it was shown": code.replace("-", ""),
    }
    assert found_in(profile, typed) == set()


def test_the_search_would_find_what_a_browser_was_made_to_keep(
    portal: Portal, browser_type: BrowserType, browser_type_launch_args: dict[str, object], profile: Path
) -> None:
    context = open_phone(browser_type, browser_type_launch_args, profile)
    page = context.new_page()
    page.goto(f"{portal.family}/g/en/now")
    page.evaluate("words => localStorage.setItem('kept', words)", WORDS)
    context.close()
    assert "an answer" in found_in(profile, {"an answer": WORDS})
