"""Whether every word that needs explaining is explained where its readers meet it, area by area. English alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault
from portal.domain.explaining import unexplained
from portal.domain.guide import Ask, Guide, Prose
from portal.domain.wording import Rule
from portal.library.check_wording import Text, texts_of_area, texts_of_guide
from portal.library.marking import Glossary, Marking
from portal.library.terms import read_glossary


def faults_in_explaining(content: Path, area: Area, guides: Iterable[Guide], shared: Iterable[Text]) -> Iterator[Fault]:
    """What this area's readers would meet unexplained. `shared` are texts on pages that mark no words."""
    glossaries = {kind: read_glossary(content, area.id, kind) for kind in Kind}
    for text in shared:
        yield from _found(text, None)
    for text in texts_of_area(content, area):
        yield from _found(text, glossaries[Kind(text.reader.value)])
    for guide in guides:
        marked, closed = _what_is_marked(guide, glossaries[guide.kind])
        for text in texts_of_guide(content, replace(guide, parts=tuple(p for p in guide.parts if p not in closed))):
            yield from _found(text, marked)
        for text in texts_of_guide(content, replace(guide, parts=closed)) if closed else ():
            yield from _found(text, None)


def _what_is_marked(guide: Guide, glossary: Glossary) -> tuple[Glossary, tuple[Prose, ...]]:
    """The words that the guide's page marks, and the parts of it that have no marks because they stay closed."""
    marking = Marking(glossary)
    for part in guide.parts:
        if isinstance(part, Prose):
            marking.html(part.html, guide.language)
        elif isinstance(part, Ask):
            for question in part.questions:
                marking.pieces(question, guide.language)
    closed = tuple(p for p in guide.parts if isinstance(p, Prose) and p.html.startswith("<details"))
    return Glossary(marking.found(), glossary.language), closed


def _found(text: Text, glossary: Glossary | None) -> Iterator[Fault]:
    if Rule.UNEXPLAINED in text.spared:
        return

    def known(sentence: str) -> Iterator[tuple[int, int]]:
        for start, end, _ in glossary.find(sentence) if glossary else ():
            yield start, end

    for finding in unexplained(text.words, known):
        yield Fault(text.place, f"for {text.reader.value}: {finding.message} In: “{finding.sentence}”")
