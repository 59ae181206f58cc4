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
        "parent": ["not-in-room", "tell-my-child", "reach-me", "ring-me"],
        "after-young-person": [],
        "after-parent": [],
    }


def test_what_may_mean_danger_is_marked(sets: dict[str, QuestionSet]) -> None:
    marked = {name: {q.id: q.danger for q in each.questions if q.danger} for name, each in sets.items()}
    low, sad = ("0", "1", "2", "3"), ("bad", "very-bad")
    assert marked == {
        "young-person": {
            "feeling": ("very-bad",),
            "safe-out": low,
            "safe-home": low,
            "safe-school": low,
            "safe-online": low,
        },
        "easy": {"feeling": ("very-bad",), "safe-out": sad, "safe-home": sad},
        "parent": {"managing": ("not-managing",), "safe-out": low, "safe-home": low, "safe-online": low},
        "after-young-person": {},
        "after-parent": {},
    }


def test_before_they_write_everybody_reads_that_it_may_go_into_the_councils_own_records(
    sets: dict[str, QuestionSet],
) -> None:
    for name, each in sets.items():
        for notice in (each.notice, each.short_notice):
            said = " ".join(notice.paragraphs)
            assert "the council's own records" in said, name
            assert "There, other workers who help your family can read it." in said, name


def test_what_asks_a_worker_for_something_is_carried_on_and_the_words_no_one_are_not(
    sets: dict[str, QuestionSet],
) -> None:
    young, parent, easy = sets["young-person"], sets["parent"], sets["easy"]
    asks = [(young, "who-speaks", "advocate"), (young, "with-me", "friend"), (young, "where", "school"),
            (young, "told-after", "advocate"), (young, "not-in-room", "My uncle"), (young, "coming", "yes-online"),
            (young, "times", "After 4"), (parent, "bring", "supporter"), (parent, "from-each", "A nurse"),
            (parent, "papers", "none"), (parent, "tell-my-child", "Not yet"), (easy, "with-me", "worker"),
            (easy, "not-in-room", "My aunt")]  # fmt: skip
    asks_nothing = [(young, "who-speaks", "me"), (young, "who-speaks", "no-one"), (young, "with-me", "no-one"),
                    (young, "with-me", "not-sure-yet"), (young, "coming", "yes-in-person"), (young, "signal", "hand"),
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
                    "All the numbers are opened together", "ask the right people"):  # fmt: skip
        assert promise not in said
    for ref in ("young-person", "easy", "parent"):
        apart = sets[ref].question("not-in-room")
        assert apart is not None and "They will tell you if they can't." in apart.why


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
