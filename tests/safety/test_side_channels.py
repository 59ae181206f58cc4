"""What is told by anything but words: attacks 23 to 44 of docs/safety/attacks.md, on both engines."""

from __future__ import annotations

import logging
import re
from collections import Counter
from itertools import chain
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import create_engine, select, text

from portal.domain.audience import Kind
from portal.domain.own_sets import group_of
from portal.domain.readers import Circle
from portal.domain.walk import walk_of
from portal.journeys.desk import calendar
from portal.store.family import tables
from tests.client import Browser, form_fields
from tests.journeys.people import DAD, KIT, MUM
from tests.journeys.test_publish import written
from tests.journeys.test_words_at_rest import whole_record
from tests.safety.conftest import Dice
from tests.safety.crawl import Crawl
from tests.safety.test_leaks import write_and_share
from tests.safety.tried import BEGIN, answer_to, bring, differences, ids_in_the_cupboard, look, published, token
from tests.world import World

WORDS = "PLUM-ANVIL words that a family wrote"


@pytest.fixture
def everybody(world_on_each: World) -> tuple[World, dict[str, Browser]]:
    """Kit, Mum and Dad, signed in, with their copies."""
    child = world_on_each.family_ready()
    return world_on_each, {person: world_on_each.join(child, person) for person in (KIT, MUM, DAD)}


def between(items: list[Any], hidden: list[Any]) -> list[Any]:
    """What is there already, with something hidden before, between and after."""
    room = len(hidden) // (len(items) + 1)
    parts = [hidden[place * room : (place + 1) * room] for place in range(len(items))]
    mixed = chain.from_iterable([*part, item] for part, item in zip(parts, items, strict=True))
    return [*mixed, *hidden[len(items) * room :]]


def fifty_more(tree: dict[str, Any], seen: dict[str, Any]) -> None:
    """Fifty of everything, for these readers alone, between all that was there."""
    plan, fifty = tree["plan"], range(50)
    words = [{"text": f"Something {number} that is not for everybody.", **seen} for number in fifty]
    plan["goals"] = between(plan["goals"], [{"ref": f"hg{n}", **each} for n, each in enumerate(words)])
    plan["actions"] = between(
        plan["actions"],
        [{"ref": f"ha{n}", "owner": "sw", "due": f"2026-12-{1 + n % 28:02}", **e} for n, e in enumerate(words)],
    )
    plan["safety"] = between(plan["safety"], [dict(each) for each in words])
    tree["visits"] = between(tree["visits"], [
        {"ref": f"hv{n}", "who": "tm", "at": f"2026-11-{22 + n % 8}T09:00:00", "with": [KIT], "state": "planned"} | seen
        for n in fifty
    ])  # fmt: skip
    tree["meetings"] = between(tree["meetings"], [
        {"ref": f"hm{n}", "kind": "cpm", "starts_at": f"2026-11-{22 + n % 8}T08:00:00", "state": "planned",
         "parents_from": f"2026-11-{22 + n % 8}T08:00:00", "young_person_from": f"2026-11-{22 + n % 8}T08:00:00"} | seen
        for n in fifty
    ])  # fmt: skip
    more = [{"ref": f"ht{n}", "name": f"Zorvel Unmet{n}", "role": "social_worker", **seen} for n in fifty]
    tree["team"] = [tree["team"][0], *between(tree["team"][1:], more)]
    if not seen:
        tree["child"]["notes"] += [{"text": each["text"]} for each in words]


@pytest.mark.parametrize("seen", [{}, {"audience": "young-person"}], ids=["for professionals", "for Kit alone"])
def test_fifty_hidden_things_between_the_others_change_no_byte_for_those_who_must_not_see_them(
    everybody: tuple[World, dict[str, Browser]], dice: Dice, seen: dict[str, Any]
) -> None:
    """Attacks 23, 25, 26 and 27, T-24 and T-28: not the order, a number, a day, what is new, a header or a length."""
    world, people = everybody
    unaware = [person for person in people if not seen or person != KIT]
    before = {person: look(world, dice, people[person]) for person in unaware}
    editions_before = written(world)
    kits = look(world, dice, people[KIT])
    world.hands.move(minutes=6)
    bring(world, lambda tree: fifty_more(tree, seen))
    done = world.publish(KIT)
    states = {each.person: each.state for each in done}
    # that a standing copy holds what has just become a secret is said to the worker alone
    assert {states[person] for person in unaware} <= {"unchanged", "stands-but-refused"}
    assert states[KIT] == ("published" if seen else "unchanged"), done[0].stopped_by
    for person in unaware:
        assert differences(before[person], look(world, dice, people[person])) == [], person
        me = world.room.person_id(KIT, person)
        assert written(world)[me] == editions_before[me]
    assert bool(differences(kits, look(world, dice, people[KIT]))) == bool(seen), "what he may see would be seen"


