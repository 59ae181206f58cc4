"""When the next one is due: the last day by which a meeting has to be, by what each area says, and never a guess."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.domain.area import NO_HOLIDAYS_KNOWN, Area, BankHolidays
from portal.domain.clock import LONDON
from portal.domain.due import due_by, due_whatever_the_plan, last_day, next_due
from portal.library.areas import read_areas, read_bank_holidays

CONTENT = Path(__file__).resolve().parents[2] / "content"
AREAS = read_areas(CONTENT)
HOLIDAYS = read_bank_holidays(CONTENT)
PLANS = ("none", "early-help", "child-in-need", "child-protection", "looked-after")

THURSDAY = date(2026, 11, 12)  # the day of the last meeting in all of the table
IN_2_WEEKS, IN_6_WEEKS, IN_8_WEEKS = date(2026, 11, 26), date(2026, 12, 24), date(2027, 1, 7)
IN_12_WEEKS, IN_3_MONTHS, IN_4_MONTHS = date(2027, 2, 4), date(2027, 2, 12), date(2027, 3, 12)
ASK = None  # "ask your worker": the area gives no number

# How often they meet, row by row as in requirements.md A0 ("Review gap").
REVIEWS = [
    # area              level       plan                then          after the first meeting alone
    ("norfolk",         "high",     "child-protection", IN_2_WEEKS,   IN_2_WEEKS),
    ("norfolk",         "high",     "looked-after",     IN_2_WEEKS,   IN_2_WEEKS),
    ("norfolk",         "high",     "none",             IN_2_WEEKS,   IN_2_WEEKS),
    ("norfolk",         "medium",   "child-in-need",    IN_6_WEEKS,   IN_6_WEEKS),
    ("norfolk",         "standard", "early-help",       IN_6_WEEKS,   IN_6_WEEKS),
    ("norfolk",         "none",     "child-in-need",    ASK,          ASK),
    ("nottinghamshire", "emerging", "child-in-need",    IN_3_MONTHS,  IN_3_MONTHS),
    ("nottinghamshire", "moderate", "child-in-need",    IN_6_WEEKS,   IN_6_WEEKS),
    ("nottinghamshire", "high",     "child-in-need",    IN_6_WEEKS,   IN_6_WEEKS),
    ("nottinghamshire", "moderate", "child-protection", ASK,          ASK),
    ("nottinghamshire", "high",     "child-protection", ASK,          ASK),
    ("nottinghamshire", "emerging", "looked-after",     ASK,          ASK),
    ("nottinghamshire", "moderate", "looked-after",     IN_6_WEEKS,   IN_6_WEEKS),
    ("nottinghamshire", "high",     "looked-after",     IN_6_WEEKS,   IN_6_WEEKS),
    ("nottinghamshire", "high",     "none",             ASK,          ASK),
    ("derby",           "low",      "early-help",       IN_12_WEEKS,  IN_12_WEEKS),
    ("derby",           "medium",   "child-in-need",    IN_4_MONTHS,  IN_8_WEEKS),
    ("derby",           "high",     "child-in-need",    IN_4_MONTHS,  IN_8_WEEKS),
    ("derby",           "medium",   "child-protection", ASK,          ASK),
    ("derby",           "high",     "child-protection", ASK,          ASK),
    ("derby",           "medium",   "looked-after",     IN_6_WEEKS,   IN_6_WEEKS),
    ("derby",           "high",     "looked-after",     IN_6_WEEKS,   IN_6_WEEKS),
]  # fmt: skip

# By when something has to be, from the day that it is counted from (a Friday before Christmas).
BEFORE_CHRISTMAS = date(2026, 12, 18)
TIMES = [
    # area              what                       last day             because
    ("norfolk",         "first_meeting",           ASK,                 "no source gives a number"),
    ("norfolk",         "first_conference",        date(2027, 1, 13),   "15 working days, 3 bank holidays"),
    ("norfolk",         "first_core_group",        date(2027, 1, 6),    "10 working days"),
    ("nottinghamshire", "first_meeting",           date(2027, 1, 2),    "15 days; not said to be working days"),
    ("nottinghamshire", "risk_assessment",         date(2026, 12, 28),  "10 days"),
    ("nottinghamshire", "return_talk",             date(2026, 12, 20),  "2 days"),
    ("nottinghamshire", "chair_checks_assessment", date(2026, 12, 22),  "2 working days"),
    ("derby",           "first_meeting",           date(2027, 1, 13),   "15 working days"),
    ("derby",           "first_meeting_in_care",   date(2027, 1, 13),   "15 working days"),
    ("derby",           "first_review",            date(2027, 2, 12),   "8 weeks"),
    ("derby",           "level_check_in_care",     date(2027, 4, 18),   "4 months"),
    ("derby",           "strategy_discussion_high", date(2026, 12, 19), "24 hours"),
    ("derby",           "threshold_discussion_high", date(2026, 12, 23), "3 working days"),
    ("derby",           "strategy_discussion_in_care", date(2026, 12, 22), "48 working hours: 2 working days"),
    ("derby",           "papers_before_review",    ASK,                 "counted back from a meeting"),
    ("derby",           "something_else",          ASK,                 "the area does not say"),
]  # fmt: skip


@pytest.mark.parametrize(("area", "level", "plan", "then", "first"), REVIEWS)
def test_the_next_review_is_due_as_the_area_says(
    area: str, level: str, plan: str, then: date | None, first: date | None
) -> None:
    assert next_due(AREAS[area], level, plan, THURSDAY) == then
    assert next_due(AREAS[area], level, plan, THURSDAY, is_first_review=True) == first


@pytest.mark.parametrize(("area", "what", "expected", "because"), TIMES)
def test_what_has_a_day_of_its_own_is_due_as_the_area_says(
    area: str, what: str, expected: date | None, because: str
) -> None:
    assert due_by(AREAS[area], what, BEFORE_CHRISTMAS) == expected, because


def test_every_rule_of_every_area_stands_in_one_of_the_two_tables() -> None:
    reviews = {(area, level, plan) for area, level, plan, *_ in REVIEWS}
    times = {(area, what) for area, what, *_ in TIMES}
    for area in AREAS.values():
        for rule in area.intervals:
            plans = PLANS if rule.plan_type == "any" else (rule.plan_type,)
            known = [(area.id, rule.level, plan) in reviews for plan in plans]
            assert any(known) if rule.level else (area.id, rule.id) in times, rule


# -- what a family's copy may say ------------------------------------------------------------------


def test_a_copy_gets_a_day_only_where_every_plan_of_the_level_has_the_same() -> None:
    """What plan a child has is for professionals: no day may tell it."""
    found = {
        (area.id, level.id): day
        for area in AREAS.values()
        for level in area.scale
        if (day := due_whatever_the_plan(area, level.id, THURSDAY))
    }
    assert found == {
        ("norfolk", "high"): IN_2_WEEKS,
        ("norfolk", "medium"): IN_6_WEEKS,
        ("norfolk", "standard"): IN_6_WEEKS,
        ("derby", "low"): IN_12_WEEKS,
    }


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_a_day_in_a_copy_is_never_another_than_that_of_the_childs_own_plan(area: Area) -> None:
    for level in area.scale:
        said = due_whatever_the_plan(area, level.id, THURSDAY)
        for first in (False, True):
            own = {next_due(area, level.id, plan, THURSDAY, is_first_review=first) for plan in PLANS}
            assert said is None or own - {None} == {said}


# -- bank holidays ---------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday, by the rule of the calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    return date(year, (h + k - 7 * m + 114) // 31, (h + k - 7 * m + 114) % 31 + 1)


def by_the_rules(year: int) -> set[date]:
    """The bank holidays of a year in England and Wales without anything special, and the days in their place."""

    def monday(month: int, last: bool = False) -> date:
        day = date(year, month, monthrange(year, month)[1] if last else 1)
        return day - timedelta(day.weekday()) if last else day + timedelta(-day.weekday() % 7)

    found = {easter(year) - timedelta(2), easter(year) + timedelta(1)}
    found |= {monday(5), monday(5, last=True), monday(8, last=True)}
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() > 4 or day in found:
            day += timedelta(1)
        found.add(day)
    return found


def test_the_bank_holidays_that_are_kept_are_those_of_the_rules() -> None:
    years = range(HOLIDAYS.since.year, HOLIDAYS.until.year + 1)
    assert set(years) >= {2025, 2026, 2027}
    assert set(HOLIDAYS.days) == set().union(*(by_the_rules(year) for year in years))
    assert (HOLIDAYS.since, HOLIDAYS.until) == (date(years[0], 1, 1), date(years[-1], 12, 31))
    assert all(day.weekday() < 5 for day in HOLIDAYS.days)


def test_a_bank_holiday_is_no_working_day_and_one_that_falls_on_a_saturday_has_its_monday() -> None:
    christmas_eve = date(2026, 12, 24)
    assert last_day(christmas_eve, 1, "working_days", HOLIDAYS) == date(2026, 12, 29)
    maundy_thursday = date(2027, 3, 25)
    assert last_day(maundy_thursday, 1, "working_days", HOLIDAYS) == date(2027, 3, 30)


def test_working_days_are_not_counted_past_the_bank_holidays_that_are_known() -> None:
    assert last_day(date(2028, 12, 22), 5, "working_days", HOLIDAYS) is None
    assert last_day(date(2024, 12, 20), 5, "working_days", HOLIDAYS) is None
    assert last_day(THURSDAY, 1, "working_days", NO_HOLIDAYS_KNOWN) is None
    assert last_day(date(2028, 12, 22), 5, "days", NO_HOLIDAYS_KNOWN) == date(2028, 12, 27)


# -- months, clocks and every other day ------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 12, 31), 4, date(2027, 4, 30)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_a_month_that_is_shorter_ends_on_its_last_day(start: date, months: int, end: date) -> None:
    assert last_day(start, months, "months", HOLIDAYS) == end


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Minutes before midnight in London, in summer: in UTC it is the same day only by an hour.
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 7, 1, 23, 1, tzinfo=UTC), date(2026, 7, 16)),
        # The clocks go back on 25 October 2026 and forward on 28 March 2027: two weeks are two weeks.
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 11, 8)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 11, 8)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 11, 8)),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 4, 11)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), date(2027, 4, 11)),
    ],
)
def test_a_clock_change_moves_no_day(moment: datetime, day: date) -> None:
    assert last_day(moment, 2, "weeks", HOLIDAYS) == day
    assert next_due(AREAS["norfolk"], "high", "none", moment) == day


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
UNITS = st.sampled_from(["days", "working_days", "working_hours", "weeks", "months"])
NUMBERS = st.integers(1, 60)


@given(DAYS, NUMBERS)
def test_there_are_just_as_many_working_days_up_to_a_working_day(start: date, number: int) -> None:
    end = last_day(start, number, "working_days", HOLIDAYS)
    assert end is not None
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(day.weekday() < 5 and day not in HOLIDAYS.days for day in between) == number
    assert HOLIDAYS.is_working_day(end)


@given(DAYS, st.integers(1, 240))
def test_working_hours_end_with_a_working_day_and_never_later_than_so_many_working_days(
    start: date, hours: int
) -> None:
    end = last_day(start, hours, "working_hours", HOLIDAYS)
    assert end == last_day(start, (hours + 23) // 24, "working_days", HOLIDAYS)


@given(DAYS, NUMBERS)
def test_weeks_end_on_the_same_weekday_and_months_on_the_same_day_or_the_months_last(start: date, number: int) -> None:
    weeks, months = (last_day(start, number, unit, HOLIDAYS) for unit in ("weeks", "months"))
    assert weeks is not None
    assert months is not None
    assert (weeks.weekday(), (weeks - start).days) == (start.weekday(), 7 * number)
    assert (months.year * 12 + months.month) - (start.year * 12 + start.month) == number
    is_last = months.day == monthrange(months.year, months.month)[1]
    assert months.day == start.day or (is_last and months.day < start.day)


@given(DAYS, DAYS, NUMBERS, UNITS)
def test_who_begins_later_is_never_due_sooner(one: date, other: date, number: int, unit: str) -> None:
    first, second = (last_day(day, number, unit, HOLIDAYS) for day in sorted((one, other)))
    assert first is not None
    assert second is not None
    assert first <= second
    assert first > min(one, other)


@given(DAYS, st.times(), NUMBERS, UNITS, st.integers(0, 1))
def test_the_hour_of_a_meeting_never_matters_only_its_day_in_london(
    day: date, hour: time, number: int, unit: str, fold: int
) -> None:
    moment = datetime.combine(day, hour, LONDON).replace(fold=fold).astimezone(UTC)
    assume(moment.astimezone(LONDON).date() == day)
    assert last_day(moment, number, unit, HOLIDAYS) == last_day(day, number, unit, HOLIDAYS)


@given(DAYS, NUMBERS, UNITS, st.frozensets(DAYS, max_size=30))
def test_another_bank_holiday_never_makes_anything_due_sooner(
    start: date, number: int, unit: str, more: frozenset[date]
) -> None:
    known = BankHolidays(HOLIDAYS.since, HOLIDAYS.until, (*HOLIDAYS.days, *more))
    before, after = (last_day(start, number, unit, each) for each in (HOLIDAYS, known))
    assert before is not None
    assert after is not None
    assert before <= after
    if unit not in ("working_days", "working_hours"):
        assert before == after


@given(DAYS, st.sampled_from(sorted(AREAS)), st.sampled_from(PLANS))
def test_where_there_are_two_rules_the_sooner_one_counts(start: date, area: str, plan: str) -> None:
    known = AREAS[area]
    for level in known.scale:
        doubled = replace(known, intervals=(*known.intervals, replace(known.intervals[0], level=level.id,
                          plan_type="any", at_most=1, unit="days", first=None)))  # fmt: skip
        assert next_due(doubled, level.id, plan, start) == start + timedelta(1)
