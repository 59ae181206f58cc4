"""Each question set from its first page to what came of it: two widths, touch and keys, with and without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.exchange.examples import EXAMPLES
from tests.browser.conftest import PHONE, WHY, Portal, Walk, join

CHILD = "NK-5517"
SMALL = {"width": 320, "height": 640}
WORDS = "Words for the meeting."
TITLES = {
    "young-person": "All the questions",
    "parent": "All the questions",
    "easy": "With pictures and easy words",
    "after-young-person": "How was the meeting?",
    "after-parent": "How was the meeting?",
}
# Beside the first three: a page of each other kind that the set has.
MORE = {
    "young-person": ("safe-out", "safe-out-why", "take-part", "times", "not-in-front", "who-helped"),
    "parent": ("safe-home", "take-part", "papers", "not-here", "ring-me", "times"),
    "easy": ("safe-home", "how-tell", "who-helps", "not-in-room"),
    "after-young-person": ("new-to-me", "difference", "do-differently"),
    "after-parent": ("new-to-me", "difference", "do-differently"),
}
# What a worker does with it: opens it, and says what happened.
ANSWERED = """
from portal.access.viewer import CommandLine
from portal.cli.serving import open_the_room
from portal.domain.sharing import CameOf
from portal.journeys.desk import come_in, read_views, say_outcome
room, child, words = open_the_room(), {child!r}, {words!r}
worker = come_in.act_as(room, CommandLine(), "lou")
read_views.open_new(room, worker, child)
new = [each.shared for each in read_views.views(room, worker, child)[1] if not each.shared.outcomes]
for piece in new:
    say_outcome.say(room, worker, child, piece.id, CameOf.HAPPENED, words)
print(len(new))
"""
HERE = "(what) => document.activeElement.matches(what) ? document.activeElement.textContent.trim() || '-' : ''"


@pytest.fixture(scope="module")
def joined(portal: Portal, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A family in Norfolk whose last meeting everybody was told of. Both have joined: each one's cookies and words."""
    case = json.loads((EXAMPLES / "norfolk.json").read_bytes().replace(b"NK-4417", CHILD.encode()))
    held = next(each for each in case["meetings"] if each["ref"] == "m6")
    held["audience"] = "family"
    held.pop("withhold_from")
    file = tmp_path_factory.mktemp("case") / "case.json"
    file.write_text(json.dumps(case))
    portal.run("worker", "add", "lou", "--name", "Lou Carter", "--role", "worker")
    portal.run("case", "import", str(file), "--as", "lou")
    portal.run("case", "allocate", CHILD, "lou", "--kind", "case", "--team", "sw", "--as", "lou")
    found = json.loads(portal.run("case", "review", CHILD, "--as", "lou", "--json"))
    asks = {check["id"] for copy in found["copies"] for check in copy["asks"]}
    given = [part for check in asks for part in ("--reason", f"{check}={WHY}")]
    portal.run("case", "publish", CHILD, "--as", "lou", "--revision", "1", "--told", "in person", *given)
    kept = {}
    for person in (CHILD, "mum"):
        context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        words = join(portal, context.new_page(), person, child=CHILD, by="lou")
        kept[person] = context.cookies(), words
        context.close()
    return kept


class Fingers:
    """Goes on by touching the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def answer(self) -> None:
        box = self.page.locator("#answer[name=answer]")
        if box.count():
            box.tap()
            box.fill(WORDS)
        else:
            self.page.locator("fieldset :is(.tile, .choice)").first.tap()

    def press(self, words: str) -> None:
        self.page.locator("main :is(a, button)").filter(has_text=words).first.tap()


class Keys:
    """Goes on with the tabulator, space and Enter alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _go_to(self, what: str, words: str = "") -> None:
        for _key in range(90):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(HERE, what)
            if found and words in found:
                return
        raise AssertionError(f"no key leads to “{words or what}” at {self.page.url}")

    def answer(self) -> None:
        self._go_to("[name=answer]")
        if self.page.evaluate("document.activeElement.matches('textarea, #answer')"):
            self.page.keyboard.type(WORDS)
        else:
            self.page.keyboard.press("Space")

    def press(self, words: str) -> None:
        self._go_to("main a, main button", words)
        self.page.keyboard.press("Enter")


