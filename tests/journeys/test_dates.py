"""Saying something about a date, and what becomes of it at the desk; on each engine, where the engine says no too."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.mending import ItemRef, Sort
from portal.domain.messages import LONGEST, Message, MessageKind
from portal.domain.people import Tie, WorkerRole
from portal.domain.preparation import Notice
from portal.journeys.desk import answer_messages, invite, mend, review, see_children
from portal.journeys.family import dates, read_plan
from portal.store.casework import decisions
from portal.store.family.tables import audit, message, notice
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined
from tests.store.stores import all_at_once
from tests.world import World

NO, MOVE, MISSED = MessageKind.CANNOT_COME, MessageKind.ASK_TO_MOVE, MessageKind.DID_NOT_COME
WORDS = "I work on Thursdays until four"
SHOWN = "Your workers read this.\n\nCall 999."
SHA = sha256(SHOWN.encode()).hexdigest()


@pytest.fixture
def mum(world: World) -> tuple[World, FamilyMember]:
    child = world.family_ready()
    return world, joined(world, child, MUM)


@pytest.fixture
def mum_on_each(world_on_each: World) -> tuple[World, FamilyMember]:
    child = world_on_each.family_ready()
    return world_on_each, joined(world_on_each, child, MUM)


def meeting_of(world: World, who: FamilyMember) -> str:
    """The reference of the meeting that is to come in this person's own copy."""
    copy = read_plan.open_plan(cupboard(world), who).edition
    found = copy.next_meeting(world.hands.now)
    assert found
    return found.ref


def visit_of(world: World, who: FamilyMember) -> str:
    """The reference of the visit that is past in this person's own copy."""
    copy = read_plan.open_plan(cupboard(world), who).edition
    return next(visit.ref for visit in copy.visits if visit.at < world.hands.now)


def tell(world: World, who: FamilyMember, kind: MessageKind = NO, ref: str = "", words: str = WORDS) -> bool:
    ref = ref or (visit_of(world, who) if kind is MISSED else meeting_of(world, who))
    return dates.tell(cupboard(world), who, kind, ref, words, "en")


def said(world: World, who: FamilyMember) -> list[Message]:
    return dates.said(cupboard(world), who)


def at_the_desk(world: World, sign_in: str = "tunde", child: str = KIT) -> tuple[Message, ...]:
    return answer_messages.on_dates(world.room, world.worker(sign_in), child)


def actions(world: World) -> list[tuple[str, str]]:
    """What the audit of the family's cupboard holds, in order: action and outcome."""
    with world.room.family.reading() as db:
        return [(row.action, row.outcome) for row in db.execute(select(audit).order_by(audit.c.seq))]


def changed(world: World, **meeting: Any) -> None:
    """The same case again, with its next meeting changed, published."""
    tree = factories.example("norfolk")
    next(m for m in tree["meetings"] if m["state"] == "planned").update(meeting)
    world.bring_in(data=factories.as_bytes(tree))
    assert "published" in {each.state for each in world.publish(KIT)}


# -- saying it ---------------------------------------------------------------------------------------


