"""What was shown to whom and when: all that is known, in a few statements, however many copies there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from portal.domain.case import ToTell
from portal.domain.errors import NotAllowed, NotFound
from portal.domain.evidence import CopyShown
from portal.domain.people import WorkerRole
from portal.journeys.desk import end_case, publish, review, shown, tell, withdraw
from portal.journeys.family import read_plan
from portal.store.casework import tables as casework_tables
from portal.store.family import editions
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined
from tests.journeys.test_costs import FREE
from tests.journeys.test_publish import bring
from tests.world import REASON, World

TODAY = date(2026, 11, 21)


def look(world: World, by: str = "priya") -> shown.Evidence:
    return shown.shown(world.room, world.worker(by), KIT)


def copies(world: World, person: str) -> tuple[CopyShown, ...]:
    return next((each.copies for each in look(world).people if each.person == person), ())


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    said: list[str] = []

    def note(db: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(FREE):
            said.append(statement)

    engines = [engine for cup in (world.room.casework, world.room.family) for engine in cup.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_each_copy_says_when_by_whom_how_they_were_told_and_why(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    found = review.review(world.room, world.worker("priya"), KIT, told=True)
    asks = {check.id: REASON for copy in found.copies for check in copy.asks}
    publish.publish(
        world.room, world.worker("priya"), KIT, 1, told="at school", told_each={MUM: "Sam rang her"}, reasons=asks
    )
    (mum,), (kit,) = copies(world, MUM), copies(world, KIT)
    assert (mum.number, mum.published_at, mum.by, mum.told) == (1, world.hands.now, "Priya Nair", "Sam rang her")
    assert kit.told == "at school"
    assert dict(kit.reasons) == {check.id: REASON for check in found.copies[0].asks}
    assert len(kit.reasons) < len(asks), "what was asked of another person's copy is not said of this one"
    assert (mum.withdrawn_at, mum.openings, mum.read_at) == (None, 0, None)


def test_a_later_publishing_that_changed_nothing_does_not_take_the_first_ones_place(world: World) -> None:
    world.family_ready()
    at = world.hands.now
    world.hands.move(days=1)
    bring(world, lambda tree: tree["child"]["notes"].append({"text": "A note."}))
    world.publish(KIT, by="priya")
    (mum,) = copies(world, MUM)
    assert (mum.number, mum.published_at) == (1, at)
    assert mum.told == "by phone, 20 November"


def test_it_says_when_they_opened_it_and_out_of_which_copy(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    kit = joined(world, KIT, KIT)
    first = world.hands.now
    read_plan.open_plan(cupboard(world), kit)
    world.hands.move(minutes=5)
    meeting = read_plan.open_plan(cupboard(world), kit).edition.meetings[0].ref
    world.hands.move(minutes=5)
    read_plan.open_meeting(cupboard(world), kit, meeting)
    last = world.hands.now
    world.hands.move(minutes=5)
    bring(world, lambda tree: tree["plan"]["goals"][0].update(text="I want to swim."))
    world.publish(KIT)
    read_plan.open_meeting(cupboard(world), kit, meeting)
    two, one = copies(world, KIT)
    assert (one.openings, one.first_opened, one.last_opened) == (3, first, last)
    assert (two.openings, two.first_opened) == (1, world.hands.now)
    assert all(copy.openings == 0 for copy in copies(world, MUM)), "nobody's reading counts as somebody else's"


def test_it_says_when_by_whom_and_why_a_copy_was_taken_back(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    world.worker("moira", name="Moira Lane", role=WorkerRole.MANAGER)
    world.hands.move(hours=1)
    withdraw.withdraw(world.room, world.worker("moira"), KIT, MUM, 1, "The wrong school.")
    at = world.hands.now
    world.hands.move(hours=1)
    world.publish(KIT)
    two, one = copies(world, MUM)
    assert (one.withdrawn_at, one.withdrawn_by, one.why) == (at, "Moira Lane", "The wrong school.")
    assert (two.number, two.withdrawn_at, two.why) == (2, None, "")


def test_what_was_told_in_person_what_was_made_ready_for_paper_and_the_end_stand_there_too(world: World) -> None:
    world.bring_in()
    worker = world.worker("priya")
    tell.plan_to_tell(world.room, worker, KIT, 1, [ToTell("m7", MUM, "yw", TODAY)])
    tell.say_told(world.room, worker, KIT, "m7", MUM, TODAY, "at her door")
    world.publish(KIT)
    shown.print_copy(world.room, worker, KIT, MUM)
    end_case.end(world.room, worker, KIT, TODAY, "The plan is done.")
    found = look(world)
    mum = next(each for each in found.people if each.person == MUM)
    assert [(t.meets_on, t.told_on, t.teller, t.how, t.said_by) for t in mum.told] == [
        (date(2026, 11, 26), TODAY, "Tunde Bello", "at her door", "Priya Nair")
    ]
    assert mum.copies[0].printed == ((world.hands.now, "Priya Nair"),)
    assert [(each.kind, each.on, each.by, each.why) for each in found.decided] == [
        ("end", TODAY, "Priya Nair", "The plan is done.")
    ]


def test_a_copy_opens_word_for_word_taken_back_or_not_and_leaves_a_line(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    had = read_plan.open_plan(cupboard(world), joined(world, KIT, MUM)).edition
    withdraw.withdraw(world.room, world.worker("priya"), KIT, MUM, 1, "The wrong school.")
    found = shown.copy_as_shown(world.room, world.worker("priya"), KIT, MUM, 1)
    assert found.edition == had
    for person, number in ((MUM, 2), (MUM, 0), ("nobody", 1)):
        with pytest.raises(NotFound):
            shown.copy_as_shown(world.room, world.worker("priya"), KIT, person, number)
    with pytest.raises(NotFound):
        shown.print_copy(world.room, world.worker("priya"), KIT, MUM)
    look(world)
    audit = casework_tables.audit
    with world.room.casework.reading() as db:
        lines = db.execute(select(audit.c.action, audit.c.thing).where(audit.c.action.like("see-%"))).all()
    assert [(line.action, line.thing) for line in lines] == [
        ("see-copy-shown", f"{world.room.person_id(KIT, MUM)}/1"),
        ("see-shown", ""),
    ]


def test_who_may_not_see_the_whole_case_sees_no_evidence(world: World) -> None:
    world.family_ready()
    for by in ("tunde", "somebody"):
        with pytest.raises(NotAllowed):
            look(world, by)
        with pytest.raises(NotAllowed):
            shown.copy_as_shown(world.room, world.worker(by), KIT, MUM, 1)
        with pytest.raises(NotAllowed):
            shown.print_copy(world.room, world.worker(by), KIT, MUM)
    world.worker("moira", role=WorkerRole.MANAGER)
    assert look(world, "moira").people


def test_somebody_who_has_no_access_any_more_keeps_their_place_in_it(world: World) -> None:
    world.family_ready()
    bring(world, lambda tree: tree["people"][1].update(portal_access=False))
    assert copies(world, DAD)[0].number == 1


def test_three_hundred_copies_cost_no_more_statements_than_three(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    with counted(world) as few:
        look(world)
    with world.room.family.reading() as db:
        first = editions.newest_for(db, world.room.family.keyring, world.room.person_id(KIT, MUM))
    assert first
    with world.room.family.writing() as db:
        for number in range(2, 302):
            copy = type(first.edition)(**{**vars(first.edition), "goals": first.edition.goals[: number % 2]})
            at = world.hands.now + timedelta(hours=number)
            ids = world.room.person_id(KIT, MUM), world.room.child_id(KIT)
            editions.write(db, world.room.family.keyring, *ids, copy, at)
    with counted(world) as many:
        assert len(copies(world, MUM)) == 301
    assert len(many) == len(few)
    assert len(few) <= 14, few
