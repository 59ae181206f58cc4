"""Setting up, serving, and looking after a running portal."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from portal.config import BadSettings, Settings, Side, make_secrets
from portal.domain.clock import Clock, clock_starting_at

if TYPE_CHECKING:
    from portal.journeys.desk.room import Room
    from portal.store.database import Cupboard

SIDES = {"family": "portal.app:family", "desk": "portal.app:desk"}


def init(args: argparse.Namespace) -> int:
    """Secrets and tables, where there are none. Safe to run again."""
    data = os.environ.get("PORTAL_DATA")
    if not data:
        print("Set PORTAL_DATA to a folder first.", file=sys.stderr)
        return 1
    make_secrets(Path(data))
    settings = Settings.from_env(os.environ, Side.DESK)
    upgrade_both(settings)
    print(f"Ready in {data}. Next: portal worker add SIGN_IN --name NAME --role worker")
    return 0


def upgrade_both(settings: Settings) -> None:
    """Make the tables of both cupboards, or bring them up to date."""
    from portal.app import family_gate, open_room
    from portal.store.migrations import upgrade

    room = open_room(settings, Clock())
    upgrade(room.casework.engines[1], "casework")
    upgrade(room.family.engines[1], "family", family_gate(settings.pepper))
    room.casework.close()
    room.family.close()


def serve(args: argparse.Namespace) -> int:
    """Serve one side in this process, or both in a process each."""
    if args.side != "both":
        return _serve_one(args.side, args.family_port if args.side == "family" else args.desk_port)
    environ = _with_addresses(args)
    return run_both(environ, args.family_port, args.desk_port)


def _with_addresses(args: argparse.Namespace) -> dict[str, str]:
    environ = dict(os.environ)
    environ.setdefault("PORTAL_FAMILY_ADDRESS", f"http://localhost:{args.family_port}")
    return environ


def run_both(environ: dict[str, str], family_port: int, desk_port: int) -> int:
    """Two processes, each with the secrets of its own side alone; when one ends, so does the other."""
    family = {
        name: value
        for name, value in environ.items()
        if "CASEWORK" not in name and not name.startswith("PORTAL_DESK_SECRET")
    }
    command = [
        sys.executable,
        "-m",
        "portal.cli",
        "serve",
        "--family-port",
        str(family_port),
        "--desk-port",
        str(desk_port),
    ]
    running = [
        subprocess.Popen([*command, "--side", "family"], env=family),
        subprocess.Popen([*command, "--side", "desk"], env=environ),
    ]

    def stop(number: int, frame: object) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(process.poll() is None for process in running):
            for process in running:
                try:
                    process.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    continue
    except KeyboardInterrupt:
        pass
    for process in running:
        process.terminate()
    for process in running:
        process.wait()
    return 0


def _serve_one(side: str, port: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    settings = Settings.from_env(os.environ, Side(side))  # fail here, by name, before the server starts
    host = "localhost" if side == "family" and not settings.https else "127.0.0.1"
    Granian(
        SIDES[side],
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=int(os.environ.get("PORTAL_PROCESSES", "1")),
        blocking_threads=4,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Say in plain words what is wrong with each side's settings and stores."""
    from sqlalchemy.exc import SQLAlchemyError

    from portal.app import open_room
    from portal.store.migrations import is_current

    wrong = 0
    for side in Side:
        try:
            settings = Settings.from_env(os.environ, side)
        except BadSettings as problem:
            print(f"{side.value}: {problem}")
            wrong += 1
            continue
        print(f"{side.value}: settings are fine.")
    if wrong:
        return 1
    room = open_room(settings, Clock())
    for name, cupboard in (("casework", room.casework), ("family", room.family)):
        try:
            current = is_current(cupboard.engines[1], name)
        except SQLAlchemyError:
            print(f"{name}: the database cannot be opened. Look at PORTAL_{name.upper()}_DATABASE_URL.")
            wrong += 1
            continue
        if current and not _windows_stand(cupboard, name):
            print(f"{name}: the windows that families look through are missing or old. Run `portal init`.")
            wrong += 1
        elif current:
            print(f"{name}: tables are up to date.")
        else:
            print(f"{name}: tables are missing or old. Run `portal init`.")
            wrong += 1
    return 1 if wrong else 0


def _windows_stand(cupboard: Cupboard, name: str) -> bool:
    from portal.store.family.policy import WINDOWS
    from portal.store.gate import on_postgres

    engine = cupboard.engines[0]
    if name != "family" or engine.dialect.name == "sqlite":
        return True  # made anew for each connection
    with engine.connect() as db:
        return on_postgres.is_current(db, WINDOWS)


def verify_audit(args: argparse.Namespace) -> int:
    from portal.access.viewer import CommandLine
    from portal.journeys.desk import verify_audit as journey

    found = journey.verify(open_the_room(), CommandLine())
    broken = {name: row for name, (_count, row) in found.items() if row}
    if args.json:
        print(json.dumps({
            name: {"rows": count, "first_bad_row": row.seq if row else None, "why": row.why if row else None}
            for name, (count, row) in found.items()
        }))  # fmt: skip
    else:
        for name, (count, row) in found.items():
            print(f"{name}: {count} rows, {f'row {row.seq}: {row.why}' if row else 'as they were written'}.")
    return 1 if broken else 0


def add_worker(args: argparse.Namespace) -> int:
    from portal.access.viewer import CommandLine
    from portal.domain.people import WorkerRole
    from portal.journeys.desk.come_in import add_worker as journey
    from portal.store.proofs import shown_code

    code = journey(open_the_room(), CommandLine(), args.sign_in, args.name, WorkerRole(args.role))
    print(shown_code(code))
    return 0


def open_the_room() -> Room:
    """The desk's room, out of the environment."""
    from portal.app import open_room

    settings = Settings.from_env(os.environ, Side.DESK)
    clock = clock_starting_at(settings.start_clock_at) if settings.start_clock_at else Clock()
    return open_room(settings, clock)
