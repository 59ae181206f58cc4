"""The only road from a whole case to what one person may see.

It adds, field by field; it never takes away from a whole. What is not written down here
reaches nobody. The cases, as a table, for one person:

| in the case                         | on the copy                                                   |
|-------------------------------------|---------------------------------------------------------------|
| no audience, or `professionals`     | never                                                         |
| audience meant for the person       | its family words, unless withheld from this very person       |
| a field with an audience of its own | only if both it and what it stands in are meant for them      |
| owner, chair, attendee, visitor     | only if the reader may see that worker; else left out         |
| whom a worker stands in for         | only if the reader may see both of them                       |
| another adult of the family         | never named, by anything computed; an owner only to the child |
| a visit to another adult alone      | never                                                         |
| a meeting's time                    | the reader's own, or none; the professionals' start never     |
| the place and the link of a meeting | to the young person only where a worker has ticked it         |
| someone there for the private part  | never                                                         |
| the private part itself             | only where the worker chose to tell                           |
| a kind of meeting families never see| never                                                         |
| who is new, at which meeting a level was agreed | reckoned from the meetings that this reader was asked to |
| when a level is looked at next      | only where the area's rules give one day whatever the plan    |
| contact details, dates of birth, restrictions, notes, scores, the kind of plan | never              |

`tests/access/test_every_field.py` has the same for every single field, and proves it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from portal.domain.area import Area
from portal.domain.audience import Kind, meant_for
from portal.domain.case import Case, Entry, LevelReview, Meeting, Shown, TeamMember, Visit
from portal.domain.clock import day_in_london
from portal.domain.due import due_whatever_the_plan
from portal.domain.edition import (
    ActionCopy,
    Edition,
    GoalCopy,
    LevelCard,
    MeetingCopy,
    MeetingPerson,
    MinuteCopy,
    SafetyStep,
    ScaleMark,
    Someone,
    VisitCopy,
    Worker,
)

PublicRef = Callable[[str, str], str]
"""A function (what, ref) → a reference that tells nothing and is this person's alone."""


def family_view(case: Case, person: str, area: Area, public_ref: PublicRef) -> Edition:
    """What this person may see of this case, in this area's words. `person` is a ref of the case.

    Raises ValueError for somebody who is not of this family or has no access.
    """
    if person not in case.with_access():
        raise ValueError("this person has no access")
    return _View(case, person, area, public_ref).edition()


