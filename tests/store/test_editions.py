"""Copies as they were published: written once, numbered without a gap, never twice the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.domain.changes import changes_between
from portal.domain.edition import Edition, Published
from portal.store.crypto import CannotOpen
from portal.store.database import Cupboard
from portal.store.family import editions, ways_in
from portal.store.family.tables import data_key, edition
from tests import factories
from tests.conftest import Hands
from tests.store.stores import lift_the_guards, put_account, put_member

COPY = factories.copy(factories.case("norfolk"), "NK-4417")
OTHER = replace(COPY, goals=())


def write(family: Cupboard, copy: Edition, person: str = "kit") -> int:
    with family.writing() as db:
        return editions.write(db, family.keyring, person, "child", copy, family.clock.now())


def latest(families: Cupboard, person: str = "kit") -> Published | None:
    with families.reading(person) as db:
        return editions.latest(db, families.keyring)


def put_reader(family: Cupboard, ref: str = "kit", child: str = "child") -> None:
    """Somebody whom a worker knows to be them."""
    put_member(family, ref, child)
    put_account(family, ref)


def test_what_is_read_is_what_was_published(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_reader(family)
    assert latest(families) is None
    assert write(family, COPY) == 1
    assert latest(families) == Published(COPY, 1, hands.now)


def test_a_copy_that_says_the_same_makes_no_second_edition(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_reader(family)
    write(family, COPY)
    first = latest(families)
    hands.move(days=1)
    assert write(family, COPY) == 1
    assert write(family, replace(COPY, changes=changes_between(OTHER, COPY))) == 1
    assert latest(families) == first


def test_editions_are_numbered_from_one_without_a_gap_for_each_person(family: Cupboard, families: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_reader(family, person)
    assert [write(family, copy) for copy in (COPY, OTHER, OTHER, COPY)] == [1, 2, 2, 3]
    assert [write(family, copy, "mum") for copy in (COPY, COPY, OTHER)] == [1, 1, 2]
    with family.reading() as db:
        kept = [(each.person, each.number) for each in editions.written(db, ["kit", "mum"])]
    assert kept == [("kit", 3), ("kit", 2), ("kit", 1), ("mum", 2), ("mum", 1)]
    newest = latest(families)
    assert newest is not None
    assert (newest.number, newest.edition) == (3, COPY)


def test_nobody_gets_somebody_elses_copy(family: Cupboard, families: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_reader(family, person)
    write(family, COPY)
    assert latest(families, "mum") is None


@pytest.mark.parametrize("column", ["sha256", "number", "language", "published_at", "person_id"])
def test_the_database_itself_refuses_to_change_what_was_published(family: Cupboard, column: str) -> None:
    put_reader(family)
    write(family, COPY)
    with pytest.raises(DBAPIError, match="written once"), family.writing() as db:
        db.execute(text(f"UPDATE edition SET {column} = {column}"))


def test_an_older_copy_put_in_the_newer_ones_place_does_not_open(family: Cupboard, families: Cupboard) -> None:
    put_reader(family)
    write(family, OTHER)
    write(family, COPY)
    with family.writing() as db:
        lift_the_guards(db, "edition")
        old = db.execute(select(edition.c.body).where(edition.c.number == 1)).scalar_one()
        db.execute(edition.update().where(edition.c.number == 2).values(body=old))
    with pytest.raises(CannotOpen):
        latest(families)


def test_one_persons_copy_put_in_anothers_place_does_not_open(family: Cupboard, families: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_reader(family, person)
        write(family, COPY, person)
    with family.writing() as db:
        lift_the_guards(db, "edition")
        kits = db.execute(select(edition.c.body).where(edition.c.person_id == "kit")).scalar_one()
        db.execute(edition.update().where(edition.c.person_id == "mum").values(body=kits))
    with pytest.raises(CannotOpen):
        latest(families, "mum")


def test_when_a_childs_key_is_destroyed_every_copy_of_theirs_is_gone(family: Cupboard, families: Cupboard) -> None:
    put_reader(family)
    put_reader(family, "other", "other-child")
    write(family, COPY)
    with family.writing() as db:
        editions.write(db, family.keyring, "other", "other-child", COPY, family.clock.now())
        db.execute(data_key.update().where(data_key.c.id == "child").values(wrapped=None))
    with pytest.raises(CannotOpen):
        latest(families)
    assert latest(families, "other") is not None


def test_a_transaction_that_is_bound_to_nobody_opens_no_copy(family: Cupboard, families: Cupboard) -> None:
    put_reader(family)
    write(family, COPY)
    with families.reading() as db:
        assert editions.latest(db, families.keyring) is None


def test_the_database_shows_no_copy_before_a_worker_has_said_that_it_was_them(
    family: Cupboard, families: Cupboard
) -> None:
    put_member(family)
    put_account(family, "kit", confirmed=False)
    write(family, COPY)
    assert latest(families) is None
    with family.writing() as db:
        ways_in.confirm(db, "kit", family.clock.now())
    assert latest(families) is not None


def test_a_reader_can_change_nothing(family: Cupboard) -> None:
    put_reader(family)
    with pytest.raises(DBAPIError), family.reading("kit") as db:
        db.execute(text("UPDATE person SET area = 'derby'"))
