"""Stores on both engines, a clock that a test can move, and a world with a worker and a family in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Dialect, make_url

import portal.store
from portal.app import create_app, family_gate
from portal.config import Settings, Side
from portal.domain.clock import Clock
from portal.store.database import Cupboard
from portal.store.gate.on_postgres import ROLE
from portal.store.migrations import upgrade
from tests.postgres import server_url
from tests.world import World

PEPPER = b"pepper-that-stands-outside-the-database-01"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Hands:
    """The hands of the test's clock."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.clock = Clock(lambda: self.now)

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


HANDS = Hands()
"""Of the portal that stands through all tests; each test finds it at START."""


@pytest.fixture
def hands() -> Hands:
    HANDS.now = START
    return HANDS


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both cupboards with their tables and nothing in them."""
    folder = tmp_path_factory.mktemp("empty")
    for name in ("casework", "family"):
        engine = create_engine(f"sqlite:///{folder / name}.sqlite3")
        upgrade(engine, name)
        engine.dispose()
    return folder


@pytest.fixture(scope="session")
def empty_postgres() -> str:
    """The address of a server that holds both cupboards as templates."""
    admin = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        for name in ("casework", "family"):
            db.execute(text(f"DROP DATABASE IF EXISTS empty_{name}"))
            db.execute(text(f"CREATE DATABASE empty_{name}"))
    admin.dispose()
    for name in ("casework", "family"):
        engine = create_engine(make_url(server_url()).set(database=f"empty_{name}"))
        upgrade(engine, name, family_gate(PEPPER) if name == "family" else None)
        if name == "family":
            with engine.begin() as db:
                for statement in [f"ALTER ROLE {ROLE} LOGIN PASSWORD 'not-a-secret'", *roles("", "")[1]]:
                    db.execute(text(statement))
        engine.dispose()
    return server_url()


@pytest.fixture
def sqlite_urls(empty_sqlite: Path, tmp_path: Path) -> tuple[str, str]:
    for name in ("casework", "family"):
        shutil.copy(empty_sqlite / f"{name}.sqlite3", tmp_path / f"{name}.sqlite3")
    return f"sqlite:///{tmp_path / 'casework.sqlite3'}", f"sqlite:///{tmp_path / 'family.sqlite3'}"


def roles(casework: str, family: str) -> tuple[list[str], list[str]]:
    """What an administrator runs for these two databases: outside them, and inside the family's."""
    sql = (Path(portal.store.__file__).parent / "roles.sql").read_text(encoding="utf-8")
    sql = sql.replace("portal_casework", casework).replace("portal_owner", "postgres")
    outside, inside = sql.split("-- then, ")
    return _statements(outside.replace("portal_families", family)), _statements(inside.split("\n", 1)[1])


