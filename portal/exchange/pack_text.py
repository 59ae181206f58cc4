"""A pack for a meeting as plain text, to be pasted into a case system: a heading for each part, and short lines.

Every line of a family's words begins with two spaces, and no other line begins with a sign by which a spreadsheet
takes text for a formula: pasted anywhere, `=`, `+`, `-` and `@` stay what they are. Lines end as Windows ends them.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.pack import Pack
from portal.exchange.pack_lines import Line, Sort, lines, shown

_INDENT = "  "
_FORMULA = ("=", "+", "-", "@", "\t")
_RULES = {Sort.TITLE: "*", Sort.PART: "_"}
LONGEST_RULE = 60


def write(pack: Pack) -> bytes:
    """UTF-8 without a mark at the front."""
    return "".join(f"{line}\r\n" for each in lines(pack) for line in _written(each)).encode()


def _written(line: Line) -> Iterator[str]:
    text = shown(line.text).split("\n")
    if line.sort is Sort.WORDS:
        yield from (_INDENT + each for each in text)
        return
    if line.sort in (Sort.PART, Sort.PIECE):
        yield ""
    whole = " ".join(text)
    yield _INDENT + whole if whole.startswith(_FORMULA) else whole
    if rule := _RULES.get(line.sort):
        yield rule * min(len(whole), LONGEST_RULE)