def test_no_number_reference_or_count_on_a_page_is_that_of_the_case_or_of_anybody_else(
    everybody: tuple[World, dict[str, Browser]],
) -> None:
    """Attack 24: references are each reader's own and random; a count on a page is of what stands on it."""
    world, people = everybody
    refs: dict[str, set[str]] = {}
    for person, browser in people.items():
        crawl = Crawl(browser).walk(*BEGIN)
        pages = re.sub(r'nonce="[^"]*"', "", crawl.texts())  # which may look like a reference
        attributes = set(re.findall(r'\s[a-z-]+="([^"]*)"', pages))
        in_the_case = {"m7", "m6", "m5x", "v1", "v2", "g1", "g2", "g3", "a1", "a2", "a3", "a4", KIT}
        assert [value for value in attributes if in_the_case & set(re.split(r"[/#?&=-]", value))] == []
        refs[person] = set(re.findall(r'"(?:/m/|/v/|#v-|v-)([^"/#]+)', pages))
        assert [ref for ref in refs[person] if not re.fullmatch(r"[0-9a-f]{16}", ref)] == []
        totals = {int(total) for total in re.findall(r"\d+ of (\d+)", pages)}
        assert totals and totals <= what_can_be_counted(world, Kind.YOUNG_PERSON if person == KIT else Kind.PARENT)
    assert refs[KIT] and refs[MUM]
    assert not refs[KIT] & refs[MUM] and not refs[MUM] & refs[DAD]


def what_can_be_counted(world: World, kind: Kind) -> set[int]:
    """How many questions stand together in the sets for these readers, with and without a meeting; and the steps of
    the walk. All of it stands in content/, the same for everybody."""
    library = world.family_app.extensions["portal"].library
    counts = {len(walk_of(library.areas("en")["norfolk"], kind).steps)}
    for questions in library.sets_for(kind):
        for here in (questions, questions.fitting(Circle(asked_to_meet=False))):
            counts |= set(Counter(group_of(question) for question in here.asked).values())
    return counts


ALLOWED_IN_A_FILE = {
    "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY",
    "STATUS", "CLASS", "TRANSP", "END",
}  # fmt: skip


def test_the_professionals_part_of_a_meeting_moves_no_page_and_no_calendar_file(
    everybody: tuple[World, dict[str, Browser]], dice: Dice
) -> None:
    """Attack 28, T-25 and T-26: their start, their people, what they talk about, a place that is not shared."""
    world, people = everybody
    for person in (KIT, MUM):
        calendar.allow(world.room, world.worker("priya"), KIT, person, allowed=True)
    before = {person: look(world, dice, browser) for person, browser in people.items()}
    world.hands.move(minutes=6)

    def change(tree: dict[str, Any]) -> None:
        meeting = tree["meetings"][0]
        meeting["starts_at"] = "2026-11-26T08:05:00"
        meeting["attendees"] += [{"who": "ht", "part": "professionals-only"}]
        meeting["confidential_section"]["content"] = "Something else, and longer than it was before."
        meeting["minutes"] = [{"step": "updates", "text": "Said among ourselves."}]
        tree["meetings"][1]["starts_at"] = "2026-11-12T07:00:00"
        tree["team"].append({"ref": "ht", "name": "DI Unseen", "role": "police"})

    bring(world, change)
    assert set(published(world, KIT).values()) == {"unchanged"}
    for person, browser in people.items():
        assert differences(before[person], look(world, dice, browser)) == [], person
        files = [answer for answer in before[person].values() if b"Content-Type: text/calendar" in answer]
        assert bool(files) == (person != DAD)
        for file in filter(None, (answer.partition(b"\n\n")[2] for answer in files)):
            assert {line.partition(b":")[0].decode() for line in file.splitlines()} == ALLOWED_IN_A_FILE
            assert "08:05" not in str(Calendar.from_ical(file).walk("VEVENT")[0]["DTSTART"].dt)


NAMES_NOTHING = re.compile(
    r"sqlite|psycopg|postgres|sqlalchemy|traceback|File \"|own_|\bSELECT\b|\bINSERT\b|person_id|child_id|shared_id"
    r"|sheet_id|data_key|opened_to|constraint|SENTINEL|professionals?[- ]only", re.IGNORECASE
)  # fmt: skip


def break_the_answers(url: str) -> None:
    """From now on no answer can be kept: the table is away, or the right to it."""
    owner = create_engine(url)
    sqlite = owner.dialect.name == "sqlite"
    with owner.begin() as db:
        db.execute(
            text("ALTER TABLE answer RENAME TO away" if sqlite else "REVOKE ALL ON own.own_answer FROM portal_family")
        )
    owner.dispose()


