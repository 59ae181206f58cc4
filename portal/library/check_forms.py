"""Rules for what families fill in and whom they ring: question sets, helplines, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault
from portal.domain.glossary import Term
from portal.domain.preparation import LONGEST_ANSWER, NOT_SAYING, NOT_SURE, QuestionKind, QuestionSet
from portal.domain.wording import words
from portal.library.files import read_yaml
from portal.library.terms import read_terms

FIRST = 3  # "three things, three minutes"
LONGEST_TERM = 25  # words

# A question must not invite what belongs to the police: who they are, where they are, what they look like.
_ASKS_FOR_PEOPLE = re.compile(
    r"\b(?:(?:nick|street |last |first |full )?names?|called|number ?plates?|registration|car|address(?:es)?"
    r"|look(?:s|ed)? like|describe|descriptions?|tattoos?"
    r"|where (?:do|does|did) (?:they|he|she|it|this)"
    r"|who (?:is|are|was|were|has|have|had|did|does|made|makes|hurts?|harms?|gives?|gave|takes?|took|sells?)"
    r")\b",
    re.IGNORECASE,
)
_SAYS_NOT_TO = re.compile(r"\b(?:no|not|never|without|leave out|don['’]t)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_PROMISES = re.compile(r"\b(?:confidential\w*|private(?:ly)?|anonym\w*|secret)\b", re.IGNORECASE)
_REQUIRES = re.compile(r"\b(?:required|compulsory|mandatory|must (?:answer|fill)|have to answer)\b", re.IGNORECASE)

_PHONE = re.compile(r"999|101|111|18001|116\d{3}|0(?:[123]\d|80[08])\d{4,8}")
_TEXT = re.compile(r"999|[68]\d{4}|116\d{3}")
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_MOBILE = re.compile(r"(?<!\d)(?:\+44|0044|0) ?\(?0?\)? ?7(?:[ -]?\d){9}(?!\d)")
ALWAYS = ("999", "101", "111", "0800 1111")


def faults_in_set(content: Path, questions: QuestionSet, areas: dict[str, Area]) -> Iterator[Fault]:
    """One question set, in one language."""
    folder = content / "questions" / questions.id
    path, structure = folder / f"{questions.language}.yaml", read_yaml(folder / "set.yaml")
    if structure["id"] != folder.name:
        yield Fault(f"{folder / 'set.yaml'}: id", f"should be “{folder.name}”, the name of the folder.")
    if [q.quick for q in questions.questions] != [n < FIRST for n in range(len(questions.questions))]:
        yield Fault(f"{folder / 'set.yaml'}: questions", f"the first {FIRST} are quick: true, and no other.")
    notice = read_yaml(path)["notice"]
    if notice["id"] != structure["notice"]:
        yield Fault(f"{path}: notice/id", f"should be “{structure['notice']}”, as in set.yaml.")
    if "999" not in " ".join(notice["text"]):
        yield Fault(f"{path}: notice", "should say to call 999 when somebody is in danger now.")
    said = [(f"{path}: notice", text) for text in notice["text"]]
    for question in questions.questions:
        place = f"{folder / 'set.yaml'}: questions/{question.id}"
        options = [ref for ref, _ in question.options]
        chosen = question.kind in (QuestionKind.ONE, QuestionKind.SOME)
        if chosen != bool(options) or len(options) == 1:
            yield Fault(place, "one and some need two options or more; other kinds have none.")
        if {NOT_SURE, NOT_SAYING} & set(options):
            yield Fault(place, "“I'm not sure” and “I don't want to say” are there by themselves.")
        if not 1 <= question.longest <= LONGEST_ANSWER:
            yield Fault(place, f"max should lie between 1 and {LONGEST_ANSWER}.")
        for area in areas.values():
            steps = sum(question.topic in step.topics for step in area.steps)
            if steps != 1:
                yield Fault(place, f"the topic “{question.topic}” stands at {steps} steps in {area.id}: one.")
        here = f"{path}: questions/{question.id}"
        shown = [question.ask, question.why, question.hint, question.low, question.high]
        shown += [words_of_it for _, words_of_it in question.options]
        said += [(here, text) for text in shown if text]
        for text in (question.ask, question.hint):
            yield from (Fault(here, sentence) for sentence in _asking_for_people(text))
    for place, text in said:
        if found := _PROMISES.search(text):
            yield Fault(place, f"“{found[0]}” promises what nobody can keep: say who will read it.")
        if found := _REQUIRES.search(text):
            yield Fault(place, f"“{found[0]}”: nothing has to be answered.")


def _asking_for_people(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        found = _ASKS_FOR_PEOPLE.search(sentence)
        if found and not _SAYS_NOT_TO.search(sentence):
            yield f"“{found[0]}” may bring who, where or what somebody who does harm is: ask otherwise."


def faults_in_helplines(content: Path, areas: dict[str, Area]) -> Iterator[Fault]:
    path = content / "helplines" / "helplines.yaml"
    lines = read_yaml(path)["helplines"]
    for ref, line in lines.items():
        yield from (Fault(f"{path}: {ref}", sentence) for sentence in _wrong_with(line))
        yield from unknown_areas(f"{path}: {ref}", line["areas"], areas)
    for area in areas:
        pack = content / "areas" / area / "area.yaml"
        contacts = [ref for ref in read_yaml(pack)["contacts"] if ref in lines]
        for ref in contacts:
            if lines[ref]["areas"] != "all" and area not in lines[ref]["areas"]:
                yield Fault(f"{pack}: contacts", f"“{ref}” is not for {area}: see helplines.yaml.")
        for number in sorted(set(ALWAYS) - {lines[ref]["phone"] for ref in contacts}):
            yield Fault(f"{pack}: contacts", f"{number} is always shown: name its helpline here.")
        if len(set(contacts)) < len(contacts):
            yield Fault(f"{pack}: contacts", "one stands here twice.")


def _wrong_with(line: dict[str, Any]) -> Iterator[str]:
    phone, text = line["phone"], line.get("text", "")
    if not phone and not text:
        yield "needs a phone, or a number to text to."
    for number, shape, what in ((phone, _PHONE, "phone"), (text, _TEXT, "text")):
        bare = number.replace(" ", "")
        if _MOBILE.search(number):
            yield f"{what} is a mobile number, which belongs to one person: take a service's number."
        elif number and (not shape.fullmatch(bare) or "  " in number or number != number.strip()):
            yield f"{what} “{number}” is not a number that a helpline in England has: look it up again."
    if line["web"] and not line["web"].startswith("https://"):
        yield "web should begin with https://"
    if line["checked_on"] and not line["check_by"]:
        yield "was checked, so check_by should say when that falls due again."
    if line["checked_on"] and line["check_by"] and line["check_by"] <= line["checked_on"]:
        yield "check_by should come after checked_on."


def faults_in_terms(content: Path, areas: dict[str, Area]) -> Iterator[Fault]:
    folder = content / "terms"
    for ref, term in read_yaml(folder / "terms.yaml")["terms"].items():
        yield from unknown_areas(f"{folder / 'terms.yaml'}: {ref}", term["areas"], areas)
    for path in sorted(folder.glob("*.yaml")):
        for ref, entry in read_yaml(path)["terms"].items() if path.stem != "terms" else ():
            if (long := max(len(words(entry.get(name, ""))) for name in ("plain", "young"))) > LONGEST_TERM:
                yield Fault(f"{path}: {ref}", f"has {long} words, at most {LONGEST_TERM} explain a word.")
    for area, kind in product(areas, Kind):
        yield from _said_twice(folder / "en.yaml", read_terms(content, area, kind))


def _said_twice(path: Path, terms: dict[str, Term]) -> Iterator[Fault]:
    """A form that would open two meanings for the same reader."""
    of_form: dict[str, str] = {}
    for ref, term in terms.items():
        for form in term.forms:
            first = of_form.setdefault(" ".join(form.casefold().split()), ref)
            if first != ref:
                yield Fault(f"{path}: {ref}", f"“{form}” stands at “{first}” too: a word has one meaning on a page.")


def faults_in_every_file(content: Path) -> Iterator[Fault]:
    """No one person's number and no mailbox, in any file."""
    for path in sorted([*content.rglob("*.yaml"), *content.rglob("*.md")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for pattern, what in ((_MOBILE, "a mobile number"), (_MAILBOX, "a mailbox")):
                if pattern.search(line):
                    yield Fault(f"{path}:{number}", f"holds {what}: name a service to ring instead.")


def unknown_areas(place: str, named: Any, areas: dict[str, Area]) -> Iterator[Fault]:
    for area in [] if named == "all" else sorted(set(named) - set(areas)):
        yield Fault(place, f"there is no area “{area}”.")
