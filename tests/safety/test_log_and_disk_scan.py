"""T-62 and F-45: after everything was asked in every way, errors included, nothing of it stands in a log or on disk.

Every address of both sides is asked by a young person, a parent, a worker and strangers, with planted words in
the path, the query, each header, each cookie and each field that any form of ours has. Then all that was written
is searched: what the portal logged, its databases with their journals, and whatever lies in the folder for
temporary files.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from portal.web.kit.logs import log, set_up_logs
from tests.client import HTTPS, Browser
from tests.safety.test_leaks import planted, write_and_share
from tests.safety.test_side_channels import break_the_answers
from tests.safety.test_two_sides import free_port
from tests.safety.tried import everything_kept
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
WORDS, PLACE, HEADER, COOKIE, QUERY = (
    f"PLANTED-{what}-7Q4Z" for what in ("WORDS", "PLACE", "HEADER", "COOKIE", "QUERY")
)
EVERY = "PLANTED-"
FIELDS = sorted(
    set(
        re.findall(
            r'name="([a-z][a-z_-]*)"', "".join(f.read_text() for f in (ROOT / "portal/templates").rglob("*.html"))
        )
    )
)
ENDS = ("/x", "/away", "/out", "/c/<ref>/end", "/way-in/close", "/bye/<why>")
TAIL = '\r\n\x1b[31m{"event": "forged"}'


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log as a running portal writes it, and a folder for temporary files, both in the test's own folder."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    root = logging.getLogger()
    handlers, level, ours = list(root.handlers), root.level, log.level
    with (tmp_path / "portal.log").open("w", encoding="utf-8") as stream:
        set_up_logs("both", stream)
        yield tmp_path
    root.handlers[:] = handlers
    root.setLevel(level)
    log.setLevel(ours)
    logging.captureWarnings(False)


def forms_of(secret: str) -> set[bytes]:
    """How it might stand somewhere: as it is, in other encodings, escaped, and in base64 at any place of a word."""
    found = {secret, secret.lower(), quote(secret), secret.encode("unicode_escape").decode()}
    whole = {text.encode() for text in found} | {secret.encode("utf-16-le"), secret.encode().hex().encode()}
    for shift in range(3):
        inside = base64.b64encode(b"x" * shift + secret.encode())
        whole.add(inside[4:-4] if shift else inside[:-4])
    return {form for form in whole if len(form) > 6}


def standing(where: bytes, secrets: set[str]) -> list[str]:
    return sorted(secret for secret in secrets if any(form in where for form in forms_of(secret)))


def ask_everything(browser: Browser, real: dict[str, str]) -> set[int]:
    """Every address by every method that a view has, with the planted words everywhere. Returns the statuses."""
    app, base, seen = browser.app, HTTPS[browser.side], set()
    asked = (
        browser._client.get("/in", base_url=base).text
        + browser._client.get("/me" if browser.side == "family" else "/", base_url=base).text
    )
    token = re.search(r'name="csrf_token" value="([^"]+)"|data-token="([^"]+)"', asked)
    csrf = next(filter(None, token.groups())) if token else ""
    headers = {
        "Referer": f"{base}/{QUERY}", "User-Agent": HEADER, "Accept-Language": HEADER, "X-Request-ID": HEADER,
        "X-Forwarded-For": HEADER, "If-None-Match": f'"{HEADER}"', "Authorization": f"Bearer {HEADER}", "From": HEADER,
    }  # fmt: skip
    browser._client.set_cookie("planted", COOKIE, domain=base.removeprefix("https://"))
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for refs in ({}, real):
            if rule.rule in ENDS and (refs or not rule.arguments):
                continue  # it would end what is asked next: asked at the end
            path = path_of(rule.rule, refs)
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                for extra in ({}, {"HX-Request": "true", "HX-Current-URL": f"{base}/{QUERY}", "HX-Prompt": HEADER}):
                    data = {name: f"{WORDS} {name}{TAIL}" for name in FIELDS}
                    data |= {"csrf_token": csrf, WORDS: WORDS, "version": "0", "number": "1"}
                    answer = browser._client.open(
                        path, method=method, base_url=base, headers={**headers, **extra},
                        query_string={"to": QUERY, "next": QUERY, "n": QUERY},
                        data=data if method == "POST" else None,
                    )  # fmt: skip
                    seen.add(answer.status_code)
    return seen


def path_of(rule: str, refs: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: refs.get(m[1], "1" if ":" in m[0] else PLACE), rule)


def ask_wrongly(browser: Browser) -> set[int]:
    """What is refused before anybody looks at it."""
    base, found = HTTPS[browser.side], set()
    for more in (
        {"method": "POST", "data": {"answer": WORDS}, "headers": {"Origin": f"https://{HEADER}"}},
        {"method": "POST", "data": {"answer": WORDS, "csrf_token": COOKIE}},
        {"method": "POST", "json": {"answer": WORDS}},
        {"method": "POST", "data": {"answer": WORDS * 60_000}},
        {"method": "POST", "data": {"answer": WORDS, "f": (io.BytesIO(WORDS.encode() * 20_000), f"{WORDS}.jpg")}},
        {"method": "GET", "headers": {"Accept": HEADER * 1_000}},
        {"method": "GET", "base_url": f"https://{HEADER.lower()}.example"},
        {"method": "GET", "path": f"/{PLACE}/{quote(TAIL)}"},
        {"method": "FOO", "query_string": QUERY},
        {"method": "GET", "headers": {"Sec-Fetch-Dest": "iframe", "Cookie": f"__Host-s={COOKIE}"}},
    ):
        sent = {"path": "/in", "base_url": base, **more}
        sent["headers"] = {"Referer": f"{base}/", **sent.get("headers", {})}
        found.add(browser._client.open(**sent).status_code)
    return found


def fall_over(world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that fails with somebody's words in its error, on each side."""

    def fall(**_: object) -> str:
        words = f"{WORDS} in a local"
        raise RuntimeError(f"could not read {words}")

    for app, path in ((world.family_app, "account.sign_in"), (world.desk_app, "desk.sign_in")):
        fall.door = app.view_functions[path].door  # type: ignore[attr-defined]
        with monkeypatch.context() as broken:
            broken.setitem(app.view_functions, path, fall)
            side = app.extensions["portal"].side
            answer = app.test_client().get(f"/in?x={QUERY}", base_url=HTTPS[side])
            assert answer.status_code == 500


