"""From a card in somebody's hand to an account of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.access.viewer import FamilyMember, Joining, Stranger
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotReady
from portal.domain.people import Code, Tie, WorkerRole
from portal.journeys.desk import bring_in, invite, make_safe, matching, see_children
from portal.journeys.family import come_in, join, prepare, read_plan, sharing
from portal.store.family.tables import account, audit, data_key, invitation, session
from portal.store.keys import child_key
from portal.store.proofs import Hasher
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, begin, cupboard, joined, joining, save, sets_of, standing, way_in
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


def test_code_single_use_race(world_on_each: World) -> None:
    """Twenty people with the same code: one gets in."""
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
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    with pytest.raises(Invalid, match="under 11"):
        invite.invite(world.room, manager, child, child, manager_says="She asked for it.")
    assert world.code(child, MUM)
    world.hands.move(days=1)
    assert invite.invite(world.room, manager, child, child, manager_says="She asked for it.")


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
    world.match(child, child)
    kit: Any = come_in.who_is_this(family, *ids)
    join.finish(family, kit, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    assert come_in.who_is_this(family, *ids) == Stranger()
    with pytest.raises(NotAllowed):
        join.finish(family, kit, "other-tin-river", "stone lamp field bird", own_words=False, own_phone=False)


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
    home = read_plan.open_home(family, dawn, sets_of(world, dawn))
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


# -- how sure a code is --------------------------------------------------------------------------------


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What is compared with from now on, hash by hash; None stands for nobody's."""
    compared: list[str | None] = []
    verify = Hasher.verify

    def watch(self: Hasher, stored: str | None, known: str) -> bool:
        compared.append(stored)
        return verify(self, stored, known)

    monkeypatch.setattr(Hasher, "verify", watch)
    return compared


