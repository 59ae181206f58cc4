"""Words explained: `content/terms/`, for an area and a kind of reader."""

from __future__ import annotations

from pathlib import Path

from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.glossary import Term
from portal.library.files import Reading, read_yaml
from portal.library.marking import Glossary


def read_terms(content: Path, area: str, kind: Kind, language: str = "en") -> dict[str, Term]:
    """The words that this area's readers may meet, by their id. English where a language has no list yet.

    Young people read a meaning of their own where there is one. Raises Invalid.
    """
    faults: list[Fault] = []
    folder = content / "terms"
    structure = read_yaml(folder / "terms.yaml")["terms"]
    path = folder / f"{_spoken(content, language)}.yaml"
    words = Reading(path, read_yaml(path), faults)
    found = {}
    for number, (ref, term) in enumerate(structure.items(), 1):
        if (term["areas"] == "all" or area in term["areas"]) and kind.value in term["for"]:
            here = ("terms", ref)
            plain = words.text(*here, "plain")
            young = words.text(*here, "young", default=plain)
            means = young if kind is Kind.YOUNG_PERSON else plain
            found[ref] = Term(number, words.text(*here, "term"), means, words.texts(*here, "also"))
    if faults:
        raise Invalid(faults)
    return found


def read_glossary(content: Path, area: str, kind: Kind, language: str = "en") -> Glossary:
    """The same, ready to be found in texts of the language that they are in. Raises Invalid."""
    found = read_terms(content, area, kind, language)
    return Glossary(tuple(found.values()), _spoken(content, language))


def _spoken(content: Path, language: str) -> str:
    return language if (content / "terms" / f"{language}.yaml").is_file() else "en"
