"""Each wall is taken away in turn, by a mistake that somebody could make; the next one holds.

Real pages of real people. Every browser here knows what must never reach it (`Browser.never`), and fails the test
if it does; so a wall that fell through shows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.access import rules
from portal.access.permissions import Permission as P
from portal.access.viewer import FamilyMember, Subject
from portal.app import create_app
from portal.config import Side
from portal.journeys.desk import publish, review
from portal.journeys.family import calendar, come_in, dates, own_list, prepare, read_plan, reading, sharing
from portal.store.family import editions, tables
from portal.store.family.policy import WINDOWS, own
from portal.web.kit.render import render
from portal.web.kit.services import services
from tests import factories
from tests.client import Browser
from tests.conftest import Hands, both_sides, settings_for
from tests.journeys.people import cupboard
from tests.safety.crawl import Crawl
from tests.safety.test_leaks import BEGIN, planted, write_and_share
from tests.world import World

FAMILY_JOURNEYS: tuple[ModuleType, ...] = (calendar, dates, own_list, prepare, read_plan, reading, sharing)
WORDS = "WORDS-OF-DAD"


class House:
    """Norfolk's case with markers in everything, published; Mum and Dad have joined, and Dad has shared words."""

    def __init__(self, world: World) -> None:
        self.world = world
        data, self.never = planted("norfolk")
        self.child = world.bring_in("norfolk", data)
        world.publish(self.child)
        self.dad = world.join(self.child, "dad", never=self.never["dad"])
        write_and_share(self.dad, WORDS)
        self.mum = world.join(self.child, "mum", never=self.never["mum"] | {WORDS})
        self.refs = tuple(path.rpartition("/")[2] for path in Crawl(self.dad).walk(*BEGIN, forms=False).known)

    def id_of(self, person: str) -> str:
        return self.world.room.person_id(self.child, person)


@pytest.fixture
def house(world: World) -> House:
    return House(world)


