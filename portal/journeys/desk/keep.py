"""The job that forgets: by the rules of `domain.keeping`, again and again, and never twice.

One child at a time, with the case locked, so that nobody opens, ends or holds it meanwhile. Killed anywhere,
the next run goes on; two at once do no more than one. What is not recorded in the case system is never taken
out: it is an alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Viewer
from portal.access.waiting import family_in, main_meetings, meetings_of
from portal.domain.errands import unfinished
from portal.domain.holds import Hold
from portal.domain.keeping import Periods
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import forgetting as of_cases
from portal.store.casework import holds
from portal.store.crypto import CannotOpen
from portal.store.database import Cupboard
from portal.store.family import forgetting as of_families
from portal.store.family import tasks
from portal.store.family.forgetting import Due

AT_ONCE = 500
"""So many rows of a kind in one transaction."""

_ACTOR = "command-line"


@dataclass(frozen=True)
class Gone:
    """So many of a kind went, or would go. `child_ref` is "" for what is nobody's."""

    child_ref: str
    kind: str
    number: int


@dataclass(frozen=True)
class Alarm:
    """What a person has to do first: `kind` is unrecorded-words, end-waits or unseen-messages."""

    child_ref: str
    kind: str
    number: int
    since: date


@dataclass(frozen=True)
class Report:
    dry_run: bool
    gone: tuple[Gone, ...]
    alarms: tuple[Alarm, ...]
    held: tuple[Hold, ...]
    due_holds: tuple[str, ...]


@dataclass
class _Run:
    """One run: what it works with and what it has found so far."""

    room: Room
    periods: Periods
    now: datetime
    dry_run: bool
    gone: dict[tuple[str, str], int] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)

    def count(self, child_ref: str, kind: str, number: int) -> None:
        if number:
            self.gone[child_ref, kind] = self.gone.get((child_ref, kind), 0) + number

    def alarm(self, child_ref: str, kind: str, since: Sequence[datetime]) -> None:
        if since:
            self.alarms.append(Alarm(child_ref, kind, len(since), min(since).date()))

    def done(self, cupboard: Cupboard, db: Connection, ref: str, kind: str, number: int) -> None:
        """Count what went, with an audit line for each child and kind: without it nothing goes."""
        self.count(ref, kind, number)
        if number and not self.dry_run:
            child = self.room.child_id(ref) if ref else ""
            cupboard.record(db, Event(_ACTOR, f"forget-{kind}", str(number), child))


def run(room: Room, viewer: Viewer, periods: Periods, *, dry_run: bool = False) -> Report:
    """Forget what is due. `dry_run` changes nothing and says the same numbers.

    May: the command line (RUN_RETENTION).
    Leaves: rows gone, keys destroyed; an audit line for each child and kind that lost something.
    """
    require(viewer, Permission.RUN_RETENTION)
    this = _Run(room, periods, room.casework.clock.now(), dry_run)
    with room.casework.reading() as db:
        refs = of_cases.all_cases(db)
    for ref in refs:
        _raise_alarms(this, ref)
        while _one_child(this, ref):
            pass
    while _nobodys(this):
        pass
    if not dry_run and this.gone:
        for cupboard in (room.casework, room.family):
            cupboard.settle()
    today = room.casework.clock.today()
    with room.casework.reading() as db:
        held = tuple(holds.standing_many(db))
    return Report(
        dry_run,
        tuple(Gone(ref, kind, number) for (ref, kind), number in this.gone.items()),
        tuple(this.alarms),
        held,
        tuple(hold.child_ref for hold in held if hold.is_due(today)),
    )


@contextmanager
def _open(this: _Run, cupboard: Cupboard) -> Iterator[Connection]:
    with cupboard.reading() if this.dry_run else cupboard.writing() as db:
        yield db


def _raise_alarms(this: _Run, ref: str) -> None:
    """What a person has to do first, before anything of it can go."""
    due = _due(this, ref)
    with this.room.casework.reading() as db:
        case = of_cases.standing(db, ref)
    with this.room.family.reading() as db:
        this.alarm(ref, "unseen-messages", of_families.find_unseen_messages(db, due))
        if case is not None and _is_over(this, case, "family_after_end"):
            this.alarm(ref, "end-waits", of_families.find_unrecorded(db, due.child, this.now))
        else:
            this.alarm(
                ref, "unrecorded-words", of_families.find_unrecorded(db, due.child, due.before("unrecorded_words"))
            )


