"""Which tests a document names, and whether they are there. Read as text: no test is imported.

Shared by the attack list, the threats, the hazard log, the table of requirements and the first twenty tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAFETY = ROOT / "docs" / "safety"

Named = tuple[str, str]


@cache
def those_of(path: str) -> dict[str, str]:
    """The test functions of a file with their docstrings; nothing for a file that is not there."""
    if not (ROOT / path).is_file():
        return {}
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def named(text: str) -> list[Named]:
    """Every `tests/…/test_file.py::test_name` in it."""
    return re.findall(r"(tests/[\w/]+\.py)::(\w+)", text)


def not_there(ids: Iterable[Named]) -> list[str]:
    """Those that no file has: what a document may not name."""
    return [f"{path}::{test}" for path, test in ids if test not in those_of(path)]


def rows(page: Path, pattern: str) -> dict[str, list[str]]:
    """The cells of a page's tables by their first one, where that fits. A number that stands twice fails here."""
    found: dict[str, list[str]] = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        number, *cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else [""]
        if re.fullmatch(pattern, number):
            assert number not in found, f"{number} stands twice"
            found[number] = cells
    return found
