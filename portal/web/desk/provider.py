"""Signing in with the council's own provider: off to it, back from it, and the page for a way that failed.

The browser is sent on by a page of ours and not by the answer to the button: `form-action 'self'` would
stop a form that is led to another site, and to name that site there would not do, because a provider
may lead on to yet another one.
"""

from __future__ import annotations

from flask import Blueprint, abort, g, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import WorkerViewer
from portal.domain.provider import Begun, ProviderAway, Refused
from portal.journeys.desk import come_in
from portal.journeys.desk import come_in_by_provider as journey
from portal.web.desk import provider_cookie as cookie
from portal.web.desk import provider_pages as pages
from portal.web.desk.again import behind, our_own
from portal.web.desk.forms import BackForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, viewer
from portal.web.kit.logs import request_code
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import go_on_as, secret_key

views = Blueprint("provider", __name__)


@views.post("/in/provider")
@door(Door.OPEN)
def begin() -> AnyResponse:
    """The click without which nobody is ever signed in."""
    return _begin(anew="anew" in request.form)


@views.post("/again/provider")
@door(Door.WORKER)
def begin_again() -> AnyResponse:
    """Somebody signed in shows that it is them, and comes back to the page where they were."""
    return _begin(again=True, back=behind() or our_own(BackForm().to.data or ""))


@views.get("/in/onward")
@door(Door.OPEN)
def onward() -> str | AnyResponse:
    begun = _begun()
    if begun is None:
        return redirect(url_for("desk.sign_in"), 303)
    try:
        address = journey.onward(room(), viewer(), begun)
    except ProviderAway:
        return _not_in(away=True)
    return render("desk/onward.html", pages.OnwardPage(_("Sign in – Desk"), address))


@views.get("/in/back")
@door(Door.OPEN)
def come_back() -> AnyResponse:
    """The one address that begins a session by being opened: OpenID Connect comes back by a link.

    It does so only in the browser in which a button was pressed, once, within ten minutes.
    """
    _refuse_without_provider()
    if request.method != "GET":  # a HEAD looks, and must not spend the code
        abort(405)
    asked = request.args.get
    answer = journey.Answer(asked("state", ""), asked("code", ""), asked("error", ""), asked("iss"))
    try:
        done = journey.come_back(room(), viewer(), _begun(), answer)
    except Refused as refused:
        g.reason = refused.reason
        return _not_in()
    except ProviderAway:
        return _not_in(away=True)
    go_on_as(session, done.session_id)
    response = redirect(done.back, 303)
    cookie.take_away(response)
    return response


def leave_address() -> str:
    """For the sign-in page, after somebody has left; "" else."""
    return journey.leave_address(room(), viewer()) if request.args.get("left") == "1" else ""


def _begin(*, again: bool = False, anew: bool = False, back: str = "/") -> AnyResponse:
    try:
        begun = journey.begin(room(), viewer(), again=again, anew=anew, back=back)
    except ProviderAway:
        return _not_in(away=True)
    response = redirect(url_for("desk.provider.onward"), 303)
    cookie.put(response, cookie.seal(begun, secret_key(), services().clock.now()))
    return response


def _begun() -> Begun | None:
    _refuse_without_provider()
    sent = request.cookies.get(services().cookie["provider"], "")
    return cookie.unseal(sent, secret_key(), services().clock.now())


def _refuse_without_provider() -> None:
    if "provider" not in services().cookie:
        abort(404)


def _not_in(*, away: bool = False) -> AnyResponse:
    """The same for every refusal: what was wrong stands in the log and the audit, under the code on the page."""
    now = come_in.who_is_this(room(), session.get("_user_id", ""))  # a refusal may have ended what was open
    page = pages.ComeBackPage(_("Sign in – Desk"), away, request_code(), isinstance(now, WorkerViewer))
    response = make_response(render("desk/come_back.html", page), 503 if away else 403)
    cookie.take_away(response)
    return response
