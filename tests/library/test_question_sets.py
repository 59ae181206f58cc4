"""Question sets, read from the committed content and from broken copies of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.own_sets import group_of
from portal.domain.preparation import QuestionKind, QuestionSet, Task, When
from portal.library.question_sets import read_question_sets

CONTENT = Path(__file__).resolve().parents[2] / "content"
SET = """\
id: grandparent
for: parent
version: 1
notice: before-you-start
questions:
  - {id: one, kind: short, topic: views, max: 20, quick: true}
  - {id: two, kind: one, topic: coming, quick: true, options: ['yes', 'no']}
  - {id: three, kind: scale, topic: safety, quick: true}
"""
WORDS = """\
title: Get ready
notice: {id: before-you-start, text: [You can skip any question.]}
short_notice: {text: [Your workers read this.]}
questions:
  one: {ask: 'How are things?', why: We ask because it helps.}
  two: {ask: 'Can you come?', why: So that there is a seat., options: {'yes': Yes I can, 'no': No I cannot}}
  three: {ask: 'How safe is it?', why: So that we know., low: Not safe, high: Very safe}
"""


@pytest.fixture(scope="module")
def sets() -> dict[str, QuestionSet]:
    return read_question_sets(CONTENT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def write(content: Path, structure: str = SET, words: str = WORDS, language: str = "en") -> Path:
    folder = content / "questions" / "grandparent"
    folder.mkdir(exist_ok=True)
    (folder / "set.yaml").write_text(structure, encoding="utf-8")
    (folder / f"{language}.yaml").write_text(words, encoding="utf-8")
    return folder


def test_there_are_sets_for_before_and_after_for_both_and_one_in_easy_words(sets: dict[str, QuestionSet]) -> None:
    assert {name: (each.kind, each.when, each.easy) for name, each in sets.items()} == {
        "parent": (Kind.PARENT, When.BEFORE, False),
        "young-person": (Kind.YOUNG_PERSON, When.BEFORE, False),
        "easy": (Kind.YOUNG_PERSON, When.BEFORE, True),
        "after-parent": (Kind.PARENT, When.AFTER, False),
        "after-young-person": (Kind.YOUNG_PERSON, When.AFTER, False),
    }


def test_each_set_begins_with_three_quick_things(sets: dict[str, QuestionSet]) -> None:
    for each in sets.values():
        assert [question.quick for question in each.asked][:4] == [True, True, True, False]


def test_every_question_says_why_it_is_asked(sets: dict[str, QuestionSet]) -> None:
    assert all(question.why for each in sets.values() for question in each.questions)


def test_what_must_not_be_said_in_front_of_others_is_held_for_the_named_worker(
    sets: dict[str, QuestionSet],
) -> None:
    held = {name: [question.id for question in each.asked if question.held] for name, each in sets.items()}
    assert held == {
        "young-person": ["not-in-front", "not-in-room"],
        "easy": ["not-in-front", "not-in-room"],
        "parent": ["not-in-room", "tell-my-child", "reach-me", "ring-me"],
        "after-young-person": [],
        "after-parent": [],
    }


def test_what_may_mean_danger_is_marked(sets: dict[str, QuestionSet]) -> None:
    marked = {name: {q.id: q.danger for q in each.questions if q.danger} for name, each in sets.items()}
    low, sad = ("0", "1", "2", "3"), ("bad", "very-bad")
    assert marked == {
        "young-person": {
            "safe-out": low,
            "safe-home": low,
            "safe-school": low,
            "safe-online": low,
        },
        "easy": {"safe-out": sad, "safe-home": sad},
        "parent": {"safe-out": low, "safe-home": low, "safe-online": low},
        "after-young-person": {},
        "after-parent": {},
    }


def test_who_cannot_go_on_is_not_answered_with_an_alarm_and_what_asks_for_help_has_a_next_page(
    sets: dict[str, QuestionSet],
) -> None:
    marked = {name: {q.id: q.support for q in each.questions if q.support} for name, each in sets.items()}
    assert marked == {
        "young-person": {"feeling": ("very-bad",)},
        "easy": {"feeling": ("very-bad",)},
        "parent": {"managing": ("not-managing",)},
        "after-young-person": {},
        "after-parent": {},
    }
    for each in sets.values():
        for question in each.asked:
            if question.danger or question.support:
                after = each.after(question.id)
                assert after and group_of(after) == group_of(question), f"{question.id}: the list shows no answers"


def test_before_they_write_everybody_reads_that_it_may_go_into_the_councils_own_records(
    sets: dict[str, QuestionSet],
) -> None:
    for name, each in sets.items():
        for notice in (each.notice, each.short_notice):
            said = " ".join(notice.paragraphs)
            where = "The council keeps a file about" if each.easy else "the council's own records"
            assert where in said, name
            assert "There, other workers who help your family can read it." in said, name


def test_what_asks_a_worker_for_something_is_carried_on_and_the_words_no_one_are_not(
    sets: dict[str, QuestionSet],
) -> None:
    young, parent, easy = sets["young-person"], sets["parent"], sets["easy"]
    asks = [(young, "who-speaks", "advocate"), (young, "with-me", "friend"), (young, "where", "school"),
            (young, "told-after", "advocate"), (young, "not-in-room", "My uncle"), (young, "coming", "yes-online"),
            (young, "times", "After 4"), (parent, "bring", "supporter"), (parent, "from-each", "A nurse"),
            (parent, "papers", "none"), (parent, "tell-my-child", "Not yet"), (easy, "with-me", "worker"),
            (parent, "wrong-or-missing", "The date"), (easy, "not-in-room", "My aunt")]  # fmt: skip
    asks_nothing = [(young, "who-speaks", "me"), (young, "who-speaks", "no-one"), (young, "with-me", "no-one"),
                    (young, "with-me", "not-sure-yet"), (young, "coming", "yes-in-person"), (young, "signal", "hand"),
                    (young, "told-after", "no-one"), (easy, "told-after", "no-one"),
                    (parent, "bring", "no-one"), (parent, "papers", "right"), (easy, "with-me", "no-one")]  # fmt: skip
    for said, expected in ((asks, True), (asks_nothing, False)):
        for each, ref, answer in said:
            question = each.question(ref)
            assert question is not None
            assert question.asks_with((answer,)) is expected, (each.id, ref, answer)
    some = young.question("with-me")
    assert some is not None and some.asks_with(("no-one", "advocate"))


def test_nobody_is_promised_what_a_worker_can_only_try(sets: dict[str, QuestionSet]) -> None:
    said = " ".join(f"{q.why} {q.hint}" for each in sets.values() for q in each.questions)
    for promise in ("no one says it", "don't have to see them", "do not meet them", "don't meet them", "people stop",
                    "All the numbers are opened together", "ask the right people", "We only use", "We do not check",
                    "So that they are said", "So that nobody asks more", "as a shock to you", "and you don't have to.",
                    "before people decide", "not on your own there", "feel OK there",
                    "knows what you need"):  # fmt: skip
        assert promise not in said
    for ref in ("young-person", "easy", "parent"):
        apart = sets[ref].question("not-in-room")
        assert apart is not None and "They will tell you if they can't." in apart.why


def test_nobody_is_asked_why_their_number_is_not_lower_and_the_words_fit_a_0_and_a_10(
    sets: dict[str, QuestionSet],
) -> None:
    asked = [question for each in sets.values() for question in each.asked if question.because]
    assert asked
    for question in asked:
        assert not re.search(r"\b(?:lower|higher)\b", f"{question.ask} {question.why} {question.hint}"), question.id


def test_where_a_worker_may_have_to_act_it_says_that_they_tell_you_first_only_if_that_is_safe(
    sets: dict[str, QuestionSet],
) -> None:
    for ref in ("parent", "after-parent"):
        said = " ".join(sets[ref].notice.paragraphs)
        assert "If so, your worker should tell you first, if that is safe." in said
    for ref, question in (("young-person", "not-in-front"), ("parent", "tell-my-child")):
        found = sets[ref].question(question)
        assert found is not None and found.hint.endswith("first, if that is safe.")


def test_there_is_an_answer_for_whoever_does_not_want_to_come_or_to_hear(sets: dict[str, QuestionSet]) -> None:
    coming = sets["parent"].question("coming")
    assert coming is not None and dict(coming.options)["not-this-time"] == "No, not this time"
    assert coming.task_of(("not-this-time",)) is Task.NOT_GOING
    for ref in ("young-person", "easy"):
        told = sets[ref].question("told-after")
        assert told is not None and dict(told.options)["no-one"].startswith("No one.")


def test_whoever_is_not_coming_is_told_which_questions_they_can_leave_out(sets: dict[str, QuestionSet]) -> None:
    asked = {"young-person": ("with-me", "where", "times", "signal"), "easy": ("with-me", "signal")}
    for ref, about_the_day in asked.items():
        for each in about_the_day:
            question = sets[ref].question(each)
            assert question is not None and question.hint.startswith("Not coming? Skip this one."), (ref, each)
    speaks = sets["young-person"].question("who-speaks")
    assert speaks is not None and speaks.hint.startswith("Said already that nobody should? Skip this one.")


def test_a_young_person_ends_on_a_good_thing_and_a_parent_reads_what_not_to_write_before_their_worries(
    sets: dict[str, QuestionSet],
) -> None:
    assert [each.id for each in sets["young-person"].asked][-3:] == ["who-helped", "anything-else", "good-to-hear"]
    assert [each.id for each in sets["easy"].asked][3] == "how-tell"
    above = sets["parent"].read_above("worries")
    assert above is not None and "anywhere on these pages" in above.ask


def test_a_scale_has_words_at_both_ends(sets: dict[str, QuestionSet]) -> None:
    scales = [q for each in sets.values() for q in each.questions if q.kind is QuestionKind.SCALE]
    assert scales
    assert all(question.low and question.high for question in scales)


def test_the_notice_comes_with_a_mark_that_changes_with_its_words(copy: Path) -> None:
    before = read_question_sets(copy)["parent"].notice
    path = copy / "questions" / "parent" / "en.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("call 999", "ring 999"), encoding="utf-8")
    after = read_question_sets(copy)["parent"].notice
    assert before.id == after.id == "before-you-start"
    assert before.sha256 != after.sha256


def test_a_new_set_is_a_folder_and_no_code(copy: Path) -> None:
    write(copy)
    found = read_question_sets(copy)["grandparent"]
    assert [question.id for question in found.questions] == ["one", "two", "three"]
    assert found.questions[1].options == (("yes", "Yes I can"), ("no", "No I cannot"))
    assert found.questions[0].longest == 20


def test_a_set_is_in_a_language_whole_or_not_at_all(copy: Path) -> None:
    assert read_question_sets(copy, "pl")["parent"].language == "en"
    half = WORDS.replace("three: {ask: 'How safe is it?'", "three: {ask: ''")
    write(copy, SET, WORDS)
    folder = write(copy, SET, half, "pl")
    with pytest.raises(Invalid) as refusal:
        read_question_sets(copy, "pl")
    assert [fault.place for fault in refusal.value.faults] == [f"{folder / 'pl.yaml'}: questions/three/ask"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: scale", "kind: slider", "there is no kind “slider”"),
        ("topic: safety", "topic: safety, required: true", "“required” is not something a question has"),
        ("id: two", "id: one", "the question “one” stands twice"),
    ],
)
def test_a_broken_set_is_refused_with_its_file(copy: Path, old: str, new: str, said: str) -> None:
    write(copy, SET.replace(old, new))
    with pytest.raises(Invalid, match=rf"grandparent/set\.yaml.*{said}"):
        read_question_sets(copy)


def test_nobody_writes_without_a_notice(copy: Path) -> None:
    write(copy, SET, WORDS.replace("text: [You can skip any question.]", "text: []"))
    with pytest.raises(Invalid, match="nobody writes before they have read it"):
        read_question_sets(copy)
