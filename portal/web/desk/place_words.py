"""The place of a difference or a change, as a worker says it: “Goal g1: words for the family”."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.case import Case


def place_words(case: Case, place: str) -> str:
    """The place in words; what has none stands as it is."""
    first, *rest = place.split("/")
    lists = {
        "child": str(case.child.preferred_name), "people": _("Family member"), "team": _("Team"),
        "level_reviews": _("Level of"), "goals": _("Goal"), "actions": _("Action"), "safety": _("Safety step"),
        "meetings": _("Meeting"), "visits": _("Visit"),
    }  # fmt: skip
    if first not in lists:
        return part_words(case, place)
    if first == "child":
        return f"{lists[first]}: {part_words(case, '/'.join(rest))}" if rest else lists[first]
    head = " ".join([lists[first], *(_name(case, each) for each in rest[:1])])
    return f"{head}: {part_words(case, '/'.join(rest[1:]))}" if rest[1:] else head


def part_words(case: Case, place: str) -> str:
    """A part of one item in words."""
    known = {
        "family_words": _("words for the family"), "words": _("professionals' words"), "audience": _("who sees it"),
        "withhold_from": _("but not"), "place": _("place"), "join_link": _("link"), "arrivals": _("asked to come"),
        "state": _("how it stands"), "status": _("how it stands"), "starts_at": _("when the professionals start"),
        "parents_from": _("when the parents are asked to come"), "ends_at": _("when it ends"), "at": _("when"),
        "young_person_from": _("when the young person is asked to come"), "due": _("by"), "owner": _("who does it"),
        "private_part": _("part for professionals"), "tell_family": _("the family is told"),
        "reason_for_family": _("why, in words for the family"), "minutes": _("minute"), "rationale": _("reason"),
        "plain_reason": _("reason in plain words"), "portal_access": _("may have a way in"), "name": _("name"),
        "trusted": _("helps to say what they think"), "covers": _("stands in for"), "attendees": _("who comes"),
        "place_for_child": _("place safe on the young person's phone"), "role": _("what they do"),
    }  # fmt: skip
    return ", ".join(known.get(step) or _name(case, step) for step in place.split("/") if step)


def _name(case: Case, ref: str) -> str:
    if ref == case.child.ref:
        return str(case.child.preferred_name)
    found = case.person(ref) or case.team_member(ref)
    return str(found.name) if found else ref
