"""Getting ready: the notice first, nothing lost, and nothing shared that was not meant to be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotFound, NotReady, Stale
from portal.domain.people import Tie
from portal.domain.preparation import MEETING, Answer, Readers
from portal.journeys.desk import allocate, read_views
from portal.journeys.family import prepare, sharing
from portal.store.family import answers
from portal.store.family.tables import notice, sheet
from tests.journeys.people import (
    DAD,
    KIT,
    MUM,
    OTHER_TAB,
    TAB,
    begin,
    cupboard,
    joined,
    questions,
    save,
    share,
    standing,
)
from tests.store.stores import all_at_once
from tests.world import World

TUNDE = Readers("yw")


@pytest.fixture
def kit(world_on_each: World) -> tuple[World, FamilyMember]:
    child = world_on_each.family_ready()
    return world_on_each, joined(world_on_each, child, child)


def test_nobody_writes_before_they_have_seen_the_notice(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    with pytest.raises(NotReady):
        save(world, who, "want-next", "I want to swim")
    with pytest.raises(NotReady):
        share(world, who, "want-next")
    begin(world, who)
    assert save(world, who, "want-next", "I want to swim").version == 1
    with world.room.family.reading() as db:
        kept = db.execute(select(notice)).one()
        seen = db.execute(select(sheet.c.notice_sha256)).scalar_one()
    shown = questions(world).notice
    assert (kept.sha256, kept.language, seen) == (shown.sha256, "en", shown.sha256)
    assert kept.words == "\n\n".join(shown.paragraphs)


def test_beginning_again_keeps_what_was_written(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    begin(world, who, Readers(MEETING))
    assert standing(world, who, "want-next").value == ("I want to swim",)
    found = prepare.open_sheet(cupboard(world), who, "young-person").sheet
    assert found is not None
    assert found.readers == Readers(MEETING)


def test_who_taps_begin_eight_times_at_once_has_begun_once(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    with cupboard(world).writing(who.person) as db:
        answers.put_notice(db, questions(world, "easy").notice)  # somebody else has read it before
    for set_id in ("young-person", "easy"):
        assert all_at_once(8, lambda place, begun=set_id: begin(world, who, set_id=begun)) == [None] * 8
    with world.room.family.reading() as db:
        assert len(db.execute(select(sheet)).all()) == 2
    save(world, who, "want-next", "I want to swim")
    assert standing(world, who, "want-next").value == ("I want to swim",)


def test_every_save_is_the_next_version(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    for version, words in enumerate(("I", "I want", "I want to swim"), 1):
        kept = save(world, who, "want-next", words, based_on=version - 1)
        assert (kept.version, kept.value) == (version, (words,))
    assert standing(world, who, "want-next").version == 3


def test_sending_the_same_twice_saves_once(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    for tab in (TAB, TAB, OTHER_TAB):
        assert save(world, who, "want-next", "I want to swim", tab=tab).version == 1


def test_twenty_at_once_with_the_same_words_save_once_and_all_are_told_the_same(
    kit: tuple[World, FamilyMember],
) -> None:
    world, who = kit
    begin(world, who)
    done = all_at_once(20, lambda place: save(world, who, "want-next", "I want to swim"))
    assert {(each.version, each.value) for each in done} == {(1, ("I want to swim",))}


def test_another_tab_never_writes_over_newer_words_and_is_shown_them(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "from here")
    for auto in (True, False):
        with pytest.raises(Stale) as refused:
            save(world, who, "want-next", "from there", tab=OTHER_TAB, auto=auto)
        assert isinstance(refused.value.current, Answer)
        assert refused.value.current.value == ("from here",)
    assert standing(world, who, "want-next").value == ("from here",)
    assert save(world, who, "want-next", "from there", based_on=1, tab=OTHER_TAB).version == 2


def test_the_same_tab_goes_on_where_an_answer_to_it_was_lost_on_the_way(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want", auto=True, turn=1)
    assert save(world, who, "want-next", "I want to swim", auto=True, turn=2).version == 2
    assert save(world, who, "want-next", "I want to swim!", turn=3).version == 3
    assert standing(world, who, "want-next") == Answer("want-next", ("I want to swim!",), version=3)


def test_a_save_that_was_held_up_on_the_way_never_goes_over_a_later_one_of_the_same_page(
    kit: tuple[World, FamilyMember],
) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim", auto=True, turn=2)
    for auto in (True, False):
        with pytest.raises(Stale):
            save(world, who, "want-next", "I want", auto=auto, turn=1)
    assert standing(world, who, "want-next").value == ("I want to swim",)


def test_a_page_that_is_open_twice_is_told_without_a_script_too(kit: tuple[World, FamilyMember]) -> None:
    """A copied tab has the same mark where no script gives it one of its own."""
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "from here")
    with pytest.raises(Stale):
        save(world, who, "want-next", "from the copy")
    assert save(world, who, "want-next", "from here").version == 1, "pressed twice, saved once"


def test_a_version_never_stands_for_two_different_texts(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "one", auto=True)
    seen_elsewhere = standing(world, who, "want-next").version
    save(world, who, "want-next", "two", auto=True, turn=1)
    with pytest.raises(Stale):
        save(world, who, "want-next", "three", based_on=seen_elsewhere, tab=OTHER_TAB)
    assert standing(world, who, "want-next").value == ("two",)


def test_what_was_saved_while_typing_never_goes_over_what_the_button_was_pressed_for(
    kit: tuple[World, FamilyMember],
) -> None:
    world, who = kit
    begin(world, who)
    save(world, who, "want-next", "I want to swim")
    with pytest.raises(Stale):
        save(world, who, "want-next", "I want to", auto=True, turn=1)
    assert standing(world, who, "want-next").value == ("I want to swim",)


def test_two_tabs_at_the_same_moment_one_is_kept_and_the_other_is_told(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    words = ["from here", "from there"]
    done = all_at_once(2, lambda place: save(world, who, "want-next", words[place], tab=(TAB, OTHER_TAB)[place]))
    kept = [each for each in done if isinstance(each, Answer)]
    refused = [each for each in done if isinstance(each, Stale)]
    assert (len(kept), len(refused)) == (1, 1)
    assert isinstance(refused[0].current, Answer)
    assert refused[0].current.value == kept[0].value == standing(world, who, "want-next").value


def test_a_question_can_be_skipped_and_taken_up_again(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    begin(world, who)
    skipped = save(world, who, "want-next", "half a tho", skipped=True)
    assert (skipped.skipped, skipped.given) == (True, False)
    assert save(world, who, "want-next", "I want to swim", based_on=1).given
    assert not save(world, who, "want-next", "   ", based_on=2).given


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("safe-out", ["11"]),
        ("safe-out", ["-1"]),
        ("safe-out", ["5.5"]),
        ("safe-out", ["NaN"]),
        ("safe-out", ["٣"]),
        ("coming", ["maybe"]),
        ("where", ["home", "the moon"]),
        ("want-next", ["x" * 1501]),
    ],
)
def test_what_a_question_does_not_take_is_refused_and_nothing_is_kept(
    world: World, question: str, values: list[str]
) -> None:
    child = world.family_ready()
    who = joined(world, child, child)
    begin(world, who)
    with pytest.raises(Invalid):
        save(world, who, question, *values)
    assert standing(world, who, question).version == 0
    with pytest.raises(NotFound):
        save(world, who, "no-such-question", "x")


def test_im_not_sure_and_i_dont_want_to_say_are_answers(world: World) -> None:
    child = world.family_ready()
    who = joined(world, child, child)
    begin(world, who, Readers())
    for question in ("safe-out", "coming", "where"):
        assert save(world, who, question, "do-not-want-to-say").given
    assert save(world, who, "where", "not-sure-yet", "home", based_on=1).value == ("not-sure-yet", "home")
    assert share(world, who, "safe-out", "coming", "where") == 3
    answers = {piece.words.answer for piece in sharing.sent_days(cupboard(world), who)}
    assert answers == {"I don't want to say", "I'm not sure, At home"}


def test_readers_who_were_not_offered_are_refused(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    dad, mum, sister = world.room.person_id(KIT, DAD), world.room.person_id(KIT, MUM), "somebody"
    for readers in (Readers("sw"), Readers("yw", (dad,)), Readers(MEETING, (sister,)), Readers("")):
        with pytest.raises(Invalid):
            begin(world, who, readers)
    begin(world, who, Readers(MEETING, (mum,)))
    with pytest.raises(Invalid):
        save(world, who, "want-next", "x", readers=Readers(MEETING, (mum, dad)))
    assert standing(world, who, "want-next").version == 0


def test_a_young_person_begins_with_one_worker_alone_and_a_parent_with_those_at_the_meeting(world: World) -> None:
    child = world.family_ready()
    for person, set_id, readers in ((child, "young-person", TUNDE), (MUM, "parent", Readers())):
        who = joined(world, child, person)
        begin(world, who, set_id=set_id)
        found = prepare.open_sheet(cupboard(world), who, set_id).sheet
        assert found is not None
        assert found.readers == readers


def test_an_answer_that_is_held_goes_to_one_worker_alone_even_if_the_rest_goes_to_the_meeting(
    kit: tuple[World, FamilyMember],
) -> None:
    world, who = kit
    mum = world.room.person_id(KIT, MUM)
    begin(world, who, Readers(MEETING, (mum,)))
    assert save(world, who, "not-in-front", "my uncle").readers == TUNDE
    chosen = save(world, who, "not-in-front", "my uncle", based_on=1, readers=Readers(MEETING, (mum,)))
    assert chosen.readers == Readers(MEETING, (mum,))


def test_an_answer_that_is_held_is_never_read_out_even_where_nobody_is_named(kit: tuple[World, FamilyMember]) -> None:
    world, who = kit
    tunde = world.worker("tunde")
    allocate.end(world.room, world.worker("priya"), KIT, tunde.account, Tie.TRUSTED)
    begin(world, who)
    assert save(world, who, "not-in-front", "my uncle").readers == Readers(""), "nobody is put in Tunde's place"
    with pytest.raises(Invalid, match="readers"):
        share(world, who, "not-in-front")
    save(world, who, "not-in-front", "my uncle", based_on=1, readers=Readers(MEETING))
    save(world, who, "coming", "part")
    share(world, who, "not-in-front", "coming")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    _, pieces, _ = read_views.views(world.room, world.worker("priya"), KIT)
    steps = {piece.shared.question: piece.step for piece in pieces}
    assert steps["not-in-front"] == ""
    assert steps["coming"] != ""
