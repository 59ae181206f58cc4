"""Looking at each person's copy before it is published: the very copy that they will get."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from portal.access.family_view import family_view
from portal.access.permissions import Permission
from portal.access.publishing_checks import Check, checks_of, refused_in
from portal.access.publishing_checks import Review as Looked
from portal.access.rules import require
from portal.access.telling import News
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case, KeptCase
from portal.domain.changes import changes_between
from portal.domain.edition import Edition, Published
from portal.domain.release import Publication
from portal.journeys.desk.room import Room
from portal.store.casework import cases
from portal.store.family import editions, receipts
from portal.store.family.editions import fingerprint_of


@dataclass(frozen=True)
class Copy:
    """One person's copy as it would be published now, what stops it and what asks for a reason.

    `previous` is the last one that was not taken back; `taken_back`: their newest was, and they read none.
    `news` are the meetings that they are to hear of from somebody. `stands` is what must not be in the copy
    that they read now, by the case as it is now: changed or not, it is taken back or mended.
    """

    person: str
    name: str
    edition: Edition
    previous: Published | None
    checks: tuple[Check, ...]
    changed: bool
    taken_back: bool = False
    news: tuple[News, ...] = ()
    stands: tuple[Check, ...] = ()

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


def review(
    room: Room,
    viewer: WorkerViewer,
    child_ref: str,
    *,
    told: bool = False,
    told_each: Collection[str] = (),
) -> Review:
    """See what each family member would see. `told`: whether they have been told of the meeting, all of
    them; `told_each`: who of them alone.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    with room.casework.writing() as db:
        kept = room.find_case(db, child_ref)
        released = cases.publications(db, room.casework.keyring, room.casework.pepper, child_ref)
        room.casework.record(db, room.event(viewer, "review", child_ref, str(kept.revision)))
    people = kept.case.with_access()
    copies = tuple(copy_for(room, kept.case, person, told=told or person in told_each) for person in people)
    releases = [each for each in released if not each.body.get("carried")]
    return Review(kept, copies, next((r for r in releases[:1] if not r.done), None))


def stands_but_must_not(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[str, ...]:
    """Who of the family reads a copy now that holds what must not be on it, by the case as it is now: their refs.

    May: the case worker of this child, and a manager (PUBLISH_PLAN).
    Raises: NotFound.
    """
    require(viewer, Permission.PUBLISH_PLAN, Subject(child=child_ref))
    with room.casework.reading() as db:
        kept = room.find_case(db, child_ref)
    found = []
    with room.family.reading() as db:
        for person in kept.case.with_access():
            ref = room.person_id(child_ref, person)
            copy = None if editions.is_taken_back(db, ref) else editions.newest_for(db, room.family.keyring, ref)
            if copy and refused_in(kept.case, person, copy.edition, room.areas[kept.case.area]):
                found.append(person)
    return tuple(found)


def copy_for(room: Room, case: Case, person: str, *, told: bool) -> Copy:
    """One person's copy with its checks. (For `review` and `publish`, which have asked already.)

    What has changed is told against the last copy that this person said they had read, so that nothing
    is lost that came between; where they have never said so, against the one before.
    """
    ref = case.child.ref
    area = room.area_for(case, person)
    copy = family_view(case, person, area, lambda what, item: room.public_ref(ref, person, what, item))
    with room.family.reading() as db:
        taken_back = editions.is_taken_back(db, room.person_id(ref, person))
        previous = editions.newest_for(db, room.family.keyring, room.person_id(ref, person))
        read = receipts.for_desk_last_read(db, room.person_id(ref, person))
        known = editions.one(db, room.family.keyring, room.person_id(ref, person), read) if read else None
    before = previous.edition if previous else None
    changed = taken_back or before is None or fingerprint_of(before) != fingerprint_of(copy)
    since = known.edition if known else before
    copy = replace(copy, changes=changes_between(since, copy) if changed else before.changes if before else ())
    looked = Looked(case, person, copy, before, told, room.areas[case.area])
    checks = checks_of(looked) if changed else ()
    stands = refused_in(case, person, before, room.areas[case.area]) if before and not taken_back else ()
    news = looked.news if changed else ()
    return Copy(person, copy.reader, copy, previous, checks, changed, taken_back, news, stands)
