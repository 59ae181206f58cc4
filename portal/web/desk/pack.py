"""The pack for a meeting: on the screen, on paper, as a file; numbers opened together; words in English beside them."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotFound
from portal.domain.pack import Pack
from portal.journeys.desk import open_scales, read_views, translate_words, views_pack
from portal.web.desk import pack_pages as pages
from portal.web.desk.given import how_given
from portal.web.desk.pages import Errors
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import words_in
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("pack", __name__)

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "text/plain",
    "json": "application/json",
}


@views.get("/c/<ref>/pack/<meeting>")
@door(Door.WORKER)
def pack(ref: str, meeting: str) -> str:
    who = worker_viewer()
    found, new = views_pack.see_pack(room(), who, ref, meeting)
    standing = [piece for piece in found.to_take().pieces() if not piece.lost]
    return render(
        "desk/pack.html",
        pages.PackPage(
            title=_("Words for the meeting – Desk"),
            ref=ref,
            name=found.child,
            meeting=meeting,
            pack=found,
            new=new,
            closed=closed_scales(ref),
            given={piece.id: how_given(piece) for piece in found.pieces()},
            opened_by=_opened_by(ref, found),
            formats=views_pack.formats(),
            case_system=found.case_system or _("your case system"),
            to_record=tuple(piece.id for piece in standing if piece.recorded_at is None),
            to_take=tuple(piece.id for piece in standing),
            kept=services().keep.recorded_words,
            begun=found.day <= services().clock.today(),
            met_on=format_date(found.day, "EEEE d MMMM y"),
            printed_on=format_date(services().clock.today(), "d MMMM y"),
        ),
    )


def _opened_by(ref: str, found: Pack) -> dict[str, tuple[str, datetime]]:
    """Who opened the numbers that stand side by side, and when, where a worker did and not everybody's answer."""
    opened = open_scales.who_opened(room(), worker_viewer(), ref)
    rows = [row for section in found.sections for row in section.numbers]
    return {
        row.scale: opened[row.scale]
        for row in rows
        if row.scale in opened and opened[row.scale][1] >= min(each.piece.shared_at for each in row.numbers)
    }


def closed_scales(ref: str) -> tuple[pages.ClosedScale, ...]:
    """Numbers that stand closed, for the pages that offer to open them."""
    return tuple(
        pages.ClosedScale(
            each.scale, each.question or _("One answer"), each.language, ", ".join(each.given), ", ".join(each.missing)
        )
        for each in open_scales.closed_scales(room(), worker_viewer(), ref)
    )


def pack_links(ref: str) -> tuple[pages.PackLink, ...]:
    """The meetings that there is a pack for: the next ones, and the last one that is over."""
    found = views_pack.packs(room(), worker_viewer(), ref)
    over = [each for each in found if not each.coming][:1]
    return tuple(pages.PackLink(each.ref, each.name, each.day) for each in (*(e for e in found if e.coming), *over))


def page_of(ref: str) -> str:
    """The page on which somebody pressed: a meeting's pack, or all the words."""
    meeting = request.form.get("meeting", "")
    if meeting in {each.ref for each in pack_links(ref)}:
        return url_for("desk.pack.pack", ref=ref, meeting=meeting)
    return url_for("desk.words.show", ref=ref)


@views.post("/c/<ref>/pack/<meeting>")
@door(Door.WORKER)
def open_new(ref: str, meeting: str) -> AnyResponse:
    """Opening is a press of its own here too: from then on their author cannot take the words back."""
    if meeting not in {each.ref for each in views_pack.packs(room(), worker_viewer(), ref)}:
        raise NotFound
    read_views.open_new(room(), worker_viewer(), ref)
    return redirect(url_for("desk.pack.pack", ref=ref, meeting=meeting), 303)


@views.post("/c/<ref>/pack/<meeting>/file")
@door(Door.WORKER)
def take(ref: str, meeting: str) -> Response:
    """The file itself: it is made for this answer and stands nowhere."""
    kind = request.form.get("format", "")
    made = views_pack.take_pack(room(), worker_viewer(), ref, meeting, kind)
    answer = Response(made.whole, mimetype=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return answer


@views.post("/c/<ref>/scales/<scale>")
@door(Door.WORKER)
def open_scale(ref: str, scale: str) -> AnyResponse:
    """Opening numbers is a press of its own, and says beforehand what it does."""
    open_scales.open_scale(room(), worker_viewer(), ref, scale)
    return redirect(page_of(ref), 303)


@views.get("/c/<ref>/words/<piece>/english")
@door(Door.WORKER)
def english(ref: str, piece: str) -> str:
    return render("desk/english.html", _english_page(ref, piece))


@views.post("/c/<ref>/words/<piece>/english")
@door(Door.WORKER)
def add_english(ref: str, piece: str) -> tuple[str, int] | AnyResponse:
    typed = words_in(request.form.get("answer", ""))
    try:
        translate_words.translate(room(), worker_viewer(), ref, piece, typed)
    except Invalid:
        said = (("answer", _("Write the words in English, in at most 20,000 characters.")),)
        return render("desk/english.html", _english_page(ref, piece, typed, said)), 422
    return redirect(url_for("desk.words.show", ref=ref, _anchor=f"w-{piece}"), 303)


def _english_page(ref: str, piece: str, typed: str = "", errors: Errors = ()) -> pages.EnglishPage:
    found = translate_words.look(room(), worker_viewer(), ref, piece)
    return pages.EnglishPage(
        title=_("Error: In English – Desk") if errors else _("In English – Desk"),
        ref=ref,
        id=found.id,
        author=found.words.author,
        question=found.words.question,
        answer=found.words.answer,
        language=found.words.language,
        beside=tuple((each.words, each.by, each.at) for each in found.translations),
        typed=typed,
        errors=errors,
    )
