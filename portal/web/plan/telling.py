"""Telling one's workers something about a date, taking it back, and saying that one has read one's copy."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.errors import Invalid, NotFound
from portal.domain.messages import LONGEST, MessageKind
from portal.journeys.family import dates, reading
from portal.web.kit.doors import Door, door, family_viewer
from portal.web.kit.locale import language
from portal.web.kit.services import services
from portal.web.plan.forms import ReadForm, TellForm
from portal.web.plan.own_copy import meeting_page, show_page

views = Blueprint("telling", __name__)


@views.post("/m/<ref>/no")
@door(Door.FAMILY)
def cannot_come(ref: str) -> tuple[str, int] | AnyResponse:
    return _tell_of_meeting(MessageKind.CANNOT_COME, ref)


@views.post("/m/<ref>/move")
@door(Door.FAMILY)
def ask_to_move(ref: str) -> tuple[str, int] | AnyResponse:
    return _tell_of_meeting(MessageKind.ASK_TO_MOVE, ref)


@views.post("/v/<ref>/missed")
@door(Door.FAMILY)
def did_not_come(ref: str) -> tuple[str, int] | AnyResponse:
    words = _typed()
    try:
        dates.tell(services().family, family_viewer(), MessageKind.DID_NOT_COME, ref, words, language().tag)
    except Invalid:
        return show_page(ref, words, ((f"words-{ref}", _too_long(words)),)), 422
    return redirect(url_for("plan.show", _anchor=f"v-{ref}"), 303)


@views.post("/told/<ref>")
@door(Door.FAMILY)
def take_back(ref: str) -> AnyResponse:
    message, _taken = dates.take_back(services().family, family_viewer(), ref)
    if message.kind is MessageKind.DID_NOT_COME:
        return redirect(url_for("plan.show", _anchor=f"v-{message.about.ref}"), 303)
    return redirect(url_for("plan.meeting", ref=message.about.ref, _anchor="told"), 303)


@views.post("/p/read")
@door(Door.FAMILY)
def say_read() -> AnyResponse:
    number = ReadForm().number.data or ""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise NotFound
    reading.say_read(services().family, family_viewer(), int(number))
    return redirect(url_for("plan.show", _anchor="read"), 303)


def _tell_of_meeting(kind: MessageKind, ref: str) -> tuple[str, int] | AnyResponse:
    words = _typed()
    try:
        dates.tell(services().family, family_viewer(), kind, ref, words, language().tag)
    except Invalid:
        return meeting_page(ref, kind.value, words, ((f"words-{kind.value}", _too_long(words)),)), 422
    return redirect(url_for("plan.meeting", ref=ref, _anchor="told"), 303)


def _typed() -> str:
    """With the line ends of a text, and without what no keyboard makes."""
    return (TellForm().answer.data or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _too_long(words: str) -> str:
    over = len(words) - LONGEST
    said = ngettext("This is %(num)d letter too long. Your words are still here.",
                    "This is %(num)d letters too long. Your words are still here.", over)  # fmt: skip
    return str(said)
