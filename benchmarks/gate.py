"""What the gate costs: opening one's copy through the windows, against the same filter written by hand on the tables.

    .venv/bin/python benchmarks/gate.py [people] [rounds]

Both are interleaved on one machine, on SQLite and PostgreSQL; look at the ratio, not at the milliseconds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.engine import make_url

sys.path.insert(0, str(Path(__file__).parent.parent))

from portal.app import family_gate
from portal.store.database import Cupboard
from portal.store.family.policy import own
from portal.store.family.tables import account, data_key, edition, person, withdrawal
from portal.store.gate.on_postgres import ROLE
from portal.store.migrations import upgrade
from tests.postgres import server_url

PEPPER = b"a pepper for measuring alone, and for nothing else"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def cupboard(url: str, *, gated: bool) -> Cupboard:
    nothing: dict[str, object] = dict.fromkeys(("clock", "keyring", "trail", "hasher"))
    return Cupboard(url, pepper=PEPPER, gate=family_gate(PEPPER) if gated else None, **nothing)  # type: ignore[arg-type]


def fill(url: str, people: int) -> None:
    engine = create_engine(url)
    upgrade(engine, "family", family_gate(PEPPER))
    with engine.begin() as db:
        for start in range(0, people, 5000):
            some = range(start, min(people, start + 5000))
            db.execute(data_key.insert(), [{"id": f"c{n}", "wrapped": b"k" * 60, "made_at": NOW} for n in some])
            db.execute(person.insert(), [
                {"id": f"p{n}", "child_id": f"c{n}", "kind": "parent", "area": "norfolk", "language": "en",
                 "easy_read": False, "circle": b"x" * 200, "door_open": True, "changed_at": NOW} for n in some
            ])  # fmt: skip
            db.execute(account.insert(), [
                {"person_id": f"p{n}", "sign_in": f"s{n}", "sign_in_shown": b"", "passphrase": "h", "made_words": True,
                 "own_phone": False, "confirmed_at": NOW, "failures": 0, "made_at": NOW} for n in some
            ])  # fmt: skip
            db.execute(edition.insert(), [
                {"person_id": f"p{n}", "number": number, "child_id": f"c{n}", "body": b"b" * 6000, "sha256": "s",
                 "language": "en", "published_at": NOW} for n in some for number in (1, 2, 3)
            ])  # fmt: skip
        if engine.dialect.name == "postgresql":
            db.execute(text(f"ALTER ROLE {ROLE} LOGIN PASSWORD 'not-a-secret'"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("ANALYZE"))
    engine.dispose()


def by_window(db: Connection, ref: str) -> int:
    found = select(own.edition, own.data_key.c.wrapped).join(own.data_key, own.data_key.c.id == own.edition.c.child_id)
    return len(db.execute(found).all())


def by_hand(db: Connection, ref: str) -> int:
    """What a careful programmer would write: the newest, open, confirmed, not taken back."""
    taken = select(withdrawal.c.number).where(withdrawal.c.person_id == ref).scalar_subquery()
    found = (
        select(edition, data_key.c.wrapped)
        .join(data_key, data_key.c.id == edition.c.child_id)
        .join(person, person.c.id == edition.c.person_id)
        .join(account, account.c.person_id == edition.c.person_id)
        .where(edition.c.person_id == ref, person.c.door_open, account.c.confirmed_at.is_not(None))
        .where(edition.c.number.not_in(taken))
        .order_by(edition.c.number.desc())
        .limit(1)
    )
    return len(db.execute(found).all())


def timed(cupboard: Cupboard, ask: Callable[[Connection, str], int], ref: str) -> float:
    begun = time.perf_counter()
    with cupboard.reading(ref) as db:
        assert ask(db, ref) == 1
    return (time.perf_counter() - begun) * 1000


def measure(engine: str, owner: str, family: str, people: int, rounds: int) -> None:
    fill(owner, people)
    windows, tables = cupboard(family, gated=True), cupboard(owner, gated=False)
    pick, through, plain = Random(1), [], []
    for _ in range(rounds):
        ref = f"p{pick.randrange(people)}"
        through.append(timed(windows, by_window, ref))
        plain.append(timed(tables, by_hand, ref))
    for each in (windows, tables):
        each.close()
    one, other = statistics.median(through[50:]), statistics.median(plain[50:])
    print(f"{engine:10} {people:>8} people   windows {one:.3f} ms   by hand {other:.3f} ms   ratio {one / other:.2f}")


def main() -> None:
    people, rounds = (int(value) for value in [*sys.argv[1:], "2000", "2000"][:2])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/family.sqlite3"
        measure("SQLite", url, url, people, rounds)
    admin = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text("DROP DATABASE IF EXISTS measured"))
        db.execute(text("CREATE DATABASE measured"))
    at = make_url(server_url()).set(database="measured")
    family = at.set(username=ROLE, password="not-a-secret").render_as_string(hide_password=False)
    measure("PostgreSQL", at.render_as_string(hide_password=False), family, people, rounds)
    with admin.connect() as db:
        db.execute(text("DROP DATABASE measured WITH (FORCE)"))
    admin.dispose()


if __name__ == "__main__":
    main()
