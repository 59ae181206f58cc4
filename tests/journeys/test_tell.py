"""Somebody tells them of a meeting: said for one person, or a dated task of a named worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.domain.case import ToTell
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Stale
from portal.domain.people import Tie
from portal.journeys.desk import end_case, publish, review, see_children, tell
from portal.store.casework import cases
from tests import factories
from tests.journeys.people import DAD, KIT, MUM
from tests.journeys.test_publish import bring, states
from tests.world import REASON, World

TODAY = date(2026, 11, 21)
BY = date(2026, 12, 1)


def revision(world: World) -> int:
    return review.review(world.room, world.worker("priya"), KIT).kept.revision


def plan(world: World, *people: str, worker: str = "yw", by: date = BY, meeting: str = "m7") -> int:
    tasks = [ToTell(meeting, person, worker, by) for person in people]
    return tell.plan_to_tell(world.room, world.worker("priya"), KIT, revision(world), tasks)


def release(world: World, *only: str, told_each: dict[str, str] | None = None) -> dict[str, str]:
    found = review.review(world.room, world.worker("priya"), KIT)
    asks = {check.id: REASON for copy in found.copies for check in copy.asks}
    done = publish.publish(
        world.room, world.worker("priya"), KIT, found.kept.revision, told_each=told_each, reasons=asks, only=only
    )
    return states(done)


def tasks(world: World, who: str = "priya") -> list[tuple[str, str, date, bool]]:
    found = see_children.see_child(world.room, world.worker(who), KIT).tasks
    return [(task.teller, task.listener, task.by, task.is_overdue) for task in found]


def moved(tree: dict[str, Any]) -> None:
    tree["meetings"][0].update(state="moved", parents_from="2026-11-27T14:15:00", starts_at="2026-11-27T13:30:00")


def test_each_person_is_told_in_their_own_way(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    done = release(world, told_each={MUM: "Sam rang her on Friday", KIT: "  "})
    assert done == {KIT: "refused", MUM: "published", DAD: "published"}, "dad is not asked to a meeting"
    with world.room.casework.reading() as db:
        kept = cases.publications(db, world.room.casework.keyring, world.room.casework.pepper, KIT)[0]
    assert kept.body["told_each"] == {MUM: "Sam rang her on Friday"}
    assert kept.body["told"] == ""


def test_a_meeting_that_is_somebodys_dated_task_to_tell_passes_for_that_person_alone(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    assert plan(world, MUM) == 2
    assert release(world) == {KIT: "refused", MUM: "published", DAD: "published"}
    assert tasks(world) == [("Tunde Bello", "Dawn Example", BY, False)]


def test_overdue_tasks_come_first_and_say_so(world: World) -> None:
    world.bring_in()
    plan(world, MUM, by=BY)
    plan(world, KIT, by=TODAY)
    world.hands.move(days=1)
    assert tasks(world) == [("Tunde Bello", "Kit", TODAY, True), ("Tunde Bello", "Dawn Example", BY, False)]
    row = see_children.see_children(world.room, world.worker("priya"))[0]
    assert [task.is_overdue for task in row.tasks] == [True, False]


def test_ticked_off_the_task_is_gone_and_no_copy_waits_because_of_it(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    plan(world, MUM)
    world.publish(KIT)
    before = see_children.see_child(world.room, world.worker("priya"), KIT).published_at
    world.hands.move(days=1)
    tell.say_told(world.room, world.worker("tunde"), KIT, "m7", MUM, TODAY, "at her door")
    assert tasks(world) == []
    row = see_children.see_children(world.room, world.worker("priya"))[0]
    assert not row.to_publish
    assert see_children.see_child(world.room, world.worker("priya"), KIT).published_at == before
    found = review.review(world.room, world.worker("priya"), KIT)
    done = found.kept.case.to_tell[0]
    assert (done.told_on, done.how, done.told_by) == (TODAY, "at her door", "Tunde Bello")
    assert found.cut_short is None
    with pytest.raises(NotFound):
        tell.say_told(world.room, world.worker("tunde"), KIT, "m7", MUM, TODAY, "")


def test_told_before_it_is_published_is_told(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    tell.say_told(world.room, world.worker("priya"), KIT, "m7", MUM, TODAY, "by phone")
    assert release(world, MUM) == {MUM: "published"}


def test_a_meeting_that_moves_after_they_were_told_is_told_again(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    tell.say_told(world.room, world.worker("priya"), KIT, "m7", MUM, TODAY, "by phone")
    release(world, MUM)
    bring(world, moved)
    assert release(world, MUM) == {MUM: "refused"}
    plan(world, MUM)
    assert release(world, MUM) == {MUM: "published"}


def test_a_task_that_is_still_open_when_the_meeting_moves_stands_for_the_new_time(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    release(world, MUM)
    bring(world, moved)
    assert release(world, MUM) == {MUM: "published"}


def test_told_before_the_move_is_not_told_of_the_move(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    plan(world, MUM)
    world.hands.move(days=1)
    bring(world, moved)
    tunde = world.worker("tunde")
    for on in (TODAY, TODAY + timedelta(days=1)):
        with pytest.raises(Invalid) as problem:
            tell.say_told(world.room, tunde, KIT, "m7", MUM, on, "rang")
        assert [fault.place for fault in problem.value.faults] == ["changed"]
    assert len(tasks(world)) == 1
    tell.say_told(world.room, tunde, KIT, "m7", MUM, TODAY + timedelta(days=1), "rang again", knows_of_the_change=True)
    assert (tasks(world), release(world, MUM)) == ([], {MUM: "published"})


def test_told_on_a_later_day_than_the_move_is_told_of_the_move(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    bring(world, moved)
    world.hands.move(days=1)
    tell.say_told(world.room, world.worker("tunde"), KIT, "m7", MUM, TODAY + timedelta(days=1), "rang")
    assert release(world, MUM) == {MUM: "published"}


def test_a_task_that_was_made_after_the_move_is_of_the_move_on_the_same_day(world: World) -> None:
    world.bring_in()
    bring(world, moved)
    plan(world, MUM)
    tell.say_told(world.room, world.worker("tunde"), KIT, "m7", MUM, TODAY, "rang")
    assert release(world, MUM) == {MUM: "published"}


def test_the_page_asks_whether_they_know_of_the_change_and_takes_that_for_an_answer(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    bring(world, moved)
    desk = world.at_the_desk("priya")
    address = f"/c/{KIT}/told/m7/{MUM}"
    assert 'name="knows"' not in desk.get(f"/c/{KIT}").text
    asked = desk.submit(f"/c/{KIT}", address, on=TODAY.isoformat(), how="rang")
    assert (asked.status_code, 'name="knows"' in asked.text) == (422, True)
    assert desk.submit(f"/c/{KIT}", address, on=TODAY.isoformat(), how="rang", knows="1").status_code == 303
    assert tasks(world) == []


def test_a_new_task_for_the_same_person_takes_the_old_ones_place(world: World) -> None:
    world.bring_in()
    plan(world, MUM, by=BY)
    plan(world, MUM, worker="sw", by=TODAY)
    assert [(teller, by) for teller, _who, by, _late in tasks(world)] == [("Priya Nair", TODAY)]


def test_whose_task_it_is_sees_it_and_other_workers_who_do_not_know_the_case_do_not(world: World) -> None:
    world.bring_in()
    world.worker("chair")
    world.tie(KIT, "chair", Tie.CHAIR, None)
    plan(world, MUM)
    assert len(tasks(world, "tunde")) == 1
    assert tasks(world, "chair") == []
    with pytest.raises(NotAllowed):
        tell.say_told(world.room, world.worker("chair"), KIT, "m7", MUM, TODAY, "")
    with pytest.raises(NotAllowed):
        tell.say_told(world.room, world.worker("somebody"), KIT, "m7", MUM, TODAY, "")
    with pytest.raises(NotAllowed):
        tell.plan_to_tell(world.room, world.worker("tunde"), KIT, 2, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": TODAY - timedelta(days=1)},
        {"worker": "nobody"},
        {"meeting": "m99"},
    ],
)
def test_a_task_needs_a_day_to_come_a_worker_and_a_meeting_of_the_case(world: World, wrong: dict[str, Any]) -> None:
    world.bring_in()
    with pytest.raises(Invalid):
        plan(world, MUM, **wrong)
    with pytest.raises(Invalid):
        plan(world, "somebody-else")
    assert revision(world) == 1
    with pytest.raises(Stale):
        tell.plan_to_tell(world.room, world.worker("priya"), KIT, 7, [])


def test_nobody_is_told_on_a_day_to_come_and_nothing_waits_in_a_case_that_has_ended(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    with pytest.raises(Invalid):
        tell.say_told(world.room, world.worker("priya"), KIT, "m7", MUM, TODAY + timedelta(days=1), "")
    end_case.end(world.room, world.worker("priya"), KIT, TODAY, "Moved away.")
    assert tasks(world) == []
    with pytest.raises(NotReady):
        tell.plan_to_tell(world.room, world.worker("priya"), KIT, 2, [])


def test_a_newer_file_takes_no_task_away(world: World) -> None:
    world.bring_in()
    plan(world, MUM)
    bring(world, lambda tree: tree["plan"]["goals"][0].update(text="I want to swim."))
    assert len(tasks(world)) == 1
    assert factories.case("norfolk").to_tell == ()
