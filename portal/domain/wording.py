"""Jargon, blame and reading level: pure functions over English text.

They serve the guides, and later the words that a worker means to publish. They are never run on
what a child or a parent has written. Each takes any string, a guide's Markdown included, raises
nothing and takes time in proportion to the text.

Sources: `seed_000` (no jargon, no blame), the readability study and the list of terms behind
`content/README.md`. Scores do not see tone or truth: people read every text before families do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from portal.domain import phrases


class Reader(Enum):
    """For whom the words are; the values are those of a guide's `audience`."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    EASY_READ = "easy-read"


class Rule(Enum):
    """What a finding is about. `NEVER` stops a text; `AVOID` may be waived with a reason."""

    GRADE = "grade"
    LONGEST = "longest sentence"
    MEAN = "mean sentence"
    ACRONYM = "unexplained acronym"
    NEVER = "never say"
    AVOID = "avoid saying"
    UNEXPLAINED = "unexplained word"  # found by `explaining`, which knows the glossary
    FORBIDDEN = "not for young people"


@dataclass(frozen=True)
class Limits:
    """How hard a text may be: a US school grade, and numbers of words in a sentence."""

    grade: float
    longest: int
    mean: float
    forbids_words: bool = False


# US grade + 5 is about the age in the UK. Easy read is mostly for young readers here.
LIMITS = {
    Reader.PARENT: Limits(grade=6.0, longest=20, mean=13.0),
    Reader.YOUNG_PERSON: Limits(grade=5.0, longest=15, mean=10.0, forbids_words=True),
    Reader.EASY_READ: Limits(grade=3.0, longest=12, mean=8.0, forbids_words=True),
}
WORDS_FOR_A_GRADE = 150  # below this a Flesch-Kincaid grade says nothing
SENTENCES_FOR_A_MEAN = 5
SHOWN = 300  # characters of a sentence that a finding shows


@dataclass(frozen=True)
class Finding:
    """One thing to mend: which rule, the sentence that breaks it, and what to do about it."""

    rule: Rule
    sentence: str
    message: str


_PHRASES = tuple(
    (rule, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead)
    for rule, rows in ((Rule.NEVER, phrases.NEVER), (Rule.AVOID, phrases.AVOID))
    for pattern, instead in rows
)
# What nobody reads on a young person's side: many do not see themselves so (`seed_000`).
_FORBIDDEN = re.compile(r"exploit\w*|risk[\s\-\u2010-\u2015]{0,3}taking|victim\w*", re.IGNORECASE)

# Capitals that everybody knows.
KNOWN = frozenset({"UK", "NHS", "GP", "TV", "OK", "ID", "PE", "PIN", "AM", "PM", "IT", "EU"})
_ACRONYM = re.compile(r"\b([A-Z]{2,5})(?:s|['’]s)?\b")
_SHORTENED = frozenset({"e.g", "i.e", "mr", "mrs", "ms", "dr", "st", "vs"})

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_LINE_MARK = re.compile(r"(?:[#>*+\-•–]|\d{1,3}[.)](?=\s))+\s*")
_NO_SPACE = re.compile(r"(?<=[a-z])([.!?])(?=[A-Z])")
_UNREAD = re.compile(
    r"https?://\S+|www\.\S+|[\w.+\-]{1,64}@[\w.\-]{1,200}"
    r"|\b(?:[\w\-]{1,60}\.){1,4}(?:uk|com|org|net)\b"
    r"|(?:\+44 ?|\b0)\d{2,4}(?:[ \-]?\d{2,6}){1,3}\b"
)
_WORD = re.compile(r"\d+(?:[.,:]\d+)*[^\W_]*|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyà-öù-ÿăąęő]+")
_TWO_SOUNDS = re.compile(
    r"(?<![cgstx])i[ao]|iu|iet|ier$|io?us$|(?<=[rd])ience|eo(?![up])|(?<![gq])u[ae](?=[tl])|ying"
    r"|creat|react"
)
_SILENT = re.compile(
    r"(?<=[^aeiouytd])(?<![^aeioul]l)ed$|(?<=[^aeiouysxzcghl])es$|(?<=[^aeiouyl])e$"
    r"|(?<=[aeiouy]l)e[sd]?$"
)
_SYLLABLES = {
    "area": 3,
    "areas": 3,
    "idea": 3,
    "ideas": 3,
    "every": 2,
    "people": 2,
    "someone": 2,
    "something": 2,
    "sometimes": 2,
    "somewhere": 2,
    "everyone": 3,
    "being": 2,
    "doing": 2,
    "going": 2,
    "quiet": 2,
    "science": 2,
}


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, without its marks (tags, headings, bullets, bold, link targets).

    A sentence ends at . ! ? or … before a space, and where a block ends: a heading, a bullet, a
    cell, a line. A line that begins with a small letter goes on with the line before.
    """
    return tuple(sentence for block in _blocks(text) for sentence in _cut(block))


def words(text: str) -> tuple[str, ...]:
    """The words of a text. A number, time or date part counts as one; addresses and phone
    numbers are left out."""
    return tuple(_WORD.findall(_UNREAD.sub(" ", text)))


def syllables(word: str) -> int:
    """How many syllables, by groups of vowels; at least 1. Right to a tenth or so over a text.

    An acronym counts as a hard word, three or more, so that letters never score as easy.
    """
    if _ACRONYM.fullmatch(word) and word not in KNOWN:
        return max(3, len(word))
    total = 0
    for part in re.split(r"['’\-]", word.lower()):
        if part in _SYLLABLES:
            total += _SYLLABLES[part]
        elif len(part) > 2:
            sounds = len(_VOWELS.findall(part)) + len(_TWO_SOUNDS.findall(part))
            total += max(1, sounds - len(_SILENT.findall(part)))
    return max(1, total)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: years of school in the US; 0.0 where there are no words."""
    return _grade([words(sentence) for sentence in sentences(text)])


