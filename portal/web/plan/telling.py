"""Telling one's workers something about a date, taking it back, and saying that one has read one's copy."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotFound
from portal.domain.messages import ABOUT_ME, LONGEST, MessageKind
from portal.journeys.family import dates, reading
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.easy_words import reads_easy
from portal.web.kit.forms import number_in, words_in
from portal.web.kit.locale import language
from portal.web.kit.services import services
from portal.web.plan.forms import ReadForm, TellForm
from portal.web.plan.own_copy import meeting_page, short_notice, show_page

views = Blueprint("telling", __name__)


@views.post("/m/<ref>/no")
@door(Door.FAMILY)
def cannot_come(ref: str) -> tuple[str, int] | AnyResponse:
    return _tell_of_meeting(MessageKind.CANNOT_COME, ref)


@views.post("/m/<ref>/yes")
@door(Door.FAMILY)
def can_come(ref: str) -> tuple[str, int] | AnyResponse:
    return _tell_of_meeting(MessageKind.CAN_COME, ref)


@views.post("/m/<ref>/move")
@door(Door.FAMILY)
def ask_to_move(ref: str) -> tuple[str, int] | AnyResponse:
    return _tell_of_meeting(MessageKind.ASK_TO_MOVE, ref)


@views.post("/v/<ref>/missed")
@door(Door.FAMILY)
def did_not_come(ref: str) -> tuple[str, int] | AnyResponse:
    words = _typed()
    try:
        _tell(MessageKind.DID_NOT_COME, ref, words)
    except Invalid:
        return show_page(ref, words, ((f"words-{ref}", _too_long(words)),)), 422
    return redirect(url_for("plan.show", _anchor=f"v-{ref}"), 303)


@views.post("/told/<ref>")
@door(Door.FAMILY)
def take_back(ref: str) -> tuple[str, int] | AnyResponse:
    message, taken = dates.take_back(services().family, family_viewer(), ref)
    about, too_late = message.about.ref, _("Your worker had seen it already.")
    if message.kind in ABOUT_ME:  # the page that follows says that it was seen
        return redirect(url_for("plan.about_me.kept"), 303)
    if message.kind is MessageKind.DID_NOT_COME:
        if not taken:
            return show_page(errors=((f"v-{about}", too_late),)), 409
        return redirect(url_for("plan.show", _anchor=f"v-{about}"), 303)
    if not taken:
        return meeting_page(about, errors=(("told", too_late),)), 409
    return redirect(url_for("plan.meeting", ref=about, _anchor="told"), 303)


@views.post("/p/read")
@door(Door.FAMILY)
def say_read() -> AnyResponse:
    number = number_in(ReadForm().number.data, digits=6)
    if not number:
        raise NotFound
    reading.say_read(services().family, family_viewer(), number)
    return redirect(url_for("plan.show", _anchor="read"), 303)


def _tell_of_meeting(kind: MessageKind, ref: str) -> tuple[str, int] | AnyResponse:
    words = _typed()
    try:
        _tell(kind, ref, words)
    except Invalid:
        return meeting_page(ref, kind.value, words, ((f"words-{kind.value}", _too_long(words)),)), 422
    return redirect(url_for("plan.meeting", ref=ref, _anchor="told"), 303)


def _tell(kind: MessageKind, ref: str, words: str) -> None:
    who = family_viewer()
    dates.tell(services().family, who, kind, ref, words, language().tag, short_notice(easy=reads_easy()))


def _typed() -> str:
    return words_in(TellForm().answer.data).strip()


def _too_long(words: str) -> str:
    over = len(words) - LONGEST
    said = ngettext("This is %(num)d letter too long. Your words are still here.",
                    "This is %(num)d letters too long. Your words are still here.", over)  # fmt: skip
    return str(said)
