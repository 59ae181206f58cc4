"""Bytes from outside → plain JSON values that are safe to look at, with every fault on the way.

Nothing that stands in the file is ever repeated in a fault: only its place, and what to do.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from portal.domain.errors import Fault, Invalid

LARGEST = 2 * 1024 * 1024
DEEPEST = 20
MOST_VALUES = 200_000
LONGEST = 40_000  # characters; more than any field may hold, so nothing longer is worth the time
MOST_ACCENTS = 30  # on one letter (Unicode's "stream-safe" limit); more take quadratic time to compose
MOST_FAULTS = 1000  # of one sort; enough to mend at one sitting

_TOO_DEEP = "The file is nested more deeply than any case: check that it is the right file."
_NEWLINES = re.compile("\r\n|[\r\u0085\u2028\u2029]")
# What nobody sees: controls, soft hyphens, zero-width and direction marks, fillers, tags, selectors.
_HIDDEN = re.compile(
    "[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINER = re.compile("[\u200c\u200d]")
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_KEY = re.compile("[A-Za-z_][A-Za-z0-9_-]{0,39}")


def read_json(data: bytes) -> tuple[Any, list[Fault]]:
    """The values in a JSON file, their text made plain, and the faults found on the way.

    Raises: Invalid where there is nothing to look at: too large, not UTF-8, not JSON, nested too
    deeply.
    """
    if len(data) > LARGEST:
        raise Invalid("The file is larger than 2 MB, and no case is: check that it is the right file.")
    try:
        text: str | None = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None:  # outside the handler, so that the error carries nothing of the file
        raise Invalid("The file is not text in UTF-8: export it again, or save it as UTF-8.")
    tree, fault = _parse(text)
    if fault is not None:
        raise Invalid([fault])
    faults: list[Fault] = []
    for count, (place, value) in enumerate(walk(tree)):
        if count > MOST_VALUES:
            raise Invalid("The file has more entries than any case: check that it is the right file.")
        if place.count("/") > DEEPEST:
            raise Invalid(_TOO_DEEP)
        if len(faults) < MOST_FAULTS:
            faults.extend(Fault(place, message) for message in _unreadable(value))
    return _tidied(tree), faults


def walk(tree: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a tree with its JSON pointer, the outer ones first; without recursion."""
    waiting = [(place, tree)]
    while waiting:
        here, value = waiting.pop()
        yield here, value
        if here.count("/") > DEEPEST:
            continue
        if isinstance(value, dict):
            waiting.extend((pointer(here, key), item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((f"{here}/{n}", value[n]) for n in reversed(range(len(value))))


def pointer(place: str, key: str) -> str:
    """The place of a field. A name that could not be a field's is not repeated."""
    return f"{place}/{key if _KEY.fullmatch(key) else '?'}"


def visible(text: str) -> str:
    """The text as people see it: composed (NFC), lines ended by a newline, nothing hidden in it.

    Joiners stay between letters of the scripts that need them, and within an emoji.
    """
    text = _HIDDEN.sub("", _NEWLINES.sub("\n", text))
    text = _JOINER.sub(lambda match: match.group() if _joins(text, match.start()) else "", text)
    return unicodedata.normalize("NFC", text)


class _Repeated(dict[str, Any]):
    """An object in which a field stood more than once."""

    twice: tuple[str, ...] = ()


def _parse(text: str) -> tuple[Any, Fault | None]:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole_number), None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return None, Fault("", f"The file is not complete JSON: look at {where}, or export it again.")
    except RecursionError:
        return None, Fault("", _TOO_DEEP)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Repeated(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        found.twice = tuple(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return found


def _whole_number(digits: str) -> float:
    return int(digits) if len(digits) < 20 else float("inf")


def _unreadable(value: Any) -> Iterator[str]:
    if isinstance(value, str) and _BROKEN.search(value):
        yield "There is a character here that is not text: type this again."
    elif isinstance(value, str) and _is_piled_up(value):
        yield "There are more accents on one letter here than any language has: type this again."
    elif isinstance(value, float) and not abs(value) < float("inf"):
        yield "This is not a number that JSON knows: write digits."
    elif isinstance(value, _Repeated):
        for key in dict.fromkeys(value.twice):
            named = f"The field “{key}”" if _KEY.fullmatch(key) else "A field"
            yield f"{named} stands here twice: keep one."


def is_readable(text: str) -> bool:
    """Whether this is text at all, and not too long or too deeply accented to be looked at."""
    return len(text) <= LONGEST and not _BROKEN.search(text) and not _is_piled_up(text)


def _is_piled_up(text: str) -> bool:
    if text.isascii():
        return False
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > MOST_ACCENTS:
            return True
    return False


def _joins(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(ord(sign) >= 0x590 and unicodedata.category(sign)[0] in "LMS" for sign in around)


def _tidied(tree: Any) -> Any:
    if isinstance(tree, str):
        return tree if len(tree) > LONGEST or _is_piled_up(tree) else visible(tree)
    if isinstance(tree, list):
        return [_tidied(item) for item in tree]
    if isinstance(tree, dict):
        return {key: _tidied(item) for key, item in tree.items()}
    return tree
