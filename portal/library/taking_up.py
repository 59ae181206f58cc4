"""Content is taken up whole and checked, when a side starts; what changes on the disk waits for the next start.

So nobody reads half of an edit, and a slip cannot take a page away from somebody who needs it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from portal.domain.errors import Invalid
from portal.library.checks import look_at
from portal.library.shelf import Shelf


def take_up(content: Path) -> Shelf:
    """All of content. Raises Invalid with every fault that stops a start: all that `content check` finds but
    for how plain the words are, which no reader should wait for.
    """
    return _taken_up(content, state_of(content))


def state_of(content: Path) -> tuple[tuple[str, int, int], ...]:
    """Every file with when it was changed and its length: two states that are equal hold the same words."""
    found = []
    for file in sorted(content.rglob("*")):
        if file.is_file():
            stands = file.stat()
            found.append((str(file), stands.st_mtime_ns, stands.st_size))
    return tuple(found)


@lru_cache(maxsize=4)
def _taken_up(content: Path, state: tuple[tuple[str, int, int], ...]) -> Shelf:
    shelf, faults = look_at(content)
    if shelf is None or faults:
        raise Invalid(faults)
    return shelf
