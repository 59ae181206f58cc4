"""`portal doctor`: what is wrong, what somebody should look at, and what is fine, in plain words.

It asks nobody outside this machine but its databases and the council's own sign-in, and it says no secret.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from portal.access.viewer import CommandLine
from portal.config import CASEWORK_SECRETS, FAMILY_SECRETS, BadSettings, Settings, Side
from portal.domain.clock import Clock, clock_starting_at
from portal.domain.errors import NotFit

WRONG, LOOK, FINE = "wrong", "look", "fine"
_ORDER = (WRONG, LOOK, FINE)
_WHAT_TO_DO = {
    "database": "the database cannot be opened. Look at PORTAL_{}_DATABASE_URL.",
    "tables": "tables are missing or old. Run `portal init`.",
    "windows": "the windows that families look through are missing or old. Run `portal init`.",
    "keys": "the keys do not open what is stored. Put back the key that was taken out of PORTAL_{}_KEYS.",
}


@dataclass(frozen=True)
class Found:
    """One thing that was looked at: what, how it stands (wrong, look, fine), and a sentence."""

    what: str
    stands: str
    said: str


def doctor(args: argparse.Namespace) -> int:
    """Look at everything. 1 where something is wrong; what somebody should look at is no refusal."""
    found = sorted(_look(os.environ), key=lambda each: _ORDER.index(each.stands))
    if args.json:
        print(json.dumps([asdict(each) for each in found]))
    else:
        for each in found:
            mark = {WRONG: "WRONG  ", LOOK: "look   ", FINE: "fine   "}[each.stands]
            print(f"{mark}{each.what}: {each.said}")
    return 1 if any(each.stands == WRONG for each in found) else 0


def _look(environ: Mapping[str, str]) -> Iterator[Found]:
    settings = {}
    for side in Side:
        try:
            settings[side] = Settings.from_env(environ if side is Side.DESK else _of_families(environ), side)
        except BadSettings as problem:
            for line in str(problem).splitlines():
                yield Found(f"{side.value} settings", WRONG, line)
        else:
            yield Found(f"{side.value} settings", FINE, "they are all there.")
    yield from _secret_files(environ)
    if len(settings) < len(Side):
        return
    yield from _front(settings[Side.DESK])
    yield from _work_accounts(settings[Side.DESK])
    yield from _stores(settings[Side.DESK])
    yield from _ledgers(settings)
    yield from _words(settings[Side.DESK])


def _of_families(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The desk's environment without the desk's own host names: those may say what families' must not."""
    return {**environ, "PORTAL_TRUSTED_HOSTS": "localhost"} if environ.get("PORTAL_TRUSTED_HOSTS") else environ


def _work_accounts(settings: Settings) -> Iterator[Found]:
    """Whether the council's own sign-in, where one is named, can be asked."""
    from portal.app import open_provider
    from portal.domain.provider import ProviderAway

    provider = open_provider(settings, Clock())
    if provider is None:
        return
    try:
        provider.ready()
    except ProviderAway as away:
        said = "it does not answer as PORTAL_OIDC_ISSUER has it, so nobody new can sign in"
        yield Found("work accounts", WRONG, f"{said} ({away}).")
    else:
        yield Found("work accounts", FINE, "the council's own sign-in answers.")


def _secret_files(environ: Mapping[str, str]) -> Iterator[Found]:
    """Whether anybody but their owner can read them."""
    data = Path(environ["PORTAL_DATA"]) if environ.get("PORTAL_DATA") else None
    files = []
    urls = ("FAMILY_DATABASE_URL", "CASEWORK_DATABASE_URL")
    for name in (*FAMILY_SECRETS, *CASEWORK_SECRETS, *urls, "MONITOR_TOKEN", "OIDC_CLIENT_SECRET"):
        if named := environ.get(f"PORTAL_{name}_FILE"):
            files.append((name, Path(named)))
        elif data is not None and not environ.get(f"PORTAL_{name}"):
            files.append((name, data / "secrets" / name.lower()))
    open_to_others = [
        (name, file) for name, file in files if os.name == "posix" and file.is_file() and file.stat().st_mode & 0o077
    ]
    for name, file in open_to_others:
        yield Found("secrets", WRONG, f"others on this machine can read PORTAL_{name}: chmod 600 {file}")
    if not open_to_others:
        yield Found("secrets", FINE, "their files can be read by their owner alone.")


