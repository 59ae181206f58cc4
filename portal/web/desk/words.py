"""What a family shared, in the order of the meeting."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid
from portal.domain.preparation import MEETING
from portal.domain.sharing import Shared
from portal.journeys.desk import read_views, record_views, see_children
from portal.web.desk import words_pages as pages
from portal.web.desk.came import asked_lines, came_lines, meetings_offered
from portal.web.desk.forms import ReasonForm, shown_ids
from portal.web.desk.given import how_given
from portal.web.desk.pack import closed_scales, pack_links, page_of
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("words", __name__)


@views.get("/c/<ref>/words")
@door(Door.WORKER)
def show(ref: str) -> str:
    return render("desk/words.html", _page(ref))


def _page(ref: str, opened: Shared | None = None, errors: Errors = ()) -> pages.ViewsPage:
    who = worker_viewer()
    child = see_children.see_child(room(), who, ref)
    area, pieces, new = read_views.views(room(), who, ref)
    titles = {step.id: step.title for step in area.steps} | {"": _("Not read out")}
    groups: dict[str, list[pages.PieceLine]] = {}
    for piece in pieces:
        groups.setdefault(piece.step, []).append(_line(piece))
    return pages.ViewsPage(
        title=_("Words from the family – Desk"),
        ref=ref,
        name=child.name,
        new=new,
        to_record=tuple(piece.shared.id for piece in pieces if _is_to_record(piece)),
        to_take=tuple(piece.shared.id for piece in pieces if not piece.closed and piece.shared.worker == MEETING),
        kept=services().keep.recorded_words,
        case_system=area.case_system or _("your case system"),
        closed=closed_scales(ref),
        packs=pack_links(ref),
        groups=tuple(pages.StepGroup(titles[step], tuple(lines)) for step, lines in groups.items()),
        opened=_line(read_views.Piece(opened, opened.words.author, "", False)) if opened else None,
        errors=errors,
        came={p.shared.id: came_lines(p.shared, has_left=p.has_left) for p in pieces if not p.closed},
        asked=asked_lines(pieces),
        take_to=meetings_offered(ref),
    )


def _is_to_record(piece: read_views.Piece) -> bool:
    shared = piece.shared
    return not piece.closed and not shared.lost and shared.recorded_at is None and shared.opened_at is not None


def _line(piece: read_views.Piece) -> pages.PieceLine:
    shared, words = piece.shared, piece.shared.words
    return pages.PieceLine(
        id=shared.id,
        author=piece.author,
        question=words.question or _("One answer"),
        answer=cannot_be_shown() if shared.lost else words.answer,
        language=words.language,
        shared_at=shared.shared_at,
        read_at=shared.read_at,
        read_by=shared.read_by,
        to=words.worker_name if shared.worker != MEETING else "",
        closed=piece.closed,
        not_with=", ".join(piece.not_with),
        pass_on=piece.pass_on,
        recorded_at=shared.recorded_at,
        lost=shared.lost,
        recorded_by=shared.recorded_by,
        given="" if piece.closed else how_given(words),
        aloud=piece.closed or bool(shared.topic),
        low="" if piece.closed else words.low,
        high="" if piece.closed else words.high,
        beside=() if piece.closed else tuple((each.words, each.by, each.at) for each in shared.translations),
    )


@views.post("/c/<ref>/words")
@door(Door.WORKER)
def open_new(ref: str) -> AnyResponse:
    """Opening is a press of its own: from then on their author cannot take the words back."""
    read_views.open_new(room(), worker_viewer(), ref)
    return redirect(url_for("desk.words.show", ref=ref), 303)


@views.post("/c/<ref>/words/<piece>/read")
@door(Door.WORKER)
def mark_read(ref: str, piece: str) -> AnyResponse:
    read_views.mark_read(room(), worker_viewer(), ref, piece)
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


@views.post("/c/<ref>/words/recorded")
@door(Door.WORKER)
def record_all(ref: str) -> AnyResponse:
    """All of it, as it stood on the page of words or of a pack: what came since they have not copied."""
    record_views.record(room(), worker_viewer(), ref, only=shown_ids())
    return redirect(page_of(ref), 303)


@views.post("/c/<ref>/words/<piece>/recorded")
@door(Door.WORKER)
def record(ref: str, piece: str) -> AnyResponse:
    record_views.record(room(), worker_viewer(), ref, piece)
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


@views.post("/c/<ref>/words/<piece>/pass-on/<person>")
@door(Door.WORKER)
def pass_on(ref: str, piece: str, person: str) -> AnyResponse:
    read_views.pass_on(room(), worker_viewer(), ref, piece, person)
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


@views.post("/c/<ref>/words/<piece>/open")
@door(Door.WORKER)
def open_with_reason(ref: str, piece: str) -> str | tuple[str, int]:
    try:
        opened = read_views.open_with_reason(room(), worker_viewer(), ref, piece, ReasonForm().reason.data or "")
    except Invalid:
        said = _("Say why in a sentence. It is kept, and the person can see that you opened it.")
        return render("desk/words.html", _page(ref, errors=((f"reason-{piece}", said),))), 422
    return render("desk/words.html", _page(ref, opened))