def _one_child(this: _Run, ref: str) -> bool:
    """One go at one child, with the case locked. True where another go is needed."""
    room, due = this.room, _due(this, ref)
    with _open(this, room.casework) as cases:
        case = of_cases.standing(cases, ref, alone=not this.dry_run)
        if case is None:
            return False
        due = replace(due, to_do=partial(_to_do, this, ref, cases))
        with _open(this, room.family) as db:
            over = _is_over(this, case, "family_after_end")
            waits = bool(of_families.find_unrecorded(db, due.child, this.now))
            if over and not waits:
                rows = (
                    of_families.count_all(db, due.child) if this.dry_run else of_families.erase(db, due.child, this.now)
                )
                this.done(room.family, db, ref, "family-side", rows)
            elif _by_kind(this, db, due, _kinds(case, over=over), ref):
                return True
        if over and not waits and _is_over(this, case, "casework_after_end"):
            rows = of_cases.count_all(cases, ref) if this.dry_run else of_cases.erase(cases, case, this.now)
            this.done(room.casework, cases, ref, "casework-side", rows)
    return False


def _due(this: _Run, ref: str) -> Due:
    return Due(this.room.family.keyring, this.room.child_id(ref), this.periods, this.now)


def _to_do(this: _Run, ref: str, cases: Connection, db: Connection) -> set[str]:
    """The words about which somebody has something to do still, as the desk's lists have it.

    Where the case cannot be opened nobody knows of a meeting: whatever is not done stays, changed since or not.
    """
    room, now = this.room, this.now
    rows = tasks.of_children(db, room.family.keyring, [room.child_id(ref)])
    try:
        case = room.find_case(cases, ref).case
    except CannotOpen:
        return {row.ref for row in rows if not row.done.is_enough_for(row.task)}
    area, family = room.areas[case.area], family_in(case, lambda person: room.person_id(ref, person))
    there = [row for row in rows if row.person in family]  # who has left the case is owed no task
    meetings = {known: meetings_of(case, area, in_case, now) for known, (in_case, _name) in family.items()}
    return {row.ref for row in unfinished(there, meetings, main_meetings(case, area, now))}


def _is_over(this: _Run, case: of_cases.Case, period: str) -> bool:
    """The case ended so long ago, and nobody holds it."""
    return case.ended_at is not None and not case.held and case.ended_at <= this.periods.before(period, this.now)


def _kinds(case: of_cases.Case, *, over: bool) -> tuple[of_families.Kind, ...]:
    """While a case is held nothing goes."""
    if case.held:
        return ()
    after_end = of_families.ACCOUNTS_AFTER_END if over else ()
    wholly = {kind.name for kind in after_end}
    kinds = tuple(kind for kind in of_families.KINDS if kind.name not in wholly)
    return (*kinds, *after_end)


def _by_kind(this: _Run, db: Connection, due: Due, kinds: tuple[of_families.Kind, ...], ref: str) -> bool:
    more = False
    for kind in kinds:
        found = kind.find(db, due)
        number = len(found) if this.dry_run else kind.forget(db, due, found[:AT_ONCE])
        this.done(this.room.family, db, ref, kind.name, number)
        more = more or (len(found) > AT_ONCE and not this.dry_run)
    return more


def _nobodys(this: _Run) -> bool:
    """One go at what belongs to no child. True where another is needed."""
    room, more = this.room, False
    with _open(this, room.casework) as db:
        for kind in of_cases.KINDS:
            rows = kind.find(db, this.periods, this.now)
            number = len(rows) if this.dry_run else kind.forget(db, this.periods, this.now, rows[:AT_ONCE])
            this.done(room.casework, db, "", kind.name, number)
            more = more or (len(rows) > AT_ONCE and not this.dry_run)
    due = Due(room.family.keyring, "", this.periods, this.now)
    with _open(this, room.family) as db:
        return _by_kind(this, db, due, (of_families.TRIES,), "") or more
