"""Paper only, and the end of a case: nobody gets in any more, and it says at the desk why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access.viewer import Stranger
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import bring_in, end_case, invite, publish, see_children, shown
from portal.journeys.family import come_in, join, read_plan
from portal.store.casework import decisions
from portal.store.family.tables import audit
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined, way_in
from tests.world import World

TODAY = date(2026, 11, 21)


def why_shut(world: World, child: str = KIT) -> dict[str, str]:
    found = see_children.see_child(world.room, world.worker("priya"), child)
    return {row.person: row.way.shut_because for row in found.family if row.way}


def on_paper(world: World, person: str, *, by: str = "priya") -> None:
    invite.set_paper_only(world.room, world.worker(by), KIT, person)


def end(world: World, *, by: str = "priya", on: date = TODAY, why: str = "The plan is done.") -> None:
    end_case.end(world.room, world.worker(by), KIT, on, why)


def nobody_gets_in(world: World, name: str, words: str, code: str = "") -> None:
    with pytest.raises(NotAllowed):
        come_in.sign_in(cupboard(world), Stranger(), name, words)
    if code:
        with pytest.raises(NotAllowed):
            join.use_code(cupboard(world), Stranger(), code)


# -- paper only ------------------------------------------------------------------------------------


def test_on_paper_only_there_is_no_way_in_and_the_desk_says_why(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    _mum, name, words = way_in(world, child, MUM)
    code = world.code(child, MUM)
    on_paper(world, MUM)
    nobody_gets_in(world, name, words, code)
    with pytest.raises(NotReady, match="paper only"):
        world.code(child, MUM)
    assert why_shut(world) == {KIT: "", MUM: "paper", DAD: ""}


def test_somebody_who_never_had_a_way_in_is_on_paper_only_too(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    on_paper(world, MUM)
    with pytest.raises(NotReady, match="paper only"):
        world.code(KIT, MUM)
    assert why_shut(world) == {MUM: "paper"}


def test_their_copy_is_made_all_the_same_so_that_it_can_be_printed(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    on_paper(world, MUM)
    world.publish(KIT)
    printed = shown.print_copy(world.room, world.worker("priya"), KIT, MUM)
    assert printed.number == 1
    assert printed.edition.reader == "D. E."
    assert why_shut(world)[MUM] == "paper"


def test_paper_only_ends_only_by_a_press_and_stands_through_leaving_and_ending(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    on_paper(world, MUM)
    invite.shut(world.room, world.worker("priya"), KIT, MUM)
    assert why_shut(world)[MUM] == "paper"
    tree = factories.example("norfolk")
    tree["people"][0]["portal_access"] = False
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    bring_in.bring_in(world.room, world.worker("priya"), factories.example_bytes("norfolk"))
    assert why_shut(world)[MUM] == "paper"
    end(world)
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    end_case.open_again(world.room, moira, KIT, "A new worry.")
    assert why_shut(world) == {KIT: "ended", MUM: "paper", DAD: "ended"}
    invite.open_again(world.room, moira, KIT, MUM)
    assert why_shut(world)[MUM] == ""


def test_only_who_may_invite_puts_somebody_on_paper_only(world: World) -> None:
    world.family_ready()
    world.worker("chair")
    world.tie(KIT, "chair", Tie.CHAIR, None)
    for by in ("chair", "somebody"):
        with pytest.raises(NotAllowed):
            on_paper(world, MUM, by=by)
    on_paper(world, MUM, by="tunde")
    with pytest.raises(Invalid):
        on_paper(world, "nobody")


def test_a_door_that_somebody_shut_and_one_of_who_left_say_so(world: World) -> None:
    world.family_ready()
    invite.shut(world.room, world.worker("priya"), KIT, DAD)
    assert why_shut(world)[DAD] == "worker"
    tree = factories.example("norfolk")
    tree["people"][0]["portal_access"] = False
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    bring_in.bring_in(world.room, world.worker("priya"), factories.example_bytes("norfolk"))
    assert why_shut(world) == {KIT: "", MUM: "left", DAD: "worker"}


# -- the end of a case -----------------------------------------------------------------------------


def test_when_a_case_ends_every_session_code_and_way_in_ends_with_it(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    _kit, name, words = way_in(world, child, KIT)
    session = come_in.sign_in(cupboard(world), Stranger(), name, words)
    code = world.code(child, MUM)
    end(world)
    assert come_in.who_is_this(cupboard(world), *session) == Stranger()
    nobody_gets_in(world, name, words, code)
    for person in (KIT, MUM, DAD):
        with pytest.raises(NotReady, match="ended"):
            world.code(child, person)
        with pytest.raises(NotReady, match="ended"):
            invite.open_again(world.room, world.worker("priya"), child, person)
    assert set(why_shut(world).values()) == {"ended"}


def test_nothing_is_published_of_a_case_that_has_ended_and_nothing_asks_for_it(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    end(world)
    with pytest.raises(NotReady, match="ended"):
        publish.publish(world.room, world.worker("priya"), KIT, 1, told="by phone")
    row = see_children.see_children(world.room, world.worker("priya"))[0]
    assert (row.ended_at, row.to_publish) == (world.hands.now, False)


def test_a_case_that_has_ended_stands_last_on_the_list(world: World) -> None:
    world.bring_in()
    world.bring_in("derby")
    end(world)
    rows = see_children.see_children(world.room, world.worker("priya"))
    assert [(row.child_ref, row.ended_at is not None) for row in rows] == [("DE-0618", False), (KIT, True)]


def test_a_manager_opens_it_again_and_the_doors_stay_shut_until_opened_one_by_one(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    kit, name, words = way_in(world, child, KIT)
    end(world)
    with pytest.raises(NotAllowed):
        end_case.open_again(world.room, world.worker("priya"), KIT, "A new worry.")
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    with pytest.raises(Invalid):
        end_case.open_again(world.room, moira, KIT, " ")
    end_case.open_again(world.room, moira, KIT, "A new worry.")
    nobody_gets_in(world, name, words)
    with pytest.raises(NotReady, match="shut"):
        world.code(child, MUM)
    invite.open_again(world.room, world.worker("priya"), child, KIT)
    come_in.sign_in(cupboard(world), Stranger(), name, words)
    with pytest.raises(NotFound):
        read_plan.open_plan(cupboard(world), kit)
    assert why_shut(world) == {KIT: "", MUM: "ended", DAD: "ended"}
    with pytest.raises(Invalid):
        end_case.open_again(world.room, moira, KIT, "Again.")


def test_an_old_plan_is_read_by_nobody_after_a_case_is_opened_again_until_it_is_published(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit, name, words = way_in(world, child, KIT)
    end(world)
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    end_case.open_again(world.room, moira, KIT, "A new worry.")
    invite.open_again(world.room, world.worker("priya"), child, KIT)
    come_in.sign_in(cupboard(world), Stranger(), name, words)
    row = see_children.see_children(world.room, world.worker("priya"))[0]
    page = see_children.see_child(world.room, world.worker("priya"), child)
    assert (row.to_publish, page.taken_back) == (True, {KIT, MUM, DAD})
    with pytest.raises(NotFound):
        read_plan.open_plan(cupboard(world), kit)
    assert {each.number for each in world.publish(child)} == {2}
    assert read_plan.open_plan(cupboard(world), kit).number == 2


def test_what_was_shown_says_that_the_end_of_the_case_took_it_back(world: World) -> None:
    child = world.family_ready()
    end(world)
    found = shown.shown(world.room, world.worker("priya"), child)
    copies = [copy for person in found.people for copy in person.copies]
    assert [(copy.withdrawn_by, copy.why) for copy in copies] == [("Priya Nair", "The plan is done.")] * 3
    with world.room.family.reading() as db:
        actions = list(db.execute(select(audit.c.action)).scalars())
    assert actions.count("take-copy-back") == 3


def test_an_end_needs_a_reason_and_a_day_that_is_not_to_come_and_comes_once(world: World) -> None:
    world.family_ready()
    for more in ({"why": " "}, {"on": TODAY + timedelta(days=1)}):
        with pytest.raises(Invalid):
            end(world, **more)  # type: ignore[arg-type]
    assert set(why_shut(world).values()) == {""}, "nothing was shut by it"
    end(world, on=TODAY - timedelta(days=3))
    with pytest.raises(Invalid):
        end(world)
    with world.room.casework.reading() as db:
        made = decisions.of_child(db, world.room.casework.keyring, world.room.casework.pepper, KIT)
    assert [(each.kind, each.body) for each in made] == [("end", {"why": "The plan is done.", "on": "2026-11-18"})]


def test_cut_short_nobody_gets_in_and_pressed_again_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    child = world.family_ready()
    _kit, name, words = way_in(world, child, KIT)

    def broken(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(decisions, "put", broken)
        end(world)
    nobody_gets_in(world, name, words)
    end(world)
    assert see_children.see_child(world.room, world.worker("priya"), child).ended_at is not None


def test_only_the_case_worker_or_a_manager_ends_it(world: World) -> None:
    world.family_ready()
    for by in ("tunde", "somebody"):
        with pytest.raises(NotAllowed):
            end(world, by=by)
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    with pytest.raises(NotFound):
        end_case.end(world.room, moira, "NK-9999", TODAY, "No such case.")
    end(world, by="moira")


def test_a_newer_file_opens_no_door_of_a_case_that_has_ended(world: World) -> None:
    child = world.family_ready()
    joined(world, child, KIT)
    end(world)
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] = "I want to swim."
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    assert set(why_shut(world).values()) == {"ended"}
    assert see_children.see_child(world.room, world.worker("priya"), child).ended_at is not None
