"""The only road from a whole case to what one person may see.

It adds, field by field; it never takes away from a whole. What is not written down here
reaches nobody. The cases, as a table, for one person:

| in the case                         | on the copy                                                   |
|-------------------------------------|---------------------------------------------------------------|
| no audience, or `professionals`     | never                                                         |
| audience meant for the person       | its family words, unless withheld from this very person       |
| a field with an audience of its own | only if both it and what it stands in are meant for them      |
| owner, chair, attendee, visitor     | only if the reader may see that worker; else left out         |
| another adult of the family         | never named, by anything computed; an owner only to the child |
| a meeting's time                    | the reader's own, or none; the professionals' start never     |
| someone there for the private part  | never                                                         |
| the private part itself             | only where the worker chose to tell                           |
| a kind of meeting families never see| never                                                         |
| contact details, dates of birth, restrictions, notes, scores | never                                |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.domain.area import Area, Role
from portal.domain.audience import Kind, meant_for
from portal.domain.case import Case, Entry, LevelReview, Meeting, Shown, TeamMember, Visit
from portal.domain.edition import (
    ActionCopy,
    Edition,
    GoalCopy,
    LevelCard,
    MeetingCopy,
    MeetingPerson,
    MinuteCopy,
    SafetyStep,
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
            visits=tuple(self.visit(v) for v in case.visits if self.may_see(v.shown) and v.who in self.team),
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
        role: Role = self.area.roles[member.role]
        if self.kind is Kind.YOUNG_PERSON:
            return role.young_name or role.name, role.young_does or role.does
        return role.name, role.does

    def worker(self, member: TeamMember) -> Worker:
        job, does = self.job(member)
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
        )

    # -- the level -------------------------------------------------------------------------

    def level(self) -> LevelCard | None:
        """The newest level that this person was told of."""
        told = [review for review in self.case.level_reviews if self.may_see(review.shown)]
        if not told:
            return None
        newest: LevelReview = max(told, key=lambda review: review.date)
        level = self.area.level(newest.level)
        assert level is not None, "a level is checked against the area pack when the file is read"
        young = self.kind is Kind.YOUNG_PERSON
        reasons = [self.text(newest.plain_reason, newest.shown), self.text(newest.rationale, newest.shown)]
        return LevelCard(
            level=level.id,
            label=level.young_label if young else level.label,
            means=level.young_means if young else level.means,
            does_not_mean="" if young else level.does_not_mean,
            happens="" if young else level.happens,
            agreed_on=newest.date,
            reasons=tuple(reason for reason in reasons if reason),
        )

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
            place=self.text(meeting.place, meeting.shown),
            link=self.link(meeting),
            people=tuple(self.attending(meeting)),
            private_part=self.private_part(meeting),
            minutes=tuple(self.minutes(meeting)),
        )

    def link(self, meeting: Meeting) -> str | None:
        """The way in online, where it is one: anything but https could do things on the phone that opens it."""
        link = self.text(meeting.join_link, meeting.shown)
        return link if link and link.startswith("https://") and not any(c.isspace() for c in link) else None

    def own_time(self, meeting: Meeting) -> datetime | None:
        """This person's own arrival time: never the professionals', never another's."""
        if self.person in meeting.arrivals:
            return meeting.arrivals[self.person]
        return meeting.young_person_from if self.kind is Kind.YOUNG_PERSON else meeting.parents_from

    def attending(self, meeting: Meeting) -> list[MeetingPerson]:
        parts = {attendee.who: attendee.part for attendee in meeting.attendees}
        if meeting.chair is not None:
            parts.setdefault(meeting.chair, "whole")
        people = []
        for ref, part in parts.items():
            if part == "professionals-only" or ref not in self.team:
                continue
            job, does = self.job(self.team[ref])
            people.append(
                MeetingPerson(self.team[ref].name, job, does, part == "with-family", leads=ref == meeting.chair)
            )
        return people

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
