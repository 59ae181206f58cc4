"""What the attack list's tests share: a look at all that somebody sees, the ids that there are, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, select, text

from portal.store.database import Cupboard
from portal.store.family import editions, tables
from tests import factories
from tests.client import Browser, form_fields
from tests.safety.conftest import Dice
from tests.safety.crawl import HTMX, Crawl, addresses, as_bytes
from tests.world import World

BEGIN = (
    "/me",
    "/p",
    "/q",
    "/q/list",
    "/q/check",
    "/sent",
    "/with-me",
    "/again",
    "/q/done?n=3",
    "/walk",
    "/ask/the-levels",
)
_turn = count()


def look(world: World, dice: Dice, browser: Browser) -> dict[tuple[str, ...], bytes]:
    """Everything that somebody can open, whole, without pressing a button: twice the same while nothing has changed."""
    dice(f"the same nonces for {browser.who}")
    crawl = Crawl(browser).walk(*BEGIN, forms=False)
    for path in sorted({*crawl.known, *addresses(world.family_app, ("x",))}):
        for ask in ({"method": "GET", "headers": HTMX}, {"method": "HEAD"}, {"method": "OPTIONS"}):
            crawl.ask(path=path, **ask)  # type: ignore[arg-type]
    dice(f"what comes after look {next(_turn)}")  # or two rows would get one id
    return crawl.as_bytes()


def differences(one: dict[tuple[str, ...], bytes], other: dict[tuple[str, ...], bytes]) -> list[tuple[str, ...]]:
    assert len(one) > 60
    return sorted(asked for asked in {*one, *other} if one.get(asked) != other.get(asked))


def cupboard(world: World) -> Cupboard:
    found: Cupboard = world.family_app.extensions["portal"].family
    return found


def copy_of(world: World, child: str, person: str) -> Any:
    """Somebody's newest copy, as it stands in the cupboard."""
    with world.room.family.reading() as db:
        found = editions.newest_for(db, world.room.family.keyring, world.room.person_id(child, person))
    assert found is not None
    return found.edition


KINDS = ("goals", "actions", "safety", "meetings", "visits", "people")
TAKEN = {"meetings": "/m/", "visits": "/v/", "message": "/told/", "shared": "/sent/"}
"""What the addresses of the family side take, beside questions: there every id of that kind is tried."""

_IDS = {"person": "id", "sheet": "id", "message": "id", "shared": "id", "session": "id", "invitation": "id",
        "reason": "id", "data_key": "id", "account": "sign_in"}  # fmt: skip


def refs_in(copy: Any) -> dict[str, set[str]]:
    """Every reference that stands in a copy, by what it is of."""
    return {kind: {part.ref for part in getattr(copy, kind)} for kind in KINDS}


def ids_in_the_cupboard(world: World) -> dict[tuple[str, str], set[str]]:
    """Every id that stands in the family cupboard, by its kind and by whose it is ("" where it is nobody's)."""
    found: dict[tuple[str, str], set[str]] = {}
    with world.room.family.reading() as db:
        for kind, column in _IDS.items():
            table = tables.metadata.tables[kind]
            whose = table.c.person_id if "person_id" in table.c else table.c.id if kind == "person" else None
            for row in db.execute(select(table.c[column]) if whose is None else select(table.c[column], whose)):
                found.setdefault((kind, "" if whose is None else row[1]), set()).add(row[0])
    return found


def answer_to(dice: Dice, browser: Browser, method: str, path: str, **more: Any) -> bytes:
    """The whole answer, with the nonce that every other answer has."""
    dice("the same nonce")
    headers = {"Referer": "https://family.example.org/", **more.pop("headers", {})}
    found = browser._client.open(path, method=method, base_url="https://family.example.org", headers=headers, **more)
    whole = as_bytes(found)
    for words in browser.never:
        assert words.encode() not in whole, f"{browser.who} can read “{words}” at {method} {path}"
    assert found.status_code < 500, (method, path)
    return whole


def token(browser: Browser) -> str:
    """What makes a form of this browser's session one of ours."""
    found = re.search(r'data-token="([^"]+)"', browser.get("/me").text)
    assert found
    return found[1]


def everything_kept(url: str) -> bytes:
    """Every value of every row of one database; on SQLite the bytes of its files as well."""
    whole: list[bytes] = []
    engine = create_engine(url)
    with engine.connect() as db:
        for table in inspect(engine).get_table_names():
            for row in db.execute(text(f'SELECT * FROM "{table}"')):
                whole += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        whole += [part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*"))]
    engine.dispose()
    return b"\n".join(whole)


def bring(world: World, change: Any, example: str = "norfolk") -> None:
    """A newer file about the child of this example."""
    tree = factories.example(example)
    change(tree)
    world.bring_in(example, factories.as_bytes(tree))


def published(world: World, child: str) -> dict[str, str]:
    """Publish, and what became of each person's copy."""
    return {done.person: done.state for done in world.publish(child)}


def form_at(browser: Browser, path: str, form: str, **fields: Any) -> int:
    """Send a form of a page, with more fields than it has: the status of the answer."""
    return browser.post(form, {**form_fields(browser.get(path).text, form), **fields}).status_code


def readable(pages: Iterable[bytes]) -> str:
    return b"\n".join(pages).decode()
