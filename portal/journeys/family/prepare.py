"""Getting ready: the notice, one question at a time, a check, and sharing as a step of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Invalid, NotFound, NotReady, Stale
from portal.domain.helped import came_about
from portal.domain.people import Member
from portal.domain.preparation import Answer, AnswerSheet, How, Question, QuestionSet, Readers, accepted
from portal.domain.sitting import set_and_paper
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, late_words, members
from portal.store.family.answers import Draft

_TRIES = 5


@dataclass(frozen=True)
class Desk:
    """Somebody's own papers: who they are, who may be let read, and the sheet if it was begun."""

    member: Member
    sheet: AnswerSheet | None


def refuse_what_is_older(db: Connection, viewer: FamilyMember) -> None:
    """Until a worker has said that it was them who joined, nobody sees what stood there before."""
    if not viewer.confirmed and answers.older_than_account(db):
        raise NotReady(["confirm"])


@dataclass(frozen=True)
class Saving:
    """One save of one answer: what was typed, on which version, and on which page.

    `based_on` None: on whatever stands. `auto`: saved while typing, not by pressing the button. `turn` counts what a
    page's script sends: a save that was held up on the way must not go on top of a later one. `late`: the words were
    given back after a session had run out (`late.py`). `how` it came about, where a worker sits beside them.
    """

    question: str
    values: list[str]
    readers: Readers | None
    based_on: int | None
    tab: str
    auto: bool = False
    skipped: bool = False
    turn: int = 0
    late: bool = False
    how: How | None = None

    @property
    def message(self) -> str:
        return f"{self.tab}.{self.turn}.{'auto' if self.auto else 'pressed'}"

    def may_follow(self, message: str) -> bool:
        """Whether this save may go on top of another that came in between: only of an earlier one of the same page,
        and what was saved while typing never on top of what the person pressed the button for."""
        return self.is_later_than(message) and not (self.auto and message.endswith("pressed"))

    def may_correct(self, draft: Draft) -> bool:
        """Whether this save may go on top of one whose words stand on no page: of the same page alone, also where it
        is sent once more because the reply was lost. Whoever tries words beside somebody would learn from the reply
        which are right, so there they are not compared with what stands. Nothing goes on top of what was sent.
        """
        tab, turn = page_and_turn(draft.message)
        is_over_button = self.auto and draft.message.endswith("pressed")
        return not draft.answer.shared and tab == self.tab and turn <= self.turn and not is_over_button

    def is_of(self, message: str) -> bool:
        """Whether the same page sent that: it has shown those words, so it learns nothing by being told of them."""
        return page_and_turn(message)[0] == self.tab

    def is_later_than(self, message: str) -> bool:
        """Whether that was an earlier save of the same page."""
        tab, turn = page_and_turn(message)
        return tab == self.tab and turn < self.turn


def page_and_turn(message: str) -> tuple[str, int]:
    """Which page of somebody's saved it, and which of its saves that was."""
    tab, *turn = message.split(".")[:-1] or [""]
    return tab, int(turn[0]) if turn else 0


def refuse_the_other_paper(viewer: FamilyMember, set_id: str) -> None:
    """Beside a worker nobody opens a paper that was written alone or with another one, and alone nobody writes on one
    that was not.
    """
    _set, paper = set_and_paper(set_id)
    if paper != (viewer.sitting.paper if viewer.sitting else ""):
        raise NotFound


def open_sheet(family: Cupboard, viewer: FamilyMember, set_id: str) -> Desk:
    """One's own sheet with its answers: without what was sent, and beside a worker without what was answered with the
    screen turned away.

    May: the person themselves (PREPARE).
    Raises: NotReady where something older stands there and nobody has said yet that it is them.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person, sitting=viewer.sitting_id))
    refuse_the_other_paper(viewer, set_id)
    with family.reading(viewer.person, **viewer.proofs) as db:
        member = members.myself(db, family.keyring)
        if member is None:
            raise NotFound
        refuse_what_is_older(db, viewer)
        sheet = answers.find_sheet(db, family.keyring, set_id)
        return Desk(member, sheet.as_shown(beside=viewer.beside) if sheet else None)


def reads_easy(family: Cupboard, viewer: FamilyMember) -> bool:
    """Whether this person has asked for easy words: one statement.

    May: the person themselves (PREPARE).
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        member = members.myself(db, family.keyring)
    return member is not None and member.easy_read


