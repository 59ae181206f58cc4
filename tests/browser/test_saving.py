"""Nothing typed is lost: a save that fails is loud and is tried again, and the words stay in the box."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from itertools import count, pairwise

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE, Portal, Walk, join
from tests.browser.test_cover import OUT_OF_SIGHT

WORDS = "They ring at night."
LOUD = "Not saved yet. Your words are still here. We keep trying. Keep this page open."
Q = "anything-else"
# What the page's script asks for goes through here; `down`: there is no signal, though the phone does not know it.
WATCH = """() => {
  const real = window.fetch;
  [window.tries, window.heard, window.down] = [[], [], false];
  window.fetch = (...asked) => {
    window.tries.push(Date.now());
    return window.down ? Promise.reject(new TypeError("no signal")) : real(...asked);
  };
  new MutationObserver(() => {
    const said = document.querySelector("#saved p")?.textContent;
    if (said && said !== window.heard.at(-1)) window.heard.push(said);
  }).observe(document.querySelector("#answer-form"), { subtree: true, childList: true, characterData: true });
}"""
TURN = count(1)


@pytest.fixture(scope="module")
def way_in(portal: Portal, derby: str, browser: Browser) -> tuple[str, str]:
    """Dad's sign-in name and words; he has begun to write."""
    page = browser.new_page()
    words = join(portal, page, "dad")
    page.goto(f"{portal.family}/way-in")
    name = page.locator("dd.code").inner_text()
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.close()
    return name, words


class Phone:
    """Dad's phone at a question, with words that were saved, and its clock in the test's hands."""

    def __init__(self, portal: Portal, page: Page, way_in: tuple[str, str]) -> None:
        self.portal, self.page, self.way_in = portal, page, way_in

    def sign_in(self) -> None:
        self.page.goto(f"{self.portal.family}/in")
        self.fill_in("#name", "#words")
        self.page.locator("main button").click()

    def fill_in(self, name: str, words: str) -> None:
        self.page.locator(name).fill(self.way_in[0])
        self.page.locator(words).fill(self.way_in[1])

    def open(self, page: Page | None = None, ref: str = Q) -> Page:
        page = page or self.page
        page.goto(f"{self.portal.family}/q/{ref}")
        expect(page.locator("#answer-form")).to_have_attribute("data-htmx-powered", "true")
        page.evaluate(WATCH)
        return page

    def type(self, words: str) -> None:
        self.page.locator("#answer").fill(words)

    def says(self, words: str) -> None:
        expect(self.page.locator("#saved")).to_contain_text(words)

    def saved(self, words: str) -> None:
        """The page says so, and it is so."""
        self.says("Saved 9")
        assert self.on_the_server() == words

    def on_the_server(self, ref: str = Q) -> str:
        """What stands there, asked without any script."""
        page = self.page.context.request.get(f"{self.portal.family}/q/{ref}").text()
        return unescape(re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[0])

    def version(self) -> int:
        page = self.page.context.request.get(f"{self.portal.family}/q/{Q}").text()
        return int(re.findall(r'name="version" value="(\d+)"', page)[0])

    def goes_by(self, seconds: int, step: int = 1) -> None:
        for _moment in range(0, seconds, step):
            self.page.clock.run_for(step * 1_000)

    def run_out(self) -> None:
        """For the server, this session has asked for nothing for a long time."""
        self.change("seen_at = '2026-11-21 08:00:00.000000'")

    def change(self, what: str) -> None:
        """What stands on the server of the newest session."""
        with closing(sqlite3.connect(self.portal.data / "family.sqlite3", timeout=10)) as db, db:
            newest = "made_at = (SELECT max(made_at) FROM session WHERE joining IS NULL)"
            assert db.execute(f"UPDATE session SET {what} WHERE {newest}").rowcount == 1


