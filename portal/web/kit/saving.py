"""What a question's page sends, as one save of one answer. Used by the page and by leaving quickly."""

from __future__ import annotations

import re

from flask import request

from portal.domain.errors import Invalid
from portal.domain.helped import SAID
from portal.domain.preparation import How, Readers
from portal.journeys.family.prepare import Saving
from portal.web.kit.forms import words_in

_TAB = re.compile(r"^[0-9a-f]{16}$")
_VERSION = re.compile(r"^[0-9]{1,9}$")
_TURN = re.compile(r"^[0-9]{1,6}$")


def saving_from(question: str, *, auto: bool) -> Saving:
    """The posted form as a Saving. Raises Invalid for a form that our page did not make."""
    form = request.form
    tab, version, turn = form.get("tab", ""), form.get("version", ""), form.get("turn", "0")
    if not _TAB.match(tab) or not _VERSION.match(version) or not _TURN.match(turn):
        raise Invalid("form")
    values = [words_in(value) for value in form.getlist("answer")]
    return Saving(
        question=question,
        values=values,
        readers=readers_from(),
        based_on=int(version),
        tab=tab,
        auto=auto,
        skipped="skip" in form,
        turn=int(turn),
        late="late" in form,
        how=how_from(),
    )


def names_the_save(saving: Saving, *, saved: bool) -> dict[str, str]:
    """What tells the page's script that this answer is ours, and to which of its saves: a page that somebody else's
    network puts in between has no such line.
    """
    return {"X-Saved" if saved else "X-Not-Saved": f"{saving.tab}.{saving.turn}"}


def how_from() -> How | None:
    """Who typed it, as they said beside a worker; None where nothing was said."""
    said = request.form.get("how")
    return next((each for each in SAID if each.value == said), None)


def readers_from() -> Readers | None:
    """Who may read it, as chosen on the page; None where the page did not ask."""
    chosen = request.form.get("reader")
    if not chosen:
        return None
    return Readers(worker=chosen, family=tuple(request.form.getlist("family")), aloud="quiet" not in request.form)
