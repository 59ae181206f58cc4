"""The parts of a case file as domain objects, and the way back.

What is read here has kept to the contract and the rules already. Only here an item gets
`family_words`: from its text, where it has a family audience. What stands inside something is never
shown more widely than that (rule 6), so its audience is narrowed once and for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal.domain.audience import Audience
from portal.domain.case import (
    Action,
    Attendee,
    Case,
    Child,
    Entry,
    Goal,
    LevelReview,
    Meeting,
    Minute,
    Person,
    PrivatePart,
    Shown,
    TeamMember,
    Visit,
)
from portal.exchange.case_rules import moment

Plain = Mapping[str, Any]
EVERYBODY = Shown(Audience.FAMILY)


def case_from_plain(tree: Plain) -> Case:
    """The whole case."""
    plan = tree.get("plan", {})
    return Case(
        area=tree["area"],
        child=_child(tree["child"]),
        source=tree.get("source"),
        people=tuple(Person(**each) for each in tree.get("people", ())),
        team=tuple(_member(each) for each in tree.get("team", ())),
        level_reviews=tuple(_review(each) for each in tree.get("risk_reviews", ())),
        goals=tuple(
            Goal(ref=each["ref"], entry=_entry(each), **_some(each, "whose")) for each in plan.get("goals", ())
        ),
        actions=tuple(_action(each) for each in plan.get("actions", ())),
        safety=tuple(_entry(each) for each in plan.get("safety", ())),
        meetings=tuple(_meeting(each) for each in tree.get("meetings", ())),
        visits=tuple(_visit(each) for each in tree.get("visits", ())),
    )


def _some(plain: Plain, *names: str) -> dict[str, Any]:
    """Those of the fields that are there, so that the domain's own defaults stand for the rest."""
    return {name: plain[name] for name in names if name in plain}


def _shown(plain: Plain, inside: Shown = EVERYBODY) -> Shown:
    audience = Audience(plain.get("audience", Audience.PROFESSIONALS.value)).within(inside.audience)
    withheld = frozenset(plain.get("withhold_from", ()))
    if audience is Audience.PROFESSIONALS:
        return Shown(audience, withheld)
    return Shown(audience, withheld | inside.withhold_from)


def _entry(plain: Plain, inside: Shown = EVERYBODY) -> Entry:
    shown = _shown(plain, inside)
    closed = shown.audience is Audience.PROFESSIONALS
    return Entry(plain["text"], shown, None if closed else plain["text"])


def _entry_in(plain: Plain, name: str, inside: Shown) -> Entry | None:
    return _entry(plain[name], inside) if name in plain else None


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _child(plain: Plain) -> Child:
    return Child(
        **{**plain, "date_of_birth": date.fromisoformat(plain["date_of_birth"])}
        | {"notes": tuple(_entry(note) for note in plain.get("notes", ()))}
    )


def _member(plain: Plain) -> TeamMember:
    names = ("ref", "name", "role", "organisation", "work_phone", "work_email", "trusted")
    return TeamMember(
        **_some(plain, *names),
        since=_date(plain.get("from")),
        until=_date(plain.get("until")),
        shown=_shown(plain),
    )


def _review(plain: Plain) -> LevelReview:
    shown = _shown(plain)
    return LevelReview(
        date=date.fromisoformat(plain["date"]),
        level=plain["level"],
        scaling=None if plain.get("scaling") is None else int(plain["scaling"]),
        rationale=_entry_in(plain, "rationale", shown),
        plain_reason=_entry_in(plain, "plain_reason", shown),
        shown=shown,
    )


def _action(plain: Plain) -> Action:
    """An action. One of kind disruption is for professionals only, as all that says nothing else is."""
    due = _date(plain.get("due"))
    return Action(entry=_entry(plain), due=due, **_some(plain, "ref", "goal", "owner", "status", "kind"))


def _meeting(plain: Plain) -> Meeting:
    shown = _shown(plain)
    return Meeting(
        **_some(plain, "ref", "kind", "state", "chair"),
        starts_at=moment(plain["starts_at"]),
        parents_from=_moment(plain.get("parents_from")),
        young_person_from=_moment(plain.get("young_person_from")),
        ends_at=_moment(plain.get("ends_at")),
        place=_entry_in(plain, "place", shown),
        join_link=_entry_in(plain, "join_link", shown),
        attendees=tuple(Attendee(**each) for each in plain.get("attendees", ())),
        private_part=PrivatePart(**plain.get("confidential_section", {})),
        minutes=tuple(Minute(each["step"], _entry(each, shown)) for each in plain.get("minutes", ())),
        arrivals={each["who"]: _moment(each["from"]) for each in plain.get("arrivals", ())},
        shown=shown,
    )


