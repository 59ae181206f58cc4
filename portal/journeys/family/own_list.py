"""One's own list for the meeting: a guide's question put on it or taken off, a note on a step of the meeting."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import Stale
from portal.domain.own_list import MY_QUESTIONS, as_note, note_of, text_of, with_line, with_note, without_line
from portal.domain.preparation import Answer, QuestionSet
from portal.journeys.family.prepare import change_answer
from portal.store.database import Cupboard


def put_on_list(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, line: str) -> Answer:
    """A question on a line of its own. Put there twice, it stands there once.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer that is the list, sealed; an audit line.
    Raises: NotReady before the notice was shown; Invalid where the list would be too long.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    return change_answer(family, viewer, questions, MY_QUESTIONS, lambda stands: with_line(text_of(stands), line))


def take_off_list(family: Cupboard, viewer: FamilyMember, questions: QuestionSet, line: str) -> Answer:
    """The list without this line. What was sent stays sent.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer that is the list; an audit line.
    Raises: NotReady before the notice was shown.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))
    return change_answer(family, viewer, questions, MY_QUESTIONS, lambda stands: without_line(text_of(stands), line))


def keep_note(
    family: Cupboard, viewer: FamilyMember, questions: QuestionSet, title: str, note: str, *, was: str
) -> Answer:
    """A note on the step of the meeting with this title; an empty one takes it off again.

    `was` is what stood in the box. Where nothing was changed in it, what stands is left as it is.

    May: the person themselves (PREPARE).
    Leaves: the next version of the answer that is the list, sealed; an audit line.
    Raises: NotReady before the notice was shown; Invalid where the list would be too long; Stale, with the list
    that stands, where another page has kept another note meanwhile.
    """
    require(viewer, Permission.PREPARE, Subject(viewer.child, viewer.person))

    def changed(stands: Answer) -> str:
        text = text_of(stands)
        if as_note(note) == as_note(was):
            return text
        if note_of(text, title) not in (as_note(was), as_note(note)):
            raise Stale(current=stands)
        return with_note(text, title, note)

    return change_answer(family, viewer, questions, MY_QUESTIONS, changed)
