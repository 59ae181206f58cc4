"""A copy as it is printed: the family's names become initials, because paper lies about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from portal.access.copy_texts import NO_TEXT
from portal.access.everyday_words import OPENERS, TITLES
from portal.domain.edition import Edition, MeetingPerson, Someone, Worker

_AS_THEY_ARE = NO_TEXT | {"phone", "email", "link", "place", "organisation"}
_OPENS = re.compile(r"(?:^|[.!?:;\n•–—\"“(])\s*$")


def on_paper(copy: Edition) -> Edition:
    """The same copy with initials for the reader, the young person and the family. Workers keep their names,
    or nobody would know whom to ring; places stay as they are, or nobody would find them.

    A name that is a word which sentences begin with (Will) is left where one begins.
    """
    names = {copy.reader, copy.child_name, *_family(copy)}
    parts = {part for name in names for part in name.split() if part.rstrip(".").casefold() not in TITLES}
    if not parts:
        return copy
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, parts), key=len, reverse=True))})(?!\w)")

    def shorten(text: str) -> str:
        def initial(match: re.Match[str]) -> str:
            is_name = match[0].casefold() not in OPENERS or text in names or not _OPENS.search(text[: match.start()])
            return f"{match[0][0].upper()}." if is_name else match[0]

        return pattern.sub(initial, text)

    found: Edition = _changed(copy, shorten)
    return found


def _family(part: Any) -> set[str]:
    if isinstance(part, Someone):
        return {part.name} if part.is_family else set()
    if isinstance(part, tuple):
        return set().union(*map(_family, part))
    return set().union(*(_family(getattr(part, f.name)) for f in fields(part))) if is_dataclass(part) else set()


def _changed(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, (Worker, MeetingPerson)) or (isinstance(part, Someone) and not part.is_family):
        return part
    if isinstance(part, tuple):
        return tuple(_changed(each, change) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        parts = {f.name: getattr(part, f.name) for f in fields(part)}
        changed = {name: _changed(value, change) for name, value in parts.items() if not _stays(name, value)}
        return replace(part, **changed)
    return part


def _stays(name: str, value: Any) -> bool:
    """An id or a number stays; a part of the copy that happens to have the same name does not."""
    return name in _AS_THEY_ARE and isinstance(value, str)
