"""One date as a calendar file, for a phone that others may look at: a neutral word and the time, nothing else.

Standard: RFC 5545 (iCalendar 2.0), in UTC, lines of 75 octets that end in CR LF. Methods after RFC 5546, but
without an organiser, which would name somebody. No place, no link, no people, no alarm, no description.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

USUAL_LENGTH = timedelta(hours=1)
"""How long a date stands in the calendar where its end is not the reader's to know."""

_NAMES = UUID("6f0c2f1e-8f0b-4c39-9d0e-3f6d0c6c7a51")
_FOLD = 75


@dataclass(frozen=True)
class Appointment:
    """What a calendar file says. `ref` is the date's reference in its reader's copy; the file does not hold it.

    All moments are aware. `sequence` rises whenever the file may say something else.
    """

    ref: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    written_at: datetime
    sequence: int
    cancelled: bool = False


def calendar_file(date: Appointment) -> bytes:
    """The file. The same appointment always gives the same bytes."""
    ends_at = date.ends_at if date.ends_at and date.ends_at > date.starts_at else date.starts_at + USUAL_LENGTH
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Appointment//Appointment 1//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if date.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uuid5(_NAMES, date.ref)}",
        f"DTSTAMP:{_moment(date.written_at)}",
        f"SEQUENCE:{date.sequence}",
        f"DTSTART:{_moment(date.starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{_text(date.title)}",
        f"STATUS:{'CANCELLED' if date.cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line.encode()))


def _moment(value: datetime) -> str:
    """In UTC, form 2 of RFC 5545 3.3.5."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """As TEXT is escaped (RFC 5545 3.3.11); what no keyboard makes is left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = "".join(sign for sign in value if sign == "\n" or (sign >= " " and sign != "\x7f"))
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(sign, escaped)
    return value


def _folded(line: bytes) -> Iterator[bytes]:
    """A line in parts of at most 75 octets, the later ones after a space (RFC 5545 3.1); no letter is cut."""
    lead, room = b"", _FOLD
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:  # the middle of a letter in UTF-8
            cut -= 1
        yield lead + line[:cut]
        line, lead, room = line[cut:], b" ", _FOLD - 1
    yield lead + line
