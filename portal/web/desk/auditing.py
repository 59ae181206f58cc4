"""The audit, for auditors: whether it stands as it was written, and what was done."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext as _

from portal.journeys.desk import read_audit
from portal.web.desk.people_pages import AuditBook, AuditLine, AuditPage
from portal.web.desk.room import room
from portal.web.kit.doors import Door, door, worker_viewer
from portal.web.kit.render import render

views = Blueprint("auditing", __name__)


@views.get("/audit")
@door(Door.WORKER)
def audit() -> str | tuple[str, int]:
    typed, day, wrong = request.args.get("day", ""), None, False
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        wrong = True
    books = tuple(
        AuditBook(
            book.name, book.rows, book.broken.seq if book.broken else None, book.broken.why if book.broken else "",
            tuple(AuditLine(at, e.actor, e.action, e.thing, e.child, e.outcome) for at, e in book.lines),
        )
        for book in read_audit.read(room(), worker_viewer(), day)
    )  # fmt: skip
    errors = (("day", _("Choose a day.")),) if wrong else ()
    title = _("Error: Audit – Desk") if wrong else _("Audit – Desk")
    page = render("desk/audit.html", AuditPage(title, books, day, errors))
    return (page, 422) if wrong else page
