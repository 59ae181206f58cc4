"""What a family shared, on the command line: the pack for one meeting, as at the desk, in a worker's name."""

from __future__ import annotations

import argparse
import sys

from portal.access.viewer import CommandLine, WorkerViewer
from portal.cli.own_file import own_file
from portal.cli.serving import open_the_room
from portal.domain.errors import Fault, Invalid, NotFound
from portal.journeys.desk import come_in, read_views, views_pack
from portal.journeys.desk.room import Room


def views(args: argparse.Namespace) -> int:
    """Open what is new, as the press at the desk does, and write the pack for this meeting, or for the next one (after
    the last one: for that).

    What cannot be written is refused before anything is opened: opening cannot be undone. A file is new, and for its
    owner alone; a document goes into a file, or to whatever stands behind the pipe, never to a terminal.
    """
    kind = "json" if args.json else args.format
    room = open_the_room()
    viewer = come_in.act_as(room, CommandLine(), args.sign_in_as)
    if kind == "docx" and not args.to and sys.stdout.isatty():
        raise Invalid([Fault("--to", "a document is no text: name a file, or send it on with > or |.")])
    known = [each.ref for each in views_pack.packs(room, viewer, args.child)]
    if args.meeting is None and not known:
        raise NotFound("No meeting is planned: name the one that you mean.")
    meeting = args.meeting or known[0]
    if meeting not in known:
        raise NotFound("There is no meeting under that reference that the family knows of.")
    if kind not in views_pack.formats():
        raise NotFound("A document needs python-docx: install the extra `docx`.")
    if args.to:
        with own_file(args.to) as write:
            write(_made(room, viewer, args.child, meeting, kind))
        return 0
    whole = _made(room, viewer, args.child, meeting, kind)
    if kind == "docx":
        sys.stdout.buffer.write(whole)
        sys.stdout.buffer.flush()
    else:
        print(whole.decode().replace("\r\n", "\n"), end="")
    return 0


def _made(room: Room, viewer: WorkerViewer, child: str, meeting: str, kind: str) -> bytes:
    read_views.open_new(room, viewer, child)
    return views_pack.take_pack(room, viewer, child, meeting, kind).whole
