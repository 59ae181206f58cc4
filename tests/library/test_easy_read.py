"""Easy read: one idea a line with a drawing of ours, limits of its own, and the longer guides one link away."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.guide import Guide, Prose
from portal.domain.preparation import FACES
from portal.domain.wording import LIMITS, Reader, grade, sentences, words
from portal.library.areas import read_areas
from portal.library.checks import check_content
from portal.library.guides import read_guides
from portal.library.pictures import DRAWINGS, names

CONTENT = Path(__file__).resolve().parents[2] / "content"
DRAWN = sorted(DRAWINGS.glob("*.svg"))
COLOURS = {"#E1F0EC", "#0F6B62", "#F5C04E", "none"}


@pytest.fixture(scope="module")
def areas() -> dict[str, Area]:
    return read_areas(CONTENT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def page(content: Path, line: str) -> Path:
    """A guide whose third line is this one."""
    path = content / "guides" / "the-levels" / "en.md"
    path.write_text(f"# Title\n\n{line}\n\nMore.\n", encoding="utf-8")
    return path


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has changed: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def said(guide: Guide) -> str:
    return "\n".join((guide.title, *(part.html for part in guide.parts if isinstance(part, Prose))))


# -- lines with a picture -----------------------------------------------------------------------------


def test_a_line_with_a_picture_is_a_part_of_its_own(copy: Path) -> None:
    page(
        copy,
        "About it.\n\nBefore.\n\n![](picture:table) At the **{meeting}**.\n![](picture:door) Go [on](guide:how-often).",
    )
    parts = read_guides(copy, read_areas(copy)["derby"])["the-levels"].parts
    assert parts == (
        Prose("<p>About it.</p>\n<p>Before.</p>\n"),
        Prose("<p>At the <strong>planning meeting</strong>.</p>\n", "table"),
        Prose('<p>Go <a href="how-often">on</a>.</p>\n', "door"),
        Prose("<p>More.</p>\n"),
    )


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("![](picture:tabel) Sit.", "there is no picture “tabel”: choose one of calendar, clock, door,"),
        ("Sit. ![](picture:table)", "write one picture, at the beginning"),
        ("![](picture:table) Sit. ![](picture:door) Go.", "write one picture, at the beginning"),
        ("![A table](picture:table) Sit.", "write one picture, at the beginning"),
        ("![](https://example.org/x.png) Sit.", "write one picture, at the beginning"),
        ("![](picture:../../icon) Sit.", "write one picture, at the beginning"),
        ("![](picture:table)", "needs words behind the picture"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused_with_file_line_and_remedy(
    copy: Path, line: str, remedy: str
) -> None:
    path = page(copy, f"About it.\n\n{line}")
    with pytest.raises(Invalid) as refused:
        read_guides(copy, read_areas(copy)["derby"])
    assert [fault.place for fault in refused.value.faults] == [f"{path}: line 5"]
    assert remedy in refused.value.faults[0].message
    assert refused.value.faults[0] in check_content(copy)


def test_the_sentence_for_the_list_has_no_picture(copy: Path) -> None:
    path = page(copy, "![](picture:table) About it.")
    with pytest.raises(Invalid, match=rf"{re.escape(str(path))}: line 3: .*take the picture away"):
        read_guides(copy, read_areas(copy)["derby"])


# -- easy-read guides ---------------------------------------------------------------------------------


def test_parents_and_young_people_each_have_an_easy_read_guide_within_its_limits(areas: dict[str, Area]) -> None:
    limits = LIMITS[Reader.EASY_READ]
    for area in areas.values():
        easy = [guide for guide in read_guides(CONTENT, area).values() if guide.easy_of]
        assert {guide.kind for guide in easy} == set(Kind)
        for guide in easy:
            lengths = [len(found) for sentence in sentences(said(guide)) if (found := words(sentence))]
            assert max(lengths) <= limits.longest
            assert sum(lengths) / len(lengths) <= limits.mean
            assert grade(said(guide)) <= limits.grade
            beside = [part for part in guide.parts if isinstance(part, Prose) and part.picture]
            assert len(beside) >= 20
            assert all(len(sentences(part.html)) <= 2 for part in beside), "one idea a line"


def test_easy_read_has_limits_of_its_own_and_a_picture_at_every_line(copy: Path) -> None:
    path = copy / "guides" / "easy-your-meeting" / "en.md"
    change(path, "![](picture:hand) You can ask", "You can ask")
    change(path, "You can skip a question.", "You can skip any of the questions that you do not want to answer today.")
    first, second = check_content(copy)
    assert (first.place, "begin the line with a picture" in first.message) == (f"{path}: line 29", True)
    assert second.message.startswith("for easy-read: 15 words, the limit is 12.")


@pytest.mark.parametrize(
    ("named", "remedy"),
    [
        ("gone", "there is no guide “gone”"),
        ("your-say", "“your-say” is for other readers"),
        ("easy-the-meeting", "“easy-the-meeting” is easy read itself"),
    ],
)
def test_an_easy_read_guide_names_longer_guides_of_the_same_readers(copy: Path, named: str, remedy: str) -> None:
    path = copy / "guides" / "easy-the-meeting" / "guide.yaml"
    change(path, "easy_of: [what-the-meeting-is,", f"easy_of: [{named},")
    (fault,) = check_content(copy)
    assert fault.place == f"{path}: easy_of"
    assert remedy in fault.message


def test_every_young_persons_guide_has_two_or_three_short_questions_for_the_meeting(areas: dict[str, Area]) -> None:
    young = [guide for guide in read_guides(CONTENT, areas["derby"]).values() if guide.kind is Kind.YOUNG_PERSON]
    assert len(young) >= 12
    for guide in young:
        assert 2 <= len(guide.ask) <= 3, guide.slug
        assert all(len(words(question)) <= 15 for question in guide.ask), guide.slug


# -- drawings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", DRAWN, ids=lambda file: file.stem)
def test_a_drawing_is_small_flat_and_ours(file: Path) -> None:
    """Nothing that runs, fetches, or is read aloud; one line weight and three colours."""
    assert file.stat().st_size < 1200
    root = ElementTree.parse(file).getroot()
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == ("0 0 64 64", "64", "64")
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in {
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "ellipse",
        }
        assert not (element.text or "").strip()
        assert not {"style", "id", "class", "href"} & set(element.attrib)
        assert {element.get("fill", "none"), element.get("stroke", "none")} <= COLOURS
        assert element.get("stroke-width", "3") == "3"


def test_every_drawing_is_used_and_named_for_those_who_write() -> None:
    written = "\n".join(file.read_text(encoding="utf-8") for file in CONTENT.glob("guides/*/en.md"))
    assert set(re.findall(r"!\[\]\(picture:([a-z-]+)\)", written)) | {f"face-{each}" for each in FACES} == set(names())
    assert ", ".join(names()) in (CONTENT / "README.md").read_text(encoding="utf-8")