def _visit(plain: Plain) -> Visit:
    shown = _shown(plain)
    return Visit(
        **_some(plain, "ref", "who", "state"),
        at=moment(plain["at"]),
        with_=tuple(plain.get("with", ())),
        place=_entry_in(plain, "place", shown),
        shown=shown,
    )


# -- the way back ----------------------------------------------------------------------------------


def case_to_plain(case: Case) -> dict[str, Any]:
    """The case as a case file again: every professionals' word in it, and no family words."""
    return _filled(
        format="case-file/1",
        area=case.area,
        source=case.source,
        child=_filled(
            **{**vars(case.child), "date_of_birth": case.child.date_of_birth.isoformat()}
            | {"notes": [_plain_entry(note) for note in case.child.notes]}
        ),
        people=[_filled(**vars(person)) for person in case.people],
        team=[_plain_member(member) for member in case.team],
        risk_reviews=[_plain_review(review) for review in case.level_reviews],
        plan=_filled(
            goals=[_filled(ref=goal.ref, whose=goal.whose, **_plain_entry(goal.entry)) for goal in case.goals],
            actions=[_plain_action(action) for action in case.actions],
            safety=[_plain_entry(entry) for entry in case.safety],
        ),
        meetings=[_plain_meeting(meeting) for meeting in case.meetings],
        visits=[_plain_visit(visit) for visit in case.visits],
    )


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that hold something; False and zero are something."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, ())}


def _plain_shown(shown: Shown) -> dict[str, Any]:
    open_to = None if shown.audience is Audience.PROFESSIONALS else shown.audience.value
    return _filled(audience=open_to, withhold_from=sorted(shown.withhold_from))


def _plain_entry(entry: Entry) -> dict[str, Any]:
    return {"text": entry.words, **_plain_shown(entry.shown)}


def _plain_entries(**entries: Entry | None) -> dict[str, Any]:
    return {name: _plain_entry(entry) for name, entry in entries.items() if entry is not None}


def _iso(value: date | None) -> str | None:
    """A day, or a moment with its offset."""
    return None if value is None else value.isoformat()


def _plain_member(member: TeamMember) -> dict[str, Any]:
    plain = {**vars(member), "from": _iso(member.since), "until": _iso(member.until)}
    shown = plain.pop("shown")
    del plain["since"], plain["covers"]  # the format knows no cover
    return _filled(**plain, **_plain_shown(shown))


def _plain_review(review: LevelReview) -> dict[str, Any]:
    return _filled(
        date=_iso(review.date),
        level=review.level,
        scaling=review.scaling,
        **_plain_entries(rationale=review.rationale, plain_reason=review.plain_reason),
        **_plain_shown(review.shown),
    )


def _plain_action(action: Action) -> dict[str, Any]:
    plain = {**vars(action), "due": _iso(action.due)}
    entry = plain.pop("entry")
    return _filled(**plain, **_plain_entry(entry))


def _plain_meeting(meeting: Meeting) -> dict[str, Any]:
    private = meeting.private_part
    return _filled(
        ref=meeting.ref,
        kind=meeting.kind,
        starts_at=_iso(meeting.starts_at),
        parents_from=_iso(meeting.parents_from),
        young_person_from=_iso(meeting.young_person_from),
        ends_at=_iso(meeting.ends_at),
        state=meeting.state,
        chair=meeting.chair,
        attendees=[_filled(**vars(attendee)) for attendee in meeting.attendees],
        confidential_section=_filled(**vars(private)) if private != PrivatePart() else None,
        minutes=[{"step": minute.step, **_plain_entry(minute.entry)} for minute in meeting.minutes],
        arrivals=[{"who": who, "from": _iso(start)} for who, start in meeting.arrivals.items()],
        **_plain_entries(place=meeting.place, join_link=meeting.join_link),
        **_plain_shown(meeting.shown),
    )


def _plain_visit(visit: Visit) -> dict[str, Any]:
    return _filled(
        **{"ref": visit.ref, "who": visit.who, "at": _iso(visit.at), "with": list(visit.with_)},
        **{"state": visit.state},
        **_plain_entries(place=visit.place),
        **_plain_shown(visit.shown),
    )
