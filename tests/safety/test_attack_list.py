"""The attack list in docs/safety/attacks.md is whole, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "safety" / "attacks.md"
NUMBERS = [*map(str, range(1, 49)), *(f"T-{number}" for number in range(13, 35))]


def lines() -> dict[str, list[str]]:
    """The cells after the number, by number. A number that stands twice fails here."""
    found: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        number, *cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else [""]
        if re.fullmatch(r"(T-)?\d+", number):
            assert number not in found, f"{number} stands twice"
            found[number] = cells
    return found


@cache
def those_of(path: str) -> dict[str, str]:
    """The test functions of a file with their docstrings, without importing it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def named(cells: list[str]) -> list[tuple[str, str]]:
    return re.findall(r"(tests/[\w/]+\.py)::(\w+)", " ".join(cells))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_attack_is_told_and_shown_by_tests_that_are_there(number: str) -> None:
    cells = lines()[number]
    assert len(cells[0].split()) > 2, "what is tried stands there"
    assert named(cells[1:]), "no test is named"
    for path, test in named(cells):
        assert (ROOT / path).is_file(), f"there is no {path}"
        assert test in those_of(path), f"there is no {test} in {path}"


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
                if number in NUMBERS and (where, test) not in named(lines()[number]):
                    missing.append(f"{number}: {where}::{test}")
    assert missing == []
