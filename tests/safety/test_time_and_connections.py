"""When access begins and ends, and what a connection remembers: attacks 19 to 22 of docs/safety/attacks.md."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from portal.journeys.desk import end_case, invite, withdraw
from portal.store.family import editions, shared
from portal.store.family.tables import shared as shared_table
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM
from tests.safety.conftest import Dice
from tests.safety.crawl import HTMX
from tests.safety.test_leaks import write_and_share
from tests.safety.test_people_and_time import add, sees
from tests.safety.tried import answer_to, bring, copy_of, cupboard, differences, look, published, refs_in
from tests.store.stores import all_at_once
from tests.world import World

MARK = "ZEBRA-QUILL"


# -- 19: access that ended -------------------------------------------------------------------------------

ENDS: dict[str, Callable[[World, str], object]] = {
    "shut": lambda world, child: invite.shut(world.room, world.worker("priya"), child, MUM),
    "paper": lambda world, child: invite.set_paper_only(world.room, world.worker("priya"), child, MUM),
    "end": lambda world, child: end_case.end(
        world.room, world.worker("priya"), child, world.hands.now.date(), "The plan has ended."
    ),
    "no access": lambda world, child: bring(world, lambda tree: tree["people"][0].update(portal_access=False)),
}


# Pages and answers that are the same for everybody, or tell of the machine alone.
OF_NOBODY = ("/", "/robots.txt", "/in", "/metrics", "/readyz", "/healthz", "/.well-known/security.txt")


@pytest.mark.parametrize("ends", ENDS)
def test_who_was_shut_out_in_the_middle_is_answered_like_a_stranger_at_every_address(
    world_on_each: World, dice: Dice, ends: str
) -> None:
    """Attack 19, T-03 and T-17: pages, fragments, files, and the form that stood open."""
    world = world_on_each
    child = world.family_ready()
    mum, stranger = world.join(child, MUM), world.browser()
    mum.submit("/q")
    asked = re.findall(r'href="(/q/(?!check)[a-z-]+)"', mum.get("/q/list").text.partition("<main")[2])[0]
    open_form = form_fields(mum.get(asked).text, asked)
    ref = sorted(refs_in(copy_of(world, child, MUM))["meetings"])[0]
    ENDS[ends](world, child)
    for rule in world.family_app.url_map.iter_rules():
        if rule.rule.startswith(("/g/", "/j", "/l/", "/x", "/together")) or rule.rule in OF_NOBODY:
            continue
        path = re.sub(r"<[^>]+>", ref, rule.rule)
        for method in sorted({"GET", "HEAD"} & (rule.methods or set())):
            for headers in ({}, HTMX):
                theirs, strangers = (
                    without_session(answer_to(dice, who, method, path, headers=headers)) for who in (mum, stranger)
                )
                assert theirs == strangers, (method, path)
        if "POST" in (rule.methods or ()):
            said = (204,) if path in ("/away", "/back") else (400, 401, 303)  # out of sight: anybody may say it
            assert mum.post(path, {**open_form, "answer": MARK}).status_code in said, path
    with world.room.family.reading() as db:
        assert MARK not in str(db.execute(select(shared_table)).all())
        assert shared.for_desk(db, world.room.family.keyring, world.room.child_id(child)) == []
    assert mum.submit("/in", name=mum.name, words=mum.words).status_code == 422  # type: ignore[attr-defined]


def without_session(answer: bytes) -> bytes:
    """Less the token, the nonce and the cookies, which each session has for itself."""
    answer = re.sub(rb'(data-token|name="csrf_token" value)="[^"]*"|nonce(-|=")[\w-]+', b"", answer)
    return re.sub(rb"(?m)^(Set-Cookie): .*\n", b"", answer)


# -- 20, 21, 22: time, labels, connections ---------------------------------------------------------------


def test_before_it_is_published_there_is_nothing_and_after_it_was_taken_back_nothing_again(
    world_on_each: World, dice: Dice
) -> None:
    """Attack 20 and T-21, amended: what holds something back is that nobody has published it, not a time."""
    world = world_on_each
    child = world.family_ready()
    mum = world.join(child, MUM, never={MARK})
    before = look(world, dice, mum)
    bring(world, lambda tree: add(tree, {"audience": "family"}))
    assert differences(before, look(world, dice, mum)) == []
    assert published(world, child)[MUM] == "published"
    mum.never.clear()
    assert sees(mum, f"{MARK} action")
    withdraw.withdraw(world.room, world.worker("priya"), child, MUM, 2, "The wrong words stood in it.")
    mum.never |= {MARK, *refs_in(copy_of(world, child, KIT))["actions"]}
    gone = look(world, dice, mum)
    assert gone["GET", "/p"].startswith(b"404")
    meetings = {answer[:3] for asked, answer in gone.items() if asked[1].startswith("/m/") and asked[0] != "OPTIONS"}
    assert meetings <= {b"404", b"405"}, "405: there only a form is answered"
    with world.room.family.reading() as db:
        kept = editions.one(db, world.room.family.keyring, world.room.person_id(child, MUM), 2)
    assert kept is not None and MARK in str(kept.edition), "the evidence stands"
    desk = world.at_the_desk("priya")
    assert MARK in desk.get(f"/c/{child}/shown/{MUM}/2").text


def test_what_carries_no_label_is_seen_by_nobody(world_on_each: World, dice: Dice) -> None:
    """Attack 21: a row without an audience, of every kind that there is."""
    world = world_on_each
    child = world.family_ready()
    people = [world.join(child, person, never={MARK}) for person in (KIT, MUM, DAD)]
    before = [look(world, dice, browser) for browser in people]
    bring(world, lambda tree: add(tree, {}))
    assert set(published(world, child).values()) == {"unchanged"}
    for browser, pages in zip(people, before, strict=True):
        assert differences(pages, look(world, dice, browser)) == [], browser.who


def test_a_column_and_a_table_that_nobody_has_opened_are_closed_to_families(
    world_on_each: World, urls: tuple[str, str]
) -> None:
    """Attack 21: made in the database behind the portal's back, with something in them."""
    world = world_on_each
    child = world.family_ready()
    owner = create_engine(urls[1])
    with owner.begin() as db:
        db.execute(text(f"ALTER TABLE sheet ADD COLUMN notes text DEFAULT '{MARK}'"))
        db.execute(text("CREATE TABLE notes (words text)"))
        db.execute(text(f"INSERT INTO notes VALUES ('{MARK}')"))
    owner.dispose()
    mum = world.join(child, MUM, never={MARK})
    write_and_share(mum, "words")
    at = "temp" if urls[1].startswith("sqlite") else "own"
    for statement in ("SELECT notes FROM sheet", "SELECT words FROM notes", f"SELECT notes FROM {at}.own_sheet"):
        with cupboard(world).reading(world.room.person_id(child, MUM)) as db:
            with pytest.raises(DBAPIError):
                db.execute(text(statement))
    with cupboard(world).reading(world.room.person_id(child, MUM)) as db:
        (row,) = db.execute(text(f"SELECT * FROM {at}.own_sheet")).all()
    assert MARK not in str(row)


