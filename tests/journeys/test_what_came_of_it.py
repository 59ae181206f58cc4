"""What came of words: said by a worker who may read them, never empty, and read by their author alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from portal.access.viewer import FamilyMember
from portal.domain.errors import Invalid, NotAllowed, NotFound
from portal.domain.following import answered_since, changed_by, open_asks
from portal.domain.people import WorkerRole
from portal.domain.preparation import MEETING, QuestionSet, Readers
from portal.domain.sharing import CameOf, Shared
from portal.journeys.desk import read_views, say_outcome, what_waits
from portal.journeys.desk.see_children import see_children
from portal.journeys.family import prepare, sharing
from portal.store.casework import decisions
from portal.store.family.tables import audit, outcome
from tests.journeys.people import DAD, KIT, MUM, NOT_SURE, begin, cupboard, joined, questions
from tests.journeys.test_costs import counted
from tests.world import World

HELP, ELSE = "most-want", "anything-else"
ASKED = "a call back when I ring at night"
DONE = "We gave your mum a number that is answered until midnight."
WHY_NOT = "There is nobody who can call back at night. You can ring 101."
FINE = "Somebody will ring you back the same evening."


def asking(questions: QuestionSet, *asks: str) -> QuestionSet:
    """The set, with these questions as asks and no others."""
    return replace(questions, questions=tuple(replace(q, asks=q.id in asks) for q in questions.questions))


def say_it(world: World, who: FamilyMember, said: dict[str, str], *asks: str, readers: Readers | None = None) -> None:
    """Write these answers of the parents' set down, and share them."""
    theirs = asking(questions(world, "parent"), *asks)
    begin(world, who, set_id="parent")
    for place, (question, words) in enumerate(said.items()):
        save = prepare.Saving(question, [words], readers, None, f"{place:016}")
        prepare.save_answer(cupboard(world), who, theirs, save)
    assert sharing.share(cupboard(world), who, theirs, list(said), **NOT_SURE) == len(said)


@pytest.fixture
def mum(world_on_each: World) -> tuple[World, FamilyMember]:
    """Mum has asked for something, and said something else; the workers have opened both."""
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM, own_phone=True)
    say_it(world, mum, {HELP: ASKED, ELSE: "we like the new school"}, HELP)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    world.hands.move(hours=1)
    return world, mum


def sent(world: World, who: FamilyMember) -> dict[str, Shared]:
    return {piece.question: piece for piece in sharing.read_back(cupboard(world), who)}


def say(world: World, who: FamilyMember, question: str, kind: CameOf, words: str, *, by: str = "priya") -> None:
    say_outcome.say(world.room, world.worker(by), KIT, sent(world, who)[question].id, kind, words)


def came(world: World, who: FamilyMember, question: str) -> list[tuple[CameOf, str, str]]:
    return [(said.kind, said.by, said.words) for said in sent(world, who)[question].outcomes]


def taken_to(world: World) -> str:
    """The newest meeting that has begun."""
    return say_outcome.meetings_to_take_to(world.room, world.worker("priya"), KIT)[0].ref


def asks_at_the_desk(world: World, sign_in: str = "priya") -> int:
    found = what_waits.for_a_child(world.room, world.worker(sign_in), KIT).asks
    return found[KIT].number if KIT in found else 0


