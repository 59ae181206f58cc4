"""The `portal` command in a folder of its own, with nobody at the keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.cli import main
from portal.exchange.examples import EXAMPLES
from tests.world import CHILD

NORFOLK, KIT = str(EXAMPLES / "norfolk.json"), CHILD["norfolk"]


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.out + self.err).splitlines() if line.strip()]


Portal = Callable[..., Said]


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Portal:
    """The command, with a folder of its own and nobody at the keyboard."""
    for name, value in {
        "PORTAL_DATA": str(tmp_path),
        "PORTAL_FAMILY_ADDRESS": "http://localhost:8000",
        "PORTAL_HTTPS": "0",
        "PORTAL_TESTING": "1",
        "PORTAL_TEST_CLOCK": "2026-11-21T09:00:00+00:00",
    }.items():
        monkeypatch.setenv(name, value)

    def nobody(*_: object) -> str:
        raise AssertionError("the command asked for something")

    monkeypatch.setattr("builtins.input", nobody)
    monkeypatch.setattr("getpass.getpass", nobody)

    def run(*args: str) -> Said:
        try:
            code = main(args)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def ready(portal: Portal) -> Portal:
    """The same, with tables and two workers."""
    assert portal("init").code == 0
    for sign_in, name in (("priya", "Priya Nair"), ("tunde", "Tunde Bello")):
        assert portal("worker", "add", sign_in, "--name", name, "--role", "worker").code == 0
    return portal


@pytest.fixture
def with_kit(ready: Portal) -> Portal:
    """The same, with the Norfolk example brought in."""
    assert ready("case", "import", NORFOLK, "--as", "priya").code == 0
    return ready
