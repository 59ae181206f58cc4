"""In which line of its file a fault stands, so that an editor need not search for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from portal.domain.errors import Fault

_QUOTED = re.compile(r"“([^”]+)”")
_WORDS = re.compile(r"\w+")
_NAMES = ("id", "role")  # by what an item of a list is called in the place of a fault


def with_lines(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults, each once, with their lines where these can be found."""
    return tuple(replace(fault, line=fault.line or _line_of(fault)) for fault in dict.fromkeys(faults))


def _line_of(fault: Fault) -> int:
    name, _, place = fault.place.partition(": ")
    path = Path(name)
    if path.suffix == ".yaml" and not place:
        return 0  # of the whole file, which may not even be YAML
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return 0
    if path.suffix != ".yaml":
        return 0 if place.startswith("line ") else _of_words(text, _QUOTED.findall(fault.message))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return 0
    return _of_keys(root, place.split("/")) if root is not None else 0


def _of_keys(root: yaml.Node, keys: list[str]) -> int:
    """The line of the deepest of these names that there is. The first one may stand one step further in."""
    node, line = root, 0
    for key in keys:
        found = _below(node, key)
        if found is None and node is root:
            inside = (_below(value, key) for _, value in node.value) if isinstance(node, yaml.MappingNode) else ()
            found = next((each for each in inside if each is not None), None)
        if found is None:
            break
        line, node = found
    return line


def _below(node: yaml.Node, key: str) -> tuple[int, yaml.Node] | None:
    """The line and the value of what is called so, in names or in a list."""
    if isinstance(node, yaml.MappingNode):
        return next(((name.start_mark.line + 1, value) for name, value in node.value if name.value == key), None)
    for number, item in enumerate(node.value if isinstance(node, yaml.SequenceNode) else ()):
        called = [item.value, *(found[1].value for name in _NAMES if (found := _below(item, name)))]
        if key == str(number) or key in called:
            return item.start_mark.line + 1, item
    return None


def _of_words(text: str, quoted: list[str]) -> int:
    """The line that holds what a fault quotes: the last quotation first, which is a whole sentence if one is."""
    lines = text.splitlines()
    for said in reversed(quoted):
        for number, line in enumerate(lines, 1):
            if said in line:
                return number
    for said in reversed(quoted):  # an area's words stand in the sentence, and marks do not
        wanted = set(_WORDS.findall(said.lower()))
        shared = [len(wanted & set(_WORDS.findall(line.lower()))) for line in lines]
        if len(wanted) > 3 and shared and max(shared) >= 0.6 * len(wanted):
            return shared.index(max(shared)) + 1
    return 0
