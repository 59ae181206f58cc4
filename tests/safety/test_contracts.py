"""Who may import whom: the contracts of pyproject.toml hold, and each of them bites when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

# One deliberate break each: (contract, the module that does it, the line that it should not hold).
BREAKS = (
    ("floors", "domain/plain.py", "import portal.library.terms"),
    ("floors", "domain/case.py", "import portal.config"),
    ("floors", "access/rules.py", "import portal.library.areas"),
    ("floors", "library/areas.py", "import portal.access.rules"),
    ("floors", "exchange/case_file.py", "import portal.store.crypto"),
    ("floors", "store/crypto.py", "import portal.exchange.readable"),
    ("floors", "journeys/waits.py", "import portal.web.kit.render"),
    ("floors", "web/kit/render.py", "import portal.app"),
    ("floors", "helpful/__init__.py", '"""A new room that nobody gave a floor."""'),
    ("settings", "web/kit/services.py", "import portal.config"),
    ("settings", "journeys/desk/room.py", "import portal.config"),
    ("settings", "store/database.py", "import portal.config"),
    ("no-frameworks", "domain/plain.py", "import sqlalchemy"),
    ("no-frameworks", "access/rules.py", "from flask import g"),
    ("store", "web/plan/routes.py", "import portal.store.family.editions"),
    ("store", "web/desk/words.py", "import portal.store.family.shared"),
    ("family-side", "journeys/family/read_plan.py", "import portal.store.casework.cases"),
    ("family-side", "journeys/family/prepare.py", "import portal.access.family_view"),
    ("family-side", "journeys/family/join.py", "import portal.journeys.desk.room"),
    ("family-side", "journeys/waits.py", "import portal.store.casework.workers"),
    ("family-side", "store/family/shared.py", "import portal.store.casework.tables"),
    ("family-side", "access/rules.py", "import portal.access.publishing_questions"),
    ("family-side", "web/plan/routes.py", "import portal.journeys.desk.review"),
    ("family-side", "web/prepare/readers.py", "import portal.access.circle"),
    ("family-side", "web/guides/routes.py", "import portal.access.kept"),
    ("family-side", "web/account/routes.py", "import portal.exchange.case_file"),
    ("family-side", "web/copy/pages.py", "import portal.domain.case"),
    ("family-side", "journeys/family/come_in.py", "import portal.exchange.provider.talk"),
    ("family-side", "web/kit/services.py", "import portal.access.publishing_checks"),
    ("whole-cases", "web/desk/room.py", "import portal.access.family_view"),
    ("whole-cases", "store/audit.py", "import portal.store.casework.tables"),
    ("desk-journeys", "web/kit/doors.py", "import portal.journeys.desk.come_in"),
    ("publishing", "journeys/desk/bring_in.py", "import portal.journeys.desk.publish"),
    ("publishing", "web/kit/saving.py", "import portal.journeys.desk.publish"),
    ("tables", "journeys/family/prepare.py", "import portal.store.family.tables"),
    ("tables", "journeys/desk/room.py", "from portal.store.casework import tables"),
    ("blueprints", "web/plan/routes.py", "import portal.web.prepare.pages"),
    ("blueprints", "web/desk/words.py", "import portal.web.plan.pages"),
    ("blueprints", "web/kit/render.py", "import portal.web.guides.pages"),
    ("blueprints", "web/letters/__init__.py", '"""A blueprint that nobody gave a place."""'),
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()",
         "--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portal's Python alone, to be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    for file in (ROOT / "portal").rglob("*.py"):
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return folder


@pytest.fixture
def spoil(a_copy: Path) -> Iterator[object]:
    """Add a line to a module of the copy, and take it away again."""
    before: dict[Path, str | None] = {}

    def add(module: str, line: str) -> None:
        file = a_copy / "portal" / module
        before[file] = file.read_text() if file.exists() else None
        file.parent.mkdir(exist_ok=True)
        file.write_text((before[file] or "") + f"\n{line}\n")

    yield add
    for file, text in before.items():
        if text is None:
            shutil.rmtree(file.parent)
        else:
            file.write_text(text)


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_copy_that_the_breaks_are_made_in_keeps_every_contract(a_copy: Path) -> None:
    done = lint(a_copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_every_contract_is_broken_once_on_purpose_and_says_what_to_do_instead() -> None:
    assert {contract for contract, _module, _line in BREAKS} == set(CONTRACTS)
    for contract in CONTRACTS.values():
        assert len(contract["broken_contract_guidance"]) > 30, contract["id"]
        assert not contract.get("ignore_imports"), f"{contract['id']} has an exception"


def test_of_foreign_formats_the_family_side_knows_calendar_files_alone() -> None:
    """They hold one date of its reader's own copy; every other module of that room is about whole cases."""
    room = {f"portal.exchange.{path.stem}" for path in (ROOT / "portal" / "exchange").glob("[a-z]*")
            if path.suffix == ".py" or path.is_dir()}  # fmt: skip
    closed = {name for name in CONTRACTS["family-side"]["forbidden_modules"] if name.startswith("portal.exchange")}
    assert len(room) > 5
    assert room - closed == {"portal.exchange.calendar_file"}


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS, ids=[f"{c}: {m}" for c, m, _ in BREAKS])
def test_a_bad_import_breaks_its_contract(a_copy: Path, spoil, contract: str, module: str, line: str) -> None:  # type: ignore[no-untyped-def]
    spoil(module, line)
    said = lint(a_copy)
    assert said.returncode == 1, f"nobody noticed “{line}” in portal/{module}"
    words = " ".join(said.stdout.split())
    assert f"{CONTRACTS[contract]['name']} BROKEN" in words
    assert CONTRACTS[contract]["broken_contract_guidance"] in words
