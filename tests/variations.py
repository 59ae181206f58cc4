"""Cases with other audiences, other times and other people kept out, for tests of properties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from portal.domain.case import Case
from tests.factories import AREAS, example

AUDIENCES = (None, "professionals", "parents", "young-person", "family")
PARTS = (None, "whole", "professionals-only", "with-family")


@st.composite
def case_files(draw: st.DrawFn, *names: str) -> dict[str, Any]:
    """One of the examples (or of those named) with every choice about who sees what made afresh."""
    tree = example(draw(st.sampled_from(names or (*AREAS, "refused-at-publishing"))))
    child = tree["child"]
    family = [child["ref"], *(person["ref"] for person in tree["people"])]
    for person in [child, *tree["people"]]:
        person["portal_access"] = True
    plan = tree["plan"]
    items = [*tree["team"], *plan.get("goals", []), *plan["actions"], *plan.get("safety", [])]
    for review in tree.get("risk_reviews", []):
        items += [review, *(review[part] for part in ("rationale", "plain_reason") if part in review)]
    for meeting in tree["meetings"]:
        meeting.setdefault("place", {"text": "The hall"})
        is_closed = meeting["kind"] in ("panel", "strategy_discussion")
        items += [] if is_closed else [meeting]
        items += [meeting["place"], *meeting.get("minutes", [])]
        _choose_who_comes(draw, meeting, family)
    for visit in tree.get("visits", []):
        items += [visit, visit.setdefault("place", {"text": "The park"})]
        visit["with"] = draw(st.lists(st.sampled_from(family), unique=True))
    for item in items:
        _choose(draw, item, "audience", AUDIENCES)
        withheld = draw(st.lists(st.sampled_from(family), unique=True))
        item["withhold_from"] = withheld
    return tree


@st.composite
def desk_choices(draw: st.DrawFn, case: Case) -> Case:
    """What no file can say and a worker can, at the desk: a place that is safe on a phone, who stands in for whom."""
    refs = [None, *(member.ref for member in case.team)]
    team = (replace(member, covers=draw(st.sampled_from(refs))) for member in case.team)
    meetings = (replace(meeting, place_for_child=draw(st.booleans())) for meeting in case.meetings)
    return replace(case, team=tuple(team), meetings=tuple(meetings))


def _choose(draw: st.DrawFn, holder: dict[str, Any], field: str, choices: tuple[Any, ...]) -> None:
    chosen = draw(st.sampled_from(choices))
    holder.pop(field, None)
    if chosen is not None:
        holder[field] = chosen


def _choose_who_comes(draw: st.DrawFn, meeting: dict[str, Any], family: list[str]) -> None:
    day = meeting["starts_at"][:10]
    times = (None, f"{day}T08:11:00", f"{day}T17:23:00")
    for field in ("parents_from", "young_person_from", "ends_at"):
        _choose(draw, meeting, field, times)
    for attendee in meeting.get("attendees", []):
        _choose(draw, attendee, "part", PARTS)
    who = draw(st.lists(st.sampled_from(family), unique=True))
    meeting["arrivals"] = [{"who": ref, "from": draw(st.sampled_from(times))} for ref in who]
