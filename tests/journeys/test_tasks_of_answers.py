"""Not coming makes a task with a date, and so does "please ring me". It is done by a worker, and written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.access.viewer import CommandLine, FamilyMember
from portal.access.waiting import Errand
from portal.domain.area import BankHolidays
from portal.domain.errands import Done, Gathered, Met, Said, Stage, standing_tasks, where_it_stands
from portal.domain.errors import Invalid, NotAllowed, NotFound, Stale
from portal.domain.keeping import Periods
from portal.domain.people import WorkerRole
from portal.domain.preparation import QuestionSet, Task
from portal.domain.sharing import CameOf
from portal.journeys.desk import do_task, keep, read_views, record_views, say_outcome, see_children, what_waits
from portal.journeys.family import prepare, sharing
from portal.store.family import members, shared, tasks
from portal.store.family.tables import task_done
from tests import factories
from tests.conftest import START
from tests.journeys.people import DAD, KIT, MUM, NOT_SURE, begin, cupboard, joined, questions, take_back
from tests.world import World

NO, YES, RING_ME = "no-share-words", "yes-in-person", "not-managing"
MEETS = date(2026, 11, 26)
HOW = "We walked round the park, and Kit said what matters."
WEEKDAYS = BankHolidays(date(2020, 1, 1), date(2030, 1, 1), ())


def with_tasks(found: QuestionSet) -> QuestionSet:
    """The set in which not coming, and not managing, make a task."""
    tasks = {"coming": ((NO, Task.NOT_GOING),), "managing": ((RING_ME, Task.RING),)}
    return replace(found, questions=tuple(replace(q, tasks=tasks.get(q.id, ())) for q in found.questions))


def answer(world: World, who: FamilyMember, question: str, value: str, set_id: str = "young-person") -> str:
    """Answer this question, and share it. Returns which piece it is."""
    theirs = with_tasks(questions(world, set_id))
    begin(world, who, set_id=set_id)
    save = prepare.Saving(question, [value], None, None, "a" * 16)
    prepare.save_answer(cupboard(world), who, theirs, save)
    assert sharing.share(cupboard(world), who, theirs, [question], **NOT_SURE) == 1
    return sharing.sent_days(cupboard(world), who)[0].id


@pytest.fixture
def away(world_on_each: World) -> tuple[World, FamilyMember, str]:
    """Kit is not coming."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    return world, kit, answer(world, kit, "coming", NO)


def to_do(world: World, sign_in: str) -> tuple[Errand, ...]:
    who = world.worker(sign_in)
    rows = see_children.see_children(world.room, who)
    on_the_list = what_waits.for_the_list(world.room, who, rows).errands
    assert what_waits.for_a_child(world.room, who, KIT).errands == on_the_list
    return on_the_list


def gather(world: World, ref: str, *, by: str = "tunde", words: str = HOW) -> None:
    do_task.say_gathered(world.room, world.worker(by), KIT, ref, ["face-to-face", "their-place"], ["nobody"], words)


def tell(world: World, ref: str, *, by: str = "tunde", on: date | None = None) -> None:
    who = world.worker(by)
    do_task.say_told(world.room, who, KIT, ref, who.account, on or world.room.family.clock.today(), "face-to-face")


def ring(world: World, ref: str, words: str, *, on: date | None = None, answered: bool = True) -> None:
    day = on or world.room.family.clock.today()
    do_task.say_rung(world.room, world.worker("priya"), KIT, ref, day, words, answered=answered)


def bring_changed(world: World, **changes: Any) -> None:
    """A newer case file: `people` keeps those named, `m7` are fields of the meeting that is planned."""
    tree = factories.example("norfolk")
    for name, value in changes.get("m7", {}).items():
        tree["meetings"][0][name] = value
        if value is None:
            del tree["meetings"][0][name]
    if "people" in changes:
        tree["people"] = [person for person in tree["people"] if person["ref"] in changes["people"]]
        tree["plan"]["actions"][3]["owner"] = "sw"
        tree["visits"][1]["with"] = ["sw"]
    world.bring_in(data=factories.as_bytes(tree))


