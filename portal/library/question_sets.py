"""Question sets: `content/questions/<set>/`. A new set is a folder and no code."""

from __future__ import annotations

import hashlib
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.preparation import FACES, YES_NO, Notice, Question, QuestionKind, QuestionSet, Task, When
from portal.library.files import Reading, read_yaml, whole

_KEYS = {
    "id", "kind", "topic", "quick", "max", "options", "held", "asks", "alone", "scale", "because", "tasks",
    "picture", "pictures", "danger", "support",
}  # fmt: skip
ALWAYS_THESE = {QuestionKind.FACES: FACES, QuestionKind.YES_NO: YES_NO}
"""Kinds whose options are always the same: a set says what they are called, and not which they are."""

E = TypeVar("E", bound=Enum)


def read_question_sets(content: Path, language: str = "en") -> dict[str, QuestionSet]:
    """Every set, in this language where it is there whole, else in English. Never half and half."""
    faults: list[Fault] = []
    found = {}
    for folder in sorted((content / "questions").iterdir()):
        if folder.is_dir():
            spoken = language if (folder / f"{language}.yaml").is_file() else "en"
            with whole(folder / "set.yaml", faults):
                found[folder.name] = _read(folder, spoken, faults)
    if faults:
        raise Invalid(faults)
    return found


def _read(folder: Path, language: str, faults: list[Fault]) -> QuestionSet:
    structure, here = read_yaml(folder / "set.yaml"), f"{folder / 'set.yaml'}"
    path = folder / f"{language}.yaml"
    words = Reading(path, read_yaml(path), faults)
    questions = tuple(_question(folder, each, words, faults) for each in structure["questions"])
    ids = [question.id for question in questions]
    for double in sorted({ref for ref in ids if ids.count(ref) > 1}):
        faults.append(Fault(here, f"the question “{double}” stands twice."))
    return QuestionSet(
        id=folder.name,
        version=int(structure["version"]),
        language=language,
        kind=Kind(structure["for"]),
        title=words.text("title"),
        notice=_notice("notice", str(structure["notice"]), language, words, faults),
        short_notice=_notice("short_notice", "short", language, words, faults),
        questions=questions,
        when=_one_of(When, structure.get("when", "before"), When.BEFORE, f"{here}: when", faults),
        easy=bool(structure.get("easy")),
    )


def _notice(place: str, id: str, language: str, words: Reading, faults: list[Fault]) -> Notice:
    paragraphs = words.texts(place, "text")
    if not paragraphs:
        faults.append(Fault(f"{words.path}: {place}", "needs words: nobody writes before they have read it."))
    return Notice(id, language, paragraphs, hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest())


def _question(folder: Path, each: dict[str, Any], words: Reading, faults: list[Fault]) -> Question:
    ref = str(each["id"])
    here, place = ("questions", ref), f"{folder / 'set.yaml'}: {ref}"
    for key in sorted(set(each) - _KEYS):
        faults.append(Fault(place, f"“{key}” is not something a question has."))
    kind = _one_of(QuestionKind, each["kind"], QuestionKind.LONG, place, faults, "there is no kind “{}”.")
    options = ALWAYS_THESE.get(kind, each.get("options", ()))
    if kind in ALWAYS_THESE and "options" in each:
        faults.append(Fault(place, f"{kind.value} always has the same options: take “options” out."))
    is_scale, asks = kind is QuestionKind.SCALE, each.get("asks")
    tasks = [
        (str(option), _one_of(Task, task, Task.RING, f"{place}/tasks/{option}", faults))
        for option, task in each.get("tasks", {}).items()
    ]
    return Question(
        id=ref,
        kind=kind,
        topic=str(each["topic"]),
        ask=words.text(*here, "ask"),
        why=words.text(*here, "why"),
        hint=words.text(*here, "hint", default=""),
        quick=bool(each.get("quick")),
        options=tuple((str(option), words.text(*here, "options", str(option))) for option in options),
        low=words.text(*here, "low") if is_scale else "",
        high=words.text(*here, "high") if is_scale else "",
        longest=int(each.get("max", 2000)),
        held=bool(each.get("held")),
        asks=bool(asks),
        asking=tuple(str(option) for option in asks) if isinstance(asks, list) else (),
        alone=bool(each.get("alone")),
        scale=str(each.get("scale", "")),
        because=str(each.get("because", "")),
        tasks=tuple(tasks),
        picture=str(each.get("picture", "")),
        pictures=tuple((str(option), str(picture)) for option, picture in each.get("pictures", {}).items()),
        danger=tuple(str(option) for option in each.get("danger", ())),
        support=tuple(str(option) for option in each.get("support", ())),
    )


def _one_of(kinds: type[E], value: object, else_: E, place: str, faults: list[Fault], said: str = "") -> E:
    """The member with this value; one that is not there is a fault, with those that are."""
    try:
        return kinds(value)
    except ValueError:
        known = ", ".join(str(each.value) for each in kinds)
        faults.append(Fault(place, (said or "“{}” should be one of " + known + ".").format(value)))
        return else_
