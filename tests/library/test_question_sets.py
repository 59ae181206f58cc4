"""Question sets, read from the committed content and from broken copies of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.preparation import QuestionKind, QuestionSet, When
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
        "parent": ["not-in-room", "reach-me", "ring-me"],
        "after-young-person": [],
        "after-parent": [],
    }


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
