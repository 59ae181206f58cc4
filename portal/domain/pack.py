"""What is brought to one meeting: everything that was shared for it, in the order of that area's agenda.

A pack is made for one reader. What is for one worker alone stands in that worker's own, at the end, on their screen
alone, and in nobody else's. Every piece stands once. Pure functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.domain.area import Area
from portal.domain.case import Case, Meeting
from portal.domain.clock import day_in_london
from portal.domain.preparation import MEETING, How
from portal.domain.sharing import Outcome, Shared, Translation


@dataclass(frozen=True)
class PackPiece:
    """One shared answer as its author put it, with what a reader has to know before they open their mouth.

    `agreed`: it was read back beside the worker who helped, None: nobody noted it. `only_for` names the one worker
    whom it is for. `not_with` are those of the family who may not hear it. Not `aloud`: it is read, and not read out.
    `lost`: it does not open any more, and has no words.
    """

    id: str
    author: str
    question: str
    answer: str
    language: str
    shared_at: datetime
    how: How | None = None
    helper: str = ""
    written_by: str = ""
    agreed: bool | None = None
    only_for: str = ""
    not_with: tuple[str, ...] = ()
    aloud: bool = True
    asks: bool = False
    low: str = ""
    high: str = ""
    translations: tuple[Translation, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    recorded_at: datetime | None = None
    recorded_by: str = ""
    lost: bool = False


@dataclass(frozen=True)
class PackNumber:
    """Somebody's number with the words at both ends, as their own question put them, and why, in their words."""

    piece: PackPiece
    because: tuple[PackPiece, ...] = ()


@dataclass(frozen=True)
class SideBySide:
    """The numbers on one scale, in the order of the family. Nothing is worked out of them."""

    scale: str
    numbers: tuple[PackNumber, ...]


@dataclass(frozen=True)
class Section:
    """One step of the meeting, with what is said at it."""

    id: str
    title: str
    pieces: tuple[PackPiece, ...] = ()
    numbers: tuple[SideBySide, ...] = ()


@dataclass(frozen=True)
class Pack:
    """What one reader brings to one meeting, less every part in which nothing stands.

    `earlier` was asked before the last meeting, and nobody has said yet what came of it. `others` have no step of
    their own; `not_aloud` are read and not read out; `alone` are for this reader and nobody else. `kept_back`: whose
    words are for which other worker alone, for those who may know that. The last two never leave the screen: paper
    and files lie about in rooms where the family sits, and what is pasted into a case system is read by many.
    """

    child: str
    meeting: str
    day: date
    area: str
    reader: str
    made_on: date
    case_system: str = ""
    earlier: tuple[PackPiece, ...] = ()
    sections: tuple[Section, ...] = ()
    others: tuple[PackPiece, ...] = ()
    not_aloud: tuple[PackPiece, ...] = ()
    alone: tuple[PackPiece, ...] = ()
    kept_back: tuple[tuple[str, str], ...] = ()

    def pieces(self) -> list[PackPiece]:
        """Every piece, in the order in which it stands."""
        found = list(self.earlier)
        for section in self.sections:
            found += section.pieces
            for scale in section.numbers:
                for number in scale.numbers:
                    found += [number.piece, *number.because]
        return [*found, *self.others, *self.not_aloud, *self.alone]

    def to_take(self) -> Pack:
        """The same as it may leave the screen: in it stands neither what is for one worker alone, nor that it is."""
        return replace(self, alone=(), kept_back=())


@dataclass(frozen=True)
class Reader:
    """Who reads, by the rules: `addressed` are the ids of words for them alone; `knows_of_others`: they may know
    that somebody else has words for them alone.
    """

    name: str
    addressed: frozenset[str] = frozenset()
    knows_of_others: bool = False


@dataclass(frozen=True)
class Family:
    """One child's family in the order of the case: the young person first. `people` are pairs of id and name.

    `circles`: by the author's id, the ids of those to whom they may open their words now.
    """

    child: str
    people: tuple[tuple[str, str], ...]
    circles: Mapping[str, Collection[str]] = field(default_factory=dict)

    def place(self, person: str) -> int:
        known = [ref for ref, _name in self.people]
        return known.index(person) if person in known else len(known)

    def not_with(self, piece: Shared) -> tuple[str, ...]:
        """The names of those who may not hear these words. Who was chosen when they were shared may hear them only
        while their author could choose them still: somebody may have got restrictions, or lost access, since.
        """
        chosen = {ref for ref, _name in piece.words.family}
        may_hear = {piece.person, *(chosen & set(self.circles.get(piece.person, ())))}
        return tuple(name for ref, name in self.people if ref not in may_hear)


def ended(area: Area, meetings: Iterable[Meeting]) -> list[datetime]:
    """When each main meeting that was held was over, the first one first."""
    main = {kind.id for kind in area.kinds.values() if kind.main}
    return sorted(_over(meeting) for meeting in meetings if meeting.state == "held" and meeting.kind in main)