def forbidden_for_young_people(text: str) -> tuple[str, ...]:
    """The words in this text that a young person must not read, as they stand there."""
    return tuple(match.group() for match in _FORBIDDEN.finditer(text))


def findings(text: str, reader: Reader) -> tuple[Finding, ...]:
    """Everything to mend in this text for this reader; nothing found is an empty tuple."""
    limits = LIMITS[reader]
    # One pass: each sentence that has words, beside its words.
    read = [(sentence, found) for sentence in sentences(text) if (found := words(sentence))]
    return (
        *_too_hard(read, limits),
        *_too_long(read, limits),
        *_unexplained(read),
        *_blaming(read),
        *(_forbidden(read) if limits.forbids_words else ()),
    )


def _blocks(text: str) -> Iterator[str]:
    """Lines and cells without marks; a line that goes on is joined to the one before."""
    plain = _LINK.sub(r"\1", _TAG.sub(" ", text)).replace("|", "\n")
    block: list[str] = []
    for line in plain.splitlines():
        bare = line.strip()
        if block and not bare[:1].islower():
            yield " ".join(block)
            block = []
        bare = _LINE_MARK.sub("", bare, count=1) if _LINE_MARK.match(bare) else bare
        bare = " ".join(bare.replace("*", " ").replace("`", " ").split())
        if bare:
            block.append(bare)
    yield " ".join(block)


def _cut(block: str) -> Iterator[str]:
    """The sentences of one block."""
    taken: list[str] = []
    for token in _NO_SPACE.sub(r"\1 ", block).split():
        taken.append(token)
        bare = token.rstrip("\"'”’)]}_")
        if bare.endswith((".", "!", "?", "…")) and bare[:-1].lower().lstrip("(") not in _SHORTENED:
            yield " ".join(taken)
            taken = []
    if taken:
        yield " ".join(taken)


def _grade(read: list[tuple[str, ...]]) -> float:
    lengths = [len(found) for found in read if found]
    if not lengths:
        return 0.0
    total = sum(lengths)
    spoken = sum(syllables(word) for found in read for word in found)
    return round(0.39 * total / len(lengths) + 11.8 * spoken / total - 15.59, 1)


_Read = list[tuple[str, tuple[str, ...]]]


def _too_hard(read: _Read, limits: Limits) -> Iterator[Finding]:
    if sum(len(found) for _, found in read) < WORDS_FOR_A_GRADE:
        return
    whole = _grade([found for _, found in read])
    if whole > limits.grade:
        hardest = max(read, key=lambda one: _grade([one[1]]))[0]
        yield _finding(
            Rule.GRADE,
            hardest,
            f"The whole text has grade {whole}, the limit is {limits.grade}. Begin here.",
        )


def _too_long(read: _Read, limits: Limits) -> Iterator[Finding]:
    for sentence, found in read:
        if len(found) > limits.longest:
            yield _finding(Rule.LONGEST, sentence, f"{len(found)} words, the limit is {limits.longest}.")
    if len(read) >= SENTENCES_FOR_A_MEAN:
        mean = sum(len(found) for _, found in read) / len(read)
        if mean > limits.mean:
            longest = max(read, key=lambda one: len(one[1]))[0]
            yield _finding(
                Rule.MEAN,
                longest,
                f"Sentences have {mean:.1f} words on average, the limit is {limits.mean:.0f}.",
            )


def _unexplained(read: _Read) -> Iterator[Finding]:
    """Acronyms that are not spelled out, as "full words (ABC)", where they first stand."""
    seen = set(KNOWN)
    for sentence, found in read:
        capitals = sum(word.isupper() and len(word) > 1 for word in found)
        if capitals > 2 and capitals * 2 > len(found):
            continue  # somebody shouts
        for match in _ACRONYM.finditer(_UNREAD.sub(" ", sentence)):
            short = match.group(1)
            if short not in seen:
                seen.add(short)
                if not _is_spelled_out(short, sentence):
                    yield _finding(
                        Rule.ACRONYM,
                        sentence,
                        f"Write {short} in full, with ({short}) behind it if you need it again.",
                    )


def _is_spelled_out(short: str, sentence: str) -> bool:
    before, bracket, _ = sentence.partition(f"({short})")
    full = re.split(r"[\s\-]+", before.strip())[-len(short) - 3 :]
    initials = iter(word[:1].upper() for word in full)
    return bool(bracket) and all(letter in initials for letter in short)


def _blaming(read: _Read) -> Iterator[Finding]:
    for sentence, _ in read:
        for rule, pattern, instead in _PHRASES:
            if match := pattern.search(sentence):
                yield _finding(rule, sentence, f"“{match.group()}”: {instead}.")


def _forbidden(read: _Read) -> Iterator[Finding]:
    for sentence, _ in read:
        for word in forbidden_for_young_people(sentence):
            yield _finding(
                Rule.FORBIDDEN,
                sentence,
                f"“{word}” is not used with young people: say what happens to them.",
            )


def _finding(rule: Rule, sentence: str, message: str) -> Finding:
    shown = sentence if len(sentence) <= SHOWN else f"{sentence[:SHOWN]}…"
    return Finding(rule, shown, message)
