"""Whatever is typed at the desk, the case stays one that could have come in a file, or nothing is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain import mending
from portal.domain.case import Case
from portal.domain.errors import Invalid, NotFound
from portal.domain.mending import Sort, settled
from portal.exchange.case_file import read_case_file
from portal.exchange.case_parts import case_to_plain
from portal.exchange.typed import mended, said, shown_moment
from portal.exchange.typed_new import BY_HAND, added
from tests import factories

EXAMPLES = (*factories.AREAS, "refused-at-publishing")
TIMES = (
    "",
    "2026-12-01T10:00",
    "2026-03-29T01:30",
    "2026-10-25T01:30",
    "2026-10-25T01:30+01:00",
    "9am",
    "2026-13-01T00:00",
)
WORDS = ("", " ", "Kit sleeps well.", "x" * 20_001, "e" + "\u0301" * 40, "a\x00b\r\nc", "\u202enope", "<b>bold</b>")
CHOICES: dict[str, tuple[str, ...]] = {
    "audience": ("", "professionals", "parents", "young-person", "family", "everybody"),
    "state": ("planned", "held", "moved", "cancelled", "missed", "happened", "asleep", ""),
    "status": ("to-do", "doing", "done", "stopped", "never", ""),
    "kind": ("cpm", "strategy_discussion", "cce_mam", "ipm", "panel", "party"),
    "due": ("", "2026-12-01", "2026-02-30", "soon"),
    "role": ("social_worker", "astronaut", ""),
    "relationship": ("mother", "cousin", ""),
    "whose": ("everyone", "parents", "nobody", ""),
}


def fields_for(case: Case) -> st.SearchStrategy[dict[str, list[str]]]:
    family = [case.child.ref, *(person.ref for person in case.people)]
    refs = [*family, *(member.ref for member in case.team), "nobody-here", "", "../x"]
    words, moments, ref = st.sampled_from(WORDS), st.sampled_from(TIMES), st.sampled_from(refs)
    some = st.lists(ref, max_size=3)
    one: dict[str, st.SearchStrategy[Any]] = {name: st.sampled_from(values) for name, values in CHOICES.items()}
    for start in ("", "place-", "link-", "reason-", "why-"):
        one |= {f"{start}audience": one["audience"], f"{start}family_words": words, f"{start}words": words}
    one |= dict.fromkeys(("reason_for_family", "name", "organisation", "work_phone"), words)
    one |= dict.fromkeys(("owner", "who", "chair", "covers"), ref)
    one |= dict.fromkeys(("at", "starts_at", *(f"at-{person}" for person in family)), moments)
    one |= {f"asked-{person}": st.sampled_from(["own", "none", "file", "else"]) for person in family}
    one |= {name: st.just("1") for name in ("trusted", "portal_access", "easy", "tell_family", "place_for_child")}
    several = dict.fromkeys(("withhold", "place-withhold", "with", "comes"), some)
    return st.fixed_dictionaries({}, optional={**{n: v.map(lambda x: [x]) for n, v in one.items()}, **several})


def still_a_file(case: Case) -> None:
    assert settled(case) == case
    again = read_case_file(factories.as_bytes(case_to_plain(case)), factories.areas())
    assert again.child == case.child
    assert [meeting.arrivals for meeting in again.meetings] == [meeting.arrivals for meeting in case.meetings]
    assert [goal.entry.shown for goal in again.goals] == [goal.entry.shown for goal in case.goals]


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_mended_case_could_have_come_in_a_file_whatever_was_typed(data: st.DataObject) -> None:
    case = factories.case(data.draw(st.sampled_from(EXAMPLES)))
    items = [item for sort in Sort for item in mending.refs_of(case, sort)]
    item = data.draw(st.sampled_from(items))
    try:
        changed = mended(case, case, factories.areas(), item, data.draw(fields_for(case)))
    except Invalid:
        return
    still_a_file(changed)
    for other in items:
        if other != item and {other.sort, item.sort} != {Sort.MEETING, Sort.MINUTE}:
            assert mending.find(changed, other) == mending.find(case, other)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_case_with_something_new_could_have_come_in_a_file_whatever_was_typed(data: st.DataObject) -> None:
    case = factories.case(data.draw(st.sampled_from(EXAMPLES)))
    sort = data.draw(st.sampled_from(BY_HAND))
    try:
        changed, item = added(case, factories.areas(), sort, data.draw(fields_for(case)))
    except Invalid:
        return
    still_a_file(changed)
    assert mending.refs_of(changed, sort)[:-1] == mending.refs_of(case, sort)
    assert mending.refs_of(changed, sort)[-1] == item


def test_taking_out_a_goal_leaves_its_actions_without_one() -> None:
    case = factories.case("norfolk")
    goals = mending.refs_of(case, Sort.GOAL)
    assert any(action.goal for action in case.actions)
    for goal in goals:
        case = mending.without(case, goal)
        still_a_file(case)
    assert {action.goal for action in case.actions} == {None}
    with pytest.raises(NotFound):
        mending.without(case, goals[0])
    with pytest.raises(NotFound):
        mending.without(case, mending.refs_of(case, Sort.LEVEL)[0])


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "2026-07-01T10:00"),
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "2026-12-01T09:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T01:30+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T01:30+00:00"),
        (None, ""),
    ],
)
def test_a_time_stands_in_its_field_as_on_a_clock_in_london(moment: datetime | None, shown: str) -> None:
    assert shown_moment(moment) == shown


def test_what_nobody_sees_is_taken_out_of_what_was_typed() -> None:
    assert said({"words": ["  a\u202e\u200b b\r\nc\x00 "]}, "words") == "a b\nc"
