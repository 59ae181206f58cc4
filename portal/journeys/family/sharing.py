"""Sharing one's words, reading them back, taking them back, and reading what others opened to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Fault, Invalid, NotAllowed, NotFound, NotReady
from portal.domain.preparation import MEETING, AnswerSheet, How, Question, QuestionSet
from portal.domain.sharing import Shared, Words
from portal.domain.sitting import set_and_paper
from portal.journeys.family.prepare import refuse_the_other_paper, refuse_what_is_older
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members, shared
from portal.store.family.answers import Draft


def share(
    family: Cupboard,
    viewer: FamilyMember,
    questions: QuestionSet,
    chosen: list[str],
    *,
    not_sure: str,
    not_saying: str,
    language: str,
    agreed: bool = False,
) -> int:
    """Share these answers and no others. Returns how many were shared.

    The words are frozen with the question as it was put. Pressing twice shares once. `agreed`: they were read back,
    and it is what the person wants to say. What was put down beside a worker can be shared alone later: its notice is
    the one that stands on that page.

    May: the author alone (SHARE).
    Leaves: shared words; closed drafts; an audit line.
    Raises: NotReady where the notice that was seen is not the one that stands now, or where
    somebody who was chosen to read is not there any more; Invalid where nobody was chosen yet, and beside a worker
    where nobody agreed, or it was not said how an answer came about.
    """
    require(viewer, Permission.SHARE, Subject(viewer.child, viewer.person, sitting=viewer.sitting_id))
    if viewer.beside:
        refuse_the_other_paper(viewer, questions.id)
    elif questions.beside and not viewer.confirmed:
        raise NotReady(["confirm"])
    now = family.clock.now()
    with family.writing(viewer.person, **viewer.proofs) as db:
        member = members.myself(db, family.keyring)
        sheet = answers.find_sheet(db, family.keyring, questions.id, alone=True)
        refuse_what_is_older(db, viewer)
        if member is not None and sheet is not None and questions.beside and not viewer.beside:
            sheet = _notice_is_shown(family, db, viewer, questions, sheet)
        if member is None or sheet is None or sheet.notice_seen != questions.notice.sha256:
            raise NotReady(["notice"])
        waiting = [answer for answer in sheet.waiting(questions) if answer.question in chosen]
        for answer in waiting:
            readers = sheet.readers_of(answer.question)
            if not readers.worker:
                raise Invalid([Fault(answer.question, "readers")])
            if not member.circle.allows(readers):
                raise NotReady(["readers"])
            if viewer.beside and answer.how is None:
                raise Invalid([Fault(answer.question, "how")])
        if viewer.beside and waiting and not agreed:
            raise Invalid([Fault("agreed", "agreed")])
        done: list[Draft] = []
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
                low=question.low if question.scale else "",
                high=question.high if question.scale else "",
                because=question.because,
                how=answer.how,
                helper=answer.helper,
                written_by=answer.written_by,
                agreed=viewer.beside and answer.how is not How.ALONE,
            )
            place = [q.id for q in questions.questions].index(question.id)
            shared.put(
                db, draft.key, sheet.ref,
                Shared(uuid4().hex, viewer.person, viewer.child, question.id,
                       question.topic if readers.aloud and not question.held else "",  # "" is never read out
                       place, readers.worker, words, now, sheet.notice_seen,
                       asks=question.asks_with(answer.value), task=question.task_of(answer.value),
                       scale=question.scale),
            )  # fmt: skip
            done.append(draft)
        answers.mark_shared(db, done)
        action = "share-together" if viewer.beside else "share"
        family.record(db, Event(viewer.person, action, str(len(done)), viewer.child))
    return len(done)


def _notice_is_shown(
    family: Cupboard, db: Connection, viewer: FamilyMember, questions: QuestionSet, sheet: AnswerSheet
) -> AnswerSheet:
    """It stands above the button that was pressed just now, perhaps in another language than it was read out in."""
    notice, now = questions.notice, family.clock.now()
    answers.put_notice(db, notice)
    answers.begin_sheet(db, family.keyring, questions.id, viewer.child, sheet.readers, notice.sha256, now)
    return replace(sheet, notice_seen=notice.sha256)


def narrow_readers(family: Cupboard, viewer: FamilyMember, questions: QuestionSet) -> None:
    """Somebody of the family who was chosen to read may not any more: they are left out of every choice.

    A worker who is gone stays chosen: nothing is shared until the author chooses again.

    May: the person themselves (PREPARE).
    Leaves: the sheet's readers and those of answers that wait.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person, sitting=viewer.sitting_id))
    now = family.clock.now()
    with family.writing(viewer.person, **viewer.proofs) as db:
        refuse_what_is_older(db, viewer)
        member = members.myself(db, family.keyring)
        sheet = answers.find_sheet(db, family.keyring, questions.id)
        if member is None or sheet is None:
            raise NotFound
        readers = member.circle.narrowed(sheet.readers)
        answers.begin_sheet(db, family.keyring, questions.id, viewer.child, readers, questions.notice.sha256, now)
        for answer in sheet.waiting(questions):
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


def take_back(family: Cupboard, viewer: FamilyMember, sets: Iterable[QuestionSet], ref: str) -> bool:
    """Take back what no worker has opened; its words are in the draft again. False where it is too late.

    `sets` are all of theirs: the words go back to the sheet that they came from.

    May: the author (READ_BACK).
    Leaves: the words taken back, put into the draft beside what may stand there (where its question is not asked any
    more, `left_over` has them); an audit line.
    Raises: NotAllowed, also where a worker has switched reading back off: a draft would show the words.
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        _refuse_reading_back_off(family, db)
        taken = shared.take_back(db, family.keyring, ref, now)
        set_id = answers.set_of(db, taken.sheet) or "" if taken else ""
        questions = next((each for each in sets if each.id == set_and_paper(set_id)[0]), None)
        draft = answers.find_draft(db, family.keyring, set_id, taken.question) if taken else None
        question = questions.question(taken.question) if taken and questions else None
        if taken is not None and draft is not None:
            value = _beside(question, taken.words.value, () if draft.answer.shared else draft.answer.value)
            if taken.lost:  # the draft still has what was shared, or what was written since
                value = draft.answer.value
            kept = replace(draft.answer, value=value, shared=False, version=draft.answer.version + 1)
            answers.save(db, draft, kept, f"{uuid4().hex[:16]}.pressed", now)
        outcome = "done" if taken else "too-late"
        thing = ref if taken else ""  # what is none of theirs is not written down as they typed it
        family.record(db, Event(viewer.person, "take-back", thing, viewer.child, outcome))
    return taken is not None


def _beside(question: Question | None, taken: tuple[str, ...], draft: tuple[str, ...]) -> tuple[str, ...]:
    """Words that were taken back, before those that were written since; a choice made since stands alone. Where the
    question is not asked any more nobody can tell which it was, and all of both stands.
    """
    if not draft or taken == draft:
        return taken
    if taken and (question is None or question.is_text):
        return ("\n\n".join([*taken, *draft]),)
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
