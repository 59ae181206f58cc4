"""What somebody closed, kept or timed at the desk stands until somebody decides otherwise, whatever a file shifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.domain.audience import Audience
from portal.domain.case import Case, Entry, Meeting, Minute, Shown
from portal.domain.mending import ItemRef, Sort, find, settled, with_item, without
from portal.domain.merging import Difference, Merged, merge
from tests import factories

FRIEND = "Dawn told us about a new friend with a car. Everyone thanked her."
SCHOOL = {"step": "updates", "text": "School is going better.", "audience": "parents"}
OWN = datetime(2026, 11, 26, 15, 40, tzinfo=UTC)


def tree(*changes: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    made = factories.example("norfolk")
    for change in changes:
        change(made)
    return made


def minutes_of(made: dict[str, Any]) -> list[dict[str, Any]]:
    return made["meetings"][1]["minutes"]  # type: ignore[no-any-return]


BASE = factories.case(tree())


def closed(case: Case, item: ItemRef) -> Case:
    found = find(case, item)
    if item.sort is Sort.MINUTE:
        return with_item(case, item, replace(found, entry=replace(found.entry, shown=Shown())))
    return with_item(case, item, replace(found, shown=Shown()))


def audiences(case: Case) -> dict[str, Audience]:
    return {minute.entry.words: minute.entry.shown.audience for minute in minutes(case)}


def minutes(case: Case) -> tuple[Minute, ...]:
    meeting = case.meeting("m6")
    assert meeting is not None
    return meeting.minutes


def said(merged: Merged) -> list[tuple[str, str | None, str | None]]:
    return [(each.place, each.file, each.here) for each in merged.differences]


MINE = closed(BASE, ItemRef(Sort.MINUTE, "m6:1"))


def test_a_minute_that_was_closed_stays_closed_when_a_newer_file_puts_another_one_before_it() -> None:
    theirs = factories.case(tree(lambda made: minutes_of(made).insert(0, SCHOOL)))
    merged = merge(BASE, MINE, theirs)
    found = audiences(merged.case)
    assert (found[FRIEND], found[SCHOOL["text"]]) == (Audience.PROFESSIONALS, Audience.PROFESSIONALS)
    new = "meetings/m6/minutes/updates/audience"
    assert merged.differences == (Difference(new, "parents", "professionals", SCHOOL["text"]),)
    opened = audiences(merge(BASE, MINE, theirs, take=[new]).case)
    assert (opened[FRIEND], opened[SCHOOL["text"]]) == (Audience.PROFESSIONALS, Audience.PARENTS)


def test_a_minute_that_was_closed_and_is_said_anew_by_the_file_is_asked_and_opened_to_nobody_meanwhile() -> None:
    theirs = factories.case(tree(lambda made: minutes_of(made)[0].update(text=f"{FRIEND} He is older.")))
    merged = merge(BASE, MINE, theirs)
    assert {FRIEND, f"{FRIEND} He is older."} <= set(audiences(merged.case))
    assert all(minute.entry.shown.audience is Audience.PROFESSIONALS for minute in minutes(merged.case)[:1])
    assert said(merged) == [
        ("meetings/m6/minutes/updates/audience", minute_audience(theirs), "professionals"),
        ("meetings/m6/minutes/updates:3", None, FRIEND),
    ]
    decided = merge(
        BASE, MINE, theirs, keep=["meetings/m6/minutes/updates/audience"], take=["meetings/m6/minutes/updates:3"]
    )
    assert audiences(decided.case)[f"{FRIEND} He is older."] is Audience.PROFESSIONALS
    assert FRIEND not in audiences(decided.case)
    assert merge(theirs, decided.case, theirs) == Merged(decided.case, (), frozenset())


def minute_audience(case: Case) -> str:
    return minutes(case)[0].entry.shown.audience.value


def test_two_level_reviews_of_one_day_keep_each_their_own_closing() -> None:
    first = {"date": "2026-11-12", "level": "medium", "audience": "family"}
    second = {"date": "2026-11-12", "level": "high", "audience": "family"}
    base = factories.case(tree(lambda made: made.update(risk_reviews=[first])))
    mine = closed(base, ItemRef(Sort.LEVEL, "2026-11-12"))
    theirs = factories.case(tree(lambda made: made.update(risk_reviews=[second, first])))
    merged = merge(base, mine, theirs)
    assert [(review.level, review.shown.audience) for review in merged.case.level_reviews] == [
        ("high", Audience.PROFESSIONALS),
        ("medium", Audience.PROFESSIONALS),
    ]
    assert said(merged)[0] == ("level_reviews/2026-11-12/audience", "family", "professionals")
    taken = merge(base, mine, theirs, take=[each.place for each in merged.differences])
    assert (taken.differences, taken.case.level_reviews[0].shown.audience) == ((), Audience.FAMILY)


def steps(*words: str) -> Case:
    made = tree()
    made["plan"]["safety"] = [{"text": each, "audience": "family"} for each in words]
    return factories.case(made)


def test_a_safety_step_that_is_kept_from_somebody_and_said_anew_stays_kept_from_them_until_it_is_decided() -> None:
    base, theirs = steps("Ring Dawn first.", "Stay in."), steps("Stay in.", "Ring Dawn first, then Tunde.")
    kept = Entry("Ring Dawn first.", Shown(Audience.FAMILY, frozenset({"dad"})), "Ring Dawn first.")
    mine = settled(replace(base, safety=(kept, base.safety[1])))
    merged = merge(base, mine, theirs)
    assert [step.shown.withhold_from for step in merged.case.safety] == [frozenset(), {"dad"}, {"dad"}]
    assert said(merged) == [("safety/2/withhold_from", None, "dad"), ("safety/3", None, "Ring Dawn first.")]


def test_a_safety_step_that_was_taken_out_comes_back_in_other_words_only_where_somebody_says_so() -> None:
    base, theirs = steps("Ring Dawn first.", "Stay in."), steps("Ring Dawn.", "Stay in.")
    mine = without(base, ItemRef(Sort.SAFETY, "1"))
    merged = merge(base, mine, theirs)
    assert ([step.words for step in merged.case.safety], said(merged)) == (
        ["Stay in."],
        [("safety/1", "Ring Dawn.", None)],
    )
    assert merge(base, mine, theirs, take=["safety/1"]).case.safety == theirs.safety


def test_steps_whose_words_look_like_a_counted_one_are_all_kept() -> None:
    base = steps("Ring.", "Ring.", "Ring.:2")
    assert merge(base, base, base).case == base


# -- somebody's own time ------------------------------------------------------------------------------


def timed(case: Case, arrivals: dict[str, datetime | None], **more: Any) -> Case:
    first: Meeting = case.meetings[0]
    return replace(case, meetings=(replace(first, arrivals=arrivals, **more), *case.meetings[1:]))


@pytest.mark.parametrize(
    "moved",
    [
        {"starts_at": datetime(2026, 12, 3, 13, 30, tzinfo=UTC)},
        {"parents_from": datetime(2026, 12, 3, 14, 0, tzinfo=UTC)},
        {"young_person_from": datetime(2026, 12, 3, 14, 15, tzinfo=UTC)},
        {"state": "moved"},
    ],
)
def test_nobodys_own_time_made_here_outlives_the_day_of_a_meeting_that_the_file_moves(moved: dict[str, Any]) -> None:
    before = BASE.meetings[0].arrivals
    mine = timed(BASE, before | {"mum": OWN, "dad": None})
    theirs = timed(BASE, before, **moved)
    merged = merge(BASE, mine, theirs)
    places = ["meetings/m7/arrivals/mum", "meetings/m7/arrivals/dad"]
    assert sorted(each.place for each in merged.differences) == sorted(places)
    here = {each.place: each.here for each in merged.differences}
    assert here == {places[0]: "2026-11-26 15:40", places[1]: "not asked to come"}
    taken = merge(BASE, mine, theirs, take=places)
    assert taken.case.meetings[0].arrivals == before
    kept = merge(BASE, mine, theirs, keep=places)
    assert kept.case.meetings[0].arrivals == mine.meetings[0].arrivals
    assert merge(theirs, kept.case, theirs) == Merged(kept.case, (), frozenset())


def test_somebodys_own_time_stays_where_the_file_changes_something_else_of_the_meeting() -> None:
    mine = timed(BASE, {"mum": OWN})
    theirs = timed(BASE, BASE.meetings[0].arrivals, chair=None)
    merged = merge(BASE, mine, theirs)
    assert (merged.differences, merged.case.meetings[0].arrivals) == ((), {"mum": OWN})
