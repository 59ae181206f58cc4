"""Beside a worker: who typed an answer, said in a sentence to its author, and asked for on the page."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from portal.domain.helped import SAID, is_turned
from portal.domain.preparation import Answer, How, Question
from portal.domain.sitting import Sitting
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import family_viewer
from portal.web.prepare.pages import Helped


def how_sentence(answer: Answer) -> str:
    """“You wrote this yourself.” and its like; "" for an answer that was given without a worker."""
    name = answer.helper or _("a worker")
    if answer.how is How.ON_PAPER:
        wrote = answer.written_by
        first = _("%(name)s wrote this on paper for you.", name=wrote) if wrote else _("You wrote this on paper.")
        return str(first + " " + _("%(name)s typed it in.", name=name))
    said = {
        How.OWN_HANDS: _("You wrote this yourself."),
        How.ALONE: _("You answered this one alone."),
        How.HELPED: _("%(name)s helped you with this.", name=name),
        How.WRITTEN_DOWN: _("%(name)s wrote down what you said.", name=name),
    }
    return str(said[answer.how]) if answer.how else ""


def helped_here(desk: Desk, asked: Question, chosen: How | None) -> Helped | None:
    """What the page of a question asks for beside a worker. `chosen`: what was said just now, and not saved."""
    sitting, answer = family_viewer().sitting, desk.sheet.answer(asked.id) if desk.sheet else Answer(asked.id)
    if sitting is None:
        return None
    turned = is_turned(sitting, asked)
    how = chosen or answer.how or _said_before()
    return Helped(
        desk.member.name,
        () if turned or sitting.on_paper else _offered(sitting),
        how.value if how else "",
        turned,
        answer.closed and not answer.shared,
    )


def _offered(sitting: Sitting) -> tuple[tuple[str, str], ...]:
    name = sitting.helper or _("A worker")
    words = {
        How.OWN_HANDS: _("I did it myself"),
        How.HELPED: _("%(name)s helped me", name=name),
        How.WRITTEN_DOWN: _("%(name)s wrote down what I said", name=name),
    }
    return tuple((how.value, str(words[how])) for how in SAID)


def _said_before() -> How | None:
    """What they said of the question before this one: it stands chosen, and can be changed."""
    said = request.args.get("how")
    return next((each for each in SAID if each.value == said), None)
