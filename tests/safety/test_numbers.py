"""The numbers in docs/safety/numbers.md are those that the code goes by."""

from __future__ import annotations

import importlib
import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.journeys.waits import wait_after
from tests.safety.named import SAFETY

PAGE = SAFETY / "numbers.md"
NUMBERS = re.findall(
    r"^\| ([^|]+) \| (\d+)(?: (minutes?|hours?|days?))? \| ([\w.]+):(\w+) \|$", PAGE.read_text(encoding="utf-8"), re.M
)


def test_every_row_of_the_page_is_looked_at() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| (?!what)[^-]", line)]
    assert len(NUMBERS) == len(rows) > 30


@pytest.mark.parametrize(("what", "number", "unit", "module", "name"), NUMBERS)
def test_a_number_on_the_page_is_the_one_in_the_code(what: str, number: str, unit: str, module: str, name: str) -> None:
    found = getattr(importlib.import_module(f"portal.{module}"), name)
    said = timedelta(**{unit.rstrip("s") + "s": int(number)}) if unit else int(number)
    assert found == said, what


def test_the_waits_are_those_that_the_page_tells() -> None:
    words = PAGE.read_text(encoding="utf-8")
    assert "wait for 2, 5, 15, 60 and 300 seconds; after the eighth and ninth for 300 too; after ten for an hour" in (
        words.replace("waits for", "wait for")
    )
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    waits = [wait_after(failures, now) for failures in range(1, 13)]
    assert [(until - now).total_seconds() if until else 0 for until in waits] == [
        0, 0, 2, 5, 15, 60, 300, 300, 300, 3600, 3600, 3600,
    ]  # fmt: skip
