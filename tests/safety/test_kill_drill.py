"""The drill: the family's server is killed with no warning, again and again, while several people save over HTTP.

Every save that was called saved is there, none is there twice, no version is missing, the files are whole (F-01, F-09).
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from threading import Condition, Event, Thread
from urllib.parse import urlencode

from sqlalchemy import select

from portal.store.family.tables import answer, audit
from tests.client import Browser, form_fields
from tests.journeys.people import questions
from tests.safety.named import ROOT
from tests.safety.test_two_sides import family_environment
from tests.world import World

KILLS = 32
HOST = "family.example.org"

# Serves the family's side alone, in one process that is made again from this one each time it is killed: the next
# server starts within moments, and opens the files as any server that finds them so. A letter asks for a kill.
SERVES = """
import os, signal, socket, sys
from werkzeug.serving import WSGIRequestHandler, make_server
from portal.app import family, look_first
app = family()
cupboard = app.extensions["portal"].family
cupboard.close()  # nothing is open where a process divides
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64)
class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    def log(self, *_):
        pass
while True:
    child = os.fork()
    if child == 0:
        look_first(cupboard, check_audit=False)
        make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno()).serve_forever()
    print("serving", flush=True)
    if not sys.stdin.read(1):
        os.kill(child, signal.SIGKILL)
        sys.exit()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


