"""Where one is signed in oneself."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.journeys.desk import own_sessions
from portal.web.desk.coming_in_pages import SessionLine, SessionsPage
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("sessions", __name__)


@views.get("/sessions")
@door(Door.WORKER)
def sessions() -> str:
    found = own_sessions.see(room(), worker_viewer())
    lines = tuple(SessionLine(s.handle, s.began_at, s.seen_at, s.is_this, s.by_provider) for s in found)
    return render("desk/sessions.html", SessionsPage(_("Where you are signed in – Desk"), lines))


@views.post("/sessions/<handle>/end")
@door(Door.WORKER)
def end_session(handle: str) -> AnyResponse:
    own_sessions.end(room(), worker_viewer(), handle)
    return redirect(url_for("desk.sessions.sessions"), 303)
