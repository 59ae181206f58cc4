"""A council's own periods: read out of its settings, and refused by name where they cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.keeping import Periods, names, periods_in, setting
from portal.domain.person_data import one_month_after


def test_every_period_has_a_setting_of_its_own() -> None:
    wrong: list[str] = []
    chosen = {setting(name): str(getattr(Periods(), name) + 3) for name in names()}
    found = periods_in(chosen, wrong)
    assert wrong == []
    assert all(getattr(found, name) == getattr(Periods(), name) + 3 for name in names())
    assert periods_in({}, wrong) == Periods()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("DRAFT", "0"),
        ("DRAFT", "soon"),
        ("DRAFT", "-3"),
        ("DRAFT", "3651"),
        ("DRAFT", "99999999999999999999"),
        ("CODE", "7"),
        ("TRIES", "1"),
        ("REQUEST", "30"),
        ("CASEWORK_AFTER_END", "29"),
    ],
)
def test_a_period_that_cannot_be_is_refused_by_the_setting_s_name(name: str, typed: str) -> None:
    wrong: list[str] = []
    assert periods_in({f"PORTAL_KEEP_{name}": typed}, wrong) == Periods()
    assert len(wrong) == 1 and wrong[0].startswith(f"PORTAL_KEEP_{name}: ")


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (date(2026, 11, 21), date(2026, 12, 21)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_a_month_is_the_same_day_of_the_next_one_or_its_last(asked: date, by: date) -> None:
    assert one_month_after(asked) == by
