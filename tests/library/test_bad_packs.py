"""A pack that cannot be shown as it stands stops the start, and says so to an editor: file, line, remedy."""
# ruff: noqa: E501 (a slip reads best on one line)

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from portal.domain.errors import Fault, Invalid
from portal.library.lines import with_lines
from portal.library.taking_up import take_up
from tests.library.test_content import CONTENT, change

# file, what stands there, what somebody makes of it, what the fault says; its line is the one that was changed
Slip = tuple[str, str, str, str]

OUT_OF_SHAPE: tuple[Slip, ...] = (
    ("areas/nottinghamshire/area.yaml", "at_most: 3, unit: months", "at_most: three, unit: months", "“three” is not a whole number"),
    ("areas/nottinghamshire/area.yaml", "{id: risk_assessment, at_most: 10, unit: days}", "{id: risk_assessment, at_most: 10}", "is missing: write it here"),
    ("areas/derby/area.yaml", "{id: first_review, at_most: 8, unit: weeks}", "{id: first_review, at_most: 8, unit: weeks, first: first_review}", "nothing reads this"),
    ("areas/norfolk/en.yaml", "    label: Medium", "    label: [Medium]", "“['Medium']” is not text"),
    ("guides/who-comes/guide.yaml", "audience: parent", "audience: parents", "should be one of parent, young-person"),
    ("helplines/helplines.yaml", "childline: {phone: '0800 1111'", "childline: {phone: 8001111", "put it in quotes"),
)  # fmt: skip
NOT_READ: tuple[Slip, ...] = (
    ("areas/derby/area.yaml", "role: fire_service", "role: fire_brigade", "there is no role “fire_brigade” in derby: choose one"),
    ("areas/derby/area.yaml", "kind: taf, at_most: 12, unit: weeks", "kind: taf, at_most: 12", "the unit should be one of days, working_days"),
    ("areas/derby/area.yaml", "level: high, plan_type: child-in-need, kind: cin_review, at_most: 4, unit: months, first: first_review", "level: high, plan_type: child-in-need, kind: cin_review, at_most: 4, unit: months, first: itself", "there is no timescale “itself”"),
    ("areas/norfolk/area.yaml", "  - safecall\n", "  - safekall\n", "there is no helpline “safekall”"),
)  # fmt: skip
NOT_READ_EITHER: tuple[Slip, ...] = (  # guides are read for the areas that could be
    ("guides/who-comes/en.md", "[[who-comes]]", "[[who-came]]", "“[[who-came]]” is not a place that an area fills"),
    ("guides/your-part/en.md", "(guide:step-by-step)", "(guide:step-by-stop)", "links to the guide “step-by-stop”, which is not there"),
)  # fmt: skip
AGAINST_A_RULE: tuple[Slip, ...] = (
    ("areas/derby/area.yaml", "scale: [low, medium, high]", "scale: [low, high, medium]", "another order than the levels have everywhere else"),
    ("areas/norfolk/area.yaml", "role: dsl, levels: [standard, medium, high]", "role: dsl, levels: [medium, standard, high]", "the order should be standard, medium, high"),
    ("areas/nottinghamshire/area.yaml", "{id: return_talk, at_most: 2,", "{id: return_talk, at_most: 0,", "“0” is no time"),
    ("areas/norfolk/en.yaml", "title: What is new", "title: Who is here, and what gets shared", "another step is called “Who is here, and what gets shared” too"),
    ("guides/how-often/en.md", "## Help now", "<b onclick=x>Now</b>\n\n## Help now", "HTML is not shown. Write Markdown"),
    ("guides/your-part/en.md", "](guide:step-by-step)", "](javascript:alert(1))", "links to “javascript:alert(1”: only [words](guide:name) is a link here"),
    ("guides/easy-the-meeting/guide.yaml", "easy_of: [", "easy_of: [easy-the-meeting, ", "is easy read itself: name the longer guide"),
    ("guides/easy-your-meeting/guide.yaml", "easy_of: [", "easy_of: [easy-the-meeting, ", "is for other readers"),
)  # fmt: skip


