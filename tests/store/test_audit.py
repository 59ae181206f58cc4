"""What was done and by whom: nobody can change it without being found out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from portal.domain.clock import Clock
from portal.store.audit import Event, Trail
from portal.store.database import Cupboard
from portal.store.family.tables import audit
from tests.conftest import START, Hands
from tests.store.stores import all_at_once, lift_the_guards

COLUMNS = "seq, at, actor, action, thing, child, outcome, hash"


def write(family: Cupboard, number: int = 9) -> None:
    for count in range(number):
        with family.writing() as db:
            family.record(db, Event(f"worker-{count}", "read-words", f"thing-{count}", "child"))


def found_at(family: Cupboard, expected: int | None = None) -> int | None:
    with family.reading() as db:
        broken = family.trail.verify(db, expected=expected)
    return broken.seq if broken else None


def tamper(family: Cupboard, *statements: str) -> None:
    with family.writing() as db:
        lift_the_guards(db, "audit")
        for statement in statements:
            db.execute(text(statement))


def test_rows_that_nobody_touched_stand_as_they_were_written(family: Cupboard) -> None:
    assert found_at(family) is None
    write(family)
    assert found_at(family, expected=9) is None
    with family.reading() as db:
        assert family.trail.count(db) == 9


@pytest.mark.parametrize("column", ["at", "actor", "action", "thing", "child", "outcome", "hash"])
def test_a_changed_row_is_found_and_named(family: Cupboard, column: str) -> None:
    write(family)
    tamper(family, f"UPDATE audit SET {column} = 'something-else' WHERE seq = 5")
    assert found_at(family) == 5


def test_a_deleted_row_is_found_and_named(family: Cupboard) -> None:
    write(family)
    tamper(family, "DELETE FROM audit WHERE seq = 4")
    assert found_at(family) == 4


def test_a_deleted_row_is_found_even_if_the_others_move_up(family: Cupboard) -> None:
    write(family)
    tamper(
        family,
        "DELETE FROM audit WHERE seq = 4",
        *(f"UPDATE audit SET seq = {n - 1} WHERE seq = {n}" for n in range(5, 10)),
    )
    assert found_at(family) == 4


def test_the_first_row_cannot_go_either(family: Cupboard) -> None:
    write(family)
    tamper(family, "DELETE FROM audit WHERE seq = 1")
    assert found_at(family) == 1


def test_an_inserted_row_is_found_and_named(family: Cupboard) -> None:
    write(family)
    make_room = [f"UPDATE audit SET seq = {n + 1} WHERE seq = {n}" for n in range(9, 2, -1)]
    copied = "SELECT 3, at, 'nobody', action, thing, child, outcome, hash FROM audit WHERE seq = 2"
    forged = f"INSERT INTO audit ({COLUMNS}) {copied}"
    tamper(family, *make_room, forged)
    assert found_at(family) == 3


def test_a_row_added_at_the_end_without_the_key_is_found(family: Cupboard) -> None:
    write(family)
    forger = Trail(audit, b"another key, not that of this cupboard")
    with family.writing() as db:
        forger.record(db, START, Event("worker-1", "was-never-here"))
    assert found_at(family) == 10


def test_rows_that_changed_places_are_found_and_named(family: Cupboard) -> None:
    write(family)
    swap = ["UPDATE audit SET seq = 99 WHERE seq = 6", "UPDATE audit SET seq = 6 WHERE seq = 7"]
    tamper(family, *swap, "UPDATE audit SET seq = 7 WHERE seq = 99")
    assert found_at(family) == 6


def test_a_tail_that_was_cut_off_is_found_when_the_number_is_known_from_elsewhere(family: Cupboard) -> None:
    write(family)
    tamper(family, "DELETE FROM audit WHERE seq > 7")
    assert found_at(family) is None
    assert found_at(family, expected=9) == 8


def test_a_tail_that_was_cut_off_is_found_by_the_line_that_was_kept_elsewhere(family: Cupboard) -> None:
    write(family)
    with family.reading() as db:
        rows, last = family.trail.head(db)
    tamper(family, "DELETE FROM audit WHERE seq > 7")
    with family.reading() as db:
        broken = family.trail.verify(db, anchors={rows: last})
    assert (broken.seq, broken.why) == (8, "rows are missing at the end")


def test_a_chain_that_was_written_anew_with_the_right_key_is_found_by_the_line_that_was_kept_elsewhere(
    family: Cupboard,
) -> None:
    """Who holds the key and the database can forge everything but what is kept where they do not reach."""
    write(family)
    with family.reading() as db:
        rows, last = family.trail.head(db)
    tamper(family, "DELETE FROM audit WHERE seq > 4")
    write(family, 8)
    assert found_at(family, expected=rows) is None
    with family.reading() as db:
        broken = family.trail.verify(db, anchors={rows: last})
    assert broken.seq == rows


def test_every_row_is_found_to_be_wrong_by_another_key(family: Cupboard) -> None:
    write(family, 3)
    with family.reading() as db:
        assert family.trail.ends_as_written(db)
        other = Trail(audit, b"another key, not that of this cupboard")
        assert other.verify(db).seq == 1
        assert not other.ends_as_written(db)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_a_change(family: Cupboard, casework: Cupboard, statement: str) -> None:
    for cupboard in (family, casework):
        write(cupboard, 1)
        with pytest.raises(DBAPIError, match="written once"), cupboard.writing() as db:
            db.execute(text(statement))
        assert found_at(cupboard, expected=1) is None


def test_eight_people_who_write_at_the_same_time_leave_one_unbroken_chain(family: Cupboard) -> None:
    def work(place: int) -> None:
        for count in range(20):
            with family.writing() as db:
                family.record(db, Event(f"worker-{place}", "read-words", str(count)))

    assert all_at_once(8, work) == [None] * 8
    with family.reading() as db:
        assert family.trail.verify(db, expected=160) is None
        each = db.execute(select(audit.c.actor, func.count()).group_by(audit.c.actor)).all()
    assert sorted(tuple(row) for row in each) == [(f"worker-{place}", 20) for place in range(8)]


def test_two_hundred_people_who_write_at_the_same_time_leave_one_unbroken_chain(family: Cupboard) -> None:
    def work(place: int) -> None:
        with family.writing() as db:
            family.record(db, Event(f"worker-{place}", "read-words"))

    assert all_at_once(200, work) == [None] * 200
    with family.reading() as db:
        assert family.trail.verify(db, expected=200) is None
        assert db.execute(select(func.count(audit.c.actor.distinct()))).scalar_one() == 200


def test_a_clock_that_goes_back_does_not_break_the_order(family: Cupboard, hands: Hands) -> None:
    write(family, 2)
    hands.move(days=-1)
    write(family, 2)
    assert found_at(family, expected=4) is None


def test_what_is_undone_leaves_no_trace_and_no_gap(family: Cupboard) -> None:
    def undone(db: Connection) -> None:
        family.record(db, Event("worker", "changed-mind"))
        raise KeyError

    write(family, 2)
    with pytest.raises(KeyError), family.writing() as db:
        undone(db)
    write(family, 1)
    assert found_at(family, expected=3) is None


def test_a_read_goes_on_when_its_trace_cannot_be_written_and_the_log_says_so(
    family: Cupboard, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Trail, db: Connection, at: object, event: Event) -> None:
        db.execute(text("SELECT nothing FROM nowhere"))

    monkeypatch.setattr(Trail, "record", broken)
    family.note(Event("worker", "open-plan"))
    assert [record.message for record in caplog.records] == ["audit.failed"]


def test_what_changes_something_is_not_done_when_its_trace_cannot_be_written(
    family: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(family, 1)
    recorded: Callable[..., None] = family.trail.record

    def broken(db: Connection, at: object, event: Event) -> None:
        recorded(db, at, event)
        raise OSError("disk full")

    monkeypatch.setattr(family.trail, "record", broken)
    with pytest.raises(OSError, match="disk full"):
        write(family, 1)
    assert found_at(family, expected=1) is None
    with family.reading() as db:
        assert family.trail.count(db) == 1


def test_each_row_says_when_by_the_portals_own_clock(family: Cupboard, hands: Hands) -> None:
    assert isinstance(family.clock, Clock)
    write(family, 1)
    with family.reading() as db:
        assert db.execute(select(audit.c.at)).scalar_one() == hands.now.isoformat()
