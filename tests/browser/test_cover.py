"""Nothing on the screen while nobody looks, a warning before the end, and words that stay where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, Walk, join

WORDS = "They wait by the shop."
OUT_OF_SIGHT = """hidden => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Phone:
    """Somebody of the Derby family at a question, with words in the box that were not saved yet."""

    def __init__(self, portal: Portal, page: Page, name: str, words: str) -> None:
        self.portal, self.page, self.name, self.words = portal, page, name, words

    def sign_in(self) -> None:
        self.page.goto(f"{self.portal.family}/in")
        self.page.locator("#name").fill(self.name)
        self.page.locator("#words").fill(self.words)
        self.page.locator("main button").click()
        self.page.wait_for_url("**/me")

    def hide(self, hidden: bool) -> None:
        self.page.evaluate(OUT_OF_SIGHT, hidden)

    def at_a_question(self) -> None:
        page = self.page
        page.goto(f"{self.portal.family}/q")
        if page.locator("main form button").count():
            page.locator("main form button").click()
        page.goto(f"{self.portal.family}/q/going-well")
        page.locator("#answer").fill(WORDS)

    def shows_it(self) -> None:
        expect(self.page.locator("#answer")).to_be_visible()
        expect(self.page.locator("#answer")).to_have_value(WORDS)

    def shows_nothing(self) -> None:
        expect(self.page.locator("#answer")).not_to_be_visible()
        expect(self.page.get_by_role("heading", level=1)).not_to_be_visible()
        expect(self.page.get_by_role("link", name="Leave this page", exact=True)).to_be_visible()
        assert self.page.locator("#answer").evaluate("box => box.value") == WORDS, "what was typed is still there"


@pytest.fixture(scope="module")
def ways_in(portal: Portal, derby: str, browser: Browser) -> dict[str, tuple[str, str]]:
    """The sign-in name and the words of two of the family."""
    found = {}
    for person in ("gran", "dad"):
        page = browser.new_page()
        words = join(portal, page, person)
        page.goto(f"{portal.family}/way-in")
        found[person] = page.locator("dd.code").inner_text(), words
        page.close()
    return found


@pytest.fixture
def gran(portal: Portal, ways_in: dict[str, tuple[str, str]], phone: Callable[..., Walk]) -> Phone:
    page = phone().page
    page.clock.install()
    made = Phone(portal, page, *ways_in["gran"])
    made.sign_in()
    made.at_a_question()
    return made


def test_a_page_is_covered_at_once_and_uncovers_itself_within_a_minute(gran: Phone) -> None:
    gran.hide(True)
    gran.shows_nothing()
    before = gran.page.screenshot()
    gran.page.locator("#answer").evaluate("box => { box.style.color = 'red' }")
    assert gran.page.screenshot() == before, "not a trace of the box shows"
    gran.page.clock.fast_forward(58_000)
    gran.hide(False)
    gran.shows_it()


def test_after_a_minute_the_words_are_asked_for_and_what_was_typed_is_still_there(gran: Phone) -> None:
    gran.hide(True)
    gran.page.clock.fast_forward(60_000)
    gran.hide(False)
    gran.shows_nothing()
    cover = gran.page.locator("#cover")
    expect(cover).to_be_visible()
    gran.page.locator("#cover-words").fill("not these words")
    cover.get_by_role("button", name="Show my page").click()
    expect(gran.page.locator("#cover-says")).to_contain_text("That did not work")
    gran.shows_nothing()
    gran.page.locator("#cover-words").fill(gran.words)
    cover.get_by_role("button", name="Show my page").click()
    gran.shows_it()
    assert gran.page.locator("#cover-words").input_value() == ""


