"""Somebody's own list for the meeting: lines within one answer of theirs. Pure functions over its text.

A question stands on a line of its own; a note on a step of the meeting stands behind the step's title. Whatever
else they wrote there stays as they wrote it.
"""

from __future__ import annotations

from portal.domain.preparation import Answer

MY_QUESTIONS = "my-questions"
"""The question that the list answers, in every set."""


def text_of(answer: Answer) -> str:
    """What stands on the list now. What was sent stands there no more, and a new list begins."""
    return answer.value[0] if answer.given and not answer.shared else ""


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def with_line(text: str, line: str) -> str:
    """The list with this line on it, once."""
    return text if line in lines_of(text) else f"{text}\n{line}".strip()


def without_line(text: str, line: str) -> str:
    return "\n".join(each for each in text.split("\n") if each.strip() != line).strip()


def note_of(text: str, title: str) -> str:
    """The note on the step with this title, or ""."""
    found = (line.removeprefix(_before(title)) for line in lines_of(text) if line.startswith(_before(title)))
    return next(found, "")


def with_note(text: str, title: str, note: str) -> str:
    """The list with this note on a step in the place of an earlier one; an empty note takes it off.

    A note is one line: its line ends become spaces.
    """
    line = _before(title) + as_note(note) if note.strip() else ""
    lines = text.split("\n")
    earlier = next((at for at, each in enumerate(lines) if each.strip().startswith(_before(title))), len(lines))
    lines[earlier : earlier + 1] = [line]
    return "\n".join(each for at, each in enumerate(lines) if at != earlier or each).strip()


def as_note(typed: str) -> str:
    """A note as it stands on the list: one line."""
    return " ".join(typed.split())


def _before(title: str) -> str:
    return f"{title}: "
