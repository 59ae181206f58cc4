"""Words that somebody shared: frozen with the question as it was put, and where they have got to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from portal.domain.preparation import How, Task


@dataclass(frozen=True)
class Words:
    """One shared answer, as it was put and as it was given. Nobody edits it.

    `answer` is in words; `value` as the question took it, for its author to have again. `how` and `helper`: how
    it came about, and beside whom, where it was given beside a worker. `agreed`: it was read back beside the worker,
    and they agreed; False: they looked at it and shared it by themselves; None: nobody noted which. `written_by`: who
    held the pen, if it came on paper and not by its author's own hand. `low` and `high` are the words at both ends of
    a number's scale, as they were put; `because` is the scale whose number these words are for.
    """

    question: str
    answer: str
    language: str
    author: str
    worker_name: str
    family: tuple[tuple[str, str], ...] = ()
    value: tuple[str, ...] = ()
    how: How | None = None
    helper: str = ""
    written_by: str = ""
    agreed: bool | None = None
    low: str = ""
    high: str = ""
    because: str = ""


class CameOf(Enum):
    """What came of shared words: where they were taken, what was done about them or why not, that somebody told
    their author, face to face or by phone, and that somebody rang them, or tried to and nobody answered.
    """

    TAKEN = "taken"
    HAPPENED = "happened"
    NOT_DONE = "not-done"
    TOLD = "told"
    RANG = "rang"
    TRIED = "tried"

    @property
    def is_answer(self) -> bool:
        """It says what came of an ask: with words, and never empty."""
        return self in (CameOf.HAPPENED, CameOf.NOT_DONE)


@dataclass(frozen=True)
class Outcome:
    """What came of words, said by a worker. `by` is "" where the case keeps their name from the author.

    `words` say what happened, or why it was not done; of TAKEN the day of the meeting, and of TOLD, RANG and TRIED
    the day on which, as `2026-11-26`, or "" where their author may not know it.
    """

    kind: CameOf
    at: datetime
    by: str = ""
    words: str = ""


@dataclass(frozen=True)
class Translation:
    """What a worker who can read the words wrote beside them, in another language. The words stay first, unchanged.

    `by` is "" where the case keeps their name from the author, who is told that it is there and does not see it:
    `words` and `language` are "" then.
    """

    words: str
    language: str
    by: str
    at: datetime


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

    `recorded_at`, `recorded_by`: when a worker had put them into the council's case system, and who. `asks`: they
    ask for something, and stand open until an outcome says what happened or why not. `task`: what somebody has to
    do about them. `scale`: a number on this scale; one for the meeting is closed at the desk until the numbers are
    opened together.
    `sheet`: on which of their author's papers they were written, "" for anybody else in the family.
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
    recorded_by: str = ""
    asks: bool = False
    task: Task | None = None
    scale: str = ""
    sheet: str = ""
    outcomes: tuple[Outcome, ...] = ()
    translations: tuple[Translation, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Somebody has said what happened about it, or why nothing did."""
        return any(outcome.kind.is_answer for outcome in self.outcomes)