def test_expired_code_same_message_and_timing(world_on_each: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """G-04: a wrong, a used, an ended and an expired code cost the same one hash, and are answered alike."""
    world = world_on_each
    child = world.bring_in()
    used, ended, late = world.code(child, child), world.code(child, MUM), world.code(child, DAD)
    use(world, used)
    world.code(child, MUM)
    world.hands.move(minutes=30)
    hashed = watched(monkeypatch)
    answers = {refused(world, code) for code in (used, ended, late, "0000000000")}
    assert len(answers) == 1
    assert hashed == [None] * 4, "one hash each, and of nobody's"


@pytest.mark.parametrize("days", [1, 3, 7])
def test_a_card_lasts_for_as_many_days_as_the_worker_says(world: World, days: int) -> None:
    child = world.bring_in()
    made = world.invite(child, MUM, take_home=True, days=days)
    world.hands.move(days=days, seconds=-1)
    use(world, made.code)
    again = world.invite(child, MUM, take_home=True, days=days)
    world.hands.move(days=days)
    refused(world, again.code)


@pytest.mark.parametrize("days", [0, -1, 8, 400])
def test_no_card_lasts_longer_than_a_week(world: World, days: int) -> None:
    with pytest.raises(Invalid, match="1 to 7 days"):
        world.invite(world.bring_in(), MUM, take_home=True, days=days)


def test_for_a_child_of_11_or_12_a_manager_says_yes_and_why(world: World) -> None:
    child = world.bring_in("derby")
    with pytest.raises(Invalid, match="for a manager to decide"):
        invite.invite(world.room, world.worker("priya"), child, child, manager_says="I am no manager.")
    manager = world.worker("moira", role=WorkerRole.MANAGER)
    for nothing in ("", "  ", "x" * 1001):
        with pytest.raises(Invalid, match="why an account of their own"):
            invite.invite(world.room, manager, child, child, manager_says=nothing)
    with pytest.raises(Invalid, match="no card to take home"):
        invite.invite(world.room, manager, child, child, take_home=True, manager_says="Robin asked for it.")
    made = invite.invite(world.room, manager, child, child, manager_says="Robin asked for it.")
    with world.room.family.reading() as db:
        row = db.execute(select(invitation).where(invitation.c.id == made.id)).one()
        key = child_key(db, data_key, world.room.family.keyring, world.room.child_id(child))
    assert key is not None
    assert b"Robin asked" not in row.agreed
    assert key.open(row.agreed, "invitation", made.id, "agreed")["why"] == "Robin asked for it."


# -- beside a worker: two digits on both screens -----------------------------------------------------------


def in_hand(world: World, person: str, child: str = KIT) -> tuple[Any, tuple[str, str]]:
    """Somebody who has just typed a code beside their worker, and their session."""
    ids = use(world, world.code(child, person))
    return come_in.who_is_this(cupboard(world), *ids), ids


def asked(world: World, person: str, child: str = KIT) -> matching.Asked:
    return matching.ask(world.room, world.worker("priya"), child, person)


def say(world: World, person: str, number: int | None, child: str = KIT, *, by: str = "priya") -> None:
    code = asked(world, person, child).code
    assert code is not None
    matching.answer(world.room, world.worker(by), child, person, code.id, number)


def test_the_worker_chooses_from_three_numbers_of_which_one_is_on_the_phone(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    kit, _ids = in_hand(world, KIT)
    number = join.number_to_show(cupboard(world), kit)
    found = asked(world, KIT)
    assert len(number) == 2
    assert len(set(found.choices)) == 3
    assert int(number) in found.choices
    assert all(10 <= choice <= 99 for choice in found.choices)
    assert found.choices == tuple(sorted(found.choices))
    assert [asked(world, KIT) for _ in range(3)] == [found] * 3, "looking again asks the same"


def test_the_numbers_to_choose_from_tell_nothing_of_which_is_right(world: World) -> None:
    """Where the right one stands among them is as likely first as last."""
    world.bring_in()
    places = [0, 0, 0]
    for number in range(10, 100):
        code = Code(f"an-invitation-{number}", "typed", world.hands.now, False, number=number)
        places[matching.choices(world.room, code).index(number)] += 1
    assert min(places) > 15


def test_number_match_wrong_kills_code(world_on_each: World) -> None:
    """G-10: a wrong number, none of them, and five minutes without an answer: nothing was ever made."""
    world = world_on_each
    world.bring_in()
    family = cupboard(world)
    for how in ("wrong", "none", "late"):
        world.hands.move(seconds=1)
        kit, ids = in_hand(world, KIT)
        right = int(join.number_to_show(family, kit))
        wrong = next(choice for choice in asked(world, KIT).choices if choice != right)
        code = asked(world, KIT).code
        assert code is not None
        if how == "late":
            world.hands.move(minutes=5)
        with pytest.raises((Invalid, NotReady)):
            say(world, KIT, {"wrong": wrong, "none": None, "late": right}[how])
        assert come_in.who_is_this(family, *ids) == Stranger(), how
        with pytest.raises(NotReady):  # there is one try
            matching.answer(world.room, world.worker("priya"), KIT, KIT, code.id, right)
        with pytest.raises(NotAllowed):
            join.finish(family, replace(kit, is_shown=True), "maple-tin-river", "a b c d", own_words=False,
                        own_phone=False)  # fmt: skip
        standing = asked(world, KIT).code
        assert standing is not None
        assert (standing.state, standing.because) == ("ended", "late" if how == "late" else "number")
    with world.room.family.reading() as db:
        assert db.execute(select(func.count()).select_from(account)).scalar() == 0
        events = db.execute(select(audit.c.action, audit.c.outcome).where(audit.c.action == "match")).all()
    assert [tuple(event) for event in events] == [("match", "refused")] * 3


def test_a_phone_that_nobody_matched_for_five_minutes_is_out_by_itself(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    _kit, ids = in_hand(world, KIT)
    world.hands.move(minutes=4, seconds=59)
    assert isinstance(come_in.who_is_this(cupboard(world), *ids), Joining)
    world.hands.move(seconds=1)
    assert come_in.who_is_this(cupboard(world), *ids) == Stranger()
    world.hands.move(seconds=-30)
    assert come_in.who_is_this(cupboard(world), *ids) == Stranger(), "it has ended for good"
    with world.room.family.reading() as db:
        last = db.execute(select(audit.c.action, audit.c.outcome).order_by(audit.c.seq.desc())).first()
    assert last is not None
    assert tuple(last) == ("joining-over", "refused")


def test_before_the_match_nothing_can_be_made_not_even_past_the_rules(world_on_each: World) -> None:
    world = world_on_each
    child = world.bring_in()
    family = cupboard(world)
    kit, _ids = in_hand(world, KIT)
    with pytest.raises(NotAllowed):
        join.offer(family, kit)
    with pytest.raises(NotAllowed):
        join.finish(family, kit, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    forged = replace(kit, is_shown=True)
    with pytest.raises(NotAllowed):
        join.finish(family, forged, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    say(world, KIT, int(join.number_to_show(family, kit)))
    join.finish(family, forged, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    assert child


def test_an_answer_to_an_older_code_changes_nothing(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    in_hand(world, KIT)
    old = asked(world, KIT).code
    kit, ids = in_hand(world, KIT)
    assert old is not None
    with pytest.raises(NotReady):
        matching.answer(world.room, world.worker("priya"), KIT, KIT, old.id, None)
    assert come_in.who_is_this(cupboard(world), *ids) == kit


def test_who_may_match(world: World) -> None:
    world.bring_in()
    kit, _ids = in_hand(world, KIT)
    number = int(join.number_to_show(cupboard(world), kit))
    world.worker("carl")
    world.tie(KIT, "carl", Tie.CHAIR, "tm")
    for sign_in in ("carl", "somebody"):
        with pytest.raises(NotAllowed):
            matching.ask(world.room, world.worker(sign_in), KIT, KIT)
        with pytest.raises(NotAllowed):
            matching.answer(world.room, world.worker(sign_in), KIT, KIT, kit.invitation, number)
    say(world, KIT, number, by="tunde")


def test_two_workers_who_answer_at_once_one_answer_counts(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    kit, ids = in_hand(world, KIT)
    number = int(join.number_to_show(cupboard(world), kit))
    viewer, code = world.worker("priya"), asked(world, KIT).code
    assert code is not None
    done = all_at_once(8, lambda at: matching.answer(world.room, viewer, KIT, KIT, code.id, number if at % 2 else None))
    assert sum(not isinstance(each, NotReady) for each in done) == 1
    right = done.count(None) == 1
    assert isinstance(come_in.who_is_this(cupboard(world), *ids), Joining if right else Stranger)


# -- with a card that was taken home: the word that was said aloud -----------------------------------------------


def with_a_card(world: World) -> tuple[Any, tuple[str, str], str]:
    made = world.invite(KIT, MUM, take_home=True)
    ids = use(world, made.code)
    return come_in.who_is_this(cupboard(world), *ids), ids, made.spoken


@pytest.mark.parametrize("as_typed", [str, str.upper, lambda word: f" {word[:2]}-{word[2:]}. "])
def test_the_word_that_was_said_lets_them_go_on_however_it_is_typed(world: World, as_typed: Any) -> None:
    world.bring_in()
    dawn, ids, spoken = with_a_card(world)
    assert join.number_to_show(cupboard(world), dawn) == ""
    with pytest.raises(NotAllowed):
        join.offer(cupboard(world), dawn)
    assert join.say_word(cupboard(world), dawn, as_typed(spoken)) is None
    dawn = come_in.who_is_this(cupboard(world), *ids)
    assert join.offer(cupboard(world), dawn)


def test_five_wrong_words_and_the_card_is_dead(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()
    dawn, ids, spoken = with_a_card(world)
    for empty in ("", "  ", "123", "--"):
        with pytest.raises(Invalid):
            join.say_word(cupboard(world), dawn, empty)
    assert [join.say_word(cupboard(world), dawn, "wrongly") for _ in range(5)] == [4, 3, 2, 1, 0]
    assert join.say_word(cupboard(world), dawn, spoken) == 0
    assert come_in.who_is_this(cupboard(world), *ids) == Stranger()
    code = asked(world, MUM).code
    assert code is not None
    assert (code.state, code.because) == ("ended", "word")
    with pytest.raises(NotAllowed):
        join.finish(cupboard(world), replace(dawn, is_shown=True), "a-b-c", "a b c d", own_words=False, own_phone=False)


def test_twenty_who_guess_the_word_at_once_have_five_tries_between_them(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    world.bring_in()
    dawn, _ids, _spoken = with_a_card(world)
    looked_at = watched(monkeypatch)
    all_at_once(20, lambda at: join.say_word(cupboard(world), dawn, "wrongly"))
    assert len(looked_at) - looked_at.count(None) == 5


def test_the_word_stands_nowhere_as_it_was_said(world: World) -> None:
    world.bring_in()
    made = world.invite(KIT, MUM, take_home=True)
    together = world.invite(KIT, KIT)
    with world.room.family.reading() as db:
        rows = {row.id: row for row in db.execute(select(invitation))}
    assert rows[made.id].spoken.startswith("$argon2id$")
    assert made.spoken not in str(tuple(rows[made.id]))
    assert (together.spoken, rows[together.id].spoken) == ("", None)


def test_somebody_who_calls_back_says_a_new_word_and_the_yes_in_one_call(world_on_each: World) -> None:
    world = world_on_each
    world.family_ready()
    made = world.invite(KIT, MUM, take_home=True)
    moira = world.worker("moira", role=WorkerRole.MANAGER)
    word = invite.new_word(world.room, moira, KIT, MUM)
    ids = use(world, made.code)
    dawn: Any = come_in.who_is_this(cupboard(world), *ids)
    assert word == made.spoken or join.say_word(cupboard(world), dawn, made.spoken) == 4
    assert join.say_word(cupboard(world), dawn, word) is None
    dawn = come_in.who_is_this(cupboard(world), *ids)
    ids = join.finish(
        cupboard(world), dawn, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=True
    )
    invite.say_it_was_them(world.room, moira, KIT, MUM)
    dawn = come_in.who_is_this(cupboard(world), *ids)
    assert read_plan.open_plan(cupboard(world), dawn).number == 1
    with pytest.raises(NotReady):
        invite.new_word(world.room, moira, KIT, MUM)
    with pytest.raises(NotAllowed):
        invite.new_word(world.room, world.worker("somebody"), KIT, MUM)


def test_a_young_person_gets_no_word_by_phone(world: World) -> None:
    world.bring_in()
    world.invite(KIT, KIT, take_home=True)
    with pytest.raises(Invalid, match="No word by phone"):
        invite.new_word(world.room, world.worker("priya"), KIT, KIT)


# -- what the worker sees of it, and a second time -----------------------------------------------------------------


def test_the_worker_sees_how_each_code_stands(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()

    def state(person: str) -> str | None:
        rows = {row.person: row.way for row in see_children.see_child(world.room, world.worker("priya"), KIT).family}
        way = rows[person]
        return way.code.state if way and way.code else None

    assert state(KIT) is None
    code = world.code(KIT, KIT)
    assert state(KIT) == "open"
    ids = use(world, code)
    assert state(KIT) == "typed"
    world.match(KIT, KIT)
    assert state(KIT) == "shown"
    kit: Any = come_in.who_is_this(cupboard(world), *ids)
    join.finish(cupboard(world), kit, "maple-tin-river", "stone lamp field bird", own_words=False, own_phone=False)
    assert state(KIT) == "used"
    world.code(KIT, MUM)
    world.hands.move(minutes=30)
    assert state(MUM) == "expired"
    world.code(KIT, MUM)
    invite.shut(world.room, world.worker("priya"), KIT, MUM)
    assert state(MUM) == "ended"


def test_an_account_in_the_place_of_another_says_so_and_the_first_one_does_not(world_on_each: World) -> None:
    world = world_on_each
    world.bring_in()

    def renewed() -> list[Any]:
        with world.room.family.reading() as db:
            return list(db.execute(select(account.c.renewed_at)).scalars())

    joined(world, KIT, KIT)
    assert renewed() == [None]
    world.hands.move(days=1)
    joined(world, KIT, KIT)
    assert renewed() == [world.hands.now]
    make_safe.make_safe(world.room, world.worker("priya"), KIT, KIT)
    assert renewed() == []
    world.hands.move(days=1)
    joined(world, KIT, KIT)
    assert renewed() == [world.hands.now], "also after the older one was made safe"
