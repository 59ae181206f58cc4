"""What the templates are given for what waits: unread words, asks, tasks, and what came of words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class CameLine:
    """One thing that came of words. `kind` is taken, happened, not-done, told, rang or tried; `day` that of a meeting,
    or of telling or ringing, where it is known."""

    kind: str
    at: datetime
    by: str
    words: str
    day: date | None


@dataclass(frozen=True)
class CameLines:
    """What came of one piece so far. `asks`: it waits for an answer; `has_left`: its author is not in the case now."""

    asks: bool
    lines: tuple[CameLine, ...]
    has_left: bool = False


@dataclass(frozen=True)
class AskedLine:
    """Something that was asked for, and nobody has answered yet. `to`: for which worker alone; its words are not here
    where it is `closed`."""

    id: str
    author: str
    question: str
    language: str
    since: datetime
    to: str
    closed: bool


@dataclass(frozen=True)
class MeetingChoice:
    ref: str
    name: str
    at: datetime


@dataclass(frozen=True)
class CamePage:
    """One piece, what came of it, and the forms. `typed` is what could not be kept, of the kind `chosen`. `hears`: how
    its author hears of it (reads, no-page, other-language or left).
    """

    title: str
    ref: str
    id: str
    author: str
    question: str
    answer: str
    language: str
    shared_at: datetime
    came: CameLines
    meetings: tuple[MeetingChoice, ...]
    hears: str
    chosen: str = ""
    typed: str = ""
    asks_why: bool = False
    errors: Errors = ()


@dataclass(frozen=True)
class Choice:
    id: str
    name: str


@dataclass(frozen=True)
class NoteLine:
    """What was written down about a task: `what` is gathered, told, rung or tried."""

    what: str
    by: str
    on: date
    how: tuple[str, ...]
    present: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class TaskPage:
    """One task. `what` is not-going, ring or tell; `stage` what comes next, "done", or "left" where the person has left
    the case. `to_ask`: who knows how it is safe to reach them; `tells`: they can be told now. `unsaved`: what could not
    be kept because somebody wrote something else meanwhile.
    """

    title: str
    ref: str
    id: str
    what: str
    stage: str
    person: str
    doer: str
    since: datetime
    by: date | None
    overdue: bool
    met_on: date | None
    notes: tuple[NoteLine, ...]
    answers: tuple[CameLine, ...]
    how: tuple[Choice, ...]
    present: tuple[Choice, ...]
    told_how: tuple[Choice, ...]
    tellers: tuple[Choice, ...]
    me: str
    today: str
    to_ask: str = ""
    tells: bool = False
    unsaved: tuple[NoteLine, ...] = ()
    chosen: tuple[str, ...] = ()
    typed: str = ""
    errors: Errors = ()
