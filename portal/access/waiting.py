"""What waits at the desk because of what families shared: unread words, asks without an answer, tasks. Pure.

It says that something is there, for whom and since when. It holds no word of what was shared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.access.permissions import Permission
from portal.access.rules import allowed, could
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.area import Area
from portal.domain.audience import Kind, meant_for
from portal.domain.case import Case
from portal.domain.due import read_by
from portal.domain.errands import Met, Stage, Standing
from portal.domain.people import Tie, Tied, WorkerRole
from portal.domain.preparation import MEETING


@dataclass(frozen=True)
class UnreadWords:
    """Words of one child's family that nobody has read. `reader` is who is to, by name, "" for all at the meeting.

    `cover` stands in for them while they are away. `by` is the day that the family was told, where it is known.
    """

    child_ref: str
    child: str
    number: int
    since: datetime
    reader: str
    is_for_one: bool
    cover: str
    by: date | None
    is_late: bool


@dataclass(frozen=True)
class Errand:
    """Something to do about one answer: whose answer, who does it, what comes next, by when.

    `ref` is the answer's. `what` is not-going, ring or tell (what came of their words, to somebody without a page or of
    another language).
    """

    child_ref: str
    child: str
    ref: str
    what: str
    person: str
    doer: str
    standing: Standing
    is_overdue: bool


def meetings_of(case: Case, area: Area, person: str, now: datetime) -> tuple[Met, ...]:
    """This person's own meetings that take place, by their own time: those of their copy to which they are asked."""
    young = person == case.child.ref
    kind = Kind.YOUNG_PERSON if young else Kind.PARENT
    found = []
    for meeting in case.meetings:
        sort = area.kinds.get(meeting.kind)
        is_theirs = meant_for(meeting.shown.audience, kind) and person not in meeting.shown.withhold_from
        if meeting.state == "cancelled" or sort is None or not sort.family or not is_theirs:
            continue
        asked = meeting.young_person_from if young else meeting.parents_from
        if (at := meeting.arrivals.get(person, asked)) is not None:
            found.append(Met(at, meeting.state == "held" or meeting.starts_at <= now))
    return tuple(found)


def main_meetings(case: Case, area: Area, now: datetime) -> tuple[Met, ...]:
    """The area's main meetings that take place, whoever is asked to them: for the desk alone."""
    mains = {kind.id for kind in area.kinds.values() if kind.main and kind.family}
    return tuple(
        Met(each.starts_at, each.state == "held" or each.starts_at <= now)
        for each in case.meetings
        if each.kind in mains and each.state != "cancelled"
    )


def family_in(case: Case, id_of: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    """The ref in the case and the name of everybody of the family who stands in it, by their id.

    Who is not here has left the case: nobody owes them an answer from here, and nothing is to be done about them.
    """
    child = case.child
    everybody = [(child.ref, child.preferred_name), *((each.ref, each.name) for each in case.people)]
    return {id_of(ref): (ref, name) for ref, name in everybody}


def cover_of(case: Case, team_ref: str | None, today: date) -> str | None:
    """Who of the team stands in for this entry today, by their ref; None for nobody."""
    return next(
        (m.ref for m in case.team if team_ref and m.covers == team_ref and stands_in(m.since, m.until, today)), None
    )


def stands_in(since: date | None, until: date | None, today: date) -> bool:
    return (since is None or since <= today) and (until is None or today <= until)


def case_workers_entry(case: Case, tied: Sequence[Tied]) -> tuple[str | None, str]:
    """The entry of the team that is the case worker's, if they have one, and their name."""
    tie = next((each for each in tied if each.tie is Tie.CASE), None)
    if tie is None:
        return None, ""
    member = case.team_member(tie.team_ref) if tie.team_ref else None
    by_name = next((m for m in case.team if m.name.casefold() == tie.name.casefold()), None)
    member = member or by_name
    return (member.ref, member.name) if member else (None, tie.name)


def who_does(case: Case, tied: Sequence[Tied], trusted: str | None) -> str:
    """The name of whose task it is: the worker whom this person trusts (a team ref), else the case worker."""
    accounts = {tie.team_ref for tie in tied}
    member = case.team_member(trusted) if trusted in accounts and trusted else None
    return member.name if member else case_workers_entry(case, tied)[1]


def waits_for(viewer: WorkerViewer, case: Case, worker: str, tied: Collection[str | None], today: date) -> bool:
    """Whether unread words wait for this worker: all at the meeting's do, what is for them alone does,
    and what is for somebody who is not tied any more waits for who may open it with a reason. A manager reads
    none of it, and sees that it waits: they find cover. So does who stands in today, as the family is told.
    Nobody else hears that it is there."""
    child_ref = case.child.ref
    if viewer.role is WorkerRole.MANAGER:
        return True
    theirs = [Subject(child_ref, addressed_to=each) for each in (worker, cover_of(case, worker, today) or "")]
    if worker == MEETING or any(allowed(viewer, Permission.READ_ADDRESSED, each) for each in theirs):
        return True
    may_open = could(viewer, Permission.READ_ADDRESSED_WITH_REASON, Subject(child=child_ref))
    return worker not in tied and may_open


def unread_words(
    child_ref: str, case: Case, area: Area, tied: Sequence[Tied], waiting: Iterable[tuple[str, datetime]], within: int,
    today: date,
) -> tuple[UnreadWords, ...]:  # fmt: skip
    """What waits to be read, a line for each reader, the oldest first. `waiting`: (`Readers.worker`, since when)."""
    since: dict[str, list[datetime]] = {}
    for worker, shared_at in waiting:
        since.setdefault(worker, []).append(shared_at)
    lines = []
    for worker, moments in since.items():
        ref, name = case_workers_entry(case, tied)
        if worker != MEETING:
            ref, name = worker, member.name if (member := case.team_member(worker)) else ""
        cover = case.team_member(cover_of(case, ref, today) or "")
        by = read_by(min(moments), within, area.holidays)
        lines.append(
            UnreadWords(child_ref, case.child.preferred_name, len(moments), min(moments), name, worker != MEETING,
                        cover.name if cover else "", by, by is not None and by < today)
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.since))


def sees_errand(viewer: WorkerViewer, child_ref: str, *, is_overdue: bool) -> bool:
    """The case worker and the trusted worker see whose it is and that it exists; a manager what is overdue."""
    if viewer.role is WorkerRole.MANAGER:
        return is_overdue
    return viewer.role is WorkerRole.WORKER and bool(viewer.ties(child_ref) & {Tie.CASE, Tie.TRUSTED})


def in_order(errands: Iterable[Errand]) -> tuple[Errand, ...]:
    """What is overdue first, then by the day, what has to wait last."""
    return tuple(
        sorted(
            (errand for errand in errands if errand.standing.stage is not Stage.DONE),
            key=lambda errand: (not errand.is_overdue, errand.standing.by or date.max, errand.child, errand.ref),
        )
    )
