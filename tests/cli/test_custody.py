"""Keys, the audit and backups on the command line, with nobody at the keyboard."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.conftest import KIT, Portal

NOTHING_REVOKED = ("--without-ledger-of", "family", "--without-ledger-of", "desk")


@pytest.fixture
def sealed(with_kit: Portal, tmp_path: Path) -> tuple[Path, Path]:
    """A backup, and the key that opens it."""
    key, file = tmp_path / "offline.key", tmp_path / "monday.age"
    made = with_kit("backup", "key", "--to", str(key))
    recipient = made.out.strip().removeprefix("PORTAL_BACKUP_RECIPIENT=")
    assert with_kit("backup", "--to", str(file), "--recipient", recipient).code == 0
    return file, key


def on_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty databases, the same secrets, and the ledger that was copied there."""
    other = tmp_path / "other"
    for folder in ("secrets", "ledger"):
        shutil.copytree(tmp_path / folder, other / folder)
    monkeypatch.setenv("PORTAL_DATA", str(other))
    return other


# -- keys --------------------------------------------------------------------------------------------


def add_a_key(tmp_path: Path, *cupboards: str) -> None:
    """Somebody puts a new key in front of the one that stands there."""
    for name in cupboards:
        file = tmp_path / "secrets" / f"{name}_keys"
        file.write_text(f"{Fernet.generate_key().decode()},{file.read_text().strip()}\n")


def test_keys_are_rotated_and_the_command_says_when_the_old_one_may_go(with_kit: Portal, tmp_path: Path) -> None:
    add_a_key(tmp_path, "family", "casework")
    looked = with_kit("doctor")
    assert "still need an older key" in looked.out and "portal keys rotate" in looked.out
    said = with_kit("keys", "rotate")
    assert said.code == 0
    assert [line.split(".")[0] for line in said.lines] == ["casework: 2 wrapped anew", "family: 1 wrapped anew"]
    assert all("0 need an older key" in line for line in said.lines)
    assert "still need" not in with_kit("doctor").out
    again = with_kit("keys", "rotate", "--json").json
    assert again["family"] == {"changed": 0, "stands": {"newest": 0, "older": 0, "none": 0}}
    for name in ("family", "casework"):
        file = tmp_path / "secrets" / f"{name}_keys"
        file.write_text(file.read_text().split(",")[0])
    assert with_kit("case", "review", KIT, "--as", "priya").code == 0


