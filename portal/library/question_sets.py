"""Question sets: `content/questions/<set>/`. A new set is a folder and no code."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from portal.domain.audience import Kind
from portal.domain.errors import Fault, Invalid
from portal.domain.preparation import Notice, Question, QuestionKind, QuestionSet
from portal.library.files import Reading, read_yaml, whole

_KEYS = {"id", "kind", "topic", "quick", "max", "options", "held"}


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
    structure = read_yaml(folder / "set.yaml")
    path = folder / f"{language}.yaml"
    words = Reading(path, read_yaml(path), faults)
    questions = tuple(_question(folder, each, words, faults) for each in structure["questions"])
    ids = [question.id for question in questions]
    for double in {ref for ref in ids if ids.count(ref) > 1}:
        faults.append(Fault(str(folder / "set.yaml"), f"the question “{double}” stands twice."))
    return QuestionSet(
        id=folder.name,
        version=int(structure["version"]),
        language=language,
        kind=Kind(structure["for"]),
        title=words.text("title"),
        notice=_notice("notice", str(structure["notice"]), language, words, faults),
        short_notice=_notice("short_notice", "short", language, words, faults),
        questions=questions,
    )


def _notice(place: str, id: str, language: str, words: Reading, faults: list[Fault]) -> Notice:
    paragraphs = words.texts(place, "text")
    if not paragraphs:
        faults.append(Fault(f"{words.path}: {place}", "needs words: nobody writes before they have read it."))
    return Notice(id, language, paragraphs, hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest())


def _question(folder: Path, each: dict[str, Any], words: Reading, faults: list[Fault]) -> Question:
    ref = str(each["id"])
    here = ("questions", ref)
    for key in sorted(set(each) - _KEYS):
        faults.append(Fault(f"{folder / 'set.yaml'}: {ref}", f"“{key}” is not something a question has."))
    try:
        kind = QuestionKind(each["kind"])
    except ValueError:
        faults.append(Fault(f"{folder / 'set.yaml'}: {ref}", f"there is no kind “{each['kind']}”."))
        kind = QuestionKind.LONG
    scale = kind is QuestionKind.SCALE
    return Question(
        id=ref,
        kind=kind,
        topic=str(each["topic"]),
        ask=words.text(*here, "ask"),
        why=words.text(*here, "why"),
        hint=words.text(*here, "hint", default=""),
        quick=bool(each.get("quick")),
        options=tuple((str(option), words.text(*here, "options", str(option))) for option in each.get("options", ())),
        low=words.text(*here, "low") if scale else "",
        high=words.text(*here, "high") if scale else "",
        longest=int(each.get("max", 2000)),
        held=bool(each.get("held")),
    )
