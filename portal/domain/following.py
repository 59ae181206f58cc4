"""What somebody hears of the words that they sent: what is open still, what is new, what changed. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.area import BankHolidays
from portal.domain.clock import day_in_london
from portal.domain.edition import Edition
from portal.domain.errands import Met, meeting_of, ring_by, tell_by
from portal.domain.preparation import Task
from portal.domain.sharing import CameOf, Outcome, Shared


def open_asks(sent: Iterable[Shared]) -> tuple[Shared, ...]:
    """What was asked for and has no answer yet, the oldest first."""
    return tuple(sorted((each for each in sent if each.asks and not each.is_answered), key=lambda each: each.shared_at))


def answered_since(sent: Sequence[Shared]) -> tuple[Shared, ...]:
    """What somebody has said something about since its author last sent anything: it is news to them."""
    last = max((each.shared_at for each in sent), default=None)
    return tuple(
        each for each in sent if last and any(said.kind.is_answer and said.at >= last for said in each.outcomes)
    )


def changed_by(sent: Iterable[Shared]) -> tuple[tuple[Shared, Outcome], ...]:
    """What happened because of what was sent, of the last round: since words were first taken to the newest meeting.

    Before anything was taken to a meeting it is all that happened.
    """
    pieces = list(sent)
    taken = [said for each in pieces for said in each.outcomes if said.kind is CameOf.TAKEN]
    newest = max(taken, key=lambda said: (said.words, said.at), default=None)
    since = min((said.at for said in taken if newest and said.words == newest.words), default=None)
    found = [(each, said) for each in pieces for said in each.outcomes if said.kind is CameOf.HAPPENED]
    return tuple(sorted((pair for pair in found if since is None or pair[1].at >= since), key=lambda pair: pair[1].at))


@dataclass(frozen=True)
class Telling:
    """That somebody who was not at a meeting is told what happened: by which day, or by whom on which day."""

    by: date
    told_by: str = ""
    told_on: date | None = None


def telling_of(sent: Sequence[Shared], copy: Edition, holidays: BankHolidays) -> Telling | None:
    """For the last meeting in somebody's own copy that was held and to which they had said that they do not come."""
    there = [each for each in copy.meetings if each.arrive_at is not None and each.state != "cancelled"]
    meetings = [Met(each.arrive_at, each.state == "held") for each in there if each.arrive_at is not None]
    last = max((each.at for each in meetings if each.is_held), default=None)
    if last is None:
        return None
    for_it = [each for each in sent if (meant := meeting_of(each.shared_at, meetings)) and meant.at == last]
    stays_away = [each for each in for_it if each.task is Task.NOT_GOING]
    if not stays_away or _came_round(max(stays_away, key=lambda each: each.shared_at), for_it):
        return None
    by, met = tell_by(last, holidays), day_in_london(last)
    told = [(said.by, day) for each in stays_away for said in each.outcomes
            if said.kind is CameOf.TOLD and (day := day_in(said.words)) is not None and day >= met]  # fmt: skip
    return Telling(by, *told[-1]) if told else Telling(by)


def _came_round(answer: Shared, others: Sequence[Shared]) -> bool:
    """Whether they answered the same question otherwise before the same meeting."""
    return any(
        each.question == answer.question and each.shared_at > answer.shared_at and each.task is not answer.task
        for each in others
    )


@dataclass(frozen=True)
class Ringing:
    """That somebody asked to be rung, and nobody has yet: by which day, and who tried to on which day."""

    by: date
    tried_by: str = ""
    tried_on: date | None = None


def ringing_of(sent: Iterable[Shared], holidays: BankHolidays) -> Ringing | None:
    """For the oldest of what asks for it that nobody has rung about; None where they have changed their mind."""
    pieces = list(sent)
    asked = [each for each in pieces if each.task is Task.RING and not _came_round(each, pieces)]
    waits = [each for each in asked if all(said.kind is not CameOf.RANG for said in each.outcomes)]
    if not waits:
        return None
    first = min(waits, key=lambda each: each.shared_at)
    tried = [(said.by, day_in(said.words)) for said in first.outcomes if said.kind is CameOf.TRIED]
    return Ringing(ring_by(first.shared_at, holidays), *(tried[-1] if tried else ()))


def untold_since(outcomes: Iterable[Outcome]) -> datetime | None:
    """When somebody last said what came of words of which nobody has told their author since; None where all is told.

    Whoever told them on a day before that one cannot have told them this, whenever it was written down.
    """
    said = list(outcomes)
    newest = max((each.at for each in said if each.kind.is_answer), default=None)
    if newest is None:
        return None
    known_on = day_in_london(newest)
    later = [day_in(each.words) for each in said if each.kind is CameOf.TOLD and each.at > newest]
    return None if any(day is None or day >= known_on for day in later) else newest


def day_in(words: str) -> date | None:
    """The day that stands in an outcome, where one does."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
