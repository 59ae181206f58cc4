"""Signing in: guessing gets slower, and says nothing about who is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from portal.access.viewer import Enrolling, FamilyMember, Stranger, WorkerViewer
from portal.domain.errors import Invalid, NotAllowed
from portal.journeys.desk import come_in as desk_come_in
from portal.journeys.desk import enrol, invite, see_children, show_again
from portal.journeys.family import come_in
from portal.store.casework import workers
from portal.store.proofs import Hasher
from tests.journeys.people import MUM, cupboard, way_in
from tests.store.stores import all_at_once
from tests.world import World

WRONG = "these are not it"


def try_in(world: World, name: str, words: str) -> str:
    """What somebody who tries to sign in is answered: in, or the refusal in full."""
    try:
        come_in.sign_in(cupboard(world), Stranger(), name, words)
    except NotAllowed as refused:
        return repr(refused)
    return "in"


@pytest.fixture
def kits(world_on_each: World) -> tuple[World, FamilyMember, str, str]:
    child = world_on_each.bring_in()
    return world_on_each, *way_in(world_on_each, child, child)


def test_an_unknown_name_a_wrong_word_a_wait_and_a_shut_door_are_answered_alike(
    kits: tuple[World, FamilyMember, str, str],
) -> None:
    world, kit, name, words = kits
    answers = {try_in(world, "nobody-here-now", words), try_in(world, name, WRONG), try_in(world, name, "x" * 200)}
    for _ in range(3):
        answers.add(try_in(world, name, WRONG))
    answers.add(try_in(world, name, words))
    world.hands.move(hours=2)
    invite.shut(world.room, world.worker("priya"), "NK-4417", "NK-4417")
    answers.add(try_in(world, name, words))
    assert len(answers) == 1
    assert "in" not in answers


@pytest.mark.parametrize(
    ("wrong", "wait"), [(3, 2), (4, 5), (5, 15), (6, 60), (7, 300), (8, 300), (9, 300), (10, 3600)]
)
def test_after_each_wrong_try_from_the_third_on_the_next_one_has_to_wait(world: World, wrong: int, wait: int) -> None:
    kit, name, words = way_in(world, world.bring_in(), "NK-4417")
    for _ in range(wrong):
        try_in(world, name, WRONG)
        world.hands.move(minutes=6)
    world.hands.move(minutes=-6, seconds=wait - 1)
    assert try_in(world, name, words) != "in"
    world.hands.move(seconds=1)
    assert try_in(world, name, words) == "in"


def test_two_wrong_tries_cost_nothing(kits: tuple[World, FamilyMember, str, str]) -> None:
    world, kit, name, words = kits
    for _ in range(2):
        try_in(world, name, WRONG)
    assert try_in(world, name, words) == "in"


def test_signing_in_forgets_the_wrong_tries_before(kits: tuple[World, FamilyMember, str, str]) -> None:
    world, kit, name, words = kits
    for _ in range(4):
        assert [try_in(world, name, WRONG) == "in" for _ in range(2)] == [False, False]
        assert try_in(world, name, words) == "in"


def test_nobody_is_locked_out_for_longer_than_an_hour_by_somebody_elses_guessing(
    kits: tuple[World, FamilyMember, str, str],
) -> None:
    world, kit, name, words = kits
    for _ in range(10):
        try_in(world, name, WRONG)
        world.hands.move(minutes=6)
    for _ in range(50):
        try_in(world, name, WRONG)
    world.hands.move(minutes=54)
    assert try_in(world, name, words) == "in"


def test_guesses_at_the_same_moment_are_all_counted(
    kits: tuple[World, FamilyMember, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, kit, name, words = kits
    together = Barrier(5)
    verify = Hasher.verify

    def meet(self: Hasher, stored: str | None, typed: str) -> bool:
        found = verify(self, stored, typed)
        together.wait(10)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Hasher, "verify", meet)
        assert "in" not in all_at_once(5, lambda place: try_in(world, name, WRONG))
    world.hands.move(seconds=14)
    assert try_in(world, name, words) != "in", "five wrong ones are a wait of fifteen seconds"
    world.hands.move(seconds=1)
    assert try_in(world, name, words) == "in"


def test_each_time_the_session_is_a_new_one_and_the_one_before_ends(
    kits: tuple[World, FamilyMember, str, str],
) -> None:
    world, kit, name, words = kits
    family = cupboard(world)
    first = come_in.sign_in(family, Stranger(), name, words)
    second = come_in.sign_in(family, Stranger(), name, words)
    assert not set(first) & set(second)
    assert come_in.who_is_this(family, *first) == Stranger()
    assert isinstance(come_in.who_is_this(family, *second), FamilyMember)


def test_a_session_without_its_companion_ends_for_good(kits: tuple[World, FamilyMember, str, str]) -> None:
    world, kit, name, words = kits
    family = cupboard(world)
    session, companion = come_in.sign_in(family, Stranger(), name, words)
    assert come_in.who_is_this(family, session, "") == Stranger()
    assert come_in.who_is_this(family, session, companion) == Stranger()


def test_leaving_ends_the_session(kits: tuple[World, FamilyMember, str, str]) -> None:
    world, kit, name, words = kits
    family = cupboard(world)
    ids = come_in.sign_in(family, Stranger(), name, words)
    come_in.leave(family, come_in.who_is_this(family, *ids))
    assert come_in.who_is_this(family, *ids) == Stranger()
    come_in.leave(family, Stranger())


def test_typing_the_words_again_is_counted_like_signing_in(kits: tuple[World, FamilyMember, str, str]) -> None:
    world, kit, name, words = kits
    family = cupboard(world)

    def again(typed: str) -> bool:
        try:
            come_in.type_passphrase_again(family, kit, typed)
        except NotAllowed:
            return False
        return True

    assert again(words.upper())
    for _ in range(12):
        assert not again("x" * 129), "too long to be one: not counted"
    for _ in range(3):
        assert not again(WRONG)
    assert not again(words), "the third begins a wait"
    world.hands.move(seconds=2)
    assert again(words)


def test_while_somebody_has_to_wait_further_guesses_do_not_make_the_wait_longer(
    kits: tuple[World, FamilyMember, str, str],
) -> None:
    world, kit, name, words = kits
    family = cupboard(world)
    for _ in range(20):
        with pytest.raises(NotAllowed):
            come_in.type_passphrase_again(family, kit, WRONG)
    world.hands.move(seconds=2)
    come_in.type_passphrase_again(family, kit, words)


WORDS = "seven green kettles boil"


def sign_in_as(world: World, proof: str = "", *, name: str = "priya", words: str = WORDS) -> Any:
    """What somebody who tries to sign in at the desk is answered: signed in, or None. No proof: the digits of now."""
    try:
        return desk_come_in.sign_in(world.room, Stranger(), name, words, proof or world.digits("priya"))
    except NotAllowed:
        return None


def enrolled(world: World, sign_in: str = "priya") -> tuple[str, tuple[str, ...]]:
    """A worker with a passphrase and six digits. Their session's id, and their recovery codes."""
    world.worker(sign_in)
    begun = desk_come_in.set_up(world.room, Stranger(), world.codes[sign_in], WORDS)
    viewer = desk_come_in.who_is_this(world.room, begun)
    assert isinstance(viewer, Enrolling)
    done = enrol.enrol(world.room, viewer, world.digits(sign_in))
    return done.session, done.codes


