"""Every person at every address with every id of everybody else: one and the same 404, and no marker anywhere."""

from __future__ import annotations

import json
import logging
import re

import pytest

from tests import factories
from tests.client import Browser
from tests.factories import AREAS
from tests.journeys.test_words_at_rest import whole_record
from tests.safety.conftest import Dice
from tests.safety.crawl import HTMX, REFS, Crawl, addresses
from tests.safety.test_leaks import crawl_all, family, planted, write_and_share
from tests.safety.tried import (
    BEGIN,
    TAKEN,
    answer_to,
    copy_of,
    everything_kept,
    ids_in_the_cupboard,
    refs_in,
    token,
)
from tests.world import CHILD, World


def say_something(world: World, browser: Browser, words: str) -> None:
    """Whatever can be said about a date, where there is one, so that there are ids of it too."""
    for path in ("/p", *set(re.findall(r'href="(/m/[0-9a-f]+)"', browser.get("/p").text))):
        page = browser.get(path).text
        for form in re.findall(r'action="(/m/[0-9a-f]+/no|/v/[0-9a-f]+/missed)"', page):
            assert browser.submit(path, form=form, answer=words).status_code == 303


def ids_of_others(world: World, child: str, people: list[str], person: str) -> dict[str, set[str]]:
    """Ids that are not this person's, by kind: of the copies and rows of their family, and of another family's."""
    mine: set[str] = set()
    theirs: dict[str, set[str]] = {}
    found = [
        (kind, refs, other == person)
        for other in people
        for kind, refs in refs_in(copy_of(world, child, other)).items()
    ]
    me = world.room.person_id(child, person)
    found += [(kind, ids, whose == me) for (kind, whose), ids in ids_in_the_cupboard(world).items()]
    for kind, ids, are_mine in found:
        if are_mine:
            mine |= ids
        elif ids:
            theirs.setdefault(kind, set()).update(ids if kind in TAKEN else sorted(ids)[:1])
    return {kind: ids - mine for kind, ids in theirs.items()}


def tried_at(address: str, ids: dict[str, set[str]]) -> set[str]:
    """One id of each kind at every address, and every id of the kind that the address takes."""
    one = {sorted(refs)[0] for refs in ids.values() if refs}
    return one.union(*(ids.get(kind, ()) for kind, begins in TAKEN.items() if address.startswith(begins)))


def every_id_in_every_address(world: World, dice: Dice, browser: Browser, ids: dict[str, set[str]]) -> int:
    """Each is answered as one that never was, to the byte: status, headers, length and body."""
    csrf, tried = token(browser), 0
    data = {"csrf_token": csrf, "answer": "", "number": "1"}
    for rule in world.family_app.url_map.iter_rules():
        if not rule.arguments or rule.rule.startswith("/g/"):
            continue
        for method in sorted({"GET", "POST", "HEAD", "OPTIONS"} & (rule.methods or set())):
            for headers in ({}, HTMX) if method in ("GET", "POST") else ({},):
                more = {"headers": headers} | ({"data": data} if method == "POST" else {})
                known: dict[int, bytes] = {}
                for ref in sorted(tried_at(rule.rule, ids)):
                    if len(ref) not in known:
                        at = re.sub(r"<[^>]+>", "f" * len(ref), rule.rule)
                        known[len(ref)] = answer_to(dice, browser, method, at, **more)
                    answer = answer_to(dice, browser, method, re.sub(r"<[^>]+>", ref, rule.rule), **more)
                    assert answer == known[len(ref)], f"{browser.who} learns something of {ref}: {method} {rule.rule}"
                    tried += 1
                # 303: the languages, and taking back what was sent, which asks for the passphrase first
                assert {answer[:3] for answer in known.values()} <= (
                    {b"405"} if method == "OPTIONS" else {b"404", b"303"}
                )
    return tried


@pytest.mark.parametrize(
    ("urls", "example"), [("postgres", AREAS[0]), *(("sqlite", area) for area in AREAS[1:])], indirect=["urls"]
)
def test_nothing_of_anybody_else_reaches_anybody_by_any_address_or_id(
    world_on_each: World, dice: Dice, example: str, urls: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Attacks 13, 23, 35, 36 and 37, T-13, T-16 and T-34."""
    world = world_on_each
    caplog.set_level(logging.DEBUG)
    data, never = planted(example)
    child = world.bring_in(example, data)
    assert all(done.state == "published" for done in world.publish(child))
    everybody = family(data)
    assert all(len(never[person]) > 10 for person in everybody)
    people = {person: world.join(child, person, never=never[person]) for person in everybody}
    for person, browser in people.items():
        words = f"WORDS-OF-{person.upper()}"
        write_and_share(browser, words)
        say_something(world, browser, words)
        for other in everybody:
            if other != person:
                people[other].never.add(words)
    elsewhere = "derby" if example != "derby" else "norfolk"
    other_child = world.family_ready(elsewhere)
    say_something(world, world.join(other_child, CHILD[elsewhere]), "Something else.")

    for person, browser in people.items():
        ids = ids_of_others(world, child, everybody, person)
        assert set(ids) >= {"meetings", "visits", "message", "shared", "sheet", "session", "person", "goals"} - {
            "visits"
        }
        assert every_id_in_every_address(world, dice, browser, ids) > 300
        dice(f"{person} from here")
        crawl = Crawl(browser).walk(*BEGIN)
        crawl.try_everything_at(
            sorted({*crawl.known, *addresses(world.family_app, REFS if person == child else ("x",))})
        )
        crawl.try_other_methods_at(addresses(world.family_app, ("x",)))
        assert len(crawl.seen) > 200
        assert "the-levels" not in crawl.known
        assert len(crawl.texts()) > 100_000
        # A marker that nobody can read would hide nothing: what is planted for one's own eyes arrives.
        assert f"WORDS-OF-{person.upper()}" in crawl.texts() or person == child
    assert any(factories.OTHER_PERSON in browser.get("/p").text for browser in people.values())

    markers = set().union(*never.values()) | {f"WORDS-OF-{person.upper()}" for person in everybody}
    kept = everything_kept(urls[1])
    assert b"open-plan" in kept, "the cupboard was read"
    assert [marker for marker in sorted(markers) if marker.encode() in kept] == []
    log = "\n".join(whole_record(record) for record in caplog.records)
    assert "plan.show" in log, "the log was read"
    assert [marker for marker in sorted(markers) if marker in log] == []


def test_of_a_case_whose_copies_are_all_refused_nothing_reaches_anybody(world: World) -> None:
    """Attack 20: the fourth example, which is never published, crawled as everybody in it."""
    data, never = planted("refused-at-publishing")
    child = world.bring_in("refused-at-publishing", data)
    assert {done.state for done in world.publish(child)} == {"refused"}
    everything = set().union(*never.values())
    assert len(everything) > 10
    for person in family(data):
        hidden = {marker for marker in everything if marker not in name_of(data, person)}
        browser = world.join(child, person, never=hidden)
        assert browser.get("/p").status_code == 404
        assert len(crawl_all(browser, world).seen) > 100


def name_of(data: bytes, person: str) -> str:
    return next((each["name"] for each in json.loads(data)["people"] if each["ref"] == person), "")
