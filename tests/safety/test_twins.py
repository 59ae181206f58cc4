"""Two cases that differ only in what a person must not see are one case to them, on every route, in every state.

Every pair is made by `tests.hidden_changes` and by what others do meanwhile, goes through the desk's own journeys,
and is compared byte for byte: status, headers, cookies, body.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.journeys.desk import bring_in
from tests import factories, hidden_changes
from tests.safety.conftest import Dice, MakeWorld
from tests.safety.meanwhile import MEANWHILE
from tests.safety.test_leaks import family
from tests.safety.twins import STATES, Asked, Stage
from tests.world import World

EVERYBODY = [(example, person) for example in factories.AREAS for person in family(factories.example_bytes(example))]
PAIRS = 36
"""Pairs for each person: more than three hundred a run."""

SEEDS = st.integers(0, 2**63)  # what follows from one is always the same, whatever has been tried before
slow = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None, report_multiple_bugs=False,
    phases=[Phase.generate],  # a pair takes too long to look for a smaller one; the message names what was changed
)  # fmt: skip


def a_stage(world: World, dice: Dice, example: str, person: str) -> Stage:
    child = world.bring_in(example)
    assert all(done.state == "published" for done in world.publish(child))
    return Stage(world, dice, child, person)


def some_of(everything: list[Asked], random: Random, forms: int = 3) -> list[Asked]:
    """One's own page and one's copy; most other routes that are opened; a few of the parts, of what nobody would
    ask, and of the forms.
    """
    by_route: dict[str, list[Asked]] = {}
    for each in everything:
        by_route.setdefault(each.route, []).append(each)
    each_route = [(route, random.choice(found)) for route, found in sorted(by_route.items())]
    opened = [asked for route, asked in each_route if route.startswith("GET ") and not asked.headers]
    sent = [asked for _route, asked in each_route if asked.data]
    tried = [asked for _route, asked in each_route if asked not in opened and not asked.data]
    always = [asked for asked in opened if asked.path in ("/me", "/p")]
    most = random.sample(others := [asked for asked in opened if asked not in always], len(others) * 3 // 5)
    return always + most + random.sample(tried, min(6, len(tried))) + random.sample(sent, min(forms, len(sent)))


def change_what_is_hidden(stage: Stage, example: str, random: Random, *, publish: bool = True) -> list[str]:
    """The changed file brought in and published, and what others do meanwhile. Last: what became of their copy."""
    tree = factories.example(example)
    done = hidden_changes.change(tree, stage.person, random)
    room, worker = stage.world.room, stage.world.worker("priya")
    bring_in.bring_in(room, worker, factories.as_bytes(tree))
    for one in random.sample(MEANWHILE, random.choice((0, 0, 1, 2))):
        done.append(one.__name__)
        one(stage, random)
    if not publish:  # one that was taken back would be followed by a new one, which they may notice
        return [*done, "left alone"]
    states = {each.person: each.state for each in stage.world.publish(stage.child)}
    return [*done, states[stage.person]]


def told_by(stage: Stage, state: str, asked: list[Asked], before: list[bytes]) -> list[str]:
    """What tells of the change: a piece for each answer that is another one."""
    told = []
    for each, one, other in zip(asked, before, stage.answers(state, asked), strict=True):
        if one != other:
            lines = difflib.unified_diff(one.decode().splitlines(), other.decode().splitlines(), n=0, lineterm="")
            told.append(f"{each.method} {each.path} {dict(each.headers)}:\n" + "\n".join([*lines][:12]))
    return told


def try_a_pair(stage: Stage, example: str, state: str, random: Random, forms: int = 3) -> str:
    """One pair, compared. Returns what became of this person's copy."""
    everything = stage.enter(state)
    asked = some_of(everything, random, forms)
    before = stage.unchanged(state, asked)
    stage.put_back(state)
    *done, copy = change_what_is_hidden(stage, example, random, publish=state != "their copy was taken back")
    told = told_by(stage, state, asked, before)
    assert not told, f"{state}, after {', '.join(done)}, tells that something hidden has changed: " + "\n".join(told)
    return copy


@pytest.mark.parametrize(("example", "person"), EVERYBODY)
def test_nothing_on_any_page_tells_what_is_hidden_from_its_reader(
    make_world: MakeWorld, dice: Dice, example: str, person: str
) -> None:
    stage = a_stage(make_world(), dice, example, person)
    copies = []

    @settings(slow, max_examples=PAIRS)
    @given(SEEDS)
    def pairs(seed: int) -> None:
        random = Random(seed)
        copies.append(try_a_pair(stage, example, random.choice(list(STATES)), random))

    pairs()
    assert len(copies) >= PAIRS
    stands = {"unchanged", "stands-but-refused"}  # the second is said to the worker alone
    assert "unchanged" in copies
    assert set(copies) <= stands | {"left alone"}, "nothing of theirs was published"


# -- on each engine, and not blind -------------------------------------------------------------------------


def test_a_few_pairs_on_each_engine(world_on_each: World, dice: Dice) -> None:
    stage = a_stage(world_on_each, dice, "norfolk", "dad")
    for seed, state in enumerate([*STATES] * 2):
        try_a_pair(stage, "norfolk", state, Random(seed), forms=1)


SEEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a new thing on the plan": lambda t: t["plan"]["safety"].append({"text": "Ring Tunde.", "audience": "family"}),
    "other words": lambda t: t["plan"]["goals"][0].update(text="I want to swim."),
    "somebody's number": lambda t: t["team"][0].update(work_phone="01632 960199"),
    "another day": lambda t: t["plan"]["actions"][0].update(due="2026-12-23"),
    "the young person's name": lambda t: t["child"].update(preferred_name="Kit A"),
}


@pytest.mark.parametrize("change", SEEN)
def test_the_twins_are_not_blind(make_world: MakeWorld, dice: Dice, change: str) -> None:
    """A change that this person may see shows on some page: else all these pairs would prove nothing."""
    stage = a_stage(make_world(), dice, "norfolk", "dad")
    asked = some_of(stage.enter("reads"), Random(1))
    before = stage.unchanged("reads", asked)
    stage.put_back("reads")
    tree = factories.example("norfolk")
    SEEN[change](tree)
    bring_in.bring_in(stage.world.room, stage.world.worker("priya"), factories.as_bytes(tree))
    assert not told_by(stage, "reads", asked, before), "nothing shows before it is published"
    stage.put_back("reads")
    bring_in.bring_in(stage.world.room, stage.world.worker("priya"), factories.as_bytes(tree))
    stage.world.publish(stage.child)
    assert any(" /p " in told for told in told_by(stage, "reads", asked, before))