def test_a_worker_is_somebody_only_by_a_one_time_way_in_a_long_passphrase_and_six_digits(
    world_on_each: World,
) -> None:
    world = world_on_each
    world.worker("priya")
    room, code = world.room, world.codes["priya"]
    for weak in ("short", "password1234567", "x" * 129):
        with pytest.raises(Invalid):
            desk_come_in.set_up(room, Stranger(), code, weak)
    begun = desk_come_in.set_up(room, Stranger(), code, WORDS)
    enrolling = desk_come_in.who_is_this(room, begun)
    assert isinstance(enrolling, Enrolling), "a passphrase alone opens nothing"
    assert sign_in_as(world) is None, "nor does it with the digits, before they were typed once"
    session = enrol.enrol(room, enrolling, world.digits("priya")).session
    assert desk_come_in.who_is_this(room, begun) == Stranger(), "the session has a new id"
    viewer = desk_come_in.who_is_this(room, session)
    assert isinstance(viewer, WorkerViewer)
    assert see_children.see_children(room, viewer) == ()
    with pytest.raises(NotAllowed):
        desk_come_in.set_up(room, Stranger(), code, "seven green kettles sing")
    world.hands.move(minutes=29, seconds=59)
    assert desk_come_in.who_is_this(room, session) == replace(viewer, fresh=False)
    world.hands.move(minutes=30)
    assert desk_come_in.who_is_this(room, session) == Stranger()


def test_a_workers_day_at_the_desk_ends_after_eight_hours_even_if_they_show_again_that_it_is_them(
    world: World,
) -> None:
    session, _codes = enrolled(world)
    for _ in range(19):
        world.hands.move(minutes=25)
        viewer = desk_come_in.who_is_this(world.room, session)
        assert isinstance(viewer, WorkerViewer)
        session = show_again.show_again(world.room, viewer, world.digits("priya"))
    world.hands.move(minutes=5)
    assert desk_come_in.who_is_this(world.room, session) == Stranger()


def test_a_way_in_for_a_worker_lasts_half_an_hour_and_a_new_one_kills_it(world: World) -> None:
    world.worker("priya")
    first = world.codes.pop("priya")
    world.worker("priya", name="Priya")
    with pytest.raises(NotAllowed):
        desk_come_in.set_up(world.room, Stranger(), first, WORDS)
    world.hands.move(minutes=30)
    with pytest.raises(NotAllowed):
        desk_come_in.set_up(world.room, Stranger(), world.codes["priya"], WORDS)


def test_a_workers_wrong_tries_are_all_counted_too(world_on_each: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_on_each
    enrolled(world)
    together, verify = Barrier(5), Hasher.verify

    def meet(self: Hasher, stored: str | None, typed: str) -> bool:
        found = verify(self, stored, typed)
        together.wait(10)
        return found

    world.hands.move(minutes=1)
    with monkeypatch.context() as patched:
        patched.setattr(Hasher, "verify", meet)
        assert all_at_once(5, lambda place: sign_in_as(world, "000000", words=WRONG)) == [None] * 5
    with world.room.casework.reading() as db:
        held = workers.find(db, sign_in="priya")
    assert held is not None and held.wait_until == world.hands.now + timedelta(seconds=15)
    assert MUM