def test_not_coming_makes_a_task_for_the_trusted_worker_two_working_days_before_the_meeting(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    for sign_in in ("tunde", "priya"):
        (task,) = to_do(world, sign_in)
        assert (task.ref, task.what, task.person, task.doer) == (ref, "not-going", "Kit", "Tunde Bello")
        assert (task.standing.stage, task.standing.by) == (Stage.GATHER, date(2026, 11, 24))
        assert not task.is_overdue


def test_it_cannot_be_closed_without_both_and_told_comes_only_after_the_meeting(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    with pytest.raises(Invalid):
        tell(world, ref)
    gather(world, ref)
    (task,) = to_do(world, "tunde")
    assert (task.standing.stage, task.standing.by) == (Stage.WAIT, None)
    with pytest.raises(Invalid) as early:
        tell(world, ref)
    assert early.value.faults[0].place == "on"
    world.hands.move(days=6)
    (task,) = to_do(world, "tunde")
    assert (task.standing.stage, task.standing.by) == (Stage.TELL, date(2026, 12, 3))
    with pytest.raises(Invalid):
        tell(world, ref, on=MEETS - timedelta(days=1))
    tell(world, ref)
    assert to_do(world, "tunde") == () and to_do(world, "priya") == ()
    done = do_task.look(world.room, world.worker("priya"), KIT, ref)
    assert done.errand is None and done.done.gathered and done.done.told
    assert (done.done.gathered.words, done.done.gathered.by) == (HOW, "Tunde Bello")


def test_told_first_it_still_asks_how_their_views_were_gathered(away: tuple[World, FamilyMember, str]) -> None:
    world, _kit, ref = away
    world.hands.move(days=6)
    tell(world, ref)
    (task,) = to_do(world, "tunde")
    assert task.standing.stage is Stage.GATHER and task.is_overdue
    gather(world, ref)
    assert to_do(world, "tunde") == ()


@pytest.mark.parametrize(
    ("how", "present", "words", "place"),
    [
        ([], ["nobody"], HOW, "how"),
        (["telepathy"], ["nobody"], HOW, "how"),
        (["phone"], [], HOW, "present"),
        (["phone"], ["nobody"], "", "words"),
        (["phone"], ["nobody"], "done", "words"),
        (["phone"], ["nobody"], "word " * 200, "words"),
    ],
)
def test_an_empty_note_closes_nothing(
    world: World, how: list[str], present: list[str], words: str, place: str
) -> None:  # fmt: skip
    child = world.family_ready()
    ref = answer(world, joined(world, child, child), "coming", NO)
    with pytest.raises(Invalid) as refused:
        do_task.say_gathered(world.room, world.worker("tunde"), KIT, ref, how, present, words)
    assert [fault.place for fault in refused.value.faults] == [place]
    assert to_do(world, "tunde")[0].standing.stage is Stage.GATHER


def test_unclosed_two_working_days_before_the_meeting_it_stands_in_the_managers_list(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    world.worker("moira", role=WorkerRole.MANAGER)
    assert to_do(world, "moira") == (), "a manager sees what is overdue"
    world.hands.move(days=4)
    (task,) = to_do(world, "moira")
    assert task.ref == ref and task.is_overdue and task.doer == "Tunde Bello"
    with pytest.raises(NotAllowed):
        do_task.look(world.room, world.worker("moira"), KIT, ref)
    with pytest.raises(NotAllowed):
        gather(world, ref, by="moira")


def test_taken_back_before_it_was_opened_it_is_gone(away: tuple[World, FamilyMember, str]) -> None:
    world, kit, ref = away
    assert take_back(world, kit, ref)
    assert to_do(world, "tunde") == ()
    with pytest.raises(NotFound):
        do_task.look(world.room, world.worker("tunde"), KIT, ref)


def test_who_changes_their_mind_before_the_meeting_leaves_no_task(away: tuple[World, FamilyMember, str]) -> None:
    world, kit, _ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    world.hands.move(hours=2)
    answer(world, kit, "coming", YES)
    assert to_do(world, "tunde") == ()
    world.hands.move(hours=2)
    again = answer(world, kit, "coming", NO)
    assert [task.ref for task in to_do(world, "tunde")] == [again]


def test_the_chair_sees_no_task_and_no_page_of_it(away: tuple[World, FamilyMember, str]) -> None:
    from portal.domain.people import Tie

    world, _kit, ref = away
    world.worker("chair", name="Colin Marsh")
    world.tie(KIT, "chair", Tie.CHAIR, "tm")
    assert to_do(world, "chair") == ()
    with pytest.raises(NotAllowed):
        do_task.look(world.room, world.worker("chair"), KIT, ref)


def test_the_page_of_a_task_holds_no_word_of_what_was_shared(away: tuple[World, FamilyMember, str]) -> None:
    world, _kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    page = world.at_the_desk("priya").get(f"/c/{KIT}/task/{ref}").text
    assert "Kit is not coming" in page and "counts against nobody" in page
    asked = questions(world).question("coming")
    assert asked is not None
    assert asked.ask not in page and dict(asked.options)[NO] not in page


def test_an_adult_who_trusts_nobody_by_name_is_the_case_workers_task(world: World) -> None:
    child = world.family_ready()
    answer(world, joined(world, child, MUM), "coming", NO, "parent")
    (task,) = to_do(world, "priya")
    assert (task.person, task.doer, task.standing.by) == ("Dawn Example", "Priya Nair", date(2026, 11, 24))


def test_please_ring_me_is_for_the_next_working_day_and_closes_with_what_came_of_it(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()  # a Saturday
    ref = answer(world, joined(world, child, MUM), "managing", RING_ME, "parent")
    (task,) = to_do(world, "priya")
    assert (task.what, task.standing.stage, task.standing.by) == ("ring", Stage.RING, date(2026, 11, 23))
    today = world.room.family.clock.today()
    with pytest.raises(Invalid):
        do_task.say_rung(world.room, world.worker("priya"), KIT, ref, today, "ok")
    do_task.say_rung(world.room, world.worker("priya"), KIT, ref, today, "We talked for a while. She sees her GP.")
    assert to_do(world, "priya") == ()


def test_asked_again_after_it_was_done_it_is_a_new_task(world: World) -> None:
    child = world.family_ready()
    mum = joined(world, child, MUM)
    ref = answer(world, mum, "managing", RING_ME, "parent")
    ring(world, ref, "We talked for a while. She sees her GP.")
    world.hands.move(hours=2)
    again = answer(world, joined(world, child, MUM), "managing", RING_ME, "parent")
    assert [task.ref for task in to_do(world, "priya")] == [again]


def test_a_call_that_nobody_answered_is_kept_and_closes_nothing_and_they_can_read_that_somebody_tried(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM, own_phone=True)
    ref = answer(world, mum, "managing", RING_ME, "parent")
    for _twice in range(2):
        ring(world, ref, "", answered=False)
    (task,) = to_do(world, "priya")
    assert task.standing.stage is Stage.RING
    (tried,) = do_task.look(world.room, world.worker("priya"), KIT, ref).done.tried
    assert (tried.by, tried.on) == ("Priya Nair", world.room.family.clock.today())
    (sent,) = sharing.read_back(cupboard(world), mum)
    assert [(said.kind, said.by) for said in sent.outcomes] == [(CameOf.TRIED, "Priya Nair")]
    world.hands.move(minutes=5)
    ring(world, ref, "We talked for a while. She sees her GP.")
    assert to_do(world, "priya") == ()
    (sent,) = sharing.read_back(cupboard(world), mum)
    assert [said.kind for said in sent.outcomes] == [CameOf.TRIED, CameOf.RANG]


def test_asked_again_after_a_meeting_while_nobody_rang_one_call_closes_both(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM, own_phone=True)
    first = answer(world, mum, "managing", RING_ME, "parent")
    world.hands.move(days=10)  # the meeting is over
    mum = joined(world, child, MUM, own_phone=True)
    answer(world, mum, "managing", RING_ME, "parent")
    assert [task.ref for task in to_do(world, "priya")] == [first]
    ring(world, first, "We talked for a while. She sees her GP.")
    assert to_do(world, "priya") == ()
    assert [[said.kind for said in each.outcomes] for each in sharing.read_back(cupboard(world), mum)] == [
        [CameOf.RANG], [CameOf.RANG],
    ]  # fmt: skip


def test_who_no_longer_asks_to_be_rung_is_not_rung_also_after_a_meeting(world: World) -> None:
    child = world.family_ready()
    answer(world, joined(world, child, MUM), "managing", RING_ME, "parent")
    world.hands.move(days=10)
    well = questions(world, "parent").question("managing")
    assert well is not None
    answer(world, joined(world, child, MUM), "managing", well.options[0][0], "parent")
    assert to_do(world, "priya") == ()


def test_a_call_before_they_asked_for_it_is_a_wrong_day_and_nothing_typed_is_lost(world: World) -> None:
    child = world.family_ready()
    ref = answer(world, joined(world, child, MUM), "managing", RING_ME, "parent")
    before = world.room.family.clock.today() - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        ring(world, ref, "We talked for a while.", on=before)
    assert [(fault.place, fault.message) for fault in refused.value.faults] == [("on", do_task.TOO_EARLY)]


def test_a_colleagues_note_is_never_written_over_from_a_page_that_was_opened_before(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    gather(world, ref)
    gather(world, ref)  # pressed twice
    with pytest.raises(Stale):
        gather(world, ref, by="priya", words="Kit was rung, and did not want to say anything.")
    mums = answer(world, joined(world, KIT, MUM), "managing", RING_ME, "parent")
    ring(world, mums, "We talked for a while.")
    with pytest.raises(Stale):
        ring(world, mums, "She did not want to talk to us.")
    with pytest.raises(Stale):
        ring(world, mums, "", answered=False)
    done = do_task.look(world.room, world.worker("priya"), KIT, ref).done
    assert done.gathered is not None and (done.gathered.words, done.gathered.by) == (HOW, "Tunde Bello")
    desk, path = world.at_the_desk("priya"), f"/c/{KIT}/task/{ref}"
    typed = {"how": ["phone"], "present": ["nobody"], "answer": "Kit was rung <b>twice</b> that day."}
    from tests.web.test_what_came_of_it import token

    both = desk.post(f"{path}/gathered", {**token(desk), **typed})
    assert (
        both.status_code == 409 and HOW in both.text and "Kit was rung &lt;b&gt;twice&lt;/b&gt; that day." in both.text
    )


def test_what_was_written_is_sealed_and_goes_with_the_words(away: tuple[World, FamilyMember, str]) -> None:
    world, _kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    gather(world, ref)
    with world.room.family.reading() as db:
        (body,) = db.execute(select(task_done.c.body)).scalars()
    assert HOW.encode() not in bytes(body)
    record_views.record(world.room, world.worker("tunde"), KIT)
    world.hands.move(days=40)
    keep.run(world.room, CommandLine(), Periods())
    assert len(to_do(world, "tunde")) == 1, "nobody who stays away is forgotten before they were told"
    tell(world, ref)
    keep.run(world.room, CommandLine(), Periods())
    with world.room.family.reading() as db:
        assert db.execute(select(task_done.c.shared_id)).all() == []


def test_no_window_shows_the_family_what_workers_wrote_about_a_task() -> None:
    from portal.store.family.policy import WINDOWS

    assert not [name for name, window in WINDOWS.items() if window.table is task_done]


# -- what they are told on their own page ------------------------------------------------------------------


ASKED_TO_TELL = "Tunde Bello is asked to tell you what happened at the meeting, by Thursday 3 December."
NOBODY_YET = "Nobody has written here yet that they told you. Ask Tunde Bello, or ask for their manager."


def test_their_own_page_says_who_is_asked_to_tell_them_then_that_nobody_did_and_then_who_did(world: World) -> None:
    child = world.family_ready()
    ref = answer(world, joined(world, child, child), "coming", NO)
    kit = signed_in(world, child)
    assert "what happened at the meeting" not in kit.get("/me").text
    world.hands.move(days=6)
    bring_changed(world, m7={"state": "held"})
    world.publish(KIT)
    kit = signed_in(world, child)
    for path in ("/me", "/sent"):
        assert ASKED_TO_TELL in kit.get(path).text, path
    world.hands.move(days=7)
    kit = signed_in(world, child)
    page = kit.get("/me").text
    assert NOBODY_YET in page and "by Thursday 3 December" not in page
    tell(world, ref)
    page = kit.get("/me").text
    assert "Tunde Bello told you on Friday 4 December what happened at the meeting." in page
    assert "Nobody has written" not in page
    told = sharing.sent_days(cupboard(world), joined(world, child, child))[0].outcomes
    assert [each.kind for each in told] == [CameOf.TOLD]


def test_that_they_did_not_come_stands_on_no_page_of_a_young_person_without_their_passphrase(world: World) -> None:
    child = world.family_ready()
    answer(world, joined(world, child, child), "coming", NO)
    world.hands.move(days=6)
    bring_changed(world, m7={"state": "held"})
    world.publish(KIT)
    kit = signed_in(world, child)
    world.hands.move(minutes=6)
    for path in ("/me", "/sent"):
        assert "what happened at the meeting" not in kit.get(path).text, path
    kit.submit("/again?to=/sent", form="/again", words=kit.words)
    assert ASKED_TO_TELL in kit.get("/sent").text and ASKED_TO_TELL in kit.get("/me").text
    switch_reading_back_off(world, child)
    for path in ("/me", "/sent"):
        assert "what happened at the meeting" not in kit.get(path).text, path


def switch_reading_back_off(world: World, person: str) -> None:
    with world.room.family.writing() as db:
        members.set_reads_back(db, world.room.person_id(KIT, person), False)


def signed_in(world: World, child: str):  # type: ignore[no-untyped-def]
    return world.join(child, child)


# -- who has left the case --------------------------------------------------------------------------------


def test_a_task_of_somebody_who_has_left_the_case_is_none_and_never_names_the_child_instead(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    refs = [answer(world, mum, "managing", RING_ME, "parent"), answer(world, mum, "coming", NO, "parent")]
    assert {task.person for task in to_do(world, "priya")} == {"Dawn Example"}
    bring_changed(world, people=["dad"])
    assert to_do(world, "priya") == ()
    for ref in refs:
        found = do_task.look(world.room, world.worker("priya"), KIT, ref)
        assert (found.person, found.has_left, found.errand) == ("Dawn Example", True, None)
    page = world.at_the_desk("priya").get(f"/c/{KIT}/task/{refs[0]}").text
    assert "Dawn Example has left the case" in page and "Ring Kit" not in page
    assert 'method="post" action="/c/' not in page
    world.hands.move(days=6)
    with pytest.raises(Invalid) as refused:
        tell(world, refs[1], by="priya")
    assert refused.value.faults[0].message == do_task.HAS_LEFT


def test_recorded_words_of_who_has_left_the_case_are_forgotten_in_time_though_their_task_was_never_done(
    world_on_each: World,
) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    ref = answer(world, mum, "coming", NO, "parent")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    record_views.record(world.room, world.worker("priya"), KIT)

    def stands() -> bool:
        with world.room.family.reading() as db:
            return shared.for_desk_one(db, world.room.family.keyring, ref) is not None

    world.hands.move(days=40)
    keep.run(world.room, CommandLine(), Periods())
    assert stands(), "somebody has to hear her views still"
    bring_changed(world, people=["dad"])
    keep.run(world.room, CommandLine(), Periods())
    assert not stands()


def test_what_somebody_asked_before_they_left_the_case_waits_for_no_answer_and_is_no_task(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    ref = answer(world, mum, "most-want", "a call back", "parent")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    bring_changed(world, people=["dad"])
    assert what_waits.for_a_child(world.room, world.worker("priya"), KIT).asks == {}
    desk = world.at_the_desk("priya")
    words = desk.get(f"/c/{KIT}/words").text
    assert "has left the case" in words and "Asked, and not answered yet" not in words
    came = desk.get(f"/c/{KIT}/words/{ref}/came").text
    assert "Nobody waits for one any more" in came and "Say it to" not in came


def test_an_answer_that_nobody_had_told_is_no_task_once_they_have_left_the_case(world: World) -> None:
    from portal.journeys.desk import invite

    child = world.family_ready()
    ref = answer(world, joined(world, child, MUM), "most-want", "a call back", "parent")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    invite.set_paper_only(world.room, world.worker("priya"), KIT, MUM)
    say_outcome.say(world.room, world.worker("priya"), KIT, ref, CameOf.HAPPENED, "Somebody rings you back now.")
    assert [task.what for task in to_do(world, "priya")] == ["tell"]
    bring_changed(world, people=["dad"])
    assert to_do(world, "priya") == ()


def test_who_is_not_invited_any_longer_is_still_told_what_happened_at_the_main_meeting(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    bring_changed(world, m7={"young_person_from": None})
    (task,) = to_do(world, "tunde")
    assert (task.standing.stage, task.standing.by) == (Stage.GATHER, date(2026, 11, 24))
    gather(world, ref)
    assert to_do(world, "tunde")[0].standing.stage is Stage.WAIT
    world.hands.move(days=6)
    assert to_do(world, "tunde")[0].standing.by == date(2026, 12, 3)
    tell(world, ref)
    assert to_do(world, "tunde") == ()


def test_said_twice_before_it_was_done_it_is_one_task_and_does_not_come_back(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    gather(world, ref)
    world.hands.move(days=2)
    kit = joined(world, KIT, KIT)
    again = answer(world, kit, "coming", NO)
    assert [task.ref for task in to_do(world, "tunde")] == [ref]
    world.hands.move(days=4)
    tell(world, ref)
    assert to_do(world, "tunde") == ()
    assert do_task.look(world.room, world.worker("tunde"), KIT, again).done.told is not None


def test_a_note_at_one_of_two_same_answers_is_seen_at_both_and_never_written_over(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, kit, ref = away
    world.hands.move(days=2)
    again = answer(world, joined(world, KIT, KIT), "coming", NO)
    note = Gathered(("phone",), ("nobody",), "They were heard while this was a task of its own.", "Tunde", MEETS)
    with world.room.family.writing() as db:
        key = members.key_of(db, world.room.family.keyring, kit.child)
        tasks.put(db, key, again, Done(gathered=note), world.room.family.clock.now())
    (task,) = to_do(world, "tunde")
    assert (task.ref, task.standing.stage) == (ref, Stage.WAIT)
    with pytest.raises(Stale):
        gather(world, ref)
    world.hands.move(days=4)
    tell(world, ref)
    assert to_do(world, "tunde") == ()
    for each in (ref, again):
        done = do_task.look(world.room, world.worker("tunde"), KIT, each).done
        assert done.gathered == note and done.told is not None


def test_two_notes_at_one_task_both_stay_where_they_stand_and_calls_are_counted_once() -> None:
    one, other = (Gathered(("phone",), ("nobody",), words, "Tunde", MEETS) for words in (HOW, f"{HOW} Twice."))
    call, told = Said("Tunde", MEETS, words="rang"), Said("Priya", MEETS, "phone")
    both = Done(one, tried=(call,)).with_what(Done(other, told, tried=(call, told)))
    assert both == Done(one, told, tried=(call, told))


# -- somebody without a page ------------------------------------------------------------------------------


def test_who_is_on_paper_only_is_told_by_a_person(world_on_each: World) -> None:
    from portal.journeys.desk import invite

    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    ref = answer(world, mum, "most-want", "a call back", "parent")
    read_views.open_new(world.room, world.worker("priya"), KIT)
    invite.set_paper_only(world.room, world.worker("priya"), KIT, MUM)
    assert to_do(world, "priya") == ()
    world.hands.move(hours=1)
    say_outcome.say(world.room, world.worker("priya"), KIT, ref, CameOf.HAPPENED, "Somebody rings you back now.")
    (task,) = to_do(world, "priya")
    assert (task.what, task.person, task.standing.by) == ("tell", "Dawn Example", date(2026, 11, 27))
    world.hands.move(hours=1)
    tell(world, ref, by="priya")
    assert to_do(world, "priya") == ()


def test_what_came_of_it_can_be_told_before_the_meeting_they_do_not_come_to(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    switch_reading_back_off(world, KIT)
    came = "We moved the meeting to a place near home."
    say_outcome.say(world.room, world.worker("tunde"), KIT, ref, CameOf.HAPPENED, came)
    assert sorted(task.what for task in to_do(world, "tunde")) == ["not-going", "tell"]
    world.hands.move(hours=1)
    tell(world, ref)
    assert [task.what for task in to_do(world, "tunde")] == ["not-going"]
    world.hands.move(days=6)
    gather(world, ref)
    tell(world, ref)
    assert to_do(world, "tunde") == ()


def test_who_was_told_of_the_meeting_before_it_was_known_what_came_of_their_words_is_still_told_that(
    away: tuple[World, FamilyMember, str],
) -> None:
    world, _kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    switch_reading_back_off(world, KIT)
    gather(world, ref)
    world.hands.move(days=8)
    came = "We moved the meeting to a place near home."
    say_outcome.say(world.room, world.worker("tunde"), KIT, ref, CameOf.HAPPENED, came)
    world.hands.move(days=1)
    today = world.room.family.clock.today()
    for _twice in range(2):
        tell(world, ref, on=today - timedelta(days=3))
    assert [task.what for task in to_do(world, "tunde")] == ["tell"], "nobody has told them that"
    with pytest.raises(Invalid) as refused:
        tell(world, ref, on=today - timedelta(days=2))
    assert [fault.message for fault in refused.value.faults] == [do_task.NOT_KNOWN_YET]
    tell(world, ref)
    assert to_do(world, "tunde") == ()


def test_who_uses_another_language_is_told_by_a_person_and_the_form_says_so(world_on_each: World) -> None:
    world = world_on_each
    child = world.family_ready("derby")
    dad = joined(world, child, DAD)
    theirs = questions(world, "parent")
    begin(world, dad, set_id="parent")
    prepare.save_answer(cupboard(world), dad, theirs, prepare.Saving("most-want", ["telefon"], None, None, "a" * 16))
    sharing.share(cupboard(world), dad, theirs, ["most-want"], **NOT_SURE)
    ref = sharing.sent_days(cupboard(world), dad)[0].id
    read_views.open_new(world.room, world.worker("priya"), child)
    _found, hears = say_outcome.look(world.room, world.worker("priya"), child, ref)
    assert hears is say_outcome.Hears.OTHER_LANGUAGE
    came = "Somebody rings you back the same evening."
    say_outcome.say(world.room, world.worker("priya"), child, ref, CameOf.HAPPENED, came)
    (task,) = what_waits.for_a_child(world.room, world.worker("priya"), child).errands
    assert task.what == "tell"


# -- by the day alone -------------------------------------------------------------------------------------


def test_without_a_meeting_it_is_five_working_days_and_never_a_day_that_was_over_when_it_was_shared() -> None:
    standing = where_it_stands(Task.NOT_GOING, START, (), Done(), WEEKDAYS)
    assert (standing.stage, standing.by) == (Stage.GATHER, date(2026, 11, 27))
    tomorrow = Met(START + timedelta(days=1), False)
    assert where_it_stands(Task.NOT_GOING, START, [tomorrow], Done(), WEEKDAYS).by == START.date()


def test_a_bank_holiday_is_no_working_day() -> None:
    christmas = BankHolidays(date(2026, 1, 1), date(2027, 12, 31), (date(2026, 12, 25), date(2026, 12, 28)))
    eve = START.replace(month=12, day=24)
    assert where_it_stands(Task.RING, eve, (), Done(), christmas).by == date(2026, 12, 29)


def test_the_meeting_for_which_it_was_said_is_the_first_one_after_it() -> None:
    note = Done(Gathered(("phone",), ("nobody",), HOW, "Tunde", START.date()))
    met = [Met(START + timedelta(days=days), is_held) for days, is_held in ((-5, True), (3, True), (90, False))]
    assert where_it_stands(Task.NOT_GOING, START, met, note, WEEKDAYS).stage is Stage.TELL
    told = replace(note, told=Said("Tunde", START.date()))
    assert where_it_stands(Task.NOT_GOING, START, met, told, WEEKDAYS).stage is Stage.DONE


def test_the_same_answer_twice_makes_one_task_and_a_later_round_another() -> None:
    from portal.store.family.tasks import TaskRow

    def row(ref: str, days: int, done: Done | None = None) -> TaskRow:
        at = START + timedelta(days=days)
        return TaskRow(ref, "c", "kit", "coming", Task.NOT_GOING, "yw", at, done or Done())

    meetings = {"kit": [Met(START + timedelta(days=5), True), Met(START + timedelta(days=100), False)]}
    found = standing_tasks([row("first", 0), row("again", 1), row("next", 50)], meetings, WEEKDAYS)
    assert [each.ref for each, _standing in found] == ["first", "next"]


# -- a copy of what is kept -------------------------------------------------------------------------------


def test_their_copy_says_what_came_of_it_and_the_workers_note_stands_in_the_list_to_decide_alone(
    away: tuple[World, FamilyMember, str],
) -> None:
    from tests.journeys.test_export_person import exported

    world, _kit, ref = away
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    gather(world, ref)
    came = "We moved the meeting to a place near home."
    say_outcome.say(world.room, world.worker("tunde"), KIT, ref, CameOf.HAPPENED, came)
    files = exported(world, KIT)
    for name in ("data.json", "index.html", "review.html"):
        assert came in files[name], name
    assert HOW in files["review.html"]
    assert HOW not in files["data.json"] + files["index.html"], "why somebody stays away is not shown to them unasked"
    assert HOW not in "".join(exported(world, MUM).values()) and came not in "".join(exported(world, MUM).values())


@pytest.mark.parametrize("invited", [True, False], ids=["invited-still", "not-invited-any-more"])
def test_answered_otherwise_after_the_meeting_the_first_task_stays_open_and_its_words_are_kept(
    world_on_each: World, invited: bool
) -> None:
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, child)
    ref = answer(world, kit, "coming", NO)
    read_views.open_new(world.room, world.worker("tunde"), KIT)
    record_views.record(world.room, world.worker("tunde"), KIT)
    if not invited:
        bring_changed(world, m7={"young_person_from": None})
        world.publish(KIT)
    world.hands.move(days=10)
    kit = joined(world, child, child)
    answer(world, kit, "coming", YES)
    world.hands.move(days=40)
    keep.run(world.room, CommandLine(), Periods())
    assert ref in [task.ref for task in to_do(world, "tunde")]
