"""Beside a worker: who may be helped, what is kept with each answer, when it ends, and what stays theirs."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.access.viewer import CommandLine, FamilyMember, Stranger
from portal.domain.errors import Invalid, NotAllowed, NotFound, NotFresh, NotReady, Stale
from portal.domain.keeping import Periods
from portal.domain.preparation import MEETING, Answer, How, Readers
from portal.domain.sharing import Shared
from portal.journeys.desk import come_in as desk_come_in
from portal.journeys.desk import end_case, export_person, invite, keep, make_safe
from portal.journeys.desk import together as desk_together
from portal.journeys.family import come_in, join, left_over, prepare, put_down_together, sharing, together
from portal.store.family import members, shared
from portal.store.family.tables import session, sheet, sitting
from tests import factories
from tests.journeys.people import (
    KIT,
    MUM,
    NOT_SURE,
    begin,
    cupboard,
    joined,
    questions,
    save,
    sets_of,
    standing,
    way_in,
)
from tests.journeys.sitting import at_desk, code_for, helped
from tests.world import World


@pytest.fixture
def child(world_on_each: World) -> str:
    return world_on_each.bring_in()


def sent_by(world: World, child: str, person: str) -> list[Shared]:
    with world.room.family.reading() as db:
        return shared.for_desk_of(db, world.room.family.keyring, world.room.person_id(child, person))


# -- the code ----------------------------------------------------------------------------------------


def test_a_code_works_once_for_two_minutes(world_on_each: World, child: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    made = code_for(world, child, child)
    assert isinstance(come_in.who_is_this(family, *together.begin(family, Stranger(), made.code)), FamilyMember)
    late = code_for(world, child, MUM)
    world.hands.move(minutes=2)
    for code in (made.code, late.code, "0" * 10):
        with pytest.raises(NotAllowed):
            together.begin(family, Stranger(), code)
    with pytest.raises(Invalid):
        together.begin(family, Stranger(), "no code")


def test_a_cards_code_does_not_begin_it_and_its_code_joins_nobody(world_on_each: World, child: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    with pytest.raises(NotAllowed):
        together.begin(family, Stranger(), world.code(child, MUM))
    with pytest.raises(NotAllowed):
        join.use_code(family, Stranger(), code_for(world, child, child).code)


# -- who ---------------------------------------------------------------------------------------------


def test_a_child_of_nine_without_an_account_is_helped(world_on_each: World) -> None:
    tree = factories.example("norfolk")
    tree["child"]["date_of_birth"] = "2017-03-01"
    child = world_on_each.bring_in(data=factories.as_bytes(tree))
    here = helped(world_on_each, child, child, set_id="easy")
    here.save("feeling", "good", how=How.HELPED)
    here.save("who-helps", "Nan", how=How.WRITTEN_DOWN)
    assert here.share("feeling", "who-helps") == 2
    found = {piece.question: piece.words for piece in sent_by(world_on_each, child, child)}
    assert {ref: words.how for ref, words in found.items()} == {"feeling": How.HELPED, "who-helps": How.WRITTEN_DOWN}
    assert {words.helper for words in found.values()} == {"Tunde Bello"}


def test_somebody_on_paper_only_is_helped_and_nothing_else_opens_for_them(world_on_each: World, child: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    mum, name, words = way_in(world, child, MUM)
    invite.set_paper_only(world.room, world.worker("priya"), child, MUM)
    here = helped(world, child, MUM)
    here.save("most-want", "A quiet week")
    with pytest.raises(NotAllowed):
        come_in.sign_in(family, Stranger(), name, words)
    with family.reading(mum.person) as db:
        assert members.myself(db, family.keyring) is None, "bound to the person alone, the door is shut"
    together.end(family, here.who)
    assert isinstance(here.now(), Stranger)


@pytest.mark.parametrize("because", ["shut", "ended", "left"])
def test_any_other_shut_door_opens_for_nobody_who_helps(world_on_each: World, child: str, because: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    joined(world, child, MUM)
    made, here = code_for(world, child, child), helped(world, child, MUM)
    priya = world.worker("priya")
    if because == "shut":
        invite.shut(world.room, priya, child, MUM)
        invite.shut(world.room, priya, child, child)
    elif because == "ended":
        end_case.end(world.room, priya, child, world.hands.now.date(), "The family has moved away.")
    else:
        tree = factories.example("norfolk")
        tree["child"]["portal_access"] = False
        tree["people"][0]["portal_access"] = False
        world.bring_in(data=factories.as_bytes(tree))
    assert isinstance(here.now(), Stranger), "it bites at the next request"
    with pytest.raises(NotAllowed):
        together.begin(family, Stranger(), made.code)
    with pytest.raises((NotReady, Invalid)):
        code_for(world, child, MUM)


def test_paper_only_ends_a_sitting_that_goes_on_and_a_new_one_can_begin(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, MUM)
    invite.set_paper_only(world_on_each.room, world_on_each.worker("priya"), child, MUM)
    assert isinstance(here.now(), Stranger)
    assert helped(world_on_each, child, MUM).who.beside


# -- when it ends ------------------------------------------------------------------------------------


def test_it_ends_after_half_an_hour_in_which_nothing_is_pressed(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, child)
    world_on_each.hands.move(minutes=29)
    assert here.who.beside
    world_on_each.hands.move(minutes=30)
    assert isinstance(here.now(), Stranger)


def test_out_of_sight_for_a_minute_it_is_over_and_before_that_it_is_not(world_on_each: World, child: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    here = helped(world, child, child)
    come_in.go_out_of_sight(family, here.who)
    world.hands.move(seconds=50)
    come_in.come_into_sight(family, here.who)
    world.hands.move(minutes=5)
    come_in.go_out_of_sight(family, here.who)
    world.hands.move(seconds=60)
    assert isinstance(here.now(), Stranger)
    assert _open_sittings(world) == []


def test_leaving_quickly_ends_it(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, child)
    come_in.leave(cupboard(world_on_each), here.who)
    assert isinstance(here.now(), Stranger) and _open_sittings(world_on_each) == []


def test_of_two_sittings_of_one_person_the_newer_ends_the_older(world_on_each: World, child: str) -> None:
    older, other = helped(world_on_each, child, child), helped(world_on_each, child, MUM, by="priya")
    newer = helped(world_on_each, child, child)
    assert isinstance(older.now(), Stranger) and newer.who.beside and other.who.beside


def test_making_it_safe_ends_it(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, MUM)
    make_safe.make_safe(world_on_each.room, world_on_each.worker("priya"), child, MUM)
    assert isinstance(here.now(), Stranger)


def test_a_worker_who_signs_in_anew_has_come_back_to_the_desk(world_on_each: World, child: str) -> None:
    world = world_on_each
    world.at_the_desk("tunde")
    here = helped(world, child, child)
    world.hands.move(minutes=1)
    words = "tunde keeps seven green kettles"
    desk_come_in.sign_in(world.room, Stranger(), "tunde", words, world.digits("tunde"))
    assert isinstance(here.now(), Stranger)


def _open_sittings(world: World) -> list[str]:
    with world.room.family.reading() as db:
        return list(db.execute(select(sitting.c.id).where(sitting.c.ended_at.is_(None))).scalars())


# -- two typists -------------------------------------------------------------------------------------


def test_their_own_phone_and_the_helpers_screen_do_not_get_in_each_others_way(world_on_each: World, child: str) -> None:
    world = world_on_each
    kit, name, words = way_in(world, child, child)
    begin(world, kit)
    save(world, kit, "want-next", "what I wrote alone")
    here = helped(world, child, child)
    here.save("want-next", "what we wrote together")
    kit = _again(world, kit)
    assert standing(world, kit, "want-next").value == ("what I wrote alone",)
    assert here.sheet().answer("want-next").value == ("what we wrote together",)
    # signing in anew on the phone ends the phone's session before, and nothing at the worker's screen
    ids = come_in.sign_in(cupboard(world), Stranger(), name, words)
    assert here.who.beside and isinstance(come_in.who_is_this(cupboard(world), *ids), FamilyMember)
    together.end(cupboard(world), here.who)
    assert isinstance(come_in.who_is_this(cupboard(world), *ids), FamilyMember)


def _again(world: World, who: FamilyMember) -> FamilyMember:
    """The session of the phone is still alive."""
    with world.room.family.reading() as db:
        ended = db.execute(select(session.c.ended_at).where(session.c.id == who.session)).scalar_one()
    assert ended is None
    return who


# -- how each answer came about ----------------------------------------------------------------------


def test_each_answer_says_how_it_came_about_and_the_words_are_frozen_with_it(world_on_each: World, child: str) -> None:
    world = world_on_each
    here = helped(world, child, child)
    with pytest.raises(Invalid, match="how"):
        here.save("want-next", "One", how=None)
    with pytest.raises(Invalid, match="how"):
        here.save("want-next", "One", how=How.ON_PAPER)
    here.save("want-next", "One", how=How.OWN_HANDS)
    here.save("going-well", "Two", how=How.HELPED)
    here.save("worries", "Three", how=How.WRITTEN_DOWN)
    here.save("safe-home-why", "Four", how=How.WRITTEN_DOWN)
    with pytest.raises(Invalid, match="agreed"):
        here.share("want-next", agreed=False)
    assert sent_by(world, child, child) == []
    assert here.share("want-next", "going-well", "worries", "safe-home-why") == 4
    found = {piece.question: piece.words for piece in sent_by(world, child, child)}
    assert {ref: words.how for ref, words in found.items()} == {
        "want-next": How.OWN_HANDS, "going-well": How.HELPED, "worries": How.WRITTEN_DOWN, "safe-home-why": How.ALONE,
    }  # fmt: skip
    assert {words.helper for words in found.values()} == {"Tunde Bello"}
    assert {ref: words.agreed for ref, words in found.items()} == {
        "want-next": True, "going-well": True, "worries": True, "safe-home-why": False,
    }, "what was answered alone was read back to nobody"  # fmt: skip


def test_what_was_saved_while_typing_is_not_shared_before_they_said_who_typed_it(
    world_on_each: World, child: str
) -> None:
    here = helped(world_on_each, child, child)
    here.save("want-next", "One", how=None, auto=True)
    with pytest.raises(Invalid, match="how"):
        here.share("want-next")
    here.save("want-next", "One", how=How.HELPED, based_on=1)
    assert here.share("want-next") == 1


def test_the_notice_is_read_out_before_the_first_answer(world_on_each: World, child: str) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    here = helped(world, child, child)
    with pytest.raises(Invalid, match="read-out"):
        prepare.begin(family, here.who, here.paper, None)


def test_a_helper_whose_name_the_case_keeps_is_a_worker(world_on_each: World) -> None:
    tree = factories.example("norfolk")
    (entry,) = [each for each in tree["team"] if each["ref"] == "yw"]
    del entry["audience"]  # for professionals only
    child = world_on_each.bring_in(data=factories.as_bytes(tree))
    assert helped(world_on_each, child, child).who.helper == ""


# -- what stays theirs -------------------------------------------------------------------------------


def test_alone_again_they_find_it_share_it_choose_its_readers_or_throw_it_away(
    world_on_each: World, child: str
) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    here = helped(world, child, MUM)
    first, second, third = [each.id for each in here.paper.asked if each.is_text and not each.alone][:3]
    for ref, words in ((first, "One"), (second, "Two"), (third, "Three")):
        here.save(ref, words, how=How.WRITTEN_DOWN)
    together.end(family, here.who)
    mum = joined(world, child, MUM)
    (paper,) = put_down_together.papers(family, mum, sets_of(world, mum))
    assert {answer.question: answer.value for answer in paper.waiting} == {
        first: ("One",), second: ("Two",), third: ("Three",),
    }  # fmt: skip
    assert {answer.helper for answer in paper.waiting} == {"Tunde Bello"}
    put_down_together.throw_away(family, mum, paper.questions, first)
    with pytest.raises(NotFound):
        prepare.save_answer(family, mum, paper.questions, prepare.Saving(second, ["Other words"], None, 1, "d" * 16))
    with pytest.raises(Invalid):
        put_down_together.choose_readers(family, mum, paper.questions, second, Readers(worker="nobody"))
    put_down_together.choose_readers(family, mum, paper.questions, second, Readers(aloud=False))
    assert sharing.share(family, mum, paper.questions, [first, second], **NOT_SURE) == 1
    (piece,) = sent_by(world, child, MUM)
    assert (piece.words.answer, piece.words.how, piece.words.helper) == ("Two", How.WRITTEN_DOWN, "Tunde Bello")
    assert piece.words.agreed is False, "she looked at it by herself: nobody read it back to her"
    (paper,) = put_down_together.papers(family, mum, sets_of(world, mum))
    assert [answer.question for answer in paper.waiting] == [third]


def test_a_paper_from_before_papers_had_a_mark_leads_to_no_page_and_can_be_copied_and_thrown_away(
    world_on_each: World, child: str
) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    here = helped(world, child, MUM)
    here.save("most-want", "A quiet week")
    together.end(family, here.who)
    with world.room.family.writing() as db:
        db.execute(update(sheet).values(set_id="parent+beside"))
    mum = joined(world, child, MUM)
    sets = sets_of(world, mum)
    assert put_down_together.papers(family, mum, sets) == []
    (found,) = left_over.look(family, mum, sets)
    assert (found.answer.value, found.question) == (("A quiet week",), questions(world, "parent").question("most-want"))
    left_over.throw_away(family, mum, sets, found.sheet, "most-want")
    assert left_over.look(family, mum, sets) == []


def test_before_a_worker_has_said_that_it_was_them_nobody_sees_what_was_put_down_and_they_can_prepare(
    world_on_each: World, child: str
) -> None:
    world, family = world_on_each, cupboard(world_on_each)
    here = helped(world, child, MUM)
    here.save("most-want", "A quiet week")
    together.end(family, here.who)
    world.hands.move(minutes=1)
    mum = joined(world, child, MUM, take_home=True)
    assert not mum.confirmed
    begin(world, mum, set_id="parent")
    save(world, mum, "most-want", "what I write alone", set_id="parent")
    assert put_down_together.papers(family, mum, sets_of(world, mum)) == []
    with pytest.raises(NotFound):
        put_down_together.throw_away(family, mum, here.paper, "most-want")
    with pytest.raises(NotReady):
        sharing.share(family, mum, here.paper, ["most-want"], **NOT_SURE)


def test_beside_a_worker_nobody_asks_for_what_waits_from_another_time(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, child)
    with pytest.raises(NotAllowed):
        put_down_together.papers(cupboard(world_on_each), here.who, sets_of(world_on_each, here.who))


def test_a_second_time_with_the_same_worker_goes_on_where_the_first_one_stopped(
    world_on_each: World, child: str
) -> None:
    here = helped(world_on_each, child, child)
    here.save("want-next", "One", how=How.HELPED)
    here.save("safe-home-why", "for nobody's eyes")
    again = helped(world_on_each, child, child)
    assert again.sheet().answer("want-next").value == ("One",)
    assert again.sheet().answer("safe-home-why").value == (), "answered alone stays so"
    assert again.share("want-next", "safe-home-why") == 2
    assert {piece.question: piece.words.agreed for piece in sent_by(world_on_each, child, child)} == {
        "want-next": True, "safe-home-why": False,
    }  # fmt: skip


def test_what_was_put_down_with_one_worker_is_closed_to_every_other_and_is_all_there_for_its_author(
    world_on_each: World, child: str
) -> None:
    """Also to the case worker who types in a paper, with nobody beside; and typing it in overwrites nothing."""
    world, family = world_on_each, cupboard(world_on_each)
    tunde = helped(world, child, child)
    tunde.save("want-next", "For Tunde", how=How.HELPED)
    tunde.save("safe-home-why", "for nobody's eyes")
    for on_paper in (False, True):
        priya = helped(world, child, child, by="priya", on_paper=on_paper)
        assert not [answer for answer in priya.sheet().answers if answer.given or answer.closed]
        with pytest.raises(NotFound):
            prepare.open_sheet(family, priya.who, tunde.paper.id)
        with pytest.raises(NotFound):
            prepare.save_answer(family, priya.who, tunde.paper, prepare.Saving("worries", ["x"], None, 0, "e" * 16))
        assert priya.share("want-next", "safe-home-why") == 0
    priya.save("want-next", "From the paper")
    priya.save("safe-home-why", "")
    assert priya.share("want-next", "safe-home-why") == 1
    together.end(family, priya.who)
    kit = joined(world, child, child)
    waiting = {answer.question: answer.value
               for paper in put_down_together.papers(family, kit, sets_of(world, kit))
               for answer in paper.waiting}  # fmt: skip
    assert waiting == {"want-next": ("For Tunde",), "safe-home-why": ("for nobody's eyes",)}


def test_what_stands_on_paper_is_typed_in_apart_from_what_the_same_worker_heard_beside_them(
    world_on_each: World, child: str
) -> None:
    """Nobody sits beside who types it in, so nothing else is shared there; half of it can be typed in tomorrow."""
    world = world_on_each
    helped(world, child, child).save("want-next", "Said to Tunde", how=How.WRITTEN_DOWN)
    typing = helped(world, child, child, on_paper=True)
    assert typing.sheet().answers == () and typing.share("want-next") == 0
    typing.save("going-well", "Football")
    tomorrow = helped(world, child, child, on_paper=True)
    assert {answer.question for answer in tomorrow.sheet().answers} == {"going-well"}
    assert helped(world, child, child).sheet().answer("want-next").value == ("Said to Tunde",)


def test_whoever_tries_words_or_numbers_learns_nothing_of_what_was_answered_alone_or_sent(
    world_on_each: World, child: str
) -> None:
    world = world_on_each
    here = helped(world, child, child)
    assert here.save("safe-home", "2").value == ("2",)
    assert here.save("safe-home", "3").value == ("3",), "the same page once more: a reply was lost, or it was mended"

    def told_of_guesses(tab: str, turn: int = 0) -> set[tuple[str, ...]]:
        told = set()
        for number in range(11):
            saving = prepare.Saving("safe-home", [str(number)], None, 0, tab, auto=turn < 0, turn=turn, how=How.HELPED)
            with pytest.raises(Stale) as refused:
                prepare.save_answer(cupboard(world), here.who, here.paper, saving)
            assert isinstance(refused.value.current, Answer)
            told.add((*refused.value.current.value, str(refused.value.current.version)))
        return told

    assert told_of_guesses("d" * 16) == {("2",)}, "its version, and no word of it"
    assert here.share("safe-home") == 1
    assert told_of_guesses("d" * 16) == told_of_guesses("c" * 16) == {("3",)}, "sent, not even to the page it came from"


def test_an_empty_box_and_a_skip_leave_alone_what_is_not_shown(world_on_each: World, child: str) -> None:
    here = helped(world_on_each, child, child)
    here.save("safe-home-why", "for nobody's eyes")
    assert here.save("safe-home-why", "", based_on=1).version == 1
    assert here.save("safe-home-why", based_on=1, skipped=True).version == 1
    chosen = prepare.Saving("safe-home-why", [""], Readers(MEETING), 1, "e" * 16)
    prepare.save_answer(cupboard(world_on_each), here.who, here.paper, chosen)
    assert here.share("safe-home-why") == 1
    (piece,) = sent_by(world_on_each, child, child)
    assert (piece.words.answer, piece.words.how, piece.worker) == ("for nobody's eyes", How.ALONE, MEETING)


def test_everything_leaves_a_line_in_the_audit(world_on_each: World, child: str) -> None:
    world = world_on_each
    here = helped(world, child, child)
    here.save("want-next", "One")
    here.share("want-next")
    together.end(cupboard(world), here.who)
    table = world.room.family.tables.tables["audit"]
    with world.room.family.reading() as db:
        said = list(db.execute(select(table.c.action).order_by(table.c.seq)).scalars())
    at = said.index("fill-in-together")
    assert said[at:] == ["fill-in-together", "begin-together", "begin-preparing-together", "save-answer",
                         "share-together", "end-together"]  # fmt: skip
    table = world.room.casework.tables.tables["audit"]
    with world.room.casework.reading() as db:
        assert "fill-in-together" in set(db.execute(select(table.c.action)).scalars())


def test_who_asks_what_is_kept_is_told_who_helped_them_and_how_each_answer_came_about(
    world_on_each: World, child: str
) -> None:
    world = world_on_each
    here = helped(world, child, MUM)
    here.save("most-want", "A quiet week", how=How.WRITTEN_DOWN)
    here.share("most-want")
    together.end(cupboard(world), here.who)
    whole = export_person.export(world.room, world.worker("priya"), child, MUM).whole
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        data = json.loads(opened.read(next(name for name in opened.namelist() if name.endswith("data.json"))))
    assert [each["with"] for each in data["way_in"]["beside_a_worker"]] == ["Tunde Bello"]
    assert "written down by Tunde Bello. Read back and agreed." in json.dumps(data)


def test_sittings_go_some_days_after_their_end_and_what_was_put_down_stays(world_on_each: World, child: str) -> None:
    world = world_on_each
    here = helped(world, child, child)
    here.save("want-next", "One")
    together.end(cupboard(world), here.who)
    helped(world, child, MUM, by="priya")
    world.hands.move(days=8)
    gone = {each.kind: each.number for each in keep.run(world.room, CommandLine(), Periods()).gone}
    assert gone["sittings"] == 2
    assert helped(world, child, child).sheet().answer("want-next").value == ("One",)


def test_a_locked_desk_begins_no_second_one(world_on_each: World, child: str) -> None:
    world = world_on_each
    tunde = at_desk(world, "tunde")
    chosen = desk_together.Chosen(questions(world), "en")
    desk_together.begin(world.room, tunde, child, KIT, chosen)
    with pytest.raises(NotFresh):
        desk_together.begin(world.room, replace(tunde, beside="a sitting"), child, KIT, chosen)
