"""A running family side knows nothing of whole cases: no module, no key, no open file. Real processes."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
NEVER_LOADED = ("authlib", "joserfc", "portal.exchange.provider",
                "portal.store.casework", "portal.access.family_view", "portal.access.publishing", "portal.access.kept",
                "portal.access.circle", "portal.journeys.desk", "portal.exchange.case", "portal.exchange.readable",
                "portal.exchange.typed", "portal.exchange.examples", "portal.web.desk",
                "portal.domain.case", "portal.cli")  # fmt: skip
CASEWORK = ("CASEWORK", "DESK_", "OIDC", "LOCAL_SIGN_IN")

# What a parent does, in a process of its own; then everything that the process has loaded and opened.
FAMILY = """
import json, os, sys
code = sys.argv[1]
from portal.app import family
app = family()
from tests.client import Browser
mum = Browser(app)
seen = {}
def note(path, answer):
    seen[path] = answer.status_code
    return answer
note("/", mum.get("/"))
note("/g/en/norfolk/the-levels", mum.get("/g/en/norfolk/the-levels"))
mum.follow(mum.submit("/j", code=code))
print("waiting", flush=True)
sys.stdin.readline()
mum.follow(mum.get("/j/match"))
mum.submit("/j/phone", phone="shared")
page = mum.get("/j/words").text
import re
words = re.findall(r'name="phrase"[^>]*value="([^"]+)"', page)[0]
from tests.client import form_fields
note("joined", mum.post("/j/words", {**form_fields(page, "/j/words?"), "words": words}))
for path in ("/me", "/p", "/q", "/sent", "/with-me", "/again", "/m/nothing"):
    note(path, mum.get(path))
note("begun", mum.submit("/q"))
question = re.search(r'href="(/q/(?!check)[a-z-]+)"', mum.get("/q/list").text.partition("<main")[2])[1]
note("saved", mum.submit(question, answer="Something."))
note("shared", mum.get("/q/check"))
note("left", mum.get("/x"))
files = []
for each in os.listdir("/proc/self/fd"):
    try:
        files.append(os.readlink("/proc/self/fd/" + each))
    except OSError:
        pass
print(json.dumps({"seen": seen, "modules": sorted(sys.modules), "files": files}))
"""


def _folder() -> str:
    """A folder for as long as the tests run."""
    made = tempfile.mkdtemp(prefix="portal-ledger-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def family_environment(world: World, urls: tuple[str, str], keys: dict[str, str]) -> dict[str, str]:
    """What the family side of this world is given, and nothing else."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PORTAL_TESTING": "1",
        "PORTAL_TEST_CLOCK": world.hands.now.isoformat(),
        "PORTAL_FAMILY_DATABASE_URL": urls[1],
        "PORTAL_LEDGER": _folder(),
        "PORTAL_FAMILY_KEYS": keys["family"],
        "PORTAL_FAMILY_AUDIT_KEY": "audit-of-the-family-cupboard-0123456789",
        "PORTAL_FAMILY_SECRET": "secret-of-the-family-side-0123456789abc",
        "PORTAL_PEPPER": "pepper-that-stands-outside-the-database-01",
        "PORTAL_FAMILY_ADDRESS": "https://family.example.org",
        "PORTAL_TRUSTED_HOSTS": "family.example.org",
    }


def test_a_working_family_process_has_nothing_of_whole_cases_loaded_or_open(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str]
) -> None:
    child = world.family_ready("norfolk")
    made = world.invite(child, "mum", take_home=False)
    environ = family_environment(world, sqlite_urls, keys)
    assert not [name for name in environ if any(part in name for part in CASEWORK)]
    with subprocess.Popen([sys.executable, "-c", FAMILY, made.code], env=environ, cwd=ROOT, text=True,
                          stdin=PIPE, stdout=PIPE, stderr=PIPE) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "waiting\n"
        world.match(child, "mum")  # her worker, at the desk: another process
        said, wrong = running.communicate("go on\n", timeout=120)
    assert running.returncode == 0, wrong[-3000:]
    found = json.loads(said.splitlines()[-1])
    assert found["seen"] == {
        "/": 200, "/g/en/norfolk/the-levels": 200, "joined": 303, "/me": 200, "/p": 200, "/q": 200, "/sent": 200,
        "/with-me": 200, "/again": 200, "/m/nothing": 404, "begun": 303, "saved": 303, "shared": 200, "left": 303,
    }  # fmt: skip
    assert "portal.store.family.editions" in found["modules"]
    assert [name for name in found["modules"] if name.startswith(NEVER_LOADED)] == []
    assert any("family.sqlite3" in file for file in found["files"])
    assert [file for file in found["files"] if "casework" in file] == []


