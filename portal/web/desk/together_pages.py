"""What the desk's pages about filling in together are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class SetChoice:
    """One set of questions, or one language. `languages`: in which it is there."""

    ref: str
    name: str
    languages: str


@dataclass(frozen=True)
class TogetherPage:
    """Before it begins. `how` is beside, paper or ""."""

    title: str
    ref: str
    person: str
    name: str
    sets: tuple[SetChoice, ...]
    languages: tuple[SetChoice, ...]
    chosen_set: str
    chosen_language: str
    how: str
    written_by: str
    errors: Errors = ()


@dataclass(frozen=True)
class BeginPage:
    """The desk is locked now. `code` is shown once; `link` carries it behind the #."""

    title: str
    name: str
    code: str
    address: str
    link: str
    on_paper: bool
    expires_at: datetime
