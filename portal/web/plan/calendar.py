"""One date for the phone's calendar: a warning first, then the file."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from portal.journeys.family import calendar as journey
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.plan.pages import CalendarPage

views = Blueprint("calendar", __name__)


@views.get("/m/<ref>/calendar")
@door(Door.FAMILY)
def calendar(ref: str) -> str:
    found = journey.look_first(services().family, family_viewer(), ref)
    page = CalendarPage(_("Your calendar – My page"), ref, found.at, _("Appointment"), found.cancelled)
    return render("plan/calendar.html", page)


@views.get("/m/<ref>/appointment.ics")
@door(Door.FAMILY)
def file(ref: str) -> Response:
    body = journey.take_file(services().family, family_viewer(), ref, _("Appointment"))
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
