"""YAML files of content, read strictly, with faults that name the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import Fault, Invalid

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
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise Invalid([Fault(str(path), f"cannot be read: {problem}")]) from problem
    if not isinstance(found, dict):
        raise Invalid([Fault(str(path), "should be a list of names with what belongs to them.")])
    return found


@lru_cache(maxsize=1024)
def _parsed(path: Path, changed_at: int, size: int) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)


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
