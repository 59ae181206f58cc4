"""What the pages about what was shown, about paper and about the end of a case are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.evidence import CaseDecision, PersonShown
from portal.web.copy.pages import CopyView
from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class ShownPage:
    """In `people`, reasons stand with the sentence that asked for them.

    `typed`: the reason that was typed for taking back the copy of `typed_for`.
    """

    title: str
    ref: str
    name: str
    people: tuple[PersonShown, ...]
    decided: tuple[CaseDecision, ...]
    typed: str = ""
    typed_for: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class ShownCopyPage:
    """One copy, word for word, as it stood on the day on which it was published."""

    title: str
    ref: str
    name: str
    number: int
    published_at: datetime
    view: CopyView


@dataclass(frozen=True)
class PrintPage:
    """A copy for paper. `view` is None where a worker is asked first if paper is safe with a young person."""

    title: str
    ref: str
    person: str
    view: CopyView | None
    published_at: datetime
    printed_on: date


@dataclass(frozen=True)
class EndPage:
    """The form that ends a case, or opens it again. `on` and `why`: what was typed."""

    title: str
    ref: str
    name: str
    ended_at: datetime | None
    may_end: bool
    may_open_again: bool
    on: str
    why: str = ""
    errors: Errors = ()
    may_see_kept: bool = False
    held: bool = False
