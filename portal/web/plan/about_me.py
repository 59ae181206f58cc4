"""What is kept about oneself: how long, asking for a copy, saying that it is not right, complaining."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.audience import Kind
from portal.domain.errors import Invalid
from portal.domain.messages import LONGEST, MessageKind
from portal.journeys.family import about_me as journey
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.easy_words import reads_easy
from portal.web.kit.forms import words_in
from portal.web.kit.locale import language
from portal.web.kit.render import render
from portal.web.kit.services import services
from portal.web.plan.forms import TellForm
from portal.web.plan.own_copy import short_notice
from portal.web.plan.pages import AboutMePage, AskedLine, Errors

views = Blueprint("about_me", __name__)


@views.get("/kept")
@door(Door.FAMILY)
def kept() -> str:
    return _page()


def _page(which: str = "", typed: str = "", errors: Errors = ()) -> str:
    found, who = services(), family_viewer()
    asked, keep = journey.open_about_me(found.family, who), found.keep
    page = AboutMePage(
        title=_("Error: What is kept – My page") if errors else _("What is kept – My page"),
        young=who.kind is Kind.YOUNG_PERSON,
        drafts=keep.draft,
        words=keep.recorded_words,
        after_end=keep.family_after_end,
        asked=tuple(
            AskedLine(
                each.id, each.kind.value, each.sent_at, each.seen_at, each.answered_at,
                each.answer if asked.may_read_back else "", each.answered_by if asked.may_read_back else "",
            )
            for each in asked.said
        ),
        may_read_back=asked.may_read_back,
        notice=short_notice(easy=reads_easy()),
        telling=which,
        typed=typed,
        errors=errors,
    )  # fmt: skip
    return render("plan/kept.html", page)


@views.post("/kept/copy")
@door(Door.FAMILY)
def ask_for_copy() -> AnyResponse:
    return _ask(MessageKind.ASK_COPY, "")


@views.post("/kept/wrong")
@door(Door.FAMILY)
def say_not_right() -> tuple[str, int] | AnyResponse:
    return _ask_in_words(MessageKind.NOT_RIGHT)


@views.post("/kept/complain")
@door(Door.FAMILY)
def complain() -> tuple[str, int] | AnyResponse:
    return _ask_in_words(MessageKind.COMPLAIN)


@views.post("/me/noted")
@door(Door.FAMILY)
def noted() -> AnyResponse:
    journey.say_noted(services().family, family_viewer())
    return redirect(url_for("plan.home"), 303)


def _ask_in_words(kind: MessageKind) -> tuple[str, int] | AnyResponse:
    words = words_in(TellForm().answer.data).strip()
    try:
        return _ask(kind, words)
    except Invalid as problem:
        over = len(words) - LONGEST
        said = (
            _("Write a few words first.")
            if problem.faults[0].message == "no-words"
            else ngettext("This is %(num)d letter too long. Your words are still here.",
                          "This is %(num)d letters too long. Your words are still here.", over)
        )  # fmt: skip
        return _page(kind.value, words, ((f"words-{kind.value}", str(said)),)), 422


def _ask(kind: MessageKind, words: str) -> AnyResponse:
    who = family_viewer()
    journey.ask(services().family, who, kind, words, language().tag, short_notice(easy=reads_easy()))
    return redirect(url_for("plan.about_me.kept", _anchor="asked"), 303)
