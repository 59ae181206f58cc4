"""Leave this page: the screen is empty, the session is dead, going back shows nothing.

In a browser that may keep pages to go back to (Playwright by itself switches that off), in a profile on the
disk. Debian's headless shell keeps none whatever is switched on; set PORTAL_CHROMIUM to a whole Chromium for that.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, Playwright, Route, expect

from tests.browser.conftest import PHONE, Portal, Walk, join

WORDS = "They wait by the shop."
TRAIL = ("/me", "/p", "/q/list", "/way-in")
KINDS = ("plan", "meeting", "question", "sent", "way in", "error", "guide")
HOWS = ("beacon", "beacon blocked", "offline", "no script")
# Every kind in every way, and every way from one to five pages deep.
MATRIX = [
    (how, kind, 1 + (place + shift) % 5)
    for shift, how in enumerate(HOWS)
    for place, kind in enumerate(KINDS)
]  # fmt: skip
MAY_STAND_THERE = {"Sign in", "Leaving quickly", "What the levels mean", "There is nothing here", ""}


@pytest.fixture(scope="module")
def phones(
    browser_type: BrowserType, browser_type_launch_args: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[bool], BrowserContext]]:
    """A phone with scripts and one without, each with a profile of its own that keeps pages to go back to."""
    opened: dict[bool, BrowserContext] = {}

    def phone(scripts: bool) -> BrowserContext:
        if scripts not in opened:
            opened[scripts] = browser_type.launch_persistent_context(
                tmp_path_factory.mktemp("profile"),
                ignore_default_args=["--disable-back-forward-cache"],
                viewport=PHONE,  # type: ignore[arg-type]
                java_script_enabled=scripts,
                **browser_type_launch_args,  # type: ignore[arg-type]
            )
        return opened[scripts]

    yield phone
    for context in opened.values():
        context.close()


@pytest.fixture(scope="module")
def gran(portal: Portal, derby: str, phones: Callable[[bool], BrowserContext]) -> tuple[str, str]:
    """Gran's sign-in name and words; she has written and sent something."""
    page = phones(True).new_page()
    words = join(portal, page, "gran")
    page.goto(f"{portal.family}/way-in")
    name = page.locator("dd.code").inner_text()
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.goto(f"{portal.family}/q/worries")
    page.locator("#answer").fill("It is loud at night.")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(lambda url: not url.endswith("/worries"))
    page.goto(f"{portal.family}/q/check")
    page.locator("main form button").first.click()
    page.goto(f"{portal.family}/x")
    page.close()
    return name, words


def sign_in(portal: Portal, page: Page, who: tuple[str, str]) -> None:
    page.context.request.get(f"{portal.family}/x")  # the test before may have left her signed in
    page.goto(f"{portal.family}/in")
    page.locator("#name").fill(who[0])
    page.locator("#words").fill(who[1])
    page.locator("main button").click()
    page.wait_for_url("**/me")


def cookies_of(page: Page, portal: Portal) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies(portal.family))


def wait_until_dead(playwright: Playwright, portal: Portal, page: Page, taken: str) -> None:
    """The last words go on by themselves: until they have come, their answer would end the next session too."""
    thief = playwright.request.new_context(extra_http_headers={"Cookie": taken})
    for _try in range(200):
        if thief.get(f"{portal.family}/me", max_redirects=0).status == 303:
            break
        page.wait_for_timeout(50)
    thief.dispose()


def open_kind(portal: Portal, page: Page, kind: str) -> None:
    if kind == "meeting":
        page.goto(f"{portal.family}/me")
        page.goto(portal.family + str(page.locator("a[href^='/m/']").first.get_attribute("href")))
    else:
        where = {"plan": "/p", "question": "/q/most-want", "sent": "/sent", "way in": "/way-in", "error": "/nothing",
                 "guide": "/g/en/derby/the-levels"}  # fmt: skip
        page.goto(portal.family + where[kind])
        if kind == "question":
            page.locator("#answer").fill(WORDS)


def look(page: Page) -> None:
    """Nothing of hers stands there: a page for everybody, or none at all."""
    page.wait_for_load_state()
    heading = page.locator("h1")
    said = heading.first.inner_text() if heading.count() else ""
    inside = page.content()
    assert WORDS not in inside and "It is loud" not in inside
    if said not in MAY_STAND_THERE and not page.url.startswith("chrome-error"):
        assert "/g/" in page.url, f"{page.url} shows “{said}”"


def test_a_page_that_the_browser_has_kept_is_emptied_and_asked_for_anew(
    portal: Portal, gran: tuple[str, str], phones: Callable[[bool], BrowserContext]
) -> None:
    """The headless shell keeps none, so it is told here that it has; a whole Chromium does it in the tests below."""
    page = phones(True).new_page()
    sign_in(portal, page, gran)
    page.goto(f"{portal.family}/p")
    phones(True).clear_cookies()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.close()