def refused(folder: Path, slips: Iterable[Slip]) -> tuple[Fault, ...]:
    """What the start says of a copy with these slips in it."""
    content = Path(shutil.copytree(CONTENT, folder / "content"))
    for file, old, new, _ in slips:
        change(content / file, old, new)
    with pytest.raises(Invalid) as problem:
        take_up(content)
    return problem.value.faults


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fault, ...]:
    stages = (OUT_OF_SHAPE, NOT_READ, NOT_READ_EITHER, AGAINST_A_RULE)
    return tuple(fault for stage in stages for fault in refused(tmp_path_factory.mktemp("bad"), stage))


def line_of(slip: Slip) -> int:
    """The line at which the committed file holds what was changed."""
    before = (CONTENT / slip[0]).read_text(encoding="utf-8").partition(slip[1])[0]
    return before.count("\n") + len(slip[1]) - len(slip[1].lstrip("\n")) + 1


@pytest.mark.parametrize(
    "slip", [*OUT_OF_SHAPE, *NOT_READ, *NOT_READ_EITHER, *AGAINST_A_RULE], ids=lambda slip: slip[3]
)
def test_a_slip_stops_the_start_and_is_named_by_file_and_line_with_a_remedy(
    faults: tuple[Fault, ...], slip: Slip
) -> None:
    found = [fault for fault in faults if f"/content/{slip[0]}" in fault.place and slip[3] in fault.message]
    assert found, "nobody said so"
    assert line_of(slip) in {fault.line for fault in found}, found
    assert any(f"(line {fault.line}): " in str(fault) for fault in found)


def test_a_file_that_is_no_file_of_words_is_not_read_at_all(tmp_path: Path) -> None:
    """Five megabytes, a picture, a text of another encoding, and YAML that goes wrong in the middle."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    (content / "guides" / "who-comes" / "en.md").write_text("Words. " * 750_000, encoding="utf-8")
    (content / "guides" / "the-levels" / "plan.png").write_bytes(b"\x89PNG" + bytes(400_000))
    (content / "areas" / "derby" / "en.yaml").write_bytes("name: Derby\ncouncil: Tyne £\n".encode("latin-1"))
    with pytest.raises(Invalid) as problem:
        take_up(content)
    said = [str(fault).partition("/content/")[2] for fault in problem.value.faults]
    assert said == [
        "areas/derby/en.yaml (line 2): is not plain text here: save the file as UTF-8.",
        "guides/the-levels/plan.png: has 0.4 MB, and no file of words has more than 256 KB: a picture or a document"
        " belongs elsewhere. Take it out.",
        "guides/who-comes/en.md: has 5.0 MB, and no file of words has more than 256 KB: a picture or a document"
        " belongs elsewhere. Take it out.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: Derby\n", "name: 'Derby\n", r"en\.yaml: cannot be read: in line \d+: .+\. Look for a quote, a colon"),
        ("council: Derby", "name: Derby", r"en\.yaml: cannot be read: in line 2: “name” stands twice\.$"),
        ("name: Derby\n", "name: " + "[" * 100_000 + "\n", r"en\.yaml: cannot be read: "),
    ],
)
def test_yaml_that_cannot_be_read_says_in_which_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    change(content / "areas" / "derby" / "en.yaml", old, new)
    with pytest.raises(Invalid) as problem:
        take_up(content)
    assert [bool(re.search(said, str(fault))) for fault in problem.value.faults] == [True]


def test_a_sentence_is_found_although_an_area_spoke_in_it_and_marks_stood_in_it(tmp_path: Path) -> None:
    guide = tmp_path / "en.md"
    guide.write_text(
        "# Title\n\nAbout it.\n\nAt the **{meeting}**, ask who [leads it](guide:who) now.\n", encoding="utf-8"
    )
    said = "too long. In: “At the child planning meeting, ask who leads it now.”"
    assert [fault.line for fault in with_lines([Fault(str(guide), said)])] == [5]
    assert [fault.line for fault in with_lines([Fault(str(guide), "“nothing like that stands here at all”")])] == [0]


def test_what_is_only_hard_to_read_stops_nobody(tmp_path: Path) -> None:
    """An editor is told by the check; a family that needs a number to ring does not wait for it."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    change(content / "guides" / "how-often" / "en.md", "## Help now", "We will convene.\n\n## Help now")
    assert take_up(content).areas["en"]


def test_the_words_that_we_ship_are_taken_up_once_for_one_state_of_the_folder() -> None:
    assert take_up(CONTENT) is take_up(CONTENT)
