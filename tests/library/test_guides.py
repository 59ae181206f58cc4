"""Guides, read for each area from the committed content and from broken copies of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.guide import Part, Prose, Slot
from portal.library.areas import read_areas
from portal.library.guides import guide_slugs, read_guides

CONTENT = Path(__file__).resolve().parents[2] / "content"
STRUCTURE = """\
audience: parent
order: 5
areas: all
owner: content
review_by: 2027-05-21
sources: [seed_000]
slots: [helplines]
"""


@pytest.fixture(scope="module")
def areas() -> dict[str, Area]:
    return read_areas(CONTENT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def write(content: Path, slug: str, words: str, structure: str = STRUCTURE) -> Path:
    folder = content / "guides" / slug
    folder.mkdir(exist_ok=True)
    (folder / "guide.yaml").write_text(structure, encoding="utf-8")
    (folder / "en.md").write_text(words, encoding="utf-8")
    return folder / "en.md"


def html(parts: tuple[Part, ...]) -> str:
    return "\n".join(part.html for part in parts if isinstance(part, Prose))


def test_every_guide_is_there_in_every_area_in_order(areas: dict[str, Area]) -> None:
    for area in areas.values():
        guides = read_guides(CONTENT, area)
        assert set(guides) == set(guide_slugs(CONTENT))
        orders = [guide.order for guide in guides.values()]
        assert orders == sorted(orders)


def test_parents_and_young_people_each_have_guides_of_their_own(areas: dict[str, Area]) -> None:
    kinds = [guide.kind for guide in read_guides(CONTENT, areas["derby"]).values()]
    assert kinds.count(Kind.PARENT) >= 15
    assert kinds.count(Kind.YOUNG_PERSON) >= 8


def test_no_guide_shows_a_mark_that_was_left_unfilled(areas: dict[str, Area]) -> None:
    for area in areas.values():
        for guide in read_guides(CONTENT, area).values():
            shown = f"{guide.title}\n{guide.summary}\n{html(guide.parts)}"
            assert not re.search(r"\[\[|\]\]|\{[a-z ]*\}|guide:|guide\.invalid|<h1", shown), guide.slug


def test_every_guide_ends_with_whom_to_ring(areas: dict[str, Area]) -> None:
    for guide in read_guides(CONTENT, areas["norfolk"]).values():
        assert guide.parts[-1] is Slot.HELPLINES, guide.slug


def test_one_text_speaks_with_each_areas_own_words(copy: Path) -> None:
    write(copy, "a-page", "# The {meeting}\n\nIn {area}, {council} holds {meetings}.\n\nMore.\n")
    guides = {name: read_guides(copy, area)["a-page"] for name, area in read_areas(copy).items()}
    assert guides["norfolk"].title == "The child planning meeting"
    assert guides["derby"].summary == "In Derby, Derby City Council holds planning meetings."
    assert "child planning" not in html(guides["derby"].parts)


def test_the_text_is_cut_where_the_area_speaks(copy: Path) -> None:
    write(copy, "a-page", "# Title\n\nAbout it.\n\n[[levels]]\n\nThen [[chair]] stays.\n\n[[helplines]]\n")
    parts = read_guides(copy, read_areas(copy)["derby"])["a-page"].parts
    assert [part if isinstance(part, Slot) else "prose" for part in parts] == [
        "prose",
        Slot.LEVELS,
        "prose",
        Slot.HELPLINES,
    ]


def test_a_link_to_another_guide_stays_within_the_area_and_the_language(copy: Path) -> None:
    write(copy, "a-page", "# Title\n\nAbout it.\n\nSee [the levels](guide:the-levels).\n")
    shown = html(read_guides(copy, read_areas(copy)["derby"])["a-page"].parts)
    assert '<a href="the-levels">the levels</a>' in shown


def test_questions_for_the_meeting_are_kept_apart_from_the_words(copy: Path) -> None:
    words = "# Title\n\nAbout it.\n\n## Ask\n\n[[ask]]\n\n- Why this {meeting}?\n- Who comes?\n\n## Now\n\nGo.\n"
    write(copy, "a-page", words)
    guide = read_guides(copy, read_areas(copy)["derby"])["a-page"]
    assert guide.ask == ("Why this planning meeting?", "Who comes?")
    assert [type(part).__name__ for part in guide.parts] == ["Prose", "Ask", "Prose"]
    assert "Who comes" not in html(guide.parts)


def test_heavy_words_stay_closed_until_the_reader_opens_them(copy: Path) -> None:
    words = "# Title\n\nAbout it.\n\nHeavy.\n\n[[behind: Knives & <b>fear</b>]]\n\nA {meeting}.\n\n[[end]]\n\nAfter.\n"
    write(copy, "a-page", words)
    shown = html(read_guides(copy, read_areas(copy)["derby"])["a-page"].parts)
    assert "<details>\n<summary>Knives &amp; &lt;b&gt;fear&lt;/b&gt;</summary>" in shown
    assert shown.index("Heavy.") < shown.index("<details>") < shown.index("A planning meeting.")
    assert shown.index("</details>") < shown.index("After.")


def test_a_guide_may_be_for_some_areas_alone(copy: Path) -> None:
    write(copy, "a-page", "# Title\n\nAbout it.\n", STRUCTURE.replace("areas: all", "areas: [derby]"))
    areas = read_areas(copy)
    assert "a-page" in read_guides(copy, areas["derby"])
    assert "a-page" not in read_guides(copy, areas["norfolk"])


def test_a_guide_that_is_not_translated_comes_whole_in_english_and_says_so(copy: Path) -> None:
    write(copy, "a-page", "# Title\n\nAbout it.\n").with_name("pl.md").write_text(
        "# Tytuł\n\nO tym.\n", encoding="utf-8"
    )
    guides = read_guides(copy, read_areas(copy)["derby"], "pl")
    assert (guides["a-page"].language, guides["a-page"].title) == ("pl", "Tytuł")
    assert guides["the-levels"].language == "en"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Title\n\nAbout it.\n", "begin with “# Title”"),
        ("# Title\n\n## No summary\n", "begin with “# Title”"),
        ("# Title\n\nAbout {the area}.\n", "“{the area}” is not a word that an area fills"),
        ("# Title\n\nAbout it.\n\n[[weather]]\n", re.escape("“[[weather]]” is not a place")),
        ("# Title\n\nAbout it. [Gone](guide:gone).\n", "links to the guide “gone”, which is not there"),
        ("# Title\n\nAbout it.\n\n[[ask]]\n\nWhy?\n", re.escape("“[[ask]]” needs a list")),
        ("# Title\n\nAbout it.\n\n[[behind: Heavy]]\n\nWords.\n", re.escape("needs “[[end]]” below")),
        ("# Title\n\nAbout it.\n\nWords.\n\n[[end]]\n", re.escape("“[[end]]” needs a line “[[behind")),
        ("# Title\n\nA.\n\n[[chair]]\n\n[[behind: Heavy]]\nB.\n[[end]]\n", "put a sentence before"),
        ("# Title\n\nA.\n\n[[behind: Heavy]]\n[[chair]]\n[[end]]\n", "only words can stand between"),
    ],
)
def test_a_broken_guide_is_refused_with_its_file(copy: Path, words: str, said: str) -> None:
    write(copy, "a-page", words)
    with pytest.raises(Invalid, match=rf"a-page/en\.md: .*{said}"):
        read_guides(copy, read_areas(copy)["derby"])


def test_html_in_a_guide_is_shown_as_letters_and_never_as_html(copy: Path) -> None:
    write(copy, "a-page", "# Title\n\nAbout it.\n\n<script>alert(1)</script> <b onclick=x>hello</b>\n")
    shown = html(read_guides(copy, read_areas(copy)["derby"])["a-page"].parts)
    assert "<script" not in shown
    assert "<b" not in shown.replace("<blockquote", "")
    assert "hello" in shown
