"""Words that came after a session had run out: kept, and where they are given back."""

from __future__ import annotations

from typing import Any

from flask import g, request, session

from portal.domain.errors import Invalid
from portal.domain.preparation import QuestionSet
from portal.journeys.family import late
from portal.journeys.family.prepare import Desk
from portal.web.kit.doors import family_viewer
from portal.web.kit.saving import saving_from
from portal.web.kit.services import services
from portal.web.prepare.own_sheet import with_readers


def keep_late_words(ref: str) -> bool:
    """Keep the answer that was posted to the page of this question. Whether it is kept."""
    here: Any = session
    who = late.who_ran_out(services().family, here.id, here.companion)
    if who is None:
        return False
    kind, named = who.kind, g.get("set_named") or request.form.get("set", "")

    def find(easy: bool) -> QuestionSet:
        return services().library.question_set(kind, easy=easy and not named, ref=named)

    try:
        return late.keep(services().family, who, here.companion, saving_from(ref, auto=True), find)
    except Invalid:
        return False


def words_given_back(questions: QuestionSet, desk: Desk, ref: str) -> tuple[Desk, dict[str, object]]:
    """What a question's page shows instead of what stands, where words were sent after a session had run out.

    They go on from the version that they were written on, so that nothing newer is written over unseen, and they
    are for the readers who were chosen with them.
    """
    if desk.sheet is None or family_viewer().beside:
        return desk, {}  # what they wrote alone is not shown beside a worker
    words = late.words_for(services().family, family_viewer(), questions.id, desk.sheet.answer(ref))
    if words is None:
        return desk, {}
    shown = {"values": words.values, "version": words.based_on, "late": True}
    return with_readers(desk, ref, words.readers), shown
