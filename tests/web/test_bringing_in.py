"""Bringing in a newer file at the desk: what differs is shown side by side; nothing is kept before it is decided."""

from __future__ import annotations

import io
import json
import random
from typing import Any

import pytest

from portal.domain.mending import Sort
from portal.domain.people import Tie
from portal.journeys.desk import mend
from tests import factories
from tests.client import Browser, form_fields
from tests.web.test_mending import save
from tests.world import World

KIT = "NK-4417"
DECIDE = "/bring-in/decide"


def send(browser: Browser, data: bytes, **more: Any) -> Any:
    fields = form_fields(browser.get("/bring-in").text, "/bring-in")
    return browser.post("/bring-in", fields | {"file": (io.BytesIO(data), "case.json")} | more)


def newer(text: str = "Kit goes to college.") -> bytes:
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] = text
    return factories.as_bytes(tree)


@pytest.fixture
def sam(world: World) -> Browser:
    """A case worker whose desk has mended the first goal's words."""
    child = world.bring_in()
    browser = world.at_the_desk("sam")
    world.tie(child, "sam", Tie.CASE, None)
    assert save(browser, f"/c/{child}/mend/goal/g1", family_words="Kit likes school.").status_code == 303
    return browser


def words(world: World) -> str | None:
    return mend.look(world.room, world.worker("priya"), KIT).kept.case.goals[0].entry.family_words


@pytest.mark.parametrize(("side", "stands"), [("file", "Kit goes to college."), ("here", "Kit likes school.")])
def test_a_difference_is_shown_side_by_side_and_decided(world: World, sam: Browser, side: str, stands: str) -> None:
    page = send(sam, newer())
    assert page.status_code == 422
    assert "Goal g1: words for the family" in page.text
    assert "Kit goes to college." in page.text
    assert "Kit likes school." in page.text
    assert words(world) == "Kit likes school."
    fields = form_fields(page.text, DECIDE)
    undecided = sam.post(DECIDE, fields)
    assert (undecided.status_code, "Choose one of the two" in undecided.text) == (422, True)
    done = sam.post(DECIDE, fields | {"d-goals/g1/family_words": side})
    assert (done.status_code, "brought up to date" in done.text) == (200, True)
    assert words(world) == stands


def test_a_case_that_changed_while_somebody_decided_is_looked_at_again(world: World, sam: Browser) -> None:
    fields = form_fields(send(sam, newer()).text, DECIDE)
    save(sam, f"/c/{KIT}/mend/goal/g1", family_words="Kit likes maths.")
    late = sam.post(DECIDE, fields | {"d-goals/g1/family_words": "file"})
    assert late.status_code == 409
    assert "Kit likes maths." in late.text
    assert words(world) == "Kit likes maths."


def test_a_file_that_does_not_fit_the_case_any_more_is_refused_with_the_place_after_somebody_changed_it(
    world: World, sam: Browser
) -> None:
    tree = json.loads(newer())
    tree["team"] = [member for member in tree["team"] if member["ref"] != "ao"]
    tree["visits"] = [visit for visit in tree["visits"] if visit["who"] != "ao"]
    for action in tree["plan"]["actions"]:
        if action.get("owner") == "ao":
            del action["owner"]
    for meeting in tree["meetings"]:
        meeting["attendees"] = [each for each in meeting.get("attendees", []) if each["who"] != "ao"]
    fields = form_fields(send(sam, json.dumps(tree).encode()).text, DECIDE)
    kept = mend.look(world.room, world.worker("priya"), KIT).kept
    visit = {"who": ["ao"], "at": ["2026-12-02T16:00"], "audience": ["family"]}
    mend.add(world.room, world.worker("priya"), KIT, Sort.VISIT, visit, kept.revision)
    save(sam, f"/c/{KIT}/mend/goal/g1", family_words="Kit goes to college.")
    late = sam.post(DECIDE, fields | {"d-goals/g1/family_words": "file"})
    assert late.status_code == 409
    assert "/who" in late.text