WAYS = [
    pytest.param(Fingers, PHONE, True, id="touch at 390 with scripts"),
    pytest.param(Keys, SMALL, False, id="keyboard at 320 without scripts"),
]


@pytest.mark.parametrize(("way", "size", "scripts"), WAYS)
@pytest.mark.parametrize("set_id", list(TITLES))
def test_a_set_from_its_first_page_to_what_came_of_it(
    portal: Portal,
    joined: dict[str, Any],
    phone: Callable[..., Walk],
    set_id: str,
    way: type[Fingers] | type[Keys],
    size: dict[str, int],
    scripts: bool,
) -> None:
    person, main = ("mum", "parent") if set_id.endswith("parent") else (CHILD, "young-person")
    base = "/q" if set_id == main else f"/q/in/{set_id}"
    walk = phone(viewport=size, java_script_enabled=scripts)
    page = walk.page
    cookies, words = joined[person]
    page.context.add_cookies(cookies)
    by = way(page)
    page.goto(f"{portal.family}{base}")
    expect(page.get_by_text("999").first).to_be_visible()  # the notice comes before the first box
    by.press("Start" if page.get_by_role("button", name="Start").count() else "Go on")
    for number in (1, 2, 3):
        expect(page.locator(".kicker")).to_have_text(f"{number} of 3")
        if number == 1:
            walk.look()
        assert walk.small_targets() == []
        by.answer()
        by.press("Save and go on")
    expect(page).to_have_url(f"{portal.family}{base}/list")
    assert walk.small_targets() == []
    walk.look()
    by.press("Share what I have")
    expect(page.get_by_text("999").first).to_be_visible()  # and again above the button
    expect(page.locator(".who").first).to_contain_text("The workers at the meeting see this.")
    by.press("Share with the workers at the meeting")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
    expect(page.get_by_text("You shared 3 answers.")).to_be_visible()
    for ref in MORE[set_id]:
        page.goto(f"{portal.family}{base}/{ref}")
        wide, tall = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= tall, f"{page.url} sticks out sideways"
        assert walk.small_targets() == [], page.url

    came = f"The next meeting is shorter: {set_id}, {size['width']}."
    assert portal.in_the_room(ANSWERED.format(child=CHILD, words=came)) == "3"
    page.goto(f"{portal.family}/sent")
    if page.get_by_role("link", name="Show me").count():  # somebody else may hold the phone by now
        by.press("Show me")
        page.locator("[name=words]").fill(words)
        page.locator("main form button.button").first.click()
    expect(page.get_by_text(came).nth(2)).to_be_visible()  # with each of three answers
    expect(page.get_by_text("Read by Priya Nair").first).to_be_visible()
    assert walk.small_targets() == []
    walk.look()
    assert walk.complaints == []


def test_other_sets_are_found_by_their_titles_and_how_it_was_on_ones_own_page(
    portal: Portal, joined: dict[str, Any], phone: Callable[..., Walk]
) -> None:
    kit = phone(viewport=SMALL)
    page = kit.page
    page.context.add_cookies(joined[CHILD][0])
    page.goto(f"{portal.family}/q")
    page.locator("main form button.button").tap()
    page.wait_for_url("**/q/feeling")
    for set_id in ("easy", "after-young-person"):
        page.goto(f"{portal.family}/q/list")
        page.get_by_role("link", name=TITLES[set_id]).tap()
        page.wait_for_url(f"**/q/in/{set_id}**")
    page.goto(f"{portal.family}/me")
    kit.look()
    assert kit.small_targets() == []
