"""Easy read: one idea a line, a picture beside each, and the longer guides one link away.

How plain the words are is for `check_wording`, with limits of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.domain.errors import Fault
from portal.domain.guide import Guide
from portal.library.pictures import faults_in_easy_lines


def faults_in_easy(content: Path, guide: Guide, english: Mapping[str, Guide]) -> Iterator[Fault]:
    """An easy-read guide; nothing for any other."""
    folder = content / "guides" / guide.slug
    place = f"{folder / 'guide.yaml'}: easy_of"
    for slug in guide.easy_of:
        longer = english.get(slug)
        if longer is None:
            yield Fault(place, f"there is no guide “{slug}” in every area of this one: name one that there is.")
        elif longer.kind is not guide.kind:
            yield Fault(place, f"“{slug}” is for other readers: name guides of the same audience.")
        elif longer.easy_of:
            yield Fault(place, f"“{slug}” is easy read itself: name the longer guide.")
    if guide.easy_of:
        path = folder / f"{guide.language}.md"
        yield from faults_in_easy_lines(path, path.read_text(encoding="utf-8"))
