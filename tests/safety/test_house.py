"""The rules of the house that no linter knows: what loads what, how long, how named, whose words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, nodes

from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
PORTAL, TEMPLATES, CONTENT = ROOT / "portal", ROOT / "portal" / "templates", ROOT / "content"
PYTHON = sorted(PORTAL.rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared_code", "stuff"}

# `|safe` only where the words cannot come from a person: each by template, expression and reason.
SAFE = {
    ("account/words.html", "'own=1&amp;'"): "a constant of ours, written as HTML",
    ("account/words.html", "'&amp;own=1'"): "a constant of ours, written as HTML",
    ("desk/card.html", "page.picture"): "an SVG that segno draws out of a code of ours",
    ("desk/enrol.html", "page.picture"): "an SVG that segno draws out of a secret of ours",
    ("guides/guide.html", "with_words"): "content/, sanitised by library/markdown.py; marking.py adds links",
}


# -- what loads what ----------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ["portal.domain", "portal.access"])
def test_the_lower_rooms_load_neither_flask_nor_sqlalchemy(room: str) -> None:
    code = (
        "import importlib, pkgutil, sys\n"
        f"import {room} as room\n"
        "for found in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(*sorted(name for name in sys.modules if '.' not in name))\n"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "portal" in loaded.split()
    frameworks = {"flask", "sqlalchemy", "jinja2", "werkzeug", "wtforms", "bleach", "alembic", "cryptography"}
    assert frameworks & set(loaded.split()) == set()


# -- how long, how named ------------------------------------------------------------------------------


def test_no_module_has_three_hundred_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in PYTHON if (n := len(f.read_text().splitlines())) >= 300}
    assert long == {}, "cut it along what it is about"


def test_there_are_no_drawers() -> None:
    found = [p for p in (*PORTAL.rglob("*"), *(ROOT / "tests").rglob("*")) if p.stem.lower() in DRAWERS]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(f) for f in PYTHON if not ast.get_docstring(ast.parse(f.read_text()))] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [f for folder in ("portal", "tests", "content", "docs") for f in (ROOT / folder).rglob("*")
             if f.suffix in (".py", ".html", ".css", ".js", ".yaml", ".md") and "vendor" not in f.parts
             and "built" not in f.parts and f != Path(__file__)]  # fmt: skip
    assert len(files) > 150
    assert [
        f"{f}:{n}" for f in files for n, line in enumerate(f.read_text().splitlines(), 1) if words.search(line)
    ] == []


def test_no_path_of_a_machine_stands_in_the_house() -> None:
    """Nor of the folder in which it was built."""
    place = re.compile(r"(?<![\w.])/(?:home|Users|work|root|mnt)/\w")
    ours = [
        f
        for f in subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        if Path(f).suffix in (".py", ".html", ".toml", ".yaml", ".md", ".js", ".css", ".txt", ".json", ".po", ".pot")
    ]
    assert len(ours) > 200
    found = [f for f in ours if (ROOT / f).exists() and place.search((ROOT / f).read_text())]
    assert found == []


# -- whose words --------------------------------------------------------------------------------------


def areas_own_words() -> set[str]:
    """The ids of levels, of meeting kinds and of what is never printed, and the names of the areas."""
    found = set()
    for file in CONTENT.glob("areas/*/area.yaml"):
        pack = yaml.safe_load(file.read_text())
        found |= {file.parent.name, *pack["scale"], *pack["meeting_kinds"]}
        found |= {word.lower() for word in pack.get("never_printed", [])}
    return found


# Everyday English, or the file format's own word, beside being an id somewhere.
EVERYDAY = {"none", "low", "high", "panel", "standard"}
MADE_UP_FAMILIES = PORTAL / "cli" / "demo.py"  # names the example of each area: data that happens to be Python


def constants(file: Path) -> Iterator[tuple[int, str]]:
    """The texts in a module that are not docstrings."""
    tree = ast.parse(file.read_text())
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_no_areas_own_word_stands_in_python() -> None:
    """A level, a meeting or the name of an area is data: another council has others."""
    own = areas_own_words()
    assert {"norfolk", "nottinghamshire", "derby", "cpm", "icpc", "emerging"} <= own
    found = [
        f"{file.relative_to(ROOT)}:{line} {text!r}"
        for file in PYTHON
        for line, text in constants(file)
        if file != MADE_UP_FAMILIES
        and (text.strip().lower() in own - EVERYDAY or re.search(r"\b(cpm|mace|icpc|ecpm)\b", text, re.IGNORECASE))
    ]
    assert found == []


def test_no_standard_code_stands_in_python_or_in_a_template() -> None:
    """SNOMED, ICD or a census code: the bridge is content/terms/."""
    code = re.compile(r"(?<![\w#.=])\d{6,18}(?![\w.])|\b(?:SNOMED|ICD-1[01]|CIN_)\b")
    found = [f"{f.relative_to(ROOT)}:{line} {text!r}" for f in PYTHON for line, text in constants(f)
             if code.search(text.replace("0123456789", ""))]  # fmt: skip
    found += [str(f) for f in TEMPLATES.rglob("*.html") if code.search(f.read_text().replace('"tel:08001111"', ""))]
    assert found == []


# -- templates ----------------------------------------------------------------------------------------


def template_tree(file: Path) -> nodes.Template:
    env = Environment(extensions=["jinja2.ext.i18n"], loader=FileSystemLoader(TEMPLATES))
    return env.parse(file.read_text())


def views() -> dict[str, set[str]]:
    """The names of the views of each blueprint's folder: functions behind a door."""
    found: dict[str, set[str]] = {}
    for file in (PORTAL / "web").rglob("*.py"):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and any("door(" in ast.unparse(d) for d in node.decorator_list):
                found.setdefault(file.parent.name, set()).add(node.name)
                for deco in node.decorator_list:  # an endpoint of another name
                    found[file.parent.name] |= {
                        k.value.value for k in getattr(deco, "keywords", []) if k.arg == "endpoint"
                    }  # type: ignore[attr-defined]
    return found


