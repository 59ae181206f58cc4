"""The table of requirements in docs/safety/asvs.yaml: each row has a test that is there, or a reason."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.safety.counts import STATES, asvs
from tests.safety.named import named, not_there

TABLE = {row["id"]: row for row in asvs()}


def test_all_rows_are_there_in_their_order() -> None:
    assert [row["id"] for row in asvs()] == [f"V-{number:03}" for number in range(1, 140)]


def test_no_requirement_stands_in_two_rows() -> None:
    """Else it could be met in one and forgotten in the other."""
    counted = Counter(number for row in TABLE.values() for number in row["asvs"])
    assert [number for number, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("row", sorted(TABLE))
def test_a_row_names_tests_that_are_there_or_says_why_there_is_none(row: str) -> None:
    found = TABLE[row]
    assert set(found) <= {"id", "asvs", "says", "state", "tests", "because"}, "nothing waits for anybody"
    assert found["state"] in STATES
    assert found["asvs"] and all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in found["asvs"])
    assert len(found["says"].split()) > 2
    for test in found["tests"]:
        assert named(test) == [tuple(test.split("::"))], f"{test} is no test"
        assert not_there(named(test)) == []
    if found["state"] != "met" or not found["tests"]:
        assert len(found.get("because", "").split()) > 3, "say why"


def test_what_is_called_met_is_shown_by_a_test() -> None:
    assert [row["id"] for row in TABLE.values() if row["state"] == "met" and not row["tests"]] == []
