"""Mending a case: a new revision each time, nothing of it for families until it is published, nobody overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.domain import mending
from portal.domain.audience import Audience
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady, Stale
from portal.domain.mending import ItemRef, Sort
from portal.domain.people import WorkerRole
from portal.journeys.desk import by_hand, invite, mend, review, see_children
from portal.journeys.desk.room import Room
from portal.journeys.family import read_plan
from portal.store.casework.tables import audit, case_revision
from portal.store.family import members
from tests.journeys.people import KIT, MUM, cupboard, joined
from tests.world import World

GOAL = ItemRef(Sort.GOAL, "g1")
WORDS = {"family_words": ["Kit likes school."], "audience": ["family"]}


def revision(world: World, child: str = KIT) -> int:
    return mend.look(world.room, world.worker("priya"), child).kept.revision


def save(world: World, item: ItemRef, *, by: str = "priya", **fields: Any) -> int:
    typed = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return mend.mend(world.room, world.worker(by), KIT, item, typed, revision(world))


def test_mended_words_are_the_next_revision_and_reach_nobody_until_they_are_published(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    before = read_plan.open_plan(cupboard(world), mum)
    assert mend.mend(world.room, world.worker("priya"), child, GOAL, WORDS, 1) == 2
    assert read_plan.open_plan(cupboard(world), mum) == before
    with world.room.casework.reading() as db:
        origins = db.execute(select(case_revision.c.origin).order_by(case_revision.c.revision)).scalars().all()
        done = db.execute(select(audit.c.action)).scalars().all()
    assert origins == ["file", "desk"]
    assert "mend-goal" in done
    world.publish(child)
    after = read_plan.open_plan(cupboard(world), mum)
    assert "Kit likes school." in [goal.text for goal in after.edition.goals]


def test_saving_what_stands_already_makes_no_revision(world: World) -> None:
    world.bring_in()
    assert mend.mend(world.room, world.worker("priya"), KIT, GOAL, WORDS, 1) == 2
    assert mend.mend(world.room, world.worker("priya"), KIT, GOAL, WORDS, 2) == 2


def test_two_workers_at_once_do_not_overwrite_each_other(world: World) -> None:
    child = world.bring_in()
    seen = revision(world)
    save(world, GOAL, **WORDS)
    for late in (
        lambda w: mend.mend(world.room, w, child, GOAL, WORDS, seen),
        lambda w: mend.add(world.room, w, child, Sort.SAFETY, {"words": ["Ring Mum."]}, seen),
        lambda w: mend.take_out(world.room, w, child, GOAL, seen),
        lambda w: mend.mark_never_shown(world.room, w, child, {"never_shown": ["kettle"]}, seen),
    ):
        with pytest.raises(Stale):
            late(world.worker("priya"))
    assert revision(world) == 2


def test_only_the_case_worker_and_a_manager_mend(world: World) -> None:
    child = world.bring_in()
    seen = revision(world)
    for sign_in in ("tunde", "somebody"):
        who = world.worker(sign_in)
        for refused in (
            lambda: mend.look(world.room, who, child),  # noqa: B023
            lambda: mend.mend(world.room, who, child, GOAL, WORDS, seen),  # noqa: B023
            lambda: mend.add(world.room, who, child, Sort.SAFETY, {"words": ["Ring."]}, seen),  # noqa: B023
            lambda: mend.take_out(world.room, who, child, GOAL, seen),  # noqa: B023
            lambda: mend.mark_never_shown(world.room, who, child, {}, seen),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                refused()
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    assert mend.mend(world.room, manager, child, GOAL, WORDS, seen) == 2


def test_who_loses_access_at_the_desk_is_shut_out_at_the_next_request(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    assert read_plan.open_plan(cupboard(world), mum).number == 1
    save(world, ItemRef(Sort.PERSON, MUM))
    with pytest.raises((NotAllowed, NotFound)):
        read_plan.open_plan(cupboard(world), mum)
    assert MUM not in mend.look(world.room, world.worker("priya"), child).kept.case.with_access()


def test_a_press_that_is_cut_short_leaves_nobody_in_who_has_no_access(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)

    def broken(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(members, "shut_door", broken)
        save(world, ItemRef(Sort.PERSON, MUM))
    assert MUM in mend.look(world.room, world.worker("priya"), child).kept.case.with_access()
    assert read_plan.open_plan(cupboard(world), mum).number == 1

    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(Room, "renew_circles", broken)
        save(world, ItemRef(Sort.PERSON, MUM))
    with pytest.raises((NotAllowed, NotFound)):
        read_plan.open_plan(cupboard(world), mum)


def test_a_door_that_stayed_open_by_mistake_is_named_to_the_worker_and_shut_by_hand_or_by_publishing(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    child = world.family_ready()
    for close in (
        lambda: invite.shut_those_who_left(world.room, world.worker("priya"), child),
        lambda: world.publish(child),
    ):
        save(world, ItemRef(Sort.PERSON, MUM), portal_access="1")
        with world.room.family.writing() as db:
            members.open_door(db, world.room.person_id(child, MUM), world.room.family.clock.now())
        with monkeypatch.context() as patched:
            patched.setattr(Room, "shut_doors_of_those_who_left", lambda *_: None)
            save(world, ItemRef(Sort.PERSON, MUM))
        assert see_children.see_child(world.room, world.worker("tunde"), child).still_open == ("Dawn Example",)
        close()
        assert see_children.see_child(world.room, world.worker("tunde"), child).still_open == ()
        with world.room.family.reading() as db:
            known = members.find(db, world.room.family.keyring, world.room.person_id(child, MUM))
        assert known is not None
        assert not known.door_open


def test_what_only_workers_know_of_somebody_is_mended_and_each_copy_is_checked_against_it(world: World) -> None:
    world.bring_in()
    save(
        world, ItemRef(Sort.PERSON, MUM), restrictions="Must not know where Kit lives.", mobile="07700 900123",
        email="dawn@example.org", address="4 Example Road", name="Dawn Sample", relationship="carer", language="pl",
        interpreter="1", portal_access="1",
    )  # fmt: skip
    mum = mend.look(world.room, world.worker("priya"), KIT).kept.case.person(MUM)
    assert mum is not None
    assert (mum.restrictions, mum.name, mum.relationship) == ("Must not know where Kit lives.", "Dawn Sample", "carer")
    assert (mum.mobile, mum.email, mum.address) == ("07700 900123", "dawn@example.org", "4 Example Road")
    assert (mum.language, mum.interpreter) == ("pl", True)
    save(world, GOAL, audience="family", family_words="Ring Dawn on 07700 900123.")
    found = review.review(world.room, world.worker("priya"), KIT, told=True)
    assert all("family-contact" in {check.id for check in copy.stops} for copy in found.copies)
    save(world, ItemRef(Sort.PERSON, MUM), restrictions="", mobile="", portal_access="1")
    mum = mend.look(world.room, world.worker("priya"), KIT).kept.case.person(MUM)
    assert mum is not None
    assert (mum.restrictions, mum.mobile, mum.email) == (None, None, "dawn@example.org")


def test_a_worker_and_the_child_are_mended_but_not_the_day_of_birth_nor_the_reference(world: World) -> None:
    world.bring_in()
    before = mend.look(world.room, world.worker("priya"), KIT).kept.case.child
    save(
        world, ItemRef(Sort.CHILD, KIT), preferred_name="Kitty", full_name="Kit Example", pronouns="they",
        plan_type="looked-after", language="en", date_of_birth="2001-01-01", ref="NK-1", portal_access="1",
    )  # fmt: skip
    save(world, ItemRef(Sort.TEAM, "tm"), audience="family", organisation="Example Trust", work_phone="01632 960123",
         work_email="tm@example.org", name="Tim Example")  # fmt: skip
    case = mend.look(world.room, world.worker("priya"), KIT).kept.case
    assert (case.child.preferred_name, case.child.full_name, case.child.pronouns) == ("Kitty", "Kit Example", "they")
    assert (case.child.plan_type, case.child.ref) == ("looked-after", KIT)
    assert case.child.date_of_birth == before.date_of_birth
    member = case.team_member("tm")
    assert member is not None
    assert (member.name, member.organisation, member.work_phone) == ("Tim Example", "Example Trust", "01632 960123")
    assert member.work_email == "tm@example.org"


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        (ItemRef(Sort.PERSON, MUM), "name", ""), (ItemRef(Sort.PERSON, MUM), "relationship", "friend"),
        (ItemRef(Sort.PERSON, MUM), "language", "English, please"), (ItemRef(Sort.TEAM, "tm"), "role", "astronaut"),
        (ItemRef(Sort.CHILD, KIT), "preferred_name", ""), (ItemRef(Sort.CHILD, KIT), "plan_type", "secret"),
    ],
)  # fmt: skip
def test_a_wrong_entry_of_somebody_is_said_at_its_field(world: World, item: ItemRef, field: str, value: str) -> None:
    world.bring_in()
    with pytest.raises(Invalid) as refused:
        save(world, item, **{field: value})
    assert [fault.place for fault in refused.value.faults] == [field]


def test_somebody_is_taken_out_only_where_nothing_names_them(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    with pytest.raises(Invalid) as refused:
        mend.take_out(world.room, world.worker("priya"), child, ItemRef(Sort.TEAM, "sw"), revision(world))
    places = [fault.place for fault in refused.value.faults]
    assert "meetings/m7" in places
    assert "tied" in places
    with pytest.raises(Invalid) as refused:
        mend.take_out(world.room, world.worker("priya"), child, ItemRef(Sort.PERSON, MUM), revision(world))
    assert refused.value.faults
    assert read_plan.open_plan(cupboard(world), mum).number == 1
    fields = {"name": ["Bo Sample"], "relationship": ["other"], "portal_access": ["1"], "restrictions": ["None."]}
    made = mend.add(world.room, world.worker("priya"), child, Sort.PERSON, fields, revision(world))
    bo = joined(world, child, made.key)
    mend.take_out(world.room, world.worker("priya"), child, made, revision(world))
    assert mend.look(world.room, world.worker("priya"), child).kept.case.person(made.key) is None
    with pytest.raises((NotAllowed, NotFound, NotReady)):
        read_plan.open_plan(cupboard(world), bo)


def test_a_worker_whose_entry_is_closed_is_no_reader_to_choose_any_more(world: World) -> None:
    child = world.family_ready()
    kit = joined(world, child, child)

    def trusted() -> str | None:
        with world.room.family.reading() as db:
            found = members.find(db, world.room.family.keyring, kit.person)
        return found.circle.trusted[1] if found and found.circle.trusted else None

    assert trusted() == "Tunde Bello"
    save(world, ItemRef(Sort.TEAM, "yw"), audience="parents", trusted="1")
    assert trusted() is None


def test_closing_an_item_leaves_no_words_for_anybody(world: World) -> None:
    child = world.bring_in()
    save(world, GOAL, **WORDS)
    save(world, GOAL, audience="professionals", family_words="Kit likes school.")
    goal = mending.find(mend.look(world.room, world.worker("priya"), child).kept.case, GOAL)
    assert (goal.entry.shown.audience, goal.entry.family_words) == (Audience.PROFESSIONALS, None)


def test_a_meeting_that_is_closed_closes_its_place_its_link_and_its_minutes(world: World) -> None:
    world.bring_in()
    save(world, ItemRef(Sort.MEETING, "m7"), audience="professionals", state="planned")
    meeting = mend.look(world.room, world.worker("priya"), KIT).kept.case.meeting("m7")
    assert meeting is not None
    inside = [meeting.place, meeting.join_link, *(minute.entry for minute in meeting.minutes)]
    assert all(entry.family_words is None for entry in inside if entry is not None)


def test_a_cover_is_written_and_a_copy_may_be_looked_at(world: World) -> None:
    child = world.bring_in()
    save(world, ItemRef(Sort.TEAM, "tm"), audience="family", covers="sw")
    case = mend.look(world.room, world.worker("priya"), child).kept.case
    assert case.team_member("tm").covers == "sw"  # type: ignore[union-attr]
    assert review.review(world.room, world.worker("priya"), child).kept.revision == 2
    with pytest.raises(NotFound):
        save(world, ItemRef(Sort.TEAM, "nobody"))


# -- a case by hand ------------------------------------------------------------------------------------

SMALL = {
    "area": ["derby"], "ref": ["BY-1"], "preferred_name": ["Lou"], "date_of_birth": ["2011-05-06"],
    "plan_type": ["child-in-need"], "portal_access": ["1"],
    "people-1-name": ["Ash Sample"], "people-1-relationship": ["mother"], "people-1-portal_access": ["1"],
    "people-3-name": ["Bo Sample"], "people-3-relationship": ["grandparent"],
    "people-3-restrictions": ["Must not know the address."],
    "team-1-name": ["Nia Fenn"], "team-1-role": ["social_worker"], "team-1-known": ["1"],
}  # fmt: skip


def test_a_small_case_is_made_by_hand_and_published(world_on_each: World) -> None:
    world = world_on_each
    child = by_hand.make(world.room, world.worker("priya"), SMALL)
    fields = {"words": ["Lou sleeps well."], "audience": ["family"], "whose": ["everyone"]}
    mend.add(world.room, world.worker("priya"), child, Sort.GOAL, fields, 1)
    case = mend.look(world.room, world.worker("priya"), child).kept.case
    assert [person.name for person in case.people] == ["Ash Sample", "Bo Sample"]
    assert [person.portal_access for person in case.people] == [True, False]
    assert [person.restrictions for person in case.people] == [None, "Must not know the address."]
    assert case.team[0].shown.audience is Audience.FAMILY
    assert {each.state for each in world.publish(child)} == {"published"}
    lou = joined(world, child, child)
    assert [g.text for g in read_plan.open_plan(cupboard(world), lou).edition.goals] == ["Lou sleeps well."]


def test_a_reference_that_is_taken_is_refused_in_the_same_words_whoever_asks(world: World) -> None:
    by_hand.make(world.room, world.worker("priya"), SMALL)
    said = set()
    for sign_in in ("priya", "somebody"):
        with pytest.raises(Invalid) as refused:
            by_hand.make(world.room, world.worker(sign_in), SMALL | {"area": ["norfolk"], "preferred_name": ["Other"]})
        said.add(refused.value.faults)
    assert len(said) == 1
    assert mend.look(world.room, world.worker("priya"), "BY-1").kept.case.child.preferred_name == "Lou"


def test_an_auditor_makes_no_case(world: World) -> None:
    with pytest.raises(NotAllowed):
        by_hand.make(world.room, world.worker("audrey", role=WorkerRole.AUDITOR), SMALL)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ref", "no spaces here"), ("ref", ""), ("preferred_name", " "), ("date_of_birth", "2011-02-30"),
        ("plan_type", "secret"), ("people-3-relationship", ""), ("team-1-role", "astronaut"), ("area", "atlantis"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_own_field(world: World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        by_hand.make(world.room, world.worker("priya"), SMALL | {field: [value]})
    assert field in [fault.place for fault in refused.value.faults]
