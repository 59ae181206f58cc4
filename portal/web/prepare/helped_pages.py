"""What pages beside a worker and after it are given, and parts that other pages of preparing have too."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.preparation import Circle, Notice, Question, Readers
from portal.web.kit.locale import OtherLanguage
from portal.web.prepare.danger import Danger, Sign

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReaderChoice:
    """Who may read: what is offered, and what is chosen. `sentence` says it in words.

    `stands`: the choice is one of those offered. `held`: nobody reads the answer out, whoever reads it.
    """

    circle: Circle
    chosen: Readers
    sentence: str
    stands: bool = True
    held: bool = False


@dataclass(frozen=True)
class Helped:
    """A question beside a worker: who of them typed it is said. `name` is the person's.

    `choices` are pairs of what can be said and its words, none where it follows from the question or the sitting;
    `turned`: the screen is turned, and what is answered is not shown here again. `stands`: something was, before.
    """

    name: str
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    turned: bool = False
    stands: bool = False


@dataclass(frozen=True)
class TurnPage:
    """Before a question that is answered alone: the screen is turned first. `stands`: it was answered before."""

    title: str
    name: str
    address: str
    onward: str
    before: str
    stands: bool
    sent_before: bool
    other_language: OtherLanguage | None = None
    danger: Danger | None = None


@dataclass(frozen=True)
class CheckRow:
    """`how` it came about, beside a worker. `is_chosen`: it stands ticked."""

    id: str
    ask: str
    words: str
    readers: str
    state: str
    how: str = ""
    is_chosen: bool = True


@dataclass(frozen=True)
class PutDown:
    """What was put down beside a worker in one set, and waits. `names`: of those workers, as far as they are told.
    `signs`: what in it asks for help now.
    """

    address: str
    names: str
    rows: tuple[CheckRow, ...]
    notice: Notice
    language: str
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class PutDownPage:
    """One answer that was put down beside a worker, with what its author may do with it."""

    title: str
    address: str
    question: Question
    words: str
    language: str
    how: str
    helper: str
    readers: ReaderChoice
    notice: Notice
    other_language: OtherLanguage | None = None
    errors: Errors = ()
