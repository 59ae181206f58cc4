"""What the family says about its dates, on the child's page; and whether dates may go into somebody's calendar."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, Stale
from portal.journeys.desk import answer_messages, calendar
from portal.web.desk.child import child_page
from portal.web.desk.forms import AnswerForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("messages", __name__)


@views.post("/c/<ref>/said/<message>")
@door(Door.WORKER)
def say_seen(ref: str, message: str) -> tuple[str, int] | AnyResponse:
    form = AnswerForm()
    typed = (form.answer.data or "").replace("\r\n", "\n").replace("\0", "").strip()
    reason = (form.reason.data or "").replace("\0", "").strip()
    try:
        answer_messages.say_seen(room(), worker_viewer(), ref, message, typed, reason)
    except Invalid as problem:
        field = problem.faults[0].place
        errors = ((f"{field}-{message}", " ".join(fault.message for fault in problem.faults)),)
        page = child_page(ref, errors, answering=message, typed=typed, asks_why=field == "reason")
        return render("desk/child.html", page), 422
    except Stale:
        said = _("Somebody answered this before you, or it was taken back or changed. Nothing was sent.")
        return render("desk/child.html", child_page(ref, (("said", said),), answering=message, typed=typed)), 409
    return redirect(url_for("desk.child.show", ref=ref, _anchor="said"), 303)


@views.post("/c/<ref>/calendar/<person>/<switch>")
@door(Door.WORKER)
def allow_calendar(ref: str, person: str, switch: str) -> AnyResponse:
    if switch not in ("on", "off"):
        abort(404)
    calendar.allow(room(), worker_viewer(), ref, person, allowed=switch == "on")
    return redirect(url_for("desk.child.show", ref=ref, _anchor=f"invite-{person}"), 303)