@pytest.fixture
def dad(portal: Portal, way_in: tuple[str, str], browser: Browser) -> Iterator[Phone]:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    found = Phone(portal, context.new_page(), way_in)
    found.page.clock.install()
    found.sign_in()
    found.page.wait_for_url("**/me")
    found.open()
    words = f"At first it works, time {next(TURN)}."
    found.type(words)
    found.goes_by(2)
    found.saved(words)
    yield found
    assert found.page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def answers_with(status: int, body: str = "<p>no</p>") -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body=body, content_type="text/html")
        else:
            route.continue_()

    return answer


def test_without_a_signal_the_page_says_so_and_saves_by_itself_when_it_is_back(dad: Phone) -> None:
    dad.page.context.set_offline(True)
    dad.type(WORDS)
    dad.goes_by(2)
    dad.says(LOUD)
    expect(dad.page.locator("#answer")).to_have_value(WORDS)
    dad.page.context.set_offline(False)  # nobody touches anything, and no time goes by
    dad.saved(WORDS)
    dad.page.reload()
    expect(dad.page.locator("#answer")).to_have_value(WORDS)


def test_without_a_signal_one_tap_on_a_link_takes_no_words_away(dad: Phone) -> None:
    page = dad.page
    page.evaluate("window.down = true")
    dad.type(WORDS)
    dad.goes_by(2)
    dad.says(LOUD)
    here, tries = page.url, page.evaluate("window.tries.length")
    for link in (page.locator(".back a"), page.get_by_role("link", name="My page")):
        link.click()
        expect(page.locator("#saved")).to_be_in_viewport()
        dad.says(LOUD)
        assert page.url == here
    assert page.evaluate("window.tries.length") > tries, "and each tap tries again"
    expect(page.locator("#answer")).to_have_value(WORDS)
    page.evaluate("window.down = false")
    dad.goes_by(16)
    dad.saved(WORDS)
    page.locator(".back a").click()
    page.wait_for_url(lambda url: url != here)


def test_help_and_leaving_are_never_held_up_and_who_taps_the_same_link_twice_goes(dad: Phone) -> None:
    page = dad.page
    here = page.url
    for link, leads_to, taps in (
        (page.locator("a[href$='/now']").last, "/now", 1),
        (page.get_by_role("link", name="My page"), "/me", 2),
    ):  # fmt: skip
        page.route(f"**/q/{Q}", answers_with(413))
        dad.type(WORDS)
        dad.goes_by(2)
        dad.says(LOUD)
        if taps == 2:
            link.dblclick()  # in one go: nobody has read the sentence yet
            dad.says(LOUD)
            assert page.url == here
        link.click()
        page.wait_for_url(f"**{leads_to}")
        page.unroute(f"**/q/{Q}")
        page.goto(here)


def test_an_hour_without_a_signal_it_tries_with_growing_waits_says_so_once_and_loses_nothing(dad: Phone) -> None:
    dad.page.evaluate("[window.down, window.tries, window.heard] = [true, [], []]")
    dad.type(WORDS)
    dad.goes_by(80)
    tries = dad.page.evaluate("window.tries")
    waits = [round((later - before) / 1_000) for before, later in pairwise(tries)]
    assert waits[:5] == [1, 2, 4, 8, 15] and set(waits[5:]) == {15}, waits
    assert dad.page.evaluate("window.heard") == ["Saving …", LOUD], "once, and not at each try"
    dad.type(f"{WORDS} Often.")
    dad.goes_by(1)
    assert len(dad.page.evaluate("window.tries")) == len(tries) + 1, "who types is not kept waiting"
    dad.goes_by(3_600, step=60)
    assert dad.page.locator("#answer").evaluate("box => box.value") == f"{WORDS} Often."
    expect(dad.page.locator("#cover-says")).to_contain_text("You were signed out")
    dad.run_out()
    dad.page.evaluate("window.down = false")
    dad.goes_by(16)
    expect(dad.page.locator("#saved")).to_contain_text("Sign in again")
    dad.fill_in("#cover-name", "#cover-in")
    dad.page.locator("#cover").get_by_role("button", name="Sign in").click()
    expect(dad.page.locator("#cover")).not_to_be_visible()
    dad.goes_by(3)
    dad.saved(f"{WORDS} Often.")


