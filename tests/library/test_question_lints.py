"""What stops a question set before a family reads it: asking for people, hard or forbidden words, loose ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal.domain.area import Area
from portal.domain.errors import Invalid
from portal.library.areas import read_areas
from portal.library.check_forms import _asking_for_people, faults_in_set, faults_in_sets
from portal.library.checks import check_content
from portal.library.question_sets import read_question_sets

CONTENT = Path(__file__).resolve().parents[2] / "content"
ASKS_FOR_THEM = (
    "Who is hurting you?",
    "Who gave you the phone?",
    "Who makes you go there?",
    "What is his name?",
    "What are they called?",
    "Which car do they drive?",
    "What is the number plate?",
    "Where do they take you?",
    "Where does he live?",
    "What street is it on?",
    "Which house do you go to?",
    "What do they look like?",
    "Can you describe them?",
    "Does he have tattoos?",
    "What is the address?",
)
ASKS_FOR_NOBODY = (
    "How safe do you feel when you are out and about?",
    "What would help you feel safer out there?",
    "Who should say what you think?",
    "Who helps you feel safe?",
    "Who would you like with you?",
    "Is there anyone you can't be in a room with?",
    "Say how you know them, or what their job is. No names, please.",
    "Please don't write the names of people who hurt you.",
    "Where would be best for you?",
    "You don't have to say which apps you use.",
)
SET = """\
id: grandparent
for: parent
version: 1
notice: before-you-start
questions:
  - {id: one, kind: long, topic: views, quick: true}
  - {id: two, kind: one, topic: coming, quick: true, options: [come, stay], tasks: {stay: not-going}}
  - {id: three, kind: scale, topic: safety, quick: true, scale: out}
  - {id: three-why, kind: long, topic: safety, because: out}
  - {id: four, kind: yes-no, topic: help, tasks: {'yes': ring}}
  - {id: five, kind: faces, topic: views}
  - {id: six, kind: notice, topic: help}
"""
WORDS = """\
title: Get ready
notice:
  id: before-you-start
  text: [You can skip any question., Is it something only you know? Talk to your worker first., In danger? Call 999.]
short_notice:
  text: [Your workers read this. Do only you know it? Talk to your worker first. In danger now? Call 999.]
questions:
  one: {ask: 'How are things?', why: We ask because it helps.}
  two: {ask: 'Will you come?', why: So that there is a seat., options: {come: I will, stay: I cannot}}
  three: {ask: 'How safe is it?', why: So that we know., low: Not safe, high: Very safe}
  three-why: {ask: 'What makes it that?', why: So that we know.}
  four: {ask: 'Shall we ring?', why: So that you can talk., options: {'yes': 'Yes', 'no': 'No'}}
  five: {ask: 'How was it?', why: So that we know., options: {very-good: A, good: B, middle: C, bad: D, very-bad: E}}
  six: {ask: Read this, why: It is good to know.}
"""


@pytest.fixture(scope="module")
def areas() -> dict[str, Area]:
    return read_areas(CONTENT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Content with nothing but its question sets."""
    shutil.copytree(CONTENT / "questions", tmp_path / "content" / "questions")
    return tmp_path / "content"


def faults(copy: Path, areas: dict[str, Area], changes: dict[str, str] | None = None) -> list[str]:
    """What is wrong with the set above once this is changed, in its structure or in its words."""
    structure, words = SET, WORDS
    for old, new in (changes or {}).items():
        assert old in structure + words, old
        structure, words = structure.replace(old, new), words.replace(old, new)
    folder = copy / "questions" / "grandparent"
    folder.mkdir()
    (folder / "set.yaml").write_text(structure, encoding="utf-8")
    (folder / "en.yaml").write_text(words, encoding="utf-8")
    return [str(fault) for fault in faults_in_set(copy, read_question_sets(copy)["grandparent"], areas)]


def test_the_set_above_is_right(copy: Path, areas: dict[str, Area]) -> None:
    assert faults(copy, areas) == []


@pytest.mark.parametrize("asked", ASKS_FOR_THEM)
def test_nobody_is_asked_for_names_places_or_descriptions_of_people_who_do_harm(asked: str) -> None:
    assert list(_asking_for_people(asked)), asked


@pytest.mark.parametrize("asked", ASKS_FOR_NOBODY)
def test_what_people_may_be_asked_passes(asked: str) -> None:
    assert list(_asking_for_people(asked)) == [], asked


