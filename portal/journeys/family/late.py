"""What somebody sent when their session had run out, or left behind unsaved: kept for a quarter of an hour, and given
back to them alone.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.audience import Kind
from portal.domain.errors import Invalid, NotFound, NotReady
from portal.domain.preparation import Answer, QuestionSet, accepted
from portal.journeys.family.prepare import Saving, page_and_turn, refuse_what_is_older
from portal.store import tally
from portal.store.audit import Event
from portal.store.crypto import fingerprint
from portal.store.database import Cupboard
from portal.store.family import answers, late_words, members
from portal.store.family.late_words import KEPT_FOR, LateWords
from portal.store.family.policy import own
from portal.store.proofs import session_fingerprint

MOST = 60
"""How many times within a quarter of an hour one session that has run out may still send words."""


def who_ran_out(family: Cupboard, session_id: str, companion: str) -> FamilyMember | None:
    """Whose session this was, where nothing but time has ended it; None for any other. They may do nothing with it
    but `keep`.
    """
    if not session_id or not companion:
        return None
    ref = session_fingerprint(session_id)
    with family.reading(session=ref) as db:
        found = late_words.ran_out(db, ref, session_fingerprint(companion), family.clock.now())
    if found is None:
        return None
    return FamilyMember(found.person, found.child, Kind(found.kind), ref, found.confirmed, found.own_phone)


def keep(
    family: Cupboard, viewer: FamilyMember, companion: str, saving: Saving, find: Callable[[bool], QuestionSet]
) -> bool:
    """Keep what was sent, sealed, for a quarter of an hour. `find` takes whether they read easy words.

    Whether it is kept: not where the question does not take it, or there is no sheet, or the session was ended
    meanwhile, or it sent too often. What stands already as it was sent needs no keeping.

    May: the person of a session that has run out (PREPARE).
    Leaves: the words, one row for each question; a count; an audit line.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    now, bucket = family.clock.now(), fingerprint(family.pepper, "late-words", viewer.session)
    try:
        with family.writing(session=viewer.session, bucket=bucket) as db:
            if late_words.ran_out(db, viewer.session, session_fingerprint(companion), now) is None:
                return False
            if tally.count(db, own.tally, bucket, KEPT_FOR, now).number > MOST:
                return False
            family.bind(db, viewer.person)
            return _keep(family, db, viewer, saving, find)
    except (IntegrityError, Invalid, NotFound, NotReady):
        return False


def set_aside(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, saving: Saving) -> bool:
    """Keep in the same way what somebody typed last before they left, where another page of theirs has saved since.
    They are given it back when they sign in again. Whether it is kept.

    May: the person themselves, alone (PREPARE).
    Leaves: the words, one row for each question; an audit line.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    try:
        with family.writing(viewer.person) as db:
            return _keep(family, db, viewer, saving, lambda _easy: questions)
    except (IntegrityError, Invalid, NotReady):
        return False


def _keep(
    family: Cupboard, db: Connection, viewer: FamilyMember, saving: Saving, find: Callable[[bool], QuestionSet]
) -> bool:
    member = members.myself(db, family.keyring)
    if member is None:
        return False
    questions = find(member.easy_read).fitting(member.circle)
    question = questions.question(saving.question)
    draft = answers.find_draft(db, family.keyring, questions.id, saving.question)
    if question is None or draft is None or draft.notice_seen is None:
        return False
    refuse_what_is_older(db, viewer)
    value = accepted(question, saving.values)
    if not value:
        return False
    if draft.answer.value == value and not draft.answer.shared:
        return True
    words = LateWords(
        questions.id, question.id, value, saving.readers, saving.based_on or 0, saving.tab, saving.turn
    )  # fmt: skip
    late_words.put(db, draft, words, family.clock.now())
    family.record(db, Event(viewer.person, "keep-late-words", question.id, viewer.child))
    return True


def look_for_words(
    family: Cupboard, viewer: FamilyMember, find: Callable[[bool], QuestionSet]
) -> tuple[str, str] | None:
    """The set ("" for their main one) and the question for which words wait, the newest. What has waited for too long
    is forgotten.

    May: the person themselves (PREPARE).
    Leaves: nothing older than a quarter of an hour.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.reading(viewer.person) as db:
        if not late_words.any_at_all(db):
            return None
    with family.writing(viewer.person) as db:
        late_words.forget_old(db, now)
        found = next((words for words in late_words.find(db, family.keyring, now) if _waits(family, db, words)), None)
        member = members.myself(db, family.keyring)
    if found is None or member is None:
        return None
    return ("" if found.set_id == find(member.easy_read).id else found.set_id), found.question


def words_for(family: Cupboard, viewer: FamilyMember, set_id: str, stands: Answer) -> LateWords | None:
    """The words that wait for this question, if what stands there was not saved from the same page since.

    May: the person themselves (PREPARE).
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        for words in late_words.find(db, family.keyring, family.clock.now()):
            if (words.set_id, words.question) == (set_id, stands.question) and _waits(family, db, words):
                return words
    return None


def _waits(family: Cupboard, db: Connection, words: LateWords) -> bool:
    draft = answers.find_draft(db, family.keyring, words.set_id, words.question)
    if draft is None or (draft.answer.value == words.values and not draft.answer.shared):
        return False
    tab, turn = page_and_turn(draft.message)
    return tab != words.tab or turn <= words.turn  # else the same page has saved since
