"""Beside a worker: the code that came from the desk is posted here by a button, and "We are done" ends it.

The code stands behind the # of the link from the desk, which no server sees; a script puts it into the field, and
without one it is typed or pasted. A form that is posted straight from the desk's page would need the desk's
`form-action` to name this host, and this side to take a form from another site; and opening a link must spend nothing.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.journeys.family import together as journey
from portal.web.account.codes import use_code
from portal.web.account.pages import JoinPage, OverPage
from portal.web.kit.doors import Door, door, family_viewer, viewer
from portal.web.kit.limits import leaves
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.kit.sessions import end_session
from portal.web.kit.staying import desk_in, over_at
from portal.web.kit.where import address

views = Blueprint("together", __name__)


@views.get("/together")
@door(Door.OPEN)
def together() -> str:
    return render("account/together.html", JoinPage(_("Your code – My page")))


@views.post("/together")
@door(Door.OPEN)
def together_now() -> tuple[str, int, dict[str, str]] | AnyResponse:
    broken = _("This code does not work. It works once, for two minutes. Go back to the desk and begin again.")

    def begin(typed: str) -> tuple[str, str]:
        return journey.begin(services().family, viewer(), typed, address())

    return use_code(begin, "account/together.html", "/q", broken)


@views.post("/together/done")
@door(Door.FAMILY, beside=True)
@leaves
def done() -> AnyResponse:
    who = family_viewer()
    if who.sitting is None:  # an older page of somebody who is signed in alone by now: nothing of theirs ends
        return redirect(url_for("plan.home"), 303)
    journey.end(services().family, who)
    end_session(session)
    return redirect(over_at(who.sitting.desk), 303)


@views.get("/together/over")
@door(Door.OPEN)
def over() -> str:
    page = OverPage(_("My page"), desk_in(request.args.get("to", "")))
    return render("account/over.html", page)
