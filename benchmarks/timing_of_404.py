"""Whether the time of an answer tells what is there: an address of nobody, one of somebody else, and one's own.

    .venv/bin/python benchmarks/timing_of_404.py [requests]

A family on SQLite, and the same with fifty of everything that are hidden from Mum. What is asked is interleaved;
look at the ratio of the medians, not at the milliseconds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from cryptography.fernet import Fernet
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parent.parent))

from portal.app import create_app
from portal.config import Side
from portal.store.migrations import upgrade
from tests import factories
from tests.client import Browser
from tests.conftest import Hands, settings_for
from tests.journeys.people import KIT, MUM
from tests.safety.test_side_channels import fifty_more
from tests.safety.tried import answer_to, copy_of, refs_in
from tests.world import World


def a_world(folder: Path) -> World:
    urls = (f"sqlite:///{folder}/casework.sqlite3", f"sqlite:///{folder}/family.sqlite3")
    for name, url in zip(("casework", "family"), urls, strict=True):
        engine = create_engine(url)
        upgrade(engine, name)
        engine.dispose()
    keys = {"family": Fernet.generate_key().decode(), "casework": Fernet.generate_key().decode()}
    hands = Hands()
    return World(*(create_app(settings_for(side, urls, keys), hands.clock) for side in (Side.FAMILY, Side.DESK)), hands)


def median_of_each(asks: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds; each round asks for each of them, in another order."""
    order = Random(1)
    took: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds + 20):
        for name, ask in sorted(asks.items(), key=lambda _each: order.random()):
            start = time.perf_counter()
            ask()
            took[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times[20:]) for name, times in took.items()}


def asks_of_mum(folder: Path, hidden: bool) -> dict[str, Callable[[], object]]:
    world = a_world(folder)
    world.family_ready()
    if hidden:
        tree = factories.example("norfolk")
        fifty_more(tree, {})
        world.bring_in(data=factories.as_bytes(tree))
        world.publish(KIT)
    mum = world.join(KIT, MUM)
    kits = sorted(refs_in(copy_of(world, KIT, KIT))["meetings"])[0]
    return {
        "a date of nobody": lambda: ask(mum, f"/m/{'0' * 16}"),
        "a date of Kit": lambda: ask(mum, f"/m/{kits}"),
        "my plan": lambda: ask(mum, "/p"),
    }


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        plain, more = asks_of_mum(Path(one), False), asks_of_mum(Path(other), True)
        named = {**plain, **{f"{name}, 50 hidden": ask for name, ask in more.items()}}
        found = median_of_each(named, rounds)
    print(f"medians of {rounds} requests each, in milliseconds, and the ratio to the same with nothing hidden")
    for name in plain:
        with_hidden = found[f"{name}, 50 hidden"]
        print(f"  {name:18} {found[name]:7.2f} {with_hidden:7.2f}   {with_hidden / found[name]:5.3f}")
    print(f"a date of Kit to a date of nobody: {found['a date of Kit'] / found['a date of nobody']:5.3f}")


def ask(browser: Browser, path: str) -> bytes:
    return answer_to(lambda _label: None, browser, "GET", path)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
