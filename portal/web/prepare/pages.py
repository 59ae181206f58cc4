"""What the preparation's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.preparation import Answer, Circle, Notice, Question, Readers
from portal.domain.walk import Walk, WalkStep
from portal.web.kit.locale import OtherLanguage

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReaderChoice:
    """Who may read: what is offered, and what is chosen. `sentence` says it in words.

    `stands`: the choice is one of those offered.
    """

    circle: Circle
    chosen: Readers
    sentence: str
    stands: bool = True


@dataclass(frozen=True)
class StartPage:
    """`to`: the page of ours to which they come back, or ""."""

    title: str
    heading: str
    notice: Notice
    readers: ReaderChoice
    begun: bool
    other_language: OtherLanguage | None = None
    errors: Errors = ()
    to: str = ""


@dataclass(frozen=True)
class Task:
    """One question in the list. `state` is not-started, started, skipped, done or sent."""

    id: str
    ask: str
    state: str
    quick: bool


@dataclass(frozen=True)
class ListPage:
    title: str
    tasks: tuple[Task, ...]
    waiting: int
    other_language: OtherLanguage | None = None
    asked_to_meet: bool = False


@dataclass(frozen=True)
class QuestionPage:
    title: str
    question: Question
    number: int
    total: int
    answer: Answer
    values: tuple[str, ...]
    readers: ReaderChoice
    notice: Notice
    tab: str
    version: int
    before: str | None
    sent_before: bool
    lost: str = ""
    saved_at: datetime | None = None
    conflict: tuple[str, ...] | None = None
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class AskPage:
    """The questions of a guide, each with whether it stands on the list, and the whole list.

    `guide` is where the guide stands, by language, area and name. `for_others`: it is written for other readers,
    and asks nothing here.
    `readers`: who would read the list. `sent_before`: an earlier list was sent; `lost` says that it does not open.
    """

    title: str
    guide: str
    slug: str
    heading: str
    for_others: bool
    questions: tuple[tuple[str, bool], ...]
    lines: tuple[str, ...]
    readers: str
    sent_before: bool = False
    lost: str = ""
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class WalkPage:
    """Before the first step. `draft`: the council has not checked its pack."""

    title: str
    walk: Walk
    draft: bool
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class StepPage:
    """One step. `note` is what stands in the box; `begun`: the notice was shown, so there is a box.

    `readers`: who would read it once it is shared. `was` is the note that is kept; `conflict`, the same, where
    another page has kept it meanwhile. `lost` says that the whole list does not open.
    """

    title: str
    walk: Walk
    step: WalkStep
    begun: bool
    note: str
    readers: str
    notice: Notice
    was: str = ""
    conflict: str | None = None
    lost: str = ""
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class CheckRow:
    id: str
    ask: str
    words: str
    readers: str
    state: str


@dataclass(frozen=True)
class CheckPage:
    title: str
    rows: tuple[CheckRow, ...]
    not_started: int
    notice: Notice
    waiting: int
    readers: tuple[str, ...]
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class DonePage:
    title: str
    number: int
    readers: tuple[str, ...]
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class OpeningLine:
    """That a worker opened it. `name` is "" for one whose name is not told."""

    name: str
    at: datetime
    with_reason: bool


@dataclass(frozen=True)
class SentRow:
    id: str
    question: str
    answer: str
    language: str
    to: str
    sent_at: datetime
    read_at: datetime | None
    read_by: str
    may_take_back: bool
    openings: tuple[OpeningLine, ...] = ()
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class SentPage:
    """`rows` is None while the passphrase has not been typed again; `days` stand always.

    `kept`: for how many days words stay once they are in the council's own records. `may_read_back`: typing it
    would show them.
    """

    title: str
    days: tuple[datetime, ...]
    rows: tuple[SentRow, ...] | None
    kept: int = 0
    may_read_back: bool = True


@dataclass(frozen=True)
class WithMeRow:
    question: str
    answer: str
    author: str
    language: str


@dataclass(frozen=True)
class WithMePage:
    title: str
    rows: tuple[WithMeRow, ...]
