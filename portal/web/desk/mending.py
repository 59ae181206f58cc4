"""Mending a case at the desk: everything in it as a list, one item, a new one, the words never on a screen."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain import mending
from portal.domain.case import Case
from portal.domain.errors import Invalid, NotFound, Stale
from portal.domain.mending import ItemRef, Sort
from portal.domain.merging import changed_between
from portal.exchange.typed import Typed
from portal.exchange.typed_new import BY_HAND
from portal.journeys.desk import mend as journey
from portal.journeys.desk import review
from portal.web.desk import mending_pages as pages
from portal.web.desk.mend_fields import Fields, label_of
from portal.web.desk.mend_forms import groups_for, groups_for_new
from portal.web.desk.mend_lines import address_for, item_groups, new_titles, path_of
from portal.web.desk.pages import Errors
from portal.web.desk.place_words import part_words, place_words
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.forms import number_in
from portal.web.kit.render import render

views = Blueprint("mending", __name__)

# -- everything in the case -------------------------------------------------------------------------


@views.get("/c/<ref>/mend")
@door(Door.WORKER)
def mend_list(ref: str) -> str:
    case = journey.look(room(), worker_viewer(), ref).kept.case
    groups = item_groups(case, room().areas[case.area])
    marks = len(case.never_shown)
    return render(
        "desk/mend_list.html", pages.MendListPage(_("Mend – Desk"), ref, case.child.preferred_name, groups, marks)
    )


# -- one item ---------------------------------------------------------------------------------------


@views.get("/c/<ref>/mend/<sort>/<key>")
@door(Door.WORKER)
def mend(ref: str, sort: str, key: str) -> str:
    item = ItemRef(_sort(sort), key)
    return render("desk/mend.html", _mend_page(ref, item, journey.look(room(), worker_viewer(), ref, item)))


@views.post("/c/<ref>/mend/<sort>/<key>")
@door(Door.WORKER)
def mend_now(ref: str, sort: str, key: str) -> tuple[str, int] | AnyResponse:
    item, typed = ItemRef(_sort(sort), key), _typed()
    try:
        journey.mend(room(), worker_viewer(), ref, item, typed, _revision())
    except Invalid as problem:
        opened = journey.look(room(), worker_viewer(), ref, item)
        return render("desk/mend.html", _mend_page(ref, item, opened, typed, _errors(problem))), 422
    except Stale:
        return render("desk/mend.html", _late_page(ref, item, typed)), 409
    return _back(ref, item)


@views.post("/c/<ref>/mend/<sort>/<key>/out")
@door(Door.WORKER)
def take_out(ref: str, sort: str, key: str) -> tuple[str, int] | AnyResponse:
    item = ItemRef(_sort(sort), key)
    try:
        journey.take_out(room(), worker_viewer(), ref, item, _revision())
    except Stale:
        return render("desk/mend.html", _late_page(ref, item, None)), 409
    except Invalid as problem:
        opened = journey.look(room(), worker_viewer(), ref, item)
        return render(
            "desk/mend.html", _mend_page(ref, item, opened, None, _still_named(opened.kept.case, problem))
        ), 422
    return _back(ref, None)


def _still_named(case: Case, problem: Invalid) -> Errors:
    return tuple(
        (
            "take-out",
            _("A worker's account is tied to this entry. End that first.")
            if fault.place == "tied"
            else _("%(place)s still names them. Change that first.", place=place_words(case, fault.place)),
        )
        for fault in problem.faults
    )


def _mend_page(
    ref: str, item: ItemRef, opened: journey.Opened, typed: Typed | None = None, errors: Errors = ()
) -> pages.MendPage:
    case = opened.kept.case
    area = room().areas[case.area]
    out = address_for(f"{path_of(item)}/out", _person())
    return pages.MendPage(
        title=_("Error: Mend – Desk") if errors else _("Mend – Desk"),
        ref=ref,
        name=case.child.preferred_name,
        heading=label_of(case, area, item),
        action=path_of(item, _person()),
        back=_way_back(),
        revision=opened.kept.revision,
        groups=groups_for(Fields(case=case, area=area, typed=typed, errors=errors, file=opened.file), item),
        take_out=out if item.sort in mending.REMOVABLE else "",
        errors=errors,
    )


def _late_page(ref: str, item: ItemRef, typed: Typed | None) -> pages.MendPage:
    """Somebody else saved first: what was typed stands in the form still, beside what changed."""
    opened = journey.look(room(), worker_viewer(), ref, seen=_revision())
    case = opened.kept.case
    try:
        now = mending.find(case, item)
    except NotFound:
        kept = tuple(value for name, values in (typed or {}).items() if name.endswith("words") for value in values)
        return pages.MendPage(
            _("Mend – Desk"), ref, case.child.preferred_name, _("This is not in the case any more"), "",
            _way_back(), opened.kept.revision, (), is_stale=True, kept=kept,
        )  # fmt: skip
    page = _mend_page(ref, item, opened, typed)
    return pages.late(page, _changes(case, opened.seen, item, now))


def _changes(case: Case, seen: Case | None, item: ItemRef, now: object) -> tuple[pages.ChangeLine, ...]:
    try:
        before = mending.find(seen, item) if seen else None
    except NotFound:
        before = None
    if before is None:
        return ()
    return tuple(
        pages.ChangeLine(part_words(case, place), was or "–", stands or "–")
        for place, was, stands in changed_between(before, now)
    )


# -- a new item, and the words never on a screen ----------------------------------------------------------


@views.get("/c/<ref>/mend/new/<sort>")
@door(Door.WORKER)
def mend_new(ref: str, sort: str) -> str:
    return render("desk/mend.html", _new_page(ref, _sort(sort), None))


@views.post("/c/<ref>/mend/new/<sort>")
@door(Door.WORKER)
def mend_new_now(ref: str, sort: str) -> tuple[str, int] | AnyResponse:
    typed = _typed()
    try:
        item = journey.add(room(), worker_viewer(), ref, _sort(sort), typed, _revision())
    except Invalid as problem:
        return render("desk/mend.html", _new_page(ref, _sort(sort), typed, _errors(problem))), 422
    except Stale:
        return render("desk/mend.html", pages.late(_new_page(ref, _sort(sort), typed))), 409
    return _back(ref, item)


def _new_page(ref: str, sort: Sort, typed: Typed | None, errors: Errors = ()) -> pages.MendPage:
    kept = journey.look(room(), worker_viewer(), ref).kept
    if sort not in BY_HAND:
        abort(404)
    fields = Fields(case=kept.case, area=room().areas[kept.case.area], typed=typed, errors=errors)
    title = _("Error: Mend – Desk") if errors else _("Mend – Desk")
    address = address_for(f"new/{sort.value}", _person())
    return pages.MendPage(
        title, ref, kept.case.child.preferred_name, new_titles()[sort], address, _way_back(), kept.revision,
        groups_for_new(fields, sort), errors=errors,
    )  # fmt: skip


@views.get("/c/<ref>/mend/never-shown")
@door(Door.WORKER)
def never_shown(ref: str) -> str:
    return render("desk/mend.html", _marks_page(ref, None))


@views.post("/c/<ref>/mend/never-shown")
@door(Door.WORKER)
def never_shown_now(ref: str) -> tuple[str, int] | AnyResponse:
    typed = _typed()
    try:
        journey.mark_never_shown(room(), worker_viewer(), ref, typed, _revision())
    except Invalid as problem:
        return render("desk/mend.html", _marks_page(ref, typed, _errors(problem))), 422
    except Stale:
        return render("desk/mend.html", pages.late(_marks_page(ref, typed))), 409
    if holding := review.stands_but_must_not(room(), worker_viewer(), ref):
        return redirect(f"/c/{quote(ref)}/copies#copy-of-{quote(holding[0])}", 303)
    return _back(ref, None)


def _marks_page(ref: str, typed: Typed | None, errors: Errors = ()) -> pages.MendPage:
    kept = journey.look(room(), worker_viewer(), ref).kept
    fields = Fields(case=kept.case, area=room().areas[kept.case.area], typed=typed, errors=errors)
    words = fields.words(
        "never_shown",
        _("Words that must never stand on a screen of the family's"),
        "\n".join(kept.case.never_shown),
        _("One a line: what a safe word is, a safe house, where somebody was placed, the riskiest times."
          " A copy with one of them is not published."),
    )  # fmt: skip
    title = _("Error: Mend – Desk") if errors else _("Mend – Desk")
    address = address_for("never-shown", _person())
    return pages.MendPage(
        title, ref, kept.case.child.preferred_name, _("Never on a screen"), address, _way_back(), kept.revision,
        (pages.Group("", (words,)),), errors=errors,
    )  # fmt: skip


# -- what every form sends ----------------------------------------------------------------------------


def _sort(value: str) -> Sort:
    if value not in [sort.value for sort in Sort]:
        abort(404)
    return Sort(value)


def _typed() -> Typed:
    return request.form.to_dict(flat=False)


def _revision() -> int:
    return number_in(request.form.get("revision"))


def _person() -> str:
    return request.args.get("for", "")[:80]


def _errors(problem: Invalid) -> Errors:
    return tuple((fault.place, fault.message) for fault in problem.faults)


def _way_back() -> str:
    return f"copies#copy-of-{quote(_person())}" if _person() else "mend"


def _back(ref: str, item: ItemRef | None) -> AnyResponse:
    """Where they came from: that person's copy, or the list."""
    if _person():
        mended = {"mended": f"{item.sort.value}/{item.key}"} if item else {}
        anchor = "mended" if item else f"copy-of-{_person()}"
        query = urlencode({"for": _person(), **mended})
        target = f"/c/{quote(ref)}/copies?{query}#{quote(anchor)}"
    else:
        anchor = f"{item.sort.value}-{item.key}" if item else ""
        target = f"/c/{quote(ref)}/mend#{quote(anchor)}"
    return redirect(target, 303)
