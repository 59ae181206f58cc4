"""Every item of a case as a line that leads to where it is mended."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import request
from flask_babel import gettext as _

from portal.domain import mending
from portal.domain.area import Area
from portal.domain.case import Case, Entry, Shown
from portal.domain.errors import NotFound
from portal.domain.mending import ItemRef, Sort
from portal.exchange.typed_new import BY_HAND
from portal.web.desk import mending_pages as pages
from portal.web.desk.mend_fields import label_of
from portal.web.desk.pages import MendedLine

_ORDER = (
    Sort.MEETING, Sort.GOAL, Sort.ACTION, Sort.SAFETY, Sort.VISIT, Sort.MINUTE, Sort.LEVEL, Sort.TEAM, Sort.CHILD,
    Sort.PERSON,
)  # fmt: skip


def path_of(item: ItemRef, person: str = "") -> str:
    """Where one item is mended, under the child's own pages; with the person whose copy it is mended for."""
    return address_for(f"{item.sort.value}/{quote(item.key)}", person)


def address_for(path: str, person: str) -> str:
    return f"{path}?{urlencode({'for': person})}" if person else path


def _titles() -> dict[Sort, str]:
    return {
        Sort.MEETING: _("Meetings"), Sort.GOAL: _("Goals"), Sort.ACTION: _("Actions"), Sort.SAFETY: _("Safety plan"),
        Sort.VISIT: _("Visits"), Sort.MINUTE: _("Minutes of meetings"), Sort.LEVEL: _("Levels"), Sort.TEAM: _("Team"),
        Sort.CHILD: _("The young person"), Sort.PERSON: _("Family members"),
    }  # fmt: skip


def new_titles() -> dict[Sort, str]:
    return {
        Sort.MEETING: _("Add a meeting"), Sort.GOAL: _("Add a goal"), Sort.ACTION: _("Add an action"),
        Sort.SAFETY: _("Add a safety step"), Sort.VISIT: _("Add a visit"), Sort.TEAM: _("Add a worker"),
        Sort.PERSON: _("Add a family member"),
    }  # fmt: skip


def item_groups(case: Case, area: Area) -> tuple[pages.ItemGroup, ...]:
    """The whole case, sort by sort."""
    titles, new = _titles(), new_titles()
    return tuple(
        pages.ItemGroup(
            titles[sort],
            tuple(_item_line(case, area, item) for item in mending.refs_of(case, sort)),
            new[sort] if sort in BY_HAND else "",
            sort.value,
        )
        for sort in _ORDER
    )


def _item_line(case: Case, area: Area, item: ItemRef) -> pages.ItemLine:
    found = mending.find(case, item)
    entry = found if isinstance(found, Entry) else getattr(found, "entry", None)
    words = (entry.family_words or entry.words) if isinstance(entry, Entry) else ""
    shown = entry.shown if isinstance(entry, Entry) else getattr(found, "shown", None)
    anchor = f"{item.sort.value}-{item.key}"
    who = _who(case, shown) if shown is not None else ""
    return pages.ItemLine(label_of(case, area, item), path_of(item), words, who, anchor)


def _who(case: Case, shown: Shown) -> str:
    names = {
        "professionals": _("professionals only"),
        "parents": _("parents and carers"),
        "young-person": str(case.child.preferred_name),
        "family": _("the family"),
    }
    called = [p.name for p in case.people if p.ref in shown.withhold_from]
    called += [case.child.preferred_name] if case.child.ref in shown.withhold_from else []
    who = names[shown.audience.value]
    return _("%(who)s, but not %(names)s", who=who, names=", ".join(called)) if called else who


def just_mended(case: Case, area: Area, person: str) -> MendedLine | None:
    """What this person's copy was mended in, where the page was reached from there."""
    sort, _sep, key = request.args.get("mended", "").partition("/")
    if request.args.get("for") != person or sort not in [each.value for each in Sort]:
        return None
    item = ItemRef(Sort(sort), key)
    try:
        line = _item_line(case, area, item)
    except NotFound:
        return None
    return MendedLine(line.label, path_of(item, person), line.words)
