"""What a worker types at the desk, read like a piece of a case file: the same contract, the same rules.

The changed item is written into the case's own file, the file is checked as one from outside, and the
item is read out of it again. What no file holds (family words, cover, the young person's place) is put
beside it. A fault's place is the name of the field on the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.domain import mending
from portal.domain.area import Area
from portal.domain.audience import Audience
from portal.domain.case import Action, Case, Entry, LevelReview, Meeting, Person, TeamMember, Visit
from portal.domain.clock import LONDON
from portal.domain.errors import Fault, Invalid
from portal.domain.mending import ItemRef, Sort
from portal.exchange.case_parts import case_from_plain, case_to_plain
from portal.exchange.case_rules import faults_between, moment
from portal.exchange.case_schema import faults_of_form
from portal.exchange.readable import is_readable, visible

Typed = Mapping[str, Sequence[str]]

LONGEST_WORDS = 20_000
WHERE = {
    Sort.CHILD: "/child",
    Sort.PERSON: "/people",
    Sort.TEAM: "/team",
    Sort.LEVEL: "/risk_reviews",
    Sort.GOAL: "/plan/goals",
    Sort.ACTION: "/plan/actions",
    Sort.SAFETY: "/plan/safety",
    Sort.MEETING: "/meetings",
    Sort.MINUTE: "/meetings",
    Sort.VISIT: "/visits",
}
# What is a line of its own on the form and in the file: all of it for professionals only, but for names.
LINES = {
    Sort.CHILD: ("preferred_name", "full_name", "pronouns", "plan_type", "language"),
    Sort.PERSON: ("restrictions", "name", "relationship", "mobile", "email", "address", "language"),
    Sort.TEAM: ("name", "role", "organisation", "work_phone", "work_email"),
}
NEEDED = ("preferred_name", "name", "relationship", "role", "plan_type", "language")
# The entries within an item: the field of the domain, the field of a case file, what their fields begin with.
ENTRIES = {
    Sort.MEETING: (("place", "place", "place-"), ("join_link", "join_link", "link-")),
    Sort.VISIT: (("place", "place", "place-"),),
    Sort.LEVEL: (("plain_reason", "plain_reason", "reason-"), ("rationale", "rationale", "why-")),
    Sort.GOAL: (("entry", "", ""),),
    Sort.ACTION: (("entry", "", ""),),
    Sort.SAFETY: (("", "", ""),),
    Sort.MINUTE: (("entry", "", ""),),
}


def said(typed: Typed, name: str) -> str:
    """What stands in one field, as people see it."""
    words = (typed.get(name) or ("",))[0].replace("\0", "")
    return visible(words).strip() if is_readable(words) else words


def shown_moment(value: datetime | None) -> str:
    """A moment as it stands in a field; with its offset where the clock would read it twice."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    bare = f"{local:%Y-%m-%dT%H:%M}"
    try:
        return bare if moment(bare) == value.replace(second=0, microsecond=0) else local.isoformat(timespec="minutes")
    except ValueError:
        return local.isoformat(timespec="minutes")


def mended(case: Case, file: Case | None, areas: Mapping[str, Area], item: ItemRef, typed: Typed) -> Case:
    """The case with this item as it was typed. `file` is the last file's case, for "as the file says".

    Raises: NotFound; Invalid with every fault, each at its field.
    """
    old = mending.find(case, item)
    at = mending.position(case, item)
    tree = case_to_plain(case)
    node = _node(tree, case, item, at)
    faults = _write(node, case, file, item, old, typed)
    prefix = _prefix(case, item, at)
    known = {fault.place for fault in faults}
    faults += [fault for fault in faults_at(tree, areas, prefix, typed) if fault.place not in known]
    found = mending.find(case_from_plain(tree), item) if not faults else old
    if not faults:
        found = _desk_only(item.sort, found, old, typed)
        for field, _, start in ENTRIES.get(item.sort, ()):
            entry = getattr(found, field) if field else found
            if isinstance(entry, Entry) and (not field or getattr(old, field) is not None):
                faults += _words_faults(entry, start, typed)
                entry = mending.worded(entry, said(typed, f"{start}family_words"))
                found = replace(found, **{field: entry}) if field else entry
    if faults:
        raise Invalid(faults)
    return mending.with_item(case, item, found)


def _node(tree: dict[str, Any], case: Case, item: ItemRef, at: int) -> dict[str, Any]:
    found: Any = tree
    for step in WHERE[item.sort].split("/")[1:]:
        found = found[step]
    if item.sort is Sort.CHILD:
        return found  # type: ignore[no-any-return]
    if item.sort is Sort.MINUTE:
        return found[_meeting_at(case, item)]["minutes"][at]  # type: ignore[no-any-return]
    return found[at]  # type: ignore[no-any-return]


def _meeting_at(case: Case, item: ItemRef) -> int:
    return mending.position(case, ItemRef(Sort.MEETING, item.key.partition(":")[0]))


def _prefix(case: Case, item: ItemRef, at: int) -> str:
    where = WHERE[item.sort]
    if item.sort is Sort.CHILD:
        return where
    return f"{where}/{_meeting_at(case, item)}/minutes/{at}" if item.sort is Sort.MINUTE else f"{where}/{at}"


# -- into the file --------------------------------------------------------------------------------


