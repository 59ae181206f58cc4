"""How texts are alike, however they are written: case, spacing, accents, plural and punctuation aside.

Pure functions that find things in text: words, phone numbers, addresses, times. They know no case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.access.everyday_words import NUMBERS, ROADS

RUN = 6  # that many words in a row are no accident

# Letters of other scripts that look like ours (Cyrillic, then Greek), and letters that stand for digits.
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ",
    "ABESIJKMHOPCTYXaeijopcyxshdqw" + "ABEZHIKMNOPTYXavopu",
)
_AS_DIGITS = str.maketrans("OoIl", "0011")
_LIKE_A_NUMBER = re.compile(r"(?<![^\W_])(?:[OoIl]*\d[\dOoIl]*|[Oo]{1,4})(?![^\W_])")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_APOSTROPHES = "'’ʼ‘`´"
_WORD = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*")
_SENTENCE_ENDS = frozenset('.!?:;\n•–—"“(')

_NUMBER = re.compile(r"(?<![\w+])(\+?)\(?\d(?:[\s.()\-–]{0,3}\d){6,14}(?!\w)")
_DIGIT_RUN = re.compile(r"\d(?:[\W_]{0,3}\d)*")
_EMAIL = re.compile(r"[\w.+\-]{1,64}\s*(?:@|\(at\)|\[at\])\s*(?:[\w\-]+\s?\.\s?)+[a-z]{2,}", re.I)
_SPELT_EMAIL = re.compile(
    r"[\w.+\-]{1,64}\s*(?:@|[(\[]?\bat\b[)\]]?)\s*(?:[\w\-]+\s*[(\[]?\bdot\b[)\]]?\s*)+"
    r"(?:com|co|org|net|uk|info|eu|gov)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:GIR\W?0AA|[A-Z]{1,2}\d[A-Z\d]?[\s.\-]{0,3}\d(?!(?-i:st|nd|rd|th)\b)[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"\b(?:(?i:[A-Z]{2}\d{2}[\s.\-]?[A-Z]{3})|[A-Z]\d{1,3}[\s\-]?[A-Z]{3}|[A-Z]{3}[\s\-]?\d{1,3}[A-Z])\b"
)
_PARTIAL = re.compile(
    r"\b(?i:plates?|reg(?:istration)?|vrm|index)\b\W+(?:[a-z]+\W+){0,2}"
    r"((?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3,8})\b"
)
_ROAD = "|".join(road.capitalize() for road in sorted(ROADS))
_STREET = re.compile(rf"\b(?:\d{{1,4}}[A-Za-z]?,?\s+)?(?:[A-Z][\w’']+\s+){{1,3}}(?:{_ROAD})\b")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"\b(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\b"
_DAY = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    (re.compile(rf"{_DAY}(?:\s+of)?[\s.\-]+({_MONTH})[\s.,\-]*(\d{{4}}|\d{{2}})?(?!\d)", re.I), "dmy"),
    (re.compile(rf"({_MONTH})\s+{_DAY}[\s,]*(\d{{4}}|\d{{2}})?(?!\d)", re.I), "mdy"),
    (re.compile(r"(?<!\d)(\d{1,2})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{4}|\d{2})(?!\d)"), "dmy"),
    (re.compile(r"(?<!\d)(\d{2})\s?(\d{2})\s?(\d{4})(?!\d)"), "dmy"),
    (re.compile(r"(?<!\d)(\d{4})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{1,2})(?!\d)"), "ymd"),
)

_HOURS = {word: str(number) for number, word in enumerate(NUMBERS, 1)}
_HOUR = rf"(\d{{1,2}}|{'|'.join(_HOURS)})"
_HALF_DAY = r"(?:\s*(a\.?m|p\.?m)\b)"
_CLOCK = re.compile(rf"(?<!\d)(?<!\d[./:\-])(\d{{1,2}})\s?[.:h]\s?(\d{{2}})(?![./\-]?\d){_HALF_DAY}?", re.I)
_ROUND = re.compile(rf"\b(\d{{1,2}}){_HALF_DAY}", re.I)
_BARE = re.compile(r"(?<!\d)(?<!\d[\s.\-])([01]\d|2[0-3])([0-5]\d)(?!\w|[\s\-]\d)")
_MILITARY = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)\s*(?:h|hrs?|hours)\b", re.I)
_SPOKEN = (
    (re.compile(rf"\bhalf[\s\-]+(?:past[\s\-]+)?{_HOUR}\b", re.I), 30),
    (re.compile(rf"\bquarter[\s\-]+past[\s\-]+{_HOUR}\b", re.I), 15),
    (re.compile(rf"\bquarter[\s\-]+to[\s\-]+{_HOUR}\b", re.I), -15),
    (re.compile(rf"\b{_HOUR}[\s\-]+thirty\b", re.I), 30),
    (re.compile(rf"\b{_HOUR}[\s\-]+fifteen\b", re.I), 15),
    (re.compile(rf"\b{_HOUR}[\s\-]+forty[\s\-]*five\b", re.I), 45),
    (re.compile(rf"\b{_HOUR}\s*o\W?\s?clock", re.I), 0),
)


@dataclass(frozen=True)
class Word:
    """A word as it stands, and as it is compared. `opens`: it stands where a sentence begins."""

    text: str
    folded: str
    opens: bool = False

    @property
    def is_capitalised(self) -> bool:
        return self.text[:1].isupper()


class Words(tuple[Word, ...]):
    """The words of a text. Run together once: hundreds of names are looked for in each text."""

    @cached_property
    def joined(self) -> str:
        return "".join(word.folded for word in self)


Placed = tuple[str, tuple[Word, ...]]
"""A text's place, and its words."""


