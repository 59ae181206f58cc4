"""What can be done with a date, in a real browser: at the width of a phone, with scripts and without them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Walk, join, set_up_at_the_desk

PASSPHRASE = "nine blue saucepans hum"


def at_the_desk(portal: Portal, walk: Walk, sign_in: str) -> Page:
    """A worker of the Derby family at the desk, on the child's page."""
    code = portal.run("worker", "add", sign_in, "--name", "Di Larsen", "--role", "worker")
    portal.run("case", "allocate", "DE-0618", sign_in, "--kind", "trusted", "--as", "mo")
    page = walk.page
    set_up_at_the_desk(portal, walk, code, PASSPHRASE)
    page.goto(f"{portal.desk}/c/DE-0618")
    return page


@pytest.mark.parametrize(
    ("scripts", "width", "person", "sign_in"), [(True, 390, "gran", "di"), (False, 320, "dad", "dina")]
)
def test_somebody_says_that_they_cannot_come_is_answered_and_takes_the_date_along(
    portal: Portal, derby: str, phone: Callable[..., Walk], scripts: bool, width: int, person: str, sign_in: str
) -> None:
    desk = at_the_desk(portal, worker := phone(viewport={"width": 1280, "height": 800}), sign_in)
    mine = phone(viewport={"width": width, "height": 844})
    join(portal, mine.page, person)
    session = mine.page.context.storage_state()
    walk = phone(viewport={"width": width, "height": 844}, java_script_enabled=scripts, storage_state=session)
    page = walk.page
    page.goto(f"{portal.family}/me")
    page.locator(".next a").click()
    page.get_by_text("I'd like another time").click()
    walk.look()
    if scripts:
        assert walk.small_targets() == []
    page.get_by_label("When could you?").fill("Friday after three")
    page.get_by_role("button", name="Tell my worker").last.click()
    expect(page.get_by_text("You asked your worker")).to_be_visible()
    walk.look()

    desk.reload()
    worker.look()
    expect(desk.get_by_text("Friday after three").first).to_be_visible()
    desk.get_by_label("What you say to it").first.fill("We look for another day.")
    desk.get_by_role("button", name="I have seen this").first.click()
    expect(desk.get_by_text("Seen before")).to_be_visible()
    desk.locator(f"#invite-{person}").get_by_role("button", name="Allow dates in their phone's calendar").click()
    worker.look()

    page.reload()
    expect(page.get_by_text("We look for another day.")).to_be_visible()
    page.get_by_role("link", name="Put this date in your phone's calendar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your phone's calendar")
    walk.look()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Take the file").click()
    assert waiting.value.suggested_filename == "appointment.ics"
    (event,) = Calendar.from_ical(waiting.value.path().read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "Appointment"
    assert walk.complaints == []

    page.goto(f"{portal.family}/p")
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("You said on Saturday 21 November that you have read this.")).to_be_visible()
    walk.look()