@pytest.mark.parametrize("urls", ["sqlite", "postgres"], indirect=True)
def test_nothing_that_anybody_typed_or_holds_stands_in_a_log_or_on_the_disk(
    world_on_each: World, written: Path, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_on_each
    data, markers = planted("norfolk")
    child = world.bring_in("norfolk", data)
    world.publish(child)
    kit, mum = world.join(child, child), world.join(child, "mum")
    desk, stranger, nobody = world.at_the_desk("priya"), Browser(world.family_app), Browser(world.desk_app)
    write_and_share(kit, WORDS)
    write_and_share(mum, WORDS)
    real = {"language": "en", "area": "norfolk", "slug": "the-levels", "tag": "en"}
    real_desk = {"ref": child, "person": "dad", "area": "norfolk", "tie": "case", "sort": "goal", "key": "g1"}
    secrets = {WORDS, PLACE, HEADER, COOKIE, QUERY, "forged"}
    for browser in (kit, mum):
        secrets |= {browser.words, browser.name}  # type: ignore[attr-defined]
    held = {browser.cookie(name) for browser in (kit, mum) for name in ("__Host-s", "__Host-h")}
    held |= {desk.cookie("__Host-w")}
    assert len(held) == 5
    assert None not in held
    secrets |= {str(each) for each in held} | {"priya keeps seven green kettles"}
    secrets |= {made.code for made in (world.made[key][2] for key in world.made)} | set(world.codes.values())

    for app in (world.family_app, world.desk_app):
        app.testing = False
    statuses: set[int] = set()
    try:
        for browser in (stranger, nobody, kit, mum, desk):
            statuses |= ask_everything(browser, real if browser.side == "family" else real_desk)
            statuses |= ask_wrongly(browser)
        fall_over(world, kit, monkeypatch)
        kit._client.post("/x", base_url=HTTPS["family"], data={"answer": WORDS, "question": WORDS, "companion": COOKIE})
        nobody._client.post("/out", base_url=HTTPS["desk"], data={"csrf_token": COOKIE})
        assert {200, 303, 400, 403, 404, 405, 413, 415, 422, 431} <= statuses
        break_the_answers(urls[1])
        statuses = ask_everything(mum, real)
        assert statuses & {500, 503}, "the store was away"
    finally:
        for app in (world.family_app, world.desk_app):
            app.testing = True

    logged = (written / "portal.log").read_text(encoding="utf-8")
    assert len(logged.splitlines()) > 500
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {"request", "refused", "failed"} <= {line["event"] for line in lines}
    names = {
        "moment",
        "level",
        "event",
        "side",
        "request",
        "endpoint",
        "method",
        "status",
        "ms",
        "reason",
        "kind",
        "where",
    }
    assert {name for line in lines for name in line} <= names
    everybody = set().union(*markers.values())
    assert len(everybody) > 50
    assert standing(logged.encode(), secrets | everybody | {child, "Dawn", "Norfolk"}) == []
    kept = {path: path.read_bytes() for path in written.rglob("*") if path.is_file()}
    if "sqlite" in urls[0]:
        assert {f"{name}.sqlite3{end}" for name in ("family", "casework") for end in ("", "-wal")} <= {
            path.name for path in kept
        }
    else:
        kept |= {Path(name): everything_kept(url) for name, url in zip(("casework", "family"), urls, strict=True)}
    for path, bytes_ in kept.items():
        assert standing(bytes_, secrets | everybody) == [], path.name


def test_the_search_would_find_what_it_looks_for(written: Path, sqlite_urls: tuple[str, str]) -> None:
    """In a log, in a column, in a journal, in another encoding, and in base64."""
    log.warning("refused", extra={"reason": "x"})
    for name, stands in {
        "a.log": f"GET /m/{PLACE}?x=1".encode(),
        "b.tmp": WORDS.encode("utf-16-le"),
        "c.tmp": base64.b64encode(f'{{"answer": "{WORDS}"}}'.encode()),
        "d.tmp": quote(f"my {WORDS}").encode(),
        "e.tmp": WORDS.encode().hex().encode(),
    }.items():
        (written / name).write_bytes(stands)
        assert standing((written / name).read_bytes(), {WORDS, PLACE}), name
    file = sqlite_urls[1].removeprefix("sqlite:///")
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE notes (words TEXT)")
        db.execute("INSERT INTO notes VALUES (?)", (WORDS,))
        db.commit()
        files = [path for path in written.glob("family.sqlite3*") if standing(path.read_bytes(), {WORDS})]
        assert files, "a word in a column is found in the bytes of the database"
    assert standing(b"nothing of it", {WORDS}) == []


# -- a real server ----------------------------------------------------------------------------------------


def shout(port: int, request: bytes) -> bytes:
    """Send these bytes, whatever they are, and read what comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(request)
        found = b""
        try:
            while part := wire.recv(65_536):
                found += part
        except (TimeoutError, ConnectionError):
            pass
    return found


def test_a_real_server_refuses_what_is_smuggled_and_writes_none_of_it_down(tmp_path: Path) -> None:
    """V-046: a body with two lengths, a line that is none, a header that never ends; and the server's own log."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environ |= {"PORTAL_DATA": str(tmp_path), "PORTAL_HTTPS": "0", "PORTAL_FAMILY_ADDRESS": f"http://localhost:{port}"}
    command = [sys.executable, "-m", "portal.cli"]
    subprocess.run([*command, "init"], env=environ, cwd=ROOT, check=True, capture_output=True)
    with (tmp_path / "said.log").open("wb") as said:
        server = subprocess.Popen(
            [*command, "serve", "--side", "family", "--family-port", str(port)],
            env=environ, cwd=ROOT, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    if b" 200 " in shout(
                        port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    ):
                        break
                except OSError:
                    time.sleep(0.2)
            head = b"POST /in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            plant = WORDS.encode()
            tries = {
                "two lengths": head + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\n" + plant,
                "a length and chunks": head
                + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /"
                + plant,
                "a strange coding": head + b"Transfer-Encoding: xchunked\r\n\r\n" + plant,
                "a header with a line end": head + b"X: a\r\n b" + plant + b"\r\n\r\n",
                "no request": plant + b"\r\n\r\n",
                "a header without end": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + plant * 60_000,
                "a place": b"GET /m/"
                + plant
                + b"?"
                + plant
                + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "bytes in a place": b"GET /\xff\xfe"
                + plant
                + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            }
            found = {name: shout(port, request) for name, request in tries.items()}
            for name, answer in found.items():
                first = answer.split(b"\r\n", 1)[0]
                assert not answer or re.match(rb"HTTP/1\.[01] (303|4\d\d) ", first), (name, first)
                assert answer.count(b"HTTP/1.1 ") <= 1, f"{name}: two answers to one request"
                assert plant not in answer, name
            assert all(b" 4" in found[name][:14] or not found[name] for name in list(tries)[:5])
            assert b" 200 " in shout(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
    logged = (tmp_path / "said.log").read_bytes()
    assert standing(logged, {WORDS, "localhost"}) == []
    assert all(json.loads(line) for line in logged.splitlines()), "every line is one of ours"
    assert b'"endpoint": "health.healthz"' in logged
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert standing(path.read_bytes(), {WORDS}) == [], path.name
