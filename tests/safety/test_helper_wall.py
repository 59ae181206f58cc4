"""The wall between somebody's own words and whoever helps them: what they wrote alone does not open beside a worker.

Through pages, and through any statement that the family's process could send. On both engines.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from portal.access.viewer import FamilyMember, Stranger
from portal.domain.errors import NotAllowed, NotFound
from portal.domain.preparation import How
from portal.journeys.family import late, own_list, own_papers, prepare, read_plan, sharing, together
from portal.store.crypto import fingerprint
from portal.store.family import sittings
from portal.store.family.policy import WINDOWS, own
from tests.client import form_fields
from tests.journeys.people import MUM, begin, cupboard, joined, questions, save, sets_of, share
from tests.journeys.sitting import Helped, code_for, helped
from tests.world import World

ALONE = "WRITTEN ALONE, FOR NOBODY WHO HELPS"
TURNED = "ANSWERED WITH THE SCREEN TURNED"


@pytest.fixture
def beside(world_on_each: World) -> tuple[World, FamilyMember, Helped]:
    """Kit has written and shared things alone; now Tunde sits beside him."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    for question in ("want-next", "going-well", "my-questions", "safe-home-why"):
        save(world, kit, question, ALONE)
    share(world, kit, "going-well")
    here = helped(world, child, child)
    here.save("worries", "what they wrote down together", how=How.WRITTEN_DOWN)
    here.save("safe-home-why", TURNED)
    return world, kit, here


# -- through pages -----------------------------------------------------------------------------------


