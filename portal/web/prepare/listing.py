"""The list of short tasks: pick any, skip any, stop anywhere, share what there is."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.following import open_asks
from portal.domain.own_sets import HELD, QUICK, Step, groups_of, main_set, minutes_for, state_of
from portal.domain.preparation import AnswerSheet, Circle, QuestionSet, When
from portal.journeys.family import own_papers, sharing
from portal.web.kit.dates import day
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.easy_words import reads_easy
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.own_sheet import at, own_desk, own_questions, own_sets, reads_back

views = Blueprint("listing", __name__)


@views.get("/q/in/<set_id>/list")
@views.get("/q/list")
@door(Door.FAMILY, beside=True)
def every() -> str | AnyResponse:
    whole, other = own_questions()
    questions, desk = own_desk(whole)
    if desk.sheet is None:
        return redirect(at(), 303)
    sheet = desk.sheet
    page = pages.ListPage(
        title=_("Your list – My page"),
        heading=whole.title if whole.when is When.AFTER else "",
        groups=tuple(
            pages.Group(
                _heading(name, len(steps), whole.when), minutes_for(steps), tuple(_task(sheet, step) for step in steps)
            )
            for name, steps in groups_of(questions)
        ),
        waiting=len(sheet.waiting(questions)),
        other_language=other,
        asked_to_meet=desk.member.circle.asked_to_meet and whole.when is When.BEFORE and not family_viewer().beside,
        base=at(),
        others=() if family_viewer().beside else _others(whole, desk.member.circle),
        easy=whole.easy,
        asked=_asked(reads_back(desk)) if whole.when is When.BEFORE else (),
    )
    return render("prepare/list.html", page)


def _asked(with_words: bool) -> tuple[pages.AskLine, ...]:
    """What they asked for and nobody has answered, first in the next round. Beside a worker it is not shown."""
    who = family_viewer()
    if who.beside:
        return ()
    asks = open_asks(sharing.sent_days(services().family, who))
    if not with_words:
        return tuple({day(ask.shared_at): pages.AskLine(ask.shared_at) for ask in asks}.values())
    return tuple(
        pages.AskLine(ask.shared_at, ask.words.question or _("One answer"), ask.words.language, _address(ask.question))
        for ask in asks
    )


def _address(question: str) -> str:
    """Where under `/q` they can add to it: the same question in a set of theirs, their main one before others."""
    theirs = own_sets()
    main = main_set(theirs, reads_easy())
    found = next((each for each in (main, *theirs) if each.question(question)), None)
    if found is None:
        return ""
    return question if found.id == main.id else f"in/{found.id}/{question}"


def _task(sheet: AnswerSheet, step: Step) -> pages.Task:
    question, state = step.question, state_of(sheet, step)
    if state == "done" and any(sheet.answer(each.id).closed for each in step.all):
        state = "alone"
    return pages.Task(question.id, question.ask, state, question.quick, question.picture)


def _heading(group: str, number: int, when: When) -> str:
    """After a meeting, what is asked is how it went: “How things are” would be another question."""
    how_it_was = {"now": _("How it went"), "views": _("What you think")} if when is When.AFTER else {}
    said = {
        QUICK: _("Three things first") if number == 3 else _("First"),
        "now": _("How things are"),
        "safety": _("How safe it feels"),
        "next": _("What should happen"),
        "coming": _("About the meeting"),
        "views": _("In your own words"),
        HELD: _("Not for the whole meeting"),
    } | how_it_was
    return str(said.get(group, _("More, if you like")))


def _others(here: QuestionSet, circle: Circle) -> tuple[pages.OtherSet, ...]:
    """The other sets of theirs, by their titles. The one about how a meeting was comes once one was held."""
    theirs = own_sets()
    found = own_papers.open_papers(services().family, family_viewer(), [each.id for each in theirs])
    main = main_set(theirs, reads_easy())
    others = []
    for each in theirs:
        sheet = found.sheets.get(each.id)
        if each.id == here.id or (each.when is When.AFTER and not found.was_held and sheet is None):
            continue
        address = "/q/list" if each.id == main.id else f"/q/in/{each.id}/list"
        waiting = len(sheet.waiting(each.fitting(circle))) if sheet else 0
        others.append(pages.OtherSet(address, each.title, each.language, waiting))
    return tuple(others)
