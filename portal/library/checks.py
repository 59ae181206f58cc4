"""The rules behind `portal content check`: what an editor is told before a family reads it.

First the shape of each file (`check_shapes`); then the packs are read as the portal reads them; then the
rules, of which wording stands in `check_wording`, and forms, helplines and terms in `check_forms`. What the
calendar brings is apart (`check_dates`), so that no test fails by the passing of time. Numbers of a source
that a guide repeats cannot be checked here: guides leave them to the area's slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault
from portal.domain.guide import Ask, Guide, Slot
from portal.domain.walk import ADDRESSES
from portal.library.areas import languages_of
from portal.library.check_easy import faults_in_easy
from portal.library.check_explained import faults_in_explaining
from portal.library.check_forms import (
    faults_in_every_file,
    faults_in_helplines,
    faults_in_set,
    faults_in_sets,
    faults_in_terms,
    unknown_areas,
)
from portal.library.check_order import faults_in_order
from portal.library.check_shapes import faults_in_shapes, folders
from portal.library.check_wording import (
    Text,
    faults_in_wording,
    texts_of_area,
    texts_of_guide,
    texts_of_questions,
    texts_of_terms,
)
from portal.library.files import faults_in_file, read_yaml
from portal.library.lines import with_lines
from portal.library.shared_runs import faults_in_shared_runs
from portal.library.shelf import Shelf, read_shelf
from portal.library.terms import read_terms

LONGEST_SLUG = 24
SIX_MONTHS = timedelta(days=184)
# An address stands in a phone's history: none of its words may say what the page is about.
_TELLING = (
    "abus", "cce", "crim", "cse", "danger", "drug", "exploit", "gang", "groom", "harm", "knife",
    "knives", "offend", "police", "rape", "risk", "sex", "slave", "threat", "traffick", "victim", "violen",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE = re.compile(r"^\| `([\w-]+)` \|", re.MULTILINE)
_LINK = re.compile(r"(?<!!\[)\]\(([^)]*)\)|<(https?:[^>]*)>|^\[[^\]]+\]: *(\S+)", re.MULTILINE)
_GUIDE_LINK = re.compile(r"guide:([a-z0-9-]+)")
_HTML = re.compile(r"</?[a-zA-Z][^>]*>")


def check_content(content: Path) -> tuple[Fault, ...]:
    """Every fault of the content, in order; nothing found is an empty tuple. Time plays no part."""
    shelf, faults = look_at(content)
    if shelf is None:
        return faults
    return (*faults, *with_lines(_faults_in_words(content, shelf)))


def look_at(content: Path) -> tuple[Shelf | None, tuple[Fault, ...]]:
    """What content holds, and every fault but those of wording. None where it cannot be read whole."""
    try:
        faults = [fault for path in sorted(content.rglob("*")) if path.is_file() for fault in faults_in_file(path)]
        faults = faults or list(faults_in_shapes(content))
    except FileNotFoundError as problem:
        return None, (Fault(str(problem.filename), "the folder is missing."),)
    if faults:
        return None, with_lines(faults)
    shelf = read_shelf(content, faults)
    if faults:
        return None, with_lines(faults)
    return shelf, with_lines(_faults_in_rules(content, shelf))


def check_dates(content: Path, today: date) -> tuple[Fault, ...]:
    """What is due by the calendar: guides to review again, numbers to ring again."""
    return tuple(_overdue(content, today))


def _faults_in_rules(content: Path, shelf: Shelf) -> Iterator[Fault]:
    areas = dict(shelf.areas["en"])
    yield from faults_in_every_file(content)
    yield from _faults_in_names_and_sources(content)
    for area in areas.values():
        yield from _faults_in_area(content, area)
        yield from faults_in_order(content, area)
    yield from _faults_in_roles(content, areas)
    for (_, area_id), found in shelf.guides.items():
        for guide in found.values():
            yield from _faults_in_guide(content, guide, shelf.guides["en", area_id])
    for each in shelf.sets.values():
        for questions in each.values():
            yield from faults_in_set(content, questions, areas)
    yield from faults_in_sets(content, shelf.sets["en"])
    yield from faults_in_helplines(content, areas)
    yield from faults_in_terms(content, areas)


def _faults_in_words(content: Path, shelf: Shelf) -> Iterator[Fault]:
    """What readers meet, area by area: no word that a council never prints, none unexplained, none too hard."""
    shared = [t for questions in shelf.sets["en"].values() for t in texts_of_questions(content, questions)]
    everything = shared[:]
    for area in shelf.areas["en"].values():
        texts = [*texts_of_area(content, area)]
        texts += [t for guide in shelf.guides["en", area.id].values() for t in texts_of_guide(content, guide)]
        for kind in Kind:
            texts += texts_of_terms(content, read_terms(content, area.id, kind), kind)
        yield from _faults_in_print(content, area, [*texts, *shared])
        yield from faults_in_explaining(content, area, shelf.guides["en", area.id].values(), shared)
        everything += texts
    yield from faults_in_shared_runs(everything)
    yield from faults_in_wording(everything)


def _faults_in_names_and_sources(content: Path) -> Iterator[Fault]:
    try:
        known = set(_SOURCE.findall((content / "SOURCES.md").read_text(encoding="utf-8")))
    except FileNotFoundError:
        yield Fault(str(content / "SOURCES.md"), "the file is missing.")
        known = set()
    packs = [(folder, "guide.yaml") for folder in folders(content / "guides")]
    packs += [(folder, "area.yaml") for folder in folders(content / "areas")]
    for folder, name in packs:
        sources = read_yaml(folder / name)["sources"]
        for source in sources:
            if source not in known:
                yield Fault(f"{folder / name}: sources", f"SOURCES.md does not name “{source}”: add it there.")
        if not sources:
            yield Fault(f"{folder / name}: sources", "needs one source at least.")
    for folder in (*folders(content / "guides"), *folders(content / "questions")):
        telling = [word for word in folder.name.split("-") if word.startswith(_TELLING)]
        if telling:
            yield Fault(str(folder), f"“{telling[0]}” would stand in the phone's history: rename the folder.")
        if folder.name in ADDRESSES.values():
            yield Fault(str(folder), "the walk through the meeting stands at this address: rename the folder.")
        if not _SLUG.fullmatch(folder.name) or len(folder.name) > LONGEST_SLUG:
            yield Fault(str(folder), f"should be {LONGEST_SLUG} small letters and hyphens at most.")


def _faults_in_area(content: Path, area: Area) -> Iterator[Fault]:
    path = content / "areas" / area.id / "area.yaml"
    pack = read_yaml(path)
    scale = [level.id for level in area.scale]
    if set(pack["languages"]) != set(languages_of(content, area.id)):
        yield Fault(f"{path}: languages", "should name the languages whose files stand beside it.")
    yield from _not_among(f"{path}: levels_with_meeting", pack["levels_with_meeting"], scale)
    for each in area.invited:
        yield from _not_among(f"{path}: invited/{each.role}/levels", each.levels, scale)
        yield from _not_among(f"{path}: invited/{each.role}/always", each.always, each.levels)
    for each in pack["review"]:
        yield from _not_among(f"{path}: review", [each["level"]], scale)
        yield from _not_among(f"{path}: review", [each["kind"]], area.kinds)
    if not area.steps:
        yield Fault(f"{path}: agenda", "needs at least one step: without one there is nothing to walk through.")
    yield from _two_of_a_name(path.with_name(f"{area.language}.yaml"), area)
    for step in area.steps:
        if step.family == "no" and step.topics:
            yield Fault(
                f"{path}: agenda/{step.id}",
                "the family is not there, so no answer is read out: move the topics.",
            )
    if not any(kind.main and kind.family for kind in area.kinds.values()):
        yield Fault(f"{path}: meeting_kinds", "one that families see should be main: true.")
    for ref, kind in area.kinds.items():
        if kind.main and not kind.family:
            yield Fault(f"{path}: meeting_kinds/{ref}", "families never see it, so it is not the main one.")


def _two_of_a_name(path: Path, area: Area) -> Iterator[Fault]:
    """Notes are kept by the title of their step, so no two may have one title, or one that begins with the other."""
    for name in ("title", "young_title"):
        titles = [getattr(step, name) for step in area.steps]
        for at, title in enumerate(titles):
            others = titles[:at] + titles[at + 1 :]
            if title in titles[:at] or any(other.startswith(f"{title}: ") for other in others):
                place = f"{path}: agenda/{area.steps[at].id}/{name}"
                yield Fault(place, f"another step is called “{title}” too, and notes are kept by it: say it otherwise.")


def _not_among(place: str, named: Any, known: Any) -> Iterator[Fault]:
    for each in named:
        if each not in known:
            yield Fault(place, f"“{each}” is not one of {', '.join(known)}.")


def _faults_in_roles(content: Path, areas: dict[str, Area]) -> Iterator[Fault]:
    path = content / "roles" / "roles.yaml"
    for ref, role in read_yaml(path)["roles"].items():
        yield from unknown_areas(f"{path}: {ref}", role["areas"], areas)


def _faults_in_guide(content: Path, guide: Guide, english: Mapping[str, Guide]) -> Iterator[Fault]:
    folder = content / "guides" / guide.slug
    path, structure = folder / f"{guide.language}.md", read_yaml(folder / "guide.yaml")
    text = path.read_text(encoding="utf-8")
    slots = [part for part in guide.parts if isinstance(part, Slot)]
    if sorted({slot.value for slot in slots}) != sorted(structure["slots"]):
        used = ", ".join(dict.fromkeys(slot.value for slot in slots)) or "none"
        yield Fault(f"{folder / 'guide.yaml'}: slots", f"should name those that {path.name} uses: {used}.")
    if not guide.parts or guide.parts[-1] is not Slot.HELPLINES:
        yield Fault(str(path), "should end with [[helplines]] on a line of its own.")
    if slots != [part for part in english[guide.slug].parts if isinstance(part, Slot)]:
        yield Fault(str(path), "has its [[…]] lines in another order than en.md.")
    yield from _faults_in_ask(path, guide, english[guide.slug])
    yield from faults_in_easy(content, guide, english)
    if guide.kind is Kind.YOUNG_PERSON and re.search(r"\{meetings?\}", text):
        yield Fault(str(path), "young people read “meeting”: leave out {meeting} and {meetings}.")
    if found := _HTML.search(text):
        yield Fault(str(path), f"“{found[0]}”: HTML is not shown. Write Markdown.")
    for target in ("".join(groups) for groups in _LINK.findall(text)):
        match = _GUIDE_LINK.fullmatch(target)
        if not match:
            yield Fault(str(path), f"links to “{target}”: only [words](guide:name) is a link here.")
        elif match[1] not in english:
            yield Fault(str(path), f"links to “{match[1]}”, which is not there in every area of this guide.")
        elif english[match[1]].kind is not guide.kind:
            yield Fault(str(path), f"links to “{match[1]}”, which is for other readers: keep to one audience.")


def _faults_in_ask(path: Path, guide: Guide, english: Guide) -> Iterator[Fault]:
    """The questions that a reader may put on their own list: the same ones in every language."""
    if len(guide.ask) != len(english.ask):
        yield Fault(f"{path}: ask", f"should hold the {len(english.ask)} questions of en.md, in their order.")
    if guide.language == "en" and not 2 <= len(guide.ask) <= 4:
        yield Fault(f"{path}: ask", "needs 2 to 4 questions: a line [[ask]], and a list under it.")
    if sum(isinstance(part, Ask) for part in guide.parts) > 1:
        yield Fault(f"{path}: ask", "stands twice: put all the questions under one [[ask]].")
    for question in guide.ask:
        if guide.language == "en" and not question.endswith("?"):
            yield Fault(f"{path}: ask", f"“{question}” should be a question.")


def _faults_in_print(content: Path, area: Area, texts: list[Text]) -> Iterator[Fault]:
    """No word that the area's council never prints, wherever it would be read there."""
    pack = content / "areas" / area.id / "area.yaml"
    for word in read_yaml(pack).get("never_printed", []):
        for text in texts:
            if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text.words, re.IGNORECASE):
                yield Fault(text.place, f"is read in {area.name}, which never prints “{word}”.")


def _overdue(content: Path, today: date) -> Iterator[Fault]:
    for folder in folders(content / "guides"):
        place, due = f"{folder / 'guide.yaml'}: review_by", read_yaml(folder / "guide.yaml")["review_by"]
        if due < today:
            yield Fault(place, f"was due on {due}: two people read the guide again, then set a new date.")
        elif due > today + SIX_MONTHS:
            yield Fault(place, f"{due} is more than six months ahead: bring it forward.")
    path = content / "bank-holidays.yaml"
    if (until := read_yaml(path)["until"]) < today + SIX_MONTHS:
        yield Fault(f"{path}: until", f"bank holidays are known up to {until}: add the next year's.")
    path = content / "helplines" / "helplines.yaml"
    for ref, line in read_yaml(path)["helplines"].items():
        if line["checked_on"] and line["checked_on"] > today:
            yield Fault(f"{path}: {ref}/checked_on", "lies ahead: write the day on which somebody rang.")
        if line["check_by"] and line["check_by"] < today:
            yield Fault(f"{path}: {ref}/check_by", f"was due on {line['check_by']}: ring it, then set both dates.")
