"""Cases on the command line: every command is one journey, made in a worker's name."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from portal.access.publishing_checks import Check
from portal.access.viewer import CommandLine, WorkerViewer
from portal.cli.serving import open_the_room
from portal.domain.errors import Fault, Invalid, PortalError
from portal.domain.people import Tie
from portal.domain.plain import to_plain
from portal.journeys.desk import allocate as allocating
from portal.journeys.desk import bring_in as bringing
from portal.journeys.desk import come_in
from portal.journeys.desk import invite as inviting
from portal.journeys.desk import publish as publishing
from portal.journeys.desk import review as reviewing
from portal.journeys.desk.room import Room

LARGEST_FILE = 4 * 1024 * 1024


def _room(args: argparse.Namespace) -> tuple[Room, WorkerViewer]:
    room = open_the_room()
    return room, come_in.act_as(room, CommandLine(), args.sign_in_as)


def bring_in(args: argparse.Namespace) -> int:
    """Each file whole or not at all; one that is refused holds back no other.

    Where a file and what was written at the desk differ, it is refused with a line for each difference,
    until each is decided with --keep PLACE (as it stands here) or --take PLACE (as the file says).
    """
    room, viewer = _room(args)
    said: list[dict[str, Any]] = []
    for name in args.files:
        try:
            viewer = come_in.act_as(room, CommandLine(), args.sign_in_as)
            data = _read(Path(name))
            done = bringing.bring_in(room, viewer, data, dry_run=args.dry_run, keep=args.keep, take=args.take)
            said.append({"file": name, **to_plain(done), "faults": []})
        except Invalid as problem:
            said.append(
                {"file": name, "state": "refused", "differences": [], "faults": [to_plain(f) for f in problem.faults]}
            )
        except PortalError:
            faults = [{"place": "", "message": f"{args.sign_in_as} may not bring in a case file."}]
            said.append({"file": name, "state": "refused", "differences": [], "faults": faults})
    if args.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for line in said:
            _say_brought_in(line)
    return 1 if any(line["faults"] or line["differences"] for line in said) else 0


def _say_brought_in(line: dict[str, Any]) -> None:
    if line["differences"]:
        print(f"{line['file']}: refused, nothing of it was kept. Decide with --keep or --take:", file=sys.stderr)
        for each in line["differences"]:
            print(
                f"  {each['place']}: the file says {_short(each['file'])}, here {_short(each['here'])}", file=sys.stderr
            )
    elif line["faults"]:
        print(f"{line['file']}: refused, nothing of it was kept.", file=sys.stderr)
        for fault in line["faults"]:
            print(f"  {fault['place']} {fault['message']}".rstrip(), file=sys.stderr)
    else:
        print(f"{line['file']}: {line['child_ref']} {line['state']}, revision {line['revision']}.")


def _short(words: str | None) -> str:
    if words is None:
        return "nothing"
    line = " ".join(words.split())
    return f"“{line if len(line) <= 60 else line[:59] + '…'}”"


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Invalid("The file is larger than 2 MB. A case file holds one child's case as text.")
        return path.read_bytes()
    except OSError as problem:
        raise Invalid(f"The file cannot be read: {problem.strerror}.") from problem


def allocate(args: argparse.Namespace) -> int:
    room, viewer = _room(args)
    allocating.allocate(room, viewer, args.child, args.sign_in, Tie(args.kind), args.team)
    print(f"{args.sign_in} is tied to {args.child} as {args.kind}.")
    return 0


def review(args: argparse.Namespace) -> int:
    room, viewer = _room(args)
    found = reviewing.review(room, viewer, args.child)
    if args.json:
        print(json.dumps({
            "child": args.child,
            "revision": found.kept.revision,
            "copies": [
                {
                    "person": copy.person,
                    "changed": copy.changed,
                    "copy": to_plain(copy.edition),
                    "stops": [_plain(check) for check in copy.stops],
                    "asks": [_plain(check) for check in copy.asks],
                }
                for copy in found.copies
            ],
        }, ensure_ascii=False, indent=1))  # fmt: skip
        return 0
    print(f"{args.child}, revision {found.kept.revision}")
    for copy in found.copies:
        print(f"\n{copy.name} ({copy.person}): {'new copy' if copy.changed else 'has this copy already'}")
        edition = copy.edition
        if edition.level:
            print(f"  level: {edition.level.label}, agreed on {edition.level.agreed_on}")
        for goal in edition.goals:
            print(f"  goal: {goal.text}")
        for action in edition.actions:
            print(f"  {action.state}: {action.text}" + (f" ({action.owner.name})" if action.owner else ""))
        for step in edition.safety:
            print(f"  safety: {step.text}")
        for meeting in edition.meetings:
            print(
                f"  {meeting.state} meeting: {meeting.name}, arrives {meeting.arrive_at}, {meeting.place or 'no place'}"
            )
        for check in copy.stands:
            print(f"  STANDS {check.id}: {check.sentence} [{check.place}]")
        for check in copy.checks:
            print(f"  {'STOPS' if check.hard else 'asks'} {check.id}: {check.sentence} [{check.place}]")
    return 0


def publish(args: argparse.Namespace) -> int:
    """Exit code 1 where any copy was refused; the others are published all the same."""
    reasons = {}
    for given in args.reason:
        check, _, why = given.partition("=")
        if not why.strip():
            raise Invalid([Fault("--reason", f'write it as CHECK="why" or CHECK@PERSON="why", not “{given}”.')])
        reasons[check.strip()] = why
    room, viewer = _room(args)
    done = publishing.publish(room, viewer, args.child, args.revision, told=args.told, reasons=reasons, only=args.only)
    if args.json:
        print(json.dumps([
            {
                "person": each.person,
                "state": each.state,
                "edition": each.number,
                "stopped_by": [_plain(check) for check in each.stopped_by],
            }
            for each in done
        ], ensure_ascii=False, indent=1))  # fmt: skip
    else:
        for each in done:
            number = f", copy {each.number}" if each.number else ""
            print(f"{each.person}: {each.state}{number}")
            for check in each.stopped_by:
                print(f"  {'stops' if check.hard else 'asks'} {check.id}: {check.sentence} [{check.place}]")
    return 1 if any(each.state == "refused" for each in done) else 0


def export(args: argparse.Namespace) -> int:
    room, viewer = _room(args)
    print(json.dumps(bringing.export(room, viewer, args.child), ensure_ascii=False, indent=1))
    return 0


def invite(args: argparse.Namespace) -> int:
    room, viewer = _room(args)
    if args.days is not None and not args.take_home:
        raise Invalid([Fault("--days", "goes with --take-home: a code to use together works for half an hour.")])
    made = inviting.invite(
        room, viewer, args.child, args.person, take_home=args.take_home, named=args.only, days=args.days,
        manager_says=args.because,
    )  # fmt: skip
    if args.json:
        said = {"code": made.shown, "expires_at": made.expires_at.isoformat()}
        print(json.dumps(said | ({"spoken": made.spoken} if made.take_home else {})))
        return 0
    print(made.shown)
    if made.take_home:
        print(made.spoken)
    return 0


def _plain(check: Check) -> dict[str, str]:
    return {"id": check.id, "place": check.place, "sentence": check.sentence}
