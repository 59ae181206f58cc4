"""Who may read what somebody writes, as its author chose, and among whom they may choose. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.audience import Kind

# Who may read an answer, as its author chose. Workers are named by a reader's ref; family
# members by theirs. `MEETING` is every worker who is at the meeting.
MEETING = "meeting"


@dataclass(frozen=True)
class Readers:
    """Who reads one answer: a named worker alone, or the workers at the meeting; and family by name.

    `worker` is the ref of one worker, or MEETING. `family` are refs of family members. Not `aloud`: the
    workers read it, and nobody reads it out at the meeting.
    """

    worker: str = MEETING
    family: tuple[str, ...] = ()
    aloud: bool = True


@dataclass(frozen=True)
class Cover:
    """That a worker is away and another one stands in for them, by name; from a day and until a day, if known."""

    of: str
    by: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Circle:
    """The people among whom an author may choose. All of it is computed at publishing.

    `trusted` is the worker to whom *only NAME* goes, or None where nobody is tied to an
    account. `workers` read what goes to the meeting. `family` may be opened to, by name.
    `asked_to_meet`: this person's copy holds a meeting they are asked to; else nothing is asked about one.
    `covers`: who stands in for whom while they are away.
    """

    trusted: tuple[str, str] | None = None
    workers: tuple[str, ...] = ()
    family: tuple[tuple[str, str], ...] = ()
    asked_to_meet: bool = True
    covers: tuple[Cover, ...] = ()

    def begins_with(self, kind: Kind) -> Readers:
        """What stands chosen before anybody chooses: as narrow as it can be for a young person."""
        if kind is Kind.YOUNG_PERSON and self.trusted:
            return Readers(worker=self.trusted[0])
        return Readers()

    def held(self, readers: Readers) -> Readers:
        """For a question that is for one worker alone: *only NAME*. Where there is none, nobody stands
        chosen, and nothing is shared before its author has chosen."""
        return Readers(worker=self.trusted[0] if self.trusted else "")

    def cover_for(self, name: str, today: date) -> str:
        """Who stands in for this worker today, by name, or ""."""
        there = (each for each in self.covers if each.of == name and (each.since or today) <= today)
        return next((each.by for each in there if today <= (each.until or today)), "")

    def allows(self, readers: Readers) -> bool:
        workers = {MEETING} | ({self.trusted[0]} if self.trusted else set())
        return readers.worker in workers and set(readers.family) <= {ref for ref, _ in self.family}

    def narrowed(self, readers: Readers) -> Readers:
        """The same choice without family members who are not there any more.

        A worker who is gone stays chosen, so that nothing is shared until its author chooses
        again: nobody is put in another one's place.
        """
        return replace(readers, family=tuple(ref for ref in readers.family if ref in dict(self.family)))
