"""What somebody has sent, taking it back, and what others of the family opened to them."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import NotAllowed
from portal.domain.sharing import Shared
from portal.journeys.family import sharing
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages

views = Blueprint("sent", __name__)


@views.get("/sent")
@door(Door.FAMILY)
def sent() -> str:
    found, who = services(), family_viewer()
    days = tuple(s.shared_at for s in sharing.sent_days(found.family, who))
    try:
        rows = tuple(_sent_row(s) for s in sharing.read_back(found.family, who))
    except NotAllowed:
        return render("prepare/sent.html", pages.SentPage(_("Sent – My page"), days, None))
    return render("prepare/sent.html", pages.SentPage(_("Sent – My page"), days, rows))


def _sent_row(sent: Shared) -> pages.SentRow:
    to = [sent.words.worker_name or _("the workers at the meeting")]
    to += [name for _ref, name in sent.words.family]
    return pages.SentRow(
        sent.id, sent.words.question, sent.words.answer, sent.words.language, ", ".join(to), sent.shared_at,
        sent.read_at, sent.read_by, sent.opened_at is None, sent.opened_by_others,
    )  # fmt: skip


@views.post("/sent/<ref>")
@door(Door.FAMILY)
def take_back(ref: str) -> AnyResponse:
    who = family_viewer()
    try:
        sharing.take_back(services().family, who, services().library.question_set(who.kind), ref)
    except NotAllowed:
        return redirect(url_for("account.again", to="/sent"), 303)
    return redirect(url_for("prepare.sent.sent"), 303)


@views.get("/with-me")
@door(Door.FAMILY)
def with_me() -> str:
    found = sharing.open_shared_with_me(services().family, family_viewer())
    rows = tuple(pages.WithMeRow(s.words.question, s.words.answer, s.words.author, s.words.language) for s in found)
    return render("prepare/with_me.html", pages.WithMePage(_("For you – My page"), rows))
