"""One's own list for the meeting: put there, noted, taken off; sealed, and shared only when its author shares it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotReady, Stale
from portal.domain.own_list import MY_QUESTIONS
from portal.domain.preparation import Answer
from portal.journeys.desk import read_views
from portal.journeys.family import own_list, sharing
from portal.store.family.tables import answer
from tests.journeys.people import KIT, MUM, begin, cupboard, joined, questions, save, share, standing
from tests.journeys.test_costs import counted
from tests.store.stores import all_at_once
from tests.world import World

WHO = "Who will lead the meeting?"
WHEN = "When will I get the notes?"


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, FamilyMember]:
    child = world_on_each.family_ready()
    return world_on_each, joined(world_on_each, child, child)


def put(world: World, who: FamilyMember, line: str) -> Answer:
    return own_list.put_on_list(cupboard(world), who, questions(world), line)


def off(world: World, who: FamilyMember, line: str) -> Answer:
    return own_list.take_off_list(cupboard(world), who, questions(world), line)


def note(world: World, who: FamilyMember, title: str, words: str, *, was: str = "") -> Answer:
    return own_list.keep_note(cupboard(world), who, questions(world), title, words, was=was)


def stands(world: World, who: FamilyMember) -> tuple[str, ...]:
    return standing(world, who, MY_QUESTIONS).value


def test_nothing_is_put_on_a_list_before_the_notice_was_seen(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    for change in (
        lambda: put(world, who, WHO),
        lambda: off(world, who, WHO),
        lambda: note(world, who, "The plan", "x"),
    ):
        with pytest.raises(NotReady):
            change()
    with world.room.family.reading() as db:
        assert db.execute(select(answer)).first() is None


def test_each_person_has_a_list_of_their_own(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    mum = joined(world, KIT, MUM)
    begin(world, who)
    begin(world, mum, set_id="parent")
    put(world, who, WHO)
    own_list.put_on_list(cupboard(world), mum, questions(world, "parent"), WHEN)
    assert stands(world, who) == (WHO,)
    assert standing(world, mum, MY_QUESTIONS, "parent").value == (WHEN,)


def test_a_question_stands_on_the_list_once_however_often_it_is_pressed(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    put(world, who, WHO)
    assert put(world, who, WHEN).value == (f"{WHO}\n{WHEN}",)
    assert put(world, who, WHO).version == 2, "nothing changed, so nothing was saved"
    assert off(world, who, WHO).value == (WHEN,)
    assert off(world, who, WHO).version == 3
    assert off(world, who, WHEN).value == ()


def test_pressed_twenty_times_at_once_it_stands_there_once(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    all_at_once(20, lambda place: put(world, who, WHO))
    assert stands(world, who) == (WHO,)


def test_two_questions_at_the_same_moment_both_stand_there(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    all_at_once(2, lambda place: put(world, who, (WHO, WHEN)[place]))
    assert set(stands(world, who)[0].splitlines()) == {WHO, WHEN}


def test_what_somebody_wrote_themselves_stays_as_they_wrote_it(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, MY_QUESTIONS, "one\n\n  two")
    put(world, who, WHO)
    note(world, who, "The plan", "not on Tuesdays")
    note(world, who, "The plan", "not on Mondays", was="not on Tuesdays")
    off(world, who, WHO)
    assert stands(world, who) == ("one\n\n  two\nThe plan: not on Mondays",)


def test_a_page_that_is_open_with_the_list_is_told_and_writes_over_nothing(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, MY_QUESTIONS, "my own")
    put(world, who, WHO)
    for auto in (True, False):
        with pytest.raises(Stale):
            save(world, who, MY_QUESTIONS, "my own, longer", based_on=1, auto=auto)
    assert stands(world, who) == (f"my own\n{WHO}",)


def test_a_list_that_would_be_too_long_is_refused_and_stays(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    question = questions(world).question(MY_QUESTIONS)
    assert question is not None
    save(world, who, MY_QUESTIONS, "x" * question.longest)
    with pytest.raises(Invalid, match="too-long"):
        put(world, who, WHO)
    assert stands(world, who) == ("x" * question.longest,)


def test_an_empty_note_where_there_was_none_saves_nothing(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    assert note(world, who, "The plan", "  ").version == 0
    save(world, who, MY_QUESTIONS, skipped=True)
    assert note(world, who, "The plan", "").skipped


def test_the_list_reaches_a_worker_only_when_it_is_shared_and_a_new_one_begins(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    put(world, who, WHO)
    note(world, who, "The plan", "not on Tuesdays")
    assert sharing.sent_days(cupboard(world), who) == []
    assert share(world, who, MY_QUESTIONS) == 1
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    _, pieces, _ = read_views.views(world.room, world.worker("tunde"), KIT)
    assert [piece.shared.words.answer for piece in pieces] == [f"{WHO}\nThe plan: not on Tuesdays"]
    assert off(world, who, WHO).shared, "what was sent stays sent"
    again = put(world, who, WHO)
    assert (again.value, again.shared) == ((WHO,), False)


def test_a_press_costs_no_more_than_a_save(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    for line in (WHO, WHEN):
        with counted(world) as said:
            put(world, who, line)
        assert len(said) <= 6, said


def test_a_second_page_with_the_same_step_never_takes_a_note_away_unseen(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    note(world, who, "The plan", "not on Tuesdays")
    assert note(world, who, "The plan", "").value == ("The plan: not on Tuesdays",), "an empty box that stayed empty"
    with pytest.raises(Stale):
        note(world, who, "The plan", "other words")
    with pytest.raises(Stale):
        note(world, who, "The plan", "", was="what stood there long ago")
    assert stands(world, who) == ("The plan: not on Tuesdays",)
    assert note(world, who, "The plan", "", was="not on  Tuesdays").value == ()
