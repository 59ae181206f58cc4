"""Everything that content holds, read once. What a running portal shows comes from here, never from the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.guide import Guide
from portal.domain.preparation import QuestionSet
from portal.library.areas import read_areas
from portal.library.guides import read_guides
from portal.library.marking import Glossary
from portal.library.question_sets import read_question_sets
from portal.library.terms import read_glossary

_T = TypeVar("_T")


@dataclass(frozen=True)
class Shelf:
    """By language: areas, their guides by (language, area), question sets, glossaries by (language, area, reader).

    `spoken` are the languages in which any file is written. Each of them is here whole, in English where words of
    its own are missing; a language that is not among them is English throughout.
    """

    spoken: frozenset[str]
    areas: Mapping[str, Mapping[str, Area]]
    guides: Mapping[tuple[str, str], Mapping[str, Guide]]
    sets: Mapping[str, Mapping[str, QuestionSet]]
    glossaries: Mapping[tuple[str, str, Kind], Glossary]

    def language(self, asked: str) -> str:
        return asked if asked in self.spoken else "en"


def read_shelf(content: Path, faults: list[Fault]) -> Shelf:
    """The whole of it. What cannot be read is missing, and `faults` says why."""
    areas, guides, sets, glossaries = {}, {}, {}, {}
    spoken = languages_of_files(content)
    for language in sorted(spoken):
        areas[language] = _tried(faults, read_areas, content, language) or {}
        sets[language] = _tried(faults, read_question_sets, content, language) or {}
        for area in areas[language].values():
            guides[language, area.id] = _tried(faults, read_guides, content, area, language) or {}
            for kind in Kind:
                found = _tried(faults, read_glossary, content, area.id, kind, language)
                glossaries[language, area.id, kind] = found or Glossary((), language)
    return Shelf(spoken, areas, guides, sets, glossaries)


def languages_of_files(content: Path) -> frozenset[str]:
    """The languages in which there is a file of words anywhere; always English."""
    files = [*content.glob("guides/*/*.md")]
    files += [file for file in content.glob("*/**/*.yaml") if file.stem not in (*_STRUCTURE, file.parent.name)]
    return frozenset({"en", *(file.stem for file in files)})


_STRUCTURE = ("area", "guide", "set")  # and the file that is called as its folder


def _tried(faults: list[Fault], read: Callable[..., _T], *arguments: Any) -> _T | None:
    try:
        return read(*arguments)
    except Invalid as problem:
        faults += problem.faults
        return None
