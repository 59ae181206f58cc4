"""Who works here, on the command line: the list, leavers out of a nightly list, and the audit to read."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

from portal.access.viewer import CommandLine
from portal.cli.serving import open_the_room
from portal.domain.errors import Fault, Invalid
from portal.domain.people import WorkerRole
from portal.domain.plain import to_plain


def add(args: argparse.Namespace) -> int:
    """An account, or a new way in for one that is there. Prints the one-time way in."""
    from portal.journeys.desk.come_in import add_worker
    from portal.store.proofs import shown_code

    refuse_open_secrets()
    code = add_worker(open_the_room(), CommandLine(), args.sign_in, args.name, WorkerRole(args.role))
    print(shown_code(code) if code else "They are back, and come in with their work account.")
    return 0


def refuse_open_secrets() -> None:
    """Raises Invalid where somebody else on this machine can read the portal's secrets: fix that first."""
    data = os.environ.get("PORTAL_DATA")
    if not data or os.name == "nt":
        return
    for path in sorted((Path(data) / "secrets").glob("*")):
        if path.stat().st_mode & 0o077:
            raise Invalid([Fault("", f"Others on this machine can read {path.name} in PORTAL_DATA/secrets. "
                                     "Take that away first: chmod 600 on each, 700 on the folder.")])  # fmt: skip


def list_workers(args: argparse.Namespace) -> int:
    from portal.journeys.desk.people import see_people

    found = see_people(open_the_room(), CommandLine())
    if args.json:
        print(json.dumps([to_plain(each) for each in found], ensure_ascii=False, indent=1))
        return 0
    for each in found:
        seen = each.seen_at.date().isoformat() if each.seen_at else "never"
        print(f"{each.sign_in:<20} {each.role.value:<8} {each.children:>3} children  last seen {seen:<10}  {each.name}")
    return 0


def left(args: argparse.Namespace) -> int:
    """Exit code 1 where a child has no case worker now, or a name is unknown; everybody else's access has ended."""
    from portal.journeys.desk.people import say_left

    room, code = open_the_room(), 0
    for sign_in in args.sign_ins:
        try:
            alone = say_left(room, CommandLine(), sign_in)
        except Invalid as problem:
            print(problem, file=sys.stderr)
            code = 1
            continue
        print(f"{sign_in}: out, and tied to nobody.")
        for child in alone:
            print(f"{child} has no case worker now. Tie one at the desk today.", file=sys.stderr)
            code = 1
    return code


def read_audit(args: argparse.Namespace) -> int:
    """What was done, the newest first. Exit code 1 where a row is not as it was written."""
    from portal.journeys.desk.read_audit import read

    try:
        day = date.fromisoformat(args.day) if args.day else None
    except ValueError:
        raise Invalid([Fault("--day", f"write it as 2026-11-21, not “{args.day}”.")]) from None
    books = read(open_the_room(), CommandLine(), day)
    if args.json:
        print(json.dumps([to_plain(book) for book in books], ensure_ascii=False, indent=1))
    else:
        for book in books:
            stands = f"row {book.broken.seq}: {book.broken.why}" if book.broken else "as they were written"
            print(f"{book.name}: {book.rows} rows, {stands}.")
            for at, event in book.lines:
                print(f"  {at.isoformat()} {event.actor} {event.action} {event.thing} {event.child} {event.outcome}")
    return 1 if any(book.broken for book in books) else 0
