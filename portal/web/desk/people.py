"""Who works here: for managers, who make ways in, lift waits and let people go."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotReady
from portal.domain.people import WorkerRole
from portal.journeys.desk import hand_over
from portal.journeys.desk import people as journeys
from portal.web.desk.local_sign_in import of_our_own
from portal.web.desk.pages import Errors, TeamChoice
from portal.web.desk.people_pages import ColleagueLine, PeoplePage, WayInPage
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("people", __name__)


@views.get("/people")
@door(Door.WORKER)
def people() -> str:
    return render("desk/people.html", _page())


def _page(errors: Errors = (), *, sign_in: str = "", name: str = "", leaving: str = "") -> PeoplePage:
    who = worker_viewer()
    lines = [
        ColleagueLine(
            each.sign_in, each.name, each.role.value, each.seen_at, each.waits, each.dead, each.has_way_in,
            each.by_provider, each.children, each.alone_with, each.account == who.account,
        )
        for each in journeys.see_people(room(), who)
    ]  # fmt: skip
    return PeoplePage(
        title=_("Error: People – Desk") if errors else _("People – Desk"),
        people=tuple(lines),
        choices=tuple(
            TeamChoice(line.sign_in, line.name)
            for line in lines
            if line.role == WorkerRole.WORKER.value and line.sign_in != leaving
        ),
        errors=errors,
        sign_in=sign_in[:80],
        name=name[:200],
        leaving=next((line for line in lines if line.sign_in == leaving), None),
    )


@views.post("/people")
@door(Door.WORKER)
@of_our_own
def add_person() -> str | tuple[str, int]:
    """The way in is shown on this page and never again."""
    sign_in, name = request.form.get("sign_in", ""), request.form.get("name", "")
    try:
        made = journeys.add(room(), worker_viewer(), sign_in, name)
    except Invalid as problem:
        said = tuple((fault.place, _said(fault.message)) for fault in problem.faults)
        return render("desk/people.html", _page(said, sign_in=sign_in, name=name)), 422
    return _way_in(made)


@views.post("/people/<sign_in>/way-in")
@door(Door.WORKER)
@of_our_own
def new_way_in(sign_in: str) -> str | tuple[str, int]:
    """The way in is shown on this page and never again."""
    try:
        made = journeys.new_way_in(room(), worker_viewer(), sign_in)
    except Invalid as problem:
        return _refused(problem)
    return _way_in(made)


@views.post("/people/<sign_in>/lift")
@door(Door.WORKER)
def lift_wait(sign_in: str) -> tuple[str, int] | AnyResponse:
    try:
        journeys.lift_wait(room(), worker_viewer(), sign_in)
    except Invalid as problem:
        return _refused(problem)
    return redirect(url_for("desk.people.people"), 303)


@views.post("/people/<sign_in>/left")
@door(Door.WORKER)
def has_left(sign_in: str) -> str | tuple[str, int] | AnyResponse:
    """Asked once more; and where they are the only case worker of a child, to whom these go: both are done at once."""
    to = request.form.get("to", "")
    if "sure" not in request.form:
        return render("desk/people.html", _page(leaving=sign_in))
    try:
        if to:
            hand_over.hand_over_all(room(), worker_viewer(), sign_in, to)
        journeys.has_left(room(), worker_viewer(), sign_in)
    except NotReady:
        said = _("They are the only case worker of these children. Choose who takes them over.")
        return render("desk/people.html", _page((("to", said),), leaving=sign_in)), 422
    except Invalid as problem:
        return _refused(problem)
    return redirect(url_for("desk.people.people"), 303)


def _refused(problem: Invalid) -> tuple[str, int]:
    said = tuple(("people", _said(fault.message)) for fault in problem.faults)
    return render("desk/people.html", _page(said)), 422


def _way_in(made: journeys.WayIn) -> str:
    address = request.host_url.rstrip("/") + url_for("desk.set_up")
    page = WayInPage(_("A way in – Desk"), made.name, made.sign_in, made.shown, address)
    return render("desk/way_in.html", page)


def _said(message: str) -> str:
    return {
        "taken": _("Somebody has this sign-in name already."),
        "letters": _("Use small letters, digits, dots and dashes: 40 at most."),
        "name": _("Write the name as families know it: 80 characters at most."),
        "command-line": _("A new way in for this account is made at the command line."),
        "leaves-at-command-line": _("This account is ended at the command line."),
        "own": _("You cannot end your own account. Ask another manager."),
        "same": _("Choose somebody else."),
        "unknown": _("There is no such worker here."),
    }[message]