def test_a_request_that_fails_half_way_leaves_nothing_for_the_next_one(
    world_on_each: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attack 22: every page of Mum's falls over after her copy was read; then Dad asks on the same connections."""
    world = world_on_each
    child = world.family_ready()
    mum, dad = world.join(child, MUM), world.join(child, DAD, never={"Hello Dawn"})
    stranger = world.browser(never={"Hello"})
    assert "Dawn" in mum.get("/me").text
    for _ in range(6):
        with monkeypatch.context() as patched:
            patched.setattr("portal.web.plan.routes.render", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                mum.get("/me")
        assert "Gary" in dad.get("/me").text
        assert stranger.get("/me").status_code == 303


def test_eight_people_at_once_on_few_connections_each_get_their_own_page(world_on_each: World) -> None:
    """Attack 22: a pool of connections and many threads, through the pages."""
    world = world_on_each
    child = world.family_ready()
    names = {KIT: "Kit", MUM: "Dawn", DAD: "Gary"}
    people = [(world.join(child, person), name) for person, name in names.items()]
    cookies = [(browser.cookie("__Host-s"), browser.cookie("__Host-h"), name) for browser, name in people]

    def ask(place: int) -> list[str]:
        wrong = []
        for turn in range(5):
            session, companion, name = cookies[(place + turn) % 3]
            browser = Browser(world.family_app)
            browser.set_cookie("__Host-s", session or "")
            browser.set_cookie("__Host-h", companion or "")
            page = browser.get("/me").text
            heading = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0]
            wrong += [] if name in heading else [f"{name}: {heading}"]
        return wrong

    assert all_at_once(8, ask) == [[]] * 8
