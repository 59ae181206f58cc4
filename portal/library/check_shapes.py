"""Whether each file of content holds what it should, and nothing that nobody reads: missing and stale keys.

Runs before everything else in `checks`: a file that is not in shape is read no further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import NoneType
from typing import Any

from portal.domain.errors import Fault, Invalid
from portal.domain.preparation import FACES, YES_NO
from portal.library.areas import AREA_SENTENCES
from portal.library.files import read_yaml

# A shape is a type or several, a set of the words that may stand there, [what each item is], or names
# with what belongs to each: a name with a question mark may be left out, "*" stands for any name.
Shape = Any
TEXTS = [str]
READERS = [frozenset({"parent", "young-person"})]
AREAS = (str, list)
ASKS = (bool, list)
DATE = (date, NoneType)

AREA = {
    "id": str,
    "status": frozenset({"ready", "draft"}),
    "languages": TEXTS,
    "police": str,
    "case_system?": str,
    "scale": TEXTS,
    "levels_with_meeting": TEXTS,
    "meeting_kinds": {"*": {"main?": bool, "family": bool}},
    "invited": [{"role": str, "levels": TEXTS, "always?": TEXTS}],
    "review": [{"level": str, "plan_type": str, "kind": str, "at_most?": int, "unit?": str, "first?": str}],
    "timescales": [{"id": str, "at_most": int, "unit": str, "before?": bool}],
    "agenda": [{"id": str, "family": frozenset({"yes", "no", "partly"}), "topics": TEXTS}],
    "private_part": {"exists": frozenset({True, False, "unknown"})},
    "contacts": TEXTS,
    "unknown": TEXTS,
    "never_printed?": TEXTS,
    "sources": TEXTS,
}
ROLES = {"roles": {"*": {"kind": frozenset({"family", "professional"}), "areas": AREAS}}}
TERMS = {"terms": {"*": {"areas": AREAS, "for": READERS}}}
HELPLINES = {
    "helplines": {
        "*": {
            "phone": str,
            "text?": str,
            "hours": frozenset({"always", "set", "unknown"}),
            "cost": frozenset({"free", "call-price"}),
            "for": READERS,
            "areas": AREAS,
            "number_evidence": frozenset({"seen"}),
            "checked_on": DATE,
            "check_by": DATE,
            "emergency": bool,
            "talk?": frozenset({"any", "danger", "home"}),
            "web": (str, NoneType),
        }
    }
}
HOLIDAYS = {"source": str, "checked_on": date, "since": date, "until": date, "days": [date]}
GUIDE = {
    "audience": frozenset({"parent", "young-person"}),
    "order": int,
    "areas": AREAS,
    "owner": str,
    "review_by": date,
    "sources": TEXTS,
    "slots": TEXTS,
    "easy_of?": TEXTS,
    "walk?": bool,
}
FIXED = {"faces": FACES, "yes-no": YES_NO}
QUESTION = {
    "id": str,
    "kind": frozenset({"short", "long", "one", "some", "scale", "faces", "yes-no", "notice"}),
    "topic": str,
    "max?": int,
    "quick?": bool,
    "held?": bool,
    "asks?": ASKS,
    "alone?": bool,
    "scale?": str,
    "because?": str,
    "options?": TEXTS,
    "tasks?": {"*": frozenset({"not-going", "ring"})},
    "picture?": str,
    "pictures?": {"*": str},
    "danger?": [(str, int)],
    "support?": [(str, int)],
}
QUESTIONS = {
    "id": str,
    "for": frozenset({"parent", "young-person"}),
    "when?": frozenset({"before", "after"}),
    "easy?": bool,
    "version": int,
    "notice": str,
    "questions": [QUESTION],
}


def faults_in_shapes(content: Path) -> Iterator[Fault]:
    """Every file of content against its shape; words against the structure beside them."""
    for folder in folders(content / "areas"):
        yield from _pack(folder / "area.yaml", AREA, area_words)
    for folder in folders(content / "questions"):
        yield from _pack(folder / "set.yaml", QUESTIONS, question_words)
    for folder in folders(content / "guides"):
        yield from _pack(folder / "guide.yaml", GUIDE, lambda _: {})
    for name, shape, one in (("roles", ROLES, ROLE_WORDS), ("terms", TERMS, TERM_WORDS)):
        yield from _pack(content / name / f"{name}.yaml", shape, _list_of(name, one))
    days = content / "bank-holidays.yaml"
    found = _read(days)
    yield from [found] if isinstance(found, Fault) else against(f"{days}", "", found, HOLIDAYS)
    yield from _pack(content / "helplines" / "helplines.yaml", HELPLINES, _list_of("helplines", LINE_WORDS))


def folders(place: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder for folder in place.iterdir() if folder.is_dir()))


ROLE_WORDS = {"name": str, "does": str, "ask": TEXTS, "young_name": str, "young_does": str}
TERM_WORDS = {"term": str, "plain": str, "also?": TEXTS, "young?": str}
LINE_WORDS = {"name": str, "who": str, "hours": str, "cost": str, "note?": str}


def area_words(structure: Mapping[str, Any]) -> Shape:
    """What an area's file of words holds, to the structure that stands in its area.yaml."""
    sentences = ("label", "means", "does_not_mean", "happens", "young_label", "young_means")
    level = {**dict.fromkeys(sentences, str), "also?": TEXTS}
    step = {"title": str, "expect": str, "prepare": TEXTS, "say": TEXTS}
    step |= {"young_title": str, "young_expect": str, "young_say": TEXTS}
    kind = {"name": str, "young_name": str, "what": str}
    shown = [ref for ref, one in structure["meeting_kinds"].items() if one["family"]]
    return {
        **dict.fromkeys((*AREA_SENTENCES, "young_missing_talk"), str),
        **{"bring?": TEXTS, "young_bring?": TEXTS},
        "kinds": dict.fromkeys(shown, kind),
        "levels": dict.fromkeys(structure["scale"], level),
        "agenda": {each["id"]: step for each in structure["agenda"]},
    }


