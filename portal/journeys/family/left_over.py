"""Words that are kept and can be shared with nobody: what they answer is not asked any more. Their author sees them,
may copy them, and may throw them away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import NotFound
from portal.domain.preparation import Answer, Question, QuestionSet
from portal.domain.sitting import has_no_mark, set_and_paper
from portal.journeys.family.prepare import refuse_what_is_older
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import answers, members


@dataclass(frozen=True)
class LeftOver:
    """`sheet` is the one on which it stands. `question` is None where its set does not have it any more."""

    sheet: str
    answer: Answer
    question: Question | None


def look(family: Cupboard, viewer: FamilyMember, sets: Iterable[QuestionSet]) -> list[LeftOver]:
    """All that is left over on one's sheets; `sets` are all that are for them. What was written beside a worker is
    among it once a worker has said that it was them who joined.

    May: the person themselves, alone (PREPARE).
    Raises: NotReady where something older stands there and nobody has said yet that it is them.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    with family.reading(viewer.person) as db:
        return _look(family, db, viewer, sets)


def throw_away(family: Cupboard, viewer: FamilyMember, sets: Iterable[QuestionSet], sheet: str, ref: str) -> None:
    """This one goes, and nobody has read it. Whatever is not left over stays.

    May: the person themselves, alone (PREPARE).
    Leaves: no such answer; an audit line.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    with family.writing(viewer.person) as db:
        found = [each for each in _look(family, db, viewer, sets) if (each.sheet, each.answer.question) == (sheet, ref)]
        set_id = answers.set_of(db, sheet) if found else None
        if set_id is not None and answers.throw_away(db, set_id, ref):
            family.record(db, Event(viewer.person, "throw-away-answer", ref, viewer.child))


def _look(family: Cupboard, db: Connection, viewer: FamilyMember, sets: Iterable[QuestionSet]) -> list[LeftOver]:
    refuse_what_is_older(db, viewer)
    member = members.myself(db, family.keyring)
    if member is None:
        raise NotFound
    theirs, found = {each.id: each for each in sets}, []
    for ref, sheet in answers.find_every_sheet(db, family.keyring).items():
        set_id, paper = set_and_paper(ref)
        if paper and not viewer.confirmed:
            continue
        whole = theirs.get(set_id)
        # what was written beside a worker can be shared whether or not its question still fits
        asked = whole.fitting(member.circle) if whole and not paper else whole
        for answer in sheet.left_over(None if has_no_mark(ref) else asked):
            found.append(LeftOver(sheet.ref, answer, whole.question(answer.question) if whole else None))
    return found
