"""What somebody has sent, taking it back, and what others of the family opened to them."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import NotAllowed
from portal.domain.sharing import Shared
from portal.journeys.family import sharing
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
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
        may = sharing.may_read_back(found.family, who)
        return render("prepare/sent.html", pages.SentPage(_("Sent – My page"), days, None, may_read_back=may))
    return render("prepare/sent.html", pages.SentPage(_("Sent – My page"), days, rows, found.keep.recorded_words))


def _sent_row(sent: Shared) -> pages.SentRow:
    to = [sent.words.worker_name or _("the workers at the meeting")]
    to += [name for _ref, name in sent.words.family]
    return pages.SentRow(
        sent.id, sent.words.question or _("One answer"),
        cannot_be_shown() if sent.lost else sent.words.answer, sent.words.language, ", ".join(to), sent.shared_at,
        sent.read_at, sent.read_by, sent.opened_at is None,
        tuple(pages.OpeningLine(opening.name, opening.at, opening.with_reason) for opening in sent.openings),
        sent.recorded_at,
    )  # fmt: skip


@views.post("/sent/<ref>")
@door(Door.FAMILY)
def take_back(ref: str) -> AnyResponse:
    who = family_viewer()
    try:
        sharing.take_back(services().family, who, services().library.question_set(who.kind), ref)
    except NotAllowed:
        if not sharing.may_read_back(services().family, who):
            return redirect(url_for("prepare.sent.sent"), 303)
        return redirect(url_for("account.again", to="/sent"), 303)
    return redirect(url_for("prepare.sent.sent"), 303)


@views.get("/with-me")
@door(Door.FAMILY)
def with_me() -> str:
    found = sharing.open_shared_with_me(services().family, family_viewer())
    rows = tuple(_row_with_me(s) for s in found)
    return render("prepare/with_me.html", pages.WithMePage(_("For you – My page"), rows))


def _row_with_me(shared: Shared) -> pages.WithMeRow:
    words, said = shared.words, cannot_be_shown() if shared.lost else shared.words.answer
    return pages.WithMeRow(words.question or _("One answer"), said, words.author, words.language)
