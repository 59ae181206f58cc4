"""The `portal` command: the same journeys as the desk's, for automation and tests.

Exit codes: 0 done, 1 refused (each reason on a line), 2 usage. `--json` where a machine reads.
It never asks anything. Imports stand inside the commands, so that serving the family side
loads nothing of the desk's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from portal.domain.errors import NotAllowed, NotFound, PortalError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    args = _parser().parse_args(argv)
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from portal.config import BadSettings
    from portal.domain.errors import NotFit

    try:
        code: int = args.run(args)
        return code
    except (PortalError, BadSettings, NotFit) as refused:
        print(_in_words(refused), file=sys.stderr)
        return 1
    except (OperationalError, ProgrammingError):
        print("The databases cannot be used as they are. `portal doctor` says what is wrong.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _in_words(refused: Exception) -> str:
    """A refusal as a sentence: for what somebody may not do, the rule that says who may."""
    said = str(refused)
    if isinstance(refused, NotAllowed):
        from portal.access.permissions import Permission

        return next((right.value for right in Permission if right.name == said), "This account may not do that.")
    if isinstance(refused, NotFound):
        return said or "There is nothing here under that reference."
    return said or type(refused).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description="The families' portal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _server_commands(commands)
    _custody_commands(commands)
    _case_commands(commands)
    _content_commands(commands)
    _forgetting_commands(commands)
    return parser


def _lazy(module: str, name: str):  # type: ignore[no-untyped-def]
    def run(args: argparse.Namespace) -> int:
        from importlib import import_module

        code: int = getattr(import_module(f"portal.cli.{module}"), name)(args)
        return code

    return run


def _server_commands(commands) -> None:  # type: ignore[no-untyped-def]
    init = commands.add_parser("init", help="make secrets and tables in PORTAL_DATA")
    init.set_defaults(run=_lazy("serving", "init"))
    serve = commands.add_parser("serve", help="serve the family side and the desk, a process each")
    demo = commands.add_parser("demo", help="serve both sides with made-up families")
    for each in (serve, demo):
        each.add_argument("--family-port", type=int, default=8000)
        each.add_argument("--desk-port", type=int, default=8001)
    serve.add_argument("--side", choices=("family", "desk", "both"), default="both")
    serve.add_argument("--listen", default="", metavar="ADDRESS", help="127.0.0.1, or where a proxy finds one side")
    serve.set_defaults(run=_lazy("serving", "serve"))
    demo.set_defaults(run=_lazy("demo", "demo"))
    doctor = commands.add_parser("doctor", help="say what is wrong with the settings and the stores")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_lazy("doctor", "doctor"))
    worker = commands.add_parser("worker", help="accounts at the desk").add_subparsers(required=True)
    add = worker.add_parser("add", help="add an account; prints a one-time way in")
    add.add_argument("sign_in")
    add.add_argument("--name", required=True)
    add.add_argument("--role", choices=("worker", "manager", "auditor"), required=True)
    add.set_defaults(run=_lazy("people", "add"))
    everybody = worker.add_parser("list", help="who works here")
    everybody.add_argument("--json", action="store_true")
    everybody.set_defaults(run=_lazy("people", "list_workers"))
    left = worker.add_parser("left", help="they do not work here any more: out at once")
    left.add_argument("sign_ins", nargs="+", metavar="SIGN_IN")
    left.set_defaults(run=_lazy("people", "left"))


def _custody_commands(commands) -> None:  # type: ignore[no-untyped-def]
    audit = commands.add_parser("audit", help="check the audit").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="find the first row that was tampered with")
    verify.add_argument("--anchor", metavar="FILE", help="lines of `audit anchor` that were kept elsewhere")
    anchor = audit.add_parser("anchor", help="where the audit ends, as a line to be kept elsewhere")
    anchor.add_argument("--to", metavar="FILE", help="append it to this file too")
    read = audit.add_parser("read", help="what was done, by ids that tell no name")
    read.add_argument("--day", metavar="2026-11-21")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=_lazy("people", "read_audit"))
    keys = commands.add_parser("keys", help="the keys that wrap each child's key").add_subparsers(required=True)
    rotate = keys.add_parser("rotate", help="wrap every child's key by the first key; everybody goes on working")
    backup = commands.add_parser("backup", help="both databases into one sealed file; `backup key` makes a key")
    backup.add_argument("what", nargs="?", choices=("key",), help="make a pair of keys, once")
    backup.add_argument("--to", metavar="FILE")
    backup.add_argument("--recipient", metavar="age1…", help="for whom it is sealed (PORTAL_BACKUP_RECIPIENT)")
    restore = commands.add_parser("restore", help="a backup into empty databases")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--identity", required=True, metavar="KEYFILE", help="the key that opens it")
    restore.add_argument("--ledger", action="append", default=[], metavar="FOLDER", help="PORTAL_LEDGER, if not named")
    restore.add_argument("--without-ledger", action="store_true", help="it is lost: who was shut out is back")
    restore.add_argument(
        "--without-ledger-of", action="append", default=[], choices=["family", "desk"],
        help="this side's is lost, or it never had one",
    )  # fmt: skip
    for name, each in (
        ("verify_audit", verify), ("anchor_audit", anchor), ("rotate_keys", rotate), ("back_up", backup),
        ("restore", restore),
    ):  # fmt: skip
        each.add_argument("--json", action="store_true")
        each.set_defaults(run=_lazy("custody", name))


def _case_commands(commands) -> None:  # type: ignore[no-untyped-def]
    case = commands.add_parser("case", help="cases: import, allocate, review, publish, export")
    kinds = case.add_subparsers(required=True)
    bring = kinds.add_parser("import", help="bring in case files, each whole or not at all")
    bring.add_argument("files", nargs="+", metavar="FILE")
    bring.add_argument("--dry-run", action="store_true")
    bring.add_argument("--keep", action="append", default=[], metavar="PLACE", help="where they differ: as it is here")
    bring.add_argument("--take", action="append", default=[], metavar="PLACE", help="where they differ: as in the file")
    tie = kinds.add_parser("allocate", help="tie an account to a child")
    tie.add_argument("child")
    tie.add_argument("sign_in")
    tie.add_argument("--kind", choices=("case", "trusted", "chair"), required=True)
    tie.add_argument("--team", metavar="REF")
    review = kinds.add_parser("review", help="each person's copy, what stops it and what asks")
    review.add_argument("child")
    publish = kinds.add_parser("publish", help="let each person see their copy")
    publish.add_argument("child")
    publish.add_argument("--revision", type=int, required=True)
    publish.add_argument("--told", default="", metavar='"by phone, 3 Dec"')
    publish.add_argument("--for", dest="only", action="append", default=[], metavar="PERSON")
    one = 'for every copy; CHECK@PERSON="why" for one person\'s alone'
    publish.add_argument("--reason", action="append", default=[], metavar='CHECK="why"', help=one)
    export = kinds.add_parser("export", help="the case as a case file again")
    export.add_argument("child")
    invite = commands.add_parser("invite", help="a code for a family member, printed once")
    invite.add_argument("child")
    invite.add_argument("person")
    invite.add_argument("--take-home", action="store_true", help="a card; the spoken word stands on the second line")
    invite.add_argument("--days", type=int, help="for how many days a card works: 3, or 1 to 7")
    invite.add_argument("--because", default="", metavar="WHY", help="a manager's reason, for a child of 11 or 12")
    invite.add_argument("--only", metavar="TEAM_REF", help="whom an adult's “only NAME” is")
    views = commands.add_parser("views", help="opens what is new, and writes the pack for a meeting")
    views.add_argument("child")
    views.add_argument("meeting", nargs="?", metavar="MEETING", help="its reference; else the next, or the last, one")
    views.add_argument("--format", choices=("text", "json", "docx"), default="text")
    views.add_argument("--to", metavar="FILE", help="into this new file; a document goes to no terminal")
    for name, each in (
        ("bring_in", bring), ("allocate", tie), ("review", review), ("publish", publish), ("export", export),
        ("invite", invite),
    ):  # fmt: skip
        each.add_argument("--as", dest="sign_in_as", required=True, metavar="SIGN_IN")
        each.add_argument("--json", action="store_true")
        each.set_defaults(run=_lazy("cases", name))
    views.add_argument("--as", dest="sign_in_as", required=True, metavar="SIGN_IN")
    views.add_argument("--json", action="store_true")
    views.set_defaults(run=_lazy("views", "views"))


def _forgetting_commands(commands) -> None:  # type: ignore[no-untyped-def]
    retention = commands.add_parser("retention", help="what is kept, and the job that forgets")
    kinds = retention.add_subparsers(required=True)
    run = kinds.add_parser("run", help="forget what is due; to be run every night")
    run.add_argument("--dry-run", action="store_true", help="change nothing, say the same numbers")
    run.add_argument("--json", action="store_true")
    rules = kinds.add_parser("rules", help="what is kept, how long and why")
    data = kinds.add_parser("data", help="every column, what it holds and whether it is sealed")
    export = commands.add_parser("export", help="what is kept about one person, for their worker to look through")
    export.add_argument("child")
    export.add_argument("person")
    export.add_argument("--as", dest="sign_in_as", required=True, metavar="SIGN_IN")
    export.add_argument("--to", required=True, metavar="FILE")
    export.add_argument("--with-drafts", action="store_true", help="they asked for what they have not sent, too")
    check = commands.add_parser("check-export", help="whether an export is as the portal wrote it")
    check.add_argument("file")
    for name, each in (
        ("run", run), ("rules", rules), ("data", data), ("export", export), ("check_export", check),
    ):  # fmt: skip
        each.set_defaults(run=_lazy("forgetting", name))


def _content_commands(commands) -> None:  # type: ignore[no-untyped-def]
    content = commands.add_parser("content", help="the words").add_subparsers(required=True)
    check = content.add_parser("check", help="read every pack, guide and question, and name what is wrong")
    check.add_argument("--today", action="store_true", help="also what falls due by the calendar")
    check.set_defaults(run=_lazy("content", "check"))
    preview = content.add_parser("preview", help="a page at a phone's width, its faults beside it")
    preview.add_argument("--port", type=int, default=8002)
    preview.set_defaults(run=_lazy("preview", "serve_preview"))
    i18n = commands.add_parser("i18n", help="interface words").add_subparsers(required=True)
    for name, said in (
        ("extract", "write messages.pot"),
        ("update", "bring each language's messages.po up to date"),
        ("compile", "make what a running portal reads"),
        ("check", "fail where messages.pot is stale or a translation is broken"),
    ):
        each = i18n.add_parser(name, help=said)
        each.set_defaults(run=_lazy("content", f"i18n_{name}"))
