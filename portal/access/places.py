"""From the place that a publishing check names to the item of the case that can be mended."""

from __future__ import annotations

import re

from portal.domain.mending import ItemRef, Sort

_REF = r"(?P<key>[A-Za-z0-9][A-Za-z0-9._-]*)"
_DAY = r"(?P<key>\d{4}-\d\d-\d\d)"
_PATTERNS = (
    (Sort.GOAL, rf"goal {_REF}"),
    (Sort.ACTION, rf"action {_REF}"),
    (Sort.SAFETY, r"safety step (?P<key>\d+)"),
    (Sort.MINUTE, rf"minute (?P<number>\d+) of meeting {_REF}"),
    (Sort.MEETING, rf"(?:(?:place|link|private part) of )?meeting {_REF}"),
    (Sort.VISIT, rf"(?:place of )?visit {_REF}"),
    (Sort.TEAM, rf"team {_REF}"),
    (Sort.PERSON, rf"person {_REF}"),
    (Sort.LEVEL, rf"(?:(?:professionals' )?reason of the )?level of {_DAY}"),
)
_KNOWN = tuple((sort, re.compile(pattern)) for sort, pattern in _PATTERNS)


def item_at(place: str) -> ItemRef | None:
    """The item that a check's place stands for; None for a whole copy, or for what the case no longer has.

    The places are made by `kept.entries`, `copy_texts` and the checks; refs hold no spaces.
    """
    for sort, pattern in _KNOWN:
        found = pattern.fullmatch(place)
        if found:
            parts = found.groupdict()
            return ItemRef(sort, f"{parts['key']}:{parts['number']}" if "number" in parts else parts["key"])
    return None
