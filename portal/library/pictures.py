"""Drawings beside the words of a guide: a line such as `![](picture:table) People sit at a table.`

They are our own and stand in `portal/static/pictures/`, one file for each name. They say nothing that the
words beside them do not say, so they have no words of their own. No other picture can stand in a guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from portal.domain.errors import Fault

DRAWINGS = Path(__file__).resolve().parents[1] / "static" / "pictures"
_LINE = re.compile(r"^!\[\]\(picture:([a-z0-9-]+)\)[ \t]*([^\n]*)$", re.MULTILINE)
_UNSEEN = re.compile(r"\s*(?:#|- |\[\[)|\s*$")  # headings, questions and marks stand without a picture


def names() -> tuple[str, ...]:
    """The drawings that there are."""
    return tuple(sorted(file.stem for file in DRAWINGS.glob("*.svg")))


def cut(words: str) -> Iterator[tuple[str, str]]:
    """The words cut at each line with a picture: (the picture's name or "", words), in order."""
    at = 0
    for line in _LINE.finditer(words):
        if words[at : line.start()].strip():
            yield "", words[at : line.start()]
        yield line[1], line[2]
        at = line.end()
    if words[at:].strip():
        yield "", words[at:]


def faults_in_pictures(path: Path, text: str) -> Iterator[Fault]:
    """Pictures that are not there, stand in the wrong place or have no words."""
    known, summary = names(), _summary(text)
    for number, line in enumerate(text.splitlines(), 1):
        place, found = f"{path}: line {number}", _LINE.match(line)
        if "![" in (found[2] if found else line):
            yield Fault(place, "write one picture, at the beginning: ![](picture:table) and then the words.")
        elif found and found[1] not in known:
            yield Fault(place, f"there is no picture “{found[1]}”: choose one of {', '.join(known)}.")
        elif found and number == summary:
            yield Fault(place, "this sentence stands in the list of guides too: take the picture away.")
        elif found and not found[2].strip():
            yield Fault(place, "needs words behind the picture, on the same line.")


def faults_in_easy_lines(path: Path, text: str) -> Iterator[Fault]:
    """Lines of an easy-read guide without a picture. Its first sentence, for the list, is not one of them."""
    summary = _summary(text)
    for number, line in enumerate(text.splitlines(), 1):
        if number != summary and not _UNSEEN.match(line) and not _LINE.match(line):
            yield Fault(f"{path}: line {number}", "easy read: begin the line with a picture, as ![](picture:table).")


def _summary(text: str) -> int:
    """The number of the line that says what the guide is about, the first one of its words."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if not _UNSEEN.match(line)), 0)
