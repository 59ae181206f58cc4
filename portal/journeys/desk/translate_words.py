"""Beside a family's words in another language: what a worker who can read them writes. The words stay as they are."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.domain.errors import Fault, Invalid, NotFound
from portal.domain.preparation import LONGEST_ANSWER
from portal.domain.sharing import Shared, Translation
from portal.journeys.desk.read_views import keep_openings, readable
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import members, outcomes, translations

LANGUAGE = "en"


def look(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> Shared:
    """The words, to be put into English beside.

    May: whoever may read the words (READ_VIEWS, and READ_ADDRESSED for what is for one worker alone).
    Leaves: an audit line, without which nothing is shown; the first time, who opened them, for their author.
    Raises: NotFound for what they may not read, nobody has opened, or is lost.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    found = readable(room, viewer, child_ref, ref)
    if found.opened_at is None or found.lost:
        raise NotFound
    called = {found.person: room.name_for(viewer, child_ref, found.person)}
    with room.family.writing() as db:
        room.family.record(db, Event(viewer.account, "look-at-words", ref, found.child))
        keep_openings(room, db, viewer, [found], called)
    return found


def translate(room: Room, viewer: WorkerViewer, child_ref: str, ref: str, words: str) -> None:
    """Add a translation into English. What stood there before stays, and nobody's words are changed.

    Their author is told that there is one, by whom and when, and is not shown it: it is for workers. Pressing twice
    adds it once.

    May: whoever may read the words (READ_VIEWS, and READ_ADDRESSED for what is for one worker alone).
    Leaves: the translation, sealed, with who wrote it and when; an audit line.
    Raises: Invalid for nothing or too much; NotFound for what they may not read, nobody has opened, or is lost.
    """
    require(viewer, Permission.READ_VIEWS, Subject(child=child_ref))
    typed = words.strip()
    if not typed or len(typed) > LONGEST_ANSWER:
        raise Invalid([Fault("answer", "Write the words in English.")])
    found = readable(room, viewer, child_ref, ref)
    if found.opened_at is None or found.lost:
        raise NotFound
    by, now = room.name_for(viewer, child_ref, found.person), room.family.clock.now()
    with room.family.writing() as db:
        stands = outcomes.as_it_stands(db, room.family.keyring, ref)
        if stands is None:
            raise NotFound
        if [each.words for each in stands.translations[-1:]] == [typed]:
            return
        key = members.key_of(db, room.family.keyring, found.child)
        translations.put(db, key, ref, Translation(typed, LANGUAGE, by, now))
        room.family.record(db, Event(viewer.account, "translate-words", ref, found.child))
