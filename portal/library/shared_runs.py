"""Whether a text shares a long run of words with one of the sources: facts are taken from them, sentences never.

The sources do not stand here, and some of them may not be shown to everybody. What stands here is a short hash of
every run of eight words in them (`source_runs.bin`), from which no word can be had back. Whoever has the sources
makes the file again: `python -m portal.library.shared_runs FOLDER`.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from portal.domain.errors import Fault
from portal.library.check_wording import Text

RUN = 8  # words; shorter ones are shared by chance, such as "child in need plan"
SIZE = 6  # bytes of each hash: two runs that differ share one about once in ten billion
HASHES = Path(__file__).with_name("source_runs.bin")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def faults_in_shared_runs(texts: Iterable[Text]) -> Iterator[Fault]:
    for text in dict.fromkeys(texts):
        for said in shared_runs(text.words):
            yield Fault(text.place, f"a source has the same words: say it in your own. In: “{said}”")


def shared_runs(text: str) -> Iterator[str]:
    """Each stretch of the text that stands in a source word for word, eight words long or longer."""
    found, known = [match.group() for match in _WORD.finditer(text)], _known()
    at = 0
    while at + RUN <= len(found):
        end = at
        while end + RUN <= len(found) and _hash(found[end : end + RUN]) in known:
            end += 1
        if end > at:
            yield " ".join(found[at : end + RUN - 1])
        at = max(end, at) + 1


def hashes_of(text: str) -> set[bytes]:
    """The hash of every run of a source."""
    found = _WORD.findall(text)
    return {_hash(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def write(sources: Path, to: Path = HASHES) -> int:
    """Learn every text file of a folder. Returns how many runs there are."""
    runs = set().union(*(hashes_of(file.read_text(encoding="utf-8")) for file in sorted(sources.glob("*.txt"))))
    to.write_bytes(b"".join(sorted(runs)))
    return len(runs)


@lru_cache(maxsize=1)
def _known() -> frozenset[bytes]:
    data = HASHES.read_bytes()
    return frozenset(data[at : at + SIZE] for at in range(0, len(data), SIZE))


def _hash(run: list[str]) -> bytes:
    said = " ".join(run).casefold().replace("’", "'")
    return hashlib.sha256(said.encode()).digest()[:SIZE]


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
