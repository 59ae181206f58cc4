"""The place that a publishing check names, as a worker says it: “Meeting on Thursday 26 November”, “Mr Osei”."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from portal.access.places import item_at
from portal.domain import mending
from portal.domain.case import Case, Entry
from portal.domain.errors import NotFound
from portal.domain.mending import ItemRef, Sort
from portal.web.kit.dates import day

_PART = re.compile(r"(place|link|private part|(?:professionals' )?reason) of ")
_OF_SOMEBODY = re.compile(r"(actions of|note) (\S+)")
_LONGEST = 50


def place_of_check(case: Case, place: str) -> str:
    """The place in words; what has none stands as it is."""
    return _said(case, place) or place


def source_of_check(case: Case, source: str) -> str:
    """Where it stands in the professionals' text, each place in words before what stands there."""
    parts = []
    for part in source.split("; "):
        place, colon, text = part.partition(": ")
        parts.append(f"{_said(case, place) or place}{colon}{text}")
    return "; ".join(parts)


def _said(case: Case, place: str) -> str:
    whole = {
        "the whole copy": _("The whole copy"), "the plan": _("The plan"), "source": _("Where the file comes from"),
        "full name": _("Full name"),
    }  # fmt: skip
    if place in whole:
        return whole[place]
    if found := _OF_SOMEBODY.fullmatch(place):
        what, ref = found.groups()
        return _("Actions of %(name)s", name=_name(case, ref)) if what == "actions of" else _("Note %(n)s", n=ref)
    item = item_at(place)
    if item is None:
        return ""
    try:
        said = _item(case, item)
    except NotFound:
        return ""
    part = _PART.match(place)
    return f"{said}: {_parts()[part[1]]}" if part else said


def _parts() -> dict[str, str]:
    return {
        "place": _("place"), "link": _("link"), "private part": _("part for professionals"),
        "reason": _("reason in plain words"), "professionals' reason": _("reason"),
    }  # fmt: skip


def _item(case: Case, item: ItemRef) -> str:
    found = mending.find(case, item)
    match item.sort:
        case Sort.GOAL:
            return _("Goal “%(words)s”", words=_short(found.entry))
        case Sort.ACTION:
            return _("Action “%(words)s”", words=_short(found.entry))
        case Sort.SAFETY:
            return _("Safety step %(number)s", number=item.key)
        case Sort.MEETING:
            return _("Meeting on %(day)s", day=day(found.starts_at))
        case Sort.MINUTE:
            ref, _colon, number = item.key.rpartition(":")
            held = mending.find(case, ItemRef(Sort.MEETING, ref))
            return _("Minute %(number)s of the meeting on %(day)s", number=number, day=day(held.starts_at))
        case Sort.VISIT:
            return _("Visit on %(day)s", day=day(found.at))
        case Sort.LEVEL:
            return _("Level of %(day)s", day=day(found.date))
        case _:
            return _name(case, item.key)


def _short(entry: Entry) -> str:
    words = entry.family_words or entry.words
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"


def _name(case: Case, ref: str) -> str:
    if ref == case.child.ref:
        return str(case.child.preferred_name)
    found = case.person(ref) or case.team_member(ref)
    return str(found.name) if found else ref
