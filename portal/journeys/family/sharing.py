"""Sharing one's words, reading them back, taking them back, and reading what others opened to one."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import NotAllowed, NotFound, NotReady
from portal.domain.preparation import MEETING, Question, QuestionKind, QuestionSet
from portal.domain.sharing import Shared, Words
from portal.journeys.family.prepare import refuse_what_is_older
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members, shared


def share(
    family: Cupboard,
    viewer: FamilyMember,
    questions: QuestionSet,
    chosen: list[str],
    *,
    not_sure: str,
    not_saying: str,
    language: str,
) -> int:
    """Share these answers and no others. Returns how many were shared.

    The words are frozen with the question as it was put. Pressing twice shares once.

    May: the author alone (SHARE).
    Leaves: shared words; closed drafts; an audit line.
    Raises: NotReady where the notice that was seen is not the one that stands now, or where
    somebody who was chosen to read is not there any more.
    """
    require(viewer, Permission.SHARE, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        member = members.myself(db, family.keyring)
        sheet = answers.find_sheet(db, family.keyring, questions.id, alone=True)
        refuse_what_is_older(db, viewer)
        if member is None or sheet is None or sheet.notice_seen != questions.notice.sha256:
            raise NotReady(["notice"])
        waiting = [answer for answer in sheet.waiting() if answer.question in chosen]
        for answer in waiting:
            readers = sheet.readers_of(answer.question)
            if not member.circle.allows(readers):
                raise NotReady(["readers"])
        done = []
        for answer in waiting:
            question = questions.question(answer.question)
            draft = answers.find_draft(db, family.keyring, questions.id, answer.question)
            if question is None or draft is None:
                continue
            readers = sheet.readers_of(answer.question)
            names = dict(member.circle.family)
            words = Words(
                question=question.ask,
                answer=question.words_for(answer.value, not_sure, not_saying),
                language=language,
                author=member.name,
                worker_name=member.circle.trusted[1] if readers.worker != MEETING and member.circle.trusted else "",
                family=tuple((ref, names[ref]) for ref in readers.family),
                value=answer.value,
            )
            place = [q.id for q in questions.questions].index(question.id)
            shared.put(
                db, draft.key, sheet.ref,
                Shared(uuid4().hex, viewer.person, viewer.child, question.id,
                       "" if question.held else question.topic,  # what is held is never read out
                       place, readers.worker, words, now, sheet.notice_seen),
            )  # fmt: skip
            done.append(question.id)
        answers.mark_shared(db, sheet.ref, done)
        family.record(db, Event(viewer.person, "share", str(len(done)), viewer.child))
    return len(done)


def narrow_readers(family: Cupboard, viewer: FamilyMember, questions: QuestionSet) -> None:
    """Somebody of the family who was chosen to read may not any more: they are left out of every choice.

    A worker who is gone stays chosen: nothing is shared until the author chooses again.

    May: the person themselves (PREPARE).
    Leaves: the sheet's readers and those of answers that wait.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        refuse_what_is_older(db, viewer)
        member = members.myself(db, family.keyring)
        sheet = answers.find_sheet(db, family.keyring, questions.id)
        if member is None or sheet is None:
            raise NotFound
        readers = member.circle.narrowed(sheet.readers)
        answers.begin_sheet(db, family.keyring, questions.id, viewer.child, readers, questions.notice.sha256, now)
        for answer in sheet.waiting():
            if answer.readers is None or member.circle.allows(answer.readers):
                continue
            draft = answers.find_draft(db, family.keyring, questions.id, answer.question)
            if draft is not None:
                narrowed = replace(
                    answer,
                    readers=member.circle.narrowed(answer.readers),
                    version=answer.version + 1,
                )
                answers.save(db, draft, narrowed, uuid4().hex, now)


def read_back(family: Cupboard, viewer: FamilyMember) -> list[Shared]:
    """What one has sent, in full, with who has read it.

    May: the author; a young person, or anybody on a phone that others use, after typing the
    passphrase again (READ_BACK).
    Leaves: an audit line, without which nothing is shown.
    Raises: NotAllowed, also where a worker has switched reading back off.
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        _refuse_reading_back_off(family, db)
        family.record(db, Event(viewer.person, "read-back", child=viewer.child))
        return shared.of_mine(db, family.keyring)


def may_read_back(family: Cupboard, viewer: FamilyMember) -> bool:
    """Whether typing the passphrase again would show what was sent: no worker has switched that off.

    May: the person themselves (OPEN_HOME).
    """
    require(viewer, Permission.OPEN_HOME, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        member = members.myself(db, family.keyring)
    return member is not None and member.reads_back


def _refuse_reading_back_off(family: Cupboard, db: Connection) -> None:
    member = members.myself(db, family.keyring)
    if member is None or not member.reads_back:
        raise NotAllowed("reading-back")


def sent_days(family: Cupboard, viewer: FamilyMember) -> list[Shared]:
    """What one has sent, for a page that shows its days alone.

    May: the person themselves (OPEN_HOME); nothing is shown before a worker has said that it is them.
    """
    require(viewer, Permission.OPEN_HOME, Subject(viewer.child, viewer.person))
    if not viewer.confirmed:
        return []
    with family.reading(viewer.person) as db:
        return shared.of_mine(db, family.keyring)


def take_back(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, ref: str) -> bool:
    """Take back what no worker has opened; its words are in the draft again. False where it is too late.

    May: the author (READ_BACK).
    Leaves: the words taken back, put into the draft beside what may stand there; an audit line.
    Raises: NotAllowed, also where a worker has switched reading back off: a draft would show the words.
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        _refuse_reading_back_off(family, db)
        taken = shared.take_back(db, family.keyring, ref, now)
        draft = answers.find_draft(db, family.keyring, questions.id, taken.question) if taken else None
        question = questions.question(taken.question) if taken else None
        if taken is not None and draft is not None and question is not None:
            value = _beside(question, taken.words.value, () if draft.answer.shared else draft.answer.value)
            if taken.lost:  # the draft still has what was shared, or what was written since
                value = draft.answer.value
            kept = replace(draft.answer, value=value, shared=False, version=draft.answer.version + 1)
            answers.save(db, draft, kept, f"{uuid4().hex[:16]}.pressed", now)
        outcome = "done" if taken else "too-late"
        thing = ref if taken else ""  # what is none of theirs is not written down as they typed it
        family.record(db, Event(viewer.person, "take-back", thing, viewer.child, outcome))
    return taken is not None


def _beside(question: Question, taken: tuple[str, ...], draft: tuple[str, ...]) -> tuple[str, ...]:
    """Words that were taken back, before those that were written since; a choice made since stands alone."""
    if not draft or taken == draft:
        return taken
    if question.kind in (QuestionKind.SHORT, QuestionKind.LONG) and taken:
        return (f"{taken[0]}\n\n{draft[0]}",)
    return draft


def open_shared_with_me(family: Cupboard, viewer: FamilyMember) -> list[Shared]:
    """What others of the family opened to this person, once a worker has passed it on.

    May: the person themselves, once known to be them (READ_SHARED_WITH_ME).
    Leaves: an audit line, without which nothing is shown.
    """
    require(viewer, Permission.READ_SHARED_WITH_ME, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        family.record(db, Event(viewer.person, "read-shared-with-me", child=viewer.child))
        return shared.opened_to_me(db, family.keyring)
