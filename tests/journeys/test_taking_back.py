"""A copy that was taken back is read by nobody; the next one comes whatever it says; all of it stays as evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.people import WorkerRole
from portal.journeys.desk import review, see_children, withdraw
from portal.journeys.family import read_plan
from portal.store.casework import decisions
from portal.store.family import editions
from portal.store.family.tables import audit, edition, withdrawal
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined, sets_of
from tests.journeys.test_publish import bring, states, written
from tests.world import World

WHY = "The wrong school stood in it, WHY-MARKER."


def take_back(world: World, person: str = MUM, number: int = 1, *, by: str = "priya", why: str = WHY) -> None:
    withdraw.withdraw(world.room, world.worker(by), KIT, person, number, why)


def swim(tree: dict) -> None:  # type: ignore[type-arg]
    tree["plan"]["goals"][0]["text"] = "I want to swim."


def test_from_the_next_request_on_this_person_reads_no_copy_and_no_older_one_either(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit, mum = joined(world, child, KIT), joined(world, child, MUM)
    bring(world, swim)
    assert states(world.publish(child))[KIT] == "published"
    assert read_plan.open_plan(cupboard(world), kit).number == 2
    take_back(world, KIT, 2)
    with pytest.raises(NotFound):
        read_plan.open_plan(cupboard(world), kit)
    assert read_plan.open_home(cupboard(world), kit, sets_of(world, kit)).published is None
    assert read_plan.open_plan(cupboard(world), mum).number == 2, "the others read on"


def test_the_next_publishing_writes_a_new_copy_even_where_it_says_the_same(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    take_back(world)
    found = {c.person: c for c in review.review(world.room, world.worker("priya"), child).copies}
    assert (found[MUM].changed, found[MUM].taken_back, found[DAD].changed) == (True, True, False)
    assert states(world.publish(child)) == {KIT: "unchanged", MUM: "published", DAD: "unchanged"}
    read = read_plan.open_plan(cupboard(world), mum)
    assert read.number == 2
    assert states(world.publish(child)) == {KIT: "unchanged", MUM: "unchanged", DAD: "unchanged"}
    assert written(world)[world.room.person_id(child, MUM)] == 2


def test_what_changed_is_told_against_the_last_copy_that_was_not_taken_back(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, KIT)
    bring(world, swim)
    world.publish(child)
    take_back(world, KIT, 2)
    world.publish(child)
    read = read_plan.open_plan(cupboard(world), kit)
    assert read.number == 3
    assert [(change.what, change.text) for change in read.edition.changes] == [("changed", "I want to swim.")]


def test_a_meeting_that_only_the_copy_told_that_was_taken_back_is_told_by_a_person_again(world: World) -> None:
    child = world.family_ready()
    take_back(world)
    copies = {copy.person: copy for copy in review.review(world.room, world.worker("priya"), child).copies}
    assert "not-told" in {check.id for check in copies[MUM].stops}
    assert copies[DAD].checks == ()


def test_nothing_of_the_copy_itself_is_changed_and_the_reason_is_sealed_where_no_family_looks(world: World) -> None:
    child = world.family_ready()
    with world.room.family.reading() as db:
        before = db.execute(select(edition).order_by(edition.c.person_id)).all()
    take_back(world)
    with world.room.family.reading() as db:
        assert db.execute(select(edition).order_by(edition.c.person_id)).all() == before
        assert db.execute(select(withdrawal.c.number)).scalars().all() == [1]
        traces = db.execute(select(audit).where(audit.c.action == "take-copy-back")).all()
    assert [trace.thing for trace in traces] == [f"{world.room.person_id(child, MUM)}/1"]
    with world.room.casework.reading() as db:
        made = decisions.of_child(db, world.room.casework.keyring, world.room.casework.pepper, child)
    assert [each.body for each in made] == [{"person": MUM, "number": 1, "why": WHY}]
    for cup in (world.room.casework, world.room.family):
        file = Path(str(cup.engines[0].url.database))
        for part in file.parent.glob(f"{file.name}*"):
            assert b"WHY-MARKER" not in part.read_bytes()


def test_it_waits_on_the_desks_list_until_the_next_one_is_published(world: World) -> None:
    child = world.family_ready()

    def waits() -> bool:
        return see_children.see_children(world.room, world.worker("priya"))[0].to_publish

    assert not waits()
    take_back(world)
    assert waits()
    assert see_children.see_child(world.room, world.worker("priya"), child).taken_back == {MUM}
    world.publish(child)
    assert not waits()


def test_done_twice_it_is_one_and_a_copy_that_is_not_the_newest_is_not_taken_back(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    for number in (0, 2, 99):
        with pytest.raises(Stale):
            take_back(world, number=number)
    with pytest.raises(Stale):
        take_back(world, "nobody")
    take_back(world)
    take_back(world)
    with world.room.family.reading() as db:
        assert db.execute(select(withdrawal.c.number)).scalars().all() == [1]
    world.publish(child)
    with pytest.raises(Stale):
        take_back(world)


def test_cut_short_it_bites_at_once_and_done_again_leaves_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = world.family_ready()
    mum = joined(world, child, MUM)

    def broken(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(decisions, "put", broken)
        take_back(world)
    with pytest.raises(NotFound):
        read_plan.open_plan(cupboard(world), mum)
    take_back(world)
    with world.room.casework.reading() as db:
        made = decisions.of_child(db, world.room.casework.keyring, world.room.casework.pepper, child)
    assert [each.body["why"] for each in made] == [WHY]


def test_it_asks_for_a_reason_and_for_somebody_who_may_publish(world: World) -> None:
    child = world.family_ready()
    with pytest.raises(Invalid):
        take_back(world, why="   ")
    for by in ("tunde", "somebody"):
        with pytest.raises(NotAllowed):
            take_back(world, by=by)
    world.worker("moira", role=WorkerRole.MANAGER)
    take_back(world, by="moira")
    with world.room.family.reading() as db:
        assert editions.is_taken_back(db, world.room.person_id(child, MUM))


def test_the_questions_tell_nothing_of_a_meeting_that_the_copy_told_or_did_not_tell(world: World) -> None:
    tree = factories.example("norfolk")
    del tree["meetings"]
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    never = joined(world, child, DAD)
    world.publish(child, only=(MUM,))
    mum = joined(world, child, MUM)
    asked = {}
    for who in (never, mum):
        asked[who] = read_plan.open_home(cupboard(world), who, sets_of(world, who)).member.circle.asked_to_meet
    assert (asked[never], asked[mum]) == (True, False)
    take_back(world)
    assert read_plan.open_home(cupboard(world), mum, sets_of(world, mum)).member.circle.asked_to_meet
