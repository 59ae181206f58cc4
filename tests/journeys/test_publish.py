"""Publishing: each person gets their own copy, once, and only what a worker has looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.people import WorkerRole
from portal.journeys.desk import bring_in, publish, review, see_children, shown
from portal.journeys.family import read_plan
from portal.store.casework import cases
from portal.store.family import editions, members
from portal.store.family.tables import edition
from tests import factories
from tests.factories import AREAS
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined
from tests.store.stores import all_at_once
from tests.world import REASON, World

TOLD = "by phone, 20 November"


def written(world: World) -> dict[str, int]:
    """How many editions there are, by person."""
    with world.room.family.reading() as db:
        rows = db.execute(select(edition.c.person_id, func.count()).group_by(edition.c.person_id)).all()
    return {row[0]: row[1] for row in rows}


def bring(world: World, change: Callable[[dict[str, Any]], object]) -> None:
    tree = factories.example("norfolk")
    change(tree)
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))


def states(done: tuple[publish.Released, ...]) -> dict[str, str]:
    return {each.person: each.state for each in done}


def marks(world: World, child: str) -> list[bool]:
    """For each release, the newest first, whether it was finished."""
    with world.room.casework.reading() as db:
        found = cases.publications(db, world.room.casework.keyring, world.room.casework.pepper, child)
    return [each.done for each in found]


@pytest.mark.parametrize("area", AREAS)
def test_each_areas_example_is_published_for_everyone_once_they_were_told(world_on_each: World, area: str) -> None:
    world = world_on_each
    child = world.bring_in(area)
    done = world.publish(child)
    assert {each.person for each in done} == set(factories.case(area).with_access())
    assert {(each.state, each.number) for each in done} == {("published", 1)}
    assert set(written(world).values()) == {1}


@pytest.mark.parametrize("told", ["", "by phone"])
def test_the_fourth_example_is_published_for_nobody(world_on_each: World, told: str) -> None:
    world = world_on_each
    child = world.bring_in("refused-at-publishing")
    found = review.review(world.room, world.worker("priya"), child, told=bool(told))
    assert {copy.person for copy in found.copies} == {child, MUM, DAD}
    reasons = {check.id: REASON for copy in found.copies for check in copy.checks}
    done = publish.publish(world.room, world.worker("priya"), child, 1, told=told, reasons=reasons)
    assert states(done) == {child: "refused", MUM: "refused", DAD: "refused"}
    assert written(world) == {}
    assert all(any(check.hard for check in each.stopped_by) for each in done)


def test_nothing_is_published_for_somebody_who_was_not_told_of_a_meeting(world: World) -> None:
    child = world.bring_in()
    done = publish.publish(world.room, world.worker("priya"), child, 1)
    assert states(done)[child] == "refused"
    assert written(world) == {}


def test_what_asks_for_a_reason_waits_until_one_is_given(world: World) -> None:
    child = world.bring_in()
    found = review.review(world.room, world.worker("priya"), child, told=True)
    asking = {copy.person: {check.id for check in copy.asks} for copy in found.copies if copy.asks}
    assert asking
    done = publish.publish(world.room, world.worker("priya"), child, 1, told=TOLD, reasons=dict.fromkeys(asking, "  "))
    assert {person for person, state in states(done).items() if state == "refused"} == set(asking)
    assert {check.id for each in done for check in each.stopped_by} == set().union(*asking.values())


def test_a_reason_given_for_one_person_serves_no_other_and_goes_before_one_for_everybody(world: World) -> None:
    child = world.bring_in()
    found = review.review(world.room, world.worker("priya"), child, told=True)
    both = {check.id for copy in found.copies if copy.person == MUM for check in copy.asks}
    assert both & {check.id for copy in found.copies if copy.person == DAD for check in copy.asks}
    alone = {f"{check}@{MUM}": "hers" for check in both}
    done = publish.publish(world.room, world.worker("priya"), child, 1, told=TOLD, reasons=alone, only=(MUM, DAD))
    assert states(done) == {MUM: "published", DAD: "refused"}
    world.publish(child, only=(DAD,))
    people = shown.shown(world.room, world.worker("priya"), child).people
    assert {each.person: {why for _, why in each.copies[0].reasons} for each in people} == {
        MUM: {"hers"},
        DAD: {REASON},
    }


def test_one_copy_that_is_refused_holds_back_no_other(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    bring(world, lambda tree: tree["plan"]["safety"][0].update(text="Ring Dawn on 07700 900461 at night."))
    done = states(world.publish(child))
    assert done[child] == "published"
    assert "refused" in (done[MUM], done[DAD])
    assert world.room.person_id(child, child) in written(world)


def test_a_case_that_changed_since_it_was_looked_at_is_not_published(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    bring(world, lambda tree: tree["plan"]["goals"][0].update(text="I want to swim."))
    for seen in (1, 0, 3):
        with pytest.raises(Stale):
            publish.publish(world.room, world.worker("priya"), child, seen, told=TOLD)
    assert written(world) == {}


def test_a_case_that_changes_at_the_very_moment_is_not_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    child = world.bring_in()
    reasons = {
        c.id: REASON
        for copy in review.review(world.room, world.worker("priya"), child, told=True).copies
        for c in copy.asks
    }
    looked = publish.copy_for

    def changed_meanwhile(*args: Any, **more: Any) -> Any:
        with monkeypatch.context() as once:
            once.setattr(publish, "copy_for", looked)
            bring(world, lambda tree: tree["plan"]["goals"][0].update(text="I want to swim."))
        return looked(*args, **more)

    monkeypatch.setattr(publish, "copy_for", changed_meanwhile)
    with pytest.raises(Stale):
        publish.publish(world.room, world.worker("priya"), child, 1, told=TOLD, reasons=reasons)
    assert written(world) == {}


def test_a_copy_that_has_not_changed_gets_no_new_edition(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    before = written(world)
    assert set(states(world.publish(child)).values()) == {"unchanged"}
    assert written(world) == before


def only_for_professionals(tree: dict[str, Any]) -> None:
    tree["child"]["notes"].append({"text": "Intelligence 21 Nov: a second car."})
    tree["child"]["full_name"] = "Christopher Aldous Sample"
    tree["risk_reviews"][1]["rationale"]["text"] = "Another reading altogether."
    tree["plan"]["goals"][2]["text"] = "Something else for professionals."
    tree["plan"]["actions"][2].update(text="Serve two notices.", status="doing")
    tree["meetings"][0]["confidential_section"]["content"] = "Agree something else first."
    tree["meetings"][0]["starts_at"] = "2026-11-26T13:00:00"
    tree["meetings"][1]["minutes"][1]["text"] = "Another download."
    tree["people"][0].update(mobile="07700 900999", address="1 New Road, Norwich NR3 0AB")
    tree["people"][1]["restrictions"] = "The order runs to 1 July 2027."


def test_a_change_for_professionals_alone_makes_no_new_edition_for_anyone(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    before = written(world)
    bring(world, only_for_professionals)
    found = review.review(world.room, world.worker("priya"), child, told=True)
    assert found.kept.revision == 2
    assert [copy.changed for copy in found.copies] == [False] * 3
    assert set(states(world.publish(child)).values()) == {"unchanged"}
    assert written(world) == before


def test_the_desk_says_up_to_date_once_a_revision_was_gone_through_even_if_no_copy_changed(world: World) -> None:
    child = world.family_ready()

    def to_publish() -> bool:
        return see_children.see_children(world.room, world.worker("priya"))[0].to_publish

    assert not to_publish()
    bring(world, only_for_professionals)
    assert to_publish()
    world.publish(child, only=(MUM,))
    assert to_publish(), "nobody has looked at the others' copies yet"
    world.publish(child)
    assert not to_publish()
    made = len(marks(world, child))
    world.publish(child)
    assert len(marks(world, child)) == made


def test_published_for_one_person_the_others_see_nothing_yet(world: World) -> None:
    child = world.bring_in()
    done = world.publish(child, only=(child,))
    assert states(done) == {child: "published"}
    assert list(written(world)) == [world.room.person_id(child, child)]
    with pytest.raises(Invalid):
        world.publish(child, only=("nobody",))


def test_cut_short_before_anything_was_written_it_is_done_again_whole(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    child = world.bring_in()
    write, calls = editions.write, []

    def breaks_once(*args: Any) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the power went")
        return write(*args)

    monkeypatch.setattr(editions, "write", breaks_once)
    with pytest.raises(OSError, match="power"):
        world.publish(child)
    assert written(world) == {}, "a half release is none"
    assert marks(world, child) == [False]
    assert review.review(world.room, world.worker("priya"), child).cut_short is not None

    assert set(states(world.publish(child)).values()) == {"published"}
    assert set(written(world).values()) == {1}
    assert all(marks(world, child))
    assert review.review(world.room, world.worker("priya"), child).cut_short is None


def test_cut_short_after_the_copies_were_written_nobody_gets_a_second_one(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    child = world.bring_in()

    def broken(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(cases, "finish_publication", broken)
        world.publish(child)
    assert set(written(world).values()) == {1}
    assert marks(world, child) == [False]
    assert set(states(world.publish(child)).values()) == {"unchanged"}
    assert set(written(world).values()) == {1}
    assert all(marks(world, child))
    assert review.review(world.room, world.worker("priya"), child).cut_short is None


def test_two_workers_who_publish_at_the_same_moment_make_one_edition(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    done = all_at_once(4, lambda place: world.publish(child))
    assert not [each for each in done if isinstance(each, Exception)]
    assert set(written(world).values()) == {1}
    with world.room.family.reading() as db:
        assert world.room.family.trail.verify(db) is None


def test_how_they_were_told_and_every_reason_is_kept_and_never_in_the_clear(world: World) -> None:
    child = world.bring_in()
    world.publish(child)
    with world.room.casework.reading() as db:
        kept = cases.publications(db, world.room.casework.keyring, world.room.casework.pepper, child)[0]
    assert kept.body["told"] == TOLD
    assert set(kept.body["reasons"].values()) == {REASON}
    assert kept.body["to"] == {child: 1, MUM: 1, DAD: 1}


def test_who_may_not_see_the_whole_case_may_not_publish_it(world: World) -> None:
    child = world.bring_in()
    for sign_in in ("tunde", "somebody"):
        with pytest.raises(NotAllowed):
            review.review(world.room, world.worker(sign_in), child)
        with pytest.raises(NotAllowed):
            publish.publish(world.room, world.worker(sign_in), child, 1, told=TOLD)
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    assert review.review(world.room, manager, child).kept.revision == 1
    with pytest.raises(NotFound):
        review.review(world.room, manager, "NK-9999")


def test_what_the_worker_looked_at_is_what_the_family_reads(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    seen = {copy.person: copy.edition for copy in review.review(world.room, world.worker("priya"), child).copies}
    world.publish(child)
    for person in (child, MUM, DAD):
        read = read_plan.open_plan(cupboard(world), joined(world, child, person))
        assert read.edition == seen[person]


def test_whoever_has_no_copy_finds_nothing(world: World) -> None:
    child = world.bring_in()
    kit = joined(world, child, child)
    with pytest.raises(NotFound):
        read_plan.open_plan(cupboard(world), kit)
    world.publish(child)
    read = read_plan.open_plan(cupboard(world), kit).edition
    meeting = read.meetings[0]
    assert read_plan.open_meeting(cupboard(world), kit, meeting.ref)[1] == meeting
    dad = joined(world, child, DAD)
    for viewer, ref in ((kit, "m7"), (kit, "nothing"), (dad, meeting.ref)):
        with pytest.raises(NotFound):
            read_plan.open_meeting(cupboard(world), viewer, ref)
    assert child == KIT


def test_a_copy_that_was_refused_tells_nothing_of_its_meeting_by_the_questions_that_are_asked(world: World) -> None:
    tree = factories.example("norfolk")
    del tree["meetings"]
    child = world.bring_in("norfolk", factories.as_bytes(tree))
    world.publish(child, only=("mum",))
    mum = world.room.person_id(child, "mum")

    def asked() -> bool:
        with world.room.family.reading() as db:
            member = members.find(db, world.room.family.keyring, mum)
        assert member
        return member.circle.asked_to_meet

    assert not asked()
    world.bring_in("norfolk")
    revision = review.review(world.room, world.worker("priya"), child).kept.revision
    done = publish.publish(world.room, world.worker("priya"), child, revision, only=["mum"])
    assert [each.state for each in done] == ["refused"]
    assert not asked()
    world.publish(child, only=("mum",))
    assert asked()
