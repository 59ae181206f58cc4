"""What was revoked, in a file beside the databases: on the disk before it happens, and nobody changes it unseen."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from portal.store.database import Cupboard
from portal.store.family import members
from portal.store.family.tables import person
from portal.store.ledger import BrokenLedger, Entry, Gone, Ledger, Line, note, to_replay
from tests.conftest import START, Hands
from tests.store.stores import all_at_once, put_member

KEY = b"a key that stands outside the folder of the ledger"
SHUT = Entry(Gone.DOOR_SHUT, "kit", "worker")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger" / "desk.jsonl", KEY)


@pytest.fixture
def cupboard(family: Cupboard, ledger: Ledger) -> Cupboard:
    family.ledger = ledger
    put_member(family, "kit")
    return family


def entries(ledger: Ledger) -> list[Entry]:
    return [line.entry for line in ledger.lines()]


def test_a_door_that_is_shut_stands_in_the_ledger_when_it_is_shut(cupboard: Cupboard, ledger: Ledger) -> None:
    with cupboard.writing() as db:
        members.shut_door(db, "kit", cupboard.clock.now())
        assert entries(ledger) == [], "not yet: it may not come to it"
    assert entries(ledger) == [SHUT]
    assert ledger.file.stat().st_mode & 0o077 == 0
    row = json.loads(ledger.file.read_text())
    assert set(row) == {"seq", "at", "kind", "thing", "more", "hash"}


def test_what_is_undone_leaves_no_line(cupboard: Cupboard, ledger: Ledger) -> None:
    with pytest.raises(KeyError), cupboard.writing() as db:
        members.shut_door(db, "kit", cupboard.clock.now())
        raise KeyError
    assert entries(ledger) == []
    with cupboard.writing() as db:
        db.execute(select(person.c.id))
    assert entries(ledger) == [], "nor does it come with the next one"


def test_a_line_stands_before_the_commit_and_is_taken_back_where_that_fails(cupboard: Cupboard, ledger: Ledger) -> None:
    """Two constraints that are only looked at as the transaction ends."""
    seen = []
    real = ledger.write

    def write(*given: object) -> list[int]:
        done = real(*given)  # type: ignore[arg-type]
        seen.extend(entries(ledger))
        raise_at_commit(cupboard)
        return done

    ledger.write = write  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="power"), cupboard.writing() as db:
        members.shut_door(db, "kit", cupboard.clock.now())
    assert seen == [SHUT]
    assert entries(ledger) == []
    with cupboard.reading() as db:
        assert db.execute(select(person.c.door_open)).scalar_one() is True


def raise_at_commit(cupboard: Cupboard) -> None:
    from sqlalchemy import event

    @event.listens_for(cupboard.engines[1], "commit", once=True)
    def fail(db: object) -> None:
        raise RuntimeError("the power went")


def test_a_door_is_shut_even_where_the_ledger_cannot_be_written_and_the_log_says_so(
    cupboard: Cupboard, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    block(ledger)
    with cupboard.writing() as db:
        members.shut_door(db, "kit", cupboard.clock.now())
    with cupboard.reading() as db:
        assert db.execute(select(person.c.door_open)).scalar_one() is False
    assert [(r.message, r.levelno) for r in caplog.records] == [("ledger.failed", logging.ERROR)]


def test_a_child_is_not_forgotten_where_the_ledger_cannot_be_written(cupboard: Cupboard, ledger: Ledger) -> None:
    """A backup would bring them back, and nobody would know."""
    from portal.store.family.tables import data_key
    from portal.store.keys import destroy

    block(ledger)
    with pytest.raises(OSError), cupboard.writing() as db:  # noqa: PT011
        assert destroy(db, data_key, "child", cupboard.clock.now())
    with cupboard.reading() as db:
        assert db.execute(select(data_key.c.wrapped)).scalar_one() is not None


def block(ledger: Ledger) -> None:
    """A folder stands where the file should."""
    ledger.file.mkdir(parents=True)


def test_many_at_once_leave_one_unbroken_chain(ledger: Ledger) -> None:
    def work(place: int) -> None:
        for number in range(10):
            ledger.write([Entry(Gone.DOOR_SHUT, f"{place}/{number}")], START)

    assert all_at_once(8, work) == [None] * 8
    assert [line.seq for line in ledger.lines()] == list(range(1, 81))


def test_processes_do_not_mix_their_lines(ledger: Ledger) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime;"
        "from portal.store.ledger import Entry, Gone, Ledger;"
        f"ledger = Ledger(Path(sys.argv[1]), {KEY!r});"
        "[ledger.write([Entry(Gone.DOOR_SHUT, 'x' * 40)], datetime.now(UTC)) for _ in range(50)]"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(ledger.file)]) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(ledger.lines()) == 150


def test_a_line_that_was_torn_off_is_cut_away_by_the_next(ledger: Ledger) -> None:
    ledger.write([SHUT], START)
    with ledger.file.open("ab") as file:
        file.write(b'{"seq": 2, "at": "2026-')
    assert entries(ledger) == [SHUT]
    ledger.write([Entry(Gone.WORKER_LEFT, "lee")], START)
    assert [line.seq for line in ledger.lines()] == [1, 2]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: [rows[0], rows[2]],
        lambda rows: [rows[1], rows[0], rows[2]],
        lambda rows: [rows[0], rows[1].replace(b'"kit-1"', b'"mum-1"'), rows[2]],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [b"{}\n", *rows],
        lambda rows: [b"no json\n", *rows],
    ],
    ids=["left out", "moved", "changed", "doubled", "put before", "no line at all"],
)
def test_a_ledger_that_somebody_changed_is_found_out(ledger: Ledger, spoil) -> None:  # type: ignore[no-untyped-def]
    ledger.write([Entry(Gone.DOOR_SHUT, f"kit-{number}") for number in range(3)], START)
    rows = ledger.file.read_bytes().splitlines(keepends=True)
    ledger.file.write_bytes(b"".join(spoil(rows)))
    with pytest.raises(BrokenLedger, match=r"desk\.jsonl: line \d"):
        ledger.lines()


def test_without_the_key_nobody_adds_a_line(ledger: Ledger) -> None:
    ledger.write([SHUT], START)
    Ledger(ledger.file, b"another key").write([Entry(Gone.WORKER_LEFT, "priya")], START)
    with pytest.raises(BrokenLedger, match="line 2"):
        ledger.lines()


def test_what_was_given_again_is_not_taken_away_again() -> None:
    def line(seq: int, kind: Gone, thing: str) -> Line:
        return Line(seq, START, Entry(kind, thing))

    lines = [
        line(1, Gone.DOOR_SHUT, "kit"),
        line(2, Gone.DOOR_SHUT, "dad"),
        line(3, Gone.DOOR_OPENED, "kit"),
        line(4, Gone.DOOR_OPENED, "mum"),
        line(5, Gone.CASE_ENDED, "one"),
        line(6, Gone.CASE_OPENED, "one"),
        line(7, Gone.CASE_ENDED, "one"),
    ]
    assert [each.seq for each in to_replay(lines)] == [2, 6, 7], "and a case that was opened again is opened again"


def test_killed_between_the_line_and_the_commit_the_door_is_shut_after_a_restore(
    cupboard: Cupboard, ledger: Ledger, hands: Hands
) -> None:
    """The safe side: it was meant to be shut. Somebody opens it again."""
    ledger.write([SHUT], hands.now)  # and then the power went
    from portal.store.family.replay import replay

    with cupboard.writing() as db:
        assert replay(db, ledger.lines()) == {"door-shut": 1}
        assert replay(db, ledger.lines()) == {}, "done twice it changes nothing"
    with cupboard.reading() as db:
        assert db.execute(select(person.c.door_open)).scalar_one() is False


def test_a_transaction_that_only_reads_writes_no_line(cupboard: Cupboard, ledger: Ledger) -> None:
    with cupboard.reading() as db:
        db.execute(text("SELECT 1"))
        note(db, Gone.DOOR_SHUT, "kit")
    with cupboard.writing() as db:
        db.execute(select(person.c.id))
    assert not os.path.exists(ledger.file)
