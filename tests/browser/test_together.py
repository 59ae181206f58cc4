"""A child of nine and a worker at one screen, from the desk to sharing and back, at the width of a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.exchange.examples import EXAMPLES
from tests.browser.conftest import Portal, Walk, set_up_at_the_desk

WORDS = "Nan reads to me."
TURNED = "very-bad"


def a_child_of_nine(portal: Portal, folder: Path, ref: str) -> str:
    """A child who has no account. The child's ref."""
    tree = json.loads((EXAMPLES / "norfolk.json").read_text(encoding="utf-8").replace("NK-4417", ref))
    tree["child"]["date_of_birth"] = "2017-03-01"
    file = folder / "nine.json"
    file.write_text(json.dumps(tree), encoding="utf-8")
    portal.run("worker", "add", f"una-{ref.lower()}", "--name", "Una Brand", "--role", "worker")
    portal.run("case", "import", str(file), "--as", f"una-{ref.lower()}")
    return ref


def worker(portal: Portal, walk: Walk, child: str, sign_in: str, name: str, team: str) -> str:
    """A trusted worker of the child, at the desk for the first time. Returns the secret of their six digits."""
    code = portal.run("worker", "add", sign_in, "--name", name, "--role", "worker")
    portal.run("case", "allocate", child, sign_in, "--kind", "trusted", "--team", team, "--as", f"una-{child.lower()}")
    return set_up_at_the_desk(portal, walk, code, "seven green kettles sing")


def say_who_typed(page: Page, words: str) -> None:
    page.get_by_label(words).check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**?how=*")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_child_of_nine_and_a_worker_fill_it_in_together(
    portal: Portal, phone: Callable[..., Walk], tmp_path: Path, scripts: bool
) -> None:
    first = phone()
    nine = a_child_of_nine(portal, tmp_path, "NK-9009" if scripts else "NK-9010")
    helper = "Tunde Bello" if scripts else "Priya Nair"
    secret = worker(portal, first, nine, "bea" if scripts else "bob", helper, "yw" if scripts else "sw")
    used = portal.digits(secret)
    walk = first if scripts else phone(java_script_enabled=False)
    if not scripts:
        walk.page.context.add_cookies(first.page.context.cookies())  # type: ignore[arg-type]
    page, heading = walk.page, walk.page.get_by_role("heading", level=1)

    # at the desk
    page.goto(f"{portal.desk}/c/{nine}")
    page.get_by_role("link", name=re.compile("Fill it in together")).first.click()
    walk.look()
    page.get_by_label(re.compile("is here beside me")).check()
    page.locator("input[name=set][value=easy]").check()
    page.get_by_role("button", name="Lock the desk and begin").click()
    expect(heading).to_have_text("The desk is locked")
    walk.look()
    code = page.locator("#code").inner_text()
    page.get_by_role("link", name="Go on", exact=True).click()

    # at the family's side: the code is there with scripts, and typed without
    expect(heading).to_have_text("Begin together")
    if scripts:
        expect(page.locator("#code")).to_have_value(code.replace("-", ""))
        assert "#" not in page.url
    else:
        page.locator("#code").fill(code)
    walk.look()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text(f"You are doing this with {helper}.")).to_be_visible()
    walk.look()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Read it out first, and tick that you did.").first).to_be_visible()
    page.get_by_label(re.compile("This was read out")).check()
    page.get_by_role("button", name="Start").click()

    # a face, in their own hands; then words that the worker wrote down
    page.locator("input[name=answer][value=good]").check()
    walk.look()
    say_who_typed(page, "I did it myself")
    page.goto(f"{portal.family}/q/who-helps")
    page.locator("#answer").fill(WORDS)
    say_who_typed(page, f"{helper} wrote down what I said")

    # one that is answered alone, with the screen turned
    page.goto(f"{portal.family}/q/safe-home")
    expect(heading).to_contain_text("Turn the screen to")
    walk.look()
    page.get_by_role("link", name="The screen is turned. Show the question").click()
    page.locator(f"input[name=answer][value={TURNED}]").check()
    walk.look()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(lambda url: "turned" not in url)
    page.go_back()
    expect(page.locator(f"input[value={TURNED}]:checked")).to_have_count(0)
    page.goto(f"{portal.family}/q/safe-home?turned=1")
    expect(page.locator("input[name=answer]:checked")).to_have_count(0)
    page.goto(f"{portal.family}/q/list")
    expect(page.get_by_text("Answered alone")).to_be_visible()
    walk.look()

    # read back, agreed, shared
    page.goto(f"{portal.family}/q/check")
    expect(page.get_by_text("answered this one alone")).to_be_visible()
    expect(page.get_by_text(f"{helper} wrote down what you said.")).to_be_visible()
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("Read each answer back together").first).to_be_visible()
    walk.look()
    page.get_by_label(re.compile("These were read back")).check()
    page.get_by_role("button", name="Share with").click()
    expect(heading).to_have_text("Thank you. It is sent.")
    walk.look()
    if scripts:
        assert walk.small_targets() == []

    # and back: the desk is locked until the worker has shown that it is them
    page.get_by_role("button", name="We are done").click()
    expect(heading).to_have_text("That is it for now")
    walk.look()
    page.get_by_role("link", name="For the worker: back to the desk").click()
    expect(heading).to_have_text("Is it still you?")
    walk.complaints = [said for said in walk.complaints if "401" not in said]  # that is what a locked desk answers
    walk.look()
    page.goto(f"{portal.desk}/c/{nine}/words")
    expect(heading).to_have_text("Is it still you?")
    while (digits := portal.digits(secret)) == used:  # as a rule they are new by now
        page.wait_for_timeout(500)
    page.get_by_label("Six digits").fill(digits)
    page.get_by_role("button", name="It is me, unlock the desk").click()
    page.wait_for_url(f"**/c/{nine}")
    page.goto(f"{portal.desk}/c/{nine}/words")
    page.get_by_role("button", name="Open what is new").click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    expect(page.get_by_text(f"Said by them, written down by {helper}. Read back and agreed.").first).to_be_visible()