def test_an_error_names_nothing_of_the_database_and_its_log_holds_no_words(
    everybody: tuple[World, dict[str, Browser]], dice: Dice, urls: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Attacks 30 and 37: every status that the family side knows, and a database that refuses."""
    world, people = everybody
    mum = people[MUM]
    caplog.set_level(logging.DEBUG)
    mum.submit("/q")
    asked = re.findall(r'href="(/q/(?!check)[a-z-]+)"', mum.get("/q/list").text.partition("<main")[2])[0]
    fields = {**form_fields(mum.get(asked).text, asked), "answer": WORDS}
    own = {"csrf_token": token(mum)}
    answers = [
        answer_to(dice, mum, "GET", "/m/' OR 1=1 --"),
        answer_to(dice, mum, "GET", "/m/%00"),
        answer_to(dice, mum, "POST", "/p"),
        answer_to(dice, mum, "PUT", "/p", data=own),
        answer_to(dice, mum, "POST", "/p/read", data={**own, "number": "9" * 500}),
        answer_to(dice, mum, "POST", asked, data={**fields, "version": "x"}),
        answer_to(dice, mum, "POST", asked, data={**fields, "reader": "sw", "family": ["x"]}),
        answer_to(dice, mum, "POST", asked, data={**fields, "answer": "x" * 1_500_000}),
        answer_to(dice, mum, "POST", asked, data=b"\xff\xfe=\x00", headers={"Content-Type": "application/json"}),
        answer_to(dice, world.browser(), "GET", "/me", headers={"HX-Request": "true"}),
    ]  # fmt: skip
    break_the_answers(urls[1])
    world.family_app.testing = False
    try:
        for headers in ({}, {"HX-Request": "true"}):
            sent = {"Referer": "https://family.example.org/", **headers}
            found = mum._client.post(asked, data=fields, headers=sent, base_url="https://family.example.org")
            assert found.status_code in (500, 503)
            answers.append(f"{found.status}\n{found.headers}\n".encode() + found.data.replace(WORDS.encode(), b""))
    finally:
        world.family_app.testing = True
    statuses = {answer[:3].decode() for answer in answers}
    assert {"400", "401", "404", "405", "413"} <= statuses, statuses
    for answer in answers:
        assert NAMES_NOTHING.findall(answer.decode(errors="replace")) == [], answer[:60]
    log = "\n".join(whole_record(record) + str(record.exc_text) for record in caplog.records)
    assert "failed" in log, "that it failed is in the log"
    assert "PLUM-ANVIL" not in log


EXTRA = {"audience": "family", "author_id": "X", "person_id": "X", "person": "X", "child_id": "X", "role": "worker",
         "kind": "young-person", "confirmed": "1", "fresh": "1", "released_at": "2020-01-01", "item_id": "X", "id": "X",
         "shared": "1", "shared_id": "X", "sheet_id": "X", "set_id": "parent", "passed_on_at": "2026-01-01",
         "door_open": "1", "calendar_since": "2026-01-01", "seen_at": "2026-01-01", "about": "X"}  # fmt: skip


def test_fields_that_no_form_of_ours_has_change_nothing_wherever_they_are_sent(
    everybody: tuple[World, dict[str, Browser]],
) -> None:
    """Attacks 31 and 44: every form that Kit can send, with ids and states of Mum's beside its own fields."""
    world, people = everybody
    kit, mum = people[KIT], people[MUM]
    me, hers = (world.room.person_id(KIT, who) for who in (KIT, MUM))
    write_and_share(mum, "hers")
    for form in re.findall(r'action="(/v/[0-9a-f]+/missed)"', mum.get("/p").text):
        mum.submit("/p", form=form)
    before = rows_of(world, hers)
    ids = ids_in_the_cupboard(world)
    targets = [hers, *(sorted(ids[kind, hers])[0] for kind in ("sheet", "shared", "message"))]
    sent = 0
    for target in targets:
        extra = {name: target if value == "X" else value for name, value in EXTRA.items()}
        for path in ("/p", "/q", "/q/want-next", "/q/check", "/again"):
            page = kit.get(path)
            for form in re.findall(r'<form[^>]*action="([^"]+)"', page.text) if page.status_code == 200 else ():
                kit.post(form, {**extra, **form_fields(page.text, form), "answer": "kits"})
                sent += 1
    assert sent > 20
    assert rows_of(world, hers) == before
    mine = rows_of(world, me)
    assert mine["sheet"] and mine["answer"]
    assert not set(mine["message"]) & set(before["message"])
    with world.room.family.reading() as db:
        row = db.execute(select(tables.person).where(tables.person.c.id == me)).one()
    assert (row.kind, row.calendar_since, row.door_open) == ("young-person", None, True)


def rows_of(world: World, person: str) -> dict[str, list[str]]:
    """What is kept of somebody, whole rows, by table; without their sessions, which live."""
    found = {}
    with world.room.family.reading() as db:
        for name in ("sheet", "answer", "shared", "message", "receipt", "account", "opened_to"):
            table = tables.metadata.tables[name]
            rows = db.execute(select(table).where(table.c.person_id == person).order_by(*table.primary_key))
            found[name] = [str(tuple(row)) for row in rows]
    return found
