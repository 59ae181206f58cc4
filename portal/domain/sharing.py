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
class Opening:
    """That a worker had the words on the screen, once for each worker; `name` is "" where the case keeps it.

    `with_reason`: they were for another worker alone.
    """

    name: str
    at: datetime
    with_reason: bool = False


@dataclass(frozen=True)
class Shared:
    """Shared words with where they are. `worker` is a team ref, or MEETING for all at the meeting.
    `lost`: they do not open any more; all but `words` stands.


    `recorded_at`: when a worker had put them into the council's case system.
    """

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
    lost: bool = False
    passed_on: tuple[str, ...] = ()
    opened_by_others: tuple[str, ...] = ()
    opened_by_accounts: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = ()
    recorded_at: datetime | None = None
