"""The questions for whoever asks, and their own sheet: what every page of getting ready begins with.

`/q…` is somebody's main set; every other set of theirs stands at `/q/in/<set>/…`, with the same views.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, g, request

from portal.access.permissions import Permission
from portal.access.rules import allowed
from portal.access.viewer import Subject
from portal.domain.preparation import QuestionSet, Readers
from portal.journeys.family import prepare as journey
from portal.web.kit.doors import family_viewer
from portal.web.kit.easy_words import reads_easy
from portal.web.kit.locale import OtherLanguage, in_english, language
from portal.web.kit.services import services


def take_set_out(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The set that the address names is taken out of it before the view is asked: no view is there twice."""
    g.set_named = values.pop("set_id", "") if values else ""


def at(step: str = "") -> str:
    """The address of a step in the set that is being filled in."""
    base = f"/q/in/{g.set_named}" if g.get("set_named") else "/q"
    return f"{base}/{step}" if step else base


def own_questions() -> tuple[QuestionSet, OtherLanguage | None]:
    """This person's set in their language, or whole in English with a line that says so.

    It is the one that the address names, or that the form was made for, else their main one; beside a worker the one
    that was chosen at the desk, on a paper of its own.
    """
    asked = language()
    tag = "en" if asked.draft else asked.tag
    who = family_viewer()
    if who.sitting is not None:
        if g.get("set_named"):
            abort(404)
        chosen = services().library.question_set(who.kind, tag, ref=who.sitting.set_id)
        return chosen.beside_worker(who.sitting.paper), in_english(chosen.language != asked.tag)
    ref = g.get("set_named") or request.form.get("set", "")
    found = services().library.question_set(family_viewer().kind, tag, easy=not ref and reads_easy(), ref=ref)
    return found, in_english(found.language != asked.tag)


def own_sets() -> tuple[QuestionSet, ...]:
    """Every set that is for them, in their language where it is there."""
    asked = language()
    return services().library.sets_for(family_viewer().kind, "en" if asked.draft else asked.tag)


def own_desk(questions: QuestionSet) -> tuple[QuestionSet, journey.Desk]:
    """The questions that fit this person now, and their own sheet."""
    desk = journey.open_sheet(services().family, family_viewer(), questions.id)
    return questions.fitting(desk.member.circle), desk


def reads_back(desk: journey.Desk) -> bool:
    """Whether what they sent may stand on a page now: they may read it back, and no worker has switched that off."""
    who = family_viewer()
    return desk.member.reads_back and allowed(who, Permission.READ_BACK, Subject(who.child, who.person))


def with_readers(desk: journey.Desk, question: str, chosen: Readers | None) -> journey.Desk:
    """The same, with these readers for one answer as they were chosen on a page and not saved, if they are offered."""
    if desk.sheet is None or chosen is None or not desk.member.circle.allows(chosen):
        return desk
    return replace(desk, sheet=desk.sheet.with_answer(replace(desk.sheet.answer(question), readers=chosen)))