FIVE = "options: {very-good: A, good: B, middle: C, bad: D, very-bad: E}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"How are things?": "Who is hurting you?"}, "“Who is” may bring who, where or what somebody who does harm is"),
        ({"We ask because it helps.": "This is confidential."}, "promises what nobody can keep"),
        ({"We ask because it helps.": "You have to answer."}, "nothing has to be answered"),
        ({" In danger? Call 999.": " Bye."}, "en.yaml: notice: should say to call 999"),
        ({"first. In danger now? Call 999.": "first."}, "en.yaml: short_notice: should say to call 999"),
        ({"Is it something only you know?": "Is it new?"}, "en.yaml: notice: should say to talk to a worker first"),
        ({"Do only you know it?": "Not sure?"}, "en.yaml: short_notice: should say to talk to a worker first"),
        ({"id: one,": "id: list,", "  one: {": "  list: {"}, "“list” cannot be an id"),
        ({"{stay: not-going}": "{go: not-going}"}, "tasks: “go” is not offered: name one of come, stay"),
        ({"tasks: {stay: not-going}}": "asks: [go]}"}, "asks: “go” is not offered: name one of come, stay"),
        ({"because: out": "because: home"}, "because: there is no scale “home” in this set"),
        ({"scale: out}": "scale: out, alone: true}"}, "the number is given alone, so its words are too"),
        (
            {
                "kind: long, topic: safety": "kind: faces, topic: safety",
                "that?', why: So that we know.": f"?', why: x, {FIVE}",
            },
            "only words say what makes a number",
        ),
        ({"topic: views, quick: true}": "topic: views, quick: true, scale: out}"}, "only a scale has a scale"),
        ({"high: Very safe": "high: Not safe"}, "both ends have the same words"),
        ({"options: [come, stay]": "options: [come, stay, stay]"}, "the option “stay” stands twice"),
        ({"topic: help, tasks": "topic: help, quick: true, tasks"}, "the first 3 are quick: true, and no other"),
        ({"kind: notice, topic: help": "kind: notice, topic: help, asks: true"}, "a notice has no answer"),
        ({"faces, topic: views}": "faces, topic: views, picture: gun}"}, "there is no picture “gun”"),
        ({"faces, topic: views}": "faces, topic: views, pictures: {great: hand}}"}, "pictures: “great” is not offered"),
        ({"for: parent": "for: parent\neasy: true"}, "easy words: put a picture beside the question"),
        ({"[come, stay], tasks": "[come, stay], danger: [go], tasks"}, "danger: “go” is not offered: name one of come"),
        ({"scale: out}\n  - {id: three-why": "scale: out, danger: [11]}\n  - {id: three-why"}, "danger: “11” is not"),
        ({"long, topic: views, quick": "long, topic: views, danger: [bad], quick"}, "only a number or an option can"),
        ({"kind: notice, topic: help": "kind: notice, topic: help, danger: [1]"}, "only a number or an option can"),
        ({"[come, stay], tasks": "[come, stay], support: [go], tasks"}, "support: “go” is not offered: name one of"),
        ({"long, topic: views, quick": "long, topic: views, support: [bad], quick"}, "only a number or an option can"),
        ({"stay], tasks": "stay], danger: [stay], support: [stay], tasks"}, "“stay” stands at danger and at support"),
    ],
)
def test_a_loose_end_is_named_with_its_question_and_what_to_do(
    copy: Path, areas: dict[str, Area], changes: dict[str, str], said: str
) -> None:
    found = faults(copy, areas, changes)
    assert any(said in fault for fault in found), found
    assert all("grandparent" in fault for fault in found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind: faces, topic: views}": "kind: faces, topic: views, options: [a]}"}, "always has the same options"),
        ({"{stay: not-going}": "{stay: nothing}"}, "“nothing” should be one of not-going, ring"),
        ({"for: parent": "for: parent\nwhen: later"}, "“later” should be one of before, after"),
        ({", low: Not safe": ""}, "questions/three/low"),
        ({"bad: D, ": ""}, "questions/five/options/bad"),
        ({", stay: I cannot": ""}, "questions/two/options/stay"),
    ],
)
def test_what_has_no_words_or_is_not_known_is_refused_with_file_and_place(
    copy: Path, areas: dict[str, Area], changes: dict[str, str], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        faults(copy, areas, changes)
    assert any(said in str(fault) for fault in refused.value.faults), refused.value.faults


def test_more_than_six_tasks_do_not_stand_together_and_a_number_with_its_words_is_one(
    copy: Path, areas: dict[str, Area]
) -> None:
    more = "".join(f"  - {{id: more-{n}, kind: yes-no, topic: help}}\n" for n in range(6))  # a notice is no task
    said = "".join(f"  more-{n}: {{ask: 'So?', why: It helps., options: {{'yes': A, 'no': B}}}}\n" for n in range(6))
    found = faults(copy, areas, {"  - {id: five": f"{more}  - {{id: five", "  five: {": f"{said}  five: {{"})
    (fault,) = found
    assert "questions/more-5" in fault
    assert "7 tasks stand together (next), at most 6: take some out." in fault


def test_everybody_has_a_main_set_with_a_list_of_their_own_and_nobody_has_two_in_easy_words(copy: Path) -> None:
    folder = copy / "questions"
    assert list(faults_in_sets(copy, read_question_sets(copy))) == []
    shutil.copytree(folder / "easy", folder / "second")
    (again,) = faults_in_sets(copy, read_question_sets(copy))
    assert "“easy” is in easy words for the same people already" in str(again)
    shutil.rmtree(folder / "second")
    structure = folder / "easy" / "set.yaml"
    structure.write_text(structure.read_text(encoding="utf-8").replace("id: my-questions", "id: worries-2"), "utf-8")
    words = folder / "easy" / "en.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("  my-questions:", "  worries-2:"), "utf-8")
    (without,) = faults_in_sets(copy, read_question_sets(copy))
    assert "needs “my-questions”" in str(without)
    shutil.rmtree(folder / "parent")
    assert any("there is no set for parent" in str(fault) for fault in faults_in_sets(copy, read_question_sets(copy)))


def test_hard_and_forbidden_words_stop_a_young_persons_set_and_the_easy_one_sooner(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    easy, young = (copy / "questions" / each / "en.yaml" for each in ("easy", "young-person"))
    easy.write_text(
        easy.read_text(encoding="utf-8").replace(
            "You can say big things or small things.",
            "You can say big things or small things that you want to see happen.",
        ),
        "utf-8",
    )
    young.write_text(
        young.read_text(encoding="utf-8").replace("Just a few words is enough.", "Say what the victim needs."), "utf-8"
    )
    found = [str(fault) for fault in check_content(copy)]
    assert all("questions/easy/" in fault or "questions/young-person/" in fault for fault in found), found
    assert any("for easy-read: 14 words, the limit is 12." in fault for fault in found), found
    assert any("for young-person" in fault and "victim" in fault for fault in found), found
