"""What the family says about its dates: seeing it, and answering in a few words."""

from __future__ import annotations

from uuid import uuid4

from portal.access.answer_checks import OF_THE_WORDS_ALONE, checks_of_answer, says_when_or_where
from portal.access.family_view import family_view
from portal.access.permissions import Permission
from portal.access.publishing_review import Check
from portal.access.rules import allowed, require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.case import Case
from portal.domain.edition import Edition
from portal.domain.errors import Fault, Invalid, Stale
from portal.domain.messages import LONGEST, Message
from portal.domain.release import Decision
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.casework import decisions
from portal.store.family import messages

NOT_AS_IT_IS = "This cannot go to them as it is. Leave out names, numbers, times and places, or ask the case worker."


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


def say_seen(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, answer: str = "", reason: str = "") -> None:
    """Say that it was seen, with a short answer or without. It cannot be taken back from then on.

    The answer goes to this person as it stands, so what would stop it on their copy stops it here, and
    what would be asked there is asked here: a `reason` is enough.
    One that was seen without an answer can still be answered; an answer is never changed.

    May: any worker of this child, and a manager (ANSWER_MESSAGE). What is asked because of what stands
    in the case is for those who may open it whole (OPEN_CASE), and so is a place or a time for somebody
    with restrictions.
    Leaves: a seen mark; the answer, sealed; the reason, sealed, in the casework cupboard; an audit line,
    of a refusal too.
    Raises: Invalid for an answer that may not go to this person, at `reason` where one would do; Stale
    where somebody answered before, or there is no such message any more.
    """
    require(viewer, Permission.ANSWER_MESSAGE, Subject(child=child_ref))
    answer, reason = answer.strip(), reason.strip()[:LONGEST]
    with room.casework.reading() as db:
        case = room.find_case(db, child_ref).case
    with room.family.reading() as db:
        found = messages.for_desk_one(db, room.family.keyring, ref)
    if found is None or found.child != room.child_id(child_ref):
        raise Stale
    asked: tuple[str, ...] = ()
    if answer:
        try:
            knows = allowed(viewer, Permission.OPEN_CASE, Subject(child=child_ref))
            asked = asked_of(room, case, found.person, answer, reason, knows_the_case=knows)
        except Invalid:
            with room.family.writing() as db:
                room.family.record(db, Event(viewer.account, "answer-message", ref, found.child, "refused"))
            raise
    name = room.name_for(viewer, child_ref, found.person) if answer else ""
    now = room.family.clock.now()
    with room.casework.writing() as desk, room.family.writing() as db:
        if asked:
            body = {"why": reason, "message": ref, "asked": list(asked)}
            made = Decision(uuid4().hex, "answer", viewer.account, now, body)
            decisions.put(desk, room.casework.keyring, room.casework.pepper, child_ref, made)
            room.casework.record(desk, room.event(viewer, "give-reason", child_ref, ref))
        seen = messages.mark_seen(db, ref, now)
        if answer and not messages.put_answer(db, room.family.keyring, found, name, answer, now):
            raise Stale
        if not answer and not seen and messages.for_desk_one(db, room.family.keyring, ref) is None:
            raise Stale
        action = "answer-message" if answer else "see-message"
        room.family.record(db, Event(viewer.account, action, ref, found.child, "done" if seen or answer else "again"))


def _copy(room: Room, case: Case, person: str) -> Edition:
    return family_view(case, person, room.areas[case.area], lambda what, ref: f"{what}/{ref}")


def asked_of(room: Room, case: Case, person: str, answer: str, reason: str, *, knows_the_case: bool) -> tuple[str, ...]:
    """The questions about words to this person (by their id) to which the reason answers. Raises Invalid where
    they may not go, at `answer`, or need a reason.

    Why is told to who may open the whole case; another worker would learn from it what stands there.
    """
    if len(answer) > LONGEST:
        raise Invalid([Fault("answer", f"Make it {LONGEST} characters or fewer.")])
    author = next((ref for ref in case.with_access() if room.person_id(case.child.ref, ref) == person), None)
    if author is None:
        raise Invalid([Fault("answer", "This person is not in the case any more: nothing can be sent to them.")])
    checks = checks_of_answer(case, author, _copy(room, case, author), answer, room.areas[case.area])
    if not knows_the_case:
        adult = case.person(author)
        if adult is not None and adult.restrictions and says_when_or_where(answer):
            raise Invalid(
                [Fault("answer", "There are restrictions for this person: ask the case worker to answer this.")]
            )
        if any(check.hard or check.id not in OF_THE_WORDS_ALONE for check in checks):
            raise Invalid([Fault("answer", NOT_AS_IT_IS)])
    if any(check.hard for check in checks):
        raise Invalid([Fault("answer", _sentence(check)) for check in checks if check.hard])
    if checks and not reason:
        raise Invalid([Fault("reason", _sentence(check)) for check in checks])
    return tuple(check.id for check in checks)


def _sentence(check: Check) -> str:
    return f"{check.sentence} ({check.matched})" if check.matched else check.sentence
