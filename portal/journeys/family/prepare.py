"""Getting ready: the notice, one question at a time, a check, and sharing as a step of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Invalid, NotFound, NotReady, Stale
from portal.domain.people import Member
from portal.domain.preparation import MEETING, Answer, AnswerSheet, Question, QuestionSet, Readers, accepted
from portal.domain.sharing import Shared, Words
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members, shared

_TRIES = 5


@dataclass(frozen=True)
class Desk:
    """Somebody's own papers: who they are, who may be let read, and the sheet if it was begun."""

    member: Member
    sheet: AnswerSheet | None


@dataclass(frozen=True)
class Saving:
    """One save of one answer: what was typed, on which version, and in which tab.

    `auto`: saved while typing, not by pressing the button.
    """

    question: str
    values: list[str]
    readers: Readers | None
    based_on: int
    tab: str
    auto: bool = False
    skipped: bool = False

    @property
    def message(self) -> str:
        return f"{self.tab}.{'auto' if self.auto else 'pressed'}"

    def may_follow(self, message: str) -> bool:
        """Whether this save may go on top of another that came in between: only of the same tab,
        and what was saved while typing never on top of what the person pressed the button for."""
        tab, _, how = message.rpartition(".")
        return tab == self.tab and not (self.auto and how == "pressed")


def open_sheet(family: Cupboard, viewer: FamilyMember, set_id: str) -> Desk:
    """One's own sheet with its answers.

    May: the person themselves (PREPARE).
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        member = members.find(db, family.keyring, viewer.person)
        if member is None:
            raise NotFound
        return Desk(member, answers.find_sheet(db, family.keyring, set_id))


def begin(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, readers: Readers | None) -> None:
    """The notice was shown; the sheet begins, with the readers chosen for all of it.

    May: the person themselves (PREPARE).
    Leaves: the wording of the notice; a sheet; an audit line.
    Raises: Invalid for readers who are not offered.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        member = members.find(db, family.keyring, viewer.person)
        if member is None:
            raise NotFound
        chosen = readers or member.circle.begins_with(viewer.kind)
        if not member.circle.allows(chosen):
            raise Invalid("readers")
        answers.put_notice(db, questions.notice)
        answers.begin_sheet(db, family.keyring, questions.id, viewer.child, chosen, questions.notice.sha256, now)
        family.record(db, Event(viewer.person, "begin-preparing", questions.id, viewer.child))


def save_answer(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, saving: Saving) -> Answer:
    """Keep an answer, sealed. Sending the same twice saves once.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer; an audit line. One durable commit, five statements.
    Raises: NotFound; NotReady before the notice was shown; Invalid for what the question does not
    take; Stale, with the answer that stands, where another tab saved first.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    question = questions.question(saving.question)
    if question is None:
        raise NotFound
    value = () if saving.skipped else accepted(question, saving.values)
    for _attempt in range(_TRIES):
        try:
            return _save_once(family, viewer, questions.id, question, value, saving)
        except (IntegrityError, _Overtaken):
            continue
    raise Stale


class _Overtaken(Exception):
    """Somebody saved between our look at the answer and our save: look again."""


def _save_once(
    family: Cupboard, viewer: FamilyMember, set_id: str, question: Question, value: tuple[str, ...], saving: Saving
) -> Answer:
    with family.writing(viewer.person) as db:
        draft = answers.find_draft(db, family.keyring, set_id, question.id)
        if draft is None or draft.notice_seen is None:
            raise NotReady(["notice"])
        if draft.answer.version != saving.based_on:
            if _says_the_same(draft.answer, value, saving):
                return draft.answer
            if not saving.may_follow(draft.message):
                raise Stale(current=draft.answer)
        if saving.readers is not None and not draft.member.circle.allows(saving.readers):
            raise Invalid("readers")
        held = draft.member.circle.held(draft.sheet_readers) if question.held else None
        kept = Answer(
            question.id,
            value,
            saving.readers or draft.answer.readers or held,
            saving.skipped,
            draft.answer.version + 1,
        )
        if not answers.save(db, draft, kept, saving.message, family.clock.now()):
            raise _Overtaken
        family.record(db, Event(viewer.person, "save-answer", question.id, viewer.child))
    return kept


def _says_the_same(stands: Answer, value: tuple[str, ...], saving: Saving) -> bool:
    readers = saving.readers or stands.readers
    return (stands.value, stands.readers, stands.skipped) == (value, readers, saving.skipped)


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
        member = members.find(db, family.keyring, viewer.person)
        sheet = answers.find_sheet(db, family.keyring, questions.id, alone=True)
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
        member = members.find(db, family.keyring, viewer.person)
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
    Raises: NotAllowed.
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        family.record(db, Event(viewer.person, "read-back", child=viewer.child))
        return shared.of_mine(db, family.keyring)


def sent_days(family: Cupboard, viewer: FamilyMember) -> list[Shared]:
    """What one has sent, for a page that shows its days alone.

    May: the person themselves (OPEN_HOME).
    """
    require(viewer, Permission.OPEN_HOME, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        return shared.of_mine(db, family.keyring)


def take_back(family: Cupboard, viewer: FamilyMember, ref: str) -> bool:
    """Take back what no worker has opened; it is a draft again. False where it is too late.

    May: the author (READ_BACK).
    Leaves: the words taken back; an audit line.
    """
    require(viewer, Permission.READ_BACK, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        taken = shared.take_back(db, ref, family.clock.now())
        if taken is not None and not shared.still_stands(db, *taken):
            answers.mark_not_shared(db, *taken)
        outcome = "done" if taken else "too-late"
        family.record(db, Event(viewer.person, "take-back", ref, viewer.child, outcome))
    return taken is not None


def open_shared_with_me(family: Cupboard, viewer: FamilyMember) -> list[Shared]:
    """What others of the family opened to this person, once a worker has passed it on.

    May: the person themselves, once known to be them (READ_SHARED_WITH_ME).
    Leaves: an audit line, without which nothing is shown.
    """
    require(viewer, Permission.READ_SHARED_WITH_ME, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        family.record(db, Event(viewer.person, "read-shared-with-me", child=viewer.child))
        return shared.opened_to_me(db, family.keyring)
