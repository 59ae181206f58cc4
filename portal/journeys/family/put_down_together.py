"""What somebody put down beside a worker, when they are by themselves again: looked at, opened to others, thrown away.

The words stay as they were given. Sharing them is `sharing.share`, with the same paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Invalid, NotFound
from portal.domain.people import Member
from portal.domain.preparation import Answer, AnswerSheet, QuestionSet, Readers
from portal.domain.sitting import has_no_mark, set_and_paper
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members


@dataclass(frozen=True)
class Paper:
    """One set as it was filled in with one worker, with its answers that wait. `questions` are of that paper."""

    member: Member
    questions: QuestionSet
    sheet: AnswerSheet

    @property
    def waiting(self) -> tuple[Answer, ...]:
        """In the order of the questions."""
        place = {question.id: at for at, question in enumerate(self.questions.questions)}
        return tuple(sorted((a for a in self.sheet.waiting(self.questions)), key=lambda a: place[a.question]))


def papers(family: Cupboard, viewer: FamilyMember, sets: Sequence[QuestionSet]) -> list[Paper]:
    """What waits on papers that were filled in beside a worker, of these sets; nothing before a worker has said that
    it was them who joined. What no page opens any more is not among it: `left_over` has it.

    May: the person themselves, alone (PREPARE).
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    if not viewer.confirmed:
        return []
    with family.reading(viewer.person) as db:
        sheets = answers.find_sheets_beside(db, family.keyring)
        member = members.myself(db, family.keyring) if sheets else None
        if member is None:
            return []
    found = []
    for questions in sets:
        for ref, sheet in sheets.items():
            set_id, paper = set_and_paper(ref)
            if set_id == questions.id and not has_no_mark(ref):
                found.append(Paper(member, questions.beside_worker(paper), sheet))
    return [paper for paper in found if paper.waiting]


def choose_readers(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, ref: str, readers: Readers) -> None:
    """Somebody else may read this answer. Its words stay as they are. `questions` are of the paper on which it stands.

    May: the person themselves, alone (PREPARE).
    Leaves: the next version of the answer; an audit line.
    Raises: NotFound; Invalid for readers who are not offered.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    if not questions.beside or not viewer.confirmed:
        raise NotFound
    with family.writing(viewer.person) as db:
        draft = answers.find_draft(db, family.keyring, questions.id, ref)
        if draft is None or draft.answer.shared or not draft.answer.value:
            raise NotFound
        if not draft.member.circle.allows(readers):
            raise Invalid("readers")
        kept = replace(draft.answer, readers=readers, version=draft.answer.version + 1)
        answers.save(db, draft, kept, f"{uuid4().hex[:16]}.0.pressed", family.clock.now())
        family.record(db, Event(viewer.person, "save-answer", ref, viewer.child))


def throw_away(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, ref: str) -> None:
    """This is not what they want to say: it goes, and nobody has read it. What was shared stays shared.

    May: the person themselves, alone (PREPARE).
    Leaves: no such answer; an audit line.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    question = questions.question(ref)
    if question is None or not questions.beside or not viewer.confirmed:
        raise NotFound
    with family.writing(viewer.person) as db:
        if answers.throw_away(db, questions.id, question.id):
            family.record(db, Event(viewer.person, "throw-away-answer", question.id, viewer.child))