def bare(text: str) -> str:
    """The text without accents and hidden characters, its letters and digits the ones that we write."""
    if text.isascii():
        return text  # mostly so
    signs = (s for s in unicodedata.normalize("NFKD", text) if unicodedata.category(s) not in ("Cf", "Mn"))
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in signs)
    return plain.translate(_LOOK_ALIKES)


def numbered(text: str) -> str:
    """The bare text, with digits where letters stand for them (“O77OO”)."""
    return _LIKE_A_NUMBER.sub(lambda match: match.group().translate(_AS_DIGITS), bare(text))


def words(text: str) -> Words:
    """The words of a text, in order. A plural or possessive 's counts for nothing."""
    plain, found, end = bare(text), [], 0
    for match in _WORD.finditer(plain):
        gap = plain[end : match.start()]
        written = match.group()
        folded = written.casefold().translate(_LETTERS)
        for sign in _APOSTROPHES:
            folded = folded.removesuffix(f"{sign}s").replace(sign, "")
        found.append(Word(written, folded, end == 0 or any(sign in _SENTENCE_ENDS for sign in gap)))
        end = match.end()
    return Words(found)


def folded(text: str) -> str:
    """All the words of a text run together: what `places_of` looks for."""
    return words(text).joined


def places_of(needle: str, text: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where a folded needle stands in a text, from word to word, whole words only."""
    joined = text.joined if isinstance(text, Words) else "".join(word.folded for word in text)
    if not needle or needle not in joined:
        return  # mostly so, and soon seen
    wanted = {needle, f"{needle}s", f"{needle}es"}
    longest = len(needle) + 2
    for start in range(len(text)):
        run = ""
        for end in range(start, len(text)):
            run += text[end].folded
            if len(run) > longest or not run.startswith(needle[: len(run)]):
                break
            if run in wanted:
                yield start, end + 1
                break


def forms_of(needle: str) -> tuple[str, ...]:
    """A folded word as one and as several: whichever was written down, the other is found too."""
    found = [needle]
    if needle.endswith("ies"):
        found.append(needle[:-3] + "y")
    elif needle.endswith("y"):
        found.append(needle[:-1] + "ies")
    if needle.endswith("es") and len(needle) > 4:
        found.append(needle[:-2])
    if needle.endswith("s") and len(needle) > 3:
        found.append(needle[:-1])
    return tuple(found)


def beside(text: Sequence[Word], span: tuple[int, int], around: int = 6) -> str:
    """What stands there, with a few words before and after it."""
    start, end = max(span[0] - around, 0), min(span[1] + around, len(text))
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return f"{before}{excerpt(text, (start, end))}{after}"


def excerpt(text: Sequence[Word], span: tuple[int, int]) -> str:
    return " ".join(word.text for word in text[span[0] : span[1]])


def phone_numbers(text: str) -> Iterator[str]:
    """Phone numbers of people, as digits. Freephone and service numbers (03, 08, 116) are nobody's."""
    plain = _without_dates(numbered(text))
    for match in _NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", match.group())
        if match.group(1) or digits.startswith("00"):
            digits = digits.removeprefix("00")
            digits = "0" + digits[2:].removeprefix("0") if digits.startswith("44") else f"+{digits}"
        is_phone = digits.startswith("+") or (digits.startswith("0") and len(digits) in (10, 11))
        if is_phone and not digits.startswith(("03", "08")):
            yield digits


def holds_digits(text: str, digits: str) -> bool:
    """Whether these digits stand in a row, whatever is put between them."""
    runs = (re.sub(r"\D", "", match.group()) for match in _DIGIT_RUN.finditer(numbered(text)))
    return any(digits in run for run in runs)


def emails(text: str) -> list[str]:
    plain = bare(text)
    return _EMAIL.findall(plain) + _SPELT_EMAIL.findall(plain)


def postcodes(text: str) -> list[str]:
    return _POSTCODE.findall(bare(text))


def streets(text: str) -> list[str]:
    """What looks like a street, with or without a number."""
    return _STREET.findall(bare(text))


def registrations(text: str) -> list[str]:
    """Vehicle registrations, and parts of one that are called so."""
    plain = bare(text)
    return _REGISTRATION.findall(plain) + _PARTIAL.findall(plain)


def dates(text: str) -> set[tuple[int, int, int | None]]:
    """Days that a text names, as (day, month, year without its century or None)."""
    found = set()
    for pattern, order in _DATES:
        for match in pattern.finditer(bare(text)):
            part = dict(zip(order, match.groups(), strict=True))
            month = part["m"] if part["m"].isdecimal() else str(_month(part["m"]))
            year = None if part["y"] is None else int(part["y"]) % 100
            found.add((int(part["d"]), int(month), year))
    return found


def times(text: str) -> set[int]:
    """Times of day that a text names, in minutes after midnight; both halves of the day if it is not said."""
    plain = bare(text)
    found = {minute for match in _CLOCK.finditer(plain) for minute in _minutes(*match.groups())}
    found |= {minute for match in _ROUND.finditer(plain) for minute in _minutes(match[1], "0", match[2])}
    found |= {int(match[1]) * 60 + int(match[2]) for match in _MILITARY.finditer(plain)}
    for pattern, past in _SPOKEN:
        for match in pattern.finditer(plain):
            hour = match[1].casefold()
            found |= {(minute + past) % 1440 for minute in _minutes(_HOURS.get(hour, hour), "0", None)}
    return found


def bare_times(text: str) -> set[int]:
    """Four digits alone that could be a time (“1330”): a year too, so only one that is looked for counts."""
    plain = bare(text)
    found = (match for each in (plain, _without_dates(plain)) for match in _BARE.finditer(each))
    return {int(match[1]) * 60 + int(match[2]) for match in found}


def shared_runs(
    texts: Sequence[Placed], others: Iterable[Placed], apart: Iterable[str] = ()
) -> tuple[frozenset[int], ...]:
    """For each text, which of its words stand in a row of six or more in one of the others.

    A text is not compared with one of the same place. `apart` holds phrases that count for nothing.
    """
    phrases = [folded(phrase) for phrase in apart]
    known: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, (_, text) in enumerate(texts):
        spans = (range(start, end) for phrase in phrases for start, end in places_of(phrase, text))
        stock = {at for span in spans for at in span}
        for start in range(len(text) - RUN + 1):
            if stock.isdisjoint(range(start, start + RUN)):
                row = tuple(word.folded for word in text[start : start + RUN])
                known.setdefault(row, []).append((number, start))
    found = [set[int]() for _ in texts]
    for place, other in others:
        row = tuple(word.folded for word in other)
        for start in range(len(row) - RUN + 1):
            for number, at in known.get(row[start : start + RUN], ()):
                if texts[number][0] != place:
                    found[number].update(range(at, at + RUN))
    return tuple(frozenset(each) for each in found)


def _without_dates(plain: str) -> str:
    for pattern, _ in _DATES[:3]:
        plain = pattern.sub(" | ", plain)
    return plain


def _month(name: str) -> int:
    return _MONTHS.index(name.casefold()[:3]) + 1


def _minutes(hour: str, minute: str, half: str | None) -> set[int]:
    hours, minutes = int(hour), int(minute)
    if hours > 23 or minutes > 59:
        return set()
    if half:
        return {(hours % 12 + (12 if half[0] in "pP" else 0)) * 60 + minutes}
    if hours > 12 or hour.startswith("0"):
        return {hours * 60 + minutes}
    return {hours % 12 * 60 + minutes, (hours % 12 + 12) * 60 + minutes}
