"""What was shown to whom and when: evidence for workers, long afterwards, and copies on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.access.paper import on_paper
from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, ToTell
from portal.domain.clock import day_in_london
from portal.domain.edition import Published
from portal.domain.errors import NotFound
from portal.domain.evidence import CaseDecision, CopyShown, PersonShown, Told, Written
from portal.domain.release import Decision, Publication, key_of_reason
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import cases, decisions, workers
from portal.store.family import editions

_OPENED = ("open-plan", "open-meeting", "take-calendar-file")
_PUBLISHED = "publish"
_PRINTED = "print-copy"
Trace = Sequence[tuple[datetime, Event]]


@dataclass(frozen=True)
class Evidence:
    name: str
    people: tuple[PersonShown, ...]
    decided: tuple[CaseDecision, ...]


def shown(room: Room, viewer: WorkerViewer, child_ref: str) -> Evidence:
    """Each person's copies, the newest first, with all that is known of them. No word of a copy is opened.

    May: the case worker and a manager (OPEN_CASE).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
    child, key = room.child_id(child_ref), (room.casework.keyring, room.casework.pepper, child_ref)
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        released = cases.publications(db, *key)
        decided = decisions.of_child(db, *key)
        names = workers.names(db)
        printed = room.casework.trail.about(db, child, (_PRINTED,))
        room.casework.record(db, room.event(viewer, "see-shown", child_ref))
    case = kept.case
    refs = {case.child.ref: None, **dict.fromkeys(person.ref for person in case.people)}
    refs |= dict.fromkeys(ref for each in released for ref in each.body["to"])
    ids = {ref: room.person_id(child_ref, ref) for ref in refs}
    with room.family.reading() as db:
        written = editions.written(db, list(ids.values()))
        trace = room.family.trail.about(db, child, (*_OPENED, _PUBLISHED))
    called = {case.child.ref: case.child.preferred_name} | {person.ref: person.name for person in case.people}
    books = _Books(released, decided, names, trace, printed)
    people = tuple(
        PersonShown(ref, called.get(ref, ref), books.copies(ref, id, written), _told(case, ref))
        for ref, id in ids.items()
    )
    return Evidence(
        case.child.preferred_name,
        tuple(each for each in people if each.copies or each.told),
        tuple(_decision(each, names) for each in decided if each.kind != "take-back"),
    )


def copy_as_shown(room: Room, viewer: WorkerViewer, child_ref: str, person: str, number: int) -> Published:
    """One copy, word for word as that person had it, taken back or not.

    May: the case worker and a manager (OPEN_CASE).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.reading() as db:
        found = editions.one(db, room.family.keyring, ref, number)
    if found is None:
        raise NotFound
    with room.casework.writing() as db:
        room.casework.record(db, room.event(viewer, "see-copy-shown", child_ref, f"{ref}/{number}"))
    return found


def print_copy(room: Room, viewer: WorkerViewer, child_ref: str, person: str) -> Published:
    """The copy that this person has now, for paper: initials for the family's names.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: an audit line.
    Raises: NotFound where they have none, or it was taken back.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    ref = room.person_id(child_ref, person)
    with room.family.reading() as db:
        found = None if editions.is_taken_back(db, ref) else editions.newest_for(db, room.family.keyring, ref)
    if found is None:
        raise NotFound
    with room.casework.writing() as db:
        room.casework.record(db, room.event(viewer, _PRINTED, child_ref, f"{ref}/{found.number}"))
    return Published(on_paper(found.edition), found.number, found.published_at)


class _Books:
    """What both cupboards say of the copies of one child, looked up once for all of them."""

    def __init__(
        self,
        released: list[Publication],
        decided: list[Decision],
        names: dict[str, str],
        trace: Trace,
        printed: Trace,
    ) -> None:
        self.decided, self.names = decided, names
        self.release: dict[tuple[str, int], Publication] = {}
        for each in reversed(released):
            for ref, number in each.body["to"].items():
                if number is not None and not each.body.get("carried"):
                    self.release.setdefault((ref, number), each)
        self.published_by = {event.thing: event.actor for _at, event in trace if event.action == _PUBLISHED}
        self.opened: dict[str, list[tuple[datetime, Event]]] = {}
        for at, event in trace:
            if event.action in _OPENED:
                self.opened.setdefault(event.actor, []).append((at, event))
        self.printed: dict[str, list[tuple[datetime, str]]] = {}
        for at, event in printed:
            self.printed.setdefault(event.thing, []).append((at, names.get(event.actor, "")))

    def copies(self, ref: str, id: str, written: list[Written]) -> tuple[CopyShown, ...]:
        mine = [each for each in written if each.person == id]
        openings = self.openings(id, mine)
        return tuple(self.copy(ref, each, openings.get(each.number, [])) for each in mine)

    def openings(self, id: str, mine: list[Written]) -> dict[int, list[datetime]]:
        """When each copy was opened. A meeting's page names no copy: it was out of the newest of that moment."""
        found: dict[int, list[datetime]] = {}
        for at, event in self.opened.get(id, []):
            then = next((each.number for each in mine if each.published_at <= at), None)
            number = int(event.thing) if event.action == "open-plan" and event.thing.isdecimal() else then
            if number is not None:
                found.setdefault(number, []).append(at)
        return found

    def copy(self, ref: str, each: Written, opened: list[datetime]) -> CopyShown:
        release = self.release.get((ref, each.number))
        body = release.body if release else {}
        thing = f"{each.person}/{each.number}"
        asked, given = dict.fromkeys(body.get("asked", {}).get(ref, ())), body.get("reasons", {})
        reasons = ((check, given.get(key_of_reason(given, check, ref))) for check in asked)
        taken = next((d for d in self.decided if d.takes_back(ref, each.number)), None) or next(
            (d for d in self.decided if d.kind == "end" and d.made_at == each.withdrawn_at), None
        )
        return CopyShown(
            number=each.number,
            published_at=each.published_at,
            by=self.names.get(self.published_by.get(thing, release.worker if release else ""), ""),
            told=body.get("told_each", {}).get(ref) or body.get("told", ""),
            reasons=tuple((check, why) for check, why in reasons if why),
            withdrawn_at=each.withdrawn_at,
            withdrawn_by=self.names.get(taken.worker, "") if taken else "",
            why=taken.body["why"] if taken else "",
            openings=len(opened),
            first_opened=min(opened, default=None),
            last_opened=max(opened, default=None),
            read_at=each.read_at,
            printed=tuple(self.printed.get(thing, ())),
        )


def _told(case: Case, ref: str) -> tuple[Told, ...]:
    done = (task for task in case.to_tell if task.person == ref and task.told_on is not None)
    return tuple(_line(case, task) for task in done)


def _line(case: Case, task: ToTell) -> Told:
    meeting, member = case.meeting(task.meeting), case.team_member(task.worker)
    assert task.told_on is not None
    day = day_in_london(meeting.starts_at) if meeting else None
    return Told(day, task.told_on, member.name if member else task.worker, task.how, task.told_by)


def _decision(made: Decision, names: dict[str, str]) -> CaseDecision:
    on = date.fromisoformat(made.body["on"]) if "on" in made.body else None
    return CaseDecision(made.kind, made.made_at, names.get(made.worker, ""), made.body["why"], on)
