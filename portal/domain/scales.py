"""Numbers that people give on the same scale: closed until they can be opened together, side by side.

Sealed, so that nobody's number leads another's. Never averaged, never coloured, never put in an order by size,
never compared with a level. A number for one worker alone stands beside nobody's, so it is never closed: it is words
to that worker as any others. Source: decisions, "Words that families give". Pure functions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.audience import Kind
from portal.domain.errors import NotFound
from portal.domain.own_sets import main_set, sets_for
from portal.domain.preparation import MEETING, QuestionSet

Scales = Mapping[tuple[Kind, bool], frozenset[str]]
"""Which scales stand in the set of whom: a young person or a parent, with easier words or without."""


def opens_together(scale: str, worker: str) -> bool:
    """Whether what was shared with this reader (`Readers.worker`) is a number that waits for those of others."""
    return bool(scale) and worker == MEETING


@dataclass(frozen=True)
class Given:
    """Somebody shared a number on a scale with the workers at the meeting."""

    person: str
    scale: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """A worker opened the numbers on a scale together."""

    scale: str
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Round:
    """What decides whether a number stands open: who gave one, what was opened, and when main meetings ended.

    `asked` are, by scale, those with an open door whose questions have it.
    """

    given: tuple[Given, ...]
    opened: tuple[Opened, ...]
    ended: tuple[datetime, ...]
    asked: Mapping[str, frozenset[str]]

    def is_open(self, scale: str, at: datetime) -> bool:
        """Whether a number that was shared at this moment may be looked at.

        It may once a worker has opened the scale, later or in the same round of meetings; or once everybody who
        was asked for a number on it has given theirs in that round. A new round is closed again.
        """
        if any(each.scale == scale and (each.at >= at or self._same(each.at, at)) for each in self.opened):
            return True
        return bool(self.asked.get(scale)) and not self.missing(scale, at)

    def missing(self, scale: str, at: datetime) -> frozenset[str]:
        """Who was asked and has not given a number in the round of this moment."""
        there = {each.person for each in self.given if each.scale == scale and self._same(each.at, at)}
        return self.asked.get(scale, frozenset()) - there

    def _same(self, one: datetime, other: datetime) -> bool:
        ends = sorted(self.ended)
        return bisect_left(ends, one) == bisect_left(ends, other)


def scales_of(sets: Mapping[str, QuestionSet]) -> Scales:
    """Out of everybody's main set: what each of them is asked before a meeting."""
    found: dict[tuple[Kind, bool], frozenset[str]] = {}
    for kind in Kind:
        for easy in (False, True):
            try:
                questions = main_set(sets_for(sets, kind), easy).questions
            except NotFound:
                questions = ()
            found[kind, easy] = frozenset(each.scale for each in questions if each.scale)
    return found


def asked(scales: Scales, people: Sequence[tuple[str, Kind, bool]]) -> dict[str, frozenset[str]]:
    """By scale, the ids of those who are asked for a number on it."""
    every = {scale for known in scales.values() for scale in known}
    return {
        scale: frozenset(ref for ref, kind, easy in people if scale in scales.get((kind, easy), frozenset()))
        for scale in every
    }
