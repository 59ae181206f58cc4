"""Sharing is a step of its own: what was ticked, as it was put, once, and read again behind the passphrase."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from portal.access.viewer import FamilyMember
from portal.domain.errors import NotAllowed, NotReady
from portal.journeys.family import prepare, sharing
from portal.store.family.tables import answer, shared
from tests.journeys.people import (
    DAD,
    MUM,
    NOT_SURE,
    begin,
    cupboard,
    joined,
    questions,
    save,
    share,
    standing,
    take_back,
)
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
    assert save(world, who, "want-next", "And to sleep", based_on=1).version == 2
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

    def one(place: int) -> object:
        if place:
            return share(world, who, "want-next")
        return save(world, who, "want-next", "I want to swim and to sleep", based_on=1)

    for _ in range(5):
        done = all_at_once(2, one)
        assert not [each for each in done if isinstance(each, Exception)], done
        stands = standing(world, who, "want-next")
        sent = {piece.words.answer for piece in sharing.sent_days(cupboard(world), who)}
        assert not stands.shared or stands.value[0] in sent


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
