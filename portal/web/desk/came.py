"""What came of words: seeing it, and saying it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid
from portal.domain.following import day_in
from portal.domain.preparation import MEETING
from portal.domain.sharing import CameOf, Shared
from portal.journeys.desk import say_outcome
from portal.journeys.desk.read_views import Piece
from portal.web.desk import waiting_pages as pages
from portal.web.desk.forms import CameForm, shown_ids
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.forms import words_in
from portal.web.kit.render import render

views = Blueprint("came", __name__)


@views.get("/c/<ref>/words/<piece>/came")
@door(Door.WORKER)
def came(ref: str, piece: str) -> str:
    return render("desk/came.html", _page(ref, piece))


@views.post("/c/<ref>/words/<piece>/came")
@door(Door.WORKER)
def say_came(ref: str, piece: str) -> tuple[str, int] | AnyResponse:
    form = CameForm()
    typed, reason = words_in(form.answer.data).strip(), words_in(form.reason.data).strip()
    if (form.kind.data or "") not in [kind.value for kind in CameOf if kind.is_answer]:
        errors: Errors = (("kind", _("Choose one.")),)
        return render("desk/came.html", _page(ref, piece, errors, typed=typed)), 422
    kind = CameOf(form.kind.data)
    try:
        say_outcome.say(room(), worker_viewer(), ref, piece, kind, typed, reason)
    except Invalid as problem:
        asks_why = problem.faults[0].place == "reason"
        errors = ((problem.faults[0].place, " ".join(fault.message for fault in problem.faults)),)
        page = _page(ref, piece, errors, chosen=kind.value, typed=typed, asks_why=asks_why)
        return render("desk/came.html", page), 422
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


@views.post("/c/<ref>/words/<piece>/taken")
@door(Door.WORKER)
def taken(ref: str, piece: str) -> AnyResponse:
    say_outcome.take(room(), worker_viewer(), ref, _meeting(), piece)
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


@views.post("/c/<ref>/words/taken")
@door(Door.WORKER)
def all_taken(ref: str) -> AnyResponse:
    say_outcome.take(room(), worker_viewer(), ref, _meeting(), only=shown_ids())
    return redirect(url_for("desk.words.show", ref=ref), 303)


def _meeting() -> str:
    chosen = request.form.get("meeting", "")
    if not chosen:
        abort(404)
    return chosen


def _page(
    ref: str, piece: str, errors: Errors = (), *, chosen: str = "", typed: str = "", asks_why: bool = False
) -> pages.CamePage:
    found, hears = say_outcome.look(room(), worker_viewer(), ref, piece)
    return pages.CamePage(
        title=_("Error: What came of it – Desk") if errors else _("What came of it – Desk"),
        ref=ref,
        id=found.id,
        author=found.words.author or _("Somebody in the family"),
        question=found.words.question or _("One answer"),
        answer=cannot_be_shown() if found.lost else found.words.answer,
        language=found.words.language,
        shared_at=found.shared_at,
        came=came_lines(found, has_left=hears is say_outcome.Hears.HAS_LEFT),
        hears=hears.value,
        meetings=meetings_offered(ref, found.shared_at),
        chosen=chosen,
        typed=typed,
        asks_why=asks_why,
        errors=errors,
    )


def meetings_offered(ref: str, shared_at: datetime | None = None) -> tuple[pages.MeetingChoice, ...]:
    """The meetings to which words can have been taken, those shared at this moment."""
    found = say_outcome.meetings_to_take_to(room(), worker_viewer(), ref)
    return tuple(
        pages.MeetingChoice(each.ref, each.name, each.at)
        for each in found
        if shared_at is None or shared_at <= each.over_at
    )


def came_lines(piece: Shared, *, has_left: bool) -> pages.CameLines:
    """What came of a piece so far, the oldest first. `has_left`: its author has left the case."""
    return pages.CameLines(
        piece.asks and not piece.is_answered and not has_left,
        tuple(
            pages.CameLine(
                said.kind.value, said.at, said.by, said.words if said.kind.is_answer else "", day_in(said.words)
            )
            for said in piece.outcomes
        ),
        has_left,
    )


def asked_lines(pieces: Sequence[Piece]) -> tuple[pages.AskedLine, ...]:
    """What was asked for and not answered, the oldest first."""
    waiting = [each for each in pieces if each.shared.asks and not each.shared.is_answered and not each.has_left]
    return tuple(
        pages.AskedLine(
            each.shared.id,
            each.author,
            "" if each.closed else each.shared.words.question or _("One answer"),
            each.shared.words.language,
            each.shared.shared_at,
            each.shared.words.worker_name if each.shared.worker != MEETING else "",
            each.closed,
        )
        for each in sorted(waiting, key=lambda each: each.shared.shared_at)
    )
