"""The whole job, end to end, in real processes and a real browser, at the width of a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from portal.exchange.examples import EXAMPLES
from tests.browser.conftest import WHY, Portal, Walk, set_up_at_the_desk

WORDS = "It is ok near home. Not by the shops."


def _worker(portal: Portal, walk: Walk, sign_in: str, name: str) -> None:
    """A worker's first sign-in, with the one-time code from the command line."""
    code = portal.run("worker", "add", sign_in, "--name", name, "--role", "worker")
    page = walk.page
    set_up_at_the_desk(portal, walk, code, "seven green kettles sing", look=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Children you work with")
    walk.look()


def _join(portal: Portal, walk: Walk, desk: Page, code: str) -> tuple[str, str]:
    """Join with the code out of a card's picture, beside a worker at this desk. Returns the sign-in name and words."""
    page = walk.page
    page.goto(f"{portal.family}/j#{code}")
    assert "#" not in page.url, "the code must not stay in the address"
    walk.look()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Show this to your worker")
    walk.look()
    number = page.locator("#match .number").inner_text()
    expect(desk.get_by_text("Which number is on their screen?")).to_be_visible()  # both pages go on by themselves
    desk.get_by_role("button", name=number, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whose phone is this?")
    walk.look()
    page.get_by_role("button", name="Go on").click()
    walk.look()
    name = page.locator("#given-name").inner_text()
    words = page.locator("input[name=phrase]").first.get_attribute("value") or ""
    page.get_by_label("Type those four words").fill(words)
    page.get_by_role("button", name="That is me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    walk.look()
    return name, words


def test_a_case_file_becomes_kits_own_page_and_his_words_come_to_the_meeting(
    portal: Portal, phone: Callable[..., Walk]
) -> None:
    sam = phone()
    _worker(portal, sam, "sam", "Priya Nair")
    desk = sam.page

    # the case comes in, out of a file
    desk.get_by_role("link", name="Bring in a case file").click()
    sam.look()
    desk.get_by_label("A case file out of your case system").set_input_files(EXAMPLES / "norfolk.json")
    desk.get_by_role("button", name="Bring it in").click()
    expect(desk.get_by_role("status")).to_contain_text("you are its case worker")
    sam.look()
    desk.get_by_role("link", name="Open the case").click()
    sam.look()

    # Tunde, whom Kit trusts, is tied to the child
    portal.run("worker", "add", "tunde", "--name", "Tunde Bello", "--role", "worker")
    desk.reload()
    desk.get_by_label("Account").select_option(label="Tunde Bello")
    desk.locator("#team").select_option(label="Tunde Bello")
    desk.get_by_role("button", name="Tie", exact=True).click()
    expect(desk.get_by_text("trusted worker ·")).to_be_visible()

    # everybody's copy, side by side, as they would see it
    desk.get_by_role("link", name="Look at each person's copy").click()
    sam.look()
    expect(desk.get_by_role("heading", name="Dawn Example")).to_be_visible()
    desk.get_by_label("How have they been told?").fill("by phone, 20 November")
    for box in desk.locator("input[name^=reason-]").all():
        box.fill(WHY)
    for box in desk.locator("input[name=for]").all():
        box.check()
    desk.get_by_role("button", name="Publish the copies that are ticked").click()
    expect(desk.get_by_role("status")).to_contain_text("Kit: published, copy 1")
    sam.look()

    # a code for Kit, used together
    desk.get_by_role("link", name="Kit").first.click()
    desk.locator("#invite-NK-4417").get_by_role("button", name="Invite, we are together").click()
    sam.look()
    code = desk.locator("#code").inner_text().replace("-", "")

    kit = phone()
    name, words = _join(portal, kit, desk, code)
    page = kit.page
    assert kit.small_targets() == []
    expect(page.locator(".next")).to_contain_text("Thursday 26 November, 2.15pm")
    page.get_by_role("link", name="See who you will meet").click()
    kit.look()
    expect(page.get_by_text("Mr Osei")).to_be_visible()
    assert "1.30pm" not in page.content()
    assert "Ellen Rudd" not in page.content()
    page.goto(f"{portal.family}/p")
    kit.look()
    expect(page.get_by_text("Drive Kit to football on Tuesdays until Christmas.")).to_be_visible()

    # a guide
    page.goto(f"{portal.family}/me")
    page.get_by_role("link", name="Guides for your area").click()
    kit.look()
    page.get_by_role("link", name="Have your say without going").click()
    kit.look()

    # getting ready: three things
    page.goto(f"{portal.family}/me")
    page.get_by_role("link", name="Get ready – 3 minutes").click()
    kit.look()
    expect(page.get_by_text("Please don't write the names of people who hurt you.")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    kit.look()
    page.get_by_label("Not so good").check()
    expect(page.locator("#saved")).to_contain_text("Saved 9")
    kit.look()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".kicker")).to_have_text("2 of 3")
    page.locator("#answer").fill(WORDS)
    expect(page.locator("#saved")).to_contain_text("Saved 9")
    page.locator(".who-reads summary").click()
    page.get_by_label("The workers at the meeting").check()
    kit.look()
    page.get_by_role("button", name="Save and look at all of it").click()
    page.wait_for_url("**/q/check")
    kit.look()
    expect(page.get_by_text("Only Tunde Bello sees this.")).to_be_visible()
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
    kit.look()

    # the worker reads it, in the order of the meeting
    desk.goto(f"{portal.desk}/")
    expect(desk.locator(".waits").first).to_have_text("1 not read")
    desk.locator(".waits").first.click()
    sam.look()
    assert WORDS not in desk.content(), "nothing is opened by looking"
    desk.get_by_role("button", name="Open what is new").click()
    sam.look()
    expect(desk.get_by_text(WORDS)).to_be_visible()
    expect(desk.get_by_text("Something for Tunde Bello alone.")).to_be_visible()
    expect(desk.get_by_text("Not with Dawn Example, Gary Example in the room")).to_be_visible()
    desk.get_by_role("button", name="I have read this").click()
    expect(desk.get_by_text(re.compile("Read by Priya Nair"))).to_be_visible()

    # and Kit sees that it was read, after signing in again
    page.goto(f"{portal.family}/me")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/leaving?weather")
    page.goto(f"{portal.family}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    kit.look()
    page.get_by_label("Your sign-in name").fill(name.upper())
    page.get_by_label("Your four words").fill(words)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Read by Priya Nair on Saturday 21 November")).to_be_visible()
    kit.look()
    page.get_by_role("link", name="See what you sent").click()
    kit.look()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_jo_does_the_familys_part_without_scripts(portal: Portal, phone: Callable[..., Walk]) -> None:
    child = "NG-20931"
    portal.run("worker", "add", "lee", "--name", "Lee Ford", "--role", "worker")
    portal.run("case", "import", str(EXAMPLES / "nottinghamshire.json"), "--as", "lee")
    reasons = [f"{check}={WHY}" for check in _asked(portal, child)]
    given = [part for reason in reasons for part in ("--reason", reason)]
    portal.run("case", "publish", child, "--as", "lee", "--revision", "1", "--told", "in person", *given)
    code = portal.run("invite", child, "carer", "--as", "lee")

    jo = phone(java_script_enabled=False)
    page = jo.page
    page.goto(f"{portal.family}/j")
    jo.look()
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Go on").click()
    jo.look()
    page.get_by_role("link", name="Go on").click()
    portal.match(child, "carer", page.locator("#match .number").inner_text(), by="lee")
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("It is mine, and only I unlock it").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Other words, please").click()
    jo.look()
    words = page.locator("input[name=phrase]").nth(1).get_attribute("value") or ""
    page.get_by_label(words).check()
    page.get_by_label("Type those four words").fill("not these words at all")
    page.get_by_role("button", name="That is me").click()
    expect(page.get_by_role("alert")).to_contain_text("Those are not the four words")
    jo.look()
    page.get_by_label("Type those four words").fill(words)
    page.get_by_role("button", name="That is me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Jo")
    jo.look()
    page.get_by_role("link", name="See all of it").click()
    jo.look()
    page.locator("a[href^='/m/']").first.click()
    jo.look()
    page.goto(f"{portal.family}/q")
    page.get_by_role("button", name="Start").click()
    jo.look()
    page.locator("textarea#answer").fill("x" * 3000)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("too long. Your words are still here.")
    assert page.locator("textarea#answer").input_value() == "x" * 3000
    jo.look()
    page.locator("textarea#answer").fill("Someone to ring at night.")
    page.get_by_role("button", name="Save and go on").click()
    jo.look()
    page.get_by_role("button", name="Skip this one").click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to say?")
    jo.look()
    page.get_by_role("link", name="Share what I have").click()
    jo.look()
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("You shared 1 answer.")).to_be_visible()
    page.goto(f"{portal.family}/sent")
    expect(page.get_by_text("Someone to ring at night.")).to_be_visible()
    jo.look()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You have not sent anything yet.")).to_be_visible()
    page.goto(f"{portal.family}/q/list")
    expect(page.get_by_text("Done, not shared yet")).to_be_visible()
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/leaving?weather")
    page.goto(f"{portal.family}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    said = portal.run("views", child, "--as", "lee")
    assert "ring at night" not in said, "what was taken back is not there for the worker"


def _asked(portal: Portal, child: str) -> set[str]:
    """The checks that ask for a reason before this child's copies can be published."""
    found = json.loads(portal.run("case", "review", child, "--as", "lee", "--json"))
    return {check["id"] for copy in found["copies"] for check in copy["asks"]}
