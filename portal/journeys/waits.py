"""How long somebody waits after a wrong passphrase. Shared by both sides' signing in."""

from __future__ import annotations

from datetime import datetime, timedelta

_WAITS = (2, 5, 15, 60, 300)
_TEN_IN_A_ROW = timedelta(hours=1)


def wait_after(failures: int, now: datetime) -> datetime | None:
    """Until when the next try is refused, after so many wrong ones in a row. The third begins it."""
    if failures < 3:
        return None
    if failures >= 10:
        return now + _TEN_IN_A_ROW
    return now + timedelta(seconds=_WAITS[min(failures - 3, len(_WAITS) - 1)])
