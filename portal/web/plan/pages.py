"""What the plan's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.domain.edition import MeetingCopy
from portal.domain.messages import Message
from portal.domain.preparation import Notice
from portal.web.copy.pages import CopyView
from portal.web.kit.errors import cannot_be_shown

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ToldLine:
    """Something that was said about a date. `name` and `at`: the date as it stood then.

    `other_time`: the date stands at another time now, or the line stands away from its date.
    """

    id: str
    kind: str
    name: str
    at: datetime
    other_time: bool
    words: str
    language: str
    sent_at: datetime
    seen_at: datetime | None
    answer: str
    answered_by: str


def told_line(message: Message, now_at: datetime | None) -> ToldLine:
    """A message as its author sees it, on the page of a date that is at this time now."""
    return ToldLine(
        id=message.id,
        kind=message.kind.value,
        name=message.about.name or _("somebody"),
        at=message.about.at,
        other_time=message.about.at != now_at and not message.lost,
        words=cannot_be_shown() if message.lost else message.words,
        language=message.language,
        sent_at=message.sent_at,
        seen_at=message.seen_at,
        answer=message.answer,
        answered_by=message.answered_by,
    )


@dataclass(frozen=True)
class SentLine:
    """Something that was sent: its day, and who read it where that may be shown."""

    sent_at: datetime
    read_at: datetime | None
    read_by: str
    taken_on: date | None = None


@dataclass(frozen=True)
class OpenAskLine:
    """Something that was asked for, and has no answer yet. `question` is "" where only the day may be shown."""

    since: datetime
    question: str = ""
    language: str = "en"


@dataclass(frozen=True)
class ChangedLine:
    """What changed because of what somebody said, and who says so."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AskedLine:
    """Something that was asked about oneself. `answer` is "" while it may not be read back."""

    id: str
    kind: str
    sent_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    answer: str
    answered_by: str


@dataclass(frozen=True)
class AboutMePage:
    """What is kept, for how many days, and what somebody asked about it.

    `notice` stands above each box. `typed` are words that could not be kept, for the box `telling`.
    """

    title: str
    young: bool
    drafts: int
    words: int
    after_end: int
    asked: tuple[AskedLine, ...]
    may_read_back: bool
    notice: Notice
    telling: str = ""
    typed: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class HomePage:
    """`name` is what the reader is greeted by; `shared_with_me`: how many pieces are open to them.

    `told` are the answers of late to what was said of a date that stands in the copy; `answered`: others came.
    `taken_back`: a worker puts their copy right; `ask` is whom they can ask meanwhile, or "".
    `lost` stands in the place of a copy that does not open.
    `renewed_at`: a way in was made or changed within a day; `is_first`: they joined in this very session.
    `news`: somebody said what came of words: of an ask ("answer") or of others ("news"). `telling`: who tells them
    what happened at a meeting that they were not at.
    `how_was_it` is the question set about a meeting that was held, or "".
    """

    title: str
    name: str
    young: bool
    area: str
    view: CopyView | None
    waiting_for_worker: bool
    begun: bool
    waiting: int
    sent: tuple[SentLine, ...]
    shared_with_me: int
    told: tuple[ToldLine, ...] = ()
    renewed_at: datetime | None = None
    ended_another: bool = False
    wrong_before: int = 0
    is_first: bool = False
    answered: bool = False
    taken_back: bool = False
    lost: str = ""
    ask: str = ""
    drafts_gone: bool = False
    how_was_it: str = ""
    asked: tuple[OpenAskLine, ...] = ()
    changed: tuple[ChangedLine, ...] = ()
    news: str = ""
    telling: str = ""


@dataclass(frozen=True)
class PlanPage:
    """`told` is what was said of each visit, by its reference; `may_tell`: of which it can still be said.

    `notice` stands above each box. `typed` are words that could not be kept, for the visit `telling`.
    `guide`: the one that says how to question the level, or "".
    """

    title: str
    view: CopyView
    published_at: datetime
    number: int
    read_at: datetime | None
    told: dict[str, tuple[ToldLine, ...]]
    may_tell: tuple[str, ...]
    notice: Notice
    telling: str = ""
    typed: str = ""
    errors: Errors = ()
    guide: str = ""


@dataclass(frozen=True)
class MeetingPage:
    """`may_tell` are the kinds of message that can be sent now; `says_no`: their last word is that they can't
    come. `notice` stands above each box. `keep`: whether the date can go into the
    phone's calendar ("put"), out of it again ("out"), or neither (""). `language` is that of the area's words.

    `typed` are words that could not be kept, for the kind `telling`.
    """

    title: str
    meeting: MeetingCopy
    to_come: bool
    young: bool
    area: str
    notice: Notice
    told: tuple[ToldLine, ...] = ()
    may_tell: tuple[str, ...] = ()
    says_no: bool = False
    keep: str = ""
    telling: str = ""
    typed: str = ""
    errors: Errors = ()
    language: str = "en"


@dataclass(frozen=True)
class CalendarPage:
    """The warning before a calendar file. `at`: all that the file says, beside one neutral word."""

    title: str
    ref: str
    at: datetime
    word: str
    cancelled: bool
