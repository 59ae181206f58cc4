"""Bringing in a case file, and deciding where it and the desk say different things."""

from __future__ import annotations

import binascii
import hashlib
import zlib
from base64 import b64decode, b64encode

from flask import Blueprint, request
from flask_babel import gettext as _

from portal.domain.case import Case
from portal.domain.errors import Invalid, Stale
from portal.exchange.readable import LARGEST
from portal.journeys.desk import bring_in, mend
from portal.web.desk import pages
from portal.web.desk.forms import CaseFileForm
from portal.web.desk.mending_pages import DifferenceLine, DifferencesPage
from portal.web.desk.place_words import place_words
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("bringing_in", __name__)

LARGEST_HELD = 150_000  # characters; a form on this side holds no more, so a larger file is asked for again


@views.get("/bring-in")
@door(Door.WORKER)
def bring_in_form() -> str:
    return render("desk/bring_in.html", pages.BringInPage(_("Bring in a case file – Desk")))


@views.post("/bring-in")
@door(Door.WORKER)
def bring_in_now() -> str | tuple[str, int]:
    form = CaseFileForm()
    data = form.file.data.read() if form.file.data else b""
    try:
        if not data:
            raise Invalid(_("Choose a file first."))
        done = bring_in.bring_in(room(), worker_viewer(), data, dry_run=bool(form.dry_run.data))
    except Invalid as problem:
        return _refused(problem)
    return _answer(done, data)


@views.post("/bring-in/decide")
@door(Door.WORKER)
def decide_now() -> str | tuple[str, int]:
    """The same file again, with what was decided about each difference."""
    form = CaseFileForm()
    data = form.file.data.read() if form.file.data else _unpacked(request.form.get("held", ""))
    chosen = {name.removeprefix("d-"): value for name, value in request.form.items() if name.startswith("d-")}
    sha, seen = request.form.get("sha", ""), request.form.get("revision", "")
    try:
        if not data or hashlib.sha256(data).hexdigest() != sha:
            raise Invalid(_("This is not the file that you looked at. Bring it in again."))
        done = bring_in.bring_in(
            room(),
            worker_viewer(),
            data,
            keep=[place for place, side in chosen.items() if side == "here"],
            take=[place for place, side in chosen.items() if side == "file"],
            revision_seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
        )
    except Invalid as problem:
        return _refused(problem)
    except Stale:
        # What was decided was decided about something else: show what differs now.
        done = bring_in.bring_in(room(), worker_viewer(), data, dry_run=True)
        said = _("Somebody changed the case meanwhile. Nothing was kept. Look again.")
        if not done.differences:
            return _refused(Invalid(said), 409)
        return render("desk/differences.html", _page(done, data, chosen, said)), 409
    return _answer(done, data, chosen)


def _answer(done: bring_in.BroughtIn, data: bytes, chosen: dict[str, str] | None = None) -> str | tuple[str, int]:
    if done.differences:
        said = _("Choose one of the two everywhere.") if chosen is not None else ""
        return render("desk/differences.html", _page(done, data, chosen or {}, said)), 422
    title = _("Bring in a case file – Desk")
    page = pages.BringInPage(title, (), done.child_ref, done.state, done.people, done.meetings, done.items)
    return render("desk/bring_in.html", page)


def _refused(problem: Invalid, status: int = 422) -> tuple[str, int]:
    title = _("Error: %(title)s", title=_("Bring in a case file – Desk"))
    faults = tuple((fault.place, fault.message) for fault in problem.faults)
    return render("desk/bring_in.html", pages.BringInPage(title, faults)), status


def _page(done: bring_in.BroughtIn, data: bytes, chosen: dict[str, str], said: str) -> DifferencesPage:
    case: Case = mend.look(room(), worker_viewer(), done.child_ref).kept.case
    held = b64encode(zlib.compress(data, 9)).decode()
    lines = tuple(
        DifferenceLine(
            each.place, place_words(case, each.place), each.file, each.here, chosen.get(each.place, ""), f"d{number}"
        )
        for number, each in enumerate(done.differences, 1)
    )
    undecided = tuple((line.id, f"{line.label}: {said}") for line in lines if said and not line.chosen)
    title = _("Error: %(title)s", title=_("Differences – Desk")) if said else _("Differences – Desk")
    return DifferencesPage(
        title=title,
        ref=done.child_ref,
        held=held if len(held) <= LARGEST_HELD else "",
        sha=hashlib.sha256(data).hexdigest(),
        revision=done.revision,
        lines=lines,
        errors=undecided or ((("d1", said),) if said else ()),
    )


def _unpacked(held: str) -> bytes:
    """The file out of the form; b"" for what this page did not make. It never grows beyond the largest file."""
    try:
        packed = zlib.decompressobj()
        data = packed.decompress(b64decode(held, validate=True), LARGEST + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""
    return data
