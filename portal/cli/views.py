"""What a family shared, on the command line: the pack for one meeting, as at the desk, in a worker's name."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from portal.access.viewer import CommandLine
from portal.cli.serving import open_the_room
from portal.domain.errors import Fault, Invalid, NotFound
from portal.journeys.desk import come_in, read_views, views_pack


def views(args: argparse.Namespace) -> int:
    """Open what is new, as the press at the desk does, and write the pack for this meeting, or for the next one.

    What cannot be written is refused before anything is opened: opening cannot be undone.
    A document goes into a file, or to whatever stands behind the pipe; never to a terminal.
    """
    kind = "json" if args.json else args.format
    room = open_the_room()
    viewer = come_in.act_as(room, CommandLine(), args.sign_in_as)
    if kind == "docx" and not args.to and sys.stdout.isatty():
        raise Invalid([Fault("--to", "a document is no text: name a file, or send it on with > or |.")])
    known = views_pack.packs(room, viewer, args.child)
    coming = [each.ref for each in known if each.coming]
    if args.meeting is None and not coming:
        raise NotFound("No meeting is planned: name the one that you mean.")
    meeting = args.meeting or coming[0]
    if meeting not in [each.ref for each in known]:
        raise NotFound("There is no meeting under that reference that the family knows of.")
    if kind not in views_pack.formats():
        raise NotFound("A document needs python-docx: install the extra `docx`.")
    read_views.open_new(room, viewer, args.child)
    made = views_pack.take_pack(room, viewer, args.child, meeting, kind)
    if args.to:
        try:
            Path(args.to).write_bytes(made.whole)
        except OSError as problem:
            raise Invalid(f"{args.to} cannot be written: {problem.strerror}.") from problem
    elif kind == "docx":
        sys.stdout.buffer.write(made.whole)
        sys.stdout.buffer.flush()
    else:
        print(made.whole.decode().replace("\r\n", "\n"), end="")
    return 0
