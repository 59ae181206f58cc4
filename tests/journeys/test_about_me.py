"""Asking for a copy, saying that it is not right, complaining: a line for the workers, and never a file on a phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound
from portal.domain.messages import LONGEST, MessageKind
from portal.journeys.desk import answer_messages, see_children
from portal.journeys.family import about_me, dates
from tests.journeys.people import KIT, MUM, cupboard, joined, questions
from tests.world import World

COPY, WRONG, COMPLAIN = MessageKind.ASK_COPY, MessageKind.NOT_RIGHT, MessageKind.COMPLAIN


def ask(world: World, who: FamilyMember, kind: MessageKind, words: str = "") -> bool:
    return about_me.ask(cupboard(world), who, kind, words, "en", questions(world, "parent").short_notice)


def said(world: World, by: str = "priya"):  # type: ignore[no-untyped-def]
    return answer_messages.on_dates(world.room, world.worker(by), KIT)


def test_all_three_stand_at_the_desk_until_they_are_seen_and_what_is_answered_comes_back(world_on_each: World) -> None:
    world = world_on_each
    mum = joined(world, world.family_ready(), MUM)
    assert ask(world, mum, COPY, "never these words")
    assert ask(world, mum, WRONG, " I was at the meeting ")
    assert ask(world, mum, COMPLAIN, "nobody rang me")
    found = {each.kind: each for each in said(world)}
    assert {kind: each.words for kind, each in found.items()} == {
        COPY: "", WRONG: "I was at the meeting", COMPLAIN: "nobody rang me",
    }  # fmt: skip
    assert found[COPY].notice == "" and len(found[WRONG].notice) == 64
    assert see_children.see_children(world.room, world.worker("priya"))[0].messages == 3
    answer_messages.say_seen(world.room, world.worker("priya"), KIT, found[WRONG].id, "You are right. It says so now.")
    asked = about_me.open_about_me(cupboard(world), replace(mum, fresh=True))
    assert asked.may_read_back
    assert {each.kind: each.answer for each in asked.said}[WRONG] == "You are right. It says so now."


def test_pressing_twice_asks_once_and_the_next_time_after_it_was_seen_asks_again(world_on_each: World) -> None:
    world = world_on_each
    mum = joined(world, world.family_ready(), MUM)
    assert ask(world, mum, COPY) and not ask(world, mum, COPY)
    assert ask(world, mum, COMPLAIN, "a") and not ask(world, mum, COMPLAIN, "a") and ask(world, mum, COMPLAIN, "b")
    assert len(said(world)) == 3
    copy = next(each for each in said(world) if each.kind is COPY)
    answer_messages.say_seen(world.room, world.worker("priya"), KIT, copy.id)
    assert ask(world, mum, COPY)


def test_what_cannot_be_sent_is_refused(world: World) -> None:
    mum = joined(world, world.family_ready(), MUM)
    for kind in (WRONG, COMPLAIN):
        for words in ("", "  \n ", "x" * (LONGEST + 1)):
            with pytest.raises(Invalid):
                ask(world, mum, kind, words)
    with pytest.raises(NotFound):
        ask(world, mum, MessageKind.CANNOT_COME, "not about a date")
    with pytest.raises(NotAllowed):
        ask(world, replace(mum, confirmed=False), COPY)


def test_it_is_taken_back_until_somebody_has_seen_it(world: World) -> None:
    mum = joined(world, world.family_ready(), MUM)
    ask(world, mum, COMPLAIN, "a")
    (one,) = said(world)
    assert dates.take_back(cupboard(world), mum, one.id)[1]
    assert said(world) == ()


def test_it_is_nothing_about_a_date_and_stands_on_no_page_about_dates(world: World) -> None:
    mum = joined(world, world.family_ready(), MUM)
    ask(world, mum, COMPLAIN, "a")
    assert dates.said(cupboard(world), mum) == []
