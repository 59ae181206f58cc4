"""A guide's questions, to put on one's own list for the meeting. Guides themselves know nobody."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotReady
from portal.domain.guide import Guide
from portal.domain.own_list import MY_QUESTIONS, lines_of, text_of
from portal.domain.preparation import QuestionSet
from portal.journeys.family import own_list
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.locale import OtherLanguage, in_english, language
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.own_sheet import own_desk, own_questions
from portal.web.prepare.readers import readers_sentence

views = Blueprint("asking", __name__)


@views.get("/ask/<slug>")
@door(Door.FAMILY, leads_back=True)
def ask(slug: str) -> str | AnyResponse:
    return _page(slug)


@views.post("/ask/<slug>")
@door(Door.FAMILY, leads_back=True)
def ask_now(slug: str) -> str | tuple[str | AnyResponse, int] | AnyResponse:
    """Only what stands in the guide is put there; what the guide no longer asks changes nothing."""
    found, who = services().family, family_viewer()
    questions, desk, guide, _other = _found(slug)
    put, off = request.form.get("put", ""), request.form.get("off", "")
    try:
        if put in guide.ask and guide.kind is who.kind:
            own_list.put_on_list(found, who, questions, put)
        elif off in lines_of(_text(desk)):
            own_list.take_off_list(found, who, questions, off)
    except NotReady as problem:
        if problem.reasons != ("notice",):
            raise
        return redirect(url_for("prepare.start", to=request.path), 303)
    except Invalid:
        full = _("Your list is full. Take something off it first.")
        return _page(slug, (("list", full),)), 422
    return redirect(url_for("prepare.asking.ask", slug=slug), 303)


def _found(slug: str) -> tuple[QuestionSet, Desk, Guide, OtherLanguage | None]:
    """The guide of one's own area, in one's own language where it is there."""
    whole, other = own_questions()
    questions, desk = own_desk(whole)
    guide = services().library.guides(desk.member.area, language().tag).get(slug)
    if guide is None or not guide.ask:
        abort(404)
    return questions, desk, guide, other or in_english(guide.language != language().tag)


def _text(desk: Desk) -> str:
    return text_of(desk.sheet.answer(MY_QUESTIONS)) if desk.sheet else ""


def _page(slug: str, errors: pages.Errors = ()) -> str | AnyResponse:
    _questions, desk, guide, other = _found(slug)
    if desk.sheet is None:
        return redirect(url_for("prepare.start", to=request.path), 303)
    stands, lines = desk.sheet.answer(MY_QUESTIONS), lines_of(_text(desk))
    for_others = guide.kind is not family_viewer().kind
    page = pages.AskPage(
        title=_("Your list – My page"),
        guide=f"{language().tag}/{desk.member.area}/{slug}",
        slug=slug,
        heading=guide.title,
        for_others=for_others,
        questions=() if for_others else tuple((each, each in lines) for each in guide.ask),
        lines=lines,
        readers=readers_sentence(desk.member.circle, desk.sheet.readers_of(MY_QUESTIONS)),
        sent_before=stands.shared,
        lost=cannot_be_shown() if stands.lost and not stands.shared else "",
        other_language=other,
        errors=errors,
    )
    return render("prepare/ask.html", page)
