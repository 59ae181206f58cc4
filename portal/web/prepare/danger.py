"""Where an answer may mean danger, or that it is too much for somebody: who helps, on the page that comes next.

It is computed from what stands in the draft, so that nothing in an address says it. What was sent shows nothing here,
and neither does what is closed to a worker beside them. A page that shows no answers shows none of it either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.area import Helpline
from portal.domain.preparation import Answer, Question, QuestionSet
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import family_viewer
from portal.web.kit.locale import language
from portal.web.kit.promised import who_acts
from portal.web.kit.services import services

MOST = 3


@dataclass(frozen=True)
class Sign:
    """What one answer may mean: danger, on the scale `of`; or else that it is too much."""

    danger: bool
    of: str = ""


DANGER = Sign(danger=True)


@dataclass(frozen=True)
class Danger:
    """Whom to ring, for this reader, and which worker to tell: "" where no name is known. `language`: of the lines.
    Not an `alarm`: nobody is asked whether somebody is not safe, and it begins with whom to talk to.
    """

    lines: tuple[Helpline, ...]
    worker: str
    language: str
    alarm: bool


def sign_of(asked: Question, answer: Answer) -> Sign | None:
    if answer.shared or answer.closed:
        return None
    if asked.shows_danger(answer.value):
        return Sign(danger=True, of=asked.scale)
    return Sign(danger=False) if asked.shows_strain(answer.value) else None


def danger_before(questions: QuestionSet, desk: Desk, asked: Question) -> Danger | None:
    """For the page of a question: what the answer to the one before it asks for."""
    before = questions.before(asked.id)
    return who_helps_now(desk, _signs(desk, [before] if before else []))


def danger_waiting(questions: QuestionSet, desk: Desk, also: Iterable[Sign]) -> Danger | None:
    """For the check: what any answer asks for that stands there and is not sent. `also`: of others that it shows."""
    return who_helps_now(desk, [*_signs(desk, questions.asked), *also])


def _signs(desk: Desk, asked: Iterable[Question]) -> list[Sign]:
    found = [sign_of(each, desk.sheet.answer(each.id)) for each in asked] if desk.sheet else []
    return [sign for sign in found if sign]


def who_helps_now(desk: Desk, signs: Iterable[Sign]) -> Danger | None:
    """Lines of their area for this kind of reader: first for where it is not safe, then those that are there day and
    night. None without a sign."""
    found = list(signs)
    if not found:
        return None
    who, tag = family_viewer(), language().tag
    area = services().library.areas(tag).get(desk.member.area)
    alarm = any(sign.danger for sign in found)
    wanted = {"any", *(["danger"] if alarm else []), *(sign.of for sign in found if sign.of)}
    lines = [line for line in area.helplines if who.kind in line.kinds and line.talk in wanted] if area else []
    lines.sort(key=_place)
    worker = who.sitting.helper if who.sitting else who_acts(desk.member.circle)
    return Danger(tuple(lines[:MOST]), worker, area.language if area else tag, alarm)


def _place(line: Helpline) -> int:
    if line.talk == "home":
        return 0
    if line.talk == "any" and line.day_and_night:
        return 1
    return 2 if line.talk == "danger" else 3
