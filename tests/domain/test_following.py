"""What somebody hears of a promise: that they are told what happened at a meeting, and that they are rung."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal.domain.area import BankHolidays
from portal.domain.audience import Kind
from portal.domain.edition import Edition, MeetingCopy
from portal.domain.following import Ringing, Telling, ringing_of, telling_of
from portal.domain.preparation import MEETING, Task
from portal.domain.sharing import CameOf, Outcome, Shared, Words
from tests.conftest import START

MET = START + timedelta(days=5)  # Thursday 26 November
WEEKDAYS = BankHolidays(date(2020, 1, 1), date(2030, 1, 1), ())
COPY = Edition("norfolk", "en", "Kit", Kind.YOUNG_PERSON, "Kit", meetings=(MeetingCopy("m", "M", "held", MET),))


def said(ref: str, days: int, task: Task | None, *came: tuple[CameOf, date], question: str = "coming") -> Shared:
    words, at = Words("q?", "a", "en", "Kit", ""), START + timedelta(days=days)
    outcomes = tuple(Outcome(kind, datetime.combine(day, at.timetz()), "Tunde", day.isoformat()) for kind, day in came)
    return Shared(ref, "kit", "c", question, "coming", 0, MEETING, words, at, task=task, outcomes=outcomes)


def test_who_was_told_once_was_told_whichever_of_their_answers_the_worker_wrote_it_at() -> None:
    told = said("first", 0, Task.NOT_GOING, (CameOf.TOLD, date(2026, 11, 27)))
    again = said("again", 2, Task.NOT_GOING)
    assert telling_of([again, told], COPY, WEEKDAYS) == Telling(date(2026, 12, 3), "Tunde", date(2026, 11, 27))
    assert telling_of([again], COPY, WEEKDAYS) == Telling(date(2026, 12, 3))


def test_what_they_were_told_before_the_meeting_was_not_what_happened_at_it() -> None:
    told = said("first", 0, Task.NOT_GOING, (CameOf.TOLD, date(2026, 11, 24)))
    assert telling_of([told], COPY, WEEKDAYS) == Telling(date(2026, 12, 3))


def test_who_came_after_all_is_told_nothing() -> None:
    assert telling_of([said("yes", 2, None), said("no", 0, Task.NOT_GOING)], COPY, WEEKDAYS) is None


def test_a_call_is_promised_for_the_next_working_day_until_somebody_rang_or_they_changed_their_mind() -> None:
    asked = said("ring", 0, Task.RING, question="ring-me")  # a Saturday
    assert ringing_of([asked], WEEKDAYS) == Ringing(date(2026, 11, 23))
    tried = said("ring", 0, Task.RING, (CameOf.TRIED, date(2026, 11, 22)), question="ring-me")
    assert ringing_of([tried], WEEKDAYS) == Ringing(date(2026, 11, 23), "Tunde", date(2026, 11, 22))
    assert (
        ringing_of([said("ring", 0, Task.RING, (CameOf.RANG, date(2026, 11, 22)), question="ring-me")], WEEKDAYS)
        is None
    )
    assert ringing_of([said("no", 1, None, question="ring-me"), asked], WEEKDAYS) is None
