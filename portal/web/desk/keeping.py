"""What is kept of a child and until when; legal holds; a copy of what is kept about one person."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, Stale
from portal.journeys.desk import export_person, hold
from portal.web.desk import keeping_pages as pages
from portal.web.desk.ending import day_typed
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("keeping", __name__)
USUAL_REVIEW = timedelta(days=182)


@views.get("/c/<ref>/keeping")
@door(Door.WORKER)
def keeping(ref: str) -> str:
    return render("desk/keeping.html", _page(ref))


def _page(ref: str, *, review: str = "", why: str = "", errors: Errors = ()) -> pages.KeepingPage:
    found, today, keep = hold.see(room(), worker_viewer(), ref), services().clock.today(), services().keep
    standing = found.hold
    return pages.KeepingPage(
        title=_("What is kept – Desk"),
        ref=ref,
        name=found.name,
        ended_at=found.ended_at,
        unrecorded=found.unrecorded,
        after_recorded=keep.recorded_words,
        after_end=keep.family_after_end,
        case_after_end=keep.casework_after_end,
        held_since=standing.since if standing else None,
        held_by=found.held_by,
        held_because=standing.why if standing else "",
        review_on=standing.review_on if standing else None,
        is_due=standing is not None and standing.is_due(today),
        may_hold=found.may_hold,
        may_export=found.may_export,
        people=found.people,
        review=review or (today + USUAL_REVIEW).isoformat(),
        why=why,
        errors=errors,
    )


@views.post("/c/<ref>/hold")
@door(Door.WORKER)
def put_hold(ref: str) -> tuple[str, int] | AnyResponse:
    why, typed = request.form.get("why", ""), request.form.get("review", "")
    try:
        hold.hold(room(), worker_viewer(), ref, why, _review_day(typed))
    except Invalid as problem:
        return _again(ref, problem, typed, why)
    except Stale:
        pass  # somebody else pressed it first: it stands, and the page shows theirs
    return redirect(url_for("desk.keeping.keeping", ref=ref), 303)


@views.post("/c/<ref>/hold/goes-on")
@door(Door.WORKER)
def look_again(ref: str) -> tuple[str, int] | AnyResponse:
    typed = request.form.get("review", "")
    try:
        hold.look_again(room(), worker_viewer(), ref, _review_day(typed))
    except Invalid as problem:
        return _again(ref, problem, typed, "")
    return redirect(url_for("desk.keeping.keeping", ref=ref), 303)


@views.post("/c/<ref>/hold/lift")
@door(Door.WORKER)
def lift_hold(ref: str) -> tuple[str, int] | AnyResponse:
    why = request.form.get("why", "")
    try:
        hold.lift(room(), worker_viewer(), ref, why)
    except Invalid as problem:
        return _again(ref, problem, "", why)
    return redirect(url_for("desk.keeping.keeping", ref=ref), 303)


def _review_day(typed: str) -> date:
    """A day that is no day counts as one that is over, with the sentence that belongs to its own field."""
    try:
        return day_typed(typed)
    except Invalid:
        return services().clock.today()


def _again(ref: str, problem: Invalid, review: str, why: str) -> tuple[str, int]:
    said = tuple((fault.place, _SAID[fault.place]()) for fault in problem.faults)
    return render("desk/keeping.html", _page(ref, review=review[:20], why=why[:1000], errors=said)), 422


_SAID = {
    "why": lambda: _("Say why, in a sentence. It is kept, and the family never sees it."),
    "review": lambda: _("Choose a day to come on which somebody looks at it again."),
}


@views.get("/c/<ref>/export/<person>")
@door(Door.WORKER)
def export(ref: str, person: str) -> str:
    return render("desk/export.html", _export_page(ref, person, services().clock.today().isoformat()))


def _export_page(
    ref: str, person: str, asked_on: str, with_drafts: bool = False, errors: Errors = ()
) -> pages.ExportPage:
    name = export_person.may_export(room(), worker_viewer(), ref, person)
    return pages.ExportPage(_("A copy of what is kept – Desk"), ref, person, name, asked_on, with_drafts, errors)


@views.post("/c/<ref>/export/<person>")
@door(Door.WORKER)
def export_now(ref: str, person: str) -> tuple[str, int] | Response:
    """The file itself: it is made for this answer and stands nowhere."""
    typed, with_drafts = request.form.get("asked_on", ""), "drafts" in request.form
    try:
        made = export_person.export(
            room(), worker_viewer(), ref, person, asked_on=day_typed(typed), with_drafts=with_drafts
        )
    except Invalid:
        said = (("asked_on", _("Choose the day on which they asked, today or before.")),)
        return render("desk/export.html", _export_page(ref, person, typed[:20], with_drafts, said)), 422
    answer = Response(made.whole, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return answer
