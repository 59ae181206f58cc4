"""After a whole journey, nobody who takes the database or the log learns a word of it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from portal.domain.people import Tie
from portal.domain.preparation import MEETING, Readers
from portal.journeys.desk import invite, publish, read_views, review
from portal.journeys.family import read_plan, sharing
from tests import factories
from tests.journeys.people import KIT, MUM, begin, cupboard, joined, save, share, way_in
from tests.world import World

SAID, DRAFT, PLAN, SECRET = "SENTINEL-said-aloud", "SENTINEL-only-a-draft", "SENTINEL-in-the-plan", "SENTINEL-closed"
TOLD, WHY, REASON = "SENTINEL-how-told", "SENTINEL-why-it-was-opened", "SENTINEL-reason-to-publish"
NAMES = ("Kitsentinel", "Dawnsentinel", "Garysentinel", "Christopher Aldous")  # too long to come about by chance


def whole_journey(world: World) -> set[str]:
    """Every journey once, with words that can be looked for. Returns what must not be found anywhere."""
    tree = factories.example("norfolk")
    tree["plan"]["goals"][0]["text"] = PLAN
    tree["child"]["preferred_name"] = NAMES[0]
    for person, name in zip(tree["people"], NAMES[1:3], strict=True):
        person["name"] = f"{name} Example"
    tree["child"]["notes"][0]["text"] = SECRET
    child = world.bring_in(data=factories.as_bytes(tree))
    world.worker("tunde", name="Tunde Bello")
    world.tie(child, "tunde", Tie.TRUSTED, "yw")
    found = review.review(world.room, world.worker("priya"), child, told=True)
    reasons = {check.id: REASON for copy in found.copies for check in copy.asks}
    publish.publish(world.room, world.worker("priya"), child, 1, told=TOLD, reasons=reasons)
    kit, name, words = way_in(world, child, child)
    mum = joined(world, child, MUM, take_home=True)
    code = world.code(child, "dad")
    invite.say_it_was_them(world.room, world.worker("tunde"), child, MUM)
    assert PLAN in str(read_plan.open_plan(cupboard(world), kit))
    begin(world, kit)
    save(world, kit, "want-next", SAID)
    save(world, kit, "worries", SAID, readers=Readers(MEETING, (mum.person,)))
    save(world, kit, "changed", DRAFT)
    share(world, kit, "want-next", "worries")
    assert read_views.open_new(world.room, world.worker("priya"), KIT)
    assert read_views.views(world.room, world.worker("priya"), KIT)
    for piece in sharing.read_back(cupboard(world), kit):
        if piece.question == "want-next":
            read_views.open_with_reason(world.room, world.worker("priya"), KIT, piece.id, WHY)
        else:
            read_views.mark_read(world.room, world.worker("priya"), KIT, piece.id)
            read_views.pass_on(world.room, world.worker("priya"), KIT, piece.id, mum.person)
    sentinels = {SAID, DRAFT, PLAN, SECRET, TOLD, WHY, REASON}
    return sentinels | {name, words, words.replace(" ", "-"), code, *NAMES}


def dumped(urls: tuple[str, str]) -> bytes:
    """Everything that stands in both cupboards: each value of each row, bytes as they are."""
    whole: list[bytes] = []
    for url in urls:
        engine = create_engine(url)
        with engine.connect() as db:
            for table in inspect(engine).get_table_names():
                for row in db.execute(text(f'SELECT * FROM "{table}"')):
                    whole += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        engine.dispose()
    return b"\n".join(whole)


def test_no_word_and_no_name_stands_in_any_table(world_on_each: World, urls: tuple[str, str]) -> None:
    hidden = whole_journey(world_on_each)
    whole = dumped(urls)
    assert b"priya" in whole, "the dump is not empty"
    # `notice` holds the wording that every reader sees, and nobody's own words
    assert [each for each in sorted(hidden) if each.encode() in whole] == []


def test_no_word_and_no_name_stands_in_the_files(world: World, tmp_path: Path) -> None:
    hidden = whole_journey(world)
    files = sorted(path for path in tmp_path.iterdir() if ".sqlite3" in path.name)
    assert len([path for path in files if path.name.endswith("-wal")]) == 2
    for path in files:
        data = path.read_bytes()
        for each in hidden:
            assert each.encode() not in data, f"“{each}” stands in {path.name}"
            assert each.encode("utf-16-le") not in data


def test_no_word_and_no_name_stands_in_the_log(world_on_each: World, caplog: pytest.LogCaptureFixture) -> None:
    world = world_on_each
    caplog.set_level(logging.DEBUG)
    hidden = whole_journey(world)
    browser = world.join(KIT, MUM)
    browser.get("/me")
    browser.get("/p")
    browser.submit("/q", reader="meeting")
    browser.submit("/q/most-want", answer=SAID)
    world.browser().submit("/in", name=browser.name, words=SAID)  # type: ignore[attr-defined]
    hidden |= {browser.name, browser.words}  # type: ignore[attr-defined]
    ours = [record for record in caplog.records if record.name.split(".")[0] in ("portal", "flask", "werkzeug")]
    assert any(record.message == "request" for record in ours)
    written = "\n".join(whole_record(record) for record in caplog.records)
    assert [each for each in sorted(hidden) if each in written] == []


def whole_record(record: Any) -> str:
    """A log record with everything that somebody hung on it."""
    return " ".join(f"{name}={value!r}" for name, value in vars(record).items())
