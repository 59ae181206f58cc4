"""Which questions somebody is given: their main set, any other of theirs, and one that somebody has just added."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.journeys.desk import read_views
from tests import factories
from tests.client import Browser, form_fields
from tests.conftest import Hands, both_sides
from tests.journeys.people import KIT
from tests.journeys.test_costs import opening_the_plan
from tests.world import World

CONTENT = Path(__file__).resolve().parents[2] / "content"
ROBIN = "DE-0618"
SET = """\
id: pets
for: parent
version: 1
notice: before-you-start
questions:
  - {id: dog, kind: faces, topic: strengths, quick: true}
  - {id: walks, kind: long, topic: hopes, quick: true, asks: true}
  - {id: cat, kind: yes-no, topic: views, quick: true}
"""
WORDS = """\
title: About your pets
notice:
  id: before-you-start
  text: [You can skip any question. If only you know it, ask your worker first. If anyone is in danger now, call 999.]
short_notice:
  text: [Your workers read this. If only you know it, ask your worker first. In danger now? Call 999.]
questions:
  dog:
    ask: How is your dog?
    why: We ask because dogs matter.
    options: {very-good: Very well, good: Well, middle: So so, bad: Not so well, very-bad: Not well}
  walks:
    ask: Where would your dog like to go?
    why: So that there is a walk in the plan.
  cat:
    ask: Is there a cat too?
    why: So that nobody is surprised.
    options: {'yes': 'Yes', 'no': 'No'}
