"""What differs between areas: scales, meetings, timings, steps, people. Data, never code.

An `Area` is one pack of `content/areas/` in one language. Levels are never mapped from one
area's scale to another's. Source of every number: `content/SOURCES.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.domain.audience import Kind


@dataclass(frozen=True)
class Level:
    """One level of an area's scale, in the area's words and in a young person's.

    `also` are other names that the area's own papers use for it.
    """

    id: str
    label: str
    means: str
    does_not_mean: str
    happens: str
    young_label: str
    young_means: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting. One with `family` False is never shown to a family."""

    id: str
    family: bool
    main: bool = False
    name: str = ""
    young_name: str = ""
    what: str = ""


@dataclass(frozen=True)
class Role:
    """What somebody does, in plain words, for an adult and for a young person."""

    id: str
    name: str
    does: str
    ask: tuple[str, ...] = ()
    young_name: str = ""
    young_does: str = ""

    def said_to(self, kind: Kind) -> tuple[str, str]:
        """The name of the job and what it is, for this kind of reader."""
        if kind is Kind.YOUNG_PERSON:
            return self.young_name or self.name, self.young_does or self.does
        return self.name, self.does


@dataclass(frozen=True)
class Step:
    """One step of a meeting. `topics` are the kinds of question that are read out at it.

    `family`: whether the family is there: yes, no or partly. `say` are words that one might use at it.
    """

    id: str
    family: str
    topics: tuple[str, ...]
    title: str
    expect: str
    prepare: tuple[str, ...]
    young_title: str
    young_expect: str
    say: tuple[str, ...] = ()
    young_say: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invited:
    """A role that comes to the main meeting, at some levels or at all."""

    role: str
    levels: tuple[str, ...]
    always: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interval:
    """How often a meeting comes, or by when. `unit`: days, working_days, working_hours, weeks, months.

    `at_most` None: it comes with every meeting of its `kind`, and the sources give no number. `first` names
    the timescale that holds for the first review instead. `is_before`: it is counted back from a meeting.
    """

    id: str
    at_most: int | None
    unit: str
    level: str | None = None
    plan_type: str | None = None
    kind: str | None = None
    first: str | None = None
    is_before: bool = False


@dataclass(frozen=True)
class BankHolidays:
    """The bank holidays of England and Wales, known from `since` to `until`, both included."""

    since: date
    until: date
    days: tuple[date, ...]

    def is_working_day(self, day: date) -> bool:
        return day.isoweekday() <= 5 and day not in self.days


STILL_SHOWN = timedelta(days=30)  # after the day by which somebody should have rung again
NO_HOLIDAYS_KNOWN = BankHolidays(date.max, date.min, ())


@dataclass(frozen=True)
class Helpline:
    """Somebody to ring, or to text. `checked`: a person has looked at the number lately.

    `check_by` is the day by which somebody looks again. A number that is `always` shown never goes.
    `phone` is empty where one can only write; `text` is a number to text to. `note` says what a
    caller should know beforehand. `talk`: somebody is there to talk to, and is named beside an answer that asks for it:
    "any", "danger" where somebody may be in danger, or "home" where it may not be safe there.
    """

    id: str
    name: str
    phone: str
    who: str
    hours: str
    cost: str
    kinds: tuple[Kind, ...]
    emergency: bool
    checked: bool
    web: str | None = None
    note: str = ""
    text: str = ""
    check_by: date | None = None
    always: bool = False
    talk: str = ""
    day_and_night: bool = False

    def on(self, day: date) -> Helpline | None:
        """The number as it may be shown on this day: not as checked once that is due again, and then not at all."""
        if self.check_by is None or day <= self.check_by:
            return self
        if day > self.check_by + STILL_SHOWN and not self.always:
            return None
        return replace(self, checked=False)


@dataclass(frozen=True)
class Area:
    """One area's pack, in one language. `bring`: what it asks people to bring to a meeting, if it says so.

    `first_steps`, `papers`, `visits` and `missing_talk` are sentences that guides ask the area for. `case_system` is
    what its workers call the council's own record, "" where that is not known.
    """

    id: str
    language: str
    ready: bool
    name: str
    council: str
    meeting: str
    meetings: str
    chair: str
    how_often: str
    private_part: str
    scale: tuple[Level, ...]
    kinds: dict[str, MeetingKind]
    roles: dict[str, Role]
    steps: tuple[Step, ...]
    invited: tuple[Invited, ...] = ()
    intervals: tuple[Interval, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    unknown: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    young_bring: tuple[str, ...] = ()
    holidays: BankHolidays = NO_HOLIDAYS_KNOWN
    first_steps: str = ""
    papers: str = ""
    visits: str = ""
    missing_talk: str = ""
    young_missing_talk: str = ""
    case_system: str = ""

    def on(self, day: date) -> Area:
        """The area with the numbers that may be shown on this day."""
        shown = (line.on(day) for line in self.helplines)
        return replace(self, helplines=tuple(line for line in shown if line is not None))

    def level(self, ref: str) -> Level | None:
        return next((level for level in self.scale if level.id == ref), None)

    def step(self, ref: str) -> Step | None:
        return next((step for step in self.steps if step.id == ref), None)

    def step_for_topic(self, topic: str) -> Step | None:
        """The step at which answers about this topic are read out."""
        return next((step for step in self.steps if topic in step.topics), None)
