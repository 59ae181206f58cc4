"""One damaged value: what it was says so, everything else stands, and the log raises an alarm."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, select, text, update
from sqlalchemy.exc import OperationalError

from portal.journeys.family import come_in
from portal.store.audit import Trail
from portal.store.family import tables
from tests.client import Browser, form_fields
from tests.journeys.people import KIT, MUM
from tests.journeys.test_dates import tell
from tests.store.stores import lift_the_guards
from tests.world import World

SENTENCE = "This cannot be shown. Tell your worker."
AT_THE_DESK = "This cannot be shown. Tell whoever looks after the portal"


def damage(world: World, table: Table, *where: Any, column: str = "body") -> None:
    """One byte of one value is another than it was."""
    with world.room.family.writing() as db:
        if table is tables.edition:
            lift_the_guards(db, "edition")
        found = db.execute(select(table).where(*where)).mappings().first()
        assert found is not None
        sealed = bytearray(found[column])
        sealed[len(sealed) // 2] ^= 1
        here = [each == found[each.name] for each in table.primary_key]
        db.execute(update(table).where(*here).values({column: bytes(sealed)}))


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, Browser]:
    """Kit, with a copy, two answers that were sent and one that was not."""
    child = world_on_each.family_ready()
    kit = world_on_each.join(child, KIT)
    kit.submit("/q", reader="meeting")
    for question, words in (("want-next", "To swim."), ("worries", "The bus."), ("changed", "More sleep.")):
        kit.submit(f"/q/{question}", answer=words)
    kit.submit("/q/check", one=["want-next", "worries"])
    return world_on_each, kit


def alarms(caplog: pytest.LogCaptureFixture) -> set[str]:
    return {record.kind for record in caplog.records if record.message == "words.cannot-open"}


def test_a_copy_that_does_not_open_says_so_and_the_rest_of_the_page_stands(
    kit: tuple[World, Browser], caplog: pytest.LogCaptureFixture
) -> None:
    world, browser = kit
    assert SENTENCE not in browser.get("/me").text
    damage(world, tables.edition, tables.edition.c.person_id == world.room.person_id(KIT, KIT))
    page = browser.get("/me")
    assert page.status_code == 200 and SENTENCE in page.text
    assert "1 answer is kept for you" in page.text
    plan = browser.get("/p")
    assert plan.status_code == 503 and "Tell your worker." in plan.text and "Leave this page" in plan.text
    assert alarms(caplog) == {"edition"}
    assert world.join(KIT, MUM).get("/p").status_code == 200, "another one's copy is whole"


def test_a_worker_publishes_over_a_copy_that_does_not_open(kit: tuple[World, Browser]) -> None:
    from portal.journeys.desk import withdraw

    world, browser = kit
    damage(world, tables.edition, tables.edition.c.person_id == world.room.person_id(KIT, KIT))
    withdraw.withdraw(world.room, world.worker("priya"), KIT, KIT, 1, "It cannot be shown.")
    done = {each.person: each.state for each in world.publish(KIT)}
    assert done[KIT] == "published"
    assert browser.get("/p").status_code == 200


def test_words_that_were_sent_and_do_not_open_say_so_in_their_place(
    kit: tuple[World, Browser], caplog: pytest.LogCaptureFixture
) -> None:
    world, browser = kit
    desk = world.at_the_desk("priya")
    desk.submit(f"/c/{KIT}/words")
    assert "To swim." in desk.get(f"/c/{KIT}/words").text
    damage(world, tables.shared, tables.shared.c.question == "want-next")
    browser.follow(browser.submit("/again", to="/sent", words=browser.words))  # type: ignore[attr-defined]
    page = browser.get("/sent")
    assert page.status_code == 200 and page.text.count(SENTENCE) == 1
    assert "The bus." in page.text and "To swim." not in page.text
    words = desk.get(f"/c/{KIT}/words")
    assert words.status_code == 200 and words.text.count(AT_THE_DESK) == 1
    assert "The bus." in words.text
    assert alarms(caplog) == {"shared"}
    with world.room.family.reading() as db:
        lost = db.execute(select(tables.shared.c.id).where(tables.shared.c.question == "want-next")).scalar_one()
    token = form_fields(words.text, f"/c/{KIT}/words/recorded")
    for way in ("read", "recorded"):
        assert f"/words/{lost}/{way}" not in words.text
        assert desk.post(f"/c/{KIT}/words/{lost}/{way}", token).status_code == 404
    desk.submit(f"/c/{KIT}/words", f"/c/{KIT}/words/recorded")
    with world.room.family.reading() as db:
        recorded = db.execute(select(tables.shared.c.question).where(tables.shared.c.recorded_at.is_not(None)))
        assert recorded.scalars().all() == ["worries"], "what nobody can read is not in the case system"


def test_words_that_do_not_open_are_taken_back_into_the_draft_as_they_were(kit: tuple[World, Browser]) -> None:
    """What was shared is frozen beside the draft: the draft has it still."""
    world, browser = kit
    damage(world, tables.shared, tables.shared.c.question == "want-next")
    browser.follow(browser.submit("/again", to="/sent", words=browser.words))  # type: ignore[attr-defined]
    with world.room.family.reading() as db:
        lost = db.execute(select(tables.shared.c.id).where(tables.shared.c.question == "want-next")).scalar_one()
    assert browser.submit("/sent", f"/sent/{lost}").status_code == 303
    assert "To swim." in browser.get("/q/check").text


def test_an_answer_that_does_not_open_says_so_and_can_be_written_again(
    kit: tuple[World, Browser], caplog: pytest.LogCaptureFixture
) -> None:
    world, browser = kit
    damage(world, tables.answer, tables.answer.c.question == "changed")
    for path in ("/q/list", "/q/check", "/q/changed"):
        page = browser.get(path)
        assert page.status_code == 200 and SENTENCE in page.text, path
        assert "More sleep." not in page.text
    assert alarms(caplog) == {"answer"}
    assert browser.submit("/q/changed", answer="More sleep, again.").status_code == 303
    page = browser.get("/q/check")
    assert "More sleep, again." in page.text and SENTENCE not in page.text


def test_what_was_said_about_a_date_and_does_not_open_says_so_on_both_sides(
    world_on_each: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = world_on_each
    child = world.family_ready()
    browser = world.join(child, MUM)
    who = come_in.who_is_this(
        world.family_app.extensions["portal"].family, *(browser.cookie(name) for name in ("__Host-s", "__Host-h"))
    )
    tell(world, who)  # type: ignore[arg-type]
    damage(world, tables.message)
    with world.room.family.reading() as db:
        ref = db.execute(select(tables.message.c.about)).scalar_one()
    page = browser.get(f"/m/{ref}")
    assert page.status_code == 200 and SENTENCE in page.text
    desk = world.at_the_desk("priya").get(f"/c/{child}")
    assert desk.status_code == 200 and AT_THE_DESK in desk.text
    assert alarms(caplog) == {"message"}


def test_a_member_whose_name_does_not_open_still_comes_in(kit: tuple[World, Browser]) -> None:
    world, browser = kit
    damage(world, tables.person, tables.person.c.id == world.room.person_id(KIT, KIT), column="circle")
    for path in ("/me", "/p", "/q/list"):
        assert browser.get(path).status_code == 200, path


# -- without its line in the audit, nothing is read --------------------------------------------------


def broken(self: Trail, *_: object) -> None:
    raise OperationalError("INSERT INTO audit", {}, OSError("disk full"))


def test_without_a_line_in_the_audit_no_words_are_shown_and_none_that_were_typed_are_lost(
    kit: tuple[World, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, browser = kit
    desk = world.at_the_desk("priya")
    desk.submit(f"/c/{KIT}/words")
    browser.follow(browser.submit("/again", to="/sent", words=browser.words))  # type: ignore[attr-defined]
    monkeypatch.setattr(Trail, "record", broken)
    for page in (desk.get(f"/c/{KIT}/words"), browser.get("/sent")):
        assert page.status_code == 503
        assert "The bus." not in page.text and "To swim." not in page.text
    answer = browser.submit("/q/changed", answer="Words that I typed just now.")
    assert answer.status_code == 503
    assert "Words that I typed just now." in answer.text
    assert browser.get("/p").status_code == 200, "the plan opens all the same"
    monkeypatch.undo()
    assert "The bus." in desk.get(f"/c/{KIT}/words").text
    with world.room.family.reading() as db:
        assert db.execute(text("SELECT count(*) FROM answer WHERE question = 'changed'")).scalar_one() == 1
