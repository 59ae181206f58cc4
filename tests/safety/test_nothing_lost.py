"""What was called saved stands, though the process is killed with no warning while four write at once. Both engines."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from threading import Timer

from portal.access.viewer import FamilyMember
from tests.conftest import as_family
from tests.journeys.people import KIT, TAB, begin, joined, questions, save, standing
from tests.safety.named import ROOT
from tests.safety.test_two_sides import family_environment
from tests.world import World

# The family's own process: a thread for each question saves one text after another, and says so before and after.
WRITES = """
import os, sys
from threading import Thread
from portal.access.viewer import FamilyMember
from portal.app import family
from portal.domain.audience import Kind
from portal.journeys.family import prepare
found = family().extensions["portal"]
person, child, session, tab, number = sys.argv[1:6]
who = FamilyMember(person, child, Kind.YOUNG_PERSON, session)
asked = found.library.question_sets("en")["young-person"]
def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # in one piece, whoever else speaks
def write(question, number):
    version = prepare.open_sheet(found.family, who, asked.id).sheet.answer(question).version
    while True:
        number += 1
        say("saving", question, number, version)
        words = f"I want to say this, number {number}"
        version = prepare.save_answer(
            found.family, who, asked, prepare.Saving(question, [words], None, version, tab)
        ).version
        say("saved", question, number, version)
for question in sys.argv[6:]:
    Thread(target=write, args=(question, int(number))).start()
"""


def killed(environ: dict[str, str], arguments: list[str], saves: int, after: float) -> list[tuple[str, str, int, int]]:
    """Let it write, kill it so long after so many saves were acknowledged, and what it had said by then."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", WRITES, *arguments],
        env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout and process.stderr
        said: list[tuple[str, str, int, int]] = []
        timer = Timer(after, process.kill)
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # killed in the middle of saying it
            what, question, number, version = line.split()
            said.append((what, question, int(number), int(version)))
            if len([1 for each in said if each[0] == "saved"]) >= saves and not timer.ident:
                timer.start()
        errors = process.stderr.read()
    assert process.returncode == -9, errors[-2000:]
    return said


def test_killed_while_four_write_at_once_nothing_that_was_called_saved_is_lost_or_there_twice(
    world_on_each: World, urls: tuple[str, str], keys: dict[str, str]
) -> None:
    world = world_on_each
    who: FamilyMember = joined(world, world.family_ready(), KIT)
    begin(world, who)
    asked = [q.id for q in questions(world).questions if q.kind.value in ("text", "words", "long")][:4]
    assert len(asked) == 4
    environ = family_environment(world, urls, keys)
    environ["PORTAL_FAMILY_DATABASE_URL"] = as_family(urls[1])
    random, number, acknowledged = Random(13), 0, 0
    for saves in (1, 5, 12, 25):
        who_they_are = [who.person, who.child, who.session, TAB, str(number)]
        said = killed(environ, who_they_are + asked, saves, random.uniform(0.0, 0.05))
        for question in asked:
            begun = [each for each in said if each[:2] == ("saving", question)]
            done = [each for each in said if each[:2] == ("saved", question)]
            stands = standing(world, who, question)
            if begun:
                last, based_on = begun[-1][2], begun[-1][3]
                kept = int(stands.value[0].rsplit(" ", 1)[1]) if stands.value else 0
                least = done[-1][2] if done else 0
                assert least <= kept <= last, (question, least, kept, last)
                assert stands.version in (based_on, based_on + 1), "no version twice, and none left out"
                again = save(world, who, question, f"I want to say this, number {last}", based_on=based_on)
                assert again.version == based_on + 1, "what the phone sends again is saved once"
                number = max(number, last)
            acknowledged += len(done)
        with world.room.family.reading() as db:
            assert world.room.family.trail.verify(db) is None
    assert acknowledged >= 43
