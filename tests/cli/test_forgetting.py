"""Forgetting on the command line: the job, its rules, an export and its seal."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import KIT, Portal
from tests.cli.test_looking_after import kit_shares


@pytest.fixture
def later(with_kit: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """Kit shared two things 200 days ago that nobody has put into the case system."""
    with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "yw", "--as", "priya")
    with_kit("case", "allocate", KIT, "priya", "--kind", "case", "--team", "sw", "--as", "priya")
    kit_shares()
    monkeypatch.setenv("PORTAL_TEST_CLOCK", "2027-06-10T09:00:00+00:00")
    return with_kit


def test_an_alarm_ends_with_one_and_what_is_due_goes_all_the_same(later: Portal) -> None:
    dry = later("retention", "run", "--dry-run", "--json")
    assert dry.code == 1 and dry.json["dry_run"] is True
    assert "2 shared answers are not in the case system" in dry.err and "2026-11-21" in dry.err
    real = later("retention", "run", "--json")
    assert real.json["gone"] == dry.json["gone"] and {"codes", "sessions"} <= {
        line["kind"] for line in real.json["gone"]
    }
    again = later("retention", "run")
    assert again.code == 1 and "Nothing is due." in again.out


def test_nothing_due_and_no_alarm_ends_with_nought(with_kit: Portal) -> None:
    done = with_kit("retention", "run")
    assert (done.code, done.out.strip(), done.err) == (0, "Nothing is due.", "")


def test_a_councils_own_period_is_in_the_rules_and_one_that_cannot_be_is_refused(
    with_kit: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_KEEP_DRAFT", "30")
    assert "| `PORTAL_KEEP_DRAFT` | 30 | 60 |" in with_kit("retention", "rules").out
    assert "## family: answer" in with_kit("retention", "data").out
    monkeypatch.setenv("PORTAL_KEEP_DRAFT", "for ever")
    for command in (("retention", "rules"), ("retention", "run")):
        refused = with_kit(*command)
        assert refused.code == 1 and "PORTAL_KEEP_DRAFT" in refused.err


def test_an_export_is_written_for_its_owner_alone_and_never_over_another(later: Portal, tmp_path: Path) -> None:
    target = tmp_path / "kept.zip"
    done = later("export", KIT, KIT, "--as", "priya", "--to", str(target))
    assert done.code == 0 and "review.html" in done.out and "2027-07-10" in done.out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert later("check-export", str(target)).out.strip() == "As the portal wrote it."
    assert "there already" in later("export", KIT, KIT, "--as", "priya", "--to", str(target)).err
    target.write_bytes(target.read_bytes()[:-40])
    changed = later("check-export", str(target))
    assert changed.code == 1 and changed.err.strip()
    assert later("check-export", str(tmp_path / "none.zip")).code == 1
    for refused in (("export", KIT, KIT, "--as", "tunde"), ("export", KIT, "nobody", "--as", "priya")):
        assert later(*refused, "--to", str(tmp_path / "no.zip")).code == 1
    assert not (tmp_path / "no.zip").exists()
    assert json.loads(later("retention", "run", "--json").out)["held"] == []
