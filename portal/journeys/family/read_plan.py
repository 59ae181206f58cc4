"""Opening one's own page, one's own copy of the plan, one's own meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.area import Area
from portal.domain.edition import MeetingCopy, Published
from portal.domain.errors import CannotBeShown, NotFound
from portal.domain.following import Ringing, Telling, ringing_of, telling_of
from portal.domain.messages import Message
from portal.domain.own_sets import after_set, main_set
from portal.domain.people import Member
from portal.domain.preparation import AnswerSheet, Circle, QuestionSet
from portal.domain.sharing import Shared
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, editions, members, messages, shared


@dataclass(frozen=True)
class Home:
    """What stands on somebody's own page. `published` is None while there is nothing to read; `taken_back`:
    because a worker puts it right; `is_lost`: because it does not open. `waiting`: so many answers, in whichever
    set. `how_was_it` is the set that asks how the last meeting was, "" where there is nothing to ask.
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
    how_was_it: str = ""


def open_home(family: Cupboard, viewer: FamilyMember, sets: Sequence[QuestionSet]) -> Home:
    """The next thing first. `sets` are the question sets for this kind of person.

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
        sheets = {} if older else answers.find_sheets(db, family.keyring, [each.id for each in sets])
        sent = tuple(shared.of_mine(db, family.keyring)) if viewer.confirmed else ()
        to_me = len(shared.opened_to_me(db, family.keyring)) if may_open_plan else 0
    family.note(Event(viewer.person, "open-home", child=viewer.child))
    main, after = main_set(sets, member.easy_read), after_set(sets, member.easy_read)
    was_it = published is not None and after is not None and _asks_how_it_was(published, sheets.get(after.id), sent)
    return Home(
        member=member,
        published=published,
        may_open_plan=may_open_plan,
        waiting=sum(len(sheets[each.id].waiting(each.fitting(member.circle))) for each in sets if each.id in sheets),
        begun=main.id in sheets,
        sent=sent,
        may_read_back=allowed(viewer, Permission.READ_BACK, me),
        opened_to_me=to_me,
        taken_back=taken_back,
        is_lost=is_lost,
        how_was_it=after.id if after and was_it else "",
    )


def _asks_how_it_was(published: Published, sheet: AnswerSheet | None, sent: Sequence[Shared]) -> bool:
    """A meeting in their copy was held, and they have said nothing of how it was since then."""
    held = [meeting for meeting in published.edition.meetings if meeting.state == "held"]
    said = [each.shared_at for each in sent if sheet is not None and each.sheet == sheet.ref]
    times = [meeting.arrive_at for meeting in held if meeting.arrive_at]
    return bool(held) and (not said or (bool(times) and max(said) < max(times)))


def _newest(db: Connection, family: Cupboard) -> tuple[Published | None, bool]:
    """One's newest copy, and whether there is one that does not open: everything else is shown all the same."""
    try:
        return editions.latest(db, family.keyring), False
    except CannotBeShown:
        return None, True


def open_promised(
    family: Cupboard, viewer: FamilyMember, sent: Sequence[Shared], areas: Mapping[str, Area]
) -> tuple[Telling | None, Ringing | None, Circle]:
    """Whether somebody tells them what happened at a meeting to which they did not come, whether somebody rings them,
    and who that may be. `sent` is what they have read back of their own words.

    May: the author, after typing the passphrase again where words need that (READ_BACK).
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        member = members.myself(db, family.keyring)
        published, _is_lost = _newest(db, family)
    if member is None:
        raise NotFound
    if not member.reads_back:
        return None, None, member.circle
    holidays = areas[member.area].holidays
    telling = telling_of(sent, published.edition, holidays) if published else None
    return telling, ringing_of(sent, holidays), member.circle


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
    return Plan(
        published.edition, published.number, published.published_at, published.read_at, published.reads_easy,
        tuple(said),
    )  # fmt: skip


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
