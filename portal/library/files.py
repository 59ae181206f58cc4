"""YAML files of content, read strictly, with faults that name the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import Fault, Invalid


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML lets pass and an editor never means."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key}” stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=True)


def read_yaml(path: Path) -> dict[str, Any]:
    """One file as a mapping. Raises Invalid with the file, the line and what is wrong."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except FileNotFoundError:
        raise Invalid([Fault(str(path), "the file is missing.")]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise Invalid([Fault(str(path), f"cannot be read: {problem}")]) from problem
    if not isinstance(found, dict):
        raise Invalid([Fault(str(path), "should be a list of names with what belongs to them.")])
    return found


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
