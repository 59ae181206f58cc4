"""A file for its owner alone: what cannot be written is told so, and nothing else is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from portal.cli.own_file import own_file
from portal.domain.errors import Invalid


def test_a_full_disk_is_told_as_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _whole: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with (
        pytest.raises(Invalid, match="cannot be written: No space left"),
        own_file(str(tmp_path / "a")) as write,
        monkeypatch.context() as disk,
    ):
        disk.setattr(os, "write", full)
        write(b"words")
    assert list(tmp_path.iterdir()) == []


def test_what_fails_elsewhere_meanwhile_is_not_blamed_on_the_file_and_half_a_file_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="the database"), own_file(str(tmp_path / "a")) as write:
        write(b"half")
        raise ConnectionError("the database went away")
    assert list(tmp_path.iterdir()) == []