class _View:
    """One person's eyes on one case."""

    def __init__(self, case: Case, person: str, area: Area, public_ref: PublicRef) -> None:
        self.case, self.person, self.area, self.public_ref = case, person, area, public_ref
        self.kind = Kind.YOUNG_PERSON if person == case.child.ref else Kind.PARENT
        member = case.person(person)
        self.reader = case.child.preferred_name if member is None else member.name
        self.team = {m.ref: m for m in case.team if self.may_see(m.shown)}
        self.held = sorted(
            ((own, m) for m in case.meetings if m.state == "held" and self.knows_of(m) and (own := self.own_time(m))),
            key=lambda each: each[0],
        )

    def edition(self) -> Edition:
        case = self.case
        return Edition(
            area=case.area,
            language=self.area.language,
            reader=self.reader,
            kind=self.kind,
            child_name=case.child.preferred_name,
            level=self.level(),
            goals=tuple(
                GoalCopy(self.public_ref("goal", goal.ref), goal.whose, text)
                for goal in case.goals
                if (text := self.text(goal.entry))
            ),
            actions=tuple(self.actions()),
            safety=tuple(
                SafetyStep(self.public_ref("safety", text), text) for entry in case.safety if (text := self.text(entry))
            ),
            meetings=tuple(self.meeting(m) for m in case.meetings if self.knows_of(m)),
            visits=tuple(self.visit(v) for v in case.visits if self.may_see_visit(v)),
            people=tuple(self.worker(member) for member in self.team.values()),
        )

    # -- what this person may see at all -------------------------------------------------

    def may_see(self, shown: Shown) -> bool:
        return meant_for(shown.audience, self.kind) and self.person not in shown.withhold_from

    def text(self, entry: Entry | None, inside: Shown | None = None) -> str | None:
        """The family words of an entry, if both it and what it stands in are for this person."""
        if entry is None or not self.may_see(entry.shown):
            return None
        if inside is not None and not self.may_see(inside):
            return None
        return entry.family_words

    def knows_of(self, meeting: Meeting) -> bool:
        kind = self.area.kinds.get(meeting.kind)
        return kind is not None and kind.family and self.may_see(meeting.shown)

    def may_see_visit(self, visit: Visit) -> bool:
        """One to another adult and nobody else is that adult's own."""
        there = {ref for ref in visit.with_ if ref == self.case.child.ref or self.case.person(ref)}
        is_of_another = self.kind is not Kind.YOUNG_PERSON and there and not there & {self.person, self.case.child.ref}
        return self.may_see(visit.shown) and visit.who in self.team and not is_of_another

    # -- people ----------------------------------------------------------------------------

    def someone(self, ref: str | None) -> Someone | None:
        """Who a reference names, as far as this person may know them."""
        if ref is None:
            return None
        if ref == self.person:
            return Someone(self.reader, is_you=True, is_family=True)
        if ref == self.case.child.ref:
            return Someone(self.case.child.preferred_name, is_family=True)
        if ref in self.team:
            member = self.team[ref]
            job, does = self.job(member)
            return Someone(member.name, job, does)
        relative = self.case.person(ref)
        if relative is not None and self.kind is Kind.YOUNG_PERSON:
            return Someone(relative.name, is_family=True)
        return None

    def job(self, member: TeamMember) -> tuple[str, str]:
        return self.area.roles[member.role].said_to(self.kind)

    def worker(self, member: TeamMember) -> Worker:
        job, does = self.job(member)
        last_met = day_in_london(self.held[-1][0]) if self.held else None
        return Worker(
            ref=self.public_ref("team", member.ref),
            name=member.name,
            job=job,
            does=does,
            organisation=member.organisation,
            phone=member.work_phone,
            email=member.work_email,
            since=member.since,
            until=member.until,
            trusted=member.trusted,
            new=member.since is not None and last_met is not None and member.since > last_met,
            covers=self.team[member.covers].name if member.covers in self.team and member.covers else None,
        )

    # -- the level -------------------------------------------------------------------------

    def level(self) -> LevelCard | None:
        """The newest level that this person was told of."""
        if not (told := [review for review in self.case.level_reviews if self.may_see(review.shown)]):
            return None
        newest: LevelReview = max(told, key=lambda review: review.date)
        level = self.area.level(newest.level)
        assert level is not None, "a level is checked against the area pack when the file is read"
        young = self.kind is Kind.YOUNG_PERSON
        reasons = [self.text(newest.plain_reason, newest.shown), self.text(newest.rationale, newest.shown)]
        meets = any(map(self.knows_of, self.case.meetings))  # by the rule, the day may be that of a meeting
        return LevelCard(
            level=level.id,
            label=level.young_label if young else level.label,
            means=level.young_means if young else level.means,
            does_not_mean="" if young else level.does_not_mean,
            happens="" if young else level.happens,
            agreed_on=newest.date,
            reasons=tuple(reason for reason in reasons if reason),
            scale=tuple(ScaleMark(e.young_label if young else e.label, e is level) for e in self.area.scale),
            agreed_at=self.agreed_at(newest.date),
            next_by=due_whatever_the_plan(self.area, level.id, newest.date) if meets else None,
        )

    def agreed_at(self, day: date) -> str | None:
        """The meeting of that day to which this reader was asked; the main one, if there were two."""
        held = [meeting for own, meeting in self.held if day_in_london(own) == day]
        held.sort(key=lambda meeting: not self.area.kinds[meeting.kind].main)
        return self.public_ref("meeting", held[0].ref) if held else None

    # -- the plan --------------------------------------------------------------------------

    def actions(self) -> list[ActionCopy]:
        goals = {goal.ref for goal in self.case.goals if self.text(goal.entry)}
        return [
            ActionCopy(
                ref=self.public_ref("action", action.ref),
                text=text,
                owner=self.someone(action.owner),
                due=action.due,
                state=action.status,
                goal=self.public_ref("goal", action.goal) if action.goal in goals and action.goal else None,
            )
            for action in self.case.actions
            if (text := self.text(action.entry))
        ]

    # -- meetings and visits ---------------------------------------------------------------

    def meeting(self, meeting: Meeting) -> MeetingCopy:
        kind = self.area.kinds[meeting.kind]
        return MeetingCopy(
            ref=self.public_ref("meeting", meeting.ref),
            name=kind.young_name if self.kind is Kind.YOUNG_PERSON else kind.name,
            state=meeting.state,
            arrive_at=(arrive_at := self.own_time(meeting)),
            ends_at=meeting.ends_at if arrive_at else None,
            place=self.place(meeting),
            link=self.link(meeting),
            people=tuple(self.attending(meeting)),
            private_part=self.private_part(meeting),
            minutes=tuple(self.minutes(meeting)),
            bring=self.area.young_bring if self.kind is Kind.YOUNG_PERSON else self.area.bring,
        )

    def place(self, meeting: Meeting) -> str | None:
        """Where it is. A phone may be read by others: a young person's has it only once a worker has ticked that."""
        if self.kind is Kind.YOUNG_PERSON and not meeting.place_for_child:
            return None
        return self.text(meeting.place, meeting.shown)

    def link(self, meeting: Meeting) -> str | None:
        """The way in online, ticked like the place: anything but https could do things on the phone that opens it."""
        if self.kind is Kind.YOUNG_PERSON and not meeting.place_for_child:
            return None
        link = self.text(meeting.join_link, meeting.shown)
        return link if link and link.startswith("https://") and not any(c.isspace() for c in link) else None

    def own_time(self, meeting: Meeting) -> datetime | None:
        """This person's own arrival time: never the professionals', never another's."""
        if self.person in meeting.arrivals:
            return meeting.arrivals[self.person]
        return meeting.young_person_from if self.kind is Kind.YOUNG_PERSON else meeting.parents_from

    def attending(self, meeting: Meeting) -> list[MeetingPerson]:
        known = self.there_last_time(meeting)
        people = []
        for ref, part in self.there(meeting).items():
            job, does = self.job(self.team[ref])
            is_new, leads = bool(known) and ref not in known, ref == meeting.chair
            people.append(MeetingPerson(self.team[ref].name, job, does, part == "with-family", leads, is_new))
        return people

    def there(self, meeting: Meeting) -> dict[str, str]:
        """Who will be there while the family is, as far as this person may know them, and for which part."""
        parts = {attendee.who: attendee.part for attendee in meeting.attendees}
        if meeting.chair is not None:
            parts.setdefault(meeting.chair, "whole")
        return {ref: part for ref, part in parts.items() if part != "professionals-only" and ref in self.team}

    def there_last_time(self, meeting: Meeting) -> dict[str, str]:
        """Who was at the last meeting of the same kind to which this reader was asked; nobody for one that is over."""
        own = self.own_time(meeting)
        if own is None or meeting.state not in ("planned", "moved"):
            return {}
        earlier = [m for at, m in self.held if m.kind == meeting.kind and at < own]
        return self.there(earlier[-1]) if earlier else {}

    def private_part(self, meeting: Meeting) -> str | None:
        told = meeting.private_part.planned and meeting.private_part.tell_family
        return (meeting.private_part.reason_for_family or "") if told else None

    def minutes(self, meeting: Meeting) -> list[MinuteCopy]:
        young = self.kind is Kind.YOUNG_PERSON
        copies = []
        for minute in meeting.minutes:
            text = self.text(minute.entry, meeting.shown)
            step = self.area.step(minute.step)
            if text and step is not None:
                copies.append(MinuteCopy(step.young_title if young else step.title, text))
        return copies

    def visit(self, visit: Visit) -> VisitCopy:
        who = self.someone(visit.who)
        assert who is not None
        return VisitCopy(
            ref=self.public_ref("visit", visit.ref),
            who=who,
            at=visit.at,
            state=visit.state,
            for_you=self.person in visit.with_,
            place=self.text(visit.place, visit.shown),
        )
