"""One person's copy under review: what the checks look at, and what they answer with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from portal.access.copy_texts import Piece, Read, read_copy
from portal.access.everyday_words import EMERGENCY_NUMBERS, STOCK_PHRASES
from portal.access.kept import Kept
from portal.access.likeness import Words, shared_runs
from portal.access.telling import News, news_for
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.edition import Edition


@dataclass(frozen=True)
class Check:
    """Something about one item of one person's copy that stops it (`hard`) or asks for a reason.

    `id` is what a reason is given for, `place` says which item, `sentence` what to do. `matched` is what
    stands there, and `source` where in the professionals' text it stands too: the worker sees them, and
    they are never logged.
    """

    id: str
    hard: bool
    person: str
    place: str
    sentence: str
    matched: str = field(default="", repr=False)
    source: str = field(default="", repr=False)


@dataclass(frozen=True, repr=False)
class Review:
    """All that the checks of one copy look at."""

    case: Case
    person: str
    copy: Edition
    previous: Edition | None
    told: bool
    area: Area | None = None

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.case, self.person)

    @cached_property
    def read(self) -> Read:
        return read_copy(self.case, self.kept, self.copy)

    @cached_property
    def news(self) -> tuple[News, ...]:
        """Meetings that this person is to hear of from somebody."""
        return tuple(news_for(self.case, self.person, self.copy, self.previous, self.read.meetings))

    @cached_property
    def runs(self) -> tuple[tuple[Piece, str, bool], ...]:
        """Six or more words shared with professionals-only text: where, which, and whether they tell much."""
        pieces = self.read.pieces
        texts = [(piece.place, piece.words) for piece in pieces]
        marks = shared_runs(texts, self.kept.sources, STOCK_PHRASES)
        return tuple(self._run(piece, marked) for piece, marked in zip(pieces, marks, strict=True) if marked)

    @cached_property
    def withheld_runs(self) -> tuple[tuple[Piece, str], ...]:
        """The same of what is for others of the family and not for this person."""
        texts = [(piece.place, piece.words) for piece in self.read.pieces]
        marks = shared_runs(texts, self.kept.withheld, STOCK_PHRASES)
        found = ((piece, self._run(piece, marked)[1]) for piece, marked in zip(self.read.pieces, marks, strict=True))
        return tuple((piece, run) for piece, run in found if run)

    def _run(self, piece: Piece, marked: frozenset[int]) -> tuple[Piece, str, bool]:
        shared = Words(word for at, word in enumerate(piece.words) if at in marked)
        numbers = (w for w in shared if any(s.isdecimal() for s in w.folded) and w.folded not in EMERGENCY_NUMBERS)
        secrets = (s for s in (*self.kept.names, *self.kept.labelled) if s.found_in(shared))
        tells_much = next(numbers, None) is not None or next(secrets, None) is not None
        return piece, " ".join(word.text for word in shared), tells_much