class Writer(Thread):
    """Somebody at one question, who writes a numbered text, saves it as the page's script does, and goes on with the
    next when it was called saved. An answer that does not come is asked for again, with the same words.
    """

    def __init__(self, port: int, browser: Browser, person: str, ref: str, told: Condition) -> None:
        super().__init__(daemon=True)
        self.port, self.person, self.ref, self.told = port, person, ref, told
        self.path = path = f"/q/{ref}"
        cookies = {name: browser.cookie(name) for name in ("__Host-s", "__Host-h")}
        self.headers = {
            "Host": HOST, "Origin": f"https://{HOST}", "HX-Request": "true", "HX-Request-Type": "partial",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.fields = form_fields(browser.get(path).text, path) | {"tab": os.urandom(8).hex()}
        self.number, self.turn, self.version, self.again = 0, 0, 0, 0
        self.wrong: str = ""
        self.stop = False

    def run(self) -> None:
        while not self.stop and not self.wrong:
            self.number += 1
            while not self.stop and not self.wrong and not self._save(self.number):
                self.again += 1
                Event().wait(0.05)  # a phone does not ask all the time either

    def _save(self, number: int) -> bool:
        self.turn += 1
        sent = self.fields | {
            "answer": f"This is number {number}.", "version": str(self.version), "turn": str(self.turn)
        }  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", self.path, urlencode(sent), self.headers)
            reply = connection.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if reply.status == 503:
            return False
        if reply.status != 200 or reply.headers["X-Saved"] != f"{sent['tab']}.{self.turn}":
            self.wrong = f"{self.path}: number {number} was answered with {reply.status}: {text[:300]}"
            return False
        found = re.search(r'name="version" value="(\d+)"', text)
        with self.told:
            self.version = int(found[1]) if found else -1
            if self.version != number:
                self.wrong = f"{self.path}: number {number} is version {self.version}"
            self.told.notify_all()
        return True


def drill(world: World, serve: Callable[[int], Iterator[Callable[[], None]]], kills: int) -> list[Writer]:
    """Write while the server is killed, `kills` times, at random moments. Returns the writers, who have stopped."""
    child = world.family_ready()
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    told, random, writers = Condition(), Random(5), []
    for person, set_id in ((child, "young-person"), ("mum", "parent")):
        browser = world.join(child, person)
        browser.submit("/q")
        asked = [q.id for q in questions(world, set_id).questions if q.kind.value == "long" and not q.held][:2]
        writers += [Writer(port, browser, world.room.person_id(child, person), ref, told) for ref in asked]
    assert len(writers) == 4

    def saved() -> int:
        return sum(writer.version for writer in writers)

    def wait_for(more: int) -> None:
        """Until so many more saves were acknowledged: each life of the server does some work."""
        wanted = saved() + more
        with told:
            done = told.wait_for(lambda: saved() >= wanted or any(each.wrong for each in writers), timeout=60)
        assert [each.wrong for each in writers if each.wrong] == []
        assert done, "nothing is saved any more"

    with contextmanager(serve)(port) as kill:
        for writer in writers:
            writer.start()
        for _kill in range(kills):
            wait_for(random.randrange(1, 12))
            with told:  # at any moment of a save, not just after one
                told.wait_for(lambda: False, timeout=random.uniform(0, 0.03))
            kill()
        wait_for(4)
        for writer in writers:
            writer.stop = True
        for writer in writers:
            writer.join(timeout=60)
            assert not writer.is_alive()
    return writers


def served_by_one_process_made_again(environ: dict[str, str]) -> Callable[[int], Iterator[Callable[[], None]]]:
    def serve(port: int) -> Iterator[Callable[[], None]]:
        with subprocess.Popen(
            [sys.executable, "-c", SERVES, str(port)],
            env=environ, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as running:  # fmt: skip
            assert running.stdin and running.stdout
            assert running.stdout.readline() == "serving\n"

            def kill() -> None:
                assert running.stdin and running.stdout
                running.stdin.write("k")
                running.stdin.flush()
                assert running.stdout.readline() == "serving\n"

            yield kill
            running.stdin.close()

    return serve


def served_as_in_production(environ: dict[str, str]) -> Callable[[int], Iterator[Callable[[], None]]]:
    command = [sys.executable, "-m", "portal.cli", "serve", "--side", "family", "--family-port"]

    def serve(port: int) -> Iterator[Callable[[], None]]:
        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen([*command, str(port)], env=environ, cwd=ROOT, start_new_session=True)

        running = [start()]

        def kill() -> None:
            os.killpg(running[-1].pid, signal.SIGKILL)  # all of its processes
            running[-1].wait()
            running.append(start())

        try:
            yield kill
        finally:
            os.killpg(running[-1].pid, signal.SIGKILL)
            running[-1].wait()

    return serve


def look_at_what_stands(world: World, writers: list[Writer], file: Path) -> None:
    """All that was called saved is the newest that stands, or the one after it whose answer was lost."""
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    with world.room.family.reading() as db:
        assert world.room.family.trail.verify(db) is None
        rows = db.execute(select(answer.c.person_id, answer.c.question, answer.c.version))
        stands = {(row.person_id, row.question): row.version for row in rows}
        rows = db.execute(select(audit.c.actor, audit.c.thing).where(audit.c.action == "save-answer"))
        lines = [(row.actor, row.thing) for row in rows]
    for writer in writers:
        at = writer.person, writer.ref
        assert stands[at] in (writer.version, writer.version + 1), "no version is there twice, and none is missing"
        assert lines.count(at) == stands[at], "each was saved once"


def test_killed_thirty_times_while_four_save_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str]
) -> None:
    environ = family_environment(world, sqlite_urls, keys) | {"PORTAL_REQUESTS_A_SECOND": "10000"}
    writers = drill(world, served_by_one_process_made_again(environ), KILLS)
    look_at_what_stands(world, writers, Path(sqlite_urls[1].removeprefix("sqlite:///")))
    assert sum(writer.version for writer in writers) > KILLS, "there was something to lose"
    assert sum(writer.again for writer in writers) > 0, "answers were lost on the way, and asked for again"


def test_the_server_that_runs_in_production_is_killed_while_four_save_and_starts_again_with_everything(
    world: World, sqlite_urls: tuple[str, str], keys: dict[str, str]
) -> None:
    environ = family_environment(world, sqlite_urls, keys) | {"PORTAL_REQUESTS_A_SECOND": "10000"}
    writers = drill(world, served_as_in_production(environ), 1)
    look_at_what_stands(world, writers, Path(sqlite_urls[1].removeprefix("sqlite:///")))
