"""`portal demo`: both sides with made-up families in all three areas, and a way in for everybody.

Everything goes through the same journeys as in real life. Dates move with today, by whole
weeks. It leaves nothing behind but the folder that it names.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.config import ROOT, Settings, Side, make_secrets
from portal.domain.people import WorkerRole
from portal.exchange.examples import EXAMPLES

WRITTEN_FOR = date(2026, 11, 21)
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
PASSPHRASE = "kettle meadow lantern"
WORKERS = (
    ("priya", "Priya Nair", WorkerRole.WORKER),
    ("tunde", "Tunde Bello", WorkerRole.WORKER),
    ("ben", "Ben Achebe", WorkerRole.WORKER),
    ("kath", "Kath Doyle", WorkerRole.WORKER),
    ("mo", "Mo Farrell", WorkerRole.WORKER),
    ("sunita", "Sunita Rao", WorkerRole.WORKER),
    ("ruth", "Ruth Vane", WorkerRole.MANAGER),
)
# example, case worker and who of the case's team they are, trusted worker likewise
CASES = (
    ("norfolk", "priya", "sw", "tunde", "yw"),
    ("nottinghamshire", "ben", "sw", "kath", "yj"),
    ("derby", "mo", "chair", "sunita", "eh"),
)
FAMILIES = (
    ("Dawn, a parent; a meeting was held, Norfolk", "priya", "NK-4417", "mum", True),
    ("Gary, a second parent, with restrictions", "priya", "NK-4417", "dad", True),
    ("Kit, a young person in Norfolk", "priya", "NK-4417", "NK-4417", False),
    ("Robin, 11, easy words and pictures, in Derby", "ruth", "DE-0618", "DE-0618", False),
    ("Jo, a carer in Nottinghamshire", "ben", "NG-20931", "carer", True),
)


@dataclass(frozen=True)
class WayIn:
    who: str
    side: str
    name: str
    words: str


def demo(args: argparse.Namespace) -> int:
    """Make the families if today's are not there, say how to get in, and serve both sides."""
    from portal.cli.serving import run_both

    data = Path(os.environ.get("PORTAL_DATA", ROOT / ".demo")).resolve()
    environ = {
        **os.environ,
        "PORTAL_DATA": str(data),
        "PORTAL_DEMO": "1",
        "PORTAL_HTTPS": "0",
        "PORTAL_FAMILY_ADDRESS": f"http://localhost:{args.family_port}",
    }
    ways = _ready(data, environ)
    print(f"\nFamilies   http://localhost:{args.family_port}/")
    print(f"The desk   http://127.0.0.1:{args.desk_port}/\n")
    for way in ways:
        print(f"  {way.who:<46}{way.side:<10}{way.name:<32}{way.words}")
    print("\nThe desk also asks for six digits. Its pages show the ones of now, in the demo and nowhere else.")
    print(f"Everybody here is made up. All of it stands in {data}; delete that folder and it is gone.")
    print("Ctrl-C ends it.\n", flush=True)
    return run_both(environ, args.family_port, args.desk_port)


def _ready(data: Path, environ: dict[str, str]) -> list[WayIn]:
    """Today's families: those of an earlier start today, or new ones."""
    mark = data / "demo.json"
    today = date.today().isoformat()
    if mark.is_file():
        kept = json.loads(mark.read_text(encoding="utf-8"))
        if kept["day"] == today:
            return [WayIn(**way) for way in kept["ways"]]
        shutil.rmtree(data)
    elif data.exists() and any(data.iterdir()):
        print(f"{data} holds something that is not the demo's. Name another folder in PORTAL_DATA.", file=sys.stderr)
        raise SystemExit(1)
    data.mkdir(parents=True, exist_ok=True)
    ways = list(_families(data, environ))
    kept = {"day": today, "ways": [vars(way) for way in ways]}
    mark.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return ways


