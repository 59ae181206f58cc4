"""Hard words that a text uses without saying what they mean: a pure function over English text.

A word of `phrases.EXPLAIN` may stand where the page marks it as a word of its glossary, or where the text says
what it means: in the same sentence, or in the one after. It is the first use that counts. Like `wording`, this is
never run on what a child or a parent has written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from portal.domain.phrases import EXPLAIN
from portal.domain.wording import Finding, Rule, sentences

Known = Callable[[str], Iterable[tuple[int, int]]]
"""Where in a sentence words stand that the page explains: from, to."""

_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in EXPLAIN)
_SAYS_WHAT_IT_IS = re.compile(r"\b(?:means?|called|is (?:when|where)|short for)\b", re.IGNORECASE)
_GOES_ON_TO_SAY = re.compile(r"(?:it|this|that|they|these|those)\b", re.IGNORECASE)
# "Gang." before the sentence that says what that is: three words at most, which are no sentence of their own.
_LABEL = re.compile(r"(?!(?:an?|the|you|we|they) )[^\s.:]+(?: [^\s.:]+){0,2}[.:]", re.IGNORECASE)


def unexplained(text: str, known: Known) -> Iterator[Finding]:
    """A finding for each word whose first use in this text is explained neither by the page nor beside it."""
    read = sentences(text)
    for pattern, instead in _PATTERNS:
        at = next((place for place, sentence in enumerate(read) if pattern.search(sentence)), None)
        if at is None:
            continue
        sentence, after = read[at], " ".join(read[at + 1 : at + 2])
        found = pattern.search(sentence)
        if found and not _is_known(found, known(sentence)) and not _is_said(sentence, after):
            said = f"“{found.group()}” is not explained: say what it means in the next sentence, or say: {instead}."
            yield Finding(Rule.UNEXPLAINED, sentence, said)


def _is_known(found: re.Match[str], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < found.end() and found.start() < end for start, end in spans)


def _is_said(sentence: str, after: str) -> bool:
    return bool(
        _SAYS_WHAT_IT_IS.search(sentence)
        or _GOES_ON_TO_SAY.match(after)
        or _SAYS_WHAT_IT_IS.search(after)
        or (after and _LABEL.fullmatch(sentence))
    )