def window(area: Area, case: Case, meeting: Meeting) -> tuple[datetime | None, datetime | None]:
    """From when until when words are for this meeting: since the last main meeting that was held before it."""
    before = [at for at in ended(area, case.meetings) if at < _over(meeting)]
    until = _over(meeting) if meeting.state == "held" else None
    return before[-1] if before else None, until


def _over(meeting: Meeting) -> datetime:
    return meeting.ends_at or meeting.starts_at


def make_pack(
    area: Area, case: Case, meeting: Meeting, family: Family, reader: Reader, found: Sequence[Shared], today: date
) -> Pack:
    """The pack of one meeting for one reader, out of all that this child's family shared.

    Only what a worker has opened stands in it; a number that is closed is not open, and so is not there.
    """
    since, until = window(area, case, meeting)
    ours = [
        each
        for each in found
        if each.child == family.child and not each.taken_back
        and (_is_within(each, since, until) or _waits_since(each, since, family))
    ]  # fmt: skip
    mine = [each for each in ours if each.opened_at and (each.worker == MEETING or each.id in reader.addressed)]
    mine.sort(key=lambda each: (family.place(each.person), each.place, each.shared_at, each.id))
    parts: dict[str, list[Shared]] = {}
    for each in mine:
        parts.setdefault(_part(area, each, since), []).append(each)

    def pieces(part: str) -> tuple[PackPiece, ...]:
        return tuple(_piece(each, family) for each in parts.get(part, ()))

    return Pack(
        child=case.child.preferred_name,
        meeting=area.kinds[meeting.kind].name,
        day=day_in_london(meeting.starts_at),
        area=area.name,
        reader=reader.name,
        made_on=today,
        case_system=area.case_system,
        earlier=pieces(_EARLIER),
        sections=tuple(
            _section(step.id, step.title, parts[step.id], family) for step in area.steps if step.id in parts
        ),
        others=pieces(_OTHERS),
        not_aloud=pieces(_NOT_ALOUD),
        alone=pieces(_ALONE),
        kept_back=_kept_back(ours, reader, family) if reader.knows_of_others else (),
    )


# No step of an area is called like these: an id has no space.
_EARLIER, _OTHERS, _NOT_ALOUD, _ALONE = "from before", "no step", "not aloud", "one alone"


def _is_within(each: Shared, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or each.shared_at > since) and (until is None or each.shared_at <= until)


def _waits_since(each: Shared, since: datetime | None, family: Family) -> bool:
    """It asked for something before the last meeting, and nobody has said what came of it. Who has left the case
    since waits for no answer from here.
    """
    waits = each.asks and not each.is_answered and each.person in dict(family.people)
    return waits and since is not None and each.shared_at <= since


def _part(area: Area, each: Shared, since: datetime | None) -> str:
    if each.worker != MEETING:
        return _ALONE
    if since is not None and each.shared_at <= since:
        return _EARLIER
    if not each.topic:
        return _NOT_ALOUD
    step = area.step_for_topic(each.topic)
    return step.id if step else _OTHERS


def _section(id: str, title: str, found: Collection[Shared], family: Family) -> Section:
    scales = dict.fromkeys(each.scale for each in found if each.scale)
    beside: set[str] = set()
    numbers = []
    for scale in scales:
        given = [each for each in found if each.scale == scale]
        newest = {each.person: each.id for each in sorted(given, key=lambda each: each.shared_at)}
        row = []
        for each in given:
            why = [w for w in found if w.words.because == scale and not w.scale and newest[each.person] == each.id
                   and w.person == each.person]  # fmt: skip
            beside |= {each.id, *(w.id for w in why)}
            row.append(PackNumber(_piece(each, family), tuple(_piece(w, family) for w in why)))
        numbers.append(SideBySide(scale, tuple(row)))
    return Section(id, title, tuple(_piece(each, family) for each in found if each.id not in beside), tuple(numbers))


def _kept_back(ours: Sequence[Shared], reader: Reader, family: Family) -> tuple[tuple[str, str], ...]:
    others = [each for each in ours if each.worker != MEETING and each.id not in reader.addressed]
    others.sort(key=lambda each: (family.place(each.person), each.shared_at))
    return tuple(dict.fromkeys((_author(each, family), each.words.worker_name) for each in others))


def _author(each: Shared, family: Family) -> str:
    return each.words.author or dict(family.people).get(each.person, "")


def _piece(each: Shared, family: Family) -> PackPiece:
    words = each.words
    return PackPiece(
        id=each.id,
        author=_author(each, family),
        question=words.question,
        answer=words.answer,
        language=words.language,
        shared_at=each.shared_at,
        how=words.how,
        helper=words.helper,
        written_by=words.written_by,
        agreed=words.agreed,
        only_for=words.worker_name if each.worker != MEETING else "",
        not_with=family.not_with(each),
        aloud=bool(each.topic) and each.worker == MEETING,
        asks=each.asks,
        low=words.low,
        high=words.high,
        translations=each.translations,
        outcomes=each.outcomes,
        recorded_at=each.recorded_at,
        recorded_by=each.recorded_by,
        lost=each.lost,
    )
