"""Hard words explained on the page where they first stand: one marking for each answer, begun by the view.

A page that has not begun one, such as every page of the desk, shows the same texts without marks.
"""

from __future__ import annotations

from flask import g

from portal.domain.audience import Kind
from portal.domain.glossary import Term
from portal.library.marking import Marking, Piece
from portal.web.kit.services import services


def explain_words(area: str, kind: Kind, language: str) -> None:
    """From here on words are marked, for this kind of reader in this area. `language` is that of the page's texts."""
    g.marking, g.marking_in = Marking(services().library.glossary(area, kind, language)), language


def pieces(text: str, language: str) -> tuple[Piece, ...]:
    """A text for the template to escape piece by piece; see `components/explain.html`."""
    found: Marking | None = g.get("marking")
    return found.pieces(text, language) if found else (Piece(text),)


def with_words(html: str) -> str:
    """A guide's own HTML, in the language of the page, with its words marked."""
    found: Marking | None = g.get("marking")
    return found.html(html, g.marking_in) if found else html


def words_here() -> tuple[Term, ...]:
    """The words that this page has marked so far; asked for at its end."""
    found: Marking | None = g.get("marking")
    return found.found() if found else ()


def all_words() -> tuple[tuple[Term, bool], ...]:
    """Every word of the glossary, and whether this page has marked it."""
    found: Marking | None = g.get("marking")
    return found.everything() if found else ()


def words_language() -> str:
    """The language that the meanings are in."""
    found: Marking | None = g.get("marking")
    return found.glossary.language if found else "en"
