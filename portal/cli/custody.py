"""Keys, the audit, backups: what whoever looks after the portal does on the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from portal.access.viewer import CommandLine
from portal.app import family_gate, ledgers, open_room
from portal.cli.serving import open_the_room
from portal.config import Settings, Side
from portal.domain.clock import Clock, clock_starting_at
from portal.domain.errors import Invalid
from portal.domain.plain import to_plain
from portal.journeys.desk import back_up as backing_up
from portal.journeys.desk import look_after_keys
from portal.journeys.desk import restore as restoring
from portal.journeys.desk import verify_audit as auditing
from portal.store.keys import Standing
from portal.store.ledger import Ledger


def rotate_keys(args: argparse.Namespace) -> int:
    """Wrap every child's key by the first key of its setting, and say whether the others may go."""
    done = look_after_keys.rotate(open_the_room(), CommandLine())
    left = sum(each.stands.older + each.stands.none for each in done.values())
    if args.json:
        print(json.dumps({name: to_plain(each) for name, each in done.items()}))
        return 1 if left else 0
    for name, each in done.items():
        print(f"{name}: {each.changed} wrapped anew. {standing(name, each.stands)}")
    return 1 if left else 0


def standing(name: str, stands: Standing) -> str:
    """One sentence: whether an older key may be taken away."""
    setting = f"PORTAL_{name.upper()}_KEYS"
    if stands.none:
        return f"{stands.none} open with none of {setting}: a key is missing there. Put it back."
    if stands.older:
        return f"{stands.older} still need an older key. Leave it in {setting}, and run `portal keys rotate`."
    return f"0 need an older key: whatever stands after the first one in {setting} may go."


def verify_audit(args: argparse.Namespace) -> int:
    """Find the first row that is not as it was written."""
    found = auditing.verify(open_the_room(check_audit=False), CommandLine(), _anchors(args.anchor))
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


def anchor_audit(args: argparse.Namespace) -> int:
    """Where the audit ends, as one line, to be kept somewhere else."""
    at, ends = auditing.anchor(open_the_room(), CommandLine())
    line = json.dumps(
        {"at": at.isoformat(), **{name: {"rows": rows, "hash": last} for name, (rows, last) in ends.items()}}
    )
    if args.to:
        with Path(args.to).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    print(line)
    return 0


def _anchors(named: str | None) -> list[dict[str, tuple[int, str]]]:
    if named is None:
        return []
    both = ("casework", "family")
    try:
        lines = [json.loads(line) for line in Path(named).read_text(encoding="utf-8").splitlines() if line.strip()]
        return [{name: (int(line[name]["rows"]), str(line[name]["hash"])) for name in both} for line in lines]
    except OSError:
        raise Invalid(f"{named} cannot be read.") from None
    except (ValueError, KeyError, TypeError):
        raise Invalid(f"{named} does not hold lines out of `portal audit anchor`.") from None


def back_up(args: argparse.Namespace) -> int:
    """Both cupboards into one sealed file; or `backup key`: a pair of keys for that, made once."""
    if args.what == "key":
        return _make_key(args.to)
    if not args.to:
        print("Name a file: portal backup --to FILE", file=sys.stderr)
        return 2
    recipient = args.recipient or os.environ.get("PORTAL_BACKUP_RECIPIENT", "")
    if not recipient:
        raise Invalid(
            "Name for whom it is sealed: --recipient age1…, or PORTAL_BACKUP_RECIPIENT. `portal backup key` makes a"
            " pair. Nothing is written without."
        )
    settings = Settings.from_env(os.environ, Side.DESK)
    assert settings.ledger is not None
    room = open_the_room()
    try:
        done = backing_up.back_up(room, CommandLine(), Path(args.to), recipient, ledgers(settings, settings.ledger))
    except OSError as problem:
        print(f"The backup could not be written: {problem.strerror or problem}. Nothing was kept.", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps({**to_plain(done), "made_at": done.made_at.isoformat()}))
    else:
        rows = ", ".join(f"{name} {number} rows" for name, number in done.rows.items())
        print(f"{done.file}: {rows}, {done.size} bytes, as of {done.made_at.isoformat()}.")
        print("The keys are not in it. Keep them, and the ledger, somewhere else.")
    return 0


def _make_key(to: str | None) -> int:
    secret, recipient = backing_up.make_keys(CommandLine())
    lines = f"# Opens backups sealed for {recipient}\n{secret}\n"
    if to is None:
        sys.stdout.write(lines)
    else:
        try:
            descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            raise Invalid(f"{to} is there already, or cannot be written.") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(lines)
    print(f"PORTAL_BACKUP_RECIPIENT={recipient}")
    print("Keep the secret key offline, with two people. Whoever has it opens every backup; it never", file=sys.stderr)
    print("stands on the machine that makes them.", file=sys.stderr)
    return 0


def restore(args: argparse.Namespace) -> int:
    """A backup into empty databases, and then what was revoked or erased since."""
    settings = Settings.from_env(os.environ, Side.DESK)
    file, key = Path(args.file), Path(args.identity)
    for each in (file, key):
        if not each.is_file():
            raise Invalid(f"There is no file {each}.")
    folders = [Path(folder) for folder in args.ledger] or [settings.ledger or Path()]
    found = None if args.without_ledger else [ledger for folder in folders for ledger in ledgers(settings, folder)]
    if found is not None:
        _say_which_ledgers(found, folders, args.without_ledger_of)
    room = open_room(settings, clock_starting_at(settings.start_clock_at) if settings.start_clock_at else Clock())
    done = restoring.restore(room, CommandLine(), file, key, family_gate(settings.pepper), found)
    if args.json:
        print(json.dumps({**to_plain(done), "made_at": done.made_at.isoformat()}))
        return 0
    print(f"As of {done.made_at.isoformat()}: {_numbers(done.rows)}. The audit holds.")
    if args.without_ledger:
        print("Without a ledger: who was shut out or erased since then is back. Look at each of them first.")
        print("Legal holds set since then are not in it: put them again before `portal retention run`.")
    else:
        print(f"Revoked or erased since, and done again: {_numbers(done.again) or 'nothing'}.")
    print("Everybody is signed out, and no code works any more.")
    print("What was published, shared or written since then is gone: look at each child's page.")
    return 0


def _say_which_ledgers(found: list[Ledger], folders: list[Path], without: list[str]) -> None:
    """Each side's files, or that there is none. Raises Invalid where a side has none and nobody said so."""
    lost = []
    for side in ("family", "desk"):
        files = [str(ledger.file) for ledger in found if ledger.file.stem.startswith(side)]
        where = ", ".join(files) or f"not found in {', '.join(str(folder) for folder in folders)}"
        print(f"ledger of {side}: {where}", file=sys.stderr)
        if not files and side not in without:
            lost.append(side)
    if lost:
        raise Invalid(
            f"The ledger of {' and of '.join(lost)} is missing. Nothing was restored. Name its folder with another"
            f" --ledger; where it is lost, or that side never revoked anything:"
            f" {' '.join(f'--without-ledger-of {side}' for side in lost)}."
        )


def _numbers(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
