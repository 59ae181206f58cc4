"""Guides: `content/guides/<slug>/`. One text serves every area; the area speaks in its slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.guide import Ask, Guide, Part, Prose, Slot
from portal.library.files import read_yaml, whole
from portal.library.markdown import behind, to_html
from portal.library.pictures import cut, faults_in_pictures

# A line of its own: [[ask]] with a list under it, [[behind: what is inside]] up to [[end]], or a slot.
_MARK = re.compile(
    r"^\[\[(?:ask\]\][ \t]*\n\s*(?P<ask>(?:- [^\n]+(?:\n|\Z))+)"
    r"|behind: (?P<inside>[^\[\]\n]+)\]\][ \t]*\n(?P<heavy>.+?)^\[\[end\]\][ \t]*$"
    r"|(?P<slot>[a-z-]+)\]\][ \t]*$)",
    re.MULTILINE | re.DOTALL,
)
_WRONG_MARK = {
    "ask": "“[[ask]]” needs a list of questions under it.",
    "end": "“[[end]]” needs a line “[[behind: what is inside]]” above it.",
}
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
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(Fault(str(path), "the words are missing."))
        return None
    heading, _, rest = written.strip().partition("\n")
    summary, _, body = rest.strip().partition("\n\n")
    if not heading.startswith("# ") or not summary or summary.startswith("#"):
        faults.append(Fault(str(path), "begin with “# Title”, then a sentence that says what it is about."))
        return None
    body = f"{summary}\n\n{body}"
    faults.extend(faults_in_pictures(path, written))
    for target in _LINK.findall(body):
        if target not in slugs:
            faults.append(Fault(str(path), f"links to the guide “{target}”, which is not there."))
    return Guide(
        slug=slug,
        language=language,
        kind=Kind(structure["audience"]),
        order=int(structure["order"]),
        title=_filled(heading[2:].strip(), area, path, faults),
        summary=_filled(" ".join(summary.split()), area, path, faults),
        parts=tuple(_parts(body, area, path, faults)),
        reviewed_by=str(structure.get("review_by", "")),
        easy_of=tuple(structure.get("easy_of", ())),
        walk=bool(structure.get("walk")),
    )


def _parts(body: str, area: Area, path: Path, faults: list[Fault]) -> Iterator[Part]:
    """The words cut at their marks."""

    def prose(words: str) -> Iterator[Prose]:
        if words.strip():
            if "[[behind" in words:
                faults.append(Fault(str(path), "“[[behind: what is inside]]” needs “[[end]]” below it."))
            for picture, beside in cut(words):
                yield Prose(_links(to_html(_filled(beside, area, path, faults))), picture)

    at = 0
    for mark in _MARK.finditer(body):
        yield from prose(body[at : mark.start()])
        if mark["ask"]:
            listed = mark["ask"].strip().removeprefix("- ").split("\n- ")
            yield Ask(tuple(_filled(" ".join(each.split()), area, path, faults) for each in listed))
        elif mark["inside"]:
            yield from _behind(mark, not body[at : mark.start()].strip(), area, path, faults)
        else:
            try:
                yield Slot(mark["slot"])
            except ValueError:
                unknown = f"“[[{mark['slot']}]]” is not a place that an area fills."
                faults.append(Fault(str(path), _WRONG_MARK.get(mark["slot"], unknown)))
        at = mark.end()
    yield from prose(body[at:])


def _behind(mark: re.Match[str], unannounced: bool, area: Area, path: Path, faults: list[Fault]) -> Iterator[Prose]:
    """Words that a reader opens or leaves closed. They are told beforehand what is inside."""
    if unannounced:
        faults.append(Fault(str(path), "put a sentence before “[[behind: …]]” that says what is inside."))
    if "[[" in mark["heavy"]:
        faults.append(Fault(str(path), "only words can stand between “[[behind: …]]” and “[[end]]”."))
    inside, heavy = (_filled(mark[name].strip(), area, path, faults) for name in ("inside", "heavy"))
    yield Prose(_links(behind(inside, heavy)))


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
