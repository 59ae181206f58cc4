"""What somebody has sent, taking it back, and what others of the family opened to them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import NotAllowed
from portal.domain.following import changed_by, day_in
from portal.domain.sharing import Outcome, Shared
from portal.journeys.family import read_plan, sharing
from portal.web.kit.dates import day
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.errors import cannot_be_shown
from portal.web.kit.promised import ringing_words, telling_words
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.prepare import pages
from portal.web.prepare.own_numbers import Beside, own_numbers

views = Blueprint("sent", __name__)


@views.get("/sent")
@door(Door.FAMILY)
def sent() -> str:
    found, who = services(), family_viewer()
    days = tuple({day(s.shared_at): s.shared_at for s in sharing.sent_days(found.family, who)}.values())
    try:
        mine = sharing.read_back(found.family, who)
    except NotAllowed:
        may = sharing.may_read_back(found.family, who)
        return render("prepare/sent.html", pages.SentPage(_("Sent – My page"), days, None, may_read_back=may))
    rows = tuple(_sent_row(s) for s in mine)
    telling, ringing, circle = read_plan.open_promised(found.family, who, mine, found.library.areas("en"))
    page = pages.SentPage(_("Sent – My page"), days, rows, found.keep.recorded_words, changed=changed_lines(mine),
                          numbers=own_numbers(mine), telling=telling_words(telling, circle),
                          ringing=ringing_words(ringing, circle))  # fmt: skip
    return render("prepare/sent.html", page)


def _sent_row(sent: Shared) -> pages.SentRow:
    to = [sent.words.worker_name or _("the workers at the meeting")]
    to += [name for _ref, name in sent.words.family]
    return pages.SentRow(
        sent.id, sent.words.question or _("One answer"),
        cannot_be_shown() if sent.lost else sent.words.answer, sent.words.language, ", ".join(to), sent.shared_at,
        sent.read_at, sent.read_by, sent.opened_at is None,
        tuple(pages.OpeningLine(opening.name, opening.at, opening.with_reason) for opening in sent.openings),
        sent.recorded_at,
        tuple(came_line(said) for said in sent.outcomes),
        sent.asks and not sent.is_answered,
        beside=tuple(Beside(each.by, each.at) for each in sent.translations),
    )  # fmt: skip


def came_line(said: Outcome) -> pages.CameLine:
    return pages.CameLine(
        said.kind.value, said.at, said.by, said.words if said.kind.is_answer else "", day_in(said.words)
    )


def changed_lines(sent: Sequence[Shared]) -> tuple[pages.ChangedLine, ...]:
    """What changed because of what they said, of the last round."""
    return tuple(
        pages.ChangedLine(each.words.question or _("One answer"), each.words.language, came_line(said))
        for each, said in changed_by(sent)
    )


@views.post("/sent/<ref>")
@door(Door.FAMILY)
def take_back(ref: str) -> AnyResponse:
    who = family_viewer()
    try:
        sharing.take_back(services().family, who, services().library.sets_for(who.kind), ref)
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
