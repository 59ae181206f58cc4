"""A legal hold: everything of one child is kept, for a reason, until somebody lifts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Hold:
    """One that stands. `why` is "" where it was not opened."""

    id: str
    child_ref: str
    worker: str
    since: datetime
    review_on: date
    why: str = field(default="", repr=False)

    def is_due(self, today: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return self.review_on <= today
