"""Sharing is a step of its own: what was ticked, as it was put, once, and read again behind the passphrase."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from portal.access.viewer import FamilyMember
from portal.domain.errors import NotAllowed, NotReady, Stale
from portal.journeys.family import prepare, sharing
from portal.store.family.tables import answer, shared
from tests.journeys.people import (
    DAD,
    MUM,
    NOT_SURE,
    OTHER_TAB,
    TAB,
    begin,
    cupboard,
    joined,
    questions,
    save,
    share,
    standing,
    take_back,
)
from tests.journeys.test_costs import counted
from tests.store.stores import all_at_once
from tests.world import World


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, FamilyMember]:
    child = world_on_each.family_ready()
    return world_on_each, joined(world_on_each, child, child)


def test_only_what_was_ticked_is_shared(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    save(world, who, "worries", "the bus")
    assert share(world, who, "want-next", "no-such-question", "changed") == 1
    assert [piece.question for piece in sharing.sent_days(cupboard(world), who)] == ["want-next"]
    assert not standing(world, who, "worries").shared
    assert share(world, who) == 0


def test_sharing_twice_shares_once(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    assert [share(world, who, "want-next"), share(world, who, "want-next")] == [1, 0]


def test_pressing_share_twenty_times_at_once_shares_once(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    save(world, who, "worries", "the bus")
    done = all_at_once(20, lambda place: share(world, who, "want-next", "worries"))
    assert sorted(done, key=str) == [0] * 19 + [2]
    with world.room.family.reading() as db:
        assert db.execute(select(func.count()).select_from(shared)).scalar_one() == 2


def test_a_page_that_was_open_before_sharing_never_brings_the_sent_words_back_into_the_draft(
    kit: tuple[World, FamilyMember],
) -> None:
    world, who = kit
    begin(world, who)
    stood = save(world, who, "want-next", "I want to swim")
    save(world, who, "worries", "the bus")
    assert share(world, who, "want-next", "worries") == 2
    sent = standing(world, who, "want-next")
    assert (sent.version, sent.value, sent.shared, sent.lost) == (stood.version + 1, ("I want to swim",), True, False)
    # the page that saved it presses the button again, and is told that it is there; so is its reply that was lost
    for more in ({"turn": 1}, {"auto": True}, {}):
        told = save(world, who, "want-next", "I want to swim", based_on=1, **more)
        assert (told.value, told.shared, told.version) == ((), True, 1), "it stays on what it has shown"
    for tab, words, based_on in (
        (TAB, "I want to swim!", 1), (OTHER_TAB, "I want to swim", 1), (OTHER_TAB, "I want to swim!", 1),
        (OTHER_TAB, "I want to swim", 0),
    ):  # fmt: skip
        for auto in (True, False):
            with pytest.raises(Stale) as refused:
                save(world, who, "want-next", words, based_on=based_on, tab=tab, turn=2, auto=auto)
            assert refused.value.current == sent.as_shown(beside=False), "and nobody learns whether it says the same"
    assert standing(world, who, "want-next") == sent and share(world, who, "want-next") == 0
    assert save(world, who, "want-next", "", based_on=1, turn=3, auto=True).version == 1, "an emptied box stays, too"
    # a page that was opened since adds to it
    more = save(world, who, "want-next", "And a bike", based_on=sent.version, tab=OTHER_TAB)
    assert (more.value, more.shared) == (("And a bike",), False)
    assert share(world, who, "want-next") == 1


def test_what_was_ticked_is_marked_as_sent_in_one_statement(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    for ref in ("want-next", "worries", "changed"):
        save(world, who, ref, "the bus")
    with counted(world, cupboard(world)) as said:
        assert share(world, who, "want-next", "worries", "changed") == 3
    assert len([each for each in said if each.startswith("UPDATE")]) == 1


def test_what_was_shared_stands_as_the_question_was_put_then(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "safe-out", "3")
    save(world, who, "coming", "part")
    asked = questions(world)
    share(world, who, "safe-out", "coming")
    other = replace(asked, questions=tuple(replace(q, ask="Something else?", options=()) for q in asked.questions))
    prepare.begin(cupboard(world), who, other, None)
    found = {piece.question: piece.words for piece in sharing.sent_days(cupboard(world), who)}
    assert found["safe-out"].question == "How safe do you feel when you are out and about?"
    assert (found["safe-out"].answer, found["coming"].answer) == ("3", "Yes, but just for part of it")
    assert (found["coming"].author, found["coming"].worker_name, found["coming"].language) == (
        "Kit",
        "Tunde Bello",
        "en",
    )


def test_nothing_is_shared_under_a_notice_that_was_not_seen(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    asked = questions(world)
    newer = replace(
        asked, notice=replace(asked.notice, sha256=sha256(b"Other words.").hexdigest(), paragraphs=("Other words.",))
    )
    with pytest.raises(NotReady, match="notice"):
        sharing.share(cupboard(world), who, newer, ["want-next"], **NOT_SURE)
    prepare.begin(cupboard(world), who, newer, None)
    assert sharing.share(cupboard(world), who, newer, ["want-next"], **NOT_SURE) == 1


def test_after_sharing_something_can_be_added_and_what_was_sent_stays(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    share(world, who, "want-next")
    assert save(world, who, "want-next", "And to sleep", based_on=2).version == 3
    assert share(world, who, "want-next") == 1
    assert {piece.words.answer for piece in sharing.sent_days(cupboard(world), who)} == {
        "I want to swim",
        "And to sleep",
    }


def test_words_that_are_saved_while_others_are_being_shared_are_not_lost(
    kit: tuple[World, FamilyMember], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")

    for turn in range(5):
        before = standing(world, who, "want-next")
        words = f"I want to swim and to sleep, {turn}"

        def one(place: int, words: str = words, based_on: int = before.version) -> object:
            if place:
                return share(world, who, "want-next")
            return save(world, who, "want-next", words, based_on=based_on)

        saved, shared_now = all_at_once(2, one)
        assert not isinstance(shared_now, Exception), shared_now
        stands = standing(world, who, "want-next")
        sent = {piece.words.answer for piece in sharing.sent_days(cupboard(world), who)}
        assert not stands.shared or stands.value[0] in sent
        if isinstance(saved, Stale):  # the words were sent first, and the page is told that they were
            assert stands.shared and stands.value == before.value
        else:
            assert not isinstance(saved, Exception) and stands.value == (words,)


def test_nobody_opens_or_shares_somebody_elses_papers(world: World) -> None:
    child = world.family_ready()
    kit, mum = joined(world, child, child), joined(world, child, MUM)
    begin(world, kit)
    save(world, kit, "want-next", "I want to swim")
    pretending = replace(mum, person=kit.person)
    assert pretending.child == kit.child
    assert prepare.open_sheet(cupboard(world), mum, "young-person").sheet is None
    assert sharing.sent_days(cupboard(world), mum) == []
    with pytest.raises(NotReady):
        share(world, mum, "want-next")
    with world.room.family.reading() as db:
        assert db.execute(select(func.count()).select_from(answer)).scalar_one() == 1


def test_what_was_sent_is_read_again_only_behind_the_passphrase(world: World) -> None:
    child = world.family_ready()
    kit = joined(world, child, child, own_phone=True)
    mum = joined(world, child, MUM, own_phone=True)
    other_phone = joined(world, child, DAD)
    for who in (kit, mum, other_phone):
        assert sharing.read_back(cupboard(world), who) == [], "within five minutes of signing in"
    stale = [replace(who, fresh=False) for who in (kit, mum, other_phone)]
    with pytest.raises(NotAllowed):
        sharing.read_back(cupboard(world), stale[0])
    assert sharing.read_back(cupboard(world), stale[1]) == []
    with pytest.raises(NotAllowed):
        sharing.read_back(cupboard(world), stale[2])
    with pytest.raises(NotAllowed):
        take_back(world, stale[0], "anything")