def test_a_desk_does_not_start_without_its_own_secrets(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str]
) -> None:
    environ = family_environment(world, sqlite_urls, keys)
    code = "from portal.app import desk; desk()"
    done = subprocess.run([sys.executable, "-c", code], env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    for name in (
        "PORTAL_CASEWORK_KEYS",
        "PORTAL_CASEWORK_AUDIT_KEY",
        "PORTAL_DESK_SECRET",
        "PORTAL_CASEWORK_DATABASE_URL",
    ):
        assert name in done.stderr


# -- `portal serve` ------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def tree_of(pid: int) -> set[int]:
    """A process and all that it started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def open_files(pids: set[int]) -> set[str]:
    found = set()
    for pid in pids:
        for each in Path(f"/proc/{pid}/fd").iterdir():
            try:
                found.add(os.readlink(each))
            except OSError:
                continue
    return found


def ask(port: int, path: str, cookie: str = "") -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie, "Host": "localhost"})

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object, **more: object) -> None:
            return None

    try:
        with urllib.request.build_opener(Stay).open(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code


class Serving:
    def __init__(self, data: Path) -> None:
        self.family_port, self.desk_port = free_port(), free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        environ |= {"PORTAL_DATA": str(data), "PORTAL_TESTING": "1", "PORTAL_HTTPS": "0",
                    "PORTAL_FAMILY_ADDRESS": f"http://localhost:{self.family_port}"}  # fmt: skip
        # What a council might set by hand for the desk: none of it may go on to the family side.
        secrets = data / "secrets"
        subprocess.run([sys.executable, "-m", "portal.cli", "init"], env=environ, cwd=ROOT, check=True,
                       capture_output=True)  # fmt: skip
        environ |= {"PORTAL_CASEWORK_KEYS_FILE": str(secrets / "casework_keys"),
                    "PORTAL_CASEWORK_AUDIT_KEY": (secrets / "casework_audit_key").read_text().strip(),
                    "PORTAL_CASEWORK_DATABASE_URL": f"sqlite:///{data / 'casework.sqlite3'}",
                    "PORTAL_DESK_SECRET_FILE": str(secrets / "desk_secret"),
                    "PORTAL_DESK_ADDRESS": f"http://127.0.0.1:{self.desk_port}", "PORTAL_LOCAL_SIGN_IN": "1",
                    "PORTAL_OIDC_ISSUER": "http://localhost:1", "PORTAL_OIDC_CLIENT_ID": "portal",
                    "PORTAL_OIDC_CLIENT_SECRET": "secret-at-the-provider"}  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "serve", "--family-port", str(self.family_port),
             "--desk-port", str(self.desk_port)],
            env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if {ask(self.family_port, "/robots.txt"), ask(self.desk_port, "/robots.txt")} == {200}:
                    break
            except OSError:
                time.sleep(0.2)
        self.side = {side: self._processes_of(side) for side in ("family", "desk")}

    def _processes_of(self, side: str) -> set[int]:
        found = set()
        for pid in tree_of(self.process.pid) - {self.process.pid}:
            said = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"--side" in said and said[said.index(b"--side") + 1] == side.encode():
                found |= tree_of(pid)
        return found

    def all_ended(self, within: float = 15) -> bool:
        until = time.monotonic() + within
        pids = set.union(*self.side.values())
        while time.monotonic() < until:
            if self.process.poll() is not None and not any(_lives(pid) for pid in pids):
                return True
            time.sleep(0.1)
        return False

    def put_down(self) -> None:
        """Only what this test started: its own process group."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            if self.all_ended(5):
                break
        self.process.wait()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    found = Serving(tmp_path)
    yield found
    found.put_down()


def test_portal_serve_runs_two_sides_and_the_familys_processes_hold_nothing_of_the_casework(serving: Serving) -> None:
    assert serving.side["family"] and serving.side["desk"]
    # Make both sides open their stores.
    cookie = f"s={'a' * 43}; h={'b' * 43}; w={'c' * 43}"
    assert ask(serving.family_port, "/me", cookie) == 303
    assert ask(serving.desk_port, "/", cookie) == 303
    family = open_files(serving.side["family"])
    assert any(file.endswith("family.sqlite3") for file in family)
    assert [file for file in family if "casework" in file] == []
    assert any(file.endswith("casework.sqlite3") for file in open_files(serving.side["desk"]))
    for pid in serving.side["family"]:
        environ = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
        assert [
            line.partition("=")[0] for line in environ if any(part in line.partition("=")[0] for part in CASEWORK)
        ] == []

    serving.process.send_signal(signal.SIGTERM)
    assert serving.all_ended()


def test_when_one_side_falls_over_the_other_ends_with_it(serving: Serving) -> None:
    os.kill(min(serving.side["desk"]), signal.SIGTERM)
    assert serving.all_ended()
