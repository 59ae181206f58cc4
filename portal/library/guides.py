"""Guides: `content/guides/<slug>/`. One text serves every area; the area speaks in its slots."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.guide import Guide, Prose, Slot
from portal.library.files import read_yaml, whole
from portal.library.markdown import to_html

_SLOT = re.compile(r"^\[\[([a-z-]+)\]\][ \t]*$", re.MULTILINE)
_TOKEN = re.compile(r"\{([a-z ]+)\}")
_LINK = re.compile(r"\]\(guide:([a-z0-9-]+)\)")


def guide_slugs(content: Path) -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in (content / "guides").iterdir() if folder.is_dir()))


def read_guides(content: Path, area: Area, language: str = "en") -> dict[str, Guide]:
    """The guides of an area, in order. One that is not there in this language comes in English."""
    faults: list[Fault] = []
    slugs = guide_slugs(content)
    found = []
    for slug in slugs:
        folder = content / "guides" / slug
        structure = read_yaml(folder / "guide.yaml")
        areas = structure.get("areas", "all")
        if areas != "all" and area.id not in areas:
            continue
        spoken = language if (folder / f"{language}.md").is_file() else "en"
        with whole(folder / "guide.yaml", faults):
            if guide := _read(folder, slug, structure, area, spoken, slugs, faults):
                found.append(guide)
    if faults:
        raise Invalid(faults)
    return {guide.slug: guide for guide in sorted(found, key=lambda guide: (guide.order, guide.slug))}


def _read(
    folder: Path, slug: str, structure: dict[str, Any], area: Area, language: str,
    slugs: tuple[str, ...], faults: list[Fault],
) -> Guide | None:  # fmt: skip
    path = folder / f"{language}.md"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        faults.append(Fault(str(path), "the words are missing."))
        return None
    heading, _, rest = text.partition("\n")
    summary, _, body = rest.strip().partition("\n\n")
    if not heading.startswith("# ") or not summary or summary.startswith("#"):
        faults.append(Fault(str(path), "begin with “# Title”, then a sentence that says what it is about."))
        return None
    body = f"{summary}\n\n{body}"
    for target in _LINK.findall(body):
        if target not in slugs:
            faults.append(Fault(str(path), f"links to the guide “{target}”, which is not there."))
    parts: list[Prose | Slot] = []
    for place, piece in enumerate(_SLOT.split(body)):
        if place % 2:
            try:
                parts.append(Slot(piece))
            except ValueError:
                faults.append(Fault(str(path), f"“[[{piece}]]” is not a place that an area fills."))
        elif piece.strip():
            parts.append(Prose(_links(to_html(_filled(piece, area, path, faults)))))
    return Guide(
        slug=slug,
        language=language,
        kind=Kind(structure["audience"]),
        order=int(structure["order"]),
        title=_filled(heading[2:].strip(), area, path, faults),
        summary=_filled(" ".join(summary.split()), area, path, faults),
        parts=tuple(parts),
        reviewed_by=str(structure.get("review_by", "")),
    )


def _filled(text: str, area: Area, path: Path, faults: list[Fault]) -> str:
    """The text with the area's own words in it."""
    known = {"area": area.name, "council": area.council, "meeting": area.meeting, "meetings": area.meetings}

    def word(found: re.Match[str]) -> str:
        if found[1] not in known:
            faults.append(Fault(str(path), f"“{{{found[1]}}}” is not a word that an area fills."))
            return ""
        return known[found[1]]

    return _TOKEN.sub(word, _LINK.sub(r"](https://guide.invalid/\1)", text))


def _links(html: str) -> str:
    """Links between guides stay within an area and a language."""
    return html.replace('href="https://guide.invalid/', 'href="')
