"""What a question's page sends, as one save of one answer. Used by the page and by leaving quickly."""

from __future__ import annotations

import re

from flask import request

from portal.domain.errors import Invalid
from portal.domain.preparation import Readers
from portal.journeys.family.prepare import Saving
from portal.web.kit.forms import words_in

_TAB = re.compile(r"^[0-9a-f]{16}$")
_VERSION = re.compile(r"^[0-9]{1,9}$")


def saving_from(question: str, *, auto: bool) -> Saving:
    """The posted form as a Saving. Raises Invalid for a form that our page did not make."""
    form = request.form
    tab, version = form.get("tab", ""), form.get("version", "")
    if not _TAB.match(tab) or not _VERSION.match(version):
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
    )


def readers_from() -> Readers | None:
    """Who may read it, as chosen on the page; None where the page did not ask."""
    chosen = request.form.get("reader")
    return Readers(worker=chosen, family=tuple(request.form.getlist("family"))) if chosen else None
