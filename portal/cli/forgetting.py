"""Forgetting on the command line: the job, its rules, and what is held about whom."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from portal.access.viewer import CommandLine
from portal.cli.own_file import own_file
from portal.cli.serving import open_the_room
from portal.config import Settings, Side
from portal.domain import inventory, keeping
from portal.domain.errors import Invalid
from portal.domain.plain import to_plain

ALARMS = {
    "unrecorded-words": "shared answers are not in the case system. Record them there, then say so at the desk.",
    "end-waits": "shared answers are not in the case system, so the family's side of this case that has ended stays.",
    "unseen-messages": "messages that are long past were seen by nobody. Look at them at the desk.",
}


def run(args: argparse.Namespace) -> int:
    """Exit code 1 where there is an alarm; what is due goes all the same."""
    from portal.journeys.desk import keep

    periods = keeping.chosen(Settings.from_env(os.environ, Side.DESK).keep)
    report = keep.run(open_the_room(), CommandLine(), periods, dry_run=args.dry_run)
    if args.json:
        print(json.dumps(to_plain(report), indent=1))
    else:
        for line in report.gone:
            print(f"{line.child_ref or '–'}: {line.kind}: {line.number} {'would go' if args.dry_run else 'gone'}")
        if not report.gone:
            print("Nothing is due.")
        for hold in report.held:
            due = ", to be looked at again NOW" if hold.child_ref in report.due_holds else ""
            print(f"{hold.child_ref}: legal hold since {hold.since.date()}, look again on {hold.review_on}{due}")
    for alarm in report.alarms:
        print(f"{alarm.child_ref}: {alarm.number} {ALARMS[alarm.kind]} Since {alarm.since}.", file=sys.stderr)
    return 1 if report.alarms else 0


def rules(args: argparse.Namespace) -> int:
    """What is kept and for how long, as it stands in docs/safety/keeping.md; with the council's own periods."""
    print(keeping.as_page(keeping.chosen(os.environ)), end="")
    return 0


def data(args: argparse.Namespace) -> int:
    """Every column that holds something about somebody, as it stands in docs/safety/data.md."""
    from portal.store.described import described

    print(inventory.as_page(described()), end="")
    return 0


def export(args: argparse.Namespace) -> int:
    """What is kept about one person, sealed, into a file that only its owner can read."""
    from portal.journeys.desk import come_in, export_person

    room = open_the_room()
    viewer = come_in.act_as(room, CommandLine(), args.sign_in_as)
    with own_file(args.to) as write:
        made = export_person.export(room, viewer, args.child, args.person, with_drafts=args.with_drafts)
        write(made.whole)
    print(f"{args.to}: read review.html first. Nothing goes to anybody before you have decided each item.")
    print(f"To be answered by {made.answer_by}.")
    return 0


def check_export(args: argparse.Namespace) -> int:
    """Whether a file is as the portal wrote it."""
    from portal.journeys.desk import export_person

    try:
        whole = Path(args.file).read_bytes()
    except OSError as problem:
        raise Invalid(f"The file cannot be read: {problem.strerror}.") from problem
    wrong = export_person.check(open_the_room(), CommandLine(), whole)
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print("As the portal wrote it.")
    return 1 if wrong else 0