def begin(
    family: Cupboard,
    viewer: FamilyMember,
    questions: QuestionSet,
    readers: Readers | None,
    *,
    read_out: bool = False,
) -> None:
    """The notice was shown; the sheet begins, with the readers chosen for all of it. `read_out`: beside a worker it
    was read out too.

    May: the person themselves (PREPARE).
    Leaves: the wording of the notice; a sheet; an audit line.
    Raises: Invalid for readers who are not offered, and for a notice that was not read out.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person, sitting=viewer.sitting_id))
    refuse_the_other_paper(viewer, questions.id)
    if viewer.beside and not read_out:
        raise Invalid("read-out")
    now = family.clock.now()
    with family.writing(viewer.person, **viewer.proofs) as db:
        member = members.myself(db, family.keyring)
        if member is None:
            raise NotFound
        refuse_what_is_older(db, viewer)
        chosen = readers or member.circle.begins_with(viewer.kind)
        if not member.circle.allows(chosen):
            raise Invalid("readers")
        answers.put_notice(db, questions.notice)
        answers.begin_sheet(db, family.keyring, questions.id, viewer.child, chosen, questions.notice.sha256, now)
        action = "begin-preparing-together" if viewer.beside else "begin-preparing"
        family.record(db, Event(viewer.person, action, questions.id, viewer.child))


def save_answer(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, saving: Saving) -> Answer:
    """Keep an answer, sealed. Sending the same twice saves once. Where nothing is saved, what stands is returned, as
    it may be shown; where that was sent since, with the version that the page is of.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer; an audit line. One durable commit, five statements.
    Raises: NotFound; NotReady before the notice was shown; Invalid for what the question does not
    take, and beside a worker where nobody said how it came about; Stale, with the answer that stands as it may be
    shown, where another tab saved first.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person, sitting=viewer.sitting_id))
    refuse_the_other_paper(viewer, questions.id)
    question = questions.question(saving.question)
    if question is None:
        raise NotFound
    value = () if saving.skipped else accepted(question, saving.values)
    return _save(family, viewer, questions.id, question, saving, lambda _stands: value)


def change_answer(
    family: Cupboard, viewer: FamilyMember, questions: QuestionSet, ref: str, change: Callable[[Answer], str]
) -> Answer:
    """Make the next words of an answer out of those that stand: for a line within it that has a page of its own.

    A page that is open with this question is told when it saves. Where nothing changes, nothing is saved. What
    `change` raises, Stale where it would write over words that nobody on its page has seen, goes on to the caller.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer; an audit line. One durable commit, five statements.
    Raises: NotFound; NotReady before the notice was shown; Invalid for more than the question takes.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    question = questions.question(ref)
    if question is None:
        raise NotFound
    saving = Saving(ref, [], None, None, secrets.token_hex(8))
    return _save(family, viewer, questions.id, question, saving, lambda stands: accepted(question, [change(stands)]))


_Words = Callable[[Answer], tuple[str, ...]]


def _save(
    family: Cupboard, viewer: FamilyMember, set_id: str, question: Question, saving: Saving, words: _Words
) -> Answer:
    for _attempt in range(_TRIES):
        try:
            return _save_once(family, viewer, set_id, question, saving, words)
        except (IntegrityError, _Overtaken):
            continue
    raise Stale


class _Overtaken(Exception):
    """Somebody saved between our look at the answer and our save: look again."""


def _save_once(
    family: Cupboard, viewer: FamilyMember, set_id: str, question: Question, saving: Saving, words: _Words
) -> Answer:
    with family.writing(viewer.person, **viewer.proofs) as db:
        draft = answers.find_draft(db, family.keyring, set_id, question.id)
        if draft is None or draft.notice_seen is None:
            raise NotReady(["notice"])
        refuse_what_is_older(db, viewer)
        value = typed = words(draft.answer)
        is_open, stands = draft.answer.is_open(beside=viewer.beside), draft.answer.as_shown(beside=viewer.beside)
        told = stands
        if draft.answer.shared and saving.based_on is not None:
            # a page that was there before its words were sent stays on the version it has shown: its next letter is no
            # way for them to stand in a draft again
            told = replace(stands, version=saving.based_on)
        if not value and (draft.answer.shared or stands.closed):
            # it stood on no page, so an empty box is no answer to it: what was given stays
            if draft.answer.shared or saving.skipped or saving.readers in (None, draft.answer.readers):
                return told
            value = draft.answer.value  # and others may read it
        if saving.based_on is None:
            if is_open and draft.answer.value == value:
                return stands
        elif draft.answer.version != saving.based_on:
            is_told = is_open or (not viewer.beside and saving.is_of(draft.message))
            if is_told and _says_the_same(draft.answer, value, saving):
                return told
            if not (saving.may_follow(draft.message) if is_open else saving.may_correct(draft)):
                raise Stale(current=stands)
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
        kept = came_about(kept, draft.answer, viewer.sitting, question, saving.how, needs=not saving.auto)
        if not answers.save(db, draft, kept, saving.message, family.clock.now()):
            raise _Overtaken
        if saving.late:
            late_words.forget(db, draft.sheet, question.id)
        family.record(db, Event(viewer.person, "save-answer", question.id, viewer.child))
    return replace(kept, value=typed)  # nobody is told more than they typed


def _says_the_same(stands: Answer, value: tuple[str, ...], saving: Saving) -> bool:
    readers = saving.readers or stands.readers
    return (stands.value, stands.readers, stands.skipped) == (value, readers, saving.skipped)