def test_when_the_portal_cannot_save_the_page_says_so_and_keeps_trying(dad: Phone) -> None:
    for status in (400, 403, 413, 429, 500, 503):
        dad.page.route(f"**/q/{Q}", answers_with(status))
        dad.type(f"{WORDS} {status}")
        dad.goes_by(2)
        dad.says(LOUD)
        expect(dad.page.locator("h1")).to_have_count(1)
        expect(dad.page.locator("#answer")).to_have_value(f"{WORDS} {status}")
        dad.page.unroute(f"**/q/{Q}")
        dad.goes_by(4)
        dad.saved(f"{WORDS} {status}")


def test_what_another_network_puts_in_between_is_not_taken_for_saved(dad: Phone) -> None:
    """Its page, and even a page that looks like ours: only an answer that names this save counts."""
    ours = '<div id="saved"><input type="hidden" name="version" value="7"><p>Saved 9am.</p></div>'
    before = dad.version()
    for status, body in ((200, "<h1>Free WiFi</h1>"), (200, ours), (409, ours), (422, ours)):
        dad.page.route(f"**/q/{Q}", answers_with(status, body))
        dad.type(f"{WORDS} {status} {len(body)}")
        dad.goes_by(2)
        dad.says(LOUD)
        expect(dad.page.get_by_text("Free WiFi")).to_have_count(0)
        assert dad.version() == before
        dad.page.unroute(f"**/q/{Q}")
        dad.goes_by(4)
        dad.saved(f"{WORDS} {status} {len(body)}")
        before = dad.version()


def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_the_words_are_saved_once(dad: Phone) -> None:
    before, lost = dad.version(), []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    dad.page.route(f"**/q/{Q}", lose)
    dad.type(WORDS)
    dad.goes_by(2)
    dad.says(LOUD)
    assert (lost, dad.on_the_server()) == ([200], WORDS)
    dad.goes_by(2)
    dad.saved(WORDS)
    assert dad.version() == before + 1


def test_who_looks_away_or_goes_away_has_saved_by_then(dad: Phone) -> None:
    page = dad.page
    dad.type("One.")
    page.locator("#answer").blur()
    dad.saved("One.")
    dad.type("Two.")
    page.evaluate(OUT_OF_SIGHT, True)
    page.evaluate(OUT_OF_SIGHT, False)
    dad.saved("Two.")
    dad.type("Three, before the tab is closed.")
    page.goto("about:blank")
    soon(page, lambda: dad.on_the_server() == "Three, before the tab is closed.")
    dad.open()
    page.context.route(f"**/q/{Q}", slow := Held())
    dad.type("Four.")
    dad.goes_by(2)
    soon(page, lambda: len(slow.routes) == 1)
    dad.type("Four, and five while four is on its way.")
    page.evaluate(OUT_OF_SIGHT, True)
    soon(page, lambda: len(slow.routes) == 2)
    slow.routes[1].continue_()
    soon(page, lambda: dad.on_the_server() == "Four, and five while four is on its way.")
    slow.routes[0].continue_()  # the older one comes last
    page.evaluate(OUT_OF_SIGHT, False)
    page.context.unroute(f"**/q/{Q}")
    dad.goes_by(3)
    assert dad.on_the_server() == "Four, and five while four is on its way."
    dad.says("Saved 9")


