"""The base of every form: no browser validation, our own words, CSRF from the session; numbers and words out of it."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import Field

_UNTYPED = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef]")


class Form(FlaskForm):
    """A form whose errors are shown beside the field and at the top, with what was typed kept."""

    class Meta:
        locales = ["en"]

        def render_field(self, field: Field, render_kw: dict[str, object]) -> str:
            return str(field.widget(field, **{"required": False, **render_kw}))

    def first_errors(self) -> tuple[tuple[str, str], ...]:
        """(field, message) for each field that has one, in the form's order."""
        return tuple((name, str(messages[0])) for name, messages in self.errors.items() if name and messages)


def number_in(text: str | None, *, digits: int = 9) -> int:
    """The number that a form or an address was sent with, of so many digits at most; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else 0


def words_in(text: str | None) -> str:
    """What somebody typed, with the line ends of a text, and without what no keyboard makes.

    That is control characters, which move a terminal's cursor or colour it, and code points that are no character.
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in _UNTYPED.sub("", lines) if ord(c) & 0xFFFE != 0xFFFE)
