"""Putting one of one's own dates into the phone's calendar, where a worker has allowed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.edition import STAYS_NEXT
from portal.domain.errors import NotFound
from portal.exchange.calendar_file import Appointment, calendar_file
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import editions, members


@dataclass(frozen=True)
class Keepable:
    """A date that may go into its reader's calendar, as it stands in their copy of this number."""

    at: datetime
    ends_at: datetime | None
    cancelled: bool
    number: int
    published_at: datetime


def find_keepable(family: Cupboard, viewer: FamilyMember, ref: str) -> Keepable | None:
    """The date, if it may go into the phone's calendar: whether its page has the link.

    May: the person themselves, once known to be them (KEEP_DATE).
    """
    require(viewer, Permission.KEEP_DATE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        return _find(family, db, ref)


def look_first(family: Cupboard, viewer: FamilyMember, ref: str) -> Keepable:
    """The date, before it goes anywhere: what the page that warns shows.

    May: the person themselves, once known to be them (KEEP_DATE).
    Leaves: an audit line.
    Raises: NotFound where no worker has allowed it, and for what is no date of theirs with a time.
    """
    require(viewer, Permission.KEEP_DATE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        found = _find(family, db, ref)
    if found is None:
        raise NotFound
    family.note(Event(viewer.person, "look-at-calendar", ref, viewer.child))
    return found


def take_file(family: Cupboard, viewer: FamilyMember, ref: str, title: str) -> bytes:
    """The calendar file of one date. `title` is all that it says beside the time.

    May: the person themselves, once known to be them (KEEP_DATE).
    Leaves: an audit line.
    Raises: NotFound where no worker has allowed it, and for what is no date of theirs with a time.
    """
    require(viewer, Permission.KEEP_DATE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        found = _find(family, db, ref)
    if found is None:
        raise NotFound
    family.note(Event(viewer.person, "take-calendar-file", ref, viewer.child))
    return calendar_file(
        Appointment(
            ref=ref,
            title=title,
            starts_at=found.at,
            ends_at=found.ends_at,
            written_at=found.published_at,
            sequence=found.number,
            cancelled=found.cancelled,
        )
    )


def _find(family: Cupboard, db: Connection, ref: str) -> Keepable | None:
    """One that is to come; and one that was called off, so that it can be taken out again."""
    member = members.myself(db, family.keyring)
    published = editions.latest(db, family.keyring) if member and member.calendar else None
    meeting = published.edition.meeting(ref) if published else None
    if published is None or meeting is None or meeting.arrive_at is None:
        return None
    now, cancelled = family.clock.now(), meeting.state == "cancelled"
    if not meeting.is_to_come(now) and not (cancelled and now < meeting.arrive_at + STAYS_NEXT):
        return None
    return Keepable(meeting.arrive_at, meeting.ends_at, cancelled, published.number, published.published_at)
