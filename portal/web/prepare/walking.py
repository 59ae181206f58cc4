"""Walking through one's own area's meeting, a step a page, with a box for notes."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.area import Area
from portal.domain.errors import Invalid, NotReady, Stale
from portal.domain.own_list import MY_QUESTIONS, note_of, text_of
from portal.domain.preparation import Answer, QuestionSet
from portal.domain.walk import WalkStep, walk_of
from portal.journeys.family import own_list
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.explaining import explain_words
from portal.web.kit.forms import number_in, words_in
from portal.web.kit.locale import OtherLanguage, in_english, language
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.own_sheet import own_desk, own_questions
from portal.web.prepare.readers import readers_sentence

views = Blueprint("walking", __name__)


@views.get("/walk")
@door(Door.FAMILY, leads_back=True)
def walk() -> str:
    _questions, _desk, area, other = _here()
    through = walk_of(area, family_viewer().kind)
    explain_words(area.id, family_viewer().kind, area.language)
    return render("prepare/walk.html", pages.WalkPage(_("Step by step – My page"), through, not area.ready, other))


@views.get("/walk/<number>")
@door(Door.FAMILY, leads_back=True)
def step(number: str) -> str:
    return _step_page(number)


@views.post("/walk/<number>")
@door(Door.FAMILY, leads_back=True)
def note(number: str) -> tuple[str, int] | AnyResponse:
    """The note is kept, and the next step comes; after the last one, all that stands on the list."""
    questions, _desk, area, _other = _here()
    through = walk_of(area, family_viewer().kind)
    here = _step(through.steps, number)
    typed = words_in(request.form.get("answer"))
    try:
        was = words_in(request.form.get("was"))
        own_list.keep_note(services().family, family_viewer(), questions, here.title, typed, was=was)
    except NotReady as problem:
        if problem.reasons != ("notice",) or typed.strip():
            raise  # the page that says why keeps the words
        return redirect(url_for("prepare.start", to=request.path), 303)
    except Stale:
        said = _("You have another page open with this question. Nothing was overwritten. Both are below.")
        return _step_page(number, typed, (("answer", said),), is_stale=True), 409
    except Invalid as problem:
        over = int(problem.faults[0].message.partition(":")[2])
        said = ngettext("This is %(num)d letter too long. Your words are still here.",
                        "This is %(num)d letters too long. Your words are still here.", over)  # fmt: skip
        return _step_page(number, typed, (("answer", said),)), 422
    if here.number == len(through.steps):
        return redirect(url_for("prepare.question", ref=MY_QUESTIONS), 303)
    return redirect(url_for("prepare.walking.step", number=here.number + 1), 303)


def _here() -> tuple[QuestionSet, Desk, Area, OtherLanguage | None]:
    """The questions, one's own sheet and area, all in one language."""
    whole, other = own_questions()
    questions, desk = own_desk(whole)
    area = services().library.areas(language().tag)[desk.member.area]
    if area.language != language().tag:
        other = in_english(True)
        questions = services().library.question_set(family_viewer().kind, ref=questions.id)
    return questions, desk, area, other


def _step(steps: tuple[WalkStep, ...], number: str) -> WalkStep:
    at = number_in(number, digits=2)
    if not 1 <= at <= len(steps):
        abort(404)
    return steps[at - 1]


def _step_page(number: str, typed: str | None = None, errors: pages.Errors = (), *, is_stale: bool = False) -> str:
    questions, desk, area, other = _here()
    through = walk_of(area, family_viewer().kind)
    here = _step(through.steps, number)
    answer = desk.sheet.answer(MY_QUESTIONS) if desk.sheet else Answer(MY_QUESTIONS)
    stands = note_of(text_of(answer), here.title)
    readers = readers_sentence(desk.member.circle, desk.sheet.readers_of(MY_QUESTIONS)) if desk.sheet else ""
    page = pages.StepPage(
        title=_("%(number)s of %(total)s – My page", number=here.number, total=len(through.steps)),
        walk=through,
        step=here,
        begun=desk.sheet is not None,
        note=stands if typed is None else typed,
        was=stands,
        conflict=stands if is_stale else None,
        lost=cannot_be_shown() if answer.lost and not answer.shared else "",
        readers=readers,
        notice=questions.notice,
        other_language=other,
        errors=errors,
    )
    explain_words(area.id, family_viewer().kind, area.language)
    return render("prepare/step.html", page)
