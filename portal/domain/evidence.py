"""What was shown to whom and when, as far as the family cupboard knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Written:
    """That a copy was written, without what it says. `person` is an id of the family cupboard.

    `read_at`: when the person said that they had read it.
    """

    person: str
    number: int
    language: str
    published_at: datetime
    withdrawn_at: datetime | None = None
    read_at: datetime | None = None
