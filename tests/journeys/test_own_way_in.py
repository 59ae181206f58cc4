"""Staying signed in, a page that is out of sight, other words, and leaving for good."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access.viewer import FamilyMember, Stranger
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.family import come_in, my_way_in, read_plan, sharing, without
from portal.store.family import invitations
from portal.store.family.tables import account, answer, audit, device, session, shared
from tests.journeys.people import KIT, MUM, begin, cupboard, joining, save, sets_of, share, standing, way_in
from tests.world import World

PHONE = "p" * 43


def signed_in(world: World, person: str = KIT, *, own_phone: bool = False) -> tuple[tuple[str, str], str, str]:
    """The ids of a session, and the name and words that opened it."""
    _, name, words = way_in(world, KIT, person, own_phone=own_phone)
    if own_phone:  # on which they joined
        come_in.sign_in(cupboard(world), Stranger(), name, words, device=PHONE)
    return come_in.sign_in(cupboard(world), Stranger(), name, words, device=PHONE, only_theirs=own_phone), name, words


def who(world: World, ids: tuple[str, str]) -> Any:
    return come_in.who_is_this(cupboard(world), *ids)


@pytest.fixture
def ready(world_on_each: World) -> World:
    world_on_each.bring_in()
    return world_on_each


@pytest.mark.parametrize(("own_phone", "idle"), [(False, 15), (True, 30)])
def test_idle_and_absolute_with_fake_clock(ready: World, own_phone: bool, idle: int) -> None:
    ids, name, words = signed_in(ready, own_phone=own_phone)
    ready.hands.move(minutes=idle, seconds=-1)
    assert isinstance(who(ready, ids), FamilyMember)
    ready.hands.move(minutes=idle)
    assert who(ready, ids) == Stranger()
    ids = come_in.sign_in(cupboard(ready), Stranger(), name, words, device=PHONE, only_theirs=own_phone)
    ends = who(ready, ids).ends_at
    for _ in range(11):
        ready.hands.move(minutes=10)
        assert isinstance(who(ready, ids), FamilyMember), "asked for often enough"
    ready.hands.move(minutes=10, seconds=-1)
    assert who(ready, ids).ends_at == ends
    ready.hands.move(seconds=1)
    assert who(ready, ids) == Stranger(), "two hours, whatever happens"


# -- out of sight -----------------------------------------------------------------------------------------


def test_a_page_that_was_out_of_sight_for_a_minute_opens_nothing_before_the_words(ready: World) -> None:
    ids, _, words = signed_in(ready)
    family = cupboard(ready)
    come_in.go_out_of_sight(family, who(ready, ids))
    ready.hands.move(seconds=59)
    assert not who(ready, ids).covered
    ready.hands.move(seconds=1)
    kit = who(ready, ids)
    assert kit.covered
    for journey in (read_plan.open_plan, sharing.read_back, my_way_in.open_way_in, my_way_in.close_account):
        with pytest.raises(NotAllowed):
            journey(family, kit)
    with pytest.raises(NotAllowed):
        read_plan.open_home(family, kit, sets_of(ready, kit))
    come_in.come_into_sight(family, kit)
    assert who(ready, ids).covered, "too late"
    with pytest.raises(NotAllowed):
        come_in.type_passphrase_again(family, kit, "not these words at all")
    assert who(ready, ids).covered
    come_in.type_passphrase_again(family, kit, words)
    assert not who(ready, ids).covered


def test_back_within_a_minute_it_is_as_if_nothing_had_been(ready: World) -> None:
    ids, _, _ = signed_in(ready)
    come_in.go_out_of_sight(cupboard(ready), who(ready, ids))
    ready.hands.move(seconds=59)
    come_in.come_into_sight(cupboard(ready), who(ready, ids))
    ready.hands.move(minutes=10)
    assert not who(ready, ids).covered


def test_going_out_of_sight_again_does_not_begin_the_minute_anew(ready: World) -> None:
    ids, _, _ = signed_in(ready)
    for _ in range(2):
        come_in.go_out_of_sight(cupboard(ready), who(ready, ids))
        ready.hands.move(seconds=30)
    assert who(ready, ids).covered


def test_a_page_on_which_nothing_moved_is_covered_at_once(ready: World) -> None:
    ids, _, _ = signed_in(ready)
    come_in.go_out_of_sight(cupboard(ready), who(ready, ids), for_good=True)
    assert who(ready, ids).covered


def test_on_a_phone_that_only_its_owner_unlocks_no_words_are_asked_for(ready: World) -> None:
    ids, _, _ = signed_in(ready, own_phone=True)
    come_in.go_out_of_sight(cupboard(ready), who(ready, ids), for_good=True)
    ready.hands.move(minutes=5)
    assert not who(ready, ids).covered


def test_being_out_of_sight_makes_no_session_longer(ready: World) -> None:
    ids, _, _ = signed_in(ready)
    ready.hands.move(minutes=14)
    come_in.go_out_of_sight(cupboard(ready), who(ready, ids))
    ready.hands.move(minutes=15)
    assert who(ready, ids) == Stranger()


# -- whose phone, and other words -------------------------------------------------------------------------


def test_less_care_is_taken_only_for_who_types_the_words_and_more_at_once(ready: World) -> None:
    ids, _, words = signed_in(ready)
    family = cupboard(ready)
    for wrong in ("", "not these words at all"):
        with pytest.raises(NotAllowed):
            my_way_in.say_whose_phone(family, who(ready, ids), own_phone=True, current=wrong)
    assert not who(ready, ids).own_phone
    my_way_in.say_whose_phone(family, who(ready, ids), own_phone=True, current=words)
    ready.hands.move(minutes=29)
    assert who(ready, ids).own_phone
    my_way_in.say_whose_phone(family, who(ready, ids), own_phone=False)
    assert not who(ready, ids).own_phone
    ready.hands.move(minutes=15)
    assert who(ready, ids) == Stranger()


def test_other_words_are_given_by_who_types_the_old_ones_and_the_session_is_a_new_one(ready: World) -> None:
    ids, name, words = signed_in(ready)
    family = cupboard(ready)
    new = my_way_in.offer_words(family, who(ready, ids))[0]
    with pytest.raises(NotAllowed):
        my_way_in.change_words(family, who(ready, ids), "not these words at all", new, own_words=False)
    with pytest.raises(Invalid):
        my_way_in.change_words(
            family, who(ready, ids), words, "norfolk council 1", own_words=True, about_here=("Norfolk",)
        )
    after = my_way_in.change_words(family, who(ready, ids), words, new, own_words=False)
    assert who(ready, ids) == Stranger()
    opened = my_way_in.open_way_in(family, who(ready, after))
    assert opened.is_new and not opened.way.ended_another and opened.way.name == name
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), name, words)
    assert come_in.sign_in(family, Stranger(), name, new.upper())
    ready.hands.move(hours=24)
    ids = come_in.sign_in(family, Stranger(), name, new)
    assert not my_way_in.open_way_in(family, who(ready, ids)).is_new


def test_a_way_in_that_was_made_anew_says_so_for_a_day(ready: World) -> None:
    first, _, _ = way_in(ready, KIT, KIT)
    assert not my_way_in.open_way_in(cupboard(ready), first).is_new
    again, _, _ = way_in(ready, KIT, KIT)
    assert my_way_in.open_way_in(cupboard(ready), again).is_new


# -- leaving for good -------------------------------------------------------------------------------------


def test_closing_an_account_needs_nobody_deletes_what_was_not_sent_and_leaves_what_was(ready: World) -> None:
    world, family = ready, cupboard(ready)
    ids, name, words = signed_in(world)
    kit = who(world, ids)
    begin(world, kit, None)
    save(world, kit, "worries", "they wait by the shop")
    save(world, kit, "want-next", "come with me to the meeting")
    share(world, kit, "want-next")
    assert my_way_in.unsent(family, kit) == 1
    my_way_in.close_account(family, kit)
    assert who(world, ids) == Stranger()
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), name, words, device=PHONE)
    with world.room.family.reading() as db:
        for table in (account, device, answer):
            assert db.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name
        assert (
            db.execute(select(func.count()).select_from(session).where(session.c.ended_at.is_(None))).scalar_one() == 0
        )
        assert db.execute(select(func.count()).select_from(shared)).scalar_one() == 1
        assert "account-closed" in db.execute(select(audit.c.action)).scalars().all()


def test_who_nobody_has_confirmed_is_told_of_no_older_words_and_closing_leaves_them(ready: World) -> None:
    world, family = ready, cupboard(ready)
    kit, _, _ = way_in(world, KIT, KIT)
    begin(world, kit, None)
    save(world, kit, "worries", "they wait by the shop")
    world.hands.move(minutes=1)
    other, name, words = way_in(world, KIT, KIT, take_home=True)
    assert not other.confirmed and my_way_in.unsent(family, other) == 0
    my_way_in.close_account(family, other)
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), name, words)
    kit, _, _ = way_in(world, KIT, KIT)
    assert standing(world, kit, "worries").value == ("they wait by the shop",)


def test_a_worker_sees_that_somebody_closed_their_account_and_can_invite_them_again(ready: World) -> None:
    world = ready
    ids, _, _ = signed_in(world)
    old = world.code(KIT, MUM)
    my_way_in.close_account(cupboard(world), who(world, ids))
    ref = world.room.person_id(KIT, KIT)
    with world.room.family.reading() as db:
        code = invitations.standing(db, [ref], world.hands.now)[ref]
    assert (code.state, code.because) == ("ended", "closed")
    kit, _, _ = way_in(world, KIT, KIT)
    begin(world, kit, None)
    assert standing(world, kit, "worries").value == ()
    assert old, "mum's card is hers"


def test_a_card_that_lies_about_opens_nothing_once_its_owner_has_closed_their_account(ready: World) -> None:
    ids, _, _ = signed_in(ready)
    kit = who(ready, ids)
    card = ready.code(KIT, KIT)
    my_way_in.close_account(cupboard(ready), kit)
    with pytest.raises(NotAllowed):
        joining(ready, card)


@pytest.mark.parametrize("way", ["together", "paper"])
def test_somebody_who_is_joining_may_choose_to_have_no_account_and_a_worker_sees_it(ready: World, way: str) -> None:
    world, family = ready, cupboard(ready)
    somebody = joining(world, world.code(KIT, KIT))
    with pytest.raises(Invalid):
        without.do_without(family, somebody, "on the moon")
    without.do_without(family, somebody, way)
    with world.room.family.reading() as db:
        ref = world.room.person_id(KIT, KIT)
        code = invitations.standing(db, [ref], world.hands.now)[ref]
        assert db.execute(select(func.count()).select_from(account)).scalar_one() == 0
        assert db.execute(select(session.c.ended_at)).scalar_one() is not None
    assert (code.state, code.because) == ("ended", way)
    assert way_in(world, KIT, KIT), "a new code opens the way again"


def test_nothing_of_one_persons_way_in_reaches_another(ready: World) -> None:
    """T-14, T-16: what mum sees of her own does not move when Kit signs in, fails, changes or closes."""
    world, family = ready, cupboard(ready)
    mum, _, _ = signed_in(world, MUM)
    before = my_way_in.open_way_in(family, who(world, mum))
    ids, name, _ = signed_in(world)
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), name, "not these words at all", device=PHONE)
    my_way_in.close_account(family, who(world, ids))
    assert my_way_in.open_way_in(family, who(world, mum)) == before
