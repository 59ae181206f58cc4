"""One item of a case: finding it, putting a changed one in its place, taking it out.

Whatever changes a case at the desk ends with `settled`, so that what hangs together still does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from portal.domain.audience import Audience
from portal.domain.case import Case, Entry, LevelReview, Meeting, Minute, Shown, Visit
from portal.domain.errors import NotFound


class Sort(Enum):
    """The sorts of items that can be mended."""

    CHILD = "child"
    PERSON = "person"
    TEAM = "team"
    LEVEL = "level"
    GOAL = "goal"
    ACTION = "action"
    SAFETY = "safety"
    MEETING = "meeting"
    MINUTE = "minute"
    VISIT = "visit"


@dataclass(frozen=True)
class ItemRef:
    """Which item. `key` is its ref; a level's day, a safety step's number, `meeting:number` of a minute.

    Days and numbers hold for one revision of the case alone.
    """

    sort: Sort
    key: str


_LISTS = {
    Sort.PERSON: "people",
    Sort.TEAM: "team",
    Sort.LEVEL: "level_reviews",
    Sort.GOAL: "goals",
    Sort.ACTION: "actions",
    Sort.SAFETY: "safety",
    Sort.MEETING: "meetings",
    Sort.VISIT: "visits",
}
# What can be taken out again; somebody only where nothing leads to them. Levels were agreed: they stay.
PEOPLE = frozenset({Sort.PERSON, Sort.TEAM})
REMOVABLE = frozenset({Sort.GOAL, Sort.ACTION, Sort.SAFETY, Sort.MEETING, Sort.VISIT}) | PEOPLE


def refs_of(case: Case, sort: Sort) -> tuple[ItemRef, ...]:
    """Every item of a sort, in the case's order."""
    if sort is Sort.CHILD:
        return (ItemRef(sort, case.child.ref),)
    if sort is Sort.MINUTE:
        return tuple(
            ItemRef(sort, f"{meeting.ref}:{number}")
            for meeting in case.meetings
            for number in range(1, len(meeting.minutes) + 1)
        )
    return tuple(ItemRef(sort, key) for key in _keys(case, sort))


def _keys(case: Case, sort: Sort) -> list[str]:
    items = getattr(case, _LISTS[sort])
    if sort is Sort.SAFETY:
        return [str(number) for number in range(1, len(items) + 1)]
    if sort is Sort.LEVEL:
        return numbered(review.date.isoformat() for review in items)
    return [item.ref for item in items]


def numbered(keys: Iterable[str]) -> list[str]:
    """The same keys, the second of two equal ones told apart by a number."""
    seen: dict[str, int] = {}
    found = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        found.append(key if seen[key] == 1 else f"{key}:{seen[key]}")
    return found


def position(case: Case, item: ItemRef) -> int:
    """Where it stands in its list (a minute: among its meeting's). Raises NotFound."""
    key = item.key
    if item.sort is Sort.MINUTE:
        key, _, number = key.partition(":")
        keys = [str(n) for n in range(1, len(_meeting(case, key).minutes) + 1)]
        return _index(keys, number)
    if item.sort is Sort.CHILD:
        return _index([case.child.ref], key)
    return _index(_keys(case, item.sort), key)


def _index(keys: list[str], key: str) -> int:
    if key not in keys:
        raise NotFound
    return keys.index(key)


def _meeting(case: Case, ref: str) -> Meeting:
    meeting = case.meeting(ref)
    if meeting is None:
        raise NotFound
    return meeting


def find(case: Case, item: ItemRef) -> Any:
    """The item. Raises NotFound."""
    at = position(case, item)
    if item.sort is Sort.CHILD:
        return case.child
    if item.sort is Sort.MINUTE:
        return _meeting(case, item.key.partition(":")[0]).minutes[at]
    return getattr(case, _LISTS[item.sort])[at]


def with_item(case: Case, item: ItemRef, changed: Any) -> Case:
    """The case with another one in this item's place. Raises NotFound."""
    at = position(case, item)
    if item.sort is Sort.CHILD:
        return settled(replace(case, child=changed))
    if item.sort is Sort.MINUTE:
        meeting = _meeting(case, item.key.partition(":")[0])
        minutes = (*meeting.minutes[:at], changed, *meeting.minutes[at + 1 :])
        return with_item(case, ItemRef(Sort.MEETING, meeting.ref), replace(meeting, minutes=minutes))
    return _with_list(case, item.sort, lambda items: (*items[:at], changed, *items[at + 1 :]))


