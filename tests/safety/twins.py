"""One person in one world, in every state that their way in can be in, and everything that they could ask for.

A state is kept as a snapshot of both databases, so that each question is put in the very same state: the answer
before a hidden change and the answer after it differ only if the change can be noticed.
"""

from __future__ import annotations

import copy
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text
from werkzeug.exceptions import HTTPException

from portal.domain.people import WorkerRole
from portal.journeys.desk import calendar, invite, withdraw
from portal.store.casework import tables as casework_tables
from portal.store.database import Cupboard
from portal.store.family import tables as family_tables
from tests.client import HTTPS, Browser, form_fields
from tests.safety.conftest import Dice
from tests.safety.crawl import HTMX, RESTORE, Crawl, addresses, as_bytes
from tests.safety.test_leaks import BEGIN, write_and_share
from tests.world import World


@dataclass(frozen=True)
class Asked:
    """One request that this person could send. `route` is what it is answered by."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, Any], ...] = ()
    route: str = ""

    @property
    def changes(self) -> bool:
        return self.method == "POST"


class Snapshot:
    """Both databases as they stood, to be put back under a portal that runs on."""

    def __init__(self, world: World) -> None:
        self.cupboards = (world.room.casework, world.room.family)
        self._kept = [self._take(cupboard) for cupboard in self.cupboards]

    def put_back(self) -> None:
        for cupboard, kept in zip(self.cupboards, self._kept, strict=True):
            self._restore(cupboard, kept)

    def _take(self, cupboard: Cupboard) -> Any:
        with cupboard.engines[1].begin() as db:
            if db.dialect.name == "sqlite":
                kept = sqlite3.connect(":memory:")
                with _beside(db) as other:
                    other.backup(kept)
                return kept
            return {t.name: db.execute(t.select()).mappings().all() for t in _tables(cupboard)}

    def _restore(self, cupboard: Cupboard, kept: Any) -> None:
        if isinstance(kept, sqlite3.Connection):
            with cupboard.engines[1].connect() as db, _beside(db) as other:
                kept.backup(other)
            return
        with cupboard.engines[1].begin() as db:
            db.execute(text("SET LOCAL session_replication_role = replica"))  # published copies are never taken out
            db.execute(text(f"TRUNCATE {', '.join(table.name for table in _tables(cupboard))} CASCADE"))
            for table in _tables(cupboard):
                if kept[table.name]:
                    db.execute(table.insert(), [dict(row) for row in kept[table.name]])


def _beside(db: Connection) -> sqlite3.Connection:
    name = db.exec_driver_sql("PRAGMA database_list").fetchone()[2]  # type: ignore[index]
    db.rollback()
    return sqlite3.connect(name)


def _tables(cupboard: Cupboard) -> Any:
    found = casework_tables if "casework" in str(cupboard.engines[1].url.database) else family_tables
    return found.metadata.sorted_tables


class Stage:
    """A person of one case, in each of these states."""

    def __init__(self, world: World, dice: Dice, child: str, person: str) -> None:
        self.world, self.dice, self.child, self.person = world, dice, child, person
        world.worker("moira", role=WorkerRole.MANAGER)  # before anything is put back: the world remembers her
        self.browser, self.state = world.browser(who=person), ""
        self._before = Snapshot(world)
        self._kept: dict[str, tuple[Snapshot, Any, list[Asked]]] = {}
        self._answers: dict[tuple[str, Asked], bytes] = {}

    def enter(self, state: str) -> list[Asked]:
        """Be in this state, with nothing changed: what could be asked in it."""
        if state not in self._kept:
            self._before.put_back()
            self.browser = self._join(take_home=state == "waits for the yes", own_phone=state == "on their own phone")
            STATES[state](self)
            self.browser.look_at = lambda path, response: None  # type: ignore[method-assign]  # other tests look
            snapshot, cookies = Snapshot(self.world), copy.copy(self.browser._client._cookies)
            self._kept[state] = snapshot, cookies, self._everything()
        self.state = state
        self.put_back(state)
        return self._kept[state][2]

    def put_back(self, state: str) -> None:
        """As it was when the state was entered."""
        self._kept[state][0].put_back()

    def _join(self, **more: Any) -> Browser:
        self.dice(f"{self.person} joins")
        own_phone = more.pop("own_phone")
        return self.world.join(self.child, self.person, own_phone=own_phone, **more)

    def answers(self, state: str, asked: list[Asked]) -> list[bytes]:
        """The answers in this state, with whatever has been changed since; none of them is told by another."""
        stands = Snapshot(self.world)
        found = []
        for each in asked:
            found.append(self._answer(state, each))
            if each.changes:
                stands.put_back()
        return found

    def unchanged(self, state: str, asked: list[Asked]) -> list[bytes]:
        """The answers before any hidden change."""
        new = [each for each in dict.fromkeys(asked) if (state, each) not in self._answers]
        if new:
            self.put_back(state)
            self._answers |= {(state, each): answer for each, answer in zip(new, self.answers(state, new), strict=True)}
        return [self._answers[state, each] for each in asked]

    def _answer(self, state: str, asked: Asked) -> bytes:
        client = self.browser._client
        client._cookies = copy.copy(self._kept[state][1])
        self.dice(f"{state} {asked.method} {asked.path}")
        base = HTTPS["family"]
        headers = {"Referer": f"{base}/", **dict(asked.headers)}
        more = {"data": dict(asked.data)} if asked.changes else {}
        found = client.open(asked.path, method=asked.method, base_url=base, headers=headers, **more)
        whole = as_bytes(found)
        if asked.changes and found.status_code == 303:
            whole += as_bytes(client.get(found.headers["Location"], base_url=base))
        return whole

    def _everything(self) -> list[Asked]:
        """Every page, part and form that is led to, and what might be tried at each address of the URL map."""
        crawl = Crawl(self.browser).walk(*BEGIN, forms=False)
        pages = sorted({*crawl.known, *addresses(self.world.family_app, ("x",)), "/g/en/norfolk/"})
        found = []
        for path in pages:
            found += [Asked("GET", path), *(Asked("GET", path, tuple(h.items())) for h in (HTMX, RESTORE))]
            found += [Asked(method, path) for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE")]
        for (method, path, *_headers), page in crawl.seen.items():
            if method == "GET" and page.mimetype == "text/html":
                found += self._forms(page.text, path)
        routes = _routes(self.world.family_app)
        return [Asked(a.method, a.path, a.headers, a.data, routes(a)) for a in found]

    def _forms(self, html: str, path: str) -> list[Asked]:
        found = []
        for action in re.findall(r'<form\b[^>]*\baction="(/[^"]*)"', html):
            fields = form_fields(html, action.replace("&amp;", "&"))
            fields |= {name: "Some words" for name in ("answer", "words") if name in fields}
            data = tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in fields.items())
            for headers in ((), tuple(HTMX.items())):
                found.append(Asked("POST", action.replace("&amp;", "&"), headers, data))
        return found


def _routes(app: Flask) -> Callable[[Asked], str]:
    adapter = app.url_map.bind("family.example.org")

    def route(asked: Asked) -> str:
        method = "GET" if asked.method == "HEAD" else asked.method
        try:
            found, _values = adapter.match(asked.path.split("?")[0], method)
        except HTTPException as refusal:
            found = type(refusal).__name__
        kind = "form" if asked.data else "part" if asked.headers else ""
        return f"{asked.method} {found} {kind}"

    return route


# -- states: what has happened before something hidden changes ---------------------------------------------


def _reads(stage: Stage) -> None:
    calendar.allow(stage.world.room, stage.world.worker("priya"), stage.child, stage.person, allowed=True)


def _has_written(stage: Stage) -> None:
    """They have answered and shared, said something about each date, and said that they have read their copy."""
    browser = stage.browser
    write_and_share(browser, "their own words")
    for path in ("/p", *re.findall(r'href="(/m/\w+)"', browser.get("/me").text + browser.get("/p").text)):
        page = browser.get(path).text
        for action in re.findall(r'action="(/m/\w+/(?:no|move)|/v/\w+/missed|/p/read)"', page):
            assert browser.post(action, form_fields(page, action)).status_code == 303


def _shut_out(stage: Stage) -> None:
    invite.set_paper_only(stage.world.room, stage.world.worker("priya"), stage.child, stage.person)


def _taken_back(stage: Stage) -> None:
    withdraw.withdraw(stage.world.room, stage.world.worker("priya"), stage.child, stage.person, 1, "It was wrong.")


STATES: dict[str, Callable[[Stage], None]] = {
    "reads": _reads,
    "has written": _has_written,
    "waits for the yes": lambda stage: None,
    "on their own phone": lambda stage: None,
    "their copy was taken back": _taken_back,
    "on paper only": _shut_out,
}
