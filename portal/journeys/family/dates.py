"""Saying something to one's workers about a date: I can't come, another time please, they didn't come."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Invalid, NotFound
from portal.domain.messages import ABOUT_ME, LONGEST, Message, MessageKind, last_said, subject_of
from portal.domain.preparation import Notice
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, editions, members, messages


def tell(
    family: Cupboard,
    viewer: FamilyMember,
    kind: MessageKind,
    ref: str,
    words: str,
    language: str,
    notice: Notice | None = None,
) -> bool:
    """Tell one's workers something about a date in one's own newest copy. `words` may be empty.

    Pressing twice tells once: False then. While nobody has seen it, newer words take the place of the
    older; once it was seen, they are a message of their own. No words take the place of none.

    May: the person themselves, once known to be them (SEND_MESSAGE).
    Leaves: a message, sealed, with the date as this person's copy shows it and, where there are words,
    the `notice` that stood above them; an audit line.
    Raises: NotFound for what is not in their copy or of which this cannot be said; Invalid for too
    many words.
    """
    require(viewer, Permission.SEND_MESSAGE, Subject(viewer.child, viewer.person))
    words = words.strip()
    if len(words) > LONGEST:
        raise Invalid("too-long")
    now = family.clock.now()
    try:
        with family.writing(viewer.person) as db:
            member = members.myself(db, family.keyring)
            published = editions.latest(db, family.keyring)
            about = subject_of(published.edition, kind, ref, now) if published else None
            if member is None or about is None:
                raise NotFound
            said = [m for m in messages.of_mine(db, family.keyring) if (m.about.ref, m.about.at) == (ref, about.at)]
            if kind is MessageKind.CAN_COME and all(m.kind is not MessageKind.CANNOT_COME for m in said):
                raise NotFound
            last = last_said(said, kind)
            if last and last.kind is kind and words in ("", last.words):
                family.record(db, Event(viewer.person, f"tell-{kind.value}", last.id, viewer.child, "again"))
                return False
            anew = last is not None and last.kind is kind and messages.take_back(db, last.id)
            id = messages.id_of(family.pepper, viewer.person, kind, about, words, last.id if last else "")
            shown = notice.sha256 if notice and words else ""
            if notice and words:
                answers.put_notice(db, notice)
            messages.put(
                db, family.keyring,
                Message(id, viewer.person, viewer.child, kind, about, member.name, words, language, now, shown),
            )  # fmt: skip
            outcome = "in-other-words" if anew else "done"
            family.record(db, Event(viewer.person, f"tell-{kind.value}", id, viewer.child, outcome))
    except IntegrityError:
        return False  # the other press of two came first
    return True


def said(family: Cupboard, viewer: FamilyMember) -> list[Message]:
    """What one has said about one's dates, the newest first, with what came back.

    May: its author (SEND_MESSAGE).
    """
    require(viewer, Permission.SEND_MESSAGE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        return [each for each in messages.of_mine(db, family.keyring) if each.kind not in ABOUT_ME]


def take_back(family: Cupboard, viewer: FamilyMember, ref: str) -> tuple[Message, bool]:
    """Take back what no worker has seen: what it was, and whether it was not too late.

    May: its author (SEND_MESSAGE).
    Leaves: the message gone; an audit line.
    Raises: NotFound for what is not theirs.
    """
    require(viewer, Permission.SEND_MESSAGE, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        found = next((message for message in messages.of_mine(db, family.keyring) if message.id == ref), None)
        if found is None:
            raise NotFound
        taken = messages.take_back(db, ref)
        outcome = "done" if taken else "too-late"
        family.record(db, Event(viewer.person, "take-message-back", ref, viewer.child, outcome))
    return found, taken
