"""The words of content as their readers meet them, area by area, and how plain they are.

English alone: the rules of `domain.wording` say nothing of other languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.errors import Fault
from portal.domain.glossary import Term
from portal.domain.guide import Ask, Guide, Prose
from portal.domain.preparation import QuestionSet
from portal.domain.wording import Reader, Rule, findings
from portal.library.areas import AREA_SENTENCES

# A job or a helpline is called what it is called; a term stands there because it is hard.
OF_NAMES = frozenset({Rule.AVOID, Rule.ACRONYM, Rule.UNEXPLAINED})
OF_HELPLINES = frozenset({Rule.ACRONYM, Rule.UNEXPLAINED})
OF_TERMS = frozenset({Rule.AVOID, Rule.ACRONYM, Rule.LONGEST, Rule.UNEXPLAINED})


@dataclass(frozen=True)
class Text:
    """Some words in their place, with who reads them and which rules are not for them.

    Short texts with the same `whole` are also read in one, for their grade.
    """

    place: str
    words: str
    reader: Reader
    spared: frozenset[Rule] = frozenset()
    whole: str = ""


def texts_of_guide(content: Path, guide: Guide) -> Iterator[Text]:
    """A guide with the area's words filled in and its slots left out."""
    place = str(content / "guides" / guide.slug / f"{guide.language}.md")
    prose = (unescape(part.html.replace("<li>", "\n- ")) for part in guide.parts if isinstance(part, Prose))
    ask = (f"- {question}" for part in guide.parts if isinstance(part, Ask) for question in part.questions)
    reader = Reader.EASY_READ if guide.easy_of else Reader(guide.kind.value)
    yield Text(place, "\n".join((guide.title, *prose, *ask)), reader)


def texts_of_area(content: Path, area: Area) -> Iterator[Text]:
    """Everything that an area's pack says, with the roles and helplines that it shows."""
    path = content / "areas" / area.id / f"{area.language}.yaml"
    for name in AREA_SENTENCES:
        yield Text(f"{path}: {name}", getattr(area, name), Reader.PARENT)
    yield Text(f"{path}: young_missing_talk", area.young_missing_talk, Reader.YOUNG_PERSON)
    for kind in area.kinds.values():
        if kind.family:
            place = f"{path}: kinds/{kind.id}"
            yield Text(f"{place}/name", kind.name, Reader.PARENT, OF_NAMES)
            yield Text(f"{place}/what", kind.what, Reader.PARENT)
            yield Text(f"{place}/young_name", kind.young_name, Reader.YOUNG_PERSON)
    for level in area.scale:
        yield from _both(
            f"{path}: levels",
            level.id,
            (level.label, level.means, level.does_not_mean, level.happens),
            (level.young_label, level.young_means),
        )
    for step in area.steps:
        yield from _both(
            f"{path}: agenda",
            step.id,
            (step.title, step.expect, *step.prepare, *step.say),
            (step.young_title, step.young_expect, *step.young_say),
        )
    path = content / "roles" / f"{area.language}.yaml"
    for role in area.roles.values():
        yield Text(f"{path}: roles/{role.id}/name", role.name, Reader.PARENT, OF_NAMES)
        yield from _both(f"{path}: roles", role.id, (role.does, *role.ask), (role.young_name, role.young_does))
    path = content / "helplines" / f"{area.language}.yaml"
    for line in area.helplines:
        for kind_of_reader in line.kinds:
            for said in (line.name, line.who, line.hours, line.cost, line.note):
                place = f"{path}: helplines/{line.id}"
                yield Text(place, said, Reader(kind_of_reader.value), OF_HELPLINES)


def _both(whole: str, ref: str, plain: Iterable[str], young: Iterable[str]) -> Iterator[Text]:
    for words in plain:
        yield Text(f"{whole}/{ref}", words, Reader.PARENT, whole=whole)
    for words in young:
        yield Text(f"{whole}/{ref}", words, Reader.YOUNG_PERSON, whole=whole)


def texts_of_questions(content: Path, questions: QuestionSet) -> Iterator[Text]:
    path = content / "questions" / questions.id / f"{questions.language}.yaml"
    reader = Reader.EASY_READ if questions.easy else Reader(questions.kind.value)
    yield Text(f"{path}: title", questions.title, reader)
    for paragraph in (*questions.notice.paragraphs, *questions.short_notice.paragraphs):
        yield Text(f"{path}: notice", paragraph, reader, whole=str(path))
    for question in questions.questions:
        options = (words for _, words in question.options)
        for words in (question.ask, question.why, question.hint, question.low, question.high, *options):
            yield Text(f"{path}: questions/{question.id}", words, reader, whole=str(path))


def texts_of_terms(content: Path, terms: dict[str, Term], kind: Kind) -> Iterator[Text]:
    for ref, term in terms.items():
        place = f"{content / 'terms' / 'en.yaml'}: terms/{ref}"
        yield Text(place, f"{term.term}.\n{term.plain}", Reader(kind.value), OF_TERMS)


def faults_in_wording(texts: Iterable[Text]) -> Iterator[Fault]:
    """What the rules of wording find, a fault for each sentence to mend. What areas share is read once."""
    wholes: dict[tuple[str, Reader], list[str]] = {}
    for text in dict.fromkeys(texts):
        if text.whole:
            wholes.setdefault((text.whole, text.reader), []).append(text.words)
        yield from _found(text)
    for (place, reader), parts in wholes.items():
        everything_but_grade = frozenset(Rule) - {Rule.GRADE}
        yield from _found(Text(place, "\n".join(parts), reader, everything_but_grade))


def _found(text: Text) -> Iterator[Fault]:
    for finding in findings(text.words, text.reader):
        if finding.rule not in text.spared:
            yield Fault(text.place, f"for {text.reader.value}: {finding.message} In: “{finding.sentence}”")
