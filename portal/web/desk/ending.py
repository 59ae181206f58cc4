"""The end of a case, paper only, and who has told whom of a meeting."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Fault, Invalid
from portal.journeys.desk import end_case, hold, invite, see_children, tell
from portal.web.desk import shown_pages as pages
from portal.web.desk.child import child_page
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("ending", __name__)


@views.get("/c/<ref>/end")
@door(Door.WORKER)
def end(ref: str) -> str:
    return render("desk/end.html", _page(ref, on=services().clock.today().isoformat()))


def _page(ref: str, *, on: str, why: str = "", errors: Errors = ()) -> pages.EndPage:
    found = see_children.see_child(room(), worker_viewer(), ref)
    return pages.EndPage(
        title=_("The end of a case – Desk"),
        ref=ref,
        name=found.name,
        ended_at=found.ended_at,
        may_end=found.may_end,
        may_open_again=found.may_open_case_again,
        on=on,
        why=why,
        errors=errors,
        may_see_kept=found.may_publish,
        held=found.may_publish and hold.standing(room(), worker_viewer(), ref) is not None,
    )


@views.post("/c/<ref>/end")
@door(Door.WORKER)
def end_now(ref: str) -> tuple[str, int] | AnyResponse:
    why, typed = request.form.get("why", ""), request.form.get("on", "")
    try:
        end_case.end(room(), worker_viewer(), ref, day_typed(typed), why)
    except Invalid as problem:
        said = tuple((fault.place, _END[fault.place]()) for fault in problem.faults)
        return render("desk/end.html", _page(ref, on=typed[:20], why=why[:1000], errors=said)), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)


_END = {
    "why": lambda: _("Say why, in a sentence. It is kept, and the family never sees it."),
    "on": lambda: _("Choose today or a day before. A case that has ended does not end again."),
}


@views.post("/c/<ref>/open-case-again")
@door(Door.WORKER)
def open_case_again(ref: str) -> tuple[str, int] | AnyResponse:
    why = request.form.get("why", "")
    try:
        end_case.open_again(room(), worker_viewer(), ref, why)
    except Invalid:
        said = (("why", _("Say why, in a sentence. It is kept, and the family never sees it.")),)
        return render("desk/end.html", _page(ref, on="", why=why[:1000], errors=said)), 422
    return redirect(url_for("desk.child.show", ref=ref), 303)


@views.post("/c/<ref>/paper/<person>")
@door(Door.WORKER)
def paper_only(ref: str, person: str) -> AnyResponse:
    invite.set_paper_only(room(), worker_viewer(), ref, person)
    return redirect(url_for("desk.child.show", ref=ref, _anchor=f"invite-{person}"), 303)


@views.post("/c/<ref>/told/<meeting>/<person>")
@door(Door.WORKER)
def told(ref: str, meeting: str, person: str) -> tuple[str, int] | AnyResponse:
    """Tick off that somebody was told."""
    try:
        on = day_typed(request.form.get("on", ""))
        tell.say_told(
            room(), worker_viewer(), ref, meeting, person, on, request.form.get("how", ""),
            knows_of_the_change="knows" in request.form,
        )  # fmt: skip
    except Invalid as problem:
        changed = problem.faults[0].place == "changed"
        said = (
            _("The meeting changed on that day or since. Tell them of it as it is now, then say that they know.")
            if changed
            else _("Choose today or a day before.")
        )
        task = f"{meeting}-{person}"
        return render(
            "desk/child.html", child_page(ref, ((f"told-{task}", said),), changed=task if changed else "")
        ), 422
    return redirect(url_for("desk.child.show", ref=ref, _anchor="to-tell"), 303)


def day_typed(typed: str) -> date:
    """A day as a browser sends it. Raises Invalid."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid([Fault("on", "is no day")]) from None
