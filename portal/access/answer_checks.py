"""What stops a worker's answer from going to somebody of the family, or is asked first: as on their copy."""

from __future__ import annotations

import re
from dataclasses import replace

from portal.access.publishing_checks import checks_for
from portal.access.publishing_review import Check
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.edition import Edition, SafetyStep

OF_THE_WORDS_ALONE = frozenset(["wording", "looks-like-an-address"])
"""Questions that tell nothing of the case: whoever writes the words may be asked them."""

_WHEN_OR_WHERE = re.compile(
    r"""\d|(?i:\b(?:
    one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|
    mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|
    january|february|march|april|may|june|july|august|september|october|november|december|
    today|tonight|tomorrow|yesterday|week|weeks|weekend|month|morning|noon|lunch|lunchtime|afternoon|
    evening|night|midnight|o.clock|easter|christmas|holidays?|before|after|
    at|in|near|opposite|outside|inside|behind|here|there|where
    )\b)|(?<=[a-z,;]\s)(?!I\b)[A-Z]""",
    re.VERBOSE,
)


def says_when_or_where(words: str) -> bool:
    """Whether words may name a place, a day or a time. It says so too often rather than too seldom."""
    return _WHEN_OR_WHERE.search(words) is not None


def checks_of_answer(case: Case, person: str, copy: Edition, words: str, area: Area) -> tuple[Check, ...]:
    """The checks of publishing on a worker's words to this person, as if they stood on this copy of theirs.

    Only what these words do is told; the rest of the copy is looked at when it is published. Of a
    person with restrictions it is asked whether they may read this wherever it may say when or where.
    """
    bare = replace(copy, goals=(), actions=(), safety=(), changes=())
    spoken = replace(bare, safety=(SafetyStep("answer", words),))
    known = {(check.id, check.place) for check in checks_for(case, person, bare, None, told=True, area=area)}
    found = checks_for(case, person, spoken, None, told=True, area=area)
    passes = {"not-theirs"}  # an answer stands in no item of the case, and that is no fault of it
    if not says_when_or_where(words):
        passes.add("restricted-new-item")
    return tuple(check for check in found if check.id not in passes and (check.id, check.place) not in known)
