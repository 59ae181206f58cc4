"""The reader's language and its direction. In guides it stands in the address; elsewhere in a cookie; beside a worker
it was chosen at the desk.

Pages behind a public door are kept for everybody, so no cookie may choose their language.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import Babel, force_locale, gettext, refresh

from portal.access.viewer import FamilyMember
from portal.library.catalogues import Language
from portal.web.kit.doors import Door, door_of
from portal.web.kit.services import services


def language() -> Language:
    """The language of this response."""
    if "language" not in g:
        found = services()
        args = request.view_args or {}
        public = request.endpoint is not None and door_of(request.endpoint) is Door.PUBLIC
        chosen_before = "" if public else request.cookies.get(found.cookie["language"], "")
        who = g.get("viewer")
        here = who.sitting.language if isinstance(who, FamilyMember) and who.sitting and not public else ""
        asked = args.get("language") or here or chosen_before
        g.language = found.languages.get(asked) or found.languages["en"]
    chosen: Language = g.language
    return chosen


def put_language_in(app: Flask, folder: str) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = folder
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/London"
    Babel(app, locale_selector=lambda: language().locale)


@dataclass(frozen=True)
class OtherLanguage:
    """A line in the language that was asked for: this page is only there in English for now."""

    text: str
    tag: str
    direction: str


def in_english(needed: bool) -> OtherLanguage | None:
    """Show this whole page in English, and say so in the language that was asked for. Never half and half."""
    asked = language()
    if not needed or asked.tag == "en":
        return None
    with force_locale(asked.locale):
        said = str(gettext("This page is only in English for now. You can ask your worker for an interpreter."))
    g.language = services().languages["en"]
    refresh()
    return OtherLanguage(said, asked.tag, asked.direction)