@pytest.mark.parametrize(("how", "kind", "deep"), MATRIX)
def test_after_leaving_nothing_comes_back(
    portal: Portal,
    gran: tuple[str, str],
    phones: Callable[[bool], BrowserContext],
    playwright: Playwright,
    how: str,
    kind: str,
    deep: int,
) -> None:
    context = phones(how != "no script")
    page = context.new_page()
    sign_in(portal, page, gran)
    taken = cookies_of(page, portal)
    for path in TRAIL[: deep - 1]:
        page.goto(portal.family + path)
    open_kind(portal, page, kind)
    last = page.url
    scripted = how != "no script" and kind != "guide"
    long = page.evaluate("history.length") if scripted else 0
    if how == "beacon blocked" and scripted:
        page.evaluate("navigator.sendBeacon = () => false")
    context.set_offline(how == "offline")
    page.get_by_role("link", name="Leave this page", exact=True).click(no_wait_after=True)
    if how == "offline":
        if scripted:
            expect(page.locator("body")).not_to_contain_text("My page")
        page.wait_for_timeout(100)
        context.set_offline(False)
        if not scripted:  # a plain link goes nowhere without a network; it is pressed again
            page.goto(f"{portal.family}/x")
    else:
        page.wait_for_url("**/leaving?weather")
        if scripted:
            assert page.evaluate("history.length") == long, "its entry was replaced"
    for step in itertools.chain(["back"] * (deep + 1), ["forward"] * 2, ["back", "reload"]):
        getattr(page, {"back": "go_back", "forward": "go_forward"}.get(step, step))(wait_until="commit")
        look(page)
    again = context.new_page()
    again.goto(last)
    look(again)
    thief = playwright.request.new_context(extra_http_headers={"Cookie": taken})
    answer = thief.get(f"{portal.family}/me", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/in"), "the session is dead"
    thief.dispose()
    again.close()
    page.close()


@pytest.mark.parametrize("how", ["button", "shift"])
def test_the_last_words_are_kept(
    portal: Portal, gran: tuple[str, str], phones: Callable[[bool], BrowserContext], how: str, playwright: Playwright
) -> None:
    page = phones(True).new_page()
    sign_in(portal, page, gran)
    taken = cookies_of(page, portal)
    page.goto(f"{portal.family}/q/going-well")
    words = f"{WORDS} By {how}."
    page.locator("#answer").fill(words)
    if how == "button":
        page.get_by_role("link", name="Leave this page", exact=True).click()
    else:
        for _time in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/leaving?weather")
    wait_until_dead(playwright, portal, page, taken)
    sign_in(portal, page, gran)
    page.goto(f"{portal.family}/q/going-well")
    expect(page.locator("#answer")).to_have_value(words)
    page.close()


def test_the_screen_is_empty_at_once_however_slow_the_network_is(
    portal: Portal, gran: tuple[str, str], phones: Callable[[bool], BrowserContext]
) -> None:
    page = phones(True).new_page()
    sign_in(portal, page, gran)
    held: list[Route] = []
    page.route("**/*weather", lambda route: held.append(route))
    page.goto(f"{portal.family}/p")
    title, inside, height = page.evaluate(
        """() => {  // in one go: no picture can be taken of a page that waits for the next one
          document.querySelector("[data-leave]").click();
          return [document.title, document.body.innerHTML, document.body.firstChild.getBoundingClientRect().height];
        }"""
    )
    assert title.strip() == ""
    assert inside == '<p class="hidden" role="alert">Leaving</p>', "for a screen reader, and nothing else"
    assert height <= 1
    for route in held:
        route.abort()
    page.close()


def test_shift_leaves_only_pressed_three_times_by_itself_and_soon(
    portal: Portal, gran: tuple[str, str], phones: Callable[[bool], BrowserContext]
) -> None:
    page = phones(True).new_page()
    page.clock.install()
    sign_in(portal, page, gran)
    for _time in range(4):
        page.keyboard.press("Shift")
        page.keyboard.press("Shift+K")
    page.keyboard.press("Shift")
    page.clock.fast_forward(5000)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    page.clock.fast_forward(4900)
    page.keyboard.press("Shift")
    page.wait_for_url("**/leaving?weather")
    page.close()


def test_the_way_out_is_always_on_the_screen_and_first_in_line(
    portal: Portal, gran: tuple[str, str], phones: Callable[[bool], BrowserContext]
) -> None:
    page = phones(True).new_page()
    sign_in(portal, page, gran)
    link = page.get_by_role("link", name="Leave this page", exact=True)
    for width, height in ((390, 844), (320, 568)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(link).to_be_in_viewport(ratio=1)
        box = link.bounding_box()
        assert box and box["height"] >= 44
    page.goto(f"{portal.family}/p")
    names = []
    for _time in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText"))
    assert names == ["Skip to the page", "My page", "Leave this page"]
    page.close()


def test_more_words_than_a_beacon_carries_do_not_keep_anybody_from_leaving(
    portal: Portal, derby: str, phone: Callable[..., Walk], gran: tuple[str, str]
) -> None:
    page = phone().page
    sign_in(portal, page, gran)
    page.goto(f"{portal.family}/q/going-well")
    page.locator("#answer").evaluate("box => { box.value = 'x'.repeat(80000) }")
    page.get_by_role("link", name="Leave this page", exact=True).click()
    page.wait_for_url("**/leaving?weather")
    page.goto(f"{portal.family}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert Path(portal.data).is_dir()
