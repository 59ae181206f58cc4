"""The `portal` command: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from portal.exchange.examples import EXAMPLES
from tests import factories
from tests.cli.conftest import KIT, NORFOLK, Portal
from tests.world import CHILD, REASON


def stored(folder: Path) -> dict[str, list[Any]]:
    """Every row in both cupboards but the audit's."""
    found = {}
    for file in ("casework", "family"):
        db = sqlite3.connect(folder / f"{file}.sqlite3")
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table != "audit":
                found[f"{file}.{table}"] = db.execute(f"SELECT * FROM {table}").fetchall()
        db.close()
    return found


def reasons(portal: Portal) -> list[str]:
    """What the review asks a reason for, as options with one. (The command line is told nothing beforehand.)"""
    copies = portal("case", "review", KIT, "--as", "priya", "--json").json["copies"]
    asked = {check["id"] for copy in copies for check in copy["asks"]}
    return [f"--reason={check}={REASON}" for check in sorted(asked)]


def test_a_fresh_folder_is_made_ready_once_and_again_without_harm(portal: Portal, tmp_path: Path) -> None:
    assert portal("init").code == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()}
    assert len(before) == 7
    assert len(set(before.values())) == 7
    assert portal("init").code == 0
    assert {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()} == before
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "secrets").iterdir())


