"""Every secret has its line in docs/safety/keys.md: what it opens, who holds it, how it is changed."""

from __future__ import annotations

import ast
import re

from portal.config import CASEWORK_SECRETS, FAMILY_SECRETS
from tests.safety.named import ROOT

PAGE = (ROOT / "docs" / "safety" / "keys.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| setting")]
LISTED = {name for row in ROWS for name in re.findall(r"`(PORTAL_[A-Z_]+)`", row.split("|")[1])}
# What a setting is called that holds a secret, so that a new one is noticed however it is read.
SECRET = re.compile(r"PORTAL_[A-Z_]*(?:KEYS?|SECRET|PEPPER|TOKEN|PASSWORD|RECIPIENT)\b")


def read_as_secrets() -> set[str]:
    """Every name that `config` reads as a secret."""
    found = {f"PORTAL_{name}" for name in FAMILY_SECRETS + CASEWORK_SECRETS}
    for file in sorted((ROOT / "portal" / "config").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "read_secret":
                found |= {f"PORTAL_{arg.value}" for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def test_every_secret_that_is_read_has_its_line() -> None:
    assert len(read_as_secrets()) >= 7
    assert read_as_secrets() - LISTED == set()


def test_no_setting_that_sounds_like_a_secret_is_left_out() -> None:
    named = set()
    for file in (ROOT / "portal").rglob("*.py"):
        named |= set(SECRET.findall(file.read_text(encoding="utf-8")))
    assert "PORTAL_BACKUP_RECIPIENT" in named
    assert named - LISTED == set()


def test_every_line_names_something_that_there_is_and_says_all_of_it() -> None:
    assert LISTED - read_as_secrets() == {"PORTAL_BACKUP_RECIPIENT"}
    for row in ROWS:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5 and all(cells), row
