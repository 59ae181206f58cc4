"""Setting up, serving, and looking after a running portal."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from portal.config import Settings, Side, make_secrets
from portal.domain.clock import Clock, clock_starting_at
from portal.web.kit.logs import server_log

if TYPE_CHECKING:
    from portal.journeys.desk.room import Room

OF_THE_DESK = ("PORTAL_DESK_", "PORTAL_OIDC_", "PORTAL_LOCAL_SIGN_IN")  # the family side is not given these
THREADS = 32  # four hash a passphrase and twenty wait for that; the others are for those who read and save
SIDES = {"family": "portal.app:family", "desk": "portal.app:desk"}


def init(args: argparse.Namespace) -> int:
    """Secrets and tables, where there are none. Safe to run again."""
    if data := os.environ.get("PORTAL_DATA"):
        make_secrets(Path(data))
    settings = Settings.from_env(os.environ, Side.DESK)
    if not upgrade_both(settings):
        print("One database is empty and the other is not. Restore the newest backup; do not begin anew.",
              file=sys.stderr)  # fmt: skip
        return 1
    print(f"Ready{f' in {data}' if data else ''}. Next: portal worker add SIGN_IN --name NAME --role worker")
    return 0


def upgrade_both(settings: Settings) -> bool:
    """Make the tables of both cupboards, or bring them up to date. False, and nothing is done, where one of
    them is lost.
    """
    from portal.app import family_gate, open_room
    from portal.store.keys import ensure_check
    from portal.store.migrations import is_empty, upgrade

    room = open_room(settings, Clock())
    both = (("casework", room.casework, None), ("family", room.family, family_gate(settings.pepper)))
    one_is_lost = len({is_empty(cupboard.engines[1]) for _name, cupboard, _gate in both}) > 1
    for name, cupboard, gate in both:
        if not one_is_lost:
            upgrade(cupboard.engines[1], name, gate)
            with cupboard.writing() as db:
                ensure_check(db, cupboard.tables.tables["data_key"], cupboard.keyring, cupboard.clock.now())
        cupboard.close()
    return not one_is_lost


def serve(args: argparse.Namespace) -> int:
    """Serve one side in this process, or both in a process each."""
    if args.side != "both":
        return _serve_one(args.side, args.family_port if args.side == "family" else args.desk_port, args.listen)
    environ = _with_addresses(args)
    return run_both(environ, args.family_port, args.desk_port)


def _with_addresses(args: argparse.Namespace) -> dict[str, str]:
    environ = dict(os.environ)
    environ.setdefault("PORTAL_FAMILY_ADDRESS", f"http://localhost:{args.family_port}")
    return environ


def run_both(environ: dict[str, str], family_port: int, desk_port: int) -> int:
    """Two processes, each with the secrets of its own side alone; when one ends, so does the other."""
    family = {
        name: value for name, value in environ.items() if "CASEWORK" not in name and not name.startswith(OF_THE_DESK)
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


def _serve_one(side: str, port: int, listen: str = "") -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    settings = Settings.from_env(os.environ, Side(side))  # fail here, by name, before the server starts
    _look_first(settings)
    Granian(
        SIDES[side],
        address=listen or "127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=int(os.environ.get("PORTAL_PROCESSES", "1")),
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        log_level="warning",  # type: ignore[arg-type]
        log_access=False,
        log_dictconfig=server_log(side),
    ).serve()
    return 0


def _look_first(settings: Settings) -> None:
    """Raises Invalid or RuntimeError, with what to do, where this side must not start on these words or on what
    is stored.
    """
    from portal.app import look_first, open_family, open_room
    from portal.library.taking_up import take_up

    take_up(settings.content)
    clock = Clock()
    if settings.side is Side.FAMILY:
        opened = [open_family(settings, clock)]
    else:
        room = open_room(settings, clock)
        opened = [room.casework, room.family]
    look_first(*opened)
    for cupboard in opened:
        cupboard.close()


def open_the_room(*, check_audit: bool = True) -> Room:
    """The desk's room, out of the environment. Raises RuntimeError where what is stored is not fit for it."""
    from portal.app import look_first, open_room

    settings = Settings.from_env(os.environ, Side.DESK)
    clock = clock_starting_at(settings.start_clock_at) if settings.start_clock_at else Clock()
    room = open_room(settings, clock)
    look_first(room.casework, room.family, check_audit=check_audit)
    return room