# Called from a view under another name, each with a reason.
OTHER_NAMES = {
    "prepare/list.html": "the view is `every`: `list` is Python's",
    "prepare/notice.html": "what `question` answers with where there is nothing to answer",
    "desk/bring_in.html": "the views are `bring_in_form` and `bring_in_now`",
    "desk/differences.html": "what `bring_in_now` and `decide_now` answer with",
    "desk/card.html": "what `invite_now` answers with",
    "desk/codes.html": "what `enrol_now` and `sign_in_now` answer with, once",
    "desk/way_in.html": "what `add_person` and `new_way_in` answer with, once",
    "desk/child.html": "desk/child.py has a `show` of its own",
    "desk/words.html": "desk/words.py has a `show` of its own",
    "desk/said.html": "a part of child.html",
    "guides/slot.html": "a part of guide.html",
    "plan/changed.html": "a part of show.html",
    "plan/read.html": "a part of show.html",
    "plan/said.html": "a part of home.html",
    "plan/tell.html": "a part of meeting.html",
    "errors/error.html": "every error's page",
    "copy/parts.html": "the parts of a copy, which the plan and the desk's preview share",
}


def test_a_template_is_named_like_its_view_and_a_component_like_its_macro() -> None:
    by_folder = views()
    wrong = []
    for file in TEMPLATES.rglob("*.html"):
        name = str(file.relative_to(TEMPLATES))
        if file.parent.name == "layouts" or name in OTHER_NAMES:
            continue
        if file.parent.name == "components":
            macros = [macro.name for macro in template_tree(file).find_all(nodes.Macro)]
            if macros != [file.stem]:
                wrong.append(f"{name} holds {macros}")
        elif file.stem not in by_folder.get(file.parent.name, set()):
            wrong.append(name)
    assert wrong == []
    assert [name for name in OTHER_NAMES if not (TEMPLATES / name).exists()] == []


def test_nothing_is_marked_safe_but_for_the_short_list() -> None:
    found = set()
    for file in TEMPLATES.rglob("*.html"):
        source = file.read_text()
        for match in re.finditer(r"([\w.]+|'[^']*'|\"[^\"]*\"|\))\s*\|\s*safe\b", source):
            found.add((str(file.relative_to(TEMPLATES)), match[1]))
        used = [f.name for f in template_tree(file).find_all(nodes.Filter)]
        assert used.count("safe") == len(re.findall(r"\|\s*safe\b", source)), file
        assert not {"tojson", "xmlattr", "urlize", "markup"} & set(used), file
    assert found == set(SAFE)


def test_escaping_is_never_switched_off() -> None:
    for file in TEMPLATES.rglob("*.html"):
        tree = template_tree(file)
        assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), f"{file} has an autoescape block"
        assert "|e " not in file.read_text()
    for file in PYTHON:
        source = file.read_text()
        assert not re.search(r"\bMarkup\(|render_template_string|autoescape\s*=\s*False|\|\s*safe\b", source), file


def test_every_variable_in_a_template_comes_out_escaped(world: World) -> None:
    """Both sides escape in every template, whatever it is called; what a person may type is tried in test_attacks."""
    for app in (world.family_app, world.desk_app):
        assert app.jinja_env.autoescape == app.select_jinja_autoescape
        for file in TEMPLATES.rglob("*.html"):
            assert app.select_jinja_autoescape(str(file.relative_to(TEMPLATES))), file
    assert {file.suffix for file in TEMPLATES.rglob("*.*")} == {".html"}


def test_no_template_has_an_unquoted_attribute_with_a_variable() -> None:
    """An unquoted attribute is not protected by escaping: a space ends it."""
    found = [f"{f}:{n}" for f in TEMPLATES.rglob("*.html") for n, line in enumerate(f.read_text().splitlines(), 1)
             if re.search(r"<[a-z][^>]*\s[\w-]+=\{\{", line)]  # fmt: skip
    assert found == []


def test_no_variable_stands_in_a_script_a_style_or_the_scheme_of_a_link() -> None:
    for file in TEMPLATES.rglob("*.html"):
        source = file.read_text()
        for inside in re.findall(r"<(?:script|style)\b[^>]*>(.*?)</", source, re.DOTALL):
            assert "{{" not in inside, file
        for href in re.findall(r'\b(?:href|src|action|hx-[a-z]+)="\{\{\s*([^}]*?)\s*\}\}', source):
            assert href in LINKS or href.startswith(("asset('", "at_family('/", "'/")), f"{file}: {href}"


# What may stand at the very beginning of an address: ids out of content/, a nonce, the one link that a worker
# gives, and those of a council's provider; both are https or nothing (test_attacks, exchange/provider). `desk` is what
# the desk said of itself and we have signed, `link` leads from it to the family's own address out of the settings.
# `action` is the path of the request itself, which matched one of our own routes; `canonical()` is that path on our
# own host. `base`, `back`, `before`, `onward`, `other.address`, `part.address` lead to one's own questions: /q, or
# below it with the id of a set of theirs out of content/.
LINKS = {"area.id", "canonical()", "guide.slug", "link.slug", "page.next.slug", "nonce()", "meeting.link",
         "page.address", "page.leave_at", "page.action", "page.desk", "page.link", "page.base", "page.back",
         "page.onward", "page.before", "other.address", "part.address"}  # fmt: skip
