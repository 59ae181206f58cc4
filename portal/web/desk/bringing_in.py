"""Bringing in a case file, and deciding where it and the desk say different things."""

from __future__ import annotations

import binascii
import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import astuple

from flask import Blueprint, request
from flask_babel import gettext as _

from portal.domain.errors import Invalid, Stale
from portal.domain.merging import Difference
from portal.exchange.readable import LARGEST
from portal.journeys.desk import bring_in, mend
from portal.web.desk import pages
from portal.web.desk.forms import CaseFileForm
from portal.web.desk.mending_pages import DifferenceLine, DifferencesPage
from portal.web.desk.place_words import place_words
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import number_in
from portal.web.kit.render import render
from portal.web.kit.sizes import takes_a_file

views = Blueprint("bringing_in", __name__)

LARGEST_SENT = 3 * 1024 * 1024  # a file of 2 MB, and what was decided about it
LARGEST_HELD = 150_000  # characters; a form on this side holds no more, so a larger file is asked for again

Asked = tuple[str, tuple[Difference, ...]]  # the child's ref, and what was asked


@views.get("/bring-in")
@door(Door.WORKER)
def bring_in_form() -> str:
    return render("desk/bring_in.html", pages.BringInPage(_("Bring in a case file – Desk")))


@views.post("/bring-in")
@door(Door.WORKER)
@takes_a_file(LARGEST_SENT)
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
@takes_a_file(LARGEST_SENT)
def decide_now() -> str | tuple[str, int]:
    """The same file again, with what was decided about each difference."""
    form = CaseFileForm()
    data = form.file.data.read() if form.file.data else _unpacked(request.form.get("held", ""))
    chosen = {name.removeprefix("d-"): value for name, value in request.form.items() if name.startswith("d-")}
    sha = request.form.get("sha", "")
    try:
        if not data or hashlib.sha256(data).hexdigest() != sha:
            if (asked := _asked(request.form.get("lines", ""))) is not None:
                return render("desk/differences.html", _asked_again(asked, chosen, sha)), 422
            raise Invalid(_("This is not the file that you looked at. Bring it in again."))
        done = bring_in.bring_in(
            room(),
            worker_viewer(),
            data,
            keep=[place for place, side in chosen.items() if side == "here"],
            take=[place for place, side in chosen.items() if side == "file"],
            revision_seen=number_in(request.form.get("revision")),
        )
    except Invalid as problem:
        return _refused(problem)
    except Stale:
        return _looked_at_again(data, chosen)
    return _answer(done, data, chosen)


def _looked_at_again(data: bytes, chosen: dict[str, str]) -> tuple[str, int]:
    """What was decided was decided about something else: show what differs now."""
    said = _("Somebody changed the case meanwhile. Nothing was kept. Look again.")
    try:
        done = bring_in.bring_in(room(), worker_viewer(), data, dry_run=True)
    except Invalid as problem:
        return _refused(problem, 409)
    if not done.differences:
        return _refused(Invalid(said), 409)
    return render("desk/differences.html", _page(done, data, chosen, said)), 409


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
    held = b64encode(zlib.compress(data, 9)).decode()
    lines = _lines(done.child_ref, done.differences, chosen)
    undecided = tuple((line.id, f"{line.label}: {said}") for line in lines if said and not line.chosen)
    is_held = len(held) <= LARGEST_HELD
    return DifferencesPage(
        title=_("Error: %(title)s", title=_("Differences – Desk")) if said else _("Differences – Desk"),
        ref=done.child_ref,
        held=held if is_held else "",
        sha=hashlib.sha256(data).hexdigest(),
        revision=done.revision,
        lines=lines,
        asked="" if is_held else _packed(done.child_ref, done.differences),
        errors=undecided or ((("d1", said),) if said else ()),
    )


def _asked_again(asked: Asked, chosen: dict[str, str], sha: str) -> DifferencesPage:
    """The same page, for somebody who decided and sent no file, or another one."""
    ref, differences = asked
    return DifferencesPage(
        title=_("Error: %(title)s", title=_("Differences – Desk")),
        ref=ref,
        held="",
        sha=sha,
        revision=number_in(request.form.get("revision")),
        lines=_lines(ref, differences, chosen),
        asked=_packed(ref, differences),
        errors=(("file", _("Choose the same case file once more. What you decided still stands below.")),),
    )


def _lines(ref: str, differences: tuple[Difference, ...], chosen: dict[str, str]) -> tuple[DifferenceLine, ...]:
    case = mend.look(room(), worker_viewer(), ref).kept.case
    return tuple(
        DifferenceLine(
            each.place,
            place_words(case, each.place) + (f" – “{each.about}”" if each.about else ""),
            each.file,
            each.here,
            chosen.get(each.place, ""),
            f"d{number}",
        )
        for number, each in enumerate(differences, 1)
    )


def _packed(ref: str, differences: tuple[Difference, ...]) -> str:
    """The questions, for a page whose file is too large to be held; very long ones lose their ends."""
    for longest in (LARGEST, 300, 40):
        cut = [[text and text[:longest] for text in astuple(each)[1:]] for each in differences]
        named = [[each.place, *rest] for each, rest in zip(differences, cut, strict=True)]
        packed = b64encode(zlib.compress(json.dumps([ref, named]).encode(), 9)).decode()
        if len(packed) <= LARGEST_HELD:
            return packed
    return ""


def _asked(packed: str) -> Asked | None:
    """The questions out of the form; None for what this page did not make."""
    try:
        ref, lines = json.loads(_unpacked(packed))
        found = tuple(Difference(place, file, here, about) for place, file, here, about in lines)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = [text for each in found for text in (each.place, each.file or "", each.here or "", each.about)]
    return (ref, found) if all(isinstance(text, str) for text in (ref, *texts)) else None


def _unpacked(held: str) -> bytes:
    """The file out of the form; b"" for what this page did not make. It never grows beyond the largest file."""
    try:
        packed = zlib.decompressobj()
        data = packed.decompress(b64decode(held, validate=True), LARGEST + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""
    return data