def _statements(sql: str) -> list[str]:
    lines = [line for line in sql.splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


@pytest.fixture
def postgres_urls(empty_postgres: str) -> Iterator[tuple[str, str]]:
    mark = uuid4().hex[:12]
    admin = create_engine(empty_postgres, isolation_level="AUTOCOMMIT")
    names = {name: f"{name}_{mark}" for name in ("casework", "family")}
    with admin.connect() as db:
        for name, made in names.items():
            # the files copied, not their pages through the log: a sixth of the time
            db.execute(text(f"CREATE DATABASE {made} TEMPLATE empty_{name} STRATEGY FILE_COPY"))
        for statement in roles(names["casework"], names["family"])[0]:
            db.execute(text(statement))
    at = {name: make_url(empty_postgres).set(database=made) for name, made in names.items()}
    yield tuple(url.render_as_string(hide_password=False) for url in (at["casework"], at["family"]))  # type: ignore[misc]
    with admin.connect() as db:
        for made in names.values():
            db.execute(text(f"DROP DATABASE {made} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Addresses of an empty casework and an empty family cupboard, on each engine in turn."""
    found: tuple[str, str] = request.getfixturevalue(f"{request.param}_urls")
    return found


def as_family(url: str) -> str:
    """The family database's address for the family's own process: on PostgreSQL in a role of its own."""
    at = make_url(url)
    if at.get_backend_name() == "sqlite":
        return url
    return at.set(username=ROLE, password="not-a-secret").render_as_string(hide_password=False)


def settings_for(side: Side, urls: tuple[str, str], keys: dict[str, str], **more: object) -> Settings:
    desk = side is Side.DESK
    return Settings(
        side=side,
        family_database_url=urls[1] if desk else as_family(urls[1]),
        family_keys=(keys["family"],),
        family_audit_key=b"audit-of-the-family-cupboard-0123456789",
        family_secret="secret-of-the-family-side-0123456789abc",
        pepper=PEPPER,
        casework_database_url=urls[0] if desk else None,
        casework_keys=(keys["casework"],) if desk else (),
        casework_audit_key=b"audit-of-the-casework-cupboard-987654" if desk else b"",
        desk_secret="secret-of-the-desk-side-9876543210zyx" if desk else "",
        family_address="https://family.example.org",
        leave_to="https://weather.example.org/",
        trusted_hosts=("family.example.org", "desk.example.org"),
        testing=True,
        # a test asks faster than people do; those of limits say so themselves
        **{"requests_a_second": 1_000_000, **more},  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def keys() -> dict[str, str]:
    return {"family": Fernet.generate_key().decode(), "casework": Fernet.generate_key().decode()}


class Compiled(BytecodeCache):
    """Templates that another test's app has compiled already."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


def both_sides(urls: tuple[str, str], keys: dict[str, str], hands: Hands, **more: object) -> Iterator[World]:
    family = create_app(settings_for(Side.FAMILY, urls, keys, **more), hands.clock)
    desk = create_app(settings_for(Side.DESK, urls, keys, **more), hands.clock)
    for app in (family, desk):
        app.jinja_env.bytecode_cache = _COMPILED
    yield World(family, desk, hands)
    for app in (family, desk):
        close(app)


class Standing:
    """Both sides on one engine, made once in a test process; each test gives them databases of its own."""

    def __init__(self, urls: tuple[str, str], keys: dict[str, str]) -> None:
        self.urls, self.taken = urls, False
        self.as_made: list[tuple[Cupboard, dict[str, Any]]] = []
        self.sides = [create_app(settings_for(side, urls, keys), HANDS.clock) for side in (Side.FAMILY, Side.DESK)]
        for app in self.sides:
            app.jinja_env.bytecode_cache = _COMPILED
            room = app.extensions["portal"].room
            cupboards = [room.casework, room.family] if room else [app.extensions["portal"].family]
            for place, cupboard in zip((0, 1) if room else (1,), cupboards, strict=True):
                self.as_made.append((cupboard, dict(vars(cupboard))))
                for engine in cupboard.engines:
                    event.listen(engine, "do_connect", partial(self._elsewhere, place))

    def _elsewhere(self, place: int, dialect: Dialect, _: object, where: list[Any], more: dict[str, Any]) -> None:
        """Open the databases of the test that is running now, instead of those that were there at first."""
        at = make_url(self.urls[place]).database
        if dialect.name == "sqlite":
            where[0] = at
        else:
            more["dbname"] = at

    @contextmanager
    def world(self, urls: tuple[str, str]) -> Iterator[World]:
        assert not self.taken, "one test has one world on each engine"
        self.urls, self.taken = urls, True
        for app in self.sides:
            app.extensions["portal"].kept.clear()
            app.extensions["portal"].figures.requests.clear()
        family, desk = self.sides
        views = [dict(app.view_functions) for app in self.sides]
        try:
            yield World(family, desk, HANDS)
        finally:
            self.taken = False
            for app, as_made in zip(self.sides, views, strict=True):
                close(app)
                app.view_functions.clear()
                app.view_functions.update(as_made)  # a test may have put another one there
            for cupboard, made in self.as_made:
                vars(cupboard).update(made)  # a test may have given it other keys


_STANDING: dict[str, Standing] = {}


def _standing_world(urls: tuple[str, str], keys: dict[str, str]) -> Iterator[World]:
    engine = make_url(urls[0]).get_backend_name()
    if engine not in _STANDING:
        _STANDING[engine] = Standing(urls, keys)
    with _STANDING[engine].world(urls) as world:
        yield world


def close(app: Flask) -> None:
    """Let go of the databases that this side has open."""
    services = app.extensions["portal"]
    services.family.close()
    if services.room:
        services.room.casework.close()
        services.room.family.close()


@pytest.fixture
def world(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[World]:
    """Both sides of the portal on SQLite, with nobody in them yet."""
    yield from _standing_world(sqlite_urls, keys)


@pytest.fixture
def world_on_each(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[World]:
    """Both sides of the portal, on each engine in turn."""
    yield from _standing_world(urls, keys)