def test_its_author_reads_what_happened_who_says_so_and_when(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    (said,) = sent(world, who)[HELP].outcomes
    assert (said.kind, said.by, said.words, said.at) == (CameOf.HAPPENED, "Priya Nair", FINE, world.hands.now)
    assert came(world, who, ELSE) == []


def test_whoever_answers_has_read_it(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    assert sent(world, who)[HELP].read_at is None
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    assert (sent(world, who)[HELP].read_at, sent(world, who)[HELP].read_by) == (world.hands.now, "Priya Nair")
    assert sent(world, who)[ELSE].read_at is None


def test_not_done_needs_its_because_and_can_be_followed_by_something_better(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    say(world, who, HELP, CameOf.NOT_DONE, WHY_NOT)
    world.hands.move(days=3)
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    assert [words for _kind, _by, words in came(world, who, HELP)] == [WHY_NOT, FINE]


@pytest.mark.parametrize("empty", ["", "   ", "done", "n/a", "see notes", "...........................", "ok ok ok"])
def test_an_empty_answer_is_refused_and_the_ask_stays_open(world: World, empty: str) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM, own_phone=True)
    say_it(world, who, {HELP: ASKED}, HELP)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    for kind in (CameOf.HAPPENED, CameOf.NOT_DONE):
        with pytest.raises(Invalid) as refused:
            say(world, who, HELP, kind, empty)
        assert refused.value.faults[0].place == "words"
    assert came(world, who, HELP) == [] and asks_at_the_desk(world) == 1


def test_saying_that_it_was_taken_to_the_meeting_closes_nothing(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    world.hands.move(days=6)
    assert say_outcome.take(world.room, world.worker("priya"), KIT, taken_to(world)) == 2
    assert came(world, who, HELP) == [(CameOf.TAKEN, "Priya Nair", "2026-11-26")]
    assert asks_at_the_desk(world) == 1 and open_asks(sent(world, who).values())


def test_all_of_a_meetings_are_taken_at_once_and_saying_it_twice_says_it_once(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    world.hands.move(days=6)
    meeting, priya = taken_to(world), world.worker("priya")
    assert say_outcome.take(world.room, priya, KIT, meeting, sent(world, who)[ELSE].id) == 1
    assert say_outcome.take(world.room, priya, KIT, meeting) == 1, "the other one"
    assert say_outcome.take(world.room, priya, KIT, meeting) == 0
    assert {kind for piece in sent(world, who).values() for kind in [s.kind for s in piece.outcomes]} == {CameOf.TAKEN}


def test_nothing_is_taken_to_a_meeting_that_has_not_begun_nor_to_one_that_was_over_before(
    mum: tuple[World, FamilyMember],
) -> None:
    world, who = mum
    priya = world.worker("priya")
    before = [each.ref for each in say_outcome.meetings_to_take_to(world.room, priya, KIT)]
    case = world.room
    with case.casework.reading() as db:
        planned = [m.ref for m in case.find_case(db, KIT).case.meetings if m.starts_at > world.hands.now]
    assert planned and not set(planned) & set(before)
    with pytest.raises(NotFound):
        say_outcome.take(world.room, priya, KIT, planned[0])
    for ref in before:
        assert say_outcome.take(world.room, priya, KIT, ref) == 0, "it was shared after this one"
        with pytest.raises(NotFound):
            say_outcome.take(world.room, priya, KIT, ref, sent(world, who)[HELP].id)
    assert came(world, who, HELP) == []


def test_whose_copy_does_not_tell_of_a_meeting_is_not_told_its_day(world: World) -> None:
    child = world.family_ready()
    dad = joined(world, child, DAD, own_phone=True)
    say_it(world, dad, {HELP: "to see him on Sundays"}, HELP)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    world.hands.move(days=6)
    with world.room.casework.reading() as db:
        meetings = world.room.find_case(db, KIT).case.meetings
    met = max((m for m in meetings if m.starts_at <= world.hands.now), key=lambda m: m.starts_at)
    say_outcome.take(world.room, world.worker("priya"), KIT, met.ref)
    from portal.journeys.family import read_plan

    copy = read_plan.open_plan(cupboard(world), dad).edition
    days = {m.arrive_at.date().isoformat() for m in copy.meetings if m.arrive_at}
    for kind, _by, words in came(world, dad, HELP):
        assert kind is CameOf.TAKEN and (words == "" or words in days)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("You can ring Dawn at home on 07700 900461 about it.", "a family member's phone number"),
        ("Come to the office in NR3 0AA, we talk there.", "a postcode"),
        ("DS Harlow is looking into it for you.", "a name that the case keeps from them"),
    ],
)
def test_what_may_not_stand_in_their_copy_may_not_stand_in_an_outcome(world: World, words: str, why: str) -> None:
    child = world.family_ready()
    kit = joined(world, child, MUM, own_phone=True)
    say_it(world, kit, {HELP: ASKED}, HELP)
    read_views.open_new(world.room, world.worker("priya"), KIT)
    ref = sent(world, kit)[HELP].id
    for reason in ("", "the manager agreed to it"):
        with pytest.raises(Invalid):
            say_outcome.say(world.room, world.worker("priya"), KIT, ref, CameOf.HAPPENED, words, reason)
    assert came(world, kit, HELP) == [], why
    with world.room.family.reading() as db:
        said = db.execute(select(audit.c.outcome).where(audit.c.action == "say-happened")).scalars()
        assert set(said) == {"refused"}


def test_blame_asks_for_a_reason_which_is_kept_and_never_shown(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    blaming = "Nothing was done because mum failed to engage with the worker."
    ref = sent(world, who)[HELP].id
    with pytest.raises(Invalid) as asked:
        say_outcome.say(world.room, world.worker("priya"), KIT, ref, CameOf.NOT_DONE, blaming)
    assert asked.value.faults[0].place == "reason"
    say_outcome.say(world.room, world.worker("priya"), KIT, ref, CameOf.NOT_DONE, blaming, "her own words, she asked")
    assert came(world, who, HELP) == [(CameOf.NOT_DONE, "Priya Nair", blaming)]
    with world.room.casework.reading() as db:
        kept = decisions.of_child(db, world.room.casework.keyring, world.room.casework.pepper, KIT)
    assert [each.body["why"] for each in kept if each.kind == "outcome"] == ["her own words, she asked"]


def test_pressing_twice_says_it_once(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    assert len(came(world, who, HELP)) == 1


def test_who_may_not_read_the_words_says_nothing_about_them(world_on_each: World) -> None:
    """Kit's words for Tunde alone: not the case worker, not a manager, not another child's worker."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    begin(world, kit)
    save = prepare.Saving("want-next", ["I want to swim"], None, None, "a" * 16)
    prepare.save_answer(cupboard(world), kit, questions(world), save)
    sharing.share(cupboard(world), kit, asking(questions(world), "want-next"), ["want-next"], **NOT_SURE)
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    ref = sharing.sent_days(cupboard(world), kit)[0].id
    world.worker("moira", role=WorkerRole.MANAGER)
    world.worker("nobody")
    refused: dict[str, Any] = {"priya": NotFound, "moira": NotAllowed, "nobody": NotAllowed}
    for sign_in, error in refused.items():
        for act in (
            lambda who: say_outcome.say(world.room, who, KIT, ref, CameOf.HAPPENED, FINE),
            lambda who: say_outcome.look(world.room, who, KIT, ref),
        ):
            with pytest.raises(error):
                act(world.worker(sign_in))
    say_outcome.say(world.room, world.worker("tunde"), KIT, ref, CameOf.HAPPENED, FINE)
    with world.room.family.reading() as db:
        assert len(db.execute(select(outcome.c.id)).all()) == 1


def test_words_that_nobody_has_opened_and_those_of_another_child_get_no_outcome(world: World) -> None:
    child = world.family_ready()
    who = joined(world, child, MUM, own_phone=True)
    say_it(world, who, {HELP: ASKED}, HELP)
    ref, priya = sent(world, who)[HELP].id, world.worker("priya")
    with pytest.raises(NotFound):
        say_outcome.say(world.room, priya, KIT, ref, CameOf.HAPPENED, FINE)
    other = world.family_ready("derby")
    read_views.open_new(world.room, priya, KIT)
    with pytest.raises(NotFound):
        say_outcome.say(world.room, world.worker("priya"), other, ref, CameOf.HAPPENED, FINE)


# -- an ask is carried until it is answered --------------------------------------------------------------


def test_an_ask_never_disappears_without_an_outcome(world: World) -> None:
    """Whatever happens to it at the desk: opened, read, recorded, taken, a year gone, forgetting run."""
    from portal.access.viewer import CommandLine
    from portal.domain.keeping import Periods
    from portal.journeys.desk import keep, record_views

    child = world.family_ready()
    who = joined(world, child, MUM, own_phone=True)
    say_it(world, who, {HELP: ASKED, ELSE: "nothing else"}, HELP)
    priya = world.worker("priya")
    ref = sent(world, who)[HELP].id

    def stands() -> None:
        assert asks_at_the_desk(world) == 1
        assert [each.id for each in open_asks(sent(world, who).values())] == [ref]

    stands()
    read_views.open_new(world.room, priya, KIT)
    stands()
    read_views.mark_read(world.room, priya, KIT, ref)
    stands()
    record_views.record(world.room, priya, KIT)
    stands()
    world.hands.move(days=6)
    say_outcome.take(world.room, world.worker("priya"), KIT, taken_to(world))
    stands()
    world.hands.move(days=150)
    keep.run(world.room, CommandLine(), Periods())
    who = joined(world, child, MUM, own_phone=True)
    assert ELSE not in sent(world, who), "what is no ask has gone meanwhile"
    stands()
    say(world, who, HELP, CameOf.NOT_DONE, WHY_NOT)
    assert asks_at_the_desk(world) == 0 and open_asks(sent(world, who).values()) == ()
    world.hands.move(days=60)
    keep.run(world.room, CommandLine(), Periods())
    who = joined(world, child, MUM, own_phone=True)
    assert (CameOf.NOT_DONE, "Priya Nair", WHY_NOT) in came(world, who, HELP), "an answer stays until the case ends"


def test_the_oldest_ask_stands_first(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    world.hands.move(days=2)
    say_it(world, who, {"goals": "a quiet evening"}, "goals")
    asks = open_asks(sent(world, who).values())
    assert [each.question for each in asks] == [HELP, "goals"]
    rows = see_children(world.room, world.worker("priya"))
    found = what_waits.for_the_list(world.room, world.worker("priya"), rows).asks[KIT]
    assert (found.number, found.since) == (2, asks[0].shared_at)


def test_news_is_what_was_said_since_they_last_sent_something(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    assert answered_since(list(sent(world, who).values())) == ()
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    assert [each.question for each in answered_since(list(sent(world, who).values()))] == [HELP]
    world.hands.move(days=1)
    say_it(world, who, {"goals": "a quiet evening"}, "goals")
    assert answered_since(list(sent(world, who).values())) == ()


def test_what_changed_stands_together_for_the_last_round(mum: tuple[World, FamilyMember]) -> None:
    world, who = mum
    say(world, who, HELP, CameOf.NOT_DONE, WHY_NOT)
    say(world, who, ELSE, CameOf.HAPPENED, "We told the school that you like it there.")
    assert [said.words for _p, said in changed_by(sent(world, who).values())] == [
        "We told the school that you like it there."
    ]
    world.hands.move(days=6)
    say_outcome.take(world.room, world.worker("priya"), KIT, taken_to(world))
    assert changed_by(sent(world, who).values()) == (), "that was of the round before"
    world.hands.move(hours=1)
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    assert [said.words for _p, said in changed_by(sent(world, who).values())] == [FINE]


def test_nothing_of_it_reaches_anybody_else_of_the_family(mum: tuple[World, FamilyMember]) -> None:
    """An attack by the gate itself: whoever is bound sees their own outcomes, and of others' not a row."""
    from portal.store.family.policy import own

    world, who = mum
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    family = cupboard(world)
    with family.reading(who.person) as db:
        assert len(db.execute(select(own.outcome.c.id)).all()) == 1
    for person in (KIT, DAD):
        other = joined(world, KIT, person)
        with family.reading(other.person) as db:
            assert db.execute(select(own.outcome.c.id)).all() == []
        assert sharing.sent_days(family, other) == []


def test_opened_to_kit_the_words_go_without_what_came_of_them(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    who = joined(world, child, MUM, own_phone=True)
    kit = world.room.person_id(KIT, KIT)
    say_it(world, who, {HELP: ASKED}, HELP, readers=Readers(MEETING, (kit,)))
    read_views.open_new(world.room, world.worker("priya"), KIT)
    ref = sent(world, who)[HELP].id
    read_views.pass_on(world.room, world.worker("priya"), KIT, ref, kit)
    say(world, who, HELP, CameOf.HAPPENED, FINE)
    (seen,) = sharing.open_shared_with_me(cupboard(world), joined(world, child, child))
    assert seen.words.answer == ASKED and seen.outcomes == ()


def test_what_waits_of_thirty_children_asks_the_cupboards_no_more_often_than_of_three(world_on_each: World) -> None:
    from tests.journeys.test_costs import brought_in

    world = world_on_each
    world.worker("ruth", role=WorkerRole.MANAGER)
    child = world.family_ready()
    who = joined(world, child, MUM)
    say_it(world, who, {HELP: ASKED}, HELP)

    def looking() -> int:
        ruth = world.worker("ruth")
        rows = see_children(world.room, ruth)
        with counted(world, world.room.casework, world.room.family) as said:
            found = what_waits.for_the_list(world.room, ruth, rows)
        assert found.asks[KIT].number == 1 and found.unread[0].number == 1
        return len(said)

    brought_in(world, range(2))
    before = looking()
    brought_in(world, range(2, 29))
    assert looking() == before <= 8
