"""On PostgreSQL the family side has a role of its own, which can do its work and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

import portal.store
from portal.app import create_app
from portal.config import Side
from tests.conftest import Hands, settings_for
from tests.world import World

GRANTS = Path(portal.store.__file__).parent / "roles.sql"


@pytest.fixture
def as_family(postgres_urls: tuple[str, str]) -> Iterator[URL]:
    """The family database's address for the role that `roles.sql` makes room for."""
    at = make_url(postgres_urls[1])
    mark = str(at.database).removeprefix("family_")
    role = f"family_role_{mark}"
    casework = str(make_url(postgres_urls[0]).database)
    admin = create_engine(at, isolation_level="AUTOCOMMIT")
    sql = GRANTS.read_text().replace("portal_family_role", role).replace("portal_family", str(at.database))
    with admin.connect() as db:
        db.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'not-a-secret'"))
        db.execute(text(f"REVOKE ALL ON DATABASE {casework} FROM PUBLIC"))
        for statement in "\n".join(line for line in sql.splitlines() if not line.startswith("--")).split(";"):
            if statement.strip():
                db.execute(text(statement))
    yield at.set(username=role, password="not-a-secret")
    with admin.connect() as db:
        db.execute(text(f"DROP OWNED BY {role}"))
        db.execute(text(f"DROP ROLE {role}"))
    admin.dispose()


def test_families_do_all_they_come_for_as_a_role_of_their_own(
    as_family: URL, postgres_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    urls = ("", as_family.render_as_string(hide_password=False))
    family = create_app(settings_for(Side.FAMILY, urls, keys), hands.clock)
    desk = create_app(settings_for(Side.DESK, postgres_urls, keys), hands.clock)
    world = World(family, desk, hands)
    child = world.family_ready()
    kit = world.join(child, child)
    assert kit.get("/p").status_code == 200
    kit.submit("/q")
    assert kit.submit("/q/want-next", answer="More football").status_code == 303
    assert kit.submit("/q/check").status_code == 303
    page = kit.get("/sent")
    assert "More football" in page.text
    assert kit.post("/x", {}).status_code in (204, 400)
    for app in (family, desk):
        services = app.extensions["portal"]
        services.family.close()
        if services.room:
            services.room.casework.close()
            services.room.family.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edition SET number = 9",
        "DELETE FROM edition",
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "INSERT INTO edition SELECT * FROM edition",
        "INSERT INTO person SELECT * FROM person",
        "UPDATE person SET door_open = true",
        "UPDATE data_key SET wrapped = ''",
        "CREATE TABLE mine (id int)",
        "DROP TABLE audit",
    ],
)
def test_the_familys_role_can_neither_publish_nor_open_a_door_nor_change_what_was_done(
    as_family: URL, statement: str
) -> None:
    engine = create_engine(as_family)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), engine.begin() as db:
        db.execute(text(statement))
    engine.dispose()


def test_the_familys_role_cannot_even_connect_to_whole_cases(as_family: URL, postgres_urls: tuple[str, str]) -> None:
    engine = create_engine(as_family.set(database=make_url(postgres_urls[0]).database))
    with pytest.raises(DBAPIError, match="permission denied for database"), engine.connect():
        pass
    engine.dispose()
