"""Handing one child over, or everybody whom a case worker holds."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid
from portal.domain.people import WorkerRole
from portal.journeys.desk import hand_over as journeys
from portal.web.desk.child import child_page
from portal.web.desk.pages import Errors
from portal.web.desk.people_pages import HandOverPage, HolderLine
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("handing_over", __name__)


@views.post("/c/<ref>/hand-over")
@door(Door.WORKER)
def hand_over_one(ref: str) -> tuple[str, int] | AnyResponse:
    form = request.form
    try:
        journeys.hand_over(
            room(), worker_viewer(), ref, form.get("to", ""),
            away_from=form.get("away_from", ""), team_ref=form.get("team") or None,
        )  # fmt: skip
    except Invalid:
        said = _("Choose a worker to whom the child goes.")
        return render("desk/child.html", child_page(ref, (("to", said),))), 422
    stays = worker_viewer().role is WorkerRole.MANAGER
    return redirect(url_for("desk.child.show", ref=ref) if stays else url_for("desk.children"), 303)


@views.get("/hand-over")
@door(Door.WORKER)
def hand_over() -> str:
    return render("desk/hand_over.html", _page())


def _page(errors: Errors = (), away_from: str = "", to: str = "") -> HandOverPage:
    holders = tuple(HolderLine(h.sign_in, h.name, h.children) for h in journeys.who_holds_whom(room(), worker_viewer()))
    title = _("Error: Hand over – Desk") if errors else _("Hand over – Desk")
    return HandOverPage(title, holders, errors, away_from, to)


@views.post("/hand-over")
@door(Door.WORKER)
def hand_over_all() -> tuple[str, int] | AnyResponse:
    away_from, to = request.form.get("away_from", ""), request.form.get("to", "")
    try:
        journeys.hand_over_all(room(), worker_viewer(), away_from, to)
    except Invalid:
        said = _("Choose two different workers.")
        return render("desk/hand_over.html", _page((("to", said),), away_from, to)), 422
    return redirect(url_for("desk.handing_over.hand_over"), 303)
