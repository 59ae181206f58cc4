"""Words that are left over, where somebody looks at all of theirs: to copy, to leave or to throw away."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.journeys.family import left_over
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.own_sheet import own_sets
from portal.web.prepare.readers import not_saying, not_sure

views = Blueprint("left", __name__)


def left_overs() -> tuple[pages.LeftOverRow, ...]:
    """Nothing beside a worker: it is not theirs to see."""
    who = family_viewer()
    if who.beside:
        return ()
    return tuple(_row(each) for each in left_over.look(services().family, who, own_sets()))


def _row(found: left_over.LeftOver) -> pages.LeftOverRow:
    asked, value = found.question, found.answer.value
    words = asked.words_for(value, not_sure(), not_saying()) if asked else ", ".join(value)
    ask = asked.ask if asked else _("A question that is not asked any more")
    return pages.LeftOverRow(found.sheet, found.answer.question, ask, words)


@views.post("/q/left/<paper>/<ref>/gone")
@door(Door.FAMILY)
def throw_away(paper: str, ref: str) -> AnyResponse:
    left_over.throw_away(services().family, family_viewer(), own_sets(), paper, ref)
    return redirect(url_for("prepare.checking.check"), 303)
