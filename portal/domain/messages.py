"""What a family member says to their workers about one of their dates, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from portal.domain.edition import Edition, MeetingCopy, VisitCopy

LONGEST = 500
"""Characters of the words that may go with a message, and of the answer to it."""


class MessageKind(Enum):
    """What is said. It is never counted, and never held against anybody."""

    CANNOT_COME = "cannot-come"
    ASK_TO_MOVE = "ask-to-move"
    DID_NOT_COME = "did-not-come"


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

    Its author can take it back until `seen_at`.
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
    seen_at: datetime | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


def may_speak_of_meeting(meeting: MeetingCopy, now: datetime) -> bool:
    """Whether somebody can say of this meeting that they cannot come: it is to come, and they are asked to it."""
    return meeting.arrive_at is not None and meeting.is_to_come(now)


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
