"""What time it is. One clock is handed to whoever asks, so that a test can set it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_london(moment: datetime) -> date:
    """The day on which families and workers say that it was. `moment` is aware."""
    return moment.astimezone(LONDON).date()


@dataclass(frozen=True)
class Clock:
    """Tells the time. `now` is always aware and in UTC; `today` is the day in London."""

    read: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> datetime:
        return self.read()

    def today(self) -> date:
        return day_in_london(self.now())


def clock_starting_at(moment: datetime) -> Clock:
    """A clock that says `moment` now and goes on from there: for servers under test."""
    offset: timedelta = moment - datetime.now(UTC)
    return Clock(lambda: datetime.now(UTC) + offset)