def test_another_file_than_the_one_that_was_looked_at_is_not_brought_in(world: World, sam: Browser) -> None:
    fields = form_fields(send(sam, newer()).text, DECIDE)
    other = form_fields(send(sam, newer("Kit goes to work.")).text, DECIDE)
    for held in (other["held"], "", "not base64!", "QUJD"):
        answer = sam.post(DECIDE, fields | {"held": held, "d-goals/g1/family_words": "file"})
        assert answer.status_code == 422
    assert words(world) == "Kit likes school."


def test_a_file_that_is_too_large_for_the_page_is_asked_for_again(world: World, sam: Browser) -> None:
    tree = json.loads(newer())
    made = random.Random(7)
    tree["child"]["notes"] = [
        {"text": "".join(made.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=19_000))} for _ in range(20)
    ]
    data = json.dumps(tree).encode()
    page = send(sam, data)
    fields = form_fields(page.text, DECIDE)
    assert "held" not in fields
    assert "The same case file, once more" in page.text
    decided = fields | {"d-goals/g1/family_words": "here"}
    forgotten = sam.post(DECIDE, decided)
    assert forgotten.status_code == 422
    assert "What you decided still stands below." in forgotten.text
    assert "Kit goes to college." in forgotten.text
    other = sam.post(DECIDE, decided | {"file": (io.BytesIO(newer("Kit goes to work.")), "case.json")})
    for page in (forgotten, other):
        fields = form_fields(page.text, DECIDE)
        assert fields["d-goals/g1/family_words"] == "here"
        decided = fields
    assert words(world) == "Kit likes school."
    for made_up in ("e30=", "QUJD", "not base64!"):
        assert sam.post(DECIDE, decided | {"lines": made_up}).status_code == 422
    done = sam.post(DECIDE, decided | {"file": (io.BytesIO(data), "case.json")})
    assert done.status_code == 200
    assert words(world) == "Kit likes school."


def test_the_differences_of_a_child_are_shown_to_nobody_else(world: World, sam: Browser) -> None:
    stranger = world.at_the_desk("stranger")
    answer = send(stranger, newer())
    assert answer.status_code == 422
    assert "Kit likes school." not in answer.text
    dry = send(stranger, newer(), dry_run="1")
    unknown = send(stranger, newer().replace(KIT.encode(), b"NK-9999"), dry_run="1")
    assert "The file is right" in dry.text
    assert (dry.status_code, len(dry.text)) == (unknown.status_code, len(unknown.text))


def test_a_case_is_made_by_hand_through_its_pages(world: World) -> None:
    lee = world.at_the_desk("lee")
    assert 'href="/by-hand/derby"' in lee.get("/by-hand").text
    path = "/by-hand/derby"
    typed = {
        "ref": "BY-7", "preferred_name": "Lou", "date_of_birth": "2011-05-06", "plan_type": "none",
        "people-1-name": "Ash Sample", "people-1-relationship": "mother", "people-1-portal_access": "1",
        "team-2-name": "Nia Fenn", "team-2-role": "social_worker",
    }  # fmt: skip
    wrong = lee.submit(path, **typed | {"date_of_birth": "6 May", "people-1-relationship": ""})
    assert wrong.status_code == 422
    assert 'value="Lou"' in wrong.text
    assert 'id="date_of_birth-error"' in wrong.text
    assert 'id="people-1-relationship-error"' in wrong.text
    made = lee.submit(path, **typed)
    assert made.headers["Location"] == "/c/BY-7/mend"
    assert "Ash Sample" in lee.follow(made).text
    assert "Anything that keeps this person from the others? Only workers see this." in lee.get(path).text
    again = lee.submit(path, **typed)
    other = world.at_the_desk("mo").submit(path, **typed)
    for answer in (again, other):
        assert (answer.status_code, "This reference cannot be used." in answer.text) == (422, True)
    assert lee.get("/by-hand/atlantis").status_code == 404
