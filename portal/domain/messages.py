"""What a family member says to their workers about one of their dates, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from portal.domain.edition import Edition, MeetingCopy, VisitCopy

LONGEST = 500
"""Characters of the words that may go with a message, and of the answer to it."""


class MessageKind(Enum):
    """What is said. It is never counted, and never held against anybody."""

    CANNOT_COME = "cannot-come"
    CAN_COME = "can-come"
    ASK_TO_MOVE = "ask-to-move"
    DID_NOT_COME = "did-not-come"
    ASK_COPY = "ask-copy"
    NOT_RIGHT = "not-right"
    COMPLAIN = "complain"


ABOUT_ME = (MessageKind.ASK_COPY, MessageKind.NOT_RIGHT, MessageKind.COMPLAIN)
"""What somebody asks about what is kept of them, and not about a date."""


@dataclass(frozen=True)
class About:
    """The date that a message is about, as it stood in its author's own copy when it was sent.

    `name` is the meeting's, or that of who was to come. `at` is the author's own time (aware, UTC).
    """

    ref: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Message:
    """One message: frozen with what it is about. `answered_by` is "" for a worker whose name is kept.

    `lost`: its words do not open any more; then `about` has no name, and its moment is that of sending.
    Its author can take it back until `seen_at`. `notice` is the hash of what stood above the box.
    """

    id: str
    person: str
    child: str
    kind: MessageKind
    about: About
    author: str
    words: str
    language: str
    sent_at: datetime
    notice: str = ""
    seen_at: datetime | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    lost: bool = False


def may_speak_of_meeting(meeting: MeetingCopy, now: datetime) -> bool:
    """Whether somebody can say of this meeting that they cannot come: it is to come, and they are asked to it."""
    return meeting.arrive_at is not None and meeting.is_to_come(now)


_THE_OTHER_WAY = {MessageKind.CANNOT_COME: MessageKind.CAN_COME, MessageKind.CAN_COME: MessageKind.CANNOT_COME}


def last_said(said: Sequence[Message], kind: MessageKind) -> Message | None:
    """Out of what was said of one date, the newest first: the last word on what this kind is about."""
    return next((each for each in said if each.kind in (kind, _THE_OTHER_WAY.get(kind))), None)


def still_to_say(said: Sequence[Message]) -> tuple[MessageKind, ...]:
    """What can be said of a meeting after this was said of its date, the newest first.

    What nobody has seen yet is not said twice; it is taken back.
    """
    waiting = {each.kind for each in said if each.seen_at is None}
    last = last_said(said, MessageKind.CANNOT_COME)
    says_no = last is not None and last.kind is MessageKind.CANNOT_COME and last.seen_at is not None
    kinds = (MessageKind.CAN_COME, MessageKind.CANNOT_COME, MessageKind.ASK_TO_MOVE)
    return tuple(kind for kind in kinds if kind not in waiting and (says_no or kind is not MessageKind.CAN_COME))


def may_say_missed(visit: VisitCopy, now: datetime) -> bool:
    """Whether somebody can say that nobody came: the visit was for them, its time is past, it was not called off."""
    return visit.for_you and visit.at < now and visit.state in ("planned", "moved", "missed")


def subject_of(edition: Edition, kind: MessageKind, ref: str, now: datetime) -> About | None:
    """What a message of this kind would be about in this copy; None where there is nothing to say it of."""
    if kind is MessageKind.DID_NOT_COME:
        visit = next((visit for visit in edition.visits if visit.ref == ref), None)
        return About(ref, visit.who.name, visit.at) if visit and may_say_missed(visit, now) else None
    meeting = edition.meeting(ref)
    if meeting is None or meeting.arrive_at is None or not may_speak_of_meeting(meeting, now):
        return None
    return About(ref, meeting.name, meeting.arrive_at)
