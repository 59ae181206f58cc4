"""Rules for what families fill in and whom they ring: question sets, helplines, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault
from portal.domain.glossary import Term
from portal.domain.own_list import MY_QUESTIONS
from portal.domain.own_sets import LONGEST_GROUP, groups_of, main_set, sets_for
from portal.domain.preparation import (
    LONGEST_ANSWER,
    NOT_SAYING,
    NOT_SURE,
    Notice,
    Question,
    QuestionKind,
    QuestionSet,
    When,
)
from portal.domain.wording import words
from portal.library.files import read_yaml
from portal.library.pictures import names
from portal.library.question_sets import ALWAYS_THESE
from portal.library.terms import read_terms

FIRST = 3  # "three things, three minutes"
LONGEST_TERM = 25  # words

# A question must not invite what belongs to the police: who they are, where they are, what they look like.
_ASKS_FOR_PEOPLE = re.compile(
    r"\b(?:(?:nick|street |last |first |full )?names?|called|number ?plates?|registration|car|address(?:es)?"
    r"|look(?:s|ed)? like|describe|descriptions?|tattoos?|(?:which|what) (?:street|road|house|flat|shop|estate|park)"
    r"|where (?:do|does|did) (?:they|he|she|it|this)"
    r"|who (?:is|are|was|were|has|have|had|did|does|made|makes|hurts?|harms?|gives?|gave|takes?|took|sells?)"
    r")\b",
    re.IGNORECASE,
)
_STEPS = ("check", "done", "in", "list")  # they stand at the address of a question
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SAYS_NOT_TO = re.compile(r"\b(?:no|not|never|without|leave out|don['’]t)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_PROMISES = re.compile(r"\b(?:confidential\w*|private(?:ly)?|anonym\w*|secret)\b", re.IGNORECASE)
_ONLY_THEY = re.compile(r"\bonly (?:you|one person)\b", re.IGNORECASE)
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
    if [q.quick for q in questions.asked] != [n < FIRST for n in range(len(questions.asked))]:
        yield Fault(f"{folder / 'set.yaml'}: questions", f"the first {FIRST} are quick: true, and no other.")
    if read_yaml(path)["notice"]["id"] != structure["notice"]:
        yield Fault(f"{path}: notice/id", f"should be “{structure['notice']}”, as in set.yaml.")
    said = []
    for place, notice in ((f"{path}: notice", questions.notice), (f"{path}: short_notice", questions.short_notice)):
        yield from (Fault(place, sentence) for sentence in _missing_in(notice))
        said += [(place, text) for text in notice.paragraphs]
    for question in questions.questions:
        place = f"{folder / 'set.yaml'}: questions/{question.id}"
        yield from (Fault(place, sentence) for sentence in _wrong_with_question(questions, question))
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
    for name, group in groups_of(questions):
        tasks = [step for step in group if not step.question.is_notice]
        if len(tasks) > LONGEST_GROUP:
            many = f"{len(tasks)} tasks stand together ({name}), at most {LONGEST_GROUP}: take some out."
            yield Fault(f"{folder / 'set.yaml'}: questions/{tasks[LONGEST_GROUP].question.id}", many)
    for place, text in said:
        if found := _PROMISES.search(text):
            yield Fault(place, f"“{found[0]}” promises what nobody can keep: say who will read it.")
        if found := _REQUIRES.search(text):
            yield Fault(place, f"“{found[0]}”: nothing has to be answered.")


def _missing_in(notice: Notice) -> Iterator[str]:
    """What everybody reads before they write, in every notice. The second is looked for in English alone."""
    text = " ".join(notice.paragraphs)
    if "999" not in text:
        yield "should say to call 999 when somebody is in danger now."
    if notice.language == "en" and not _ONLY_THEY.search(text):
        yield "should say to talk to a worker first about what only you could have known: it can lead back to them."


def _wrong_with_question(questions: QuestionSet, question: Question) -> Iterator[str]:
    """What does not fit together in the structure of one question."""
    options = [ref for ref, _ in question.options]
    chosen = question.kind in (QuestionKind.ONE, QuestionKind.SOME, *ALWAYS_THESE)
    if chosen != bool(options) or len(options) == 1:
        yield "one and some need two options or more; other kinds have none."
    if {NOT_SURE, NOT_SAYING} & set(options):
        yield "“I'm not sure” and “I don't want to say” are there by themselves."
    for option in sorted({each for each in options if options.count(each) > 1}):
        yield f"the option “{option}” stands twice."
    if question.id in _STEPS or not _SLUG.fullmatch(question.id):
        yield f"“{question.id}” cannot be an id: take small letters and hyphens, and none of {', '.join(_STEPS)}."
    for what, named in (
        ("tasks", [option for option, _ in question.tasks]),
        ("pictures", [option for option, _ in question.pictures]),
        ("asks", question.asking),
    ):
        for option in sorted(set(named) - set(options)):
            yield f"{what}: “{option}” is not offered: name one of {', '.join(options) or 'its options'}."
    for picture in (question.picture, *(picture for _, picture in question.pictures)):
        if picture and picture not in names():
            yield f"there is no picture “{picture}”: choose one of {', '.join(names())}."
    if questions.easy and not question.picture:
        yield "easy words: put a picture beside the question, as picture: talk."
    yield from _wrong_with_scale(questions, question)
    yield from _wrong_with_danger(question)
    if question.kind is QuestionKind.NOTICE and (question.quick or question.asks):
        yield "a notice has no answer: take quick and asks out."


def _wrong_with_scale(questions: QuestionSet, question: Question) -> Iterator[str]:
    scales = {each.scale: each for each in reversed(questions.questions) if each.scale}
    if question.kind is QuestionKind.SCALE and question.low == question.high:
        yield "both ends have the same words: say what 0 is, and what 10 is."
    if question.scale and question.kind is not QuestionKind.SCALE:
        yield "only a scale has a scale: take it out, or make it kind: scale."
    if question.scale and scales[question.scale].id != question.id:
        yield f"the scale “{question.scale}” stands twice in this set: each is asked once."
    if question.because and question.because not in scales:
        yield f"because: there is no scale “{question.because}” in this set."
    if question.because and not question.is_text:
        yield "because: only words say what makes a number: make it kind: long."
    if question.because in scales and scales[question.because].alone and not question.alone:
        yield "because: the number is given alone, so its words are too: alone: true."


def _wrong_with_danger(question: Question) -> Iterator[str]:
    """Only what is chosen is looked at: nobody's own words are searched for danger."""
    numbers = [str(number) for number in range(11)] if question.kind is QuestionKind.SCALE else []
    offered = numbers or [ref for ref, _ in question.options]
    for mark, named in (("danger", question.danger), ("support", question.support)):
        if named and not offered:
            yield f"{mark}: only a number or an option can show it: take it out."
            return
        for each in named:
            if each not in offered:
                yield f"{mark}: “{each}” is not offered: name one of {', '.join(offered)}."
    for each in sorted(set(question.danger) & set(question.support)):
        yield f"“{each}” stands at danger and at support: one of them."


def faults_in_sets(content: Path, sets: Mapping[str, QuestionSet]) -> Iterator[Fault]:
    """All the sets of one language, one against the other: everybody has a main one, and nobody has two."""
    for kind in Kind:
        theirs = sets_for(sets, kind)
        before = [each for each in theirs if each.when is When.BEFORE]
        if not [each for each in before if not each.easy]:
            yield Fault(str(content / "questions"), f"there is no set for {kind.value}, when: before. Write one.")
            continue
        for each in {main_set(theirs, easy).id: main_set(theirs, easy) for easy in (False, True)}.values():
            if each.question(MY_QUESTIONS) is None:
                place = f"{content / 'questions' / each.id / 'set.yaml'}: questions"
                yield Fault(place, f"needs “{MY_QUESTIONS}”: questions from the guides and notes stand there.")
        for when in When:
            easy = [each.id for each in theirs if each.easy and each.when is when]
            for other in easy[1:]:
                place = f"{content / 'questions' / other / 'set.yaml'}: easy"
                yield Fault(place, f"“{easy[0]}” is in easy words for the same people already: one is enough.")


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
