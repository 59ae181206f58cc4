"""What is beside a page in `portal content preview`: the faults of its words, and how hard they are to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.domain.errors import Fault
from portal.domain.wording import LIMITS, Reader, grade, sentences, words
from portal.library.check_explained import faults_in_explaining
from portal.library.check_wording import Text, faults_in_wording, texts_of_area, texts_of_guide
from portal.library.lines import with_lines
from portal.library.shared_runs import faults_in_shared_runs
from portal.library.shelf import Shelf


@dataclass(frozen=True)
class Measure:
    """How hard the words for one kind of reader are, beside what they may be. `longest` is the longest sentence."""

    reader: str
    words: int
    grade: float
    grade_limit: float
    longest: str
    longest_words: int
    longest_limit: int
    mean: float
    mean_limit: float


@dataclass(frozen=True)
class Lint:
    """`own`: faults of the page's own files; `elsewhere`: of the area's words, which the page may show too."""

    own: tuple[Fault, ...]
    elsewhere: tuple[Fault, ...]
    measures: tuple[Measure, ...]


def lint_of(content: Path, shelf: Shelf, faults: Iterable[Fault], area: str, slug: str) -> Lint:
    """The lint of a guide, or of the area's own words where `slug` names none. `faults`: what was found already."""
    pack = shelf.areas["en"][area]
    guide = shelf.guides["en", area].get(slug)
    of_area, of_guide = [*texts_of_area(content, pack)], [*texts_of_guide(content, guide)] if guide else []
    found = [*faults, *faults_in_shared_runs([*of_guide, *of_area]), *faults_in_wording([*of_guide, *of_area])]
    found += faults_in_explaining(content, pack, [guide] if guide else [], ())
    lined = with_lines(found)
    folder = str(content / "guides" / slug) if guide else str(content / "areas" / area)
    own = tuple(fault for fault in lined if fault.place.startswith(folder))
    texts = of_guide or [text for text in of_area if text.place.startswith(folder)]
    return Lint(own, tuple(fault for fault in lined if fault not in own), tuple(_measures(texts)))


def _measures(texts: list[Text]) -> Iterable[Measure]:
    for reader in Reader:
        text = "\n".join(text.words for text in texts if text.reader is reader)
        read = [(sentence, len(words(sentence))) for sentence in sentences(text) if words(sentence)]
        if read:
            limits = LIMITS[reader]
            longest, count = max(read, key=lambda one: one[1])
            total = sum(number for _, number in read)
            yield Measure(
                reader.value, total, grade(text), limits.grade, longest, count, limits.longest,
                round(total / len(read), 1), limits.mean,
            )  # fmt: skip
