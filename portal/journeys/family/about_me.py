"""Asking what is kept about oneself, saying that it is not right, complaining; and that drafts have gone.

All three become a line for the workers. Nothing is handed out on a phone: whoever stands beside somebody
could make them press it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Invalid, NotFound
from portal.domain.messages import ABOUT_ME, LONGEST, About, Message, MessageKind
from portal.domain.preparation import Notice
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members, messages

_ME = "about-me"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What somebody has asked about themselves, the newest first. `may_read_back`: words and answers may show."""

    said: tuple[Message, ...]
    may_read_back: bool


def open_about_me(family: Cupboard, viewer: FamilyMember) -> Asked:
    """What one has asked, and what came back.

    May: the person themselves, once known to be them (ASK_ABOUT_ME).
    """
    me = Subject(viewer.child, viewer.person)
    require(viewer, Permission.ASK_ABOUT_ME, me)
    with family.reading(viewer.person) as db:
        said = tuple(each for each in messages.of_mine(db, family.keyring) if each.kind in ABOUT_ME)
    return Asked(said, allowed(viewer, Permission.READ_BACK, me))


def ask(family: Cupboard, viewer: FamilyMember, kind: MessageKind, words: str, language: str, notice: Notice) -> bool:
    """Ask for a copy, or say in words that something is not right, or complain. Pressing twice asks once: False then.

    May: the person themselves, once known to be them (ASK_ABOUT_ME).
    Leaves: a message, sealed, with the notice that stood above the words; an audit line.
    Raises: Invalid for too many words, or none where there have to be some; NotFound for another kind.
    """
    require(viewer, Permission.ASK_ABOUT_ME, Subject(viewer.child, viewer.person))
    if kind not in ABOUT_ME:
        raise NotFound
    words = "" if kind is MessageKind.ASK_COPY else words.strip()
    if len(words) > LONGEST:
        raise Invalid("too-long")
    if not words and kind is not MessageKind.ASK_COPY:
        raise Invalid("no-words")
    now = family.clock.now()
    try:
        with family.writing(viewer.person) as db:
            member = members.myself(db, family.keyring)
            if member is None:
                raise NotFound
            last = next((each for each in messages.of_mine(db, family.keyring) if each.kind is kind), None)
            if last is not None and last.seen_at is None and last.words == words:
                return False
            id = messages.id_of(
                family.pepper, viewer.person, kind, About(_ME, "", _NO_DATE), words, last.id if last else ""
            )
            if words:
                answers.put_notice(db, notice)
            messages.put(
                db, family.keyring,
                Message(id, viewer.person, viewer.child, kind, About(_ME, "", now), member.name, words, language, now,
                        notice.sha256 if words else ""),
            )  # fmt: skip
            family.record(db, Event(viewer.person, f"about-me-{kind.value}", id, viewer.child))
    except IntegrityError:
        return False  # the other press of two came first
    return True


def say_noted(family: Cupboard, viewer: FamilyMember) -> None:
    """Somebody has read that what they had not sent is gone.

    May: the person themselves (OPEN_HOME).
    Leaves: the line is told no more.
    """
    require(viewer, Permission.OPEN_HOME, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        members.say_drafts_noted(db)
