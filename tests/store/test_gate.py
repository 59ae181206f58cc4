"""The gate does its work: a transaction sees and changes what belongs to whom it is bound to, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.store.database import Cupboard
from portal.store.family.policy import WINDOWS, own
from portal.store.family.tables import answer, metadata, sheet
from tests.conftest import Hands
from tests.store.stores import all_at_once, put_account, put_member


@pytest.fixture(autouse=True)
def two_families(family: Cupboard) -> None:
    """Kit and Mum of one child, Zoe of another; each has a sheet with one answer."""
    for ref, child in (("kit", "child"), ("mum", "child"), ("zoe", "other-child")):
        put_member(family, ref, child)
        put_account(family, ref)
        with family.writing() as db:
            db.execute(
                sheet.insert().values(
                    person_id=ref, set_id="set", id=f"sheet-of-{ref}", child_id=child, body=b"sealed",
                    made_at=family.clock.now(),
                )
            )  # fmt: skip
            db.execute(answer.insert().values(person_id=ref, sheet_id=f"sheet-of-{ref}", **_answer(family, "q1")))


def _answer(family: Cupboard, question: str) -> dict[str, object]:
    return {
        "question": question, "body": b"sealed", "version": 1, "message": "m", "shared": False,
        "saved_at": family.clock.now(),
    }  # fmt: skip


@pytest.mark.parametrize("person", ["kit", "mum", "zoe"])
def test_somebody_sees_their_own_rows_though_nobody_asks_for_them_alone(families: Cupboard, person: str) -> None:
    with families.reading(person) as db:
        assert db.execute(select(own.answer.c.person_id)).scalars().all() == [person]
        assert db.execute(select(own.sheet.c.id)).scalars().all() == [f"sheet-of-{person}"]
        assert db.execute(select(own.person.c.id)).scalars().all() == [person]
        assert len(db.execute(select(own.data_key.c.id)).all()) == 1


@pytest.mark.parametrize("proofs", [{}, {"person": ""}, {"person": "nobody"}, {"session": "kit"}, {"code": "kit"}])
def test_a_transaction_bound_to_nobody_sees_nothing(families: Cupboard, proofs: dict[str, str]) -> None:
    with families.reading(**proofs) as db:
        for name, window in WINDOWS.items():
            if window.reads and name not in ("notice", "audit_end"):  # public wording; the end of the chain
                assert db.execute(select(getattr(own, name).c[window.reads[0]])).all() == [], name


def test_behind_a_shut_door_there_is_nothing_though_a_session_goes_on(family: Cupboard, families: Cupboard) -> None:
    from portal.store.family import members

    with family.writing() as db:
        members.shut_door(db, "kit", family.clock.now())
    with families.reading("kit") as db:
        assert db.execute(select(own.answer.c.question)).all() == []
        assert db.execute(select(own.person.c.id)).all() == []
    with families.reading("mum") as db:
        assert db.execute(select(own.answer.c.question)).all() != []


def test_what_a_change_returns_is_what_stands_there(families: Cupboard) -> None:
    """Of a view's row, SQLite returns only what a trigger has looked at."""
    with families.writing("kit") as db:
        row = db.execute(own.answer.update().values(version=2).returning(*own.answer.c)).one()
    assert (row.person_id, row.question, row.version, row.body, row.shared) == ("kit", "q1", 2, b"sealed", False)


def test_a_change_reaches_ones_own_row_and_no_other(family: Cupboard, families: Cupboard) -> None:
    with families.writing("kit") as db:
        changed = db.execute(own.answer.update().values(version=7).returning(own.answer.c.version)).all()
    assert len(changed) == 1
    with family.reading() as db:
        assert dict(db.execute(select(answer.c.person_id, answer.c.version)).all()) == {"kit": 7, "mum": 1, "zoe": 1}


@pytest.mark.parametrize("whose", ["mum", "zoe"])
def test_nothing_can_be_added_in_somebody_elses_name(family: Cupboard, families: Cupboard, whose: str) -> None:
    with pytest.raises(DBAPIError), families.writing("kit") as db:
        db.execute(own.answer.insert().values(person_id=whose, sheet_id=f"sheet-of-{whose}", **_answer(family, "q2")))
    with pytest.raises(DBAPIError), families.writing("kit") as db:
        db.execute(
            own.message.insert().values(
                id="m", person_id="kit", child_id="other-child" if whose == "zoe" else "nobody", kind="cannot-come",
                about="x", body=b"", sent_at=family.clock.now(),
            )
        )  # fmt: skip


def test_the_same_twice_is_refused_as_a_table_would_refuse_it(family: Cupboard, families: Cupboard) -> None:
    with pytest.raises(IntegrityError), families.writing("kit") as db:
        db.execute(own.answer.insert().values(person_id="kit", sheet_id="sheet-of-kit", **_answer(family, "q1")))


def test_after_a_request_the_connection_remembers_nobody(families: Cupboard) -> None:
    with families.reading("kit") as db:
        assert db.execute(select(own.person.c.id)).all()
    with families.reading() as db:
        assert db.execute(select(own.person.c.id)).all() == []
    with pytest.raises(ZeroDivisionError), families.writing("kit") as db:
        raise ZeroDivisionError
    with families.writing() as db:
        assert db.execute(select(own.person.c.id)).all() == []


def test_many_at_once_on_few_connections_each_see_themselves(families: Cupboard) -> None:
    people = ["kit", "mum", "zoe", None]

    def ask(place: int) -> list[bool]:
        said = []
        for turn in range(25):
            who = people[(place + turn) % 4]
            with families.reading(who) as db:
                said.append(db.execute(select(own.answer.c.person_id)).scalars().all() == ([who] if who else []))
        return said

    assert all_at_once(8, ask) == [[True] * 25] * 8


def test_a_session_knows_its_own_row_alone(families: Cupboard, hands: Hands) -> None:
    from portal.store.family import ways_in
    from portal.store.family.ways_in import Account

    for person in ("kit", "zoe"):
        with families.writing(person) as db:
            account = Account(person, "hash", True, False, True, 0, None)
            ways_in.start_session(db, f"session-of-{person}", "companion", account, hands.now)
    with families.tracing(session="session-of-kit") as db:
        assert db.execute(select(own.session_by_id.c.person_id)).scalars().all() == ["kit"]
        db.execute(own.session_by_id.update().values(ended_at=hands.now))
    with families.tracing(session="session-of-zoe") as db:
        live = ways_in.touch_session(db, "session-of-zoe", "companion", hands.now + timedelta(minutes=1))
    assert live is not None and live.person == "zoe"


def test_a_new_column_or_table_is_closed_until_the_policy_opens_it() -> None:
    shown = {(window.table.name, column) for window in WINDOWS.values() for column in window.columns}
    closed = {(t.name, c.name) for t in metadata.tables.values() for c in t.columns} - shown
    assert ("person", "shut_because") in closed
    assert ("edition", "sha256") in closed
    assert ("data_key", "destroyed_at") in closed
    for name, window in WINDOWS.items():
        assert {column.name for column in getattr(own, name).columns} == set(window.columns)