def test_when_nothing_moves_for_five_minutes_it_is_covered_and_a_reload_shows_nothing_either(gran: Phone) -> None:
    with gran.page.expect_request_finished(lambda asked: asked.url.endswith("/away")):
        gran.page.clock.run_for(301_000)
    gran.shows_nothing()
    gran.page.reload()
    expect(gran.page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    gran.page.goto(f"{gran.portal.family}/p")
    expect(gran.page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    gran.page.locator("#words").fill(gran.words)
    gran.page.locator("main button").click()
    gran.page.wait_for_url("**/p")


def test_going_elsewhere_in_the_same_tab_is_out_of_sight_too_and_our_own_pages_are_not(gran: Phone) -> None:
    page = gran.page

    def is_away(wanted: bool) -> bool:
        """As the server has it, asked without any script: a beacon takes a moment."""
        for _again in range(50):
            if f'data-away="{int(wanted)}"' in page.context.request.get(f"{gran.portal.family}/me").text():
                return True
            page.wait_for_timeout(100)
        return False

    page.goto(f"{gran.portal.family}/me")
    page.locator("a[href='/way-in']").first.click()
    page.wait_for_url("**/way-in")
    page.wait_for_timeout(300)
    assert is_away(False), "from one of our pages to the next somebody is still there"
    page.goto("about:blank")
    assert is_away(True)
    with page.expect_request("**/back"):
        page.goto(f"{gran.portal.family}/me")
    assert is_away(False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_on_ones_own_phone_a_tap_is_enough(gran: Phone) -> None:
    gran.page.goto(f"{gran.portal.family}/way-in")
    gran.page.locator("#phone-mine").check()
    gran.page.locator("#words").fill(gran.words)
    gran.page.get_by_role("button", name="Save").click()
    gran.page.wait_for_url("**/way-in")
    gran.at_a_question()
    gran.hide(True)
    gran.page.clock.fast_forward(600_000)
    gran.hide(False)
    gran.shows_nothing()
    gran.page.get_by_role("button", name="Show my page").click()
    gran.shows_it()
    gran.page.goto(f"{gran.portal.family}/way-in")
    gran.page.locator("#phone-shared").check()
    gran.page.get_by_role("button", name="Save").click()


def keep_moving(page: Page, minutes: int) -> None:
    """Somebody reads: now and then something moves, and nothing is asked of the server."""
    for _minute in range(minutes):
        page.mouse.move(100 + _minute, 200)
        page.clock.run_for(60_000)


def test_two_minutes_before_the_end_a_bar_asks_and_a_tap_is_enough_to_stay(gran: Phone) -> None:
    gran.page.wait_for_timeout(1)
    expect(gran.page.locator("#saved")).to_be_visible()
    gran.page.clock.run_for(3_000)
    expect(gran.page.locator("#saved")).to_contain_text("Saved")
    keep_moving(gran.page, 12)
    expect(gran.page.locator("#stay")).not_to_be_visible()
    keep_moving(gran.page, 2)
    bar = gran.page.get_by_role("alert")
    expect(bar).to_contain_text("Still there?")
    with gran.page.expect_response("**/stay") as answer:
        bar.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 204
    expect(gran.page.locator("#stay")).not_to_be_visible()
    gran.shows_it()


def test_when_the_session_has_ended_the_page_is_covered_and_goes_on_after_signing_in(gran: Phone) -> None:
    gran.page.clock.run_for(3_000)
    expect(gran.page.locator("#saved")).to_contain_text("Saved")  # what is not saved is tried again, and that is life
    keep_moving(gran.page, 16)
    gran.shows_nothing()
    expect(gran.page.locator("#cover-says")).to_contain_text("You were signed out")
    gran.page.context.clear_cookies(name="h")  # the server agrees
    gran.page.locator("#cover-name").fill(gran.name)
    gran.page.locator("#cover-in").fill(gran.words)
    with gran.page.expect_response("**/q/going-well") as saved:
        gran.page.locator("#cover").get_by_role("button", name="Sign in").click()
        gran.page.wait_for_timeout(300)
        gran.page.clock.run_for(3_000)
    assert saved.value.status == 200, "and saves with the new session"
    gran.shows_it()


def test_when_somebody_else_signs_in_there_they_do_not_see_it(gran: Phone, ways_in: dict[str, tuple[str, str]]) -> None:
    name, words = ways_in["dad"]
    gran.page.clock.run_for(3_000)
    expect(gran.page.locator("#saved")).to_contain_text("Saved")  # what is not saved is tried again, and that is life
    keep_moving(gran.page, 16)
    gran.page.locator("#cover-name").fill(name)
    gran.page.locator("#cover-in").fill(words)
    gran.page.locator("#cover").get_by_role("button", name="Sign in").click()
    gran.page.wait_for_url("**/me")
    assert WORDS not in gran.page.content()


def test_a_save_that_finds_the_session_over_keeps_the_words_and_says_so(gran: Phone) -> None:
    gran.page.clock.run_for(3_000)
    expect(gran.page.locator("#saved")).to_contain_text("Saved")
    gran.page.context.clear_cookies(name="h")
    gran.page.locator("#answer").press_sequentially(" ")
    with gran.page.expect_response("**/q/going-well") as saved:
        gran.page.clock.run_for(3_000)
    assert saved.value.status == 401
    expect(gran.page.locator("#saved")).to_contain_text("Sign in again")
    expect(gran.page.locator("#cover")).to_be_visible()
    assert gran.page.locator("#answer").evaluate("box => box.value").startswith(WORDS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cover_and_the_bar_are_fit_to_be_read_by_everybody(
    portal: Portal, ways_in: dict[str, tuple[str, str]], phone: Callable[..., Walk], scheme: str
) -> None:
    walk = phone(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page = walk.page
    page.clock.install()
    Phone(portal, page, *ways_in["gran"]).sign_in()
    walk.look()
    page.goto(f"{portal.family}/way-in")
    walk.look()
    for path in ("/way-in/words", "/way-in/close", "/bye/paper", "/bye/together", "/bye/closed"):
        page.goto(portal.family + path)
        walk.look()
    page.goto(f"{portal.family}/way-in")
    page.evaluate(OUT_OF_SIGHT, True)
    page.clock.fast_forward(60_000)
    page.evaluate(OUT_OF_SIGHT, False)
    expect(page.locator("#cover")).to_be_visible()
    walk.look()
    assert walk.small_targets() == []