"""


def links(page: str) -> dict[str, str]:
    """The rows of a list: address → all that the row says."""
    found = re.findall(r'<li><a href="([^"]+)">(.*?)</a></li>', page, re.DOTALL)
    return {address: " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split()) for address, words in found}


def begun(browser: Browser, base: str = "/q") -> Browser:
    assert browser.submit(base).status_code == 303
    return browser


def shared(browser: Browser, base: str, **answers: str) -> None:
    """Answer these in this set, all for the workers at the meeting, and share them."""
    for ref, answer in answers.items():
        done = browser.submit(f"{base}/{ref.replace('_', '-')}", answer=answer, reader="meeting")
        assert done.status_code == 303, done.text
    chosen = [ref.replace("_", "-") for ref in answers]
    assert browser.submit(f"{base}/check", one=chosen).headers["Location"] == f"{base}/done?n={len(chosen)}"


# -- the easy set ---------------------------------------------------------------------------------------


def test_a_young_person_who_reads_easy_words_gets_the_easy_questions(world: World) -> None:
    world.family_ready("derby")
    robin = begun(world.join(ROBIN, ROBIN))
    listed = links(robin.get("/q/list").text)
    assert "What makes you happy? Not started" in listed.values()
    assert listed["/q/in/young-person/list"] == "All the questions"
    shared(robin, "/q", feeling="bad", going_well="My hamster")
    assert "My hamster" in robin.get("/sent").text
    begun(robin, "/q/in/young-person").submit("/q/in/young-person", reader="meeting")
    school = robin.get("/q/in/young-person/safe-school").text
    assert "Workers look at this number when all who are asked have given theirs" in school, "no day is promised for it"


def test_in_easy_words_they_can_stop_at_any_question_and_what_they_said_is_kept(world: World) -> None:
    world.family_ready("derby")
    robin = begun(world.join(ROBIN, ROBIN))
    page = robin.get("/q/worries").text
    assert "Stop now. Keep what I said" in page
    assert "Save and look at all of it" not in page
    assert robin.submit("/q/worries", answer="The dark", stop="1").headers["Location"] == "/q/list"
    listed = robin.get("/q/list").text
    assert links(listed)["/q/worries"].endswith("Done, not shared yet")
    assert "Stop when you like: what you saved is kept." in listed


def test_who_reads_easy_words_has_the_notice_in_easy_words_above_every_other_box_too(world_on_each: World) -> None:
    world = world_on_each
    tree = factories.example("norfolk")
    tree["child"]["format_needs"] = "easy"
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    world.publish(child)
    kit = world.join(child, child)
    sets = world.family_app.extensions["portal"].library.question_sets("en")
    easy, hard = (unescape(sets[each].short_notice.paragraphs[0]) for each in ("easy", "young-person"))
    at = re.findall(r'href="(/m/[0-9a-f]+)"', kit.get("/me").text)
    for path in ("/kept", "/p", at[0]):
        page = unescape(kit.get(path).text)
        assert easy in page, path
        assert hard not in page, path
    assert len(opening_the_plan(world, kit)) <= 4, "it is known with the copy"
    kit.submit("/kept", form="/kept/wrong", answer="My name is spelled wrong")
    with world.room.family.reading() as db:
        kept = list(db.execute(text("SELECT sha256 FROM notice")).scalars())
    assert sets["easy"].short_notice.sha256 in kept


def test_others_are_offered_the_easy_questions_and_never_given_them(world: World) -> None:
    child = world.family_ready()
    kit, mum = begun(world.join(child, child)), begun(world.join(child, "mum"))
    assert links(kit.get("/q/list").text)["/q/in/easy/list"] == "With pictures and easy words"
    assert "What makes you happy?" not in kit.get("/q/list").text
    page = begun(kit, "/q/in/easy").get("/q/in/easy/coming").text
    drawn = re.findall(r'<img src="[^"]+pictures[^"]*#([a-z]+)" width="48" height="48" alt="">', page)
    assert drawn == ["table", "clock", "phone", "talk", "write", "door"], "one beside each thing that can be chosen"
    assert "/q/in/easy/list" not in links(mum.get("/q/list").text)


def test_each_set_has_a_paper_of_its_own_and_what_waits_on_another_is_said(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    kit.submit("/q/worries", answer="Maths")
    assert kit.get("/q/in/easy/list").headers["Location"] == "/q/in/easy"
    begun(kit, "/q/in/easy")
    page = kit.get("/q/in/easy/worries").text
    assert form_fields(page, "/q/in/easy/worries")["answer"] == ""
    assert form_fields(page, "/q/in/easy/worries")["set"] == "easy"
    listed = links(kit.get("/q/in/easy/list").text)
    assert listed["/q/list"] == "All the questions 1 answer is kept for you. Nobody has seen it."
    shared(kit, "/q/in/easy", worries="The dark")
    assert form_fields(kit.get("/q/worries").text, "/q/worries")["answer"] == "Maths"


def same(answer: TestResponse) -> tuple[int, str]:
    """An answer without what is new in each of them."""
    return answer.status_code, re.sub(
        r'nonce="[^"]*"|data-token="[^"]*"|name="csrf_token" value="[^"]*"', "", answer.text
    )


def test_somebody_elses_set_is_not_there(world: World) -> None:
    child = world.family_ready()
    kit = begun(world.join(child, child))
    nothing = same(kit.get("/q/in/nothing/list"))
    assert nothing[0] == 404
    for there in ("/q/in/parent", "/q/in/parent/list", "/q/in/after-parent/good", "/q/in/young-person+beside/list"):
        assert same(kit.get(there)) == nothing, there
    fields = form_fields(kit.get("/q/worries").text, "/q/worries")
    assert kit.post("/q/worries", fields | {"answer": "x", "set": "parent"}).status_code == 404


def test_what_is_taken_back_is_on_the_paper_from_which_it_came(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = begun(begun(world.join(child, child)), "/q/in/easy")
    shared(kit, "/q/in/easy", worries="The dark")
    ref = re.search(r'action="(/sent/[^"]+)"', kit.get("/sent").text)
    assert ref
    assert kit.submit("/sent", ref[1]).status_code == 303
    assert form_fields(kit.get("/q/in/easy/worries").text, "/q/in/easy/worries")["answer"] == "The dark"
    assert form_fields(kit.get("/q/worries").text, "/q/worries")["answer"] == ""


def test_leaving_quickly_keeps_the_last_words_on_the_right_paper(world: World) -> None:
    child = world.family_ready()
    kit = begun(begun(world.join(child, child)), "/q/in/easy")
    fields = form_fields(kit.get("/q/in/easy/worries").text, "/q/in/easy/worries")
    assert kit.post("/x", fields | {"answer": "The dark"}).status_code == 204
    kit.submit("/in", name=kit.name, words=kit.words)  # type: ignore[attr-defined]
    assert form_fields(kit.get("/q/in/easy/worries").text, "/q/in/easy/worries")["answer"] == "The dark"


# -- after a meeting ------------------------------------------------------------------------------------


def test_how_it_was_is_asked_once_a_meeting_of_theirs_was_held_until_they_have_said_it(world: World) -> None:
    child = world.family_ready()
    mum, dad = begun(world.join(child, "mum")), begun(world.join(child, "dad"))
    assert "How was the meeting?" not in dad.get("/me").text + dad.get("/q/list").text, "he may not know of it"
    assert "How was the meeting?" in mum.get("/me").text
    assert links(mum.get("/q/list").text)["/q/in/after-parent/list"] == "How was the meeting?"
    begun(mum, "/q/in/after-parent")
    page = mum.get("/q/in/after-parent/list").text
    assert "<h1>How was the meeting?</h1>" in page
    headings = re.findall(r"<h2>([^<]+)</h2>\s*<p class=\"small\">About", page)
    assert headings == ["Three things first", "How it went", "What you think"], "and not “How things are”"
    shared(mum, "/q/in/after-parent", listened="6", understood="yes", ask_now="When is the next one?")
    assert "Say how it was" not in mum.get("/me").text
    assert "When is the next one?" in mum.get("/sent").text


def test_a_young_person_is_asked_too_and_again_after_the_next_one(world: World) -> None:
    tree = factories.example("norfolk")
    held = next(each for each in tree["meetings"] if each["ref"] == "m6")
    held["audience"] = "family"
    held.pop("withhold_from")
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    world.publish(child)
    kit = begun(world.join(child, child))
    page = kit.get("/me").text
    assert 'href="/q/in/after-young-person/list"' in page
    begun(kit, "/q/in/after-young-person")
    shared(kit, "/q/in/after-young-person", listened="very-bad", new_to_me="no")
    assert 'href="/q/in/after-young-person/list"' not in kit.get("/me").text
    read_views.open_new(world.room, world.worker("priya"), KIT)
    said = {piece.shared.question: piece.shared.words.answer for piece in pieces(world)}
    assert said == {"listened": "Not at all", "new-to-me": "No"}


def pieces(world: World) -> list[read_views.Piece]:
    return read_views.views(world.room, world.worker("priya"), KIT)[1]


# -- a set that somebody adds ---------------------------------------------------------------------------


@pytest.fixture
def with_pets(tmp_path: Path, sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[World]:
    """A portal into whose content somebody has put one folder more."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    folder = content / "questions" / "pets"
    folder.mkdir()
    (folder / "set.yaml").write_text(SET, encoding="utf-8")
    (folder / "en.yaml").write_text(WORDS, encoding="utf-8")
    yield from both_sides(sqlite_urls, keys, hands, content=content)


