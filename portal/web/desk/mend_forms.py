"""The forms with which one item of a case is mended, or a new one is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.access.kept import Kept
from portal.domain import mending
from portal.domain.case import Case, Child, Meeting, Person, Shown
from portal.domain.mending import ItemRef, Sort
from portal.exchange.typed import ENTRIES, shown_moment
from portal.web.desk.mend_fields import Fields
from portal.web.desk.mending_pages import Field, Group
from portal.web.kit.dates import moment as in_words


def groups_for(fields: Fields, item: ItemRef) -> tuple[Group, ...]:
    """The form for this item, as it stands or as it was typed."""
    found = mending.find(fields.case, item)
    match item.sort:
        case Sort.CHILD:
            return _child(fields, found)
        case Sort.PERSON:
            return _person(fields, found)
        case Sort.TEAM:
            others = [("", _("nobody")), *(each for each in fields.team if each[0] != found.ref)]
            covers = fields.one("pick", "covers", _("Stands in for"), others, found.covers or "")
            trusted = fields.trusted(found.trusted)
            who = (
                fields.line("name", _("Name"), found.name),
                fields.role("role", fields.area, found.role),
                fields.line("organisation", _("Organisation"), found.organisation or ""),
                fields.line("work_phone", _("Work phone"), found.work_phone or ""),
                fields.line("work_email", _("Work e-mail"), found.work_email or ""),
            )
            return (Group("", who), Group("", (*fields.audience(found.shown), covers, trusted)))
        case Sort.GOAL:
            return (fields.entry("", found.entry),)
        case Sort.SAFETY:
            return (fields.entry("", found),)
        case Sort.MINUTE:
            return (fields.entry("", found.entry),)
        case Sort.ACTION:
            states = [("to-do", _("to do")), ("doing", _("being done")), ("done", _("done")), ("stopped", _("stopped"))]
            state = fields.one("one", "status", _("How it stands"), states, found.status)
            due = fields.day("due", _("By"), found.due.isoformat() if found.due else "")
            return (fields.entry("", found.entry), Group("", (state, due)))
        case Sort.VISIT:
            at = fields.moment("at", _("When"), shown_moment(found.at))
            state = fields.one("one", "state", _("How it stands"), _visit_states(), found.state)
            where = _entries(fields, item.sort, found) or [Group(_("The place"), (_place(fields),))]
            return (Group("", (*fields.audience(found.shown), at, state)), *where)
        case Sort.LEVEL:
            return (Group("", fields.audience(found.shown)), *_entries(fields, item.sort, found))
        case Sort.MEETING:
            return _meeting(fields, found)


def _child(fields: Fields, found: Child) -> tuple[Group, ...]:
    born = found.date_of_birth.isoformat()
    stays = _("Reference %(ref)s, born on %(day)s: these cannot be changed at the desk.", ref=found.ref, day=born)
    who = (
        fields.line("preferred_name", _("What they want to be called"), found.preferred_name, stays),
        fields.line("full_name", _("Full name"), found.full_name or "", _("Stays with you.")),
        fields.line("pronouns", _("Pronouns"), found.pronouns or "", _("Stays with you.")),
        fields.plan(found.plan_type),
        _language(fields, found.language),
        fields.access(found.portal_access),
        fields.tick("easy", _("Easy-read questions and pages first"), found.format_needs == "easy"),
    )
    return (Group("", who),)


def _person(fields: Fields, found: Person) -> tuple[Group, ...]:
    theirs = _("Their way in goes with this entry: for somebody else, add a family member.")
    who = (
        fields.line("name", _("Name"), found.name, theirs),
        fields.relationship("relationship", found.relationship),
        _language(fields, found.language),
        fields.tick("interpreter", _("Needs an interpreter"), found.interpreter),
        fields.access(found.portal_access),
    )
    contact = (
        fields.line("mobile", _("Mobile"), found.mobile or ""),
        fields.line("email", _("E-mail"), found.email or ""),
        fields.line("address", _("Address"), found.address or ""),
    )
    restrictions = fields.restrictions("restrictions", found.restrictions or "")
    return (
        Group("", (restrictions,)),
        Group("", who),
        Group(_("Only workers see this, and no copy may show it"), contact),
    )


def _language(fields: Fields, value: str) -> Field:
    return fields.line("language", _("Language"), value, _("Its code: en, pl, ro, ur…"))


def _visit_states() -> list[tuple[str, str]]:
    return [
        ("planned", _("planned")),
        ("happened", _("happened")),
        ("missed", _("missed: they didn't come")),
        ("moved", _("moved")),
        ("cancelled", _("cancelled")),
    ]


def _entries(fields: Fields, sort: Sort, found: Any) -> list[Group]:
    legends = {
        "place": _("The place"),
        "join_link": _("The link"),
        "plain_reason": _("The reason, in plain words"),
        "rationale": _("The professionals' reason"),
    }
    held = [(name, getattr(found, name), start) for name, _name, start in ENTRIES[sort]]
    return [fields.entry(legends[name], entry, start) for name, entry, start in held if entry is not None]


def _meeting(fields: Fields, found: Meeting) -> tuple[Group, ...]:
    states = [("planned", _("planned")), ("held", _("held")), ("moved", _("moved")), ("cancelled", _("cancelled"))]
    state = fields.one("one", "state", _("How it stands"), states, found.state)
    groups = [Group("", (*fields.audience(found.shown), state))]
    groups += [_own_time(fields, found, ref, called) for ref, called in fields.family]
    places = _entries(fields, Sort.MEETING, found)
    if found.place is None:
        places.insert(0, Group(_("The place"), (_place(fields),)))
    safe = fields.safe_place(found.place_for_child)
    places[0] = replace(places[0], fields=(*places[0].fields, safe))
    part = found.private_part
    told = fields.tick("tell_family", _("The family is told that there is a part for professionals"), part.tell_family)
    why = fields.words("reason_for_family", _("And why, in words for them"), part.reason_for_family or "")
    return (*groups, *places, Group(_("The part for professionals"), (told, why), part.content or ""))


def _own_time(fields: Fields, found: Meeting, ref: str, called: str) -> Group:
    """When this person is asked to come: their own time, not at all, or as the file says."""
    before = fields.file.meeting(found.ref) if fields.file else None
    own, common = found.arrivals.get(ref), _common(found, fields.case, ref)
    is_own = ref in found.arrivals
    if before is not None and is_own and before.arrivals.get(ref, "none") == own:
        is_own = False
    choice = "file" if not is_own else "own" if own else "none"
    said = _file_time(before, ref, fields.case) if before is not None else common
    as_said = in_words(said) if said else _("not asked to come")
    if not Kept(fields.case, ref).reads(found.shown):
        as_said = _("this meeting is not for them")
    label = _("As the file says: %(time)s", time=as_said) if before else _("Like everybody: %(time)s", time=as_said)
    options = [("file", label), ("own", _("At a time of their own")), ("none", _("Not asked to come"))]
    asked = fields.one("one", f"asked-{ref}", _("When %(name)s is asked to come", name=called), options, choice)
    at = fields.moment(f"at-{ref}", _("%(name)s's own time", name=called), shown_moment(own) if choice == "own" else "")
    return Group("", (asked, at))


def _common(meeting: Meeting, case: Case, ref: str) -> datetime | None:
    return meeting.young_person_from if ref == case.child.ref else meeting.parents_from


def _file_time(meeting: Meeting, ref: str, case: Case) -> datetime | None:
    return meeting.arrivals[ref] if ref in meeting.arrivals else _common(meeting, case, ref)


# -- a new one ----------------------------------------------------------------------------------------


def groups_for_new(fields: Fields, sort: Sort) -> tuple[Group, ...]:
    """The form for a new item of this sort."""
    shown = fields.audience(Shown())
    words = fields.words("words", _("What it says"), "", _("In words that the family may read, where it is for them."))
    match sort:
        case Sort.GOAL:
            voices = [
                ("young-person", fields.name), ("parents", _("the family")), ("professionals", _("the workers")),
                ("everyone", _("everyone")),
            ]  # fmt: skip
            whose = fields.one("one", "whose", _("Whose goal it is"), voices, "everyone")
            return (Group("", (words, whose, *shown)),)
        case Sort.ACTION:
            everybody = [("", _("nobody yet")), *fields.family, *fields.team]
            owner = fields.one("pick", "owner", _("Who does it"), everybody, "")
            return (Group("", (words, owner, fields.day("due", _("By")), *shown)),)
        case Sort.SAFETY:
            return (Group("", (words, *shown)),)
        case Sort.VISIT:
            who = fields.one("pick", "who", _("Who comes"), fields.team, "")
            to = fields.some("with", _("To whom"), fields.family, ())
            return (Group("", (who, fields.moment("at", _("When")), to, _place(fields), *shown)),)
        case Sort.MEETING:
            return _new_meeting(fields, shown)
        case Sort.TEAM:
            name, organisation = fields.line("name", _("Name")), fields.line("organisation", _("Organisation"))
            phone, role = fields.line("work_phone", _("Work phone")), fields.role("role", fields.area)
            return (Group("", (name, role, organisation, phone, fields.trusted(), *shown)),)
        case _:
            name, who = fields.line("name", _("Name")), fields.relationship("relationship")
            return (Group("", (name, who, fields.restrictions("restrictions"), fields.access())),)


def _place(fields: Fields) -> Field:
    return fields.line("place-words", _("Where"))


def _new_meeting(fields: Fields, shown: tuple[Field, Field]) -> tuple[Group, ...]:
    kinds = fields.area.kinds.values()
    main = next((kind.id for kind in kinds if kind.main), "")
    kind = fields.one("pick", "kind", _("Which meeting"), [(each.id, each.name or each.id) for each in kinds], main)
    start = fields.moment("starts_at", _("When the professionals start"), "", _("Stays with them."))
    empty = _("Empty: not asked to come.")
    times = tuple(
        fields.moment(f"at-{ref}", _("When %(name)s is asked to come", name=name), "", empty)
        for ref, name in fields.family
    )
    comes = fields.some("comes", _("Who will be there"), fields.team, ())
    chair = fields.one("pick", "chair", _("Who leads it"), [("", _("not known yet")), *fields.team], "")
    last = (comes, chair, _place(fields), fields.safe_place(), *shown)
    return (Group("", (kind, start)), Group("", times), Group("", last))
