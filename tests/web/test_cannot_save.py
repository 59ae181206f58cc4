"""The portal cannot save: the disk is full, somebody holds the database, it is not there. The words stand on the page,
what was saved before stands, and the next save works.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from tests.client import Browser, form_fields
from tests.conftest import Hands, both_sides
from tests.web.test_words_survive import words_on
from tests.world import World

Q = "/q/want-next"
AUTO = {"HX-Request": "true", "HX-Request-Type": "partial"}


def writer(world: World) -> Browser:
    child = world.family_ready()
    kit = world.join(child, child)
    assert kit.submit("/q").status_code == 303
    assert kit.submit(Q, answer="Saved before.").status_code == 303
    return kit


def in_the_box(kit: Browser) -> str:
    return str(form_fields(kit.get(Q).text, Q)["answer"])


def refused(answer: TestResponse, words: str) -> None:
    """A page that holds the words and the way on; nothing that a script would take for saved."""
    assert answer.status_code == 503
    assert words_on(answer) == words
    assert "Nothing was lost that was saved before." in answer.text
    assert 'href="/me"' in answer.text and 'href="/x"' in answer.text
    assert answer.headers["Retry-After"]
    assert "X-Saved" not in answer.headers


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """The family's files may not grow by a page more, as on a disk with no room."""
    engines = world.family_app.extensions["portal"].family.engines

    def no_room(dbapi: Any, record: object) -> None:
        # what every connection does before its gate is shut
        sqlite3.Connection.execute(dbapi, "PRAGMA max_page_count=1")  # never less than there are

    for engine in engines:
        engine.dispose()
        event.listen(engine, "connect", no_room, insert=True)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "connect", no_room)
            engine.dispose()


def test_on_a_full_disk_the_words_stay_and_what_was_saved_stands(world: World) -> None:
    kit = writer(world)
    typed = form_fields(kit.get(Q).text, Q)
    saved, last = "Saved before.", ""
    with full_disk(world):
        for number in range(200):
            last = f"{number} {'x' * 1_400}"
            answer = kit.post(Q, typed | {"answer": last, "turn": str(number + 1)}, headers=AUTO)
            if answer.status_code != 200:
                break
            saved = last
            typed["version"] = form_fields(f'<form action="x">{answer.text}</form>', "x")["version"]
        refused(answer, last)
        refused(kit.post(Q, typed | {"answer": last}), last)
        assert in_the_box(kit) == saved, "reading goes on"
    assert kit.submit(Q, answer=last).status_code == 303
    assert in_the_box(kit) == last
    with world.room.family.reading() as db:
        assert world.room.family.trail.verify(db) is None


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> World:
    """A world whose databases wait for a tenth of a second, not for five seconds, while somebody else holds them."""
    monkeypatch.setattr("portal.store.database._BUSY_MS", 100)
    found: World = request.getfixturevalue("world")
    return found


def test_while_somebody_else_holds_the_database_the_words_stay_and_the_next_save_works(
    impatient: World, sqlite_urls: tuple[str, str]
) -> None:
    kit = writer(impatient)
    typed = form_fields(kit.get(Q).text, Q) | {"answer": "I want to swim.", "turn": "1"}
    with closing(sqlite3.connect(sqlite_urls[1].removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for headers in ({}, AUTO):
            refused(kit.post(Q, typed, headers=headers), "I want to swim.")
        other.execute("ROLLBACK")
    assert in_the_box(kit) == "Saved before."
    assert kit.post(Q, typed, headers=AUTO).headers["X-Saved"] == f"{typed['tab']}.1"
    assert in_the_box(kit) == "I want to swim."


@pytest.fixture
def world_on_postgres(postgres_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[World]:
    yield from both_sides(postgres_urls, keys, hands)


def test_while_the_database_is_not_there_the_words_stay_and_the_next_save_works(
    world_on_postgres: World, postgres_urls: tuple[str, str]
) -> None:
    """A PostgreSQL that takes no connections and has dropped those that there were, as when it stops."""
    world, urls = world_on_postgres, postgres_urls
    kit = writer(world)
    typed = form_fields(kit.get(Q).text, Q) | {"answer": "I want to swim.", "turn": "1"}
    name = make_url(urls[1]).database
    admin = create_engine(make_url(urls[1]).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        db.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        try:
            for headers in ({}, AUTO):
                refused(kit.post(Q, typed, headers=headers), "I want to swim.")
        finally:
            db.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()
    assert in_the_box(kit) == "Saved before."
    assert kit.post(Q, typed, headers=AUTO).status_code == 200
    assert in_the_box(kit) == "I want to swim."
