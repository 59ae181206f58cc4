"""When the next one is due: the last day on which it may be, by an area's own rules. Pure.

Days are days in London, so a clock change moves nothing. Nothing is guessed: None where the area
gives no number, and where working days would have to be counted past the bank holidays that are known.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from portal.domain.area import Area, BankHolidays, Interval
from portal.domain.clock import day_in_london

HOURS_OF_A_DAY = 24
"""A source that prints “48 working hours” does not say how long a working day is. The reading that
ends sooner is taken: the hours of days on which people work, so 48 of them are two such days."""


def next_due(
    area: Area, level: str, plan_type: str, last: date | datetime, *, is_first_review: bool = False
) -> date | None:
    """The last day for the next review after the meeting on `last`, for a child at this level with this plan.

    `is_first_review`: only the first meeting has been held; some areas want the next one sooner then.
    Where an area has several rules, the soonest counts. For workers: what plan a child has is theirs to know.
    """
    rules = [rule for rule in _reviews(area, level) if rule.plan_type in ("any", plan_type)]
    found = [_after(area, _first(area, rule) if is_first_review else rule, last) for rule in rules]
    return min((day for day in found if day is not None), default=None)


def due_whatever_the_plan(area: Area, level: str, last: date | datetime) -> date | None:
    """The same without the plan, for a family's copy: only where every rule of the level gives one and the same day.

    What plan a child has is never looked at here, so no day in a copy can tell it. Whether one review
    has been held, or ten, is not looked at either.
    """
    rules = _reviews(area, level)
    found = {_after(area, each, last) for rule in rules for each in (rule, _first(area, rule))}
    return found.pop() if len(found) == 1 else None


def due_by(area: Area, timescale: str, start: date | datetime) -> date | None:
    """The last day of one of the area's timescales that runs on from `start`: `first_meeting`, for example."""
    rule = _timescale(area, timescale)
    return None if rule is None or rule.is_before else _after(area, rule, start)


def last_day(start: date | datetime, at_most: int, unit: str, holidays: BankHolidays) -> date | None:
    """The day on which this much time is over. The day it starts on is not counted.

    A month ends on the same day of a later month, or on its last day where it is shorter.
    """
    day = day_in_london(start) if isinstance(start, datetime) else start
    if unit == "working_hours":
        return _working_days(day, -(-at_most // HOURS_OF_A_DAY), holidays)
    if unit == "working_days":
        return _working_days(day, at_most, holidays)
    if unit == "months":
        years, month = divmod(day.month - 1 + at_most, 12)
        year, month = day.year + years, month + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    return day + {"days": timedelta(days=1), "weeks": timedelta(weeks=1)}[unit] * at_most


def _working_days(day: date, number: int, holidays: BankHolidays) -> date | None:
    if day < holidays.since:
        return None
    while number > 0 and day < holidays.until:
        day += timedelta(days=1)
        number -= holidays.is_working_day(day)
    return day if number == 0 else None


def read_by(shared: date | datetime, within: int, holidays: BankHolidays) -> date | None:
    """The day by which words are read: so many working days after the day on which they were shared."""
    return last_day(shared, within, "working_days", holidays)


def working_days_on(day: date, number: int, holidays: BankHolidays) -> date:
    """So many working days after a day, or before it where the number is less than nothing.

    For what colleagues have to do: past the bank holidays that are known it counts weekdays.
    """
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left > 0:
        day += step
        left -= holidays.is_working_day(day)
    return day


def _reviews(area: Area, level: str) -> list[Interval]:
    return [rule for rule in area.intervals if rule.level == level]


def _timescale(area: Area, ref: str) -> Interval | None:
    return next((rule for rule in area.intervals if rule.id == ref), None)


def _first(area: Area, rule: Interval) -> Interval:
    return (_timescale(area, rule.first) if rule.first else None) or rule


def _after(area: Area, rule: Interval, start: date | datetime) -> date | None:
    return None if rule.at_most is None else last_day(start, rule.at_most, rule.unit, area.holidays)
