"""Which item of a newer file is which item of the case: by its ref; by day, step and words where it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, dataclass
from typing import Any

from portal.domain.case import Attendee, Entry, LevelReview, Minute
from portal.domain.mending import numbered

Known = tuple[type, str, int]


@dataclass(frozen=True)
class Match:
    """One item on each of three sides, MISSING where it does not stand. `name` is its name in a place.

    `kin`, of an item that only the file has and that has no ref: as the last file said them and as they
    stand here, the items that it may have come from.
    """

    name: str
    base: Any
    mine: Any
    theirs: Any
    kin: tuple[tuple[Any, Any], ...] = ()


def matched(base: Any, mine: Any, theirs: Any) -> list[Match]:
    """The items of three lists, in the file's order; what the file lacks stands behind.

    What has no ref is the same only where it says the same: a place in a list is no name, since an item
    put in before it would come under what somebody decided about another.
    """
    lists = [side if isinstance(side, tuple) else () for side in (base, mine, theirs)]
    crowded = _crowded(lists)
    before, here, file = (_by_exact_key(each, crowded) for each in lists)
    keys = [*file, *(key for key in here if key not in file)]
    items = [file.get(key, here.get(key)) for key in keys]
    names = numbered(str(n) if isinstance(item, Entry) else key_of(item) for n, item in enumerate(items, 1))
    return [
        Match(
            name,
            before.get(key, MISSING),
            here.get(key, MISSING),
            file.get(key, MISSING),
            _kin(item, before, here, file) if key not in before and key not in here else (),
        )
        for name, key, item in zip(names, keys, items, strict=True)
    ]


def _kin(new: Any, before: dict[Known, Any], here: dict[Known, Any], file: dict[Known, Any]) -> tuple[Any, ...]:
    """Of the same step or day; for a safety step, those that the file has not any more."""
    if not isinstance(new, (Entry, Minute, LevelReview)):
        return ()
    return tuple(
        (item, here.get(key, MISSING))
        for key, item in before.items()
        if (key not in file if isinstance(new, Entry) else key_of(item) == key_of(new))
    )


def _by_exact_key(items: tuple[Any, ...], crowded: set[str]) -> dict[Known, Any]:
    found: dict[Known, Any] = {}
    seen: dict[str, int] = {}
    for item in items:
        key = _exact_key(item, crowded)
        seen[key] = seen.get(key, 0) + 1
        found[type(item), key, seen[key]] = item
    return found


def _exact_key(item: Any, crowded: set[str]) -> str:
    key = key_of(item)
    if isinstance(item, Minute):
        return f"{key}\n{item.entry.words}"
    if isinstance(item, LevelReview) and key in crowded:
        reasons = (entry.words if entry else "" for entry in (item.rationale, item.plain_reason))
        return "\n".join((key, item.level, str(item.scaling), *reasons))
    return key


def _crowded(lists: Iterable[tuple[Any, ...]]) -> set[str]:
    """The days with more than one level review on some side."""
    days = [[key_of(item) for item in items if isinstance(item, LevelReview)] for items in lists]
    return {day for each in days for day in each if each.count(day) > 1}


def by_key(items: tuple[Any, ...]) -> dict[tuple[type, str], Any]:
    """The items of one list by what they are known by."""
    keys = numbered(key_of(item) for item in items)
    return {(type(item), key): item for item, key in zip(items, keys, strict=True)}


def key_of(item: Any) -> str:
    """What an item is known by: its ref, its day, its step, its words."""
    match item:
        case Entry():
            return item.words
        case LevelReview():
            return item.date.isoformat()
        case Minute():
            return item.step
        case Attendee():
            return item.who
    return str(item.ref)
