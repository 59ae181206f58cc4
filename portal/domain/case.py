"""A whole case, as the council's system knows it. Most of it is for professionals only.

Source: the case file, format 1 (`portal/exchange/case.schema.json`). Nothing here ever
reaches a family: `access.family_view` is the only road from a case to a copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.domain.audience import Audience


@dataclass(frozen=True)
class Shown:
    """Who may see one item: an audience, less the people from whom it is withheld."""

    audience: Audience = Audience.PROFESSIONALS
    withhold_from: frozenset[str] = frozenset()


NOBODY = Shown()


@dataclass(frozen=True)
class Entry:
    """A piece of text with an audience of its own.

    `words` are the professionals'. `family_words` are the only ones that can be published;
    they are there for an item that has a family audience.
    """

    words: str
    shown: Shown = NOBODY
    family_words: str | None = None


@dataclass(frozen=True)
class Child:
    """The young person. Everything but the preferred name is for professionals only."""

    ref: str
    preferred_name: str
    date_of_birth: date
    full_name: str | None = None
    pronouns: str | None = None
    language: str = "en"
    format_needs: str = "standard"
    plan_type: str = "none"
    portal_access: bool = False
    notes: tuple[Entry, ...] = ()

    def age_on(self, day: date) -> int:
        """In whole years."""
        born = self.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Person:
    """A parent, carer or other family member. No contact detail ever reaches another one."""

    ref: str
    name: str
    relationship: str
    language: str = "en"
    interpreter: bool = False
    mobile: str | None = None
    email: str | None = None
    address: str | None = None
    portal_access: bool = False
    restrictions: str | None = None


@dataclass(frozen=True)
class TeamMember:
    """A professional around the child. `role` is an id of the area pack.

    `covers` is the team member whom they stand in for; it is written at the desk, no file says it.
    """

    ref: str
    name: str
    role: str
    organisation: str | None = None
    work_phone: str | None = None
    work_email: str | None = None
    since: date | None = None
    until: date | None = None
    trusted: bool = False
    covers: str | None = None
    shown: Shown = NOBODY


@dataclass(frozen=True)
class LevelReview:
    """A level of risk, as it was agreed on a day. `level` is an id on the area's scale."""

    date: date
    level: str
    scaling: int | None = None
    rationale: Entry | None = None
    plain_reason: Entry | None = None
    shown: Shown = NOBODY


@dataclass(frozen=True)
class Goal:
    """What somebody wants to be different. `whose` is one of four voices."""

    ref: str
    entry: Entry
    whose: str = "everyone"


@dataclass(frozen=True)
class Action:
    """Who does what by when. `owner` refers to the child, a person or a team member."""

    ref: str
    entry: Entry
    goal: str | None = None
    owner: str | None = None
    due: date | None = None
    status: str = "to-do"
    kind: str = "action"


@dataclass(frozen=True)
class Attendee:
    """Someone who is asked to a meeting, and for which part of it."""

    who: str
    part: str = "whole"


@dataclass(frozen=True)
class PrivatePart:
    """A part of a meeting for professionals alone, and what the family is told of it."""

    planned: bool = False
    tell_family: bool = False
    reason_for_family: str | None = None
    content: str | None = None


@dataclass(frozen=True)
class Minute:
    """What was said at one step of a meeting. `step` is an id of the area's agenda."""

    step: str
    entry: Entry


@dataclass(frozen=True)
class Meeting:
    """A meeting about the child. `starts_at` is the professionals' time and stays theirs.

    All moments are aware and in UTC. `arrivals` holds one person's own time; None in it, or
    no time at all, means that the person is not invited. `place_for_child`: a worker has said that
    the place is safe on the young person's phone; it is written at the desk, no file says it.
    """

    ref: str
    kind: str
    starts_at: datetime
    parents_from: datetime | None = None
    young_person_from: datetime | None = None
    ends_at: datetime | None = None
    state: str = "planned"
    place: Entry | None = None
    join_link: Entry | None = None
    chair: str | None = None
    attendees: tuple[Attendee, ...] = ()
    private_part: PrivatePart = PrivatePart()
    minutes: tuple[Minute, ...] = ()
    arrivals: dict[str, datetime | None] = field(default_factory=dict)
    place_for_child: bool = False
    shown: Shown = NOBODY


@dataclass(frozen=True)
class Visit:
    """A visit or an appointment outside the meetings. `at` is aware and in UTC."""

    ref: str
    who: str
    at: datetime
    with_: tuple[str, ...] = ()
    place: Entry | None = None
    state: str = "planned"
    shown: Shown = NOBODY


@dataclass(frozen=True)
class ToTell:
    """Somebody's task: to tell this person of this meeting, in person, by a day.

    `meeting`, `person` and `worker` (of the team) are refs of the case. `about` is a fingerprint of the meeting
    as it stood for them when the task was made, then as they were told of it. `told_on` is None until it
    is done, `told_by` who said so.
    """

    meeting: str
    person: str
    worker: str
    by: date
    told_on: date | None = None
    how: str = ""
    about: str = ""
    told_by: str = ""


@dataclass(frozen=True)
class Case:
    """One child's whole case.

    `never_shown` and `to_tell` are written at the desk, no file says them: words that must never
    stand on a screen of the family's (a safe word, the address of a placement), and who tells whom
    of a meeting.
    """

    area: str
    child: Child
    source: str | None = None
    people: tuple[Person, ...] = ()
    team: tuple[TeamMember, ...] = ()
    level_reviews: tuple[LevelReview, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    safety: tuple[Entry, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    visits: tuple[Visit, ...] = ()
    never_shown: tuple[str, ...] = ()
    to_tell: tuple[ToTell, ...] = ()

    def person(self, ref: str) -> Person | None:
        return next((person for person in self.people if person.ref == ref), None)

    def team_member(self, ref: str) -> TeamMember | None:
        return next((member for member in self.team if member.ref == ref), None)

    def meeting(self, ref: str) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.ref == ref), None)

    def with_access(self) -> tuple[str, ...]:
        """Refs of the family members who may have a way in, the young person first."""
        child = (self.child.ref,) if self.child.portal_access else ()
        return child + tuple(person.ref for person in self.people if person.portal_access)


@dataclass(frozen=True)
class KeptCase:
    """A case as it stands. `revision` rises with every change, from 1. `ended_at`: nobody has a way in since."""

    case: Case
    revision: int
    changed_at: datetime
    ended_at: datetime | None = None

    @property
    def ref(self) -> str:
        return self.case.child.ref
