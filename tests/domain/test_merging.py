"""A newer file and the desk's words: what only one changed is taken, what both changed is asked, nothing vanishes."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.audience import Audience
from portal.domain.case import Action, Case, Entry, Goal, Shown, ToTell
from portal.domain.mending import settled
from portal.domain.merging import Merged, merge
from tests import factories
from tests.variations import case_files

EXAMPLES = (*factories.AREAS, "refused-at-publishing")


def words_for(case: Case, ref: str, said: str) -> Case:
    """The desk mends the words of one goal."""
    goals = tuple(replace(g, entry=replace(g.entry, family_words=said)) if g.ref == ref else g for g in case.goals)
    return settled(replace(case, goals=goals))


def case_with(**goal: Any) -> Case:
    tree = factories.example("norfolk")
    tree["plan"]["goals"] = [{"ref": "g1", "text": "Kit goes to school.", "audience": "family", **goal}]
    tree["plan"]["actions"] = []
    return factories.case(tree)


BASE = case_with()


def goal_of(merged: Merged) -> Goal:
    return merged.case.goals[0]


def test_words_that_were_never_mended_follow_the_new_text() -> None:
    merged = merge(BASE, BASE, case_with(text="Kit goes to college."))
    assert goal_of(merged).entry.family_words == "Kit goes to college."
    assert merged.differences == ()


def test_words_that_were_mended_stay_where_the_file_says_what_it_said() -> None:
    merged = merge(BASE, words_for(BASE, "g1", "Kit likes school."), case_with(whose="parents"))
    assert (goal_of(merged).entry.family_words, goal_of(merged).whose) == ("Kit likes school.", "parents")
    assert merged.differences == ()


@pytest.mark.parametrize(("decide", "said"), [("keep", "Kit likes school."), ("take", "Kit goes to college.")])
def test_a_new_text_behind_mended_words_is_asked(decide: str, said: str) -> None:
    mine, theirs = words_for(BASE, "g1", "Kit likes school."), case_with(text="Kit goes to college.")
    undecided = merge(BASE, mine, theirs)
    assert [(d.place, d.file, d.here) for d in undecided.differences] == [
        ("goals/g1/family_words", "Kit goes to college.", "Kit likes school.")
    ]
    merged = merge(BASE, mine, theirs, **{decide: ["goals/g1/family_words"]})
    assert (goal_of(merged).entry.words, goal_of(merged).entry.family_words) == ("Kit goes to college.", said)
    assert (merged.differences, merged.decided) == ((), {"goals/g1/family_words"})


@pytest.mark.parametrize(("decide", "left"), [("keep", 1), ("take", 0)])
def test_an_item_that_was_mended_and_is_left_out_of_the_file_is_asked(decide: str, left: int) -> None:
    mine = words_for(BASE, "g1", "Kit likes school.")
    theirs = replace(BASE, goals=())
    assert [(d.place, d.file, d.here) for d in merge(BASE, mine, theirs).differences] == [
        ("goals/g1", None, "Kit likes school.")
    ]
    merged = merge(BASE, mine, theirs, **{decide: ["goals/g1"]})
    assert len(merged.case.goals) == left
    assert merge(theirs, merged.case, theirs) == Merged(merged.case, (), frozenset())


def test_an_item_that_nobody_mended_goes_with_the_file_and_one_made_by_hand_stays() -> None:
    made = Goal("desk-1", Entry("By hand.", Shown(Audience.FAMILY), "By hand."))
    merged = merge(BASE, replace(BASE, goals=(*BASE.goals, made)), replace(BASE, goals=()))
    assert (merged.case.goals, merged.differences) == ((made,), ())


@pytest.mark.parametrize(("decide", "audience"), [("keep", Audience.FAMILY), ("take", Audience.PROFESSIONALS)])
def test_a_file_that_closes_what_somebody_wrote_words_for_is_asked(decide: str, audience: Audience) -> None:
    mine, theirs = words_for(BASE, "g1", "Kit likes school."), case_with(audience="professionals")
    assert [d.place for d in merge(BASE, mine, theirs).differences] == ["goals/g1/audience"]
    merged = merge(BASE, mine, theirs, **{decide: ["goals/g1/audience"]})
    assert goal_of(merged).entry.shown.audience is audience
    assert goal_of(merged).entry.family_words == ("Kit likes school." if decide == "keep" else None)


def test_what_was_taken_out_here_stays_out_until_the_file_says_something_new_of_it() -> None:
    mine = replace(BASE, goals=())
    assert merge(BASE, mine, BASE).case.goals == ()
    theirs = case_with(text="Kit goes to college.")
    assert [d.place for d in merge(BASE, mine, theirs).differences] == ["goals/g1"]
    assert merge(BASE, mine, theirs, keep=["goals/g1"]).case.goals == ()
    assert merge(BASE, mine, theirs, take=["goals/g1"]).case.goals == theirs.goals


def test_what_no_file_says_stays_and_what_led_to_somebody_who_left_goes() -> None:
    base = factories.case("norfolk")
    first, second = base.team[:2]
    told = ToTell(base.meetings[0].ref, "mum", first.ref, date(2026, 12, 1))
    mine = replace(
        base,
        never_shown=("purple kettle",),
        to_tell=(told,),
        team=(first, replace(second, covers=first.ref), *base.team[2:]),
        meetings=(replace(base.meetings[0], place_for_child=True), *base.meetings[1:]),
    )
    merged = merge(base, mine, replace(base, source="A newer one"))
    assert merged.case == replace(mine, source="A newer one")
    left = merge(base, mine, replace(base, team=base.team[1:]))
    assert left.differences == ()
    assert (left.case.never_shown, left.case.to_tell) == (("purple kettle",), ())
    assert left.case.team[0].covers is None


def test_a_case_made_by_hand_takes_a_file_in_without_questions_about_what_it_left_open() -> None:
    theirs = factories.case("norfolk")
    child = replace(theirs.child, full_name=None, notes=(), pronouns=None)
    mine = Case(theirs.area, child, people=theirs.people[:1])
    merged = merge(None, mine, theirs)
    assert merged.case == theirs
    assert merged.differences == ()


def test_a_file_brought_into_a_case_by_hand_asks_where_the_two_say_different_things() -> None:
    theirs = factories.case("norfolk")
    child = replace(theirs.child, preferred_name="Kitty", plan_type="looked-after")
    merged = merge(None, replace(theirs, child=child), theirs)
    assert {d.place for d in merged.differences} == {"child/preferred_name", "child/plan_type"}


# -- any case, any changes -----------------------------------------------------------------------------


@st.composite
def three_cases(draw: st.DrawFn) -> tuple[Case, Case, Case]:
    """A file, a newer one, and what the desk made of the first."""
    tree = draw(case_files())
    newer = copy.deepcopy(tree)
    plan = newer["plan"]
    for part in ("goals", "actions", "safety"):
        for item in list(plan.get(part, [])):
            what = draw(st.sampled_from(["", "", "text", "audience", "withhold", "gone"]))
            if what == "text":
                item["text"] += " As the newer file says."
            elif what == "audience":
                item["audience"] = draw(st.sampled_from(["professionals", "parents", "young-person", "family"]))
            elif what == "withhold":
                item["withhold_from"] = draw(st.lists(st.sampled_from([p["ref"] for p in tree["people"]]), unique=True))
            elif what == "gone":
                plan[part].remove(item)
    if draw(st.booleans()):
        plan.setdefault("goals", []).append({"ref": "new-in-the-file", "text": "New.", "audience": "family"})
    for action in plan["actions"]:  # a goal that went takes what led to it along
        if action.get("goal") not in {goal["ref"] for goal in plan.get("goals", [])}:
            action.pop("goal", None)
    base = factories.case(tree)
    mine = replace(
        base,
        goals=tuple(replace(goal, entry=_at_the_desk(draw, goal.entry)) for goal in base.goals),
        actions=tuple(replace(action, entry=_at_the_desk(draw, action.entry)) for action in base.actions),
        safety=tuple(_at_the_desk(draw, entry) for entry in base.safety),
        never_shown=("purple kettle",),
    )
    if draw(st.booleans()):
        by_hand = Goal("desk-1", Entry("By hand.", Shown(Audience.FAMILY), "By hand."))
        mine = replace(mine, goals=(*mine.goals, by_hand))
    return base, settled(mine), factories.case(newer)


def _at_the_desk(draw: st.DrawFn, entry: Entry) -> Entry:
    what = draw(st.sampled_from(["", "", "words", "audience", "withhold"]))
    if what == "words" and entry.family_words is not None:
        return replace(entry, family_words="As a worker wrote it.")
    if what == "audience":
        return replace(entry, shown=replace(entry.shown, audience=draw(st.sampled_from(Audience))))
    if what == "withhold":
        return replace(entry, shown=replace(entry.shown, withhold_from=frozenset({"mum"})))
    return entry


Key = tuple[str, str]


def entries(case: Case) -> dict[Key, Entry]:
    found: dict[Key, Entry] = {}
    for part, items in (("goal", case.goals), ("action", case.actions)):
        for item in items:
            assert isinstance(item, (Goal, Action))
            found[part, item.ref] = item.entry
    return found | {("safety", step.words): step for step in case.safety}


def facts(entry: Entry) -> dict[str, Any]:
    mended = entry.family_words if entry.family_words != entry.words else None
    return {"audience": entry.shown.audience, "withheld": entry.shown.withhold_from, "mended": mended}


def places(merged: Merged) -> list[str]:
    return [difference.place for difference in merged.differences]


@settings(max_examples=120, deadline=None)
@given(three_cases())
def test_the_same_file_twice_changes_nothing(cases: tuple[Case, Case, Case]) -> None:
    base, mine, theirs = cases
    assert merge(base, mine, base) == Merged(mine, (), frozenset())
    for decide in ("keep", "take"):
        first = merge(base, mine, theirs, **{decide: places(merge(base, mine, theirs))})
        assert first.differences == ()
        assert merge(theirs, first.case, theirs) == Merged(first.case, (), frozenset())


@settings(max_examples=120, deadline=None)
@given(three_cases())
def test_where_nothing_was_written_at_the_desk_the_file_is_taken_as_it_is(cases: tuple[Case, Case, Case]) -> None:
    base, _, theirs = cases
    assert merge(base, base, theirs) == Merged(theirs, (), frozenset())


@settings(max_examples=120, deadline=None)
@given(three_cases())
def test_nothing_that_was_written_at_the_desk_vanishes_unless_somebody_chose_the_file(
    cases: tuple[Case, Case, Case],
) -> None:
    base, mine, theirs = cases
    undecided = merge(base, mine, theirs)
    kept = merge(base, mine, theirs, keep=places(undecided))
    assert kept.case == undecided.case
    was, stands = entries(base), entries(kept.case)
    for key, entry in entries(mine).items():
        if key not in was:
            assert stands[key] == entry
            continue
        before = facts(was[key])
        changed = {name: value for name, value in facts(entry).items() if value != before[name]}
        if changed:
            assert changed.items() <= facts(stands[key]).items()
    assert kept.case.never_shown == ("purple kettle",)


@settings(max_examples=120, deadline=None)
@given(three_cases())
def test_taking_everything_gives_what_the_file_changed_and_what_was_made_by_hand(
    cases: tuple[Case, Case, Case],
) -> None:
    base, mine, theirs = cases
    taken = entries(merge(base, mine, theirs, take=places(merge(base, mine, theirs))).case)
    was, here, file = entries(base), entries(mine), entries(theirs)
    assert set(taken) == set(file) | (set(here) - set(was))
    for key in file:
        if key not in was:
            assert taken[key] == file[key]
            continue
        assert taken[key].words == file[key].words
        for name, value in facts(file[key]).items():
            if value != facts(was[key])[name]:
                assert facts(taken[key])[name] == value
        if file[key].words != was[key].words:
            assert facts(taken[key])["mended"] is None
