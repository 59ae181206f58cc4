"""A small case made by hand: the child, the family, the team; the rest is added item by item."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.area import Area
from portal.domain.errors import Invalid
from portal.exchange.typed import Typed
from portal.exchange.typed_new import MOST_ROWS
from portal.journeys.desk import by_hand as journey
from portal.web.desk.mend_fields import Form
from portal.web.desk.mending_pages import ByHandPage, Group, NewCasePage
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("by_hand", __name__)


@views.get("/by-hand")
@door(Door.WORKER)
def by_hand() -> str:
    areas = tuple((area.id, area.name) for area in room().areas.values())
    return render("desk/by_hand.html", ByHandPage(_("A case by hand – Desk"), areas))


@views.get("/by-hand/<area>")
@door(Door.WORKER)
def new_case(area: str) -> str:
    return render("desk/new_case.html", _page(area, None))


@views.post("/by-hand/<area>")
@door(Door.WORKER)
def new_case_now(area: str) -> tuple[str, int] | AnyResponse:
    typed = request.form.to_dict(flat=False) | {"area": [area]}
    try:
        ref = journey.make(room(), worker_viewer(), typed)
    except Invalid as problem:
        errors = tuple((fault.place, fault.message) for fault in problem.faults)
        return render("desk/new_case.html", _page(area, typed, errors)), 422
    return redirect(f"/c/{quote(ref)}/mend", 303)


def _page(area: str, typed: Typed | None, errors: Errors = ()) -> NewCasePage:
    chosen = room().areas.get(area)
    if chosen is None:
        abort(404)
    title = _("Error: A case by hand – Desk") if errors else _("A case by hand – Desk")
    form = Form(typed, errors)
    groups = (_child(form), *_people(form), *_team(form, chosen))
    return NewCasePage(title, area, chosen.name, groups, errors)


def _child(form: Form) -> Group:
    return Group(
        _("The young person"),
        (
            form.line("ref", _("Reference"), "", _("As in your case system, so that a file can be brought in later.")),
            form.line("preferred_name", _("What they want to be called")),
            form.day("date_of_birth", _("Date of birth"), "", _("Stays with you.")),
            form.plan(),
            form.access(),
        ),
    )


def _people(form: Form) -> list[Group]:
    groups = []
    for number in range(1, _rows(form, "people") + 1):
        start = f"people-{number}-"
        access = form.tick(f"{start}portal_access", _("May have a way in"))
        who = (form.line(f"{start}name", _("Name")), form.relationship(f"{start}relationship"))
        row = (*who, form.restrictions(f"{start}restrictions"), access)
        groups.append(Group(_("Family member %(number)s", number=number), row))
    return groups


def _team(form: Form, area: Area) -> list[Group]:
    groups = []
    for number in range(1, _rows(form, "team") + 1):
        start = f"team-{number}-"
        known = form.tick(f"{start}known", _("The family may see them"))
        row = (form.line(f"{start}name", _("Name")), form.role(f"{start}role", area), known)
        groups.append(Group(_("Worker %(number)s", number=number), row))
    return groups


def _rows(form: Form, of: str) -> int:
    """Three rows, and one more than were filled in: more are added in the case itself."""
    filled = [n for n in range(1, MOST_ROWS + 1) if form.typed and form.typed.get(f"{of}-{n}-name", [""])[0].strip()]
    return min(MOST_ROWS, max(3, *filled, len(filled) + 1))
