"""Hard words found in texts, and marked where they first stand on a page.

A `Glossary` holds the words of one area for one kind of reader, a `Marking` what has been marked on one page so
far. The page hands over its texts in the order in which they are read. Only our own HTML is written anew here; what
a person typed comes back in pieces of plain text, which the template escapes like everything else.

A form is found as a whole word. In small letters it stands for any letters; with a capital it is meant as it is
written, because SEND is not "send".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from portal.domain.glossary import Term

# What has no mark inside: links, headings, and what stays closed until a reader opens it.
UNMARKED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "details"})
_ENTITY = r"&(?:#\w+|\w+);"


@dataclass(frozen=True)
class Piece:
    """Some of a text as it was; with the number of the term that it is, or 0."""

    text: str
    number: int = 0


class Glossary:
    """The words of an area for one kind of reader, all in one language."""

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self.terms, self.language = tuple(terms), language
        forms: dict[str, Term] = {}
        for term in self.terms:
            for form in term.forms:
                forms.setdefault(" ".join(form.split()), term)
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._of_group = [forms[form] for form in longest_first]
        self._text = _pattern(longest_first, "")
        self._html = _pattern([escape(form, quote=False) for form in longest_first], f"{_ENTITY}|")

    def find(self, text: str, *, html: bool = False) -> Iterator[tuple[int, int, Term]]:
        """Every word of the glossary in a text: from where, to where, which. None lies within another."""
        for found in (self._html if html else self._text).finditer(text):
            if found.lastindex:
                yield found.start(), found.end(), self._of_group[found.lastindex - 1]


def _pattern(forms: list[str], before: str) -> re.Pattern[str]:
    """A group for each form; the longest is tried first."""
    groups = "|".join(f"({_form(form)})" for form in forms) or r"(?!)"
    return re.compile(rf"{before}(?<![\w-])(?:{groups})(?![\w-])")


def _form(form: str) -> str:
    words = r"\s+".join(re.escape(word) for word in form.split()).replace("'", "['’]")
    return words if form != form.lower() else f"(?i:{words})"


class Marking:
    """One page: which words have been marked on it. Made for one reader's page and thrown away after it."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._seen: dict[int, Term] = {}
        self._all_stand_here = False

    def pieces(self, text: str, language: str) -> tuple[Piece, ...]:
        """The text in pieces, those that are a word's first use with its number; together they are the text.

        A text in another language than the glossary's is one piece.
        """
        pieces, at = [], 0
        for start, end, term in self._first_uses(text, language):
            pieces += [Piece(text[at:start]), Piece(text[start:end], term.number)]
            at = end
        return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)

    def html(self, html: str, language: str) -> str:
        """HTML of ours (`library.markdown`), with a link around each first use. Nothing else of it changes."""
        return "".join(self._linked(raw, language) if is_open else raw for is_open, raw in _Runs(html).cut())

    def found(self) -> tuple[Term, ...]:
        """What was marked, in the order of the page; nothing where the whole glossary stands on it."""
        return () if self._all_stand_here else tuple(self._seen.values())

    def everything(self) -> tuple[tuple[Term, bool], ...]:
        """The whole glossary by the alphabet, for a page that lists it, and which of it the page has marked.

        Nothing is marked after it: there the words have just been explained.
        """
        self._all_stand_here = True
        listed = sorted(self.glossary.terms, key=lambda term: term.term.casefold())
        return tuple((term, term.number in self._seen) for term in listed)

    def _first_uses(self, text: str, language: str, *, html: bool = False) -> Iterator[tuple[int, int, Term]]:
        if language != self.glossary.language or self._all_stand_here:
            return
        for start, end, term in self.glossary.find(text, html=html):
            if term.number not in self._seen:
                self._seen[term.number] = term
                yield start, end, term

    def _linked(self, raw: str, language: str) -> str:
        done, at = [], 0
        for start, end, term in self._first_uses(raw, language, html=True):
            link = f'<a class="term" href="#word-{term.number}" id="at-word-{term.number}">'
            done += [raw[at:start], link, raw[start:end], "</a>"]
            at = end
        return "".join((*done, raw[at:]))


class _Runs(HTMLParser):
    """Cuts HTML at its tags, by the places at which a parser sees them: joined again it is the very same."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html = html
        self._lines = [0, *(found.end() for found in re.finditer("\n", html))]
        self._cuts = [(0, False)]  # where a run begins, and whether words in it may be marked
        self._closed = 0

    def cut(self) -> Iterator[tuple[bool, str]]:
        self.feed(self._html)
        self.close()
        ends = [start for start, _ in self._cuts[1:]] + [len(self._html)]
        for (start, is_open), end in zip(self._cuts, ends, strict=True):
            yield is_open, self._html[start:end]

    def _begin(self, *, text: bool) -> None:
        line, column = self.getpos()
        is_open = text and not self._closed
        if not text or not self._cuts[-1][1]:  # text that goes on stays one run
            self._cuts.append((self._lines[line - 1] + column, is_open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(text=False)
        self._closed += tag in UNMARKED

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(text=False)

    def handle_endtag(self, tag: str) -> None:
        self._begin(text=False)
        self._closed = max(0, self._closed - (tag in UNMARKED))

    def handle_data(self, data: str) -> None:
        self._begin(text=True)

    def handle_entityref(self, name: str) -> None:
        self._begin(text=True)

    def handle_charref(self, name: str) -> None:
        self._begin(text=True)

    def handle_comment(self, data: str) -> None:
        self._begin(text=False)

    def handle_decl(self, decl: str) -> None:
        self._begin(text=False)

    def handle_pi(self, data: str) -> None:
        self._begin(text=False)

    def unknown_decl(self, data: str) -> None:
        self._begin(text=False)
