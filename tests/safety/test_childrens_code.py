"""The children's code point by point, and the impact assessment: whole, and naming tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.safety.named import SAFETY, named, not_there, rows

CODE, DPIA = SAFETY / "childrens-code.md", SAFETY / "dpia.md"
POINTS = [str(number) for number in range(1, 16)]


@pytest.mark.parametrize("point", POINTS)
def test_each_of_the_fifteen_points_says_what_is_done_and_which_test_or_page_shows_it(point: str) -> None:
    standard, does, shown, missing = rows(CODE, r"\d+")[point]
    assert standard
    assert len(does.split()) > 3
    assert named(shown) or "](" in shown
    assert not_there(named(shown)) == []
    assert missing is not None


def test_there_are_fifteen_points_and_no_more() -> None:
    assert list(rows(CODE, r"\d+")) == POINTS


def test_the_assessment_has_its_fifteen_parts_and_names_tests_that_are_there() -> None:
    words = DPIA.read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (\d+)\. ", words) == POINTS
    assert not_there(named(words)) == []
    assert words.count("**For you to fill in") >= 8, "the council's parts are the council's"


@pytest.mark.parametrize("name", sorted(file.name for file in SAFETY.glob("*.md")))
def test_every_page_that_a_safety_document_leads_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", (SAFETY / name).read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (SAFETY / link).exists()] == []
