"""docs/safety/threats.md has a line for every threat and every adversary, and names tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.safety.named import SAFETY, named, not_there, rows

PAGE = SAFETY / "threats.md"
NUMBERS = [f"T-{number:02}" for number in range(1, 76)]
WORDS = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_threat_has_a_line_with_what_stands_against_it_and_a_test(number: str) -> None:
    could, against, shown = rows(PAGE, r"T-\d\d")[number]
    assert len(could.split()) > 2
    assert len(against.split()) > 2
    assert named(shown)
    assert not_there(named(shown)) == []
    assert re.sub(r"tests/[\w/]+\.py::test_\w+|[, ]", "", shown) == "", "a test, and nothing else"


def test_there_is_no_threat_that_the_page_does_not_know() -> None:
    assert sorted(rows(PAGE, r"T-\d+")) == NUMBERS


def adversaries() -> dict[str, list[tuple[str, str]]]:
    """What each kind of person can and cannot get, by the heading of their part."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in re.split(r"(?m)^## ", WORDS)[1:]:
        heading, *lines = part.splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
        if cells and cells[0] == ["what", "shown by"]:
            found[heading] = [(what, shown) for what, shown in cells[2:]]
    return found


def test_ten_kinds_of_people_are_thought_of() -> None:
    assert len(adversaries()) == 10
    assert all(len(lines) >= 3 for lines in adversaries().values())


def test_each_line_of_what_somebody_gets_names_tests_that_are_there_or_who_sees_to_it() -> None:
    for heading, lines in adversaries().items():
        for what, shown in lines:
            assert not_there(named(shown)) == [], heading
            assert named(shown) or len(shown.split()) > 2, f"{heading}: {what}"
