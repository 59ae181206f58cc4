"""Where an answer may mean danger: who helps now, on the page that comes next.

It is computed from what stands in the draft, so that nothing in an address says it. What was sent shows nothing here,
and neither does what is closed to a worker beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.area import Helpline
from portal.domain.preparation import Question, QuestionSet
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import family_viewer
from portal.web.kit.locale import language
from portal.web.kit.services import services

MOST = 3
NOT_TO_TALK = ("999", "101")  # the one stands in the sentence above, the other is not there to talk to


@dataclass(frozen=True)
class Danger:
    """Whom to ring, for this reader, and which worker to tell: "" where no name is known. `language`: of the lines."""

    lines: tuple[Helpline, ...]
    worker: str
    language: str


def danger_before(questions: QuestionSet, desk: Desk, asked: Question) -> Danger | None:
    """For the page of a question: what the answer to the one before it asks for."""
    before = questions.before(asked.id)
    return who_helps_now(desk) if before is not None and _shows(desk, before) else None


def danger_waiting(questions: QuestionSet, desk: Desk, *, also: bool = False) -> Danger | None:
    """For the list, the check and the end: what any answer asks for that stands there and is not sent. `also`: another
    one does that the page shows.
    """
    return who_helps_now(desk) if also or any(_shows(desk, asked) for asked in questions.asked) else None


def _shows(desk: Desk, asked: Question) -> bool:
    if desk.sheet is None:
        return False
    answer = desk.sheet.answer(asked.id)
    return not answer.shared and not answer.closed and asked.shows_danger(answer.value)


def who_helps_now(desk: Desk) -> Danger:
    """The first lines of their area, for this kind of reader."""
    who, tag = family_viewer(), language().tag
    area = services().library.areas(tag).get(desk.member.area)
    theirs = [line for line in area.helplines if who.kind in line.kinds] if area else []
    lines = [line for line in theirs if line.phone not in NOT_TO_TALK]
    trusted = desk.member.circle.trusted
    worker = who.sitting.helper if who.sitting else trusted[1] if trusted else ""
    return Danger(tuple(lines[:MOST]), worker, area.language if area else tag)
