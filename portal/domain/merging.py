"""A newer case file and what was written at the desk, brought together.

Three cases meet: the last file (`base`), the case as it stands (`mine`) and the newer file
(`theirs`). What only one side changed is taken; what both changed in different ways is a difference
that somebody decides. What no file says (`DESK_ONLY`) stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from portal.domain.audience import Audience
from portal.domain.case import Case, Entry, Meeting, Shown, TeamMember
from portal.domain.clock import LONDON
from portal.domain.matching import by_key, key_of, matched
from portal.domain.mending import settled

DESK_ONLY = {(Case, "never_shown"), (Case, "to_tell"), (Meeting, "place_for_child"), (TeamMember, "covers")}
# Where the file moves a meeting by one of these, nobody's own time made here is kept unasked.
MOVES = ("starts_at", "parents_from", "young_person_from", "state")


@dataclass(frozen=True)
class Difference:
    """One thing that was changed at the desk and in the file, each in its own way.

    `place` names it (`goals/g1/family_words`). `file` and `here` are what each says, in words; None
    where it does not stand there at all. `about` are the words of an item that has no ref of its own.
    """

    place: str
    file: str | None
    here: str | None
    about: str = ""


@dataclass(frozen=True)
class Merged:
    """The case brought together, with what stands here wherever nobody has decided yet.

    `decided` are the places of all differences that were decided.
    """

    case: Case
    differences: tuple[Difference, ...]
    decided: frozenset[str]


def merge(
    base: Case | None, mine: Case, theirs: Case, *, keep: Collection[str] = (), take: Collection[str] = ()
) -> Merged:
    """Bring a newer file into a case. `base` is None where the case was made by hand.

    `keep` and `take` are places of differences: as it stands here, or as the file says.
    """
    merging = _Merging(mine.child.ref, frozenset(keep), frozenset(take))
    case = merging.value("", MISSING if base is None else base, mine, theirs)
    return Merged(settled(case), tuple(merging.differences), frozenset(merging.decided))


class _Merging:
    def __init__(self, child: str, keep: frozenset[str], take: frozenset[str]) -> None:
        self.child, self.keep, self.take = child, keep, take
        self.differences: list[Difference] = []
        self.decided: set[str] = set()

    def value(self, place: str, base: Any, mine: Any, theirs: Any) -> Any:
        """Any part of the case; MISSING where it does not stand."""
        if isinstance(mine, Entry) and isinstance(theirs, Entry):
            return self.entry(place, base if isinstance(base, Entry) else None, mine, theirs)
        if is_dataclass(mine) and type(mine) is type(theirs):
            return self.parts(place, base, mine, theirs)
        if _is_keyed(mine, theirs, base):
            return self.items(place, base, mine, theirs)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self.mapping(place, base, mine, theirs)
        if mine == theirs or _is_same(base, theirs):
            return mine
        if _is_same(base, mine):
            return theirs
        return self.decide(place, mine, theirs)

    def decide(self, place: str, mine: Any, theirs: Any, *, asked: Difference | None = None, about: str = "") -> Any:
        if place in self.keep or place in self.take:
            self.decided.add(place)
            return mine if place in self.keep else theirs
        self.differences.append(asked or Difference(place, _said(theirs), _said(mine), about))
        return mine

    def parts(self, place: str, base: Any, mine: Any, theirs: Any) -> Any:
        changed = {}
        for field in fields(mine):
            name = field.name
            here = getattr(mine, name)
            if (type(mine), name) in DESK_ONLY:
                continue
            # The parts that only hold others together have no name in a place.
            inner = place if name in ("entry", "shown") else f"{place}/{name}".lstrip("/")
            before = getattr(base, name) if type(base) is type(mine) else _default(field)
            if name == "arrivals" and _is_moved(base if type(base) is type(mine) else mine, theirs):
                changed[name] = self.own_times(inner, before, here, theirs)
            else:
                changed[name] = self.value(inner, before, here, getattr(theirs, name))
        return replace(mine, **changed)

    def mapping(self, place: str, base: Any, mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
        before = base if isinstance(base, dict) else {}
        found = {}
        for key in (*theirs, *(key for key in mine if key not in theirs)):
            sides = (side.get(key, MISSING) for side in (before, mine, theirs))
            value = self.value(f"{place}/{key}", *sides)
            if value is not MISSING:
                found[key] = value
        return found

    def own_times(
        self, place: str, base: dict[str, datetime | None], mine: dict[str, datetime | None], theirs: Meeting
    ) -> dict[str, datetime | None]:
        """When each person is asked to a meeting that the file has moved: a time made here was for the old day."""
        found = {}
        for who in dict.fromkeys((*theirs.arrivals, *mine)):
            before, here, file = (side.get(who, MISSING) for side in (base, mine, theirs.arrivals))
            if here not in (before, file):
                common = theirs.young_person_from if who == self.child else theirs.parents_from
                said = [_said(common if at is MISSING else at) or "not asked to come" for at in (file, here)]
                file = self.decide(f"{place}/{who}", here, file, asked=Difference(f"{place}/{who}", *said))
            if file is not MISSING:
                found[who] = file
        return found

    def items(self, place: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, ...]:
        """A list of items, in the file's order; what the file lacks stands behind."""
        found = []
        for each in matched(base, mine, theirs):
            inner = f"{place}/{each.name}"
            item = self.value(inner, each.base, each.mine, each.theirs)
            if any(here is MISSING for _, here in each.kin):  # taken out here, and maybe only said anew
                item = self.decide(inner, MISSING, item)
            if item is not MISSING:
                pairs = [(before, here) for before, here in each.kin if here is not MISSING]
                found.append(self.narrowed(inner, item, pairs, _said(item) or "") if pairs else item)
        return tuple(found)

    def narrowed(self, place: str, new: Any, kin: list[tuple[Any, Any]], about: str) -> Any:
        """A new item of a kind that the desk has closed, or kept from somebody: no wider, until somebody decides."""
        changed: dict[str, Any] = {}
        for field in fields(new):
            value = getattr(new, field.name)
            inner = place if field.name in ("entry", "shown") else f"{place}/{field.name}"
            pairs = [(getattr(before, field.name), getattr(here, field.name)) for before, here in kin]
            pairs = [pair for pair in pairs if type(pair[0]) is type(pair[1]) is type(value)]
            if isinstance(value, Shown):
                changed[field.name] = self.narrowed_shown(inner, value, pairs, about)
            elif isinstance(value, Entry):
                changed[field.name] = self.narrowed(inner, value, pairs, about)
        return replace(new, **changed)

    def narrowed_shown(self, place: str, new: Shown, kin: list[tuple[Shown, Shown]], about: str) -> Shown:
        audience, withheld = new.audience, new.withhold_from
        for before, here in kin:
            if before.audience.within(here.audience) is not before.audience:
                audience = audience.within(here.audience)
            withheld |= here.withhold_from - before.withhold_from
        if audience is not new.audience:
            audience = self.decide(f"{place}/audience", audience, new.audience, about=about)
        if withheld != new.withhold_from:
            withheld = self.decide(f"{place}/withhold_from", withheld, new.withhold_from, about=about)
        return Shown(audience, withheld)

    def entry(self, place: str, base: Entry | None, mine: Entry, theirs: Entry) -> Entry:
        """Words mended at the desk stay; words that followed the file's text follow the new one."""
        words = self.value(f"{place}/words", base.words if base else MISSING, mine.words, theirs.words)
        mended = mine.family_words if mine.family_words != mine.words else None
        shown: Shown = self.parts(place, base.shown if base else MISSING, mine.shown, theirs.shown)
        if mended is not None and shown.audience is Audience.PROFESSIONALS:
            # The file closes what somebody wrote words for: never without asking.
            audience = self.decide(f"{place}/audience", mine.shown.audience, theirs.shown.audience)
            shown = replace(shown, audience=audience)
        if shown.audience is Audience.PROFESSIONALS:
            return Entry(words, shown)
        before = base.words if base else mine.words
        if mended is not None and mended != theirs.words and before != theirs.words:
            mended = self.decide(f"{place}/family_words", mended, theirs.words)
        return Entry(words, shown, mended or words)


