"""Each person's way in, at the desk: a code on a card, matching the number, making it safe, ending a wait."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotReady
from portal.journeys.desk import invite, make_safe, matching
from portal.web.desk import ways_pages as pages
from portal.web.desk.child import child_page
from portal.web.desk.pictures import picture_of
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import asks_for_fragment, render
from portal.web.kit.services import services

views = Blueprint("ways", __name__)


@views.post("/c/<ref>/invite/<person>")
@door(Door.WORKER)
def card(ref: str, person: str) -> str | tuple[str, int]:
    """The code is shown on this page and never again."""
    days = request.form.get("days", "")
    try:
        made = invite.invite(
            room(), worker_viewer(), ref, person,
            take_home="take_home" in request.form, named=request.form.get("named") or None,
            days=int(days) if days.isdecimal() and len(days) < 3 and "take_home" in request.form else None,
            manager_says=request.form.get("manager_says", ""),
        )  # fmt: skip
    except (Invalid, NotReady) as problem:
        return render("desk/child.html", child_page(ref, ((f"invite-{person}", _said(problem)),))), 422
    address = f"{services().family_address.rstrip('/')}/j"
    page = pages.CardPage(
        _("A card – Desk"), ref, person, made.name, made.shown, address, picture_of(f"{address}#{made.code}"),
        made.take_home, made.expires_at, made.spoken, _which(ref, person),
    )  # fmt: skip
    return render("desk/card.html", page)


def _said(problem: Invalid | NotReady) -> str:
    """The sentences alone where the fault is in a field, and with the person's reference where it is about them."""
    if isinstance(problem, NotReady):
        return str(problem)
    fields = ("manager_says", "days")
    return "\n".join(fault.message if fault.place in fields else str(fault) for fault in problem.faults)


@views.post("/c/<ref>/word/<person>")
@door(Door.WORKER)
def word(ref: str, person: str) -> str | tuple[str, int]:
    """Another word for a card that waits, shown on this page and never again."""
    try:
        spoken = invite.new_word(room(), worker_viewer(), ref, person)
    except (Invalid, NotReady) as problem:
        return render("desk/child.html", child_page(ref, ((f"invite-{person}", str(problem)),))), 422
    return render("desk/word.html", pages.WordPage(_("A word – Desk"), ref, person, spoken))


@views.get("/c/<ref>/match/<person>")
@door(Door.WORKER)
def match(ref: str, person: str) -> str | AnyResponse:
    """Which number is on their screen?"""
    which = _which(ref, person)
    if asks_for_fragment() and which.state == "open" and request.args.get("seen") == "open":
        return AnyResponse(status=204)  # nothing has changed: what stands there keeps its focus
    return render(
        "desk/match.html", pages.MatchPage(_("Match the number – Desk"), ref, person, which), fragment="match"
    )


@views.post("/c/<ref>/match/<person>")
@door(Door.WORKER)
def match_now(ref: str, person: str) -> tuple[str, int] | AnyResponse:
    typed = request.form.get("number", "")
    if typed != "none" and not (typed.isascii() and typed.isdigit() and len(typed) == 2):
        page = pages.MatchPage(
            _("Error: Match the number – Desk"), ref, person, _which(ref, person),
            ((f"match-{person}", _("Choose a number, or “None of these”.")),),
        )  # fmt: skip
        return render("desk/match.html", page), 422
    number = None if typed == "none" else int(typed)
    try:
        matching.answer(room(), worker_viewer(), ref, person, request.form.get("invitation", "")[:40], number)
    except (Invalid, NotReady):
        return redirect(url_for("desk.ways.match", ref=ref, person=person), 303)
    return redirect(url_for("desk.child.show", ref=ref, _anchor=f"invite-{person}"), 303)


def _which(ref: str, person: str) -> pages.WhichNumber:
    asked = matching.ask(room(), worker_viewer(), ref, person)
    code = asked.code
    return pages.WhichNumber(
        ref, person, asked.name, code.id if code else "", code.state if code else "", code.because if code else "",
        tuple(str(number) for number in asked.choices), asked.until,
    )  # fmt: skip


@views.post("/c/<ref>/confirm/<person>")
@door(Door.WORKER)
def confirm(ref: str, person: str) -> AnyResponse:
    invite.say_it_was_them(room(), worker_viewer(), ref, person)
    return _back_to(ref, person)


@views.post("/c/<ref>/safe/<person>")
@door(Door.WORKER)
def safe(ref: str, person: str) -> AnyResponse:
    make_safe.make_safe(room(), worker_viewer(), ref, person)
    return _back_to(ref, person)


@views.post("/c/<ref>/reading-back/<person>/on")
@door(Door.WORKER)
def reading_back_on(ref: str, person: str) -> AnyResponse:
    make_safe.set_reading_back(room(), worker_viewer(), ref, person, allowed=True)
    return _back_to(ref, person)


@views.post("/c/<ref>/reading-back/<person>/off")
@door(Door.WORKER)
def reading_back_off(ref: str, person: str) -> AnyResponse:
    make_safe.set_reading_back(room(), worker_viewer(), ref, person, allowed=False)
    return _back_to(ref, person)


@views.post("/c/<ref>/lift/<person>")
@door(Door.WORKER)
def lift(ref: str, person: str) -> AnyResponse:
    make_safe.lift_wait(room(), worker_viewer(), ref, person)
    return _back_to(ref, person)


def _back_to(ref: str, person: str) -> AnyResponse:
    return redirect(url_for("desk.child.show", ref=ref, _anchor=f"invite-{person}"), 303)
