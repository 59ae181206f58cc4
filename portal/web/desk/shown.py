"""What was shown to whom and when; taking a copy back; a copy on paper."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.publishing_questions import SOFT
from portal.domain.audience import Kind
from portal.domain.errors import Invalid, Stale
from portal.domain.evidence import CopyShown
from portal.journeys.desk import shown as journey
from portal.journeys.desk import withdraw
from portal.web.copy.pages import copy_view
from portal.web.desk import shown_pages as pages
from portal.web.desk.forms import ReasonForm
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import number_in
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("shown", __name__)


@views.get("/c/<ref>/shown")
@door(Door.WORKER)
def shown(ref: str) -> str:
    return render("desk/shown.html", _page(ref))


def _page(ref: str, errors: Errors = (), typed: str = "", typed_for: str = "") -> pages.ShownPage:
    found = journey.shown(room(), worker_viewer(), ref)
    return pages.ShownPage(
        title=_("What was shown – Desk"),
        ref=ref,
        name=found.name,
        people=tuple(replace(each, copies=tuple(_in_words(copy) for copy in each.copies)) for each in found.people),
        decided=found.decided,
        typed=typed,
        typed_for=typed_for,
        errors=errors,
    )


def _in_words(copy: CopyShown) -> CopyShown:
    """With the sentence that asked for each reason."""
    return replace(copy, reasons=tuple((SOFT.get(check, check), why) for check, why in copy.reasons))


@views.get("/c/<ref>/shown/<person>/<int:number>")
@door(Door.WORKER)
def shown_copy(ref: str, person: str, number: int) -> str:
    """What was to come and what was over stand as on the day on which it was published."""
    found = journey.copy_as_shown(room(), worker_viewer(), ref, person, number)
    page = pages.ShownCopyPage(
        title=_("A copy as it was shown – Desk"),
        ref=ref,
        name=found.edition.reader,
        number=found.number,
        published_at=found.published_at,
        view=copy_view(found.edition, found.published_at),
    )
    return render("desk/shown_copy.html", page)


@views.post("/c/<ref>/take-back/<person>")
@door(Door.WORKER)
def take_back(ref: str, person: str) -> tuple[str, int] | AnyResponse:
    why, number = ReasonForm().reason.data or "", number_in(request.form.get("number"))
    try:
        withdraw.withdraw(room(), worker_viewer(), ref, person, number, why)
    except Invalid:
        said, status = _("Say why, in a sentence. It is kept, and the family never sees it."), 422
    except Stale:
        said, status = _("There is another copy now. Nothing was taken back. Look at it again."), 409
    else:
        return redirect(url_for("desk.shown.shown", ref=ref, _anchor=f"p-{person}"), 303)
    return render("desk/shown.html", _page(ref, ((f"reason-{person}", said),), why[:1000], person)), status


@views.get("/c/<ref>/print/<person>")
@door(Door.WORKER)
def print_copy(ref: str, person: str) -> str:
    """For a young person it is asked first: paper that is found can put them in danger."""
    found = journey.print_copy(room(), worker_viewer(), ref, person)
    is_asked_first = found.edition.kind is Kind.YOUNG_PERSON and "handed-over" not in request.args
    page = pages.PrintPage(
        title=_("What was agreed"),
        ref=ref,
        person=person,
        view=None if is_asked_first else copy_view(found.edition, services().clock.now()),
        published_at=found.published_at,
        printed_on=services().clock.today(),
    )
    return render("desk/print_copy.html", page)