def _default(field: Field[Any]) -> Any:
    """What a field holds where nobody has said anything: to a file, a case made by hand begins so."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _is_same(base: Any, other: Any) -> bool:
    """Whether this is as the last file said it, but for what no file says."""
    return bool(_bare(base) == _bare(other))


def _bare(value: Any) -> Any:
    if isinstance(value, TeamMember):
        return replace(value, covers=None)
    return replace(value, place_for_child=False) if isinstance(value, Meeting) else value


def _is_moved(before: Any, theirs: Any) -> bool:
    return any(getattr(before, name) != getattr(theirs, name) for name in MOVES)


def _is_keyed(*sides: Any) -> bool:
    lists = [side for side in sides if isinstance(side, tuple)]
    return len(lists) > 1 and any(is_dataclass(item) for side in lists for item in side)


def _said(value: Any) -> str | None:
    """What stands on one side, for the worker who decides."""
    if value is MISSING or value is None:
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (frozenset, tuple)):
        return ", ".join(sorted(_said(item) or "" for item in value)) or None
    if is_dataclass(value):
        entry = value if isinstance(value, Entry) else getattr(value, "entry", None)
        if isinstance(entry, Entry):
            return entry.family_words or entry.words
        return str(getattr(value, "name", None) or key_of(value))
    return str(value)


def changed_between(before: Any, now: Any) -> tuple[tuple[str, str | None, str | None], ...]:
    """What differs between two states of one part of a case: its place, what stood there, what stands."""
    was, stands = dict(_leaves("", before)), dict(_leaves("", now))
    places = (*was, *(place for place in stands if place not in was))
    return tuple((p, was.get(p), stands.get(p)) for p in places if was.get(p) != stands.get(p))


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str | None]]:
    if is_dataclass(value):
        for field in fields(value):
            inner = place if field.name in ("entry", "shown") else f"{place}/{field.name}".lstrip("/")
            yield from _leaves(inner, getattr(value, field.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(f"{place}/{key}".lstrip("/"), item)
    elif isinstance(value, tuple) and any(is_dataclass(item) for item in value):
        for number, ((kind, key), item) in enumerate(by_key(value).items(), 1):
            yield from _leaves(f"{place}/{number if kind is Entry else key}".lstrip("/"), item)
    else:
        yield place, _said(value)
