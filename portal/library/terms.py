"""Words explained: `content/terms/`, for an area and a kind of reader."""

from __future__ import annotations

from pathlib import Path

from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.library.files import Reading, read_yaml


def read_terms(content: Path, area: str, kind: Kind, language: str = "en") -> dict[str, tuple[str, str]]:
    """The words that this area's readers may meet: id → (the word, what it means)."""
    faults: list[Fault] = []
    folder = content / "terms"
    structure = read_yaml(folder / "terms.yaml")["terms"]
    path = folder / f"{language}.yaml" if (folder / f"{language}.yaml").is_file() else folder / "en.yaml"
    words = Reading(path, read_yaml(path), faults)
    found = {
        ref: (words.text("terms", ref, "term"), words.text("terms", ref, "plain"))
        for ref, term in structure.items()
        if area in term["areas"] and kind.value in term["for"]
    }
    if faults:
        raise Invalid(faults)
    return found