def test_what_somebody_says_reaches_their_worker_as_they_said_it(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    assert tell(world, who)
    (found,) = at_the_desk(world)
    assert (found.kind, found.words, found.author) == (NO, WORDS, "Dawn Example")
    assert found.about.name == "Child planning meeting"
    assert found.about.at.isoformat() == "2026-11-26T14:00:00+00:00", "her own time, not the professionals'"
    assert found.seen_at is None


def test_words_are_not_needed(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    assert tell(world, who, words="  \n ")
    assert at_the_desk(world)[0].words == ""


def test_pressing_twice_tells_once(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    assert tell(world, who)
    assert not tell(world, who)
    assert not tell(world, who, words=""), "no words take the place of none"
    assert [m.words for m in said(world, who)] == [WORDS]
    assert [pair for pair in actions(world) if pair[0] == "tell-cannot-come"] == [
        ("tell-cannot-come", "done"),
        ("tell-cannot-come", "again"),
        ("tell-cannot-come", "again"),
    ]


def test_newer_words_take_the_place_of_the_older_until_a_worker_has_seen_them(
    mum_on_each: tuple[World, FamilyMember],
) -> None:
    world, who = mum_on_each
    assert tell(world, who, words="")
    (first,) = at_the_desk(world)
    assert tell(world, who, words="I am in hospital until Friday")
    (second,) = at_the_desk(world)
    assert second.words == "I am in hospital until Friday"
    for answer in ("", "Thank you."):
        with pytest.raises(Stale):  # a worker with the older words before them marks no words that they have not seen
            answer_messages.say_seen(world.room, world.worker("tunde"), KIT, first.id, answer)
    assert said(world, who)[0].seen_at is None
    assert ("tell-cannot-come", "in-other-words") in actions(world)


def test_what_is_said_after_a_worker_has_seen_it_stands_beside_it(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    assert tell(world, who)
    seen(world)
    assert not tell(world, who), "the same words twice are still one message"
    world.hands.move(minutes=5)
    assert tell(world, who, words="I am in hospital until Friday")
    assert [m.words for m in said(world, who)] == ["I am in hospital until Friday", WORDS]


def test_who_could_not_come_can_come_after_all_and_can_change_their_mind_again(
    mum_on_each: tuple[World, FamilyMember],
) -> None:
    world, who = mum_on_each
    with pytest.raises(NotFound):  # nobody has said that they can't
        tell(world, who, MessageKind.CAN_COME, words="")
    for kind in (NO, MessageKind.CAN_COME, NO):
        assert tell(world, who, kind, words="")
        assert not tell(world, who, kind, words="")
        seen(world)
        world.hands.move(minutes=5)
    assert [m.kind for m in said(world, who)] == [NO, MessageKind.CAN_COME, NO]


def seen(world: World) -> None:
    for each in at_the_desk(world):
        answer_messages.say_seen(world.room, world.worker("tunde"), KIT, each.id)


def test_which_notice_stood_above_the_words_is_kept_with_them(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    shown = Notice("short", "en", ("Your workers read this.", "Call 999."), SHA)
    for words in ("", WORDS):
        assert dates.tell(cupboard(world), who, NO, meeting_of(world, who), words, "en", shown)
    assert [m.notice for m in at_the_desk(world)] == [SHA]
    with world.room.family.reading() as db:
        assert [row.words for row in db.execute(select(notice).where(notice.c.sha256 == SHA))] == [SHOWN]


def test_two_phones_at_the_same_moment_tell_once(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    ref = meeting_of(world, who)
    told = all_at_once(6, lambda _place: tell(world, who, NO, ref))
    assert told.count(True) == 1
    assert len(said(world, who)) == 1


def test_one_can_say_that_one_cannot_come_and_ask_for_another_time(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    assert tell(world, who)
    assert tell(world, who, MOVE, words="Friday?")
    assert {m.kind for m in said(world, who)} == {NO, MOVE}


def test_when_the_meeting_has_moved_one_can_say_it_again(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    tell(world, who)
    changed(
        world, state="moved", starts_at="2026-11-27T13:30:00", parents_from="2026-11-27T14:05:00",
        young_person_from="2026-11-27T14:15:00", ends_at="2026-11-27T15:15:00",
    )  # fmt: skip
    assert tell(world, who)
    times = [m.about.at.day for m in at_the_desk(world)]
    assert sorted(times) == [26, 27], "what was said of the old day stands as it was said"


def test_of_a_meeting_that_was_called_off_there_is_nothing_to_say(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    ref = meeting_of(world, who)
    changed(world, state="cancelled")
    with pytest.raises(NotFound):
        tell(world, who, NO, ref)


def test_nobody_came_is_said_of_a_visit_for_oneself(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    assert tell(world, who, MISSED, words="")
    (found,) = at_the_desk(world)
    assert (found.kind, found.about.name) == (MISSED, "Priya Nair")


def test_what_is_not_in_ones_own_newest_copy_cannot_be_spoken_of(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    kit = joined(world, KIT, KIT)
    theirs = meeting_of(world, kit)
    for ref in (theirs, "0" * 16, "", "x" * 300, visit_of(world, who)):
        with pytest.raises(NotFound):
            dates.tell(cupboard(world), who, NO, ref, "", "en")
    for ref in (visit_of(world, kit), meeting_of(world, who)):
        with pytest.raises(NotFound):
            dates.tell(cupboard(world), who, MISSED, ref, "", "en")
    assert at_the_desk(world) == ()


def test_before_a_worker_has_said_that_it_was_them_nothing_can_be_said(world: World) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM, take_home=True)
    with pytest.raises(NotAllowed):
        dates.tell(cupboard(world), who, NO, "0" * 16, "", "en")
    with pytest.raises(NotAllowed):
        dates.said(cupboard(world), who)


def test_words_that_are_too_long_are_not_kept(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    with pytest.raises(Invalid):
        tell(world, who, words="x" * (LONGEST + 1))
    assert said(world, who) == []
    assert tell(world, who, words="x" * LONGEST)


def test_no_word_of_it_stands_open_in_the_cupboard(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    tell(world, who)
    answer_messages.say_seen(
        world.room, world.worker("tunde"), KIT, at_the_desk(world)[0].id, "We look for another day"
    )
    with world.room.family.reading() as db:
        (row,) = db.execute(select(message)).all()
    kept = repr(tuple(row))
    for open_text in ("Thursdays", "Dawn", "planning", "another day", "Tunde"):
        assert open_text not in kept
    assert len(row.body) % 256 == len(row.answer) % 256, "how much was written is padded"


# -- taking it back --------------------------------------------------------------------------------------


def test_it_can_be_taken_back_until_a_worker_has_seen_it(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    tell(world, who)
    (mine,) = said(world, who)
    assert dates.take_back(cupboard(world), who, mine.id)[1]
    assert said(world, who) == []
    assert at_the_desk(world) == ()
    assert tell(world, who), "and said again"
    answer_messages.say_seen(world.room, world.worker("tunde"), KIT, said(world, who)[0].id)
    assert not dates.take_back(cupboard(world), who, said(world, who)[0].id)[1]
    assert len(said(world, who)) == 1
    assert ("take-message-back", "too-late") in actions(world)


def test_nobody_takes_back_or_reads_what_another_one_said(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    tell(world, who)
    (mine,) = said(world, who)
    for other in (DAD, KIT):
        somebody = joined(world, KIT, other)
        assert said(world, somebody) == []
        with pytest.raises(NotFound):
            dates.take_back(cupboard(world), somebody, mine.id)
    assert len(said(world, who)) == 1


# -- at the desk ---------------------------------------------------------------------------------------------


def test_what_nobody_has_seen_stands_at_the_top_of_the_list_with_since_when(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    world.bring_in("derby", by="priya")
    world.hands.move(hours=2)
    told_at = world.hands.now
    tell(world, who, MISSED)
    world.hands.move(hours=1)
    tell(world, who)
    rows = see_children.see_children(world.room, world.worker("priya"))
    assert rows[0].child_ref == KIT
    assert (rows[0].messages, rows[0].messages_since, rows[0].missed) == (2, told_at, True)
    assert (rows[1].messages, rows[1].messages_since, rows[1].missed) == (0, None, False)


def test_every_manager_is_alerted_and_no_worker_of_another_child(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    tell(world, who, MISSED)
    manager = world.worker("colin", role=WorkerRole.MANAGER)
    (row,) = see_children.see_children(world.room, manager)
    assert (row.messages, row.missed) == (1, True)
    assert see_children.see_children(world.room, world.worker("sam")) == ()
    ref = at_the_desk(world, "colin")[0].id
    with pytest.raises(NotAllowed):
        at_the_desk(world, "sam")
    with pytest.raises(NotAllowed):
        answer_messages.say_seen(world.room, world.worker("sam"), KIT, ref)


def test_any_worker_of_the_child_can_say_that_they_saw_it(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    world.worker("ann")
    world.tie(KIT, "ann", Tie.CHAIR, None)
    tell(world, who)
    world.hands.move(hours=5)
    answer_messages.say_seen(world.room, world.worker("ann"), KIT, at_the_desk(world, "ann")[0].id)
    (mine,) = said(world, who)
    assert (mine.seen_at, mine.answer, mine.answered_at) == (world.hands.now, "", None)
    assert see_children.see_children(world.room, world.worker("priya"))[0].messages == 0
    assert ("see-message", "done") in actions(world)


def test_an_answer_goes_to_who_asked_and_to_nobody_else(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    kit = joined(world, KIT, KIT)
    tell(world, who)
    tell(world, kit)
    ref = next(m.id for m in at_the_desk(world) if m.author == "Dawn Example")
    answer_messages.say_seen(world.room, world.worker("tunde"), KIT, ref, " We look for another day. ")
    (mine,) = said(world, who)
    assert (mine.answer, mine.answered_by, mine.answered_at) == (
        "We look for another day.", "Tunde Bello", world.hands.now,
    )  # fmt: skip
    (theirs,) = said(world, kit)
    assert (theirs.answer, theirs.seen_at) == ("", None)


def test_what_was_seen_can_be_answered_later_and_an_answer_is_never_changed(
    mum_on_each: tuple[World, FamilyMember],
) -> None:
    world, who = mum_on_each
    tell(world, who)
    ref, priya = at_the_desk(world)[0].id, world.worker("priya")
    answer_messages.say_seen(world.room, priya, KIT, ref)
    answer_messages.say_seen(world.room, priya, KIT, ref, "We look for another day.")
    with pytest.raises(Stale):
        answer_messages.say_seen(world.room, world.worker("tunde"), KIT, ref, "No.")
    assert said(world, who)[0].answer == "We look for another day."


@pytest.mark.parametrize(
    "words",
    [
        "Ring me on 07700 900123",
        "Write to priya@example.org",
        "We meet at ZZ99 3WZ instead",
        "We start at 1.30pm that day, come then",
        "PC Rudd's colleague DS Harlow says yes",
        "x" * (LONGEST + 1),
    ],
)
def test_what_would_stop_a_copy_stops_an_answer(world: World, words: str) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM)
    tell(world, who)
    ref = at_the_desk(world)[0].id
    with pytest.raises(Invalid) as refused:
        answer_messages.say_seen(world.room, world.worker("tunde"), child, ref, words)
    assert refused.value.faults
    assert said(world, who)[0].seen_at is None, "nothing was sent, and it stays new"


def answer(world: World, by: str, words: str, reason: str = "") -> str:
    """What came of answering the one message there is: "sent", or where it was refused and why."""
    (one,) = at_the_desk(world, by)
    try:
        answer_messages.say_seen(world.room, world.worker(by), KIT, one.id, words, reason)
    except Invalid as refused:
        return str(refused)
    return "sent"


def test_what_is_asked_of_a_copy_is_asked_once_of_an_answer_and_the_reason_is_kept(
    mum_on_each: tuple[World, FamilyMember],
) -> None:
    world, who = mum_on_each
    words = "She lives at 14 Sample Street now"
    tell(world, who)
    assert answer(world, "priya", words).startswith("reason: This looks like a street")
    assert said(world, who)[0].seen_at is None
    assert answer(world, "priya", words, "It is the office") == "sent"
    with world.room.casework.reading() as db:
        (kept,) = decisions.of_child(db, world.room.casework.keyring, world.room.casework.pepper, KIT)
    assert (kept.kind, kept.body["why"]) == ("answer", "It is the office")
    assert "looks-like-an-address" in kept.body["asked"]
    assert [outcome for action, outcome in actions(world) if action == "answer-message"] == ["refused", "done"]


def test_only_who_knows_the_case_tells_somebody_with_restrictions_when_and_where(world: World) -> None:
    tree = factories.example("norfolk")
    tree["people"][0]["restrictions"] = "Must not learn where anybody is."
    child = world.bring_in(data=factories.as_bytes(tree))
    world.publish(child)
    who = joined(world, child, MUM)
    tell(world, who)
    for words in ("Come on Friday", "Come to the Example Centre", "It is 2pm", "We meet at school"):
        assert "ask the case worker to answer this" in answer(world, "tunde", words, "I know why")
        assert "There are restrictions for this person" in answer(world, "priya", words)
    assert actions(world).count(("answer-message", "refused")) == 8, "each try leaves a line"
    assert answer(world, "tunde", "Thank you for telling us.") == "sent"


def test_no_answer_goes_to_somebody_who_has_no_access_any_more(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    tell(world, who)
    kept = review.review(world.room, world.worker("priya"), KIT).kept
    mend.mend(world.room, world.worker("priya"), KIT, ItemRef(Sort.PERSON, MUM), {}, kept.revision)
    assert "This person is not in the case any more" in answer(world, "priya", "Thank you.")


def test_a_worker_whose_name_the_case_keeps_answers_without_it(world: World) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM)
    world.worker("seven", name="Account seven")
    world.tie(child, "seven", Tie.CHAIR, "ao")
    tell(world, who)
    answer_messages.say_seen(world.room, world.worker("seven"), child, at_the_desk(world)[0].id, "Thank you.")
    assert (said(world, who)[0].answer, said(world, who)[0].answered_by) == ("Thank you.", "")


def test_another_childs_message_is_not_found_under_this_child(world: World) -> None:
    child, other = world.family_ready(), world.bring_in("derby")
    who = joined(world, child, MUM)
    tell(world, who)
    ref = at_the_desk(world)[0].id
    for wrong in (ref, "0" * 40):
        with pytest.raises(Stale):
            answer_messages.say_seen(world.room, world.worker("tunde"), other, wrong)
    assert at_the_desk(world, "tunde", other) == ()


def test_when_the_door_is_shut_what_was_said_stays_with_the_workers(mum_on_each: tuple[World, FamilyMember]) -> None:
    world, who = mum_on_each
    ref = meeting_of(world, who)
    tell(world, who)
    invite.shut(world.room, world.worker("priya"), KIT, MUM)
    assert [m.words for m in at_the_desk(world)] == [WORDS]
    with pytest.raises(NotFound):
        dates.tell(cupboard(world), who, MOVE, ref, "", "en")
    assert said(world, who) == [], "the engine shows nothing to a person whose door is shut"