def _write(node: dict[str, Any], case: Case, file: Case | None, item: ItemRef, old: Any, typed: Typed) -> list[Fault]:
    _lines_into(node, item.sort, typed)
    match old:
        case Meeting():
            shown_into(node, typed)
            node["state"] = said(typed, "state")
            _private_part(node, typed)
            _entries_into(node, item.sort, typed)
            return _times(node, case, file, old, typed)
        case Visit():
            shown_into(node, typed)
            node |= {"state": said(typed, "state"), "at": said(typed, "at") or shown_moment(old.at)}
            _entries_into(node, item.sort, typed)
        case TeamMember():
            shown_into(node, typed)
            node["trusted"] = "trusted" in typed
        case LevelReview():
            shown_into(node, typed)
            _entries_into(node, item.sort, typed)
        case Action():
            shown_into(node, typed)
            node |= {"status": said(typed, "status"), "due": said(typed, "due") or None}
        case Person():
            node |= {"portal_access": "portal_access" in typed, "interpreter": "interpreter" in typed}
        case _ if item.sort is Sort.CHILD:
            node["portal_access"] = "portal_access" in typed
            node["format_needs"] = "easy" if "easy" in typed else "standard"
        case _:
            shown_into(node, typed)
    return []


def _lines_into(node: dict[str, Any], sort: Sort, typed: Typed) -> None:
    """What the form had a line for; an empty one takes out what may be left out."""
    for name in LINES.get(sort, ()):
        if name in typed:
            node[name] = said(typed, name)
            if not node[name] and name not in NEEDED:
                del node[name]


def shown_into(node: dict[str, Any], typed: Typed, start: str = "") -> None:
    """Who may see it, out of the fields whose names begin so. Nothing chosen is professionals only."""
    node["audience"] = said(typed, f"{start}audience") or Audience.PROFESSIONALS.value
    node["withhold_from"] = sorted(set(typed.get(f"{start}withhold", ())))


def _entries_into(node: dict[str, Any], sort: Sort, typed: Typed) -> None:
    for _, name, start in ENTRIES[sort]:
        if name in node:
            shown_into(node[name], typed, start)
        elif words := said(typed, f"{start}words"):  # it had none: for the same people as what it belongs to
            node[name] = {"text": words, "audience": node["audience"], "withhold_from": node["withhold_from"]}


def _private_part(node: dict[str, Any], typed: Typed) -> None:
    part = node.setdefault("confidential_section", {})
    part["tell_family"] = "tell_family" in typed
    reason = said(typed, "reason_for_family")
    part["reason_for_family"] = reason
    if not part["tell_family"] and not reason and len(part) == 2:
        del node["confidential_section"]


def _times(node: dict[str, Any], case: Case, file: Case | None, old: Meeting, typed: Typed) -> list[Fault]:
    faults = []
    before = file.meeting(old.ref) if file else None
    arrivals: dict[str, str | None] = {}
    for person in (case.child.ref, *(each.ref for each in case.people)):
        choice, written = said(typed, f"asked-{person}"), said(typed, f"at-{person}")
        if choice != "own" and written not in ("", shown_moment(old.arrivals.get(person))):
            faults.append(Fault(f"at-{person}", "Choose “at a time of their own” above, or take this time out."))
        if choice == "own":
            arrivals[person] = written or None
            if arrivals[person] is None:
                faults.append(Fault(f"at-{person}", "Write the day and the time at which they are asked to come."))
        elif choice == "none":
            arrivals[person] = None
        elif before is not None and person in before.arrivals:
            own = before.arrivals[person]
            arrivals[person] = own.isoformat() if own else None
    node["arrivals"] = [{"who": who, "from": at} for who, at in arrivals.items()]
    return faults


# -- out of it --------------------------------------------------------------------------------------


def _desk_only(sort: Sort, found: Any, old: Any, typed: Typed) -> Any:
    if isinstance(found, TeamMember):
        return replace(found, covers=said(typed, "covers") or None)
    if isinstance(found, Meeting):
        return replace(found, minutes=old.minutes, place_for_child="place_for_child" in typed)
    return found


def _words_faults(entry: Entry, start: str, typed: Typed) -> list[Fault]:
    words = said(typed, f"{start}family_words")
    if entry.shown.audience is Audience.PROFESSIONALS:
        return []
    if not words:
        return [Fault(f"{start}family_words", "Write what the family reads here, or choose professionals only.")]
    if len(words) > LONGEST_WORDS:
        return [Fault(f"{start}family_words", f"This is longer than {LONGEST_WORDS} characters: shorten it.")]
    return []


def faults_at(tree: dict[str, Any], areas: Mapping[str, Area], prefix: str, typed: Typed) -> list[Fault]:
    """What is wrong with this piece of the file, one fault a field; what was wrong elsewhere before stays so."""
    found = {
        name: "There is something here that is not text: type this again."
        for name, values in typed.items()
        if not all(is_readable(value) for value in values)
    }
    for fault in (*faults_of_form(tree), *faults_between(tree, areas)):
        if fault.place == prefix or fault.place.startswith(f"{prefix}/"):
            found.setdefault(field_of(tree, fault.place, prefix), fault.message)
    return [Fault(place, message) for place, message in found.items()]


def field_of(tree: dict[str, Any], place: str, prefix: str) -> str:
    """The form's field for a place in the file."""
    steps = place.removeprefix(prefix).strip("/").split("/")
    if steps[0] == "arrivals":
        node: Any = tree
        for step in [*prefix.split("/")[1:], *steps[:2]]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        return f"at-{node['who']}"
    starts = {"place": "place-", "join_link": "link-", "plain_reason": "reason-", "rationale": "why-"}
    names = {"withhold_from": "withhold", "text": "words", "confidential_section": steps[-1]}
    last = steps[1] if len(steps) > 1 and steps[0] in starts else steps[0]
    return f"{starts.get(steps[0], '')}{names.get(last, last)}"
