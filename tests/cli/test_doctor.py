"""`portal doctor` says in plain words what is wrong, what to look at, and what is fine."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import KIT, Portal, Said


def lines(said: Said, stands: str) -> list[str]:
    return [line.removeprefix(stands).strip() for line in said.lines if line.startswith(stands)]


def test_doctor_says_that_all_is_well_and_what_somebody_should_look_at(ready: Portal) -> None:
    said = ready("doctor")
    assert (said.code, lines(said, "wrong")) == (0, [])
    assert any("helplines were never rung" in line for line in lines(said, "look"))
    for what in ("family settings", "desk settings", "secrets", "casework", "family", "clock", "content"):
        assert any(line.startswith(what) for line in lines(said, "fine")), what


def test_a_machine_can_read_what_the_doctor_says(ready: Portal) -> None:
    found = ready("doctor", "--json").json
    assert {each["stands"] for each in found} == {"look", "fine"}
    assert {"what", "stands", "said"} == set(found[0])


def test_doctor_says_what_is_missing_before_the_portal_was_made_ready(portal: Portal) -> None:
    said = portal("doctor")
    assert said.code == 1
    assert any("PORTAL_PEPPER" in line and "portal init" in line for line in lines(said, "WRONG"))


def test_doctor_says_which_tables_are_missing(ready: Portal, tmp_path: Path) -> None:
    for file in tmp_path.glob("family.sqlite3*"):
        file.unlink()
    said = ready("doctor")
    assert said.code == 1
    assert lines(said, "WRONG") == ["family: tables are missing or old. Run `portal init`."]


def test_doctor_finds_a_secret_that_others_can_read(ready: Portal, tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "pepper"
    file.chmod(0o644)
    said = ready("doctor")
    assert said.code == 1
    assert lines(said, "WRONG") == [f"secrets: others on this machine can read PORTAL_PEPPER: chmod 600 {file}"]
    assert file.read_text().strip() not in said.out


def test_doctor_finds_an_address_of_a_database_that_others_can_read(
    ready: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "url"
    file.write_text(f"sqlite:///{tmp_path / 'casework.sqlite3'}")
    file.chmod(0o644)
    monkeypatch.setenv("PORTAL_CASEWORK_DATABASE_URL_FILE", str(file))
    said = lines(ready("doctor"), "WRONG")
    assert said == [f"secrets: others on this machine can read PORTAL_CASEWORK_DATABASE_URL: chmod 600 {file}"]


def test_doctor_looks_on_where_the_desk_s_own_host_says_what_a_family_s_must_not(
    ready: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_HTTPS", "1")
    monkeypatch.setenv("PORTAL_FAMILY_ADDRESS", "https://here.example.org")
    monkeypatch.setenv("PORTAL_TRUSTED_HOSTS", "safeguarding-desk.example.org")
    said = ready("doctor")
    assert (said.code, lines(said, "WRONG")) == (0, [])
    assert any(line.startswith("content") for line in lines(said, "fine")), "it looked at the rest"


def test_doctor_finds_keys_that_open_nothing(with_kit: Portal, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    casework, family = (secrets / name for name in ("casework_keys", "family_keys"))
    one, other = casework.read_text(), family.read_text()
    casework.write_text(other)
    family.write_text(one)
    said = with_kit("doctor")
    assert said.code == 1
    assert any("casework: the keys do not open what is stored" in line for line in lines(said, "WRONG"))


def test_doctor_finds_a_clock_that_was_put_back(ready: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_TEST_CLOCK", "2026-11-19T09:00:00+00:00")
    said = ready("doctor")
    assert said.code == 1
    assert any(line.startswith("clock") for line in lines(said, "WRONG"))


def test_doctor_knows_what_a_council_forgets_before_it_opens(ready: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PORTAL_HTTPS": "1",
        "PORTAL_FAMILY_ADDRESS": "https://family.example.org",
        "PORTAL_TRUSTED_HOSTS": "family.example.org,desk.example.org",
    }.items():
        monkeypatch.setenv(name, value)
    said = ready("doctor")
    assert said.code == 0
    forgotten = " ".join(lines(said, "look"))
    for what in ("PORTAL_SECURITY_CONTACT", "PORTAL_PROXIES", "TLS", "SQLite"):
        assert what in forgotten, what


def test_doctor_asks_nobody_outside_and_leaves_everything_as_it_was(ready: Portal, tmp_path: Path) -> None:
    def rows() -> list[tuple[str, ...]]:
        with sqlite3.connect(tmp_path / "casework.sqlite3") as db:
            return list(db.execute("SELECT seq, hash FROM audit"))

    before, modes = rows(), sorted(os.listdir(tmp_path / "secrets"))
    ready("doctor")
    assert (rows(), sorted(os.listdir(tmp_path / "secrets"))) == (before, modes)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORTAL_FAMILY_ADDRESS", "http://family.example.org", "https"),
        ("PORTAL_FAMILY_ADDRESS", "https://safeguarding.example.org", "safeguard"),
        ("PORTAL_FAMILY_ADDRESS", "https://cse.example.org", "cse"),
        ("PORTAL_PROXIES", "many", "PORTAL_PROXIES"),
        ("PORTAL_PROXIES", "99", "PORTAL_PROXIES"),
        ("PORTAL_REQUESTS_A_SECOND", "0", "PORTAL_REQUESTS_A_SECOND"),
        ("PORTAL_WORDS_READ_WITHIN", "0", "PORTAL_WORDS_READ_WITHIN"),
        ("PORTAL_MONITOR_TOKEN", "short", "PORTAL_MONITOR_TOKEN"),
        ("PORTAL_SECURITY_CONTACT", "ring us", "PORTAL_SECURITY_CONTACT"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG"),
        ("PORTAL_PEPPER", "x" * 40, "PORTAL_PEPPER"),
    ],
)
def test_settings_that_would_put_somebody_at_risk_are_refused_by_name(
    ready: Portal, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """And the secret that is wrong is not said."""
    monkeypatch.setenv("PORTAL_HTTPS", "1")
    monkeypatch.setenv("PORTAL_FAMILY_ADDRESS", "https://family.example.org")
    monkeypatch.setenv("PORTAL_TRUSTED_HOSTS", "family.example.org")
    assert ready("doctor").code == 0
    monkeypatch.setenv(name, value)
    found = ready("doctor")
    assert found.code == 1
    assert any(said in line for line in lines(found, "WRONG"))
    assert "x" * 40 not in found.out + found.err
    assert ready("case", "review", KIT, "--as", "priya").code == 1


def test_doctor_finds_a_ledger_that_cannot_be_written_or_is_not_whole(ready: Portal, tmp_path: Path) -> None:
    """Two users of one machine share the folder: each side's user has to be able to write its own file."""
    assert any(line.startswith("ledger") for line in lines(ready("doctor"), "fine"))
    file = tmp_path / "ledger" / "desk.jsonl"
    file.parent.mkdir(exist_ok=True)
    file.write_text('{"seq": 1}\n')
    said = ready("doctor")
    assert said.code == 1
    assert lines(said, "WRONG") == ["ledger: desk: it cannot be read: desk.jsonl: line 1 cannot be read"]
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("a file where the folder should be")
    said = ready("doctor")
    assert said.code == 1
    assert [line.partition(" cannot write ")[0] for line in lines(said, "WRONG")] == [
        "ledger: family: this user",
        "ledger: desk: this user",
    ]
