"""Filling in together, at the desk: who, in which language and with which questions; then the desk is locked."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_babel import gettext as _

from portal.domain.errors import Invalid, NotReady
from portal.domain.own_sets import main_set
from portal.domain.preparation import QuestionSet
from portal.journeys.desk import together as journey
from portal.web.desk import together_pages as pages
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import words_in
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("together", __name__)

HOW = ("beside", "paper")


@views.get("/c/<ref>/together/<person>")
@door(Door.WORKER)
def together(ref: str, person: str) -> str | tuple[str, int]:
    try:
        return render("desk/together.html", _page(ref, person))
    except (Invalid, NotReady):
        abort(404)


def _page(ref: str, person: str, errors: Errors = ()) -> pages.TogetherPage:
    asked = journey.ask(room(), worker_viewer(), ref, person)
    library, form = services().library, request.form
    sets = library.sets_for(asked.kind)
    main = main_set(sets, asked.easy_read).id
    return pages.TogetherPage(
        title=_("Error: Fill it in together – Desk") if errors else _("Fill it in together – Desk"),
        ref=ref,
        person=person,
        name=asked.name,
        sets=tuple(pages.SetChoice(each.id, each.title, _languages_of(each)) for each in sets),
        languages=tuple(
            pages.SetChoice(tag, each.name, "") for tag, each in services().languages.items() if not each.pseudo
        ),
        chosen_set=form.get("set") or main,
        chosen_language=form.get("language") or asked.language,
        how=form.get("how", ""),
        written_by=words_in(form.get("written_by")),
        errors=errors,
    )


def _languages_of(questions: QuestionSet) -> str:
    """In which languages it is whole; in any other it comes in English."""
    names = []
    for tag, each in services().languages.items():
        there = services().library.question_sets(tag).get(questions.id)
        if not each.pseudo and there is not None and there.language == tag:
            names.append(each.name)
    return ", ".join(names)


@views.post("/c/<ref>/together/<person>")
@door(Door.WORKER)
def begin_together(ref: str, person: str) -> str | tuple[str, int]:
    """The code is shown on this page and never again; from here on the desk is locked."""
    form, found = request.form, services()
    questions = found.library.question_sets("en").get(form.get("set", ""))
    if questions is None:
        return render("desk/together.html", _page(ref, person, (("set", _("Choose which questions.")),))), 422
    if form.get("language", "") not in found.languages:
        return render("desk/together.html", _page(ref, person, (("language", _("Choose a language.")),))), 422
    if form.get("how") not in HOW:
        said = _("Say whether they sit beside you, or you type in what is on paper.")
        return render("desk/together.html", _page(ref, person, (("how", said),))), 422
    chosen = journey.Chosen(
        questions, form["language"], form["how"] == "paper", words_in(form.get("written_by")),
        request.host_url.rstrip("/"),
    )  # fmt: skip
    try:
        made = journey.begin(room(), worker_viewer(), ref, person, chosen)
    except Invalid as problem:
        return render("desk/together.html", _page(ref, person, ((problem.faults[0].place, str(problem)),))), 422
    except NotReady:
        abort(404)
    address = f"{found.family_address.rstrip('/')}/together"
    page = pages.BeginPage(
        _("Begin – Desk"), made.name, made.shown, address, f"{address}#{made.code}", chosen.on_paper, made.expires_at
    )
    return render("desk/begin_together.html", page)
