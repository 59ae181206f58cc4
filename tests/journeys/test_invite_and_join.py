"""From a card in somebody's hand to an account of their own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access.viewer import FamilyMember, Stranger
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady
from portal.domain.people import Tie, WorkerRole
from portal.journeys.desk import bring_in, invite
from portal.journeys.family import come_in, join, prepare, read_plan, sharing
from portal.store.family.tables import invitation, session
from tests import factories
from tests.journeys.people import DAD, MUM, begin, cupboard, joined, joining, save, standing, way_in
from tests.store.stores import all_at_once
from tests.world import World


def use(world: World, code: str) -> tuple[str, str]:
    return join.use_code(cupboard(world), Stranger(), code)


def refused(world: World, code: str) -> str:
    """What a code that does not work is answered with."""
    with pytest.raises((NotAllowed, Invalid)) as answer:
        use(world, code)
    return repr(answer.value)


def test_a_code_opens_the_way_for_the_one_it_was_made_for_and_for_nobody_else(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    kit = joining(world, world.code(child, child))
    assert (kit.person, kit.child) == (world.room.person_id(child, child), world.room.child_id(child))


def test_somebody_who_is_joining_can_do_nothing_else_yet(world: World) -> None:
    child = world.family_ready()
    kit: Any = joining(world, world.code(child, child))
    for journey in (read_plan.open_plan, sharing.read_back, sharing.sent_days):
        with pytest.raises(NotAllowed):
            journey(cupboard(world), kit)


def test_a_wrong_a_used_an_expired_and_an_ended_code_are_answered_alike(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    used, ended, late = world.code(child, child), world.code(child, MUM), ""
    use(world, used)
    world.code(child, MUM)
    late = world.code(child, DAD)
    world.hands.move(minutes=30)
    answers = {refused(world, code) for code in (used, ended, late, "0000000000")}
    assert len(answers) == 1


@pytest.mark.parametrize(("take_home", "hours"), [(False, 0.5), (True, 72)])
def test_a_code_lasts_as_long_as_the_card_says(world: World, take_home: bool, hours: float) -> None:
    child = world.bring_in()
    made = invite.invite(world.room, world.worker("priya"), child, MUM, take_home=take_home)
    assert (made.expires_at - world.hands.now).total_seconds() == hours * 3600
    world.hands.move(hours=hours, seconds=-1)
    use(world, made.shown.lower())
    again = invite.invite(world.room, world.worker("priya"), child, MUM, take_home=take_home)
    world.hands.move(hours=hours)
    refused(world, again.code)


def test_a_new_code_makes_the_old_one_dead(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    old = world.code(child, child)
    new = world.code(child, child)
    refused(world, old)
    use(world, new)


def test_twenty_people_with_the_same_code_one_gets_in(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    code = world.code(child, child)
    done = all_at_once(20, lambda place: use(world, code))
    assert sum(isinstance(each, tuple) for each in done) == 1
    assert {type(each) for each in done} == {tuple, NotAllowed}


def test_a_code_stands_nowhere_as_it_was_shown(world: World) -> None:
    child = world.bring_in()
    code = world.code(child, child)
    with world.room.family.reading() as db:
        row = db.execute(select(invitation)).one()
    assert code not in str(tuple(row))
    assert row.code_hash.startswith("$argon2id$")


def test_what_is_no_code_is_refused_without_looking(world: World) -> None:
    world.bring_in()
    for typed in ("", "-----", "abc", "x" * 1_000_000, "' OR '1'='1", "\x00"):
        with pytest.raises(Invalid):
            use(world, typed)


def test_a_child_under_eleven_has_no_account_and_from_the_birthday_on_may_have_one(world: World) -> None:
    tree = factories.example("norfolk")
    tree["child"]["date_of_birth"] = "2015-11-22"
    child = world.bring_in(data=factories.as_bytes(tree))
    with pytest.raises(Invalid, match="under 11"):
        world.code(child, child)
    assert world.code(child, MUM)
    world.hands.move(days=1)
    assert world.code(child, child)


def test_only_who_has_access_in_the_case_is_invited(world: World) -> None:
    tree = factories.example("norfolk")
    tree["people"][1]["portal_access"] = False
    child = world.bring_in(data=factories.as_bytes(tree))
    for person in (DAD, "sw", "nobody", ""):
        with pytest.raises(Invalid):
            world.code(child, person)


def test_who_may_invite(world: World) -> None:
    child = world.bring_in()
    world.tie(child, "tunde", Tie.TRUSTED, "yw")
    world.worker("carl")
    world.tie(child, "carl", Tie.CHAIR, "tm")
    for sign_in in ("priya", "tunde"):
        assert invite.invite(world.room, world.worker(sign_in), child, MUM).name == "Dawn Example"
    assert invite.invite(world.room, world.worker("moira", role=WorkerRole.MANAGER), child, MUM).code
    for sign_in in ("carl", "somebody"):
        with pytest.raises(NotAllowed):
            invite.invite(world.room, world.worker(sign_in), child, MUM)
    with pytest.raises(NotAllowed):
        invite.invite(world.room, world.worker("audrey", role=WorkerRole.AUDITOR), child, MUM)
    with pytest.raises(NotFound):
        invite.invite(world.room, world.worker("moira", role=WorkerRole.MANAGER), "NK-9999", MUM)


def test_an_adults_named_worker_has_to_be_tied_to_the_child(world: World) -> None:
    child = world.bring_in()
    with pytest.raises(Invalid, match="Allocate them first"):
        world.code(child, MUM, named="tm")
    dawn = joined(world, child, MUM, named="sw")
    circle = prepare.open_sheet(cupboard(world), dawn, "parent").member.circle
    assert circle.trusted == ("sw", "Priya Nair")
    world.code(child, MUM)
    circle = prepare.open_sheet(cupboard(world), dawn, "parent").member.circle
    assert circle.trusted == ("sw", "Priya Nair"), "a new code does not forget whom it was"


def test_joining_gives_a_name_that_says_nothing_and_four_words(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    family = cupboard(world)
    kit = joining(world, world.code(child, child))
    name, phrases = join.offer(family, kit)
    assert len(name.split("-")) == 3
    assert [len(phrase.split()) for phrase in phrases] == [4, 4, 4]
    member = come_in.who_is_this(family, *join.finish(family, kit, name, phrases[1], own_words=False, own_phone=True))
    assert isinstance(member, FamilyMember)
    assert (member.confirmed, member.own_phone, member.fresh) == (True, True, True)
    assert come_in.sign_in(family, Stranger(), name.upper().replace("-", "  "), phrases[1].replace(" ", "-"))


def test_joining_is_done_once_with_one_code(world: World) -> None:
    child = world.bring_in()
    family = cupboard(world)
    ids = use(world, world.code(child, child))
    kit: Any = come_in.who_is_this(family, *ids)
    join.finish(family, kit, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    assert come_in.who_is_this(family, *ids) == Stranger()


@pytest.mark.parametrize(
    ("words", "why"),
    [("too short", "too-short"), ("x" * 14, "too-short"), ("y" * 129, "too-long"), ("password1234567", "too-common")],
)
def test_weak_words_of_ones_own_are_refused_with_the_reason(world: World, words: str, why: str) -> None:
    child = world.bring_in()
    kit = joining(world, world.code(child, child))
    with pytest.raises(Invalid, match=why):
        join.finish(cupboard(world), kit, "maple-tin-river", words, own_words=True, own_phone=False)


@pytest.mark.parametrize("words", ["fifteen letters", "\U0001f600🦊 my gran " * 8, "  with spaces around it  "])
def test_words_of_ones_own_have_to_be_typed_exactly(world: World, words: str) -> None:
    child = world.bring_in()
    family = cupboard(world)
    join.finish(
        family, joining(world, world.code(child, child)), "maple-tin-river", words, own_words=True, own_phone=False
    )
    assert come_in.sign_in(family, Stranger(), "maple tin river", words)
    for wrong in (words.upper() + "x", words + " ", words.replace(" ", "-")):
        with pytest.raises(NotAllowed):
            come_in.sign_in(family, Stranger(), "maple tin river", wrong)


def test_a_name_that_somebody_took_meanwhile_is_not_given_twice(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    family = cupboard(world)
    for person, works in ((child, True), (MUM, False)):
        somebody = joining(world, world.code(child, person))
        if works:
            join.finish(family, somebody, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
        else:
            with pytest.raises(Invalid, match="name-taken"):
                join.finish(
                    family, somebody, "Maple tin river", "lamp field bird sun", own_words=False, own_phone=False
                )
            assert come_in.sign_in(family, Stranger(), "maple-tin-river", "stone lamp field bird")


def test_with_a_card_taken_home_the_plan_stays_closed_until_a_worker_says_it_was_them(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    family = cupboard(world)
    dawn, name, words = way_in(world, child, MUM, take_home=True)
    assert not dawn.confirmed
    with pytest.raises(NotAllowed):
        read_plan.open_plan(family, dawn)
    home = read_plan.open_home(family, dawn, "parent")
    assert (home.may_open_plan, home.published) == (False, None)
    begin(world, dawn, set_id="parent")
    assert save(world, dawn, "most-want", "More time", set_id="parent").version == 1

    invite.say_it_was_them(world.room, world.worker("tunde"), child, MUM)
    dawn = come_in.who_is_this(family, *come_in.sign_in(family, Stranger(), name, words))  # type: ignore[assignment]
    assert read_plan.open_plan(family, dawn).number == 1
    assert standing(world, dawn, "most-want", "parent").value == ("More time",)


def test_somebody_who_forgot_their_words_joins_again_and_finds_what_they_wrote(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    family = cupboard(world)
    kit, old_name, old_words = way_in(world, child, child)
    begin(world, kit)
    save(world, kit, "want-next", "I want to swim")
    again = joined(world, child, child)
    assert again.person == kit.person
    assert standing(world, again, "want-next").value == ("I want to swim",)
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), old_name, old_words)
    with world.room.family.reading() as db:
        alive = db.execute(select(func.count()).select_from(session).where(session.c.ended_at.is_(None))).scalar_one()
    assert alive == 1


def test_a_way_in_that_was_shut_bites_at_once_and_opens_again_only_on_purpose(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    family = cupboard(world)
    kit = world.join(child, child)
    code = world.code(child, child)
    begin_again = kit.get("/me").status_code
    invite.shut(world.room, world.worker("tunde"), child, child)
    assert (begin_again, kit.get("/me").status_code) == (200, 303)
    refused(world, code)
    with pytest.raises(NotReady):
        world.code(child, child)
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]
    world.publish(child)
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]
    invite.open_again(world.room, world.worker("tunde"), child, child)
    assert kit.get("/me").status_code == 303, "the old session stays dead"
    assert come_in.sign_in(family, Stranger(), kit.name, kit.words)  # type: ignore[attr-defined]


def test_nobody_is_let_in_again_who_has_no_access_in_the_case(world: World) -> None:
    child = world.family_ready()
    tree = factories.example("norfolk")
    tree["people"][0]["portal_access"] = False
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    with pytest.raises(Invalid):
        invite.open_again(world.room, world.worker("priya"), child, MUM)
    with pytest.raises(NotAllowed):
        invite.open_again(world.room, world.worker("somebody"), child, MUM)
