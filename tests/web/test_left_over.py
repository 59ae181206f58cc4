"""Words whose question is not asked any more: their author can still reach them, and they are counted nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.audience import Kind
from portal.domain.preparation import Question, QuestionKind, QuestionSet
from portal.journeys.family import prepare, sharing
from portal.store.family import tables
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, NOT_SURE, TAB, cupboard, questions, take_back
from tests.web.test_own_sets import begun
from tests.world import World

OLD = Question("old-bus", QuestionKind.LONG, "views", ask="How was the old bus?", why="So that we know.")
WORDS = "The <b>bus</b> was late."


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, Browser, FamilyMember]:
    world = world_on_each
    child = world.family_ready()
    browser = begun(world.join(child, child, own_phone=True))
    with world.room.family.reading() as db:
        mine = tables.person.c.id == world.room.person_id(KIT, KIT)
        row = db.execute(select(tables.person).where(mine)).one()
    return world, browser, FamilyMember(row.id, row.child_id, Kind.YOUNG_PERSON, "", own_phone=True, fresh=True)


def as_it_was(world: World, set_id: str = "young-person") -> QuestionSet:
    """The set as it was before somebody took a question out of it."""
    now = questions(world, set_id)
    return replace(now, questions=(*now.questions, OLD))


def says(world: World, who: FamilyMember, asked: QuestionSet, words: str, version: int = 0) -> None:
    prepare.save_answer(cupboard(world), who, asked, prepare.Saving(OLD.id, [words], None, version, TAB))


def test_words_to_a_question_that_is_gone_can_be_copied_and_thrown_away_and_are_not_counted(
    kit: tuple[World, Browser, FamilyMember],
) -> None:
    world, browser, who = kit
    says(world, who, as_it_was(world), WORDS)
    gone = replace(as_it_was(world, "easy"), id="gone")  # a whole set that is not there any more
    prepare.begin(cupboard(world), who, gone, None)
    says(world, who, gone, "Of a whole set.")
    page = browser.get("/q/check").text
    assert "<bdi>The &lt;b&gt;bus&lt;/b&gt; was late.</bdi>" in page and "Of a whole set." in page
    assert "There is nothing to share yet." in page and 'name="one"' not in page
    for path in ("/me", "/q/list"):
        assert "kept for you" not in browser.get(path).text, path
    addresses = re.findall(r'action="(/q/left/[^"]+/gone)"', page)
    assert len(addresses) == 2
    assert browser.submit("/q/check", form=addresses[0]).headers["Location"] == "/q/check"
    browser.submit("/q/check", form=addresses[1])
    assert "left-over" not in browser.get("/q/check").text


def test_words_that_are_taken_back_stand_there_though_their_question_is_gone(
    kit: tuple[World, Browser, FamilyMember],
) -> None:
    world, browser, who = kit
    says(world, who, as_it_was(world), WORDS)
    assert sharing.share(cupboard(world), who, as_it_was(world), [OLD.id], **NOT_SURE) == 1
    says(world, who, as_it_was(world), "And it was full.", version=2)
    (sent,) = sharing.sent_days(cupboard(world), who)
    assert take_back(world, who, sent.id)
    page = unescape(browser.get("/q/check").text)
    assert f"{WORDS}\n\nAnd it was full." in page, "neither takes the other's place"
    assert sharing.sent_days(cupboard(world), who) == []


def test_of_choices_that_are_taken_back_none_is_lost_though_their_question_is_gone(
    kit: tuple[World, Browser, FamilyMember],
) -> None:
    world, browser, who = kit
    people = tuple((each, each) for each in ("mum", "dad", "nan", "uncle"))
    chosen = replace(OLD, id="old-who", kind=QuestionKind.SOME, options=people)
    asked = replace(questions(world), questions=(*questions(world).questions, chosen))
    for version, values in ((0, ["mum", "dad"]), (2, ["nan", "uncle"])):
        prepare.save_answer(cupboard(world), who, asked, prepare.Saving(chosen.id, values, None, version, TAB))
        if not version:
            assert sharing.share(cupboard(world), who, asked, [chosen.id], **NOT_SURE) == 1
    (sent,) = sharing.sent_days(cupboard(world), who)
    assert take_back(world, who, sent.id)
    page = unescape(browser.get("/q/check").text)
    assert [each for each, _words in people if each not in page] == []


def test_what_was_typed_stands_though_its_question_stopped_fitting_while_its_page_was_open(world: World) -> None:
    """They are not asked to the meeting any more. It was too long, or another page has saved, or all is well."""
    dad = begun(world.join(world.family_ready(), "dad"))
    assert dad.get("/q/times").status_code == 303, "he is not asked to come"
    typed = form_fields(dad.get("/q/worries").text, "/q/worries") | {"question": "times", "answer": "After six"}
    too_long = dad.post("/q/times", typed | {"answer": "six " * 200})
    assert too_long.status_code == 422 and "letters too long" in too_long.text and "six six" in too_long.text
    assert dad.post("/q/times", typed).status_code == 303
    other = dad.post("/q/times", typed | {"answer": "After ten", "tab": "b" * 16})
    assert other.status_code == 409 and "After ten" in other.text and "After six" in other.text
    page = dad.get("/q/check").text
    assert "Which days and times can you do?" in page
    assert "After six" in page and "There is nothing to share yet." in page