def test_a_new_set_is_a_folder_and_no_code_offered_answered_and_shared(with_pets: World) -> None:
    world = with_pets
    child = world.family_ready()
    mum, kit = begun(world.join(child, "mum")), begun(world.join(child, child))
    assert "How are you managing?" in mum.get("/q/list").text, "their own one stays the main one"
    assert links(mum.get("/q/list").text)["/q/in/pets/list"] == "About your pets"
    assert "/q/in/pets/list" not in links(kit.get("/q/list").text)
    assert mum.follow(mum.get("/q/in/pets/list")).text.count("call 999") == 1
    assert begun(mum, "/q/in/pets").get("/q/in/pets/list").status_code == 200
    shared(mum, "/q/in/pets", dog="middle", walks="The beach", cat="no")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    found = {piece.shared.words.question: piece.shared for piece in pieces(world)}
    assert {question: each.words.answer for question, each in found.items()} == {
        "How is your dog?": "So so",
        "Where would your dog like to go?": "The beach",
        "Is there a cat too?": "No",
    }
    assert [each.words.question for each in found.values() if each.asks] == ["Where would your dog like to go?"]
    desk = world.at_the_desk("priya")
    assert "The beach" in desk.get(f"/c/{KIT}/words").text


# -- the notice -----------------------------------------------------------------------------------------


def test_the_notice_that_was_shown_is_kept_with_each_paper(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = begun(begun(world.join(child, child)), "/q/in/easy")
    library = world.family_app.extensions["portal"].library
    with world.room.family.reading() as db:
        rows = db.execute(text("SELECT set_id, notice_sha256 FROM sheet")).all()
        kept = dict(db.execute(text("SELECT sha256, words FROM notice")).all())
    assert {row.set_id: row.notice_sha256 for row in rows} == {
        each: library.question_sets("en")[each].notice.sha256 for each in ("young-person", "easy")
    }
    for row in rows:
        assert kept[row.notice_sha256] == "\n\n".join(library.question_sets("en")[row.set_id].notice.paragraphs)
    for base in ("/q", "/q/in/easy"):
        kit.submit(f"{base}/worries", answer="x")
        page = kit.get(f"{base}/check").text
        assert page.index("Are you in danger now?" if "easy" in base else "In danger now?") < page.index(">Share with")