def test_without_a_folder_it_says_so(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_DATA")
    said = portal("init")
    assert (said.code, "PORTAL_DATA" in said.err) == (1, True)


def test_every_setting_that_is_missing_is_named_on_a_line_and_no_secret_is_shown(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_PEPPER", "short-secret")
    monkeypatch.setenv("PORTAL_FAMILY_ADDRESS", "https://family.example.org")
    said = portal("case", "review", KIT, "--as", "priya")
    assert said.code == 1
    for name in ("PORTAL_FAMILY_KEYS", "PORTAL_CASEWORK_KEYS", "PORTAL_PEPPER", "PORTAL_TRUSTED_HOSTS"):
        assert any(line.startswith(name) for line in said.lines), name
    assert "short-secret" not in said.out + said.err


def test_a_worker_is_added_with_a_way_in_that_is_shown_once(ready: Portal) -> None:
    said = ready("worker", "add", "Moira", "--name", "Moira Lane", "--role", "manager")
    assert said.code == 0
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}\n", said.out)
    again = ready("worker", "add", "moira", "--name", "Moira Lane", "--role", "manager")
    assert again.code == 0
    assert again.out != said.out
    other = ready("worker", "add", "moira", "--name", "Somebody Else", "--role", "worker")
    assert (other.code, "Moira Lane" in other.err) == (1, True)


def test_wrong_usage_ends_with_two(ready: Portal) -> None:
    for args in (
        (), ("nothing",), ("case",), ("case", "import", NORFOLK), ("worker", "add", "x", "--name", "X"),
        ("worker", "add", "x", "--name", "X", "--role", "admin"), ("case", "publish", KIT, "--as", "priya"),
        ("case", "publish", KIT, "--as", "priya", "--revision", "one"),
        ("case", "allocate", KIT, "tunde", "--as", "priya", "--kind", "friend"),
    ):  # fmt: skip
        assert ready(*args).code == 2, args


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(ready: Portal, tmp_path: Path) -> None:
    before = stored(tmp_path)
    said = ready("case", "import", NORFOLK, "--as", "priya", "--dry-run", "--json")
    assert said.code == 0
    assert (said.json[0]["state"], said.json[0]["child_ref"], said.json[0]["faults"]) == ("would-be-new", KIT, [])
    assert stored(tmp_path) == before


def test_bringing_in_all_three_examples_at_once_and_again(ready: Portal) -> None:
    files = [str(EXAMPLES / f"{area}.json") for area in factories.AREAS]
    first = ready("case", "import", *files, "--as", "priya", "--json")
    assert [each["state"] for each in first.json] == ["new"] * 3
    again = ready("case", "import", *files, "--as", "priya", "--json")
    assert [(each["state"], each["revision"]) for each in again.json] == [("unchanged", 1)] * 3
    assert "unchanged, revision 1" in ready("case", "import", NORFOLK, "--as", "priya").out


@pytest.mark.parametrize("broken", ["{", "", "[]", '{"format": "case-file/1"}', "\udcff"])
def test_a_broken_file_is_refused_with_its_places_and_nothing_that_is_kept_changes(
    with_kit: Portal, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(broken.encode("utf-8", "surrogateescape"))
    before = stored(tmp_path)
    said = with_kit("case", "import", str(file), "--as", "priya")
    assert said.code == 1
    assert "refused, nothing of it was kept" in said.lines[0]
    assert len(said.lines) > 1
    plain = with_kit("case", "import", str(file), "--as", "priya", "--json")
    assert plain.code == 1
    assert all(fault["message"] for fault in plain.json[0]["faults"])
    assert stored(tmp_path) == before


def test_every_fault_stands_on_a_line_with_its_place_and_repeats_no_professionals_words(
    with_kit: Portal, tmp_path: Path
) -> None:
    tree = factories.example("norfolk")
    tree["meetings"][0]["chair"] = "nobody"
    tree["plan"]["actions"][0]["owner"] = "nobody-either"
    tree["child"]["notes"][0].update(text="Operation SENTINEL", audience="family")
    file = tmp_path / "faults.json"
    file.write_bytes(factories.as_bytes(tree))
    said = with_kit("case", "import", str(file), "--as", "priya")
    places = [line.split()[0] for line in said.lines[1:]]
    assert said.code == 1
    assert {"/meetings/0/chair", "/plan/actions/0/owner"} <= set(places)
    assert any(place.startswith("/child/notes/0") for place in places)
    assert "SENTINEL" not in said.out + said.err


def test_one_refused_file_holds_back_no_other(ready: Portal, tmp_path: Path) -> None:
    missing = str(tmp_path / "not-there.json")
    said = ready("case", "import", missing, NORFOLK, str(tmp_path), "--as", "priya", "--json")
    assert said.code == 1
    assert [each["state"] for each in said.json] == ["refused", "new", "refused"]


def test_a_file_of_twenty_megabytes_is_refused(ready: Portal, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * 20_000_000)
    said = ready("case", "import", str(file), "--as", "priya")
    assert (said.code, "larger than 2 MB" in said.err) == (1, True)


def test_a_newer_file_that_says_something_else_than_the_desk_is_refused_until_somebody_decides(
    with_kit: Portal, tmp_path: Path
) -> None:
    """Made by hand through the journey, as no command mends."""
    from portal.access.viewer import CommandLine
    from portal.cli.serving import open_the_room
    from portal.domain.mending import ItemRef, Sort
    from portal.journeys.desk import come_in, mend

    room = open_the_room()
    worker = come_in.act_as(room, CommandLine(), "priya")
    words = {"family_words": ["Kit likes school."], "audience": ["family"]}
    mend.mend(room, worker, KIT, ItemRef(Sort.GOAL, "g1"), words, 1)
    tree = json.loads(Path(NORFOLK).read_text())
    tree["plan"]["goals"][0]["text"] = "Kit goes to college."
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps(tree))
    place = "goals/g1/family_words"

    said = with_kit("case", "import", str(newer), "--as", "priya")
    assert (said.code, said.out) == (1, "")
    assert f"{place}: the file says “Kit goes to college.”, here “Kit likes school.”" in said.err
    undecided = with_kit("case", "import", str(newer), "--as", "priya", "--json")
    assert undecided.json[0]["state"] == "undecided"
    assert [each["place"] for each in undecided.json[0]["differences"]] == [place]
    assert with_kit("case", "import", str(newer), "--as", "priya", "--keep", "goals/g9").code == 1
    done = with_kit("case", "import", str(newer), "--as", "priya", "--keep", place)
    assert (done.code, "changed" in done.out) == (0, True)
    again = with_kit("case", "import", str(newer), "--as", "priya")
    assert (again.code, "unchanged" in again.out) == (0, True)


def test_who_is_not_the_case_worker_is_refused_in_words(with_kit: Portal) -> None:
    said = with_kit("case", "import", NORFOLK, "--as", "tunde")
    assert (said.code, "cannot be brought in with this account" in said.err) == (1, True)
    for command in (
        ("case", "review", KIT), ("case", "export", KIT), ("views", KIT), ("invite", KIT, "mum"),
        ("case", "allocate", KIT, "tunde", "--kind", "case"), ("case", "publish", KIT, "--revision", "1"),
    ):  # fmt: skip
        said = with_kit(*command, "--as", "tunde")
        assert (said.code, said.out) == (1, ""), command
        assert " " in said.err.strip(), f"{command} was refused with “{said.err.strip()}”"
    assert with_kit("case", "review", KIT, "--as", "nobody").code == 1


def test_a_child_who_is_not_here_is_refused_in_words(ready: Portal) -> None:
    ready("worker", "add", "moira", "--name", "Moira Lane", "--role", "manager")
    for command in (
        ("case", "review", "XX-1"),
        ("case", "export", "XX-1"),
        ("views", "XX-1"),
        ("invite", "XX-1", "mum"),
    ):
        said = ready(*command, "--as", "moira")
        assert said.code == 1
        assert " " in said.err.strip(), f"{command} was refused with “{said.err.strip()}”"


def test_review_shows_each_copy_with_what_stops_it_and_what_asks(with_kit: Portal) -> None:
    said = with_kit("case", "review", KIT, "--as", "priya")
    assert said.code == 0
    assert "NK-4417, revision 1" in said.out
    for name in ("Kit", "Dawn Example", "Gary Example"):
        assert name in said.out
    assert "STOPS" in said.out, "nobody was told yet"
    for secret in ("B2", "Marlstone", "nominal", "Corsa"):
        assert secret not in said.out
    found = with_kit("case", "review", KIT, "--as", "priya", "--json").json
    assert (found["child"], found["revision"]) == (KIT, 1)
    assert {copy["person"]: copy["changed"] for copy in found["copies"]} == {KIT: True, "mum": True, "dad": True}


def test_publishing_needs_that_they_were_told_and_the_reasons_and_the_revision(with_kit: Portal) -> None:
    publish = ("case", "publish", KIT, "--as", "priya", "--revision")
    refused = with_kit(*publish, "1")
    assert refused.code == 1
    assert any(line.startswith(f"{KIT}: refused") for line in refused.lines)
    assert any(line.strip().startswith("stops ") for line in refused.lines)
    assert any(line.strip().startswith("asks ") for line in refused.lines)
    assert with_kit(*publish, "2", "--told", "by phone").code == 1
    assert with_kit(*publish, "1", "--told", "by phone", "--reason", "no-equals-sign").code == 1
    done = with_kit(*publish, "1", "--told", "by phone, 20 Nov", *reasons(with_kit), "--json")
    assert done.code == 0
    assert {each["person"]: (each["state"], each["edition"]) for each in done.json} == {
        KIT: ("published", 1), "mum": ("published", 1), "dad": ("published", 1),
    }  # fmt: skip
    again = with_kit(*publish, "1", "--told", "by phone, 20 Nov")
    assert (again.code, [line.split(":")[1].strip() for line in again.lines]) == (0, ["unchanged, copy 1"] * 3)


def test_publishing_for_one_person_leaves_out_the_others(with_kit: Portal) -> None:
    publish = ("case", "publish", KIT, "--as", "priya", "--revision", "1", "--told", "by phone", "--json")
    done = with_kit(*publish, "--for", KIT, *reasons(with_kit))
    assert (done.code, [each["person"] for each in done.json]) == (0, [KIT])
    unknown = with_kit(*publish, "--for", "nobody")
    assert (unknown.code, "nobody" in unknown.err) == (1, True)


def test_the_example_that_never_publishes_never_does(ready: Portal) -> None:
    child = CHILD["refused-at-publishing"]
    ready("case", "import", str(EXAMPLES / "refused-at-publishing.json"), "--as", "priya")
    copies = ready("case", "review", child, "--as", "priya", "--json").json["copies"]
    every = [f"--reason={check['id']}={REASON}" for copy in copies for check in copy["asks"] + copy["stops"]]
    said = ready("case", "publish", child, "--as", "priya", "--revision", "1", "--told", "by phone", *every, "--json")
    assert said.code == 1
    assert {each["state"] for each in said.json} == {"refused"}


def test_an_invitation_is_a_code_on_a_line_and_nothing_else(with_kit: Portal) -> None:
    said = with_kit("invite", KIT, "mum", "--as", "priya")
    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}\n", said.out)
    home = with_kit("invite", KIT, "mum", "--as", "priya", "--take-home", "--json").json
    assert home["expires_at"].startswith("2026-11-24T09:00")
    assert re.fullmatch(r"[a-z]{4,7}", home["spoken"])
    week = with_kit("invite", KIT, "mum", "--as", "priya", "--take-home", "--days", "7")
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}\n[a-z]{4,7}\n", week.out), "the word stands on the second line"
    for wrong in (("--take-home", "--days", "8"), ("--days", "3")):
        assert with_kit("invite", KIT, "mum", "--as", "priya", *wrong).code == 1
    assert with_kit("invite", KIT, "nobody", "--as", "priya").code == 1


def test_allocating_a_worker_lets_them_in(with_kit: Portal) -> None:
    assert with_kit("case", "allocate", KIT, "nobody", "--kind", "chair", "--as", "priya").code == 1
    assert with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "zz", "--as", "priya").code == 1
    assert with_kit("views", KIT, "--as", "tunde").code == 1
    said = with_kit("case", "allocate", KIT, "tunde", "--kind", "trusted", "--team", "yw", "--as", "priya")
    assert (said.code, said.out.strip()) == (0, f"tunde is tied to {KIT} as trusted.")
    assert with_kit("views", KIT, "--as", "tunde").code == 0


def test_what_is_exported_can_be_brought_in_again_and_changes_nothing(with_kit: Portal, tmp_path: Path) -> None:
    said = with_kit("case", "export", KIT, "--as", "priya")
    assert said.code == 0
    file = tmp_path / "again.json"
    file.write_text(said.out, encoding="utf-8")
    assert with_kit("case", "import", str(file), "--as", "priya", "--json").json[0]["state"] == "unchanged"
    assert factories.case(said.json) == factories.case("norfolk")
