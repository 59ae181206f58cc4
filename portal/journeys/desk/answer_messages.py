"""What the family says about its dates: seeing it, and answering in a few words."""

from __future__ import annotations

from portal.access.answer_checks import stops_answer
from portal.access.family_view import family_view
from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case
from portal.domain.edition import Edition
from portal.domain.errors import Fault, Invalid, NotFound, Stale
from portal.domain.messages import LONGEST, Message
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import messages


def on_dates(room: Room, viewer: WorkerViewer, child_ref: str) -> tuple[Message, ...]:
    """What this child's family has said about dates: what nobody has seen first, then the newest.

    May: any worker of this child, and a manager (ANSWER_MESSAGE).
    Leaves: an audit line, without which nothing is shown.
    """
    require(viewer, Permission.ANSWER_MESSAGE, Subject(child=child_ref))
    child = room.child_id(child_ref)
    with room.family.reading() as db:
        found = messages.for_desk(db, room.family.keyring, child)
    if found:
        with room.family.writing() as db:
            room.family.record(db, Event(viewer.account, "look-at-messages", str(len(found)), child))
    return tuple(found)


def say_seen(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, answer: str = "") -> None:
    """Say that it was seen, with a short answer or without. It cannot be taken back from then on.

    The answer goes to this person as it stands, so what would stop it on their copy stops it here.
    One that was seen without an answer can still be answered; an answer is never changed.

    May: any worker of this child, and a manager (ANSWER_MESSAGE).
    Leaves: a seen mark; the answer, sealed; an audit line.
    Raises: NotFound; Invalid for an answer that may not go to this person; Stale where somebody
    answered before, or the message was taken back.
    """
    require(viewer, Permission.ANSWER_MESSAGE, Subject(child=child_ref))
    answer = answer.strip()
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    with room.family.reading() as db:
        found = messages.for_desk_one(db, room.family.keyring, ref)
    if found is None or found.child != room.child_id(child_ref):
        raise NotFound
    if answer:
        knows = allowed(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
        _refuse_unfit(room, case, found, answer, knows_the_case=knows)
    name = room.name_for(viewer, child_ref, found.person) if answer else ""
    now = room.family.clock.now()
    with room.family.writing() as db:
        seen = messages.mark_seen(db, ref, now)
        if answer and not messages.put_answer(db, room.family.keyring, found, name, answer, now):
            raise Stale
        if not answer and not seen and messages.for_desk_one(db, room.family.keyring, ref) is None:
            raise NotFound
        action = "answer-message" if answer else "see-message"
        room.family.record(db, Event(viewer.account, action, ref, found.child, "done" if seen or answer else "again"))


def _copy(room: Room, case: Case, person: str) -> Edition:
    return family_view(case, person, room.areas[case.area], lambda what, ref: f"{what}/{ref}")


def _refuse_unfit(room: Room, case: Case, found: Message, answer: str, *, knows_the_case: bool) -> None:
    """Why is told to who may open the whole case; another worker would learn from it what stands there."""
    if len(answer) > LONGEST:
        raise Invalid([Fault("answer", f"Make it {LONGEST} characters or fewer.")])
    people = (case.child.ref, *(person.ref for person in case.people))
    author = next((ref for ref in people if room.person_id(case.child.ref, ref) == found.person), None)
    if author is None:
        raise Invalid([Fault("answer", "This person is not in the case any more: nothing can be sent to them.")])
    stops = stops_answer(case, author, _copy(room, case, author), answer, room.areas[case.area])
    if stops and not knows_the_case:
        raise Invalid([Fault("answer", "This cannot go to them as it is. Leave out names, numbers, times and places.")])
    if stops:
        raise Invalid([Fault("answer", f"{check.sentence} ({check.matched})") for check in stops])