class Held:
    """Holds what is sent on its way."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def __call__(self, route: Route) -> None:
        if route.request.method == "POST" and route.request.headers.get("hx-request"):
            self.routes.append(route)
        else:
            route.continue_()


def soon(page: Page, is_so: Callable[[], bool]) -> None:
    for _again in range(200):
        if is_so():
            return
        page.wait_for_timeout(50)  # what is on its way is heard of meanwhile
    raise AssertionError("it did not come")


def test_who_types_without_a_pause_is_saved_every_five_seconds(dad: Phone) -> None:
    for _letter in range(11):
        dad.page.locator("#answer").press_sequentially("x")
        dad.goes_by(1)
    assert len(dad.page.evaluate("window.tries")) in (2, 3)
    dad.goes_by(2)
    dad.says("Saved 9")
    assert dad.on_the_server().endswith("x" * 11)


def test_a_copied_tab_is_a_page_of_its_own_and_both_texts_are_shown(dad: Phone) -> None:
    page = dad.page
    reply = page.goto(f"{dad.portal.family}/q/{Q}")
    assert reply
    body, headers = reply.text(), reply.headers
    copy = page.context.new_page()
    copy.route(f"**/q/{Q}", lambda route: route.fulfill(status=200, body=body, headers=headers), times=1)
    dad.open(copy)
    copy.unroute_all()
    dad.type("From the first tab.")
    dad.goes_by(2)
    dad.saved("From the first tab.")
    copy.locator("#answer").fill("From the copy.")
    expect(copy.locator("#saved")).to_contain_text("You have another page open with this question.")
    copy.locator("#answer").press_sequentially(" More.")
    copy.locator("#answer").press("Tab")
    assert dad.on_the_server() == "From the first tab."
    copy.get_by_role("button", name="Save and go on").click()
    expect(copy.get_by_text("Saved from the other page:")).to_be_visible()
    expect(copy.get_by_text("From the first tab.")).to_be_visible()
    expect(copy.locator("#answer")).to_have_value("From the copy. More.")
    copy.close()


def test_who_signs_in_again_in_another_tab_goes_on_in_this_one_without_being_asked(dad: Phone) -> None:
    other = Phone(dad.portal, dad.page.context.new_page(), dad.way_in)
    dad.run_out()
    other.sign_in()
    other.page.wait_for_url("**/me")
    dad.type(WORDS)
    dad.goes_by(4)
    dad.saved(WORDS)
    expect(dad.page.locator("#cover")).not_to_be_visible()
    other.page.close()


def test_a_double_tap_saves_once_and_goes_on_once(dad: Phone) -> None:
    page, pressed = dad.page, []
    page.on("request", lambda sent: pressed.append(sent.url) if is_press(sent) else None)
    dad.open(ref="going-well")
    dad.type(WORDS)
    page.get_by_role("button", name="Save and go on").evaluate("it => { it.click(); it.click(); it.click(); }")
    page.wait_for_url(lambda url: not url.endswith("/going-well"))
    once = page.url
    page.wait_for_load_state()
    assert (len(pressed), page.url) == (1, once)
    assert dad.on_the_server("going-well") == WORDS


def is_press(sent: object) -> bool:
    return sent.method == "POST" and sent.is_navigation_request()  # type: ignore[attr-defined]


def test_the_button_pressed_without_a_signal_keeps_the_page_and_goes_on_when_it_is_back(dad: Phone) -> None:
    page = dad.page
    page.context.set_offline(True)
    dad.type(WORDS)
    page.get_by_role("button", name="Save and look at all of it").click()
    dad.says(LOUD)
    expect(page.locator("#answer")).to_have_value(WORDS)
    page.context.set_offline(False)
    page.wait_for_url("**/q/check")
    expect(page.get_by_text(WORDS).last).to_be_visible()
    dad.open()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and look at all of it").click()
    dad.says(LOUD)
    dad.type(f"{WORDS} Wait, there is more.")
    page.context.set_offline(False)
    dad.goes_by(20)
    dad.saved(f"{WORDS} Wait, there is more.")
    assert page.url.endswith(Q), "who goes on writing stays"


def test_before_there_is_no_room_left_it_says_how_much_there_is(dad: Phone) -> None:
    room = dad.page.locator("#room")
    longest = int(room.get_attribute("data-longest") or 0)
    assert longest >= 500
    dad.type("x" * (longest * 9 // 10))
    dad.goes_by(2)
    expect(room).not_to_be_visible()
    dad.type("🏊" * (longest - 7))
    dad.goes_by(2)
    expect(room).to_have_text("Letters left: 7")
    dad.type("🏊" * (longest + 3))
    dad.goes_by(2)
    expect(room).to_have_text("Letters too many: 3")
    dad.says("This is 3 letters too long. Your words are still here.")
    assert dad.page.locator("#answer").input_value() == "🏊" * (longest + 3)


def test_words_stand_though_the_language_is_changed_in_the_middle(dad: Phone) -> None:
    dad.type(WORDS)
    dad.page.goto(f"{dad.portal.family}/l/pl")
    expect(dad.page.locator("html")).to_have_attribute("lang", "pl")
    dad.open()
    expect(dad.page.locator("#answer")).to_have_value(WORDS)
    dad.page.goto(f"{dad.portal.family}/l/en")
    dad.open()


def test_going_back_after_sending_and_after_the_session_has_ended_shows_no_words(dad: Phone) -> None:
    page = dad.page
    dad.open(ref="worries")
    dad.type(WORDS)
    page.get_by_role("button", name="Save and look at all of it").click()
    page.wait_for_url("**/q/check")
    page.locator("main form button").first.click()
    page.wait_for_url("**/q/done**")
    for _page in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert WORDS not in page.content(), page.url
    dad.open(ref="changed")
    dad.type(WORDS)
    dad.goes_by(2)
    dad.says("Saved 9")
    page.goto(f"{dad.portal.family}/me")
    dad.run_out()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert WORDS not in page.content()


def test_when_somebody_ends_the_session_while_they_write_nothing_is_lost_and_nothing_is_kept(dad: Phone) -> None:
    """Signing in on another phone ends it, for one."""
    page = dad.page
    dad.change("ended_at = '2026-11-21 09:00:00.000000'")
    dad.type(WORDS)
    dad.goes_by(2)
    expect(page.locator("#saved p")).to_have_text("Not saved yet. Sign in again to save it. Your words are still here.")
    expect(page.locator("#cover")).to_be_visible()
    expect(page.locator("#answer")).to_have_value(WORDS)
    page.locator("#answer-form").evaluate("form => form.submit()")  # as a phone without scripts sends it
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    expect(page.get_by_label("Your words. Copy them before you go on:")).to_have_value(WORDS)
    expect(page.get_by_text("These words are kept")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_without_scripts_words_that_came_too_late_stand_in_the_box_after_signing_in(
    portal: Portal, way_in: tuple[str, str], phone: Callable[..., Walk], width: int
) -> None:
    walk = phone(java_script_enabled=False, viewport={"width": width, "height": 700})
    page, him = walk.page, Phone(portal, walk.page, way_in)
    him.sign_in()
    page.goto(f"{portal.family}/q/{Q}")
    words = f"{WORDS} On a phone {width} wide."
    page.locator("#answer").fill(words)
    him.run_out()
    page.get_by_role("button", name="Save and go on").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    expect(page.get_by_text("These words are kept for 15 minutes. Sign in, and you get them back.")).to_be_visible()
    expect(page.get_by_label("Your words. Copy them before you go on:")).to_have_value(words)
    walk.complaints.clear()  # of the 401
    walk.look()
    page.get_by_role("link", name="Sign in", exact=True).click()
    him.fill_in("#name", "#words")
    page.locator("main button").click()
    page.wait_for_url(f"**/q/{Q}")
    expect(page.locator("#answer")).to_have_value(words)
    expect(page.locator("#saved")).to_contain_text("Not saved yet.")
    walk.look()
    assert walk.small_targets() == []
    page.get_by_role("button", name="Save and go on").click()
    assert him.on_the_server() == words
