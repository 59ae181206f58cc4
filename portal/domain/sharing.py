"""Words that somebody shared: frozen with the question as it was put, and where they have got to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Words:
    """One shared answer, as it was put and as it was given. Nobody edits it.

    `answer` is in words; `value` as the question took it, for its author to have again.
    """

    question: str
    answer: str
    language: str
    author: str
    worker_name: str
    family: tuple[tuple[str, str], ...] = ()
    value: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared:
    """Shared words with where they are. `worker` is a team ref, or MEETING for all at the meeting."""

    id: str
    person: str
    child: str
    question: str
    topic: str
    place: int
    worker: str
    words: Words
    shared_at: datetime
    notice: str = ""
    opened_at: datetime | None = None
    read_at: datetime | None = None
    read_by: str = ""
    taken_back: bool = False
    passed_on: tuple[str, ...] = ()
    opened_by_others: tuple[str, ...] = ()
    opened_by_accounts: tuple[str, ...] = ()
