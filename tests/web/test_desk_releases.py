"""At the desk: who tells whom, taking back, evidence, paper, the end of a case; and what stays on the screen alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from portal.domain.people import Tie
from tests import factories
from tests.client import Browser
from tests.journeys.people import KIT, MUM
from tests.world import World

REASONS = {f"reason-{check}": "agreed with the manager" for check in
           ("wording", "older-level", "difficult-news", "restricted-new-item", "restricted-meeting", "shared-words",
            "not-named-there", "looks-like-a-name", "looks-like-an-address", "only-family-acts",
            "level-without-meeting")}  # fmt: skip


@pytest.fixture
def desk(world: World) -> Browser:
    world.bring_in()
    return world.at_the_desk("priya")


def test_a_meeting_is_made_somebodys_task_on_the_copies_page_and_ticked_off_on_the_childs(
    world: World, desk: Browser
) -> None:
    page = desk.get(f"/c/{KIT}/copies")
    assert f'name="teller:m7:{MUM}"' in page.text
    sent = {f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": "2026-12-01", "for": [MUM], **REASONS}
    done = desk.submit(f"/c/{KIT}/copies", **sent)
    assert "published, copy 1" in desk.follow(done).text
    said = "Tunde Bello tells Dawn Example by Tuesday 1 December"
    assert said in desk.get("/").text
    assert said in desk.get(f"/c/{KIT}").text
    world.hands.move(minutes=20)
    ticked = desk.submit(f"/c/{KIT}", f"/c/{KIT}/told/m7/{MUM}", how="at her door")
    assert ticked.status_code == 303
    assert said not in desk.get("/").text
    assert "Told in person on Saturday 21 November by Tunde Bello" in desk.get(f"/c/{KIT}/shown").text


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-11-01"])
def test_a_task_without_a_day_to_come_is_asked_for_again_with_what_was_typed(desk: Browser, day: str) -> None:
    sent = {f"teller:m7:{MUM}": "yw", f"by:m7:{MUM}": day, "for": [MUM], "told:mum": "", **REASONS}
    answer = desk.submit(f"/c/{KIT}/copies", **sent)
    assert answer.status_code == 422
    assert "choose who tells them, and today or a day to come" in answer.text
    assert 'value="yw" selected' in answer.text
    assert "Nothing has been shown" in desk.get(f"/c/{KIT}/shown").text


def test_one_person_is_told_in_a_way_of_their_own(desk: Browser) -> None:
    answer = desk.submit(f"/c/{KIT}/copies", **{"told:mum": "Sam rang her on Friday", "for": [MUM], **REASONS})
    assert answer.status_code == 303
    assert "Sam rang her on Friday" in desk.get(f"/c/{KIT}/shown").text


def test_the_evidence_leads_to_the_very_copy_and_a_copy_is_taken_back_there(world: World, desk: Browser) -> None:
    world.publish(KIT)
    page = desk.get(f"/c/{KIT}/shown")
    assert f'href="/c/{KIT}/shown/{MUM}/1"' in page.text
    assert "Drive Kit to football" in desk.get(f"/c/{KIT}/shown/{MUM}/1").text
    assert desk.get(f"/c/{KIT}/shown/{MUM}/2").status_code == 404
    bare = desk.submit(f"/c/{KIT}/shown", f"/c/{KIT}/take-back/{MUM}")
    assert bare.status_code == 422
    assert "Say why, in a sentence" in bare.text
    done = desk.submit(f"/c/{KIT}/shown", f"/c/{KIT}/take-back/{MUM}", reason="The wrong school.")
    assert done.status_code == 303
    assert "The wrong school." in desk.get(f"/c/{KIT}/shown").text
    assert "Their copy was taken back" in desk.get(f"/c/{KIT}").text
    assert "Their newest copy was taken back" in desk.get(f"/c/{KIT}/copies").text
    assert desk.get(f"/c/{KIT}/print/{MUM}").status_code == 404


def test_a_page_for_taking_back_that_was_open_too_long_takes_no_other_copy_back(world: World, desk: Browser) -> None:
    world.publish(KIT)
    stale = desk.submit(f"/c/{KIT}/shown", f"/c/{KIT}/take-back/{MUM}", reason="Wrong.", number="7")
    assert stale.status_code == 409
    assert "Nothing was taken back" in stale.text
    assert 'value="Wrong."' in stale.text


def test_on_paper_only_the_page_says_so_and_offers_no_code(world: World, desk: Browser) -> None:
    world.publish(KIT)
    assert desk.submit(f"/c/{KIT}", f"/c/{KIT}/paper/{MUM}").status_code == 303
    page = desk.get(f"/c/{KIT}").text
    assert "On paper only: no way in." in page
    assert f'action="/c/{KIT}/invite/{MUM}"' not in page
    refused = desk.post(
        f"/c/{KIT}/invite/{MUM}", {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    )
    assert refused.status_code == 422
    assert "paper only" in refused.text
    assert desk.submit(f"/c/{KIT}", f"/c/{KIT}/open/{MUM}").status_code == 303
    assert "On paper only" not in desk.get(f"/c/{KIT}").text


def test_a_printed_copy_names_nobody_of_the_family_and_no_address(world: World, desk: Browser) -> None:
    world.publish(KIT)
    page = desk.get(f"/c/{KIT}/print/{MUM}")
    main = page.text.split('<main id="main">')[1].split("</main>")[0]
    assert "<title>What was agreed</title>" in page.text
    for name in ("Kit", "Dawn", "Gary", "http"):
        assert name not in main
    assert "For D. E., as it stood on Saturday 21 November." in main
    assert "Keep it where only you find it, or tear it up" in main
    assert "Printed on Saturday 21 November" in main


def test_for_a_young_person_it_is_asked_first_if_paper_is_safe(world: World, desk: Browser) -> None:
    world.publish(KIT)
    asked = desk.get(f"/c/{KIT}/print/{KIT}").text
    assert "Is paper safe with them?" in asked
    assert "football" not in asked
    assert "football" in desk.get(f"/c/{KIT}/print/{KIT}?handed-over=1").text


def test_a_case_is_ended_with_a_day_and_a_reason_and_stands_under_ended(world: World, desk: Browser) -> None:
    world.publish(KIT)
    wrong = desk.submit(f"/c/{KIT}/end", why=" ", on="2027-01-01")
    assert wrong.status_code == 422
    assert wrong.text.count("Say why, in a sentence") == 2, "at the top and at the field"
    assert desk.submit(f"/c/{KIT}/end", why="No day.", on="some day").status_code == 422
    assert desk.submit(f"/c/{KIT}/end", why="The plan is done.").status_code == 303
    page = desk.get("/").text
    assert "<h2>Ended</h2>" in page
    assert "ended on Saturday 21 November" in page
    child = desk.get(f"/c/{KIT}").text
    assert "This case ended on Saturday 21 November." in child
    assert f'action="/c/{KIT}/invite' not in child
    assert f'action="/c/{KIT}/open/' not in child
    copies = desk.get(f"/c/{KIT}/copies").text
    assert "This case has ended" in copies
    assert "Publish the copies" not in copies
    token = copies.split('name="csrf_token" value="')[1].split('"')[0]
    late = desk.post(f"/c/{KIT}/copies", {"csrf_token": token, "revision": "1", "for": [MUM]})
    assert late.status_code == 409
    assert "A manager can open it again." in desk.get(f"/c/{KIT}/end").text
    assert desk.post(f"/c/{KIT}/open-case-again", {"csrf_token": token, "why": "I may not."}).status_code == 404


def test_workers_without_the_case_reach_none_of_it(world: World, desk: Browser) -> None:
    world.publish(KIT)
    tunde = world.at_the_desk("tunde")
    for path in (f"/c/{KIT}/shown", f"/c/{KIT}/shown/{MUM}/1", f"/c/{KIT}/print/{MUM}"):
        assert tunde.get(path).status_code == 404
    assert "End this case" not in tunde.get(f"/c/{KIT}").text
    assert "The case worker or a manager ends a case." in tunde.get(f"/c/{KIT}/end").text
    world.worker("chair")
    world.tie(KIT, "chair", Tie.CHAIR, None)
    assert "Paper only" not in world.at_the_desk("chair").get(f"/c/{KIT}").text


def test_where_a_word_stands_for_professionals_is_shown_to_the_worker_and_kept_nowhere(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The copies page shows it; no log, no audit and no file of either cupboard holds a word of it."""
    tree = factories.example("norfolk")
    tree["child"]["notes"].append({"text": "Seen at the quay with Zephyrine by the xylophone shop."})
    tree["plan"]["actions"][0].update(text="Ask how Zephyrine is.", audience="family")
    with caplog.at_level(logging.DEBUG):
        world.bring_in("norfolk", factories.as_bytes(tree))
        desk = world.at_the_desk("priya")
        page = desk.get(f"/c/{KIT}/copies").text
        assert "It stands in the professionals' text:" in page
        assert "with Zephyrine by the xylophone shop" in page
        desk.submit(f"/c/{KIT}/copies", told="by phone", **{"for": [KIT]}, **REASONS)
    assert "xylophone" not in caplog.text
    assert "Zephyrine" not in caplog.text
    assert "xylophone" not in "".join(repr(vars(record)) for record in caplog.records)
    files = [part for name in ("casework", "family") for part in tmp_path.glob(f"{name}.sqlite3*")]
    assert len(files) >= 2
    for part in files:
        assert b"xylophone" not in part.read_bytes(), part.name
        assert b"Zephyrine" not in part.read_bytes(), part.name
