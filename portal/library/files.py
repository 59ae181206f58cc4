"""Files of content, read strictly, with faults that name the file and the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import Fault, Invalid

DEEPEST = 20  # one within the other
_BRACKET = re.compile(r"[\[\]{}]")
_DASHES = re.compile(r"(?:- ){3,}")
LARGEST = 256 * 1024  # in bytes; a whole guide has about 5,000
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the quick one, where it is built


class _Strict(_Loader):  # type: ignore[misc, valid-type]
    """Refuses a key that stands twice, which YAML lets pass and an editor never means."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key}” stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        made: dict[Any, Any] = super().construct_mapping(node, deep=True)
        return made


def read_yaml(path: Path) -> dict[str, Any]:
    """One file as a mapping, for reading alone: it is kept until the file changes.

    Raises Invalid with the file, the line and what is wrong.
    """
    try:
        stands = path.stat()
        found = _parsed(path, stands.st_mtime_ns, stands.st_size)
    except FileNotFoundError:
        raise Invalid([Fault(str(path), "the file is missing.")]) from None
    except yaml.YAMLError as problem:
        raise Invalid([Fault(str(path), f"cannot be read: {_in_words(problem)}")]) from problem
    if not isinstance(found, dict):
        raise Invalid([Fault(str(path), "should be a list of names with what belongs to them.")])
    return found


def read_words(path: Path) -> str:
    """The text of one file. Raises Invalid where it is missing, too large, or not text at all."""
    faults = list(faults_in_file(path))
    if faults:
        raise Invalid(faults)
    return path.read_text(encoding="utf-8")


def faults_in_file(path: Path) -> Iterator[Fault]:
    """What keeps a file from being read, whatever stands in it."""
    try:
        if (size := path.stat().st_size) > LARGEST:
            said = f"has {size / 1024 / 1024:.1f} MB, and no file of words has more than {LARGEST // 1024} KB"
            yield Fault(str(path), f"{said}: a picture or a document belongs elsewhere. Take it out.")
        elif path.suffix in (".md", ".yaml"):
            path.read_text(encoding="utf-8")
    except FileNotFoundError:
        yield Fault(str(path), "the file is missing.")
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        yield Fault(str(path), "is not plain text here: save the file as UTF-8.", line)


@lru_cache(maxsize=1024)
def _parsed(path: Path, changed_at: int, size: int) -> Any:
    text = read_words(path)
    if _depth(text) > DEEPEST:
        raise yaml.YAMLError  # the quick reader would fall over, and all of us with it
    return yaml.load(text, Loader=_Strict)


def _depth(text: str) -> int:
    """How many brackets or dashes stand open at once, at most."""
    depth = deepest = 0
    for sign in _BRACKET.findall(text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return max(deepest, *(len(dashes) // 2 for dashes in _DASHES.findall(text)), 0)


def _in_words(problem: yaml.YAMLError) -> str:
    """What is wrong with how a file is written, and where."""
    mark = getattr(problem, "problem_mark", None)
    if not isinstance(problem, yaml.MarkedYAMLError) or mark is None:
        return "it is nested too deeply, or holds signs that nobody can type. Write it anew."
    said = (problem.problem or "").strip().rstrip(".")
    if "stands twice" not in said:
        said += ". Look for a quote, a colon or a space that is missing there or just above"
    if problem.context_mark and ("quoted" in (problem.context or "") or "flow" in (problem.context or "")):
        mark = problem.context_mark  # what was opened there is never closed
    return f"in line {mark.line + 1}: {said}."


@contextmanager
def whole(path: Path, faults: list[Fault]) -> Iterator[None]:
    """What is missing or of the wrong kind in a file's structure becomes a fault that names the file."""
    try:
        yield
    except KeyError as missing:
        faults.append(Fault(str(path), f"“{missing.args[0]}” is missing."))
    except (TypeError, ValueError, AttributeError) as problem:
        faults.append(Fault(str(path), f"something in it is not of the kind it should be: {problem}."))


class Reading:
    """Takes values out of one file and gathers what is missing or of the wrong kind."""

    def __init__(self, path: Path, values: dict[str, Any], faults: list[Fault]) -> None:
        self.path, self.values, self.faults = path, values, faults

    def text(self, *keys: str, default: str | None = None) -> str:
        """The text that stands at these keys; a fault, and "", where there is none."""
        here: Any = self.values
        for key in keys:
            here = here.get(key) if isinstance(here, dict) else None
        if isinstance(here, str) and here.strip():
            return here.strip()
        if default is None:
            self.faults.append(Fault(f"{self.path}: {'/'.join(keys)}", "needs words."))
            return ""
        return default

    def texts(self, *keys: str) -> tuple[str, ...]:
        here: Any = self.values
        for key in keys:
            here = here.get(key) if isinstance(here, dict) else None
        return tuple(str(item).strip() for item in here) if isinstance(here, list) else ()
