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
from portal.store.family import editions
from portal.store.family.tables import data_key, edition
from tests import factories
from tests.conftest import Hands
from tests.store.stores import lift_the_guards, put_member

COPY = factories.copy(factories.case("norfolk"), "NK-4417")
OTHER = replace(COPY, goals=())


def write(family: Cupboard, copy: Edition, person: str = "kit") -> int:
    with family.writing() as db:
        return editions.write(db, family.keyring, person, "child", copy, family.clock.now())


def latest(family: Cupboard, person: str = "kit") -> Published | None:
    with family.reading(person) as db:
        return editions.latest(db, family.keyring)


def test_what_is_read_is_what_was_published(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    assert latest(family) is None
    assert write(family, COPY) == 1
    assert latest(family) == Published(COPY, 1, hands.now)


def test_a_copy_that_says_the_same_makes_no_second_edition(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    write(family, COPY)
    first = latest(family)
    hands.move(days=1)
    assert write(family, COPY) == 1
    assert write(family, replace(COPY, changes=changes_between(OTHER, COPY))) == 1
    assert latest(family) == first


def test_editions_are_numbered_from_one_without_a_gap_for_each_person(family: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_member(family, person)
    assert [write(family, copy) for copy in (COPY, OTHER, OTHER, COPY)] == [1, 2, 2, 3]
    assert [write(family, copy, "mum") for copy in (COPY, COPY, OTHER)] == [1, 1, 2]
    with family.reading() as db:
        assert editions.count(db, "kit") == 3
        assert editions.count(db, "mum") == 2
    newest = latest(family)
    assert newest is not None
    assert (newest.number, newest.edition) == (3, COPY)


def test_nobody_gets_somebody_elses_copy(family: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_member(family, person)
    write(family, COPY)
    assert latest(family, "mum") is None


@pytest.mark.parametrize("column", ["sha256", "number", "language", "published_at", "person_id"])
def test_the_database_itself_refuses_to_change_what_was_published(family: Cupboard, column: str) -> None:
    put_member(family)
    write(family, COPY)
    with pytest.raises(DBAPIError, match="written once"), family.writing() as db:
        db.execute(text(f"UPDATE edition SET {column} = {column}"))


def test_an_older_copy_put_in_the_newer_ones_place_does_not_open(family: Cupboard) -> None:
    put_member(family)
    write(family, OTHER)
    write(family, COPY)
    with family.writing() as db:
        lift_the_guards(db, "edition")
        old = db.execute(select(edition.c.body).where(edition.c.number == 1)).scalar_one()
        db.execute(edition.update().where(edition.c.number == 2).values(body=old))
    with pytest.raises(CannotOpen):
        latest(family)


def test_one_persons_copy_put_in_anothers_place_does_not_open(family: Cupboard) -> None:
    for person in ("kit", "mum"):
        put_member(family, person)
        write(family, COPY, person)
    with family.writing() as db:
        lift_the_guards(db, "edition")
        kits = db.execute(select(edition.c.body).where(edition.c.person_id == "kit")).scalar_one()
        db.execute(edition.update().where(edition.c.person_id == "mum").values(body=kits))
    with pytest.raises(CannotOpen):
        latest(family, "mum")


def test_when_a_childs_key_is_destroyed_every_copy_of_theirs_is_gone(family: Cupboard) -> None:
    put_member(family)
    put_member(family, "other", "other-child")
    write(family, COPY)
    with family.writing() as db:
        editions.write(db, family.keyring, "other", "other-child", COPY, family.clock.now())
        db.execute(data_key.update().where(data_key.c.id == "child").values(wrapped=None))
    with pytest.raises(CannotOpen):
        latest(family)
    assert latest(family, "other") is not None


def test_a_transaction_that_is_bound_to_nobody_opens_no_copy(family: Cupboard) -> None:
    with pytest.raises(KeyError), family.reading() as db:
        editions.latest(db, family.keyring)


def test_a_reader_can_change_nothing(family: Cupboard) -> None:
    put_member(family)
    with pytest.raises(DBAPIError), family.reading("kit") as db:
        db.execute(text("UPDATE person SET area = 'derby'"))