@pytest.fixture
def house_on_each(urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[House]:
    """With sides of its own: these tests put views into them that stay there."""
    with contextmanager(both_sides)(urls, keys, hands) as world:
        yield House(world)


def no_rule(*args: Any, **more: Any) -> None:
    """A `require` that lets everybody."""


def nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in FAMILY_JOURNEYS:
        monkeypatch.setattr(module, "require", no_rule)
        if hasattr(module, "allowed"):
            monkeypatch.setattr(module, "allowed", lambda *args, **more: True)


# -- no `require` in the journeys ----------------------------------------------------------------------


def test_without_any_rule_in_the_journeys_the_database_shows_ones_own_rows_alone(
    house_on_each: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on_each
    nobody_asks(monkeypatch)
    assert read_plan.require is no_rule  # type: ignore[attr-defined]
    paths = ["/me", "/p", "/sent", "/with-me", "/q/list", *(f"/{kind}/{ref}" for kind in "mq" for ref in house.refs)]
    crawl = Crawl(house.mum).try_everything_at(paths)
    assert crawl.seen["GET", "/p"].status_code == 200
    assert factories.OTHER_PERSON in crawl.texts(), "her own markers are there, so others' would have been"


def test_without_any_rule_a_copy_that_was_not_confirmed_stays_shut(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has said yet that it was her who joined: the windows know."""
    waiting = house.world.join(house.child, "mum", never={"football", "Example Centre"}, take_home=True)
    nobody_asks(monkeypatch)
    assert waiting.get("/p").status_code == 404
    assert waiting.get("/me").status_code == 200


# -- no door on a view, and no filter in its query -----------------------------------------------------


def test_a_view_without_a_door_is_not_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in ("plan.show", "plan.meeting", "prepare.sent.sent"):
        monkeypatch.delattr(house.world.family_app.view_functions[endpoint], "door")
    assert house.world.browser().get("/p").status_code == 404
    for path in ("/p", "/sent", *(f"/m/{ref}" for ref in house.refs)):
        assert house.mum.get(path).status_code == 404, path


def bare(app: Flask, path: str, query: Callable[[], Any]) -> None:
    """A new view of somebody's who was in a hurry: no journey, no rule, no filter."""
    from portal.web.kit.doors import Door, door, family_viewer

    @door(Door.FAMILY)
    def in_a_hurry() -> Response:
        with services().family.reading(family_viewer().person) as db:
            said = "\n".join(str(tuple(row)) for row in db.execute(query()))
        return Response(said, content_type="text/plain; charset=utf-8")

    app._got_first_request = False
    app.add_url_rule(path, path.strip("/"), in_a_hurry)
    app._got_first_request = True


def test_a_query_in_a_view_that_asks_for_everything_gets_ones_own_rows(house_on_each: House) -> None:
    house = house_on_each
    readable = [name for name, window in WINDOWS.items() if window.reads and name not in ("notice", "audit_end")]
    for name in readable:
        columns = [getattr(own, name).c[column] for column in WINDOWS[name].reads]
        bare(house.world.family_app, f"/all-{name}", lambda columns=columns: select(*columns))
    others = {house.id_of("dad"), house.id_of(house.child)}
    house.mum.never |= others
    house.dad.never -= {house.id_of("dad")}
    for name in readable:
        assert house.mum.get(f"/all-{name}").status_code == 200, name
    assert house.id_of("mum") in house.mum.get("/all-edition").text
    assert house.id_of("dad") in house.dad.get("/all-shared").text


def test_a_query_in_a_view_that_asks_a_table_gets_nothing(house_on_each: House) -> None:
    house = house_on_each
    for table in tables.metadata.sorted_tables:
        bare(house.world.family_app, f"/table-{table.name}", lambda table=table: select(table))
        bare(house.world.family_app, f"/text-{table.name}", lambda table=table: text(f"SELECT * FROM {table.name}"))
    for table in tables.metadata.sorted_tables:
        for path in (f"/table-{table.name}", f"/text-{table.name}"):
            with pytest.raises(DBAPIError) as refusal:  # in a test an error is not turned into a page
                house.mum.get(path)
            assert not [marker for marker in house.mum.never if marker in str(refusal.value)], path


# -- the copy's query without its person, and a page that prints all that it is given ----------------------


def test_the_query_of_a_copy_names_no_person_and_finds_ones_own(house_on_each: House) -> None:
    """Without a person in the statement, with another one in the viewer, with another child's: the windows decide."""
    house = house_on_each
    family = cupboard(house.world)
    for person in ("mum", "dad"):
        with family.reading(house.id_of(person)) as db:
            copy = editions.latest(db, family.keyring)
        assert copy is not None
        assert copy.edition.reader.split()[0] == {"mum": "Dawn", "dad": "Gary"}[person]
    with family.reading() as db:
        assert db.execute(select(own.edition.c.number)).all() == []
        assert db.execute(select(own.data_key.c.id)).all() == []


def test_somebody_elses_id_in_ones_own_session_stops_at_the_rule(house: House) -> None:
    """A journey that takes whose copy it is from a form: the rule compares it with who is asking."""
    who = come_in.who_is_this(
        cupboard(house.world), *(house.mum.cookie(name) or "" for name in ("__Host-s", "__Host-h"))
    )
    assert isinstance(who, FamilyMember)
    for person, is_let in (("mum", True), ("dad", False), (house.child, False)):
        subject = Subject(who.child, house.id_of(person))
        for permission in (P.OPEN_HOME, P.OPEN_PLAN, P.PREPARE, P.SHARE, P.SEND_MESSAGE, P.SAY_READ, P.KEEP_DATE):
            assert rules.allowed(who, permission, subject) is is_let


def prints_everything(template: str, page: Any, *, fragment: str | None = None) -> str:
    from markupsafe import escape

    return f"<p>{escape(repr(page))}</p>"


def test_a_page_that_prints_all_that_it_is_given_has_been_given_nothing_of_anybody_elses(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("plan.own_copy", "plan.routes", "plan.calendar", "prepare.routes", "prepare.sent", "account.routes"):
        assert getattr(__import__(f"portal.web.{module}", fromlist=["render"]), "render", None) is render
        monkeypatch.setattr(f"portal.web.{module}.render", prints_everything)
    crawl = Crawl(house.mum).walk(
        "/me", "/p", "/q", "/sent", "/with-me", *(f"/m/{ref}" for ref in house.refs), forms=False
    )
    assert "PlanPage(" in crawl.seen["GET", "/p"].text
    assert factories.OTHER_PERSON in crawl.texts(), "her own markers are there"
    assert factories.PROFESSIONALS_ONLY not in crawl.texts()


# -- a copy that holds too much, and no gate ---------------------------------------------------------------


TOO_MUCH: dict[str, str] = {
    "what professionals alone say, with a name in it": "Peer MAP: linked to Operation Marlstone since the summer.",
    "another's telephone number": "You can ring 07700 900461 in the evening.",
    "a number plate": "Look out for AO19 on the silver Corsa.",
    "the name of somebody who is kept from them": "DS Harlow will be there.",
    "six words of a professionals' item": "Serve a Child Abduction Warning Notice on the driver.",
}


@pytest.mark.parametrize("item", TOO_MUCH)
def test_a_copy_that_holds_an_item_too_many_is_stopped_at_publishing(
    world: World, monkeypatch: pytest.MonkeyPatch, item: str
) -> None:
    from portal.domain.edition import SafetyStep

    real = review.family_view

    def lets_through(case: Any, person: str, *more: Any) -> Any:
        copy = real(case, person, *more)
        return replace(copy, safety=(*copy.safety, SafetyStep("0" * 16, TOO_MUCH[item])))

    monkeypatch.setattr(review, "family_view", lets_through)
    child = world.bring_in("norfolk")
    worker = world.worker("priya")
    revision = review.review(world.room, worker, child).kept.revision
    done = publish.publish(world.room, worker, child, revision, told="by phone, 20 November")
    assert {each.state for each in done} == {"refused"}
    for person in (child, "mum", "dad"):
        browser = world.join(child, person, never={TOO_MUCH[item], "Marlstone", "AO19", "Harlow"})
        assert browser.get("/p").status_code == 404
        assert browser.get("/me").status_code == 200


def status_of(browser: Browser, path: str) -> int:
    """In a test an error of the database is not always turned into a page: it says nothing either."""
    try:
        return browser.get(path).status_code
    except DBAPIError as refusal:
        said = str(refusal)
    assert not [marker for marker in browser.never if marker in said], path
    return 503


@pytest.mark.parametrize("example", factories.AREAS)
def test_a_copy_of_somebody_else_is_stopped_at_publishing(
    world: World, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    """Words and workers that the case opens to another person, and not to this one."""
    child = world.bring_in(example)
    people = review.review(world.room, world.worker("priya"), child, told=True).kept.case.with_access()
    real = review.family_view
    for person in people:
        for other in people:
            if other == person:
                continue
            mixed_up = lambda case, who, *more, p=person, o=other: real(case, o if who == p else who, *more)  # noqa: E731
            monkeypatch.setattr(review, "family_view", mixed_up)
            released = {each.person: each for each in world.publish(child, only=(person,))}
            assert released[person].state == "refused", (person, other)
            assert "not-theirs" in {check.id for check in released[person].stopped_by}


def test_without_the_gate_there_is_nothing_to_ask_and_nothing_is_shown(
    urls: tuple[str, str], keys: dict[str, str], house_on_each: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The family side asks windows; where nobody put a gate on its engines, there are none, or they are empty.

    It would not even start: what is looked at first is put aside here, to see the wall behind it.
    """
    house = house_on_each
    monkeypatch.setattr("portal.app.look_first", lambda *cupboards: None)
    monkeypatch.setattr("portal.app.family_gate", lambda pepper: None)
    app = create_app(settings_for(Side.FAMILY, urls, keys), house.world.hands.clock)
    mum = Browser(app, never=house.never["mum"] | {WORDS, "football", "Example Centre"}, who="mum without a gate")
    for name in ("__Host-s", "__Host-h"):
        mum.set_cookie(name, house.mum.cookie(name) or "")
    assert house.mum.get("/p").status_code == 200
    for path in ("/me", "/p", "/q", "/q/list", "/sent", "/with-me", *(f"/m/{ref}" for ref in house.refs)):
        assert status_of(mum, path) in (303, 404, 503), path
    app.extensions["portal"].family.close()
