"""The attack list in docs/safety/attacks.md is whole, and every test that it names is there."""

from __future__ import annotations

import re

import pytest

from tests.safety.named import ROOT, SAFETY, named, not_there, rows, those_of

PAGE = SAFETY / "attacks.md"
NUMBERS = [*map(str, range(1, 49)), *(f"T-{number}" for number in range(13, 35))]


def lines() -> dict[str, list[str]]:
    """The cells after the number, by number."""
    return rows(PAGE, r"(T-)?\d+")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_attack_is_told_and_shown_by_tests_that_are_there(number: str) -> None:
    cells = lines()[number]
    assert len(cells[0].split()) > 2, "what is tried stands there"
    assert named(" ".join(cells[1:])), "no test is named"
    assert not_there(named(" ".join(cells[1:]))) == []


def test_there_is_no_line_that_the_list_does_not_know() -> None:
    assert sorted(lines()) == sorted(NUMBERS)


def test_a_test_that_names_an_attack_by_its_number_stands_on_its_line() -> None:
    """What a docstring claims ("Attacks 23 and 25, T-24") the page says too."""
    missing = []
    for path in sorted((ROOT / "tests" / "safety").glob("test_*.py")):
        where = path.relative_to(ROOT).as_posix()
        for test, said in those_of(where).items():
            claim = re.match(r"(?:Attacks? |T-\d)[^:.]*", said)
            for number in re.findall(r"T-\d+|(?<![-\d])\d+\b", claim[0]) if claim else ():
                if number in NUMBERS and (where, test) not in named(" ".join(lines()[number][1:])):
                    missing.append(f"{number}: {where}::{test}")
    assert missing == []
