"""A new item, or a whole small case, typed at the desk: read as a piece of a case file is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from portal.domain import mending
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.errors import Fault, Invalid
from portal.domain.mending import ItemRef, Sort
from portal.exchange.case_file import read_case_file
from portal.exchange.case_parts import case_from_plain, case_to_plain
from portal.exchange.readable import is_readable
from portal.exchange.typed import WHERE, Typed, faults_at, said, shown_into

BY_HAND = (Sort.GOAL, Sort.ACTION, Sort.SAFETY, Sort.MEETING, Sort.VISIT, Sort.TEAM, Sort.PERSON)
MOST_ROWS = 8  # people, and again workers, on the page of a new case
LONGEST_MARK = 200
MOST_MARKS = 50


def added(case: Case, areas: Mapping[str, Area], sort: Sort, typed: Typed) -> tuple[Case, ItemRef]:
    """The case with one more item. Its ref says that it was made here, so that no file's can be the same.

    Raises: Invalid with every fault, each at its field.
    """
    tree = case_to_plain(case)
    steps = WHERE[sort].split("/")[1:]
    holder = tree
    for step in steps[:-1]:
        holder = holder.setdefault(step, {})
    items = holder.setdefault(steps[-1], [])
    items.append(_new(case, sort, typed))
    faults = faults_at(tree, areas, f"{WHERE[sort]}/{len(items) - 1}", typed)
    if faults:
        raise Invalid(faults)
    read = case_from_plain(tree)
    item = mending.refs_of(read, sort)[-1]
    found = mending.find(read, item)
    if sort is Sort.MEETING:
        found = replace(found, place_for_child="place_for_child" in typed)
    return mending.with_new(case, sort, found), item


def _new(case: Case, sort: Sort, typed: Typed) -> dict[str, Any]:
    node: dict[str, Any] = {} if sort is Sort.SAFETY else {"ref": f"desk-{uuid4().hex[:10]}"}
    if sort is not Sort.PERSON:
        shown_into(node, typed)
    match sort:
        case Sort.GOAL:
            node |= {"text": said(typed, "words"), "whose": said(typed, "whose") or "everyone"}
        case Sort.ACTION:
            node |= {"text": said(typed, "words")} | _filled(typed, "owner", "due")
        case Sort.SAFETY:
            node |= {"text": said(typed, "words")}
        case Sort.TEAM:
            node |= {"name": said(typed, "name"), "role": said(typed, "role"), "trusted": "trusted" in typed}
            node |= _filled(typed, "organisation", "work_phone")
        case Sort.PERSON:
            node |= {"name": said(typed, "name"), "relationship": said(typed, "relationship")}
            node |= {"portal_access": "portal_access" in typed} | _filled(typed, "restrictions")
        case Sort.VISIT:
            node |= {"who": said(typed, "who"), "at": said(typed, "at"), "with": sorted(set(typed.get("with", ())))}
            _place(node, typed)
        case Sort.MEETING:
            node |= {"kind": said(typed, "kind"), "starts_at": said(typed, "starts_at")}
            _place(node, typed)
            family = (case.child.ref, *(person.ref for person in case.people))
            node["arrivals"] = [{"who": who, "from": said(typed, f"at-{who}") or None} for who in family]
            node["attendees"] = [{"who": who} for who in dict.fromkeys(typed.get("comes", ()))]
            node |= _filled(typed, "chair")
    return node


def _filled(typed: Typed, *names: str) -> dict[str, str]:
    return {name: words for name in names if (words := said(typed, name))}


def _place(node: dict[str, Any], typed: Typed) -> None:
    """A place made together with what it belongs to is for the same people."""
    if words := said(typed, "place-words"):
        node["place"] = {"text": words, "audience": node["audience"], "withhold_from": node["withhold_from"]}


def marked(case: Case, typed: Typed) -> Case:
    """The case with the words that must never stand on a screen, one a line. Raises: Invalid."""
    words = (typed.get("never_shown") or ("",))[0]
    lines = words.replace("\r", "\n").split("\n") if is_readable(words) else []
    marks = tuple(dict.fromkeys(mark for line in lines if (mark := said({"": [line]}, ""))))
    if not is_readable(words):
        raise Invalid([Fault("never_shown", "There is something here that is not text: type this again.")])
    if len(marks) > MOST_MARKS or any(len(mark) > LONGEST_MARK for mark in marks):
        told = f"Keep it short: at most {MOST_MARKS} lines, each of at most {LONGEST_MARK} characters."
        raise Invalid([Fault("never_shown", told)])
    return replace(case, never_shown=marks)


# -- a case by hand -----------------------------------------------------------------------------------

_FIELDS = ("ref", "preferred_name", "date_of_birth", "plan_type")


def case_by_hand(areas: Mapping[str, Area], typed: Typed) -> Case:
    """A small case: the child, and whoever stands in a row that was filled in.

    Raises: Invalid with every fault, each at its field.
    """
    unreadable = [name for name, values in typed.items() if not all(is_readable(value) for value in values)]
    if unreadable:
        raise Invalid(
            [Fault(name, "There is something here that is not text: type this again.") for name in unreadable]
        )
    child: dict[str, Any] = {name: said(typed, name) for name in _FIELDS}
    child["portal_access"] = "portal_access" in typed
    rows: dict[str, list[int]] = {"people": [], "team": []}
    tree: dict[str, Any] = {"format": "case-file/1", "area": said(typed, "area"), "child": child}
    tree |= {"people": [], "team": []}
    for number in range(1, MOST_ROWS + 1):
        if name := said(typed, f"people-{number}-name"):
            person: dict[str, Any] = {
                "ref": f"desk-p{number}",
                "name": name,
                "relationship": said(typed, f"people-{number}-relationship"),
            }
            person |= {"portal_access": f"people-{number}-portal_access" in typed}
            if restrictions := said(typed, f"people-{number}-restrictions"):
                person["restrictions"] = restrictions
            tree["people"].append(person)
            rows["people"].append(number)
        if name := said(typed, f"team-{number}-name"):
            role = said(typed, f"team-{number}-role")
            audience = "family" if f"team-{number}-known" in typed else "professionals"
            tree["team"].append({"ref": f"desk-w{number}", "name": name, "role": role, "audience": audience})
            rows["team"].append(number)
    try:
        return read_case_file(json.dumps(tree).encode(), areas)
    except Invalid as problem:
        raise Invalid([Fault(_field(fault.place, rows), fault.message) for fault in problem.faults]) from None


def _field(place: str, rows: dict[str, list[int]]) -> str:
    steps = place.strip("/").split("/")
    if steps[0] in rows and len(steps) == 3:
        return f"{steps[0]}-{rows[steps[0]][int(steps[1])]}-{steps[2]}"
    return steps[-1]