def with_new(case: Case, sort: Sort, new: Any) -> Case:
    """The case with one more item, the last of its sort."""
    return _with_list(case, sort, lambda items: (*items, new))


def without(case: Case, item: ItemRef) -> Case:
    """The case without this item, and without what led to it. Raises NotFound, also for what stays."""
    if item.sort not in REMOVABLE:
        raise NotFound
    at = position(case, item)
    return _with_list(case, item.sort, lambda items: (*items[:at], *items[at + 1 :]))


def _with_list(case: Case, sort: Sort, change: Any) -> Case:
    items = getattr(case, _LISTS[sort])
    return settled(replace(case, **{_LISTS[sort]: change(items)}))


def worded(entry: Entry, family_words: str) -> Entry:
    """The entry with these words for the family, where it has a family audience."""
    return replace(entry, family_words=None if _is_closed(entry.shown) else family_words or entry.words)


# -- what hangs together -----------------------------------------------------------------------------


def settled(case: Case) -> Case:
    """The case in which nothing is open within something closed, and nothing leads to somebody who left.

    Words for a family stand exactly where there is a family audience. A visit's visitor is left alone:
    without one there is no visit, so whoever takes them out has to be told.
    """
    family = frozenset({case.child.ref, *(person.ref for person in case.people)})
    team = {member.ref for member in case.team}
    goals = {goal.ref for goal in case.goals}
    settling = _Settling(family)
    done = replace(
        case,
        team=tuple(
            replace(m, shown=settling.shown(m.shown), covers=m.covers if m.covers in team - {m.ref} else None)
            for m in case.team
        ),
        level_reviews=tuple(settling.review(review) for review in case.level_reviews),
        goals=tuple(replace(goal, entry=settling.entry(goal.entry)) for goal in case.goals),
        actions=tuple(
            replace(
                action,
                entry=settling.entry(action.entry),
                goal=action.goal if action.goal in goals else None,
                owner=action.owner if action.owner in family | team else None,
            )
            for action in case.actions
        ),
        safety=tuple(settling.entry(entry) for entry in case.safety),
        meetings=tuple(settling.meeting(meeting, family | team, team) for meeting in case.meetings),
        visits=tuple(settling.visit(visit, family | team) for visit in case.visits),
    )
    meetings = {meeting.ref for meeting in case.meetings}
    told = (t for t in case.to_tell if t.meeting in meetings and t.person in family and t.worker in team)
    return replace(done, to_tell=tuple(told))


@dataclass(frozen=True)
class _Settling:
    family: frozenset[str]

    def shown(self, shown: Shown, inside: Shown | None = None) -> Shown:
        withheld = shown.withhold_from & self.family
        if inside is None:
            return replace(shown, withhold_from=withheld)
        audience = shown.audience.within(inside.audience)
        if audience is Audience.PROFESSIONALS:
            return Shown(audience, withheld)
        return Shown(audience, withheld | (inside.withhold_from & self.family))

    def entry(self, entry: Entry, inside: Shown | None = None) -> Entry:
        shown = self.shown(entry.shown, inside)
        return worded(replace(entry, shown=shown), entry.family_words or "")

    def optional(self, entry: Entry | None, inside: Shown) -> Entry | None:
        return None if entry is None else self.entry(entry, inside)

    def review(self, review: LevelReview) -> LevelReview:
        shown = self.shown(review.shown)
        return replace(
            review,
            shown=shown,
            rationale=self.optional(review.rationale, shown),
            plain_reason=self.optional(review.plain_reason, shown),
        )

    def meeting(self, meeting: Meeting, everybody: frozenset[str], team: set[str]) -> Meeting:
        shown = self.shown(meeting.shown)
        return replace(
            meeting,
            shown=shown,
            place=self.optional(meeting.place, shown),
            join_link=self.optional(meeting.join_link, shown),
            minutes=tuple(Minute(m.step, self.entry(m.entry, shown)) for m in meeting.minutes),
            chair=meeting.chair if meeting.chair in team else None,
            attendees=tuple(a for a in meeting.attendees if a.who in everybody),
            arrivals={who: at for who, at in meeting.arrivals.items() if who in self.family},
        )

    def visit(self, visit: Visit, everybody: frozenset[str]) -> Visit:
        shown = self.shown(visit.shown)
        with_ = tuple(ref for ref in visit.with_ if ref in everybody)
        return replace(visit, shown=shown, place=self.optional(visit.place, shown), with_=with_)


def _is_closed(shown: Shown) -> bool:
    return shown.audience is Audience.PROFESSIONALS