def question_words(structure: Mapping[str, Any]) -> Shape:
    questions = {}
    for each in structure["questions"]:
        shape: dict[str, Shape] = {"ask": str, "why": str, "hint?": str}
        options = FIXED.get(each["kind"], each.get("options", ()))
        if each["kind"] in ("one", "some", *FIXED):
            shape["options"] = dict.fromkeys(options, str)
        if each["kind"] == "scale":
            shape |= {"low": str, "high": str}
        questions[each["id"]] = shape
    return {"title": str, "notice": {"id": str, "text": TEXTS}, "short_notice": {"text": TEXTS}, "questions": questions}


def _list_of(name: str, one: Shape) -> Any:
    return lambda structure: {name: dict.fromkeys(structure[name], one)}


def _pack(path: Path, shape: Shape, words: Any) -> Iterator[Fault]:
    """A file of structure, and every language beside it."""
    structure = _read(path)
    if isinstance(structure, Fault):
        yield structure
        return
    found = list(against(f"{path}", "", structure, shape))
    yield from found
    for each in sorted(path.parent.glob("*.yaml")):
        if each != path and not found:
            there = _read(each)
            yield from ([there] if isinstance(there, Fault) else against(str(each), "", there, words(structure)))


def _read(path: Path) -> dict[str, Any] | Fault:
    try:
        return read_yaml(path)
    except Invalid as problem:
        return problem.faults[0]


def against(path: str, place: str, value: Any, shape: Shape) -> Iterator[Fault]:
    """One value against one shape."""
    here = f"{path}: {place}" if place else path
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield Fault(here, "should be names, each with what belongs to it.")
        else:
            yield from _names(path, place, value, shape)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield Fault(here, "should be a list.")
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield from against(path, f"{place}/{number}", item, shape[0])
    elif isinstance(shape, frozenset):
        if not isinstance(value, str | bool) or value not in shape:
            choices = ", ".join(sorted(str(choice) for choice in shape))
            yield Fault(here, f"“{value}” should be {'one of ' if len(shape) > 1 else ''}{choices}, in quotes.")
    elif shape is str and isinstance(value, str):
        if not value.strip() and not place.endswith("phone"):
            yield Fault(here, "needs words.")
    elif not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
        yield Fault(here, f"“{value}” is not {_said(shape)}.")


def _names(path: str, place: str, value: Mapping[Any, Any], shape: Mapping[str, Shape]) -> Iterator[Fault]:
    known = {name.removesuffix("?"): inner for name, inner in shape.items()}
    for name, inner in value.items():
        below = f"{place}/{name}".lstrip("/")
        if not isinstance(name, str):
            yield Fault(f"{path}: {below}", f"put “{name}” in quotes.")
        elif name in known or "*" in known:
            yield from against(path, below, inner, known.get(name, known.get("*")))
        else:
            yield Fault(f"{path}: {below}", "nothing reads this: take it out, or mend its name.")
    for name in shape:
        if name != "*" and not name.endswith("?") and name not in value:
            yield Fault(f"{path}: {place}/{name}".replace(": /", ": "), "is missing: write it here.")


def _said(shape: Shape) -> str:
    said = {
        str: "text: put it in quotes",
        int: "a whole number",
        bool: "true or false",
        date: "a date, as 2026-12-03",
        DATE: "a date, as 2026-12-03, or null",
        AREAS: "“all” or a list of areas",
        ASKS: "true, or a list of the options that ask for something",
    }
    return said.get(shape, "what should stand here")
