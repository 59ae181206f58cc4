"""What becomes of a release when things go wrong: attacks 45 to 48 of docs/safety/attacks.md, on both engines."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from random import Random
from threading import Timer

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import portal
from portal.domain.edition import Edition
from portal.domain.plain import from_plain, to_plain
from portal.journeys.desk import invite
from portal.journeys.family import read_plan
from portal.store.casework import cases
from portal.store.crypto import CannotOpen
from portal.store.family.policy import own
from portal.store.family.tables import edition, person, session
from tests import factories
from tests.journeys.people import DAD, KIT, MUM, cupboard, joined
from tests.safety.test_two_sides import family_environment
from tests.safety.tried import bring, copy_of
from tests.store.stores import all_at_once, lift_the_guards
from tests.world import World

ROOT = Path(portal.__file__).parent.parent


# -- 45: what is looked at is what they get ---------------------------------------------------------------


def words(html: str) -> str:
    """A part of a page as it is read: without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def sections(html: str) -> list[str]:
    """The parts of a copy on a page, each by itself: without links, and without what one can do there."""
    html = re.sub(r"<(form|details)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r'<p class="onward">.*?</p>', " ", html, flags=re.DOTALL)
    html = html.replace('class="rows plain"', 'class="rows"').replace(
        '<span class="due">Read what was agreed</span>', ""
    )
    html = re.sub(r'<span class="line">(.*?): <span.*?</span></span>', r"\1", html, flags=re.DOTALL)
    return [re.sub(r"</?a\b[^>]*>|\s+", " ", each) for each in re.findall(r"<section.*?</section>", html, re.DOTALL)]


@pytest.mark.parametrize("who", [KIT, MUM, DAD])
def test_the_desk_looks_at_the_very_parts_that_the_family_reads(world_on_each: World, who: str) -> None:
    """Attack 45: section by section, the preview before publishing is the page after it."""
    world = world_on_each
    child = world.bring_in()
    page = world.at_the_desk("priya").get(f"/c/{child}/copies").text
    column = page.partition(f'id="copy-of-{who}"')[2].partition('</section>\n    <section class="column"')[0]
    looked_at = [words(each) for each in sections(column.partition('<div class="phone">')[2])]
    world.publish(child)
    browser = world.join(child, who)
    read = [words(each) for each in sections(browser.get("/p").text.partition('<section class="card" id="read">')[0])]
    assert len(read) > 3
    assert [each for each in read if each not in looked_at] == []


def test_one_function_cuts_every_copy_into_a_page_and_one_template_shows_it() -> None:
    """Attack 45: nobody else builds what is shown, neither for the family nor for the desk."""
    builders = set()
    for path in (ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "CopyView":
                builders.add(path.name)
    assert builders == {"pages.py"}
    templates = ROOT / "portal" / "templates"
    shown_by = [
        path
        for path in templates.rglob("*.html")
        if re.search(r"\bin view\.(voices|safety|people)\b", path.read_text())
    ]
    assert [path.relative_to(templates).as_posix() for path in shown_by] == ["copy/parts.html"]


# -- 46: what may stand in a copy, and what was shown stays as it was ---------------------------------------


def test_a_field_that_a_copy_does_not_know_is_refused_wherever_it_stands() -> None:
    """Attack 46: in the copy itself and in every part of it."""
    plain = to_plain(factories.copy(factories.case("norfolk"), MUM))
    assert from_plain(Edition, plain)

    def places(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            yield value
            value = list(value.values())
        for each in value if isinstance(value, list) else ():
            yield from places(each)

    tried = 0
    for holder in places(plain):
        holder["rationale"] = "words of professionals"
        with pytest.raises(TypeError, match="has no field rationale"):
            from_plain(Edition, plain)
        del holder["rationale"]
        tried += 1
    assert tried > 20


def test_what_was_shown_cannot_be_changed_and_if_it_is_nobody_can_read_it(world_on_each: World) -> None:
    """Attack 46: the engine refuses; and with the guards away, what was put in its place does not open."""
    world = world_on_each
    child = world.family_ready()
    mum = joined(world, child, MUM)
    for change in (edition.update().values(number=7), edition.update().values(body=b"x")):
        with pytest.raises(DBAPIError, match="written once"), world.room.family.writing() as db:
            db.execute(change)
    for change in (own.edition.update().values(body=b"x"), own.edition.delete(), edition.delete()):
        with pytest.raises(DBAPIError), cupboard(world).writing(mum.person) as db:
            db.execute(change)
    with world.room.family.writing() as db:
        hers, kits = (
            db.execute(
                select(edition.c.body).where(edition.c.person_id == world.room.person_id(child, who))
            ).scalar_one()
            for who in (MUM, KIT)
        )
        lift_the_guards(db, "edition")
        db.execute(edition.update().where(edition.c.person_id == mum.person).values(body=kits))
        assert world.room.family.trail.verify(db) is None
    assert hers != kits
    with pytest.raises(CannotOpen):
        read_plan.open_plan(cupboard(world), mum)


# -- 47: killed between the two cupboards --------------------------------------------------------------------

# Publishes one revision after another and shuts and opens a door, until it is killed.
RELEASES = """
import os, sys
from datetime import date
from portal.app import open_room
from portal.config import Settings, Side
from portal.domain.clock import clock_starting_at
from portal.journeys.desk import bring_in, invite
from tests import factories
from tests.world import World
settings = Settings.from_env(os.environ, Side.DESK)
world = World.__new__(World)
world.codes = {"priya": ""}
world.room = open_room(settings, clock_starting_at(settings.start_clock_at))
number = int(sys.argv[1])
while True:
    number += 1
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] = f"We try again, round number {number}."
    bring_in.bring_in(world.room, world.worker("priya"), factories.as_bytes(tree))
    print("begin", number, flush=True)
    world.publish("NK-4417")
    print("done", number, flush=True)
    print("shutting", number, flush=True)
    invite.shut(world.room, world.worker("priya"), "NK-4417", "dad")
    print("shut", number, flush=True)
    print("opening", number, flush=True)
    invite.open_again(world.room, world.worker("priya"), "NK-4417", "dad")
    print("open", number, flush=True)
"""
# After which word it is killed, and how long after at most: a release takes longer than a door.
MOMENTS = (
    ("begin", 0.2),
    ("begin", 0.8),
    ("begin", 1.5),
    ("done", 0.01),
    ("shutting", 0.05),
    ("shut", 0.0),
    ("opening", 0.05),
)


def killed(environ: dict[str, str], from_number: int, at: str, after: float) -> list[tuple[str, int]]:
    """Run it, kill it without warning so long after it said this, and what it had said by then."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", RELEASES, str(from_number)],
        env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout and process.stderr
        said: list[tuple[str, int]] = []
        timer = Timer(after, process.kill)
        for line in process.stdout:
            what, number = line.split()
            said.append((what, int(number)))
            if what == at and not timer.ident:
                timer.start()
        errors = process.stderr.read()
    assert process.returncode == -9, errors[-2000:]
    return said


def test_killed_at_any_moment_no_page_shows_what_was_not_released_and_a_shut_door_stays_shut(
    world_on_each: World, urls: tuple[str, str], keys: dict[str, str]
) -> None:
    """Attack 47: whole processes, killed with no warning, between the casework and the family cupboard."""
    world = world_on_each
    child = world.family_ready()
    kit = joined(world, child, KIT)
    environ = family_environment(world, urls, keys) | {
        "PORTAL_CASEWORK_KEYS": keys["casework"], "PORTAL_CASEWORK_DATABASE_URL": urls[0],
        "PORTAL_CASEWORK_AUDIT_KEY": "audit-of-the-casework-cupboard-987654",
        "PORTAL_DESK_SECRET": "secret-of-the-desk-side-9876543210zyx", "PORTAL_FAMILY_DATABASE_URL": urls[1],
    }  # fmt: skip
    random, newest = Random(47), 0
    for at, longest in MOMENTS:
        said = killed(environ, newest, at, random.uniform(0.0, longest))
        begun = max([number for what, number in said if what == "begin"], default=newest)
        done = max([number for what, number in said if what == "done"], default=newest)
        copies = {who: number_in(world, child, who) for who in (KIT, MUM, DAD)}
        assert all(done <= number <= begun for number in copies.values()), (copies, done, begun)
        assert len(set(copies.values())) == 1, "one commit for everybody's copies"
        assert (
            f"round number {copies[KIT]}." in read_plan.open_plan(cupboard(world), kit).edition.goals[0].text
            or not copies[KIT]
        )
        with world.room.family.reading() as db:
            is_open = db.execute(
                select(person.c.door_open).where(person.c.id == world.room.person_id(child, DAD))
            ).scalar_one()
        last = said[-1][0]
        assert is_open in {"shut": (False,), "shutting": (True, False), "opening": (True, False)}.get(last, (True,)), (
            last
        )
        with world.room.casework.reading() as db:
            marks = cases.publications(db, world.room.casework.keyring, world.room.casework.pepper, child)
        assert len([mark for mark in marks if not mark.done]) <= 1
        for cup in (world.room.casework, world.room.family):
            with cup.reading() as db:
                assert cup.trail.verify(db) is None
        newest = begun
        world.publish(child)
        if not is_open:
            invite.open_again(world.room, world.worker("priya"), child, DAD)
    assert newest > 0
    assert {copy.state for copy in world.publish(child)} == {"unchanged"}


def number_in(world: World, child: str, who: str) -> int:
    found = re.search(r"round number (\d+)\.", copy_of(world, child, who).goals[0].text)
    return int(found[1]) if found else 0


# -- 48: at the same moment -------------------------------------------------------------------------------------


def test_two_releases_and_a_shut_door_at_the_same_moment_leave_one_copy_each_and_the_door_shut(
    world_on_each: World,
) -> None:
    """Attack 48: whichever comes first, the door's last word stands and nobody has two newest copies."""
    world = world_on_each
    child = world.family_ready()
    dad = joined(world, child, DAD)
    for turn in range(3):
        bring(
            world, lambda tree, turn=turn: tree["plan"]["goals"][0].update(text=f"We try again, round number {turn}.")
        )
        work = [lambda: world.publish(child), lambda: world.publish(child),
                lambda: invite.shut(world.room, world.worker("priya"), child, DAD)]  # fmt: skip
        results = all_at_once(3, lambda place, work=work: work[place]())
        assert [each for each in results if isinstance(each, Exception)] == []
        with world.room.family.reading() as db:
            numbers = db.execute(select(edition.c.person_id, edition.c.number)).all()
            door = db.execute(select(person.c.door_open).where(person.c.id == dad.person)).scalar_one()
            live = db.execute(
                select(session.c.id).where(session.c.person_id == dad.person, session.c.ended_at.is_(None))
            ).all()
        assert {number for _who, number in numbers} == set(range(1, turn + 3))
        assert len(numbers) == 3 * (turn + 2)
        assert door is False
        assert live == []
        invite.open_again(world.room, world.worker("priya"), child, DAD)
        dad = joined(world, child, DAD)
    with world.room.family.reading() as db:
        assert world.room.family.trail.verify(db) is None
