"""Opening one's own page, one's own copy of the plan, one's own meetings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.edition import MeetingCopy, Published
from portal.domain.errors import CannotBeShown, NotFound
from portal.domain.messages import Message
from portal.domain.people import Member
from portal.domain.sharing import Shared
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, editions, members, messages, shared


@dataclass(frozen=True)
class Home:
    """What stands on somebody's own page. `published` is None while there is nothing to read; `taken_back`:
    because a worker puts it right; `is_lost`: because it does not open.
    """

    member: Member
    published: Published | None
    may_open_plan: bool
    waiting: int
    begun: bool
    sent: tuple[Shared, ...]
    may_read_back: bool
    opened_to_me: int
    taken_back: bool = False
    is_lost: bool = False


def open_home(family: Cupboard, viewer: FamilyMember, set_id: str) -> Home:
    """The next thing first. `set_id` is the question set for this kind of person.

    May: the person themselves (OPEN_HOME); the copy only once it is known that it is them.
    Leaves: an audit line.
    """
    me = Subject(viewer.child, viewer.person)
    require(viewer, Permission.OPEN_HOME, me)
    may_open_plan = allowed(viewer, Permission.OPEN_PLAN, me)
    with family.reading(viewer.person) as db:
        member = members.myself(db, family.keyring)
        if member is None:
            raise NotFound
        published, is_lost = _newest(db, family) if may_open_plan else (None, False)
        taken_back = may_open_plan and published is None and editions.was_taken_back(db)
        older = not viewer.confirmed and answers.older_than_account(db)
        sheet = None if older else answers.find_sheet(db, family.keyring, set_id)
        sent = tuple(shared.of_mine(db, family.keyring)) if viewer.confirmed else ()
        to_me = len(shared.opened_to_me(db, family.keyring)) if may_open_plan else 0
    family.note(Event(viewer.person, "open-home", child=viewer.child))
    return Home(
        member=member,
        published=published,
        may_open_plan=may_open_plan,
        waiting=len(sheet.waiting()) if sheet else 0,
        begun=sheet is not None,
        sent=sent,
        may_read_back=allowed(viewer, Permission.READ_BACK, me),
        opened_to_me=to_me,
        taken_back=taken_back,
        is_lost=is_lost,
    )


def _newest(db: Connection, family: Cupboard) -> tuple[Published | None, bool]:
    """One's newest copy, and whether there is one that does not open: everything else is shown all the same."""
    try:
        return editions.latest(db, family.keyring), False
    except CannotBeShown:
        return None, True


@dataclass(frozen=True)
class Plan(Published):
    """One's own newest copy, and what one has said about its dates, the newest first."""

    said: tuple[Message, ...] = ()


def open_plan(family: Cupboard, viewer: FamilyMember) -> Plan:
    """One's own newest copy of the plan, with what one has said about its dates: one statement.

    May: the person themselves, once known to be them (OPEN_PLAN).
    Leaves: an audit line.
    Raises: NotFound where nothing was published for them; CannotBeShown where it does not open.
    """
    require(viewer, Permission.OPEN_PLAN, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        published, said = messages.with_my_copy(db, family.keyring)
    if published is None:
        raise NotFound
    family.note(Event(viewer.person, "open-plan", str(published.number), viewer.child))
    return Plan(published.edition, published.number, published.published_at, published.read_at, tuple(said))


def open_meeting(family: Cupboard, viewer: FamilyMember, ref: str) -> tuple[Published, MeetingCopy]:
    """One meeting out of one's own copy.

    May: the person themselves, once known to be them (OPEN_PLAN).
    Leaves: an audit line.
    Raises: NotFound.
    """
    require(viewer, Permission.OPEN_PLAN, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        published = editions.latest(db, family.keyring)
    meeting = published.edition.meeting(ref) if published else None
    if published is None or meeting is None:
        raise NotFound
    family.note(Event(viewer.person, "open-meeting", ref, viewer.child))
    return published, meeting
