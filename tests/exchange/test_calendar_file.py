"""The calendar file, read back by a library that did not write it, and octet by octet where the standard asks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from portal.exchange.calendar_file import Appointment, calendar_file

AT = datetime(2026, 11, 26, 14, 15, tzinfo=UTC)
DATE = Appointment(
    "9f2c41d0a7b35e68", "Appointment", AT, AT + timedelta(minutes=75), datetime(2026, 11, 20, 9, tzinfo=UTC), 3
)

GOLDEN = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Appointment//Appointment 1//EN\r
CALSCALE:GREGORIAN\r
METHOD:PUBLISH\r
BEGIN:VEVENT\r
UID:cbff5bf1-0000-0000-0000-000000000000\r
DTSTAMP:20261120T090000Z\r
SEQUENCE:3\r
DTSTART:20261126T141500Z\r
DTEND:20261126T153000Z\r
SUMMARY:Appointment\r
STATUS:CONFIRMED\r
CLASS:PRIVATE\r
TRANSP:OPAQUE\r
END:VEVENT\r
END:VCALENDAR\r
"""


def read(data: bytes) -> tuple[Any, Any]:
    """The calendar and its one event, as the icalendar library reads them."""
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_whole_file_to_the_octet() -> None:
    assert re.sub(rb"UID:[0-9a-f-]{36}", b"UID:cbff5bf1-0000-0000-0000-000000000000", calendar_file(DATE)) == GOLDEN


def test_another_program_reads_what_we_wrote() -> None:
    calendar, event = read(calendar_file(DATE))
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Appointment"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DATE.starts_at, DATE.ends_at)
    assert event["DTSTAMP"].dt == DATE.written_at
    assert (event["SEQUENCE"], event["STATUS"], event["CLASS"]) == (3, "CONFIRMED", "PRIVATE")
    assert event.errors == calendar.errors == []


def test_nothing_is_in_it_but_a_neutral_word_and_the_time() -> None:
    calendar, event = read(calendar_file(DATE))
    assert set(calendar) == {"VERSION", "PRODID", "CALSCALE", "METHOD"}
    assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "TRANSP"}
    assert calendar.subcomponents == [event], "no zones"
    assert event.subcomponents == [], "no alarm"
    assert DATE.ref.encode() not in calendar_file(DATE), "who has the file does not know the address of the page"


def test_a_moved_date_is_the_same_entry_with_a_higher_sequence() -> None:
    _, first = read(calendar_file(DATE))
    _, moved = read(calendar_file(replace(DATE, starts_at=AT + timedelta(days=1), ends_at=None, sequence=4)))
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTART"].dt == AT + timedelta(days=1)
    _, other = read(calendar_file(replace(DATE, ref="0000000000000000")))
    assert other["UID"] != first["UID"]


def test_a_date_that_was_called_off_takes_its_entry_out() -> None:
    _, first = read(calendar_file(DATE))
    calendar, event = read(calendar_file(replace(DATE, cancelled=True, sequence=4)))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (first["UID"], 4)


@pytest.mark.parametrize("end", [None, AT, AT - timedelta(hours=3)])
def test_where_the_end_is_not_theirs_to_know_it_stands_for_an_hour(end: datetime | None) -> None:
    _, event = read(calendar_file(replace(DATE, ends_at=end)))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-10-25T00:30:00+01:00", "20261024T233000Z"),  # the last hours of summer time
        ("2026-10-25T01:30:00+01:00", "20261025T003000Z"),  # half past one, the first time
        ("2026-10-25T01:30:00+00:00", "20261025T013000Z"),  # half past one, the second time
        ("2027-03-28T02:00:00+01:00", "20270328T010000Z"),  # when the clock has just gone forward
        ("2026-07-01T10:00:00+01:00", "20260701T090000Z"),
    ],
)
def test_the_time_is_in_utc_so_that_no_change_of_the_clock_moves_it(local: str, utc: str) -> None:
    data = calendar_file(replace(DATE, starts_at=datetime.fromisoformat(local), ends_at=None))
    assert f"DTSTART:{utc}\r\n".encode() in data


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(-720, 720))
def test_any_word_comes_back_as_it_was_and_every_line_is_short(title: str, minutes: int) -> None:
    """Whatever a translation makes of the word."""
    date = replace(DATE, title=title, starts_at=AT.astimezone(timezone(timedelta(minutes=minutes))))
    data = calendar_file(date)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no letter is cut in two
        assert b"\r" not in line
        assert b"\n" not in line
    unfolded = data.replace(b"\r\n ", b"").decode()
    said = re.search(r"\r\nSUMMARY:(.*?)\r\nSTATUS:", unfolded, re.DOTALL)
    assert said
    back = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], said[1])
    typed = title.replace("\r\n", "\n").replace("\r", "\n")
    assert back == "".join(c for c in typed if c == "\n" or (c >= " " and c != "\x7f"))
    _, event = read(data)
    assert event["DTSTART"].dt == AT


def test_a_word_cannot_end_its_line_and_add_another() -> None:
    data = calendar_file(replace(DATE, title="Appointment\r\nLOCATION:The Example Centre\nURL:https://x.example.org"))
    _, event = read(data)
    assert "LOCATION" not in event
    assert "URL" not in event
