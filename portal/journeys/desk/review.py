"""Looking at each person's copy before it is published: the very copy that they will get."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.access.family_view import family_view
from portal.access.permissions import Permission
from portal.access.publishing_checks import Check, checks_for
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase, Publication
from portal.domain.changes import changes_between
from portal.domain.edition import Edition, Published
from portal.journeys.desk.room import Room
from portal.store.casework import cases
from portal.store.family import editions
from portal.store.family.editions import fingerprint_of


@dataclass(frozen=True)
class Copy:
    """One person's copy as it would be published now, what stops it and what asks for a reason."""

    person: str
    name: str
    edition: Edition
    previous: Published | None
    checks: tuple[Check, ...]
    changed: bool

    @property
    def stops(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.hard)

    @property
    def asks(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.hard)


@dataclass(frozen=True)
class Review:
    """Everybody's copies of one revision, and a release that was cut short, if there is one."""

    kept: KeptCase
    copies: tuple[Copy, ...]
    cut_short: Publication | None = None


def review(room: Room, viewer: WorkerViewer, child_ref: str, *, told: bool = False) -> Review:
    """See what each family member would see. `told`: whether they have been told of the meeting.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        released = cases.publications(db, room.casework.keyring, room.casework.pepper, child_ref)
        room.casework.record(db, room.event(viewer, "review", child_ref, str(kept.revision)))
    copies = tuple(copy_for(room, kept.case, person, told=told) for person in kept.case.with_access())
    return Review(kept, copies, next((r for r in released[:1] if not r.done), None))


def copy_for(room: Room, case: Case, person: str, *, told: bool) -> Copy:
    """One person's copy with its checks. (For `review` and `publish`, which have asked already.)"""
    ref = case.child.ref
    copy = family_view(case, person, room.areas[case.area], lambda what, item: room.public_ref(ref, person, what, item))
    with room.family.reading() as db:
        previous = editions.newest_for(db, room.family.keyring, room.person_id(ref, person))
    before = previous.edition if previous else None
    changed = before is None or fingerprint_of(before) != fingerprint_of(copy)
    copy = replace(copy, changes=changes_between(before, copy) if changed else before.changes if before else ())
    checks = checks_for(case, person, copy, before, told=told, area=room.areas[case.area]) if changed else ()
    return Copy(person, copy.reader, copy, previous, checks, changed)
