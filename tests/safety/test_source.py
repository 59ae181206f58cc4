"""What the code never does, out of its text: shells, foreign objects, weak chance, HTML from a script, loose parts."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData

from portal.store.casework import tables as casework
from portal.store.family import tables as family
from tests.safety.named import ROOT

PORTAL = ROOT / "portal"
PYTHON = sorted(PORTAL.rglob("*.py"))
OUR_SCRIPTS = sorted((PORTAL / "static" / "js").glob("*.js"))


def imported() -> Iterator[tuple[str, str]]:
    """Every module that something of ours imports, with the file that does."""
    for file in PYTHON:
        where = file.relative_to(PORTAL).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((where, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield where, node.module
                yield from ((where, f"{node.module}.{name.name}") for name in node.names)


def called() -> Iterator[tuple[str, str]]:
    """Every call by its written name, with the file."""
    for file in PYTHON:
        where = file.relative_to(PORTAL).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield where, ast.unparse(node.func)


def test_only_the_command_line_starts_another_program_and_never_through_a_shell() -> None:
    starts = {where for where, module in imported() if module.split(".")[0] in {"subprocess", "pty", "commands"}}
    assert {where for where in starts if not where.startswith("cli/")} == set()
    shells = re.compile(r"^(os\.(system|popen|exec\w*|spawn\w*)|eval|exec|compile)$")
    assert [(where, name) for where, name in called() if shells.match(name)] == []
    assert [f for f in PYTHON if "shell=True" in f.read_text(encoding="utf-8")] == []


def test_nothing_that_comes_from_outside_is_made_into_an_object_of_ours() -> None:
    """Neither by Python's own ways of keeping objects nor by a YAML file that names a class."""
    keepers = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
    assert [(where, module) for where, module in imported() if module.split(".")[0] in keepers] == []
    loose = {"yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "yaml.unsafe_load_all"}
    assert [(where, name) for where, name in called() if name in loose] == []
    assert {where for where, name in called() if name == "yaml.load"} == {"library/files.py"}
    strict = (PORTAL / "library" / "files.py").read_text(encoding="utf-8")
    assert "yaml.SafeLoader" in strict
    assert "yaml.Loader" not in strict


def test_chance_comes_from_the_machine_alone() -> None:
    """`random` can be guessed from what it gave before; so can an id made out of the clock."""
    assert [(where, module) for where, module in imported() if module.split(".")[0] in {"random", "numpy"}] == []
    assert [(where, module) for where, module in imported() if module in {"uuid.uuid1", "uuid.getnode"}] == []
    proofs = {module for where, module in imported() if where == "store/proofs.py"}
    assert "secrets" in proofs
    assert not {module for module in proofs if module.startswith("uuid")}, "an id is no secret"


@pytest.mark.parametrize("script", [file.name for file in OUR_SCRIPTS])
def test_a_script_of_ours_puts_text_into_a_page_as_text(script: str) -> None:
    words = (PORTAL / "static" / "js" / script).read_text(encoding="utf-8")
    ways_to_html = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"']"
    assert re.findall(ways_to_html, words) == []


def test_every_package_is_pinned_by_its_hash_and_set_up_takes_no_other() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        found = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(
            r"^[\w.\-\[\]]+==\S+(?: ;[^\\\n]*)? \\\n(?:\s+--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+", found, re.M
        )
        begun = re.findall(r"^[A-Za-z0-9].*", found, re.M)
        assert len(pinned) == len(begun) > 0, name
        assert "://" not in re.sub(r"(?m)^\s*#.*$", "", found), "no address of anybody's registry"
    assert '"--require-hashes", "--no-deps"' in (ROOT / "dev.py").read_text(encoding="utf-8")
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(found.get("integrity") for name, found in packages.items() if name)


@pytest.mark.parametrize("metadata", [family.metadata, casework.metadata], ids=["family", "casework"])
def test_no_table_has_a_hint_a_question_or_a_day_on_which_a_passphrase_ends(metadata: MetaData) -> None:
    """Nor an e-mail, a phone number or a day of birth to sign in with."""
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    kept = re.compile(
        r"hint|secret_question|question_answer|passphrase_(until|expires|ends)|e_?mail|phone_number|birth"
    )
    assert {name for name in columns if kept.search(name)} == set()


# What the portal uses of other people's work. A package that counts, scores, mines, translates or sends is not here;
# one that is added shows as a line, and somebody asks what it does with what people write.
USED = {
    "alembic", "argon2", "authlib", "babel", "bleach", "cryptography", "docx", "flask", "flask_babel", "flask_htmx",
    "flask_login", "flask_wtf", "granian", "itsdangerous", "jinja2", "jinja2_fragments", "joserfc", "jsonschema",
    "markdown_it", "prometheus_client", "psycopg", "pyotp", "pyrage", "requests", "segno", "sqlalchemy", "werkzeug",
    "whitenoise", "wtforms", "xkcdpass", "yaml", "zxcvbn",
}  # fmt: skip


def test_nothing_is_used_that_scores_mines_translates_or_sends_what_people_write() -> None:
    """T-75. Out of the imports: a closed list."""
    ours_or_pythons = {"portal", *sys.stdlib_module_names}
    assert {module.split(".")[0] for _, module in imported()} - ours_or_pythons - USED == set()


def test_a_passphrase_is_hidden_where_somebody_signs_in_and_may_be_pasted_everywhere() -> None:
    """It is shown only while it is chosen, so that it can be learned or kept."""
    chosen = {"components/choose_words.html"}
    fields = []
    for file in sorted((PORTAL / "templates").rglob("*.html")):
        where = file.relative_to(PORTAL / "templates").as_posix()
        words = file.read_text(encoding="utf-8")
        assert not re.search(r"\bon(paste|copy|cut|drop)=", words), where
        for tag in re.findall(r"<input\b[^>]*>", words):
            if re.search(r'autocomplete="[^"]*(current|new)-password', tag):
                fields.append((where, 'type="password"' in tag or ("current-password" not in tag and where in chosen)))
    assert len(fields) >= 6
    assert [where for where, is_hidden in fields if not is_hidden] == []
    for script in OUR_SCRIPTS:
        assert not re.search(r'"(paste|copy|cut)"', script.read_text(encoding="utf-8")), script.name
