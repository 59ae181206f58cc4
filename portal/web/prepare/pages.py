"""What the preparation's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.preparation import Answer, Notice, Question
from portal.web.kit.locale import OtherLanguage
from portal.web.prepare.danger import Danger
from portal.web.prepare.helped_pages import CheckRow as CheckRow
from portal.web.prepare.helped_pages import Errors as Errors
from portal.web.prepare.helped_pages import Helped as Helped
from portal.web.prepare.helped_pages import PutDown as PutDown
from portal.web.prepare.helped_pages import PutDownPage as PutDownPage
from portal.web.prepare.helped_pages import ReaderChoice as ReaderChoice
from portal.web.prepare.helped_pages import TurnPage as TurnPage
from portal.web.prepare.list_pages import AskPage as AskPage
from portal.web.prepare.list_pages import StepPage as StepPage
from portal.web.prepare.list_pages import WalkPage as WalkPage
from portal.web.prepare.own_numbers import Beside, OwnNumbers


@dataclass(frozen=True)
class StartPage:
    """`to`: the page of ours to which they come back, or "". `name`: the person's, beside a worker. `put_down`:
    something waits that they put down beside one.
    """

    title: str
    heading: str
    notice: Notice
    readers: ReaderChoice
    begun: bool
    other_language: OtherLanguage | None = None
    errors: Errors = ()
    to: str = ""
    base: str = "/q"
    name: str = ""
    put_down: bool = False


@dataclass(frozen=True)
class Task:
    """One short task in the list. `state` is not-started, started, done, alone, skipped, sent, lost or to-read."""

    id: str
    ask: str
    state: str
    quick: bool
    picture: str = ""


@dataclass(frozen=True)
class Group:
    """Some short tasks under one heading, and how many minutes they may take."""

    heading: str
    minutes: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class OtherSet:
    """Another set of theirs. `waiting`: so many answers in it are kept and not shared."""

    address: str
    title: str
    language: str
    waiting: int


@dataclass(frozen=True)
class ListPage:
    """`heading` is "" where the page has one of its own. `base`: where the set's pages stand."""

    title: str
    heading: str
    groups: tuple[Group, ...]
    waiting: int
    other_language: OtherLanguage | None = None
    asked_to_meet: bool = False
    base: str = "/q"
    others: tuple[OtherSet, ...] = ()
    asked: tuple[AskLine, ...] = ()
    easy: bool = False


@dataclass(frozen=True)
class NoticePage:
    """Words that are read, with no answer. `onward` is where the next question stands."""

    title: str
    question: Question
    language: str
    back: str
    onward: str
    other_language: OtherLanguage | None = None
    danger: Danger | None = None


@dataclass(frozen=True)
class QuestionPage:
    """One question, the `number`th of `total` in its group. `before`: the one to go back to; None: the list.

    `said`: the number to which this question asks for the words, where one was given.
    `late`: what is in the box was sent when their session had run out, and is not saved yet. `danger`: who helps now,
    where the answer before this one asks for it. `read_above`: what is to be read before this is answered.
    `numbers_wait`: a number given here is looked at together with those of others.
    """

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
    base: str = "/q"
    set_id: str = ""
    easy: bool = False
    said: str = ""
    lost: str = ""
    saved_at: datetime | None = None
    conflict: tuple[str, ...] | None = None
    late: bool = False
    helped: Helped | None = None
    danger: Danger | None = None
    read_above: Question | None = None
    numbers_wait: bool = False
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class LeftOverRow:
    """Words whose question is not asked any more, on one of their papers."""

    paper: str
    id: str
    ask: str
    words: str


@dataclass(frozen=True)
class CheckPage:
    """`put_down`: what stands on papers that were filled in beside a worker. `name`: the person's, beside one;
    `agreed`: they have ticked that it was read back. `share_with`: what the button says, with whom.
    `numbers`: who helps now, where a number would wait for those of others.
    """

    title: str
    rows: tuple[CheckRow, ...]
    not_started: int
    notice: Notice
    waiting: int
    readers: tuple[str, ...]
    other_language: OtherLanguage | None = None
    errors: Errors = ()
    base: str = "/q"
    put_down: tuple[PutDown, ...] = ()
    name: str = ""
    agreed: bool = False
    danger: Danger | None = None
    left_over: tuple[LeftOverRow, ...] = ()
    numbers: Danger | None = None
    share_with: str = ""


@dataclass(frozen=True)
class DonePage:
    """`numbers`: who helps now, where a number was sent that waits for those of others. `ringing`: by when they are
    rung, where they asked for it, and where what they sent may stand on a page.
    """

    title: str
    number: int
    readers: tuple[str, ...]
    other_language: OtherLanguage | None = None
    base: str = "/q"
    numbers: Danger | None = None
    ringing: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpeningLine:
    """That a worker opened it. `name` is "" for one whose name is not told."""

    name: str
    at: datetime
    with_reason: bool


@dataclass(frozen=True)
class CameLine:
    """One thing that came of words: `kind` is taken, happened, not-done, told, rang or tried; `day` that of a meeting,
    or of telling or ringing."""

    kind: str
    at: datetime
    by: str
    words: str
    day: date | None


@dataclass(frozen=True)
class ChangedLine:
    """What changed because of what somebody said: the question, and what happened."""

    question: str
    language: str
    came: CameLine


@dataclass(frozen=True)
class AskLine:
    """Something that was asked for, and has no answer yet. `question` is "" where only the day may be shown; `to`:
    where under `/q` they can add to it, or ""."""

    since: datetime
    question: str = ""
    language: str = "en"
    to: str = ""


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
    came: tuple[CameLine, ...] = ()
    waits: bool = False
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class SentPage:
    """`rows` is None while the passphrase has not been typed again; `days` stand always.

    `kept`: for how many days words stay once they are in the council's own records. `may_read_back`: typing it
    would show them. `telling`: who tells them what happened at a meeting that they were not at. `ringing`: by when
    they are rung, where they asked for it.
    """

    title: str
    days: tuple[datetime, ...]
    rows: tuple[SentRow, ...] | None
    kept: int = 0
    may_read_back: bool = True
    changed: tuple[ChangedLine, ...] = ()
    numbers: tuple[OwnNumbers, ...] = ()
    telling: str = ""
    ringing: tuple[str, ...] = ()


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
