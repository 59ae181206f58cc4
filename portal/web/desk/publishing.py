"""Looking at everybody's copies side by side, and publishing them."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _

from portal.access.publishing_checks import Check
from portal.domain.audience import Kind
from portal.domain.errors import Stale
from portal.journeys.desk import publish, review
from portal.web.copy.pages import copy_view
from portal.web.desk import pages
from portal.web.desk.forms import PublishForm
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services

views = Blueprint("publishing", __name__)


@views.get("/c/<ref>/copies")
@door(Door.WORKER)
def copies(ref: str) -> str:
    return render("desk/copies.html", _page(ref))


def _page(
    ref: str,
    *,
    told: str = "",
    reasons: dict[str, str] | None = None,
    outcomes: dict[str, publish.Released] | None = None,
    errors: pages.Errors = (),
) -> pages.ReviewPage:
    found = review.review(room(), worker_viewer(), ref, told=bool(told))
    columns, asks = [], {}
    for copy in found.copies:
        done = (outcomes or {}).get(copy.person)
        checks = tuple(_line(check) for check in copy.checks)
        asks.update({check.id: check for check in checks if not check.hard})
        columns.append(
            pages.CopyColumn(
                person=copy.person,
                name=copy.name,
                young=copy.edition.kind is Kind.YOUNG_PERSON,
                changed=copy.changed,
                number=copy.previous.number if copy.previous else None,
                view=copy_view(copy.edition, services().clock.now()),
                checks=checks,
                outcome=done.state if done else "",
            )
        )
    return pages.ReviewPage(
        title=_("Copies – Desk"),
        ref=ref,
        name=found.kept.case.child.preferred_name,
        revision=found.kept.revision,
        columns=tuple(columns),
        asks=tuple(asks.values()),
        told=told,
        reasons=reasons or {},
        cut_short=found.cut_short is not None,
        done=outcomes is not None,
        errors=errors,
    )


@views.post("/c/<ref>/copies")
@door(Door.WORKER)
def publish_now(ref: str) -> str | tuple[str, int]:
    form = PublishForm()
    told = (form.told.data or "").strip()[:500]
    reasons = {
        name.removeprefix("reason-"): value.strip()[:1000]
        for name, value in request.form.items()
        if name.startswith("reason-")
    }
    seen = form.revision.data or ""
    only = request.form.getlist("for")
    if not only:
        said = _("Tick at least one person.")
        return render("desk/copies.html", _page(ref, told=told, reasons=reasons, errors=(("for", said),))), 422
    try:
        done = publish.publish(
            room(), worker_viewer(), ref, int(seen) if seen.isascii() and seen.isdigit() else 0,
            told=told, reasons=reasons, only=only,
        )  # fmt: skip
    except Stale:
        said = _("The case changed since you opened this page. Nothing was published. Look at the copies again.")
        return render("desk/copies.html", _page(ref, told=told, reasons=reasons, errors=(("for", said),))), 409
    outcomes = {released.person: released for released in done}
    stopped = any(released.stopped_by for released in done)
    return render(
        "desk/copies.html", _page(ref, told=told, reasons=reasons, outcomes=outcomes)
    ), 422 if stopped else 200


def _line(check: Check) -> pages.CheckLine:
    return pages.CheckLine(check.id, check.hard, check.place, check.sentence, check.matched)