def _front(settings: Settings) -> Iterator[Found]:
    if not settings.security_contact and settings.https:
        yield Found("security contact", LOOK, "PORTAL_SECURITY_CONTACT: say whom to tell of a weakness.")
    if settings.https and not settings.proxies:
        yield Found(
            "proxies", LOOK,
            "PORTAL_PROXIES is 0. If a proxy stands in front, say how many: else all families count as one address.",
        )  # fmt: skip
    if settings.https:
        yield Found("TLS", LOOK, "it ends before the portal and is not looked at from here: try it from outside.")
    for name, url in (("casework", settings.casework_database_url), ("family", settings.family_database_url)):
        at = make_url(url or "sqlite://")
        if at.host not in (None, "localhost", "127.0.0.1") and at.query.get("sslmode") != "verify-full":
            said = "what goes to it is not sealed for sure: end its address with ?sslmode=verify-full"
            yield Found(f"{name} database", LOOK, said)
    if settings.https and "sqlite" in settings.family_database_url:
        yield Found("database", LOOK, "SQLite is for trying it out. For families use PostgreSQL, with a role a side.")


def _stores(settings: Settings) -> Iterator[Found]:
    from portal.app import open_room
    from portal.cli.custody import standing
    from portal.journeys.desk import look_after_keys
    from portal.store import looks

    room = open_room(settings, clock_starting_at(settings.start_clock_at) if settings.start_clock_at else Clock())
    every = True
    for cupboard in (room.casework, room.family):
        for thing, fine in looks.stands(cupboard).items():
            name, _space, what = thing.partition(" ")
            if fine:
                yield Found(name, FINE, f"{what}: as they should be.")
                continue
            every = False
            yield Found(name, WRONG, _WHAT_TO_DO[what].format(name.upper()))
            break
    if every:
        try:
            for name, stand in look_after_keys.how_they_stand(room, CommandLine()).items():
                state = WRONG if stand.none else LOOK if stand.older else FINE
                yield Found(f"{name} keys", state, standing(name, stand))
            for cupboard in (room.casework, room.family):
                if not looks.clock_is_right(cupboard, cupboard.clock.now()):
                    said = "this machine's clock is behind what was written before. Set it by a time server."
                    yield Found("clock", WRONG, said)
                    break
            else:
                yield Found("clock", FINE, "it is not behind what was written before.")
        except (SQLAlchemyError, NotFit) as problem:
            yield Found("databases", WRONG, type(problem).__name__)
    room.casework.close()
    room.family.close()


def _ledgers(settings: Mapping[Side, Settings]) -> Iterator[Found]:
    """Whether each side's can be appended to, and whether what stands in it is whole.

    Where each side has a user of its own, the other's file is closed to who asks now, and rightly so.
    """
    from portal.app import ledger
    from portal.store.ledger import BrokenLedger

    for side, found in settings.items():
        kept = ledger(found)
        if kept is None:
            said = "PORTAL_LEDGER is not set: after a restore, doors that were shut since would be open."
            yield Found("ledger", LOOK, said)
            return
        if not kept.can_be_written() and _is_anothers(kept.file):
            yield Found("ledger", LOOK, f"{kept.file} is another user's: ask `portal doctor` as that one too.")
            continue
        if not kept.can_be_written():
            yield Found("ledger", WRONG, f"{side.value}: this user cannot write {kept.file}. Who owns the folder?")
            continue
        try:
            kept.lines()
        except (BrokenLedger, OSError, ValueError) as problem:  # ValueError: of a newer portal
            yield Found("ledger", WRONG, f"{side.value}: it cannot be read: {problem}")
        else:
            yield Found("ledger", FINE, f"{side.value}: {kept.file} is whole, and can be written.")


def _is_anothers(file: Path) -> bool:
    try:
        return os.name == "posix" and file.stat().st_uid != os.geteuid()
    except OSError:
        return False


def _words(settings: Settings) -> Iterator[Found]:
    from portal.library.areas import read_areas
    from portal.library.checks import check_content, check_dates

    faults = check_content(settings.content)
    for fault in faults[:5]:
        yield Found("content", WRONG, str(fault))
    if faults:
        return
    yield Found("content", FINE, "every pack, guide and question can be read.")
    today = Clock().today()
    for fault in check_dates(settings.content, today):
        yield Found("content", LOOK, str(fault))
    lines = [line for area in read_areas(settings.content).values() for line in area.helplines]
    unchecked = {line.id for line in lines if not line.checked}
    if unchecked:
        said = f"{len(unchecked)} helplines were never rung: a person rings each and writes `checked_on`."
        yield Found("helplines", LOOK, said)
