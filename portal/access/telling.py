"""Meetings that are news to somebody: they hear of them from a person, not from a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal.access.permissions import Permission
from portal.access.rules import allowed
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase, Meeting, ToTell
from portal.domain.clock import day_in_london
from portal.domain.edition import Edition, MeetingCopy


@dataclass(frozen=True, repr=False)
class News:
    """A meeting that is new to this person, has moved or does not take place.

    `meeting` is its ref in the case, or None where the case does not show it to them any more.
    `task` is the dated task of somebody's to tell them, open or done, that stands for this news.
    """

    meeting: str | None
    name: str
    part: MeetingCopy
    task: ToTell | None = None

    @property
    def place(self) -> str:
        return f"meeting {self.meeting}" if self.meeting else "a meeting that is no longer in the copy"


def news_for(
    case: Case, person: str, copy: Edition, previous: Edition | None, meetings: Sequence[tuple[Meeting, MeetingCopy]]
) -> Iterator[News]:
    """What of this copy's meetings is news against the copy that they have. `meetings` says which is which."""
    before = {part.ref: part for part in previous.meetings} if previous else {}
    refs = {part.ref: meeting.ref for meeting, part in meetings}
    for part in copy.meetings:
        old = before.pop(part.ref, None)
        if part.state != "held" and (old is None or _told_of(old) != _told_of(part)):
            ref = refs.get(part.ref)
            yield News(ref, part.name, part, task_for(case.to_tell, ref, person, part) if ref else None)
    yield from (News(None, part.name, part) for part in before.values() if part.state != "held")


def task_for(tasks: Sequence[ToTell], meeting: str, person: str, part: MeetingCopy) -> ToTell | None:
    """The newest task to tell this person of this meeting: one that is open, or done when it stood as it does now."""
    mine = [task for task in tasks if (task.meeting, task.person) == (meeting, person)]
    standing = [task for task in mine if task.told_on is None or task.about == as_it_stands(part)]
    return standing[-1] if standing else None


def as_it_stands(part: MeetingCopy) -> str:
    """What somebody is told of a meeting, as a fingerprint: it is another one once the meeting moves."""
    return hashlib.sha256("\n".join(str(each) for each in _told_of(part)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Task:
    """An open task to tell one person of one meeting, with the names that the desk shows."""

    child_ref: str
    meeting: str
    person: str
    teller: str
    listener: str
    meets_on: date | None
    by: date
    is_overdue: bool


def tasks_in(viewer: WorkerViewer, kept: KeptCase, today: date) -> tuple[Task, ...]:
    """What this worker may see of who is to tell whom, the earliest day first; nothing of a case that has ended."""
    case = kept.case
    names = {case.child.ref: case.child.preferred_name} | {person.ref: person.name for person in case.people}
    found = []
    for task in case.to_tell:
        is_open = task.told_on is None and kept.ended_at is None and task.person in names
        if is_open and sees_task(viewer, kept.ref, task.worker):
            meeting, member = case.meeting(task.meeting), case.team_member(task.worker)
            day = day_in_london(meeting.starts_at) if meeting else None
            teller = member.name if member else task.worker
            found.append(
                Task(kept.ref, task.meeting, task.person, teller, names[task.person], day, task.by, task.by < today)
            )
    return tuple(sorted(found, key=lambda task: (task.by, task.meeting, task.person)))


def sees_task(viewer: WorkerViewer, child_ref: str, team_ref: str) -> bool:
    """Whose task it is sees it, and who may see the whole case."""
    mine = any((a.child_ref, a.team_ref) == (child_ref, team_ref) for a in viewer.allocations)
    return mine or allowed(viewer, Permission.OPEN_CASE, Subject(child=child_ref))


def _told_of(part: MeetingCopy) -> tuple[object, ...]:
    return part.state, part.arrive_at, part.place, part.link
