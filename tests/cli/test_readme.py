"""What the README tells somebody to type works as it is written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Portal

ROOT = Path(__file__).resolve().parents[2]


def test_the_readmes_commands_publish_for_all_three_people_in_a_fresh_folder(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    block = next(block for block in re.findall(r"```\n(.*?)```", readme, re.DOTALL) if "portal init" in block)
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    said = {}
    for words in lines:
        if words[:1] == ["portal"] and words != ["portal", "serve"]:
            done = portal(*words[1:])
            assert done.code == 0, (words, done.out, done.err)
            said[words[1], words[2] if len(words) > 2 else ""] = done.out
    assert len(re.findall(r"^(?:NK-4417|mum|dad): published", said["case", "publish"], re.MULTILINE)) == 3
