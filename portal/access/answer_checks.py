"""What stops a worker's answer from going to somebody of the family: what would stop it on their copy."""

from __future__ import annotations

from dataclasses import replace

from portal.access.publishing_checks import checks_for
from portal.access.publishing_review import Check
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.edition import Edition, SafetyStep


def stops_answer(case: Case, person: str, copy: Edition, words: str, area: Area) -> tuple[Check, ...]:
    """The hard checks of publishing on a worker's words to this person, as if they stood on this copy of theirs.

    Only what these words do is told; the rest of the copy is looked at when it is published.
    """
    bare = replace(copy, goals=(), actions=(), safety=(), changes=())
    spoken = replace(bare, safety=(SafetyStep("answer", words),))
    known = {(check.id, check.place) for check in checks_for(case, person, bare, None, told=True, area=area)}
    found = checks_for(case, person, spoken, None, told=True, area=area)
    return tuple(check for check in found if check.hard and (check.id, check.place) not in known)