def test_no_page_form_or_fragment_beside_a_worker_holds_a_word_that_was_written_alone(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, _kit, here = beside
    browser = world.browser(never={ALONE, TURNED})
    browser.set_cookie("__Host-s", here.ids[0])
    browser.set_cookie("__Host-h", here.ids[1])
    assert browser.get("/q/list").status_code == 200, "somebody is there"
    token = form_fields(browser.get("/q/list").text, "/together/done")
    refs = [each.id for each in here.paper.questions]
    steps = ["", "/list", "/check", "/done?n=1", *(f"/{ref}" for ref in refs), *(f"/{ref}?turned=1" for ref in refs),
             *(f"/{ref}/turn" for ref in refs)]  # fmt: skip
    for base in ("/q", "/q/in/easy", "/q/in/young-person", f"/q/in/{here.paper.id}"):
        for step in steps:
            for headers in ({}, {"HX-Request": "true"}):
                browser.get(base + step, headers=headers)
    for address in ("/me", "/p", "/sent", "/with-me", "/walk", "/walk/1", "/way-in", "/kept", "/again", "/m/x",
                    f"/q/with/young-person.{here.mark}/want-next"):  # fmt: skip
        assert browser.get(address).status_code == 404, address
    for ref in ("want-next", "going-well", "safe-home-why"):  # a save that is told of what stands there
        sent = {**token, "question": ref, "tab": "e" * 16, "version": "9", "turn": "0", "answer": "x", "how": "helped"}
        for more in ({}, {"set": "young-person"}, {"set": "easy"}):
            browser.post(f"/q/{ref}", {**sent, **more})
            browser.post(f"/q/{ref}", {**sent, **more}, headers={"HX-Request": "true"})
            browser.post(f"/q/in/young-person/{ref}", {**sent, **more})
    browser.post("/q/check", {**token, "one": "want-next", "agreed": "1"})
    browser.post("/ask/x", {**token, "put": "x"})


def test_leaving_quickly_saves_the_last_words_on_the_paper_of_the_sitting_and_on_no_other(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, kit, here = beside
    browser = world.browser(never={ALONE, TURNED})
    browser.set_cookie("__Host-s", here.ids[0])
    browser.set_cookie("__Host-h", here.ids[1])
    sent = form_fields(browser.get("/q/want-next").text, "/q/want-next")
    gone = browser.post("/x", {**sent, "answer": "the last words", "how": "helped", "set": "young-person"})
    assert gone.status_code == 204
    assert gone.headers["Clear-Site-Data"] == '"storage"', "cookies may be the desk's as well"
    assert isinstance(here.now(), Stranger)
    sheet = prepare.open_sheet(cupboard(world), kit, "young-person").sheet
    assert sheet is not None and sheet.answer("want-next").value == (ALONE,)


# -- through journeys --------------------------------------------------------------------------------


def test_no_journey_opens_a_paper_that_was_written_alone(beside: tuple[World, FamilyMember, Helped]) -> None:
    world, _kit, here = beside
    family, who, alone = cupboard(world), here.who, questions(world)
    saving = prepare.Saving("want-next", ["x"], None, 0, "f" * 16, how=How.HELPED)
    for attempt in (
        lambda: prepare.open_sheet(family, who, "young-person"),
        lambda: prepare.begin(family, who, alone, None, read_out=True),
        lambda: prepare.save_answer(family, who, alone, saving),
        lambda: sharing.share(
            family, who, alone, ["want-next"], not_sure="", not_saying="", language="en", agreed=True
        ),
        lambda: sharing.read_back(family, who),
        lambda: sharing.sent_days(family, who),
        lambda: sharing.take_back(family, who, sets_of(world, who), "x"),
        lambda: sharing.open_shared_with_me(family, who),
        lambda: own_papers.open_papers(family, who, ["young-person"]),
        lambda: own_list.put_on_list(family, who, alone, "x"),
        lambda: own_list.put_on_list(family, who, here.paper, "x"),
        lambda: late.look_for_words(family, who, lambda easy: alone),
        lambda: read_plan.open_plan(family, who),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            attempt()


def test_their_own_session_elsewhere_goes_on_and_sees_nothing_of_the_sitting_but_what_is_theirs(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, kit, _here = beside
    sheet = prepare.open_sheet(cupboard(world), kit, "young-person").sheet
    assert sheet is not None and sheet.answer("worries").value == ()
    with cupboard(world).reading(kit.person) as db:
        assert [row.id for row in rows(db, "session") if row.ended_at is None] == [kit.session]


# -- through any statement ---------------------------------------------------------------------------

CLOSED = ("account", "edition", "withdrawal", "receipt", "message", "unseen_message", "device", "invitation",
          "spoken_word", "passed_on", "new_account")  # fmt: skip


def rows(db: Connection, name: str) -> list[Any]:
    window = WINDOWS[name]
    table = getattr(own, name)
    return db.execute(select(*(table.c[column] for column in window.reads))).all() if window.reads else []


def test_bound_to_a_sitting_the_database_shows_its_papers_and_nothing_else_of_theirs(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, kit, here = beside
    family = cupboard(world)
    with family.reading(kit.person) as db:
        assert {row.set_id for row in rows(db, "sheet")} == {"young-person", here.paper.id}
        assert rows(db, "account") and rows(db, "edition") and rows(db, "shared")
    with family.reading(kit.person, sitting=here.who.sitting_id) as db:
        assert {row.set_id for row in rows(db, "sheet")} == {here.paper.id}
        assert {row.question for row in rows(db, "answer")} == {"worries", "safe-home-why"}
        assert rows(db, "shared") == [], "what he shared alone is closed too"
        assert {name: rows(db, name) for name in CLOSED} == {name: [] for name in CLOSED}
        assert len(rows(db, "session")) == 1 and len(rows(db, "sitting")) == 1


def test_sql_that_is_slipped_in_cannot_drop_the_sitting_to_which_it_is_bound(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, kit, here = beside
    with cupboard(world).reading(kit.person, sitting=here.who.sitting_id) as db:
        for slipped_in in ("SELECT set_config('portal.sitting', '', true)", "SELECT bound('sitting')",
                           "SELECT set_config('portal.sitting', 'another', true)"):  # fmt: skip
            with suppress(SQLAlchemyError), db.begin_nested():
                db.execute(text(slipped_in))
        assert {row.set_id for row in rows(db, "sheet")} == {here.paper.id}
        assert rows(db, "account") == []


def test_bound_to_a_sitting_with_another_worker_the_database_shows_nothing_of_the_first_one(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, kit, here = beside
    family = cupboard(world)
    here.share("worries")
    with family.reading(kit.person) as db:
        (theirs,) = [row.id for row in rows(db, "sheet") if row.set_id == here.paper.id]
    for more in ({"by": "priya"}, {"by": "priya", "on_paper": True}, {"on_paper": True}):
        other = helped(world, "NK-4417", "NK-4417", **more)
        with family.writing(kit.person, sitting=other.who.sitting_id) as db:
            assert {row.set_id for row in rows(db, "sheet")} == {other.paper.id}
            assert rows(db, "answer") == rows(db, "shared") == []
            attempt = own.answer.insert().values(
                person_id=kit.person, sheet_id=theirs, question="x", body=b"", version=1, message="m", shared=False,
                saved_at=world.hands.now,
            )  # fmt: skip
            with pytest.raises(SQLAlchemyError), db.begin_nested():
                db.execute(attempt)


@pytest.mark.parametrize("which", ["another's", "ended", "not begun", "made up"])
def test_no_other_sitting_opens_anything(beside: tuple[World, FamilyMember, Helped], which: str) -> None:
    world, kit, here = beside
    family, ref = cupboard(world), "0" * 32
    if which == "another's":
        ref = helped(world, "NK-4417", MUM, by="priya").who.sitting_id
    elif which == "ended":
        ref = here.who.sitting_id
        together.end(family, here.who)
    elif which == "not begun":
        code_for(world, "NK-4417", "NK-4417")
        with world.room.family.reading() as db:
            table = world.room.family.tables.tables["sitting"]
            ref = db.execute(select(table.c.id).where(table.c.used_at.is_(None))).scalars().one()
    with family.reading(kit.person, sitting=ref) as db:
        for name, window in WINDOWS.items():
            if window.reads and name not in ("notice", "audit_end", "key_check"):
                assert rows(db, name) == [], name


def test_beside_a_worker_nothing_is_written_on_a_paper_of_their_own(beside: tuple[World, FamilyMember, Helped]) -> None:
    world, kit, here = beside
    family, now = cupboard(world), world.hands.now
    with family.reading(kit.person) as db:
        alone = db.execute(select(own.sheet.c.id).where(own.sheet.c.set_id == "young-person")).scalar_one()
    session = {
        "person_id": kit.person, "child_id": kit.child, "kind": "young-person", "joining": None, "companion": "c",
        "made_at": now, "seen_at": now, "fresh_until": None, "ended_another": False, "wrong_before": 0,
    }  # fmt: skip
    sitting = here.who.sitting_id
    attempts = [
        own.sheet.insert().values(person_id=kit.person, set_id="easy", id="x", child_id=kit.child, body=b"",
                                  made_at=now),
        own.answer.insert().values(person_id=kit.person, sheet_id=alone, question="x", body=b"", version=1, message="m",
                                   shared=False, saved_at=now),
        own.session.insert().values(id="1", **session, confirmed=True, own_phone=False, sitting_id=sitting),
        own.session.insert().values(id="2", **session, confirmed=False, own_phone=False, sitting_id=None),
        own.session.insert().values(id="3", **session, confirmed=False, own_phone=False, sitting_id="another"),
        own.sitting.insert().values(id="x", person_id=kit.person, body=b""),
    ]  # fmt: skip
    for attempt in attempts:
        with family.writing(kit.person, sitting=sitting) as db, pytest.raises(SQLAlchemyError), db.begin_nested():
            db.execute(attempt)
    with family.writing(kit.person, sitting=sitting) as db:
        done = db.execute(
            update(own.answer).where(own.answer.c.sheet_id == alone).values(body=b"x").returning(own.answer.c.question)
        )
        assert done.all() == []
    with family.writing(kit.person) as db, pytest.raises(SQLAlchemyError), db.begin_nested():
        db.execute(own.session.insert().values(id="4", **session, confirmed=False, own_phone=False, sitting_id=sitting))


def test_a_code_opens_its_own_sitting_and_a_used_or_late_one_begins_nothing(
    beside: tuple[World, FamilyMember, Helped],
) -> None:
    world, _kit, _here = beside
    family, now = cupboard(world), world.hands.now
    mine, others = code_for(world, "NK-4417", "NK-4417"), code_for(world, "NK-4417", MUM, by="priya")

    def held(code: str) -> str:
        return fingerprint(family.pepper, "sitting", code)

    with family.writing(code=held(mine.code)) as db:
        (row,) = rows(db, "sitting_by_code")
        assert row.used_at is None
        assert rows(db, "sitting") == [] and rows(db, "sheet") == [] and rows(db, "person") == []
        assert sittings.begin(db, now) is not None
        assert sittings.begin(db, now) is None, "once"
    with family.writing(code="0" * 40) as db:
        assert rows(db, "sitting_by_code") == [] and sittings.begin(db, now) is None
    world.hands.move(minutes=2)
    with family.writing(code=held(others.code)) as db:
        assert sittings.begin(db, world.hands.now) is None, "too late"
