"""Leaving quickly, and what a page says of itself: out of sight, in sight again, still here."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from portal.access.viewer import FamilyMember
from portal.domain.errors import PortalError, Stale
from portal.domain.preparation import QuestionSet
from portal.journeys.family import come_in, late, prepare
from portal.web.kit.doors import Door, door, viewer
from portal.web.kit.limits import leaves
from portal.web.kit.saving import saving_from
from portal.web.kit.services import services
from portal.web.kit.sessions import clear_what_is_left, end_session

views = Blueprint("leaving", __name__)


@views.get("/x")
@door(Door.OPEN)
@leaves
def leave() -> AnyResponse:
    """Without a script: end the session and go to the weather."""
    who = viewer()
    come_in.leave(services().family, who, device=_device_to_forget())
    end_session(session)
    response = redirect(services().leave_to, 303)
    clear_what_is_left(session, response, beside=isinstance(who, FamilyMember) and who.beside)
    return response


@views.post("/x")
@door(Door.OPEN)
@leaves
def leave_with_last_words() -> Response:
    """With a script: the last words that were typed are saved, then the session ends.

    The script has deleted the companion's cookie by then, so its value comes with the words.
    """
    here: Any = session
    end_session(session)  # whatever becomes of the words
    companion = request.form.get("companion") or here.companion
    who = come_in.who_is_this(services().family, here.id, companion)
    if isinstance(who, FamilyMember) and request.form.get("question"):
        with suppress(PortalError):  # leaving comes first
            asked = services().library.question_set(who.kind, ref=_which_set(who))
            asked = asked.beside_worker(who.sitting.paper) if who.sitting else asked
            _save(who, asked, saving_from(request.form["question"], auto=True))
    come_in.leave(services().family, who, device=_device_to_forget())
    response = Response(status=204)
    clear_what_is_left(session, response, beside=isinstance(who, FamilyMember) and who.beside)
    return response


def _save(who: FamilyMember, questions: QuestionSet, saving: prepare.Saving) -> None:
    try:
        prepare.save_answer(services().family, who, questions, saving)
    except Stale:  # another page has saved since: nobody is here to look at both, so these wait for the next time
        if not who.beside:
            late.set_aside(services().family, who, questions, saving)


def _which_set(who: FamilyMember) -> str:
    return who.sitting.set_id if who.sitting else request.form.get("set", "")


def _device_to_forget() -> str:
    """On a phone that others use this one is not known any more; on one's own it stays known."""
    here: Any = session
    return "" if here.own_phone else here.device


@views.post("/away")
@door(Door.OPEN)
@leaves
def away() -> Response:
    """The page is out of sight, or nothing has moved on it for long (`still`)."""
    come_in.go_out_of_sight(services().family, viewer(), for_good="still" in request.form)
    return Response(status=204)


@views.post("/back")
@door(Door.OPEN)
def back() -> Response:
    """The page is in sight again."""
    come_in.come_into_sight(services().family, viewer())
    return Response(status=204)


@views.post("/stay")
@door(Door.FAMILY, covered=True, beside=True)
def stay() -> Response:
    """Still there: whoever asks for anything has stayed."""
    return Response(status=204)
