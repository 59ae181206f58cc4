"""Generated case files, valid and broken, all the way: in at the desk, published, and read by the family."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.domain import errors
from portal.domain.people import WorkerRole
from portal.journeys.desk import bring_in, invite
from portal.store.family import editions
from tests import factories
from tests.broken_files import broken
from tests.safety.crawl import Crawl
from tests.variations import case_files
from tests.world import REASON, World

ERRORS = (errors.NotFound, errors.NotAllowed, errors.NotReady, errors.Stale, errors.Invalid)


def send_through(world: World, number: int, seed: int = 0, *, pages: int = 25) -> Counter[str]:
    """So many files, half of them broken: what became of them. Every `pages`th is read through real pages too.

    Fails for an error that is not one of the five of the domain, and for a marker that reached somebody.
    """
    world.worker("priya", name="Priya Nair")
    done: Counter[str] = Counter()

    @settings(
        max_examples=number, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case_files(*factories.AREAS), st.integers(0, 2**63))
    def each(tree: dict[str, Any], chance: int) -> None:
        one = sum(done.values())
        random = Random(f"{chance} {seed} {one}")
        tree["child"]["ref"], old = f"G-{seed}-{one}", tree["child"]["ref"]
        data, never = factories.marked(_led_to(tree, old))
        if random.random() < 0.5:
            done[f"broken: {_one(world, broken(json.loads(data), random), {}, False)}"] += 1
        else:
            done[f"valid: {_one(world, data, never, one % pages == 0)}"] += 1

    each()
    return done


def _led_to(tree: dict[str, Any], old: str) -> dict[str, Any]:
    """The child's new reference wherever the old one stood."""
    found: dict[str, Any] = json.loads(json.dumps(tree).replace(json.dumps(old), json.dumps(tree["child"]["ref"])))
    return found


def _one(world: World, data: bytes, never: dict[str, set[str]], pages: bool) -> str:
    worker = world.worker("priya")
    try:
        child = bring_in.bring_in(world.room, worker, data).child_ref
        states = {each.person: each.state for each in world.publish(child)}
    except errors.Invalid as problem:
        _says_nothing(str(problem))
        return "refused"
    except ERRORS as problem:
        return type(problem).__name__
    for person in states:
        _read(world, child, person, never.get(person, {factories.PROFESSIONALS_ONLY}))
        if pages:
            browser = world.join(child, person, never=never.get(person), **_by_whom(world, child, person))
            Crawl(browser).walk("/me", "/p", "/with-me", forms=False)
    return "published" if "published" in states.values() else "stopped"


def _by_whom(world: World, child: str, person: str) -> dict[str, str]:
    """Who invites them: a manager, who says why, where this is a child of 11 or 12; else the worker."""
    with world.room.casework.reading() as db:
        case = world.room.find_case(db, child).case
    if person != child or case.child.age_on(world.room.family.clock.today()) >= invite.YOUNGEST_WITHOUT_A_MANAGER:
        return {}
    world.worker("moira", role=WorkerRole.MANAGER)
    return {"by": "moira", "manager_says": REASON}


def _says_nothing(problem: str) -> None:
    assert factories.PROFESSIONALS_ONLY not in problem
    assert factories.OTHER_PERSON not in problem


def _read(world: World, child: str, person: str, never: set[str]) -> None:
    """This person's copy, as the family's own process opens it."""
    family = world.family_app.extensions["portal"].family
    with family.reading(world.room.person_id(child, person)) as db:
        copy = editions.latest(db, family.keyring)
    text = json.dumps(_plain(copy), ensure_ascii=False)
    assert not [marker for marker in never if marker in text]


def _plain(copy: Any) -> Any:
    from portal.domain.plain import to_plain

    return to_plain(copy.edition) if copy else None