def _families(data: Path, environ: dict[str, str]) -> Iterator[WayIn]:
    from portal.access.viewer import CommandLine, Enrolling
    from portal.app import open_family, open_room
    from portal.cli.serving import upgrade_both
    from portal.domain.clock import Clock
    from portal.domain.people import Tie
    from portal.journeys.desk import allocate, bring_in, come_in, enrol, publish, review, show_again

    make_secrets(data)
    settings = Settings.from_env(environ, Side.DESK)
    upgrade_both(settings)
    room = open_room(settings, Clock())
    here = CommandLine()
    for sign_in, name, role in WORKERS:
        code = come_in.add_worker(room, here, sign_in, name, role)
        enrolling = come_in.who_is_this(room, come_in.set_up(room, here, code, PASSPHRASE))
        assert isinstance(enrolling, Enrolling)
        enrol.enrol(room, enrolling, show_again.demo_digits(room, here), with_codes=False)
        yield WayIn(f"{name}, {role.value}", "desk", sign_in, PASSPHRASE)
    for example, case_worker, case_team, trusted, trusted_team in CASES:
        file = json.dumps(shifted(json.loads((EXAMPLES / f"{example}.json").read_bytes()), date.today()))
        child = bring_in.bring_in(room, come_in.act_as(room, here, case_worker), file.encode()).child_ref
        worker = come_in.act_as(room, here, case_worker)
        allocate.allocate(room, worker, child, case_worker, Tie.CASE, case_team)
        allocate.allocate(room, worker, child, trusted, Tie.TRUSTED, trusted_team)
        looked = review.review(room, worker, child, told=True)
        reasons = {check.id: "a made-up family" for copy in looked.copies for check in copy.asks}
        publish.publish(room, worker, child, looked.kept.revision, told="in person", reasons=reasons)
    families = open_family(Settings.from_env(environ, Side.FAMILY), Clock())
    for who, worker_name, child, person, own in FAMILIES:
        yield _joined(room, families, come_in.act_as(room, here, worker_name), (child, person), who, own)
    _robin_has_begun(room, families, settings.content)
    for cupboard in (room.casework, room.family, families):
        cupboard.close()


def _joined(room: Any, families: Any, worker: Any, of: tuple[str, str], who: str, own: bool) -> WayIn:
    """Somebody who has joined already, the way that they would: beside a worker, who matched the number."""
    from portal.access.viewer import Joining, Stranger
    from portal.journeys.desk import invite, matching
    from portal.journeys.family import come_in, join

    made = invite.invite(room, worker, *of, manager_says="a made-up family")
    ids = join.use_code(families, Stranger(), made.code)
    joining = come_in.who_is_this(families, *ids)
    assert isinstance(joining, Joining)
    number = int(join.number_to_show(families, joining))
    matching.answer(room, worker, *of, made.id, number)
    joining = come_in.who_is_this(families, *ids)
    assert isinstance(joining, Joining)
    name, phrases = join.offer(families, joining)
    join.finish(families, joining, name, phrases[0], own_words=False, own_phone=own)
    return WayIn(who, "families", name, phrases[0])


def _robin_has_begun(room: Any, families: Any, content: Path) -> None:
    """The easy questions, with one answer that waits and one that was shared."""
    from portal.access.viewer import FamilyMember
    from portal.domain.audience import Kind
    from portal.journeys.family import prepare, sharing
    from portal.library.question_sets import read_question_sets

    child, asked = room.child_id("DE-0618"), read_question_sets(content)["easy"]
    robin = FamilyMember(room.person_id("DE-0618", "DE-0618"), child, Kind.YOUNG_PERSON, session="")
    prepare.begin(families, robin, asked, None)
    for question, answer in (("feeling", "good"), ("going-well", "My hamster. He is called Biscuit.")):
        prepare.save_answer(families, robin, asked, prepare.Saving(question, [answer], None, None, "d" * 16))
    sharing.share(families, robin, asked, ["going-well"], not_sure="", not_saying="", language="en")


def shifted(case: Any, today: date) -> Any:
    """The same case with its dates moved by whole weeks, so that what was near is near again."""
    weeks = (today - WRITTEN_FOR).days // 7
    return _shift(case, timedelta(weeks=weeks))


def _shift(value: Any, by: timedelta, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _shift(item, by, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_shift(item, by, name) for item in value]
    if isinstance(value, str) and _DAY.match(value) and name != "date_of_birth":
        if len(value) == 10:
            return (date.fromisoformat(value) + by).isoformat()
        moment = datetime.fromisoformat(value)
        moved = moment + by
        return moved.isoformat() if moment.tzinfo is None else moved.astimezone(UTC).isoformat()
    return value
