"""A parent asks on her phone; a worker reads it, takes it to the meeting and answers; she sees what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import WHY, Portal, Walk, join, set_up_at_the_desk

CHILD = "NK-7731"
ASKED = "Somebody who rings me back at night."
CAME = "A worker rings back every evening until ten now."


@pytest.fixture
def norfolk(portal: Portal, tmp_path: Path) -> str:
    """A family whose meeting is going on, published, with a case worker. Returns the worker's one-time code."""
    tree = json.loads(factories.example_bytes("norfolk").replace(b"NK-4417", CHILD.encode()))
    meeting = next(m for m in tree["meetings"] if m["state"] == "planned")
    now = portal.now()
    for name, minutes in (("starts_at", -60), ("parents_from", -50), ("young_person_from", -40), ("ends_at", 300)):
        meeting[name] = (now + timedelta(minutes=minutes)).replace(microsecond=0).isoformat()
    file = tmp_path / "case.json"
    file.write_bytes(factories.as_bytes(tree))
    code = portal.run("worker", "add", "ines", "--name", "Priya Nair", "--role", "worker")
    portal.run("case", "import", str(file), "--as", "ines")
    portal.run("case", "allocate", CHILD, "ines", "--kind", "case", "--team", "sw", "--as", "ines")
    found = json.loads(portal.run("case", "review", CHILD, "--as", "ines", "--json"))
    asks = {check["id"] for copy in found["copies"] for check in copy["asks"]}
    given = [part for check in asks for part in ("--reason", f"{check}={WHY}")]
    portal.run("case", "publish", CHILD, "--as", "ines", "--revision", "1", "--told", "in person", *given)
    return code


def test_a_parent_asks_and_sees_what_came_of_it(portal: Portal, norfolk: str, phone: Callable[..., Walk]) -> None:
    mum, worker = phone(), phone()
    page, desk = mum.page, worker.page
    join(portal, page, "mum", child=CHILD, by="ines")

    # she asks
    page.goto(f"{portal.family}/q")
    page.locator("main form button").click()
    page.goto(f"{portal.family}/q/most-want")
    page.locator("textarea").fill(ASKED)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(lambda url: not url.endswith("most-want"))
    page.goto(f"{portal.family}/q/check")
    expect(page.get_by_text("Priya Nair reads this by")).to_be_visible()
    mum.look()
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is sent.")
    expect(page.get_by_text("Priya Nair reads this by")).to_be_visible()
    mum.look()

    # the worker reads it, takes it to the meeting, and says what happened
    set_up_at_the_desk(portal, worker, norfolk, "seven green kettles sing")
    expect(desk.get_by_role("heading", name="Not read yet")).to_be_visible()
    worker.look()
    desk.get_by_role("link", name="Kit").first.click()
    desk.get_by_role("button", name="Open what is new").click()
    expect(desk.get_by_text(ASKED)).to_be_visible()
    expect(desk.get_by_role("heading", name="Asked, and not answered yet")).to_be_visible()
    worker.look()
    desk.get_by_role("button", name="I have read this").click()
    desk.get_by_role("button", name="Taken to this meeting").click()
    expect(desk.get_by_text("Taken to the meeting on")).to_be_visible()
    desk.get_by_role("link", name="Say what came of it").click()
    worker.look()
    desk.get_by_role("button", name="Say it to").click()
    expect(desk.get_by_role("alert")).to_contain_text("Choose one.")
    desk.get_by_label("This happened").check()
    desk.get_by_label("In a sentence or two, in plain words").fill(CAME)
    desk.get_by_role("button", name="Say it to").click()
    expect(desk.get_by_text(CAME)).to_be_visible()
    expect(desk.get_by_role("heading", name="Asked, and not answered yet")).to_have_count(0)
    worker.look()

    # and she sees it: on her own page that there is an answer, and all of it in order on the page of what she sent
    page.goto(f"{portal.family}/me")
    expect(page.get_by_text("There is an answer to something you asked.")).to_be_visible()
    mum.look()
    page.get_by_role("link", name="Read it").first.click()
    if page.get_by_role("link", name="Show me").is_visible():
        raise AssertionError("she has just typed her words")
    said = page.locator("main").inner_text()
    steps = ["Sent on", "Read by Priya Nair", "Taken to the meeting on", "What happened", CAME]
    places = [said.rindex(step) for step in steps]
    assert places == sorted(places), said
    assert mum.small_targets() == []
    mum.look()