def test_a_command_does_not_run_on_the_wrong_keys_and_names_the_setting(with_kit: Portal, tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "casework_keys"
    right = file.read_text()
    file.write_text(Fernet.generate_key().decode())
    for command in (("keys", "rotate"), ("case", "review", KIT, "--as", "priya"), ("serve", "--side", "desk")):
        said = with_kit(*command)
        assert said.code == 1, command
        assert said.lines[0].startswith("PORTAL_CASEWORK_KEYS: none of these keys opens what is stored."), command
        assert file.read_text() not in said.err
    file.write_text(right)
    assert with_kit("keys", "rotate").code == 0


# -- the audit ---------------------------------------------------------------------------------------


def test_a_line_that_is_kept_elsewhere_finds_rows_that_were_cut_off(with_kit: Portal, tmp_path: Path) -> None:
    kept = tmp_path / "kept-elsewhere.jsonl"
    said = with_kit("audit", "anchor", "--to", str(kept))
    assert said.code == 0
    line = json.loads(said.out)
    assert set(line) == {"at", "casework", "family"}
    assert kept.read_text() == said.out
    assert with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--as", "priya").code == 0
    with_kit("audit", "anchor", "--to", str(kept))
    assert with_kit("audit", "verify", "--anchor", str(kept)).code == 0
    db = sqlite3.connect(tmp_path / "casework.sqlite3")
    with db:
        db.execute("DROP TRIGGER audit_no_delete")
        db.execute("DELETE FROM audit WHERE seq > ?", (line["casework"]["rows"],))
    db.close()
    assert with_kit("audit", "verify").code == 0, "the chain alone does not tell"
    cut = with_kit("audit", "verify", "--anchor", str(kept))
    assert cut.code == 1
    assert any("casework:" in each and "rows are missing at the end" in each for each in cut.lines)


def test_an_anchor_that_cannot_be_read_is_said_in_words(with_kit: Portal, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("bread, milk\n")
    for name in ("notes.txt", "nothing-there"):
        said = with_kit("audit", "verify", "--anchor", str(tmp_path / name))
        assert (said.code, len(said.lines)) == (1, 1)


# -- backups -----------------------------------------------------------------------------------------


def test_a_backup_is_made_only_for_somebody_who_keeps_the_key_elsewhere(with_kit: Portal, tmp_path: Path) -> None:
    said = with_kit("backup", "--to", str(tmp_path / "b.age"))
    assert said.code == 1
    assert "PORTAL_BACKUP_RECIPIENT" in said.err and "portal backup key" in said.err
    assert not (tmp_path / "b.age").exists()
    assert with_kit("backup").code == 2


def test_the_key_for_backups_is_shown_once_or_written_for_its_owner_alone(portal: Portal, tmp_path: Path) -> None:
    shown = portal("backup", "key")
    assert "AGE-SECRET-KEY-1" in shown.out and "offline" in shown.err
    file = tmp_path / "offline.key"
    written = portal("backup", "key", "--to", str(file))
    assert "AGE-SECRET-KEY-1" not in written.out + written.err
    assert file.stat().st_mode & 0o077 == 0
    assert portal("backup", "key", "--to", str(file)).code == 1, "no key is written over"


def test_a_backup_comes_back_on_another_machine(
    with_kit: Portal, sealed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = sealed
    on_another_machine(tmp_path, monkeypatch)
    said = with_kit("restore", str(file), "--identity", str(key), *NOTHING_REVOKED)
    assert said.code == 0, said.err
    assert any("The audit holds." in line for line in said.lines)
    assert any("signed out" in line for line in said.lines)
    assert with_kit("audit", "verify").code == 0
    assert with_kit("case", "review", KIT, "--as", "priya").code == 0
    assert with_kit("doctor").code == 0
    assert with_kit("restore", str(file), "--identity", str(key)).code == 1, "not over what is there"


def test_whoever_left_after_the_backup_is_out_after_the_restore(
    with_kit: Portal, sealed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = sealed
    assert with_kit("worker", "left", "tunde").code == 0
    on_another_machine(tmp_path, monkeypatch)
    done = with_kit("restore", str(file), "--identity", str(key), "--json", *NOTHING_REVOKED).json
    assert done["again"] == {"worker-left": 1}
    assert with_kit("views", KIT, "--as", "tunde").code == 1


def test_a_restore_says_whose_ledgers_it_found_and_refuses_where_a_side_has_none(
    with_kit: Portal, sealed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = sealed
    assert with_kit("worker", "left", "tunde").code == 0
    on_another_machine(tmp_path, monkeypatch)
    said = with_kit("restore", str(file), "--identity", str(key))
    assert said.code == 1
    assert "ledger of family: not found in" in said.err and "desk.jsonl" in said.err
    assert "--without-ledger-of family" in said.err
    wrong = with_kit("restore", str(file), "--identity", str(key), "--without-ledger-of", "desk")
    assert wrong.code == 1, "it is the family's that is missing"
    assert with_kit("restore", str(file), "--identity", str(key), "--without-ledger-of", "family").code == 0


def test_without_its_ledger_a_backup_comes_back_only_for_who_says_so(
    with_kit: Portal, sealed: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = sealed
    with_kit("worker", "left", "tunde")
    second = tmp_path / "tuesday.age"
    recipient = key.read_text().split("sealed for ")[1].split()[0]
    assert with_kit("backup", "--to", str(second), "--recipient", recipient).code == 0
    other = on_another_machine(tmp_path, monkeypatch)
    shutil.rmtree(other / "ledger")
    said = with_kit("restore", str(second), "--identity", str(key))
    assert said.code == 1
    assert "ledger" in said.err and "missing" in said.err
    assert not (other / "family.sqlite3").exists() or with_kit("doctor").code == 1
    loud = with_kit("restore", str(second), "--identity", str(key), "--without-ledger")
    assert loud.code == 0
    assert "who was shut out or erased since then is back" in loud.out


def test_one_database_that_is_lost_is_not_begun_anew(with_kit: Portal, tmp_path: Path) -> None:
    for lost in tmp_path.glob("family.sqlite3*"):
        lost.unlink()
    said = with_kit("init")
    assert said.code == 1
    assert "Restore the newest backup" in said.err
    assert with_kit("case", "review", KIT, "--as", "priya").code == 1
