"""The two cupboards by themselves, without an app around them, on whichever engine a test is run on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import Connection, text

from portal.domain.audience import Kind
from portal.domain.people import Member
from portal.store.audit import Trail
from portal.store.casework import tables as casework_tables
from portal.store.crypto import Keyring
from portal.store.database import Cupboard
from portal.store.family import members
from portal.store.family import tables as family_tables
from portal.store.proofs import Hasher
from tests.conftest import Hands

PEPPER = b"a pepper that stands outside the database"
TABLES = {"casework": casework_tables.metadata, "family": family_tables.metadata}


def cupboard(name: str, urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Cupboard:
    """`casework` or `family`, opened with its keys."""
    table = {"casework": casework_tables.audit, "family": family_tables.audit}[name]
    return Cupboard(
        urls[0] if name == "casework" else urls[1],
        clock=hands.clock,
        keyring=Keyring((keys[name],)),
        trail=Trail(table, b"an audit key that stands outside the database"),
        pepper=PEPPER,
        hasher=Hasher(PEPPER, memory_kib=64, rounds=1),
    )


def put_member(family: Cupboard, ref: str = "kit", child: str = "child") -> Member:
    """Somebody who may have a way in."""
    member = Member(id=ref, child=child, kind=Kind.YOUNG_PERSON, area="norfolk", name="Kit")
    with family.writing() as db:
        members.keep(db, family.keyring, member, family.clock.now())
    return member


def lift_the_guards(db: Connection, table: str) -> None:
    """What somebody with every right in the database could do: take the triggers away."""
    if db.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            db.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    else:
        db.execute(text(f"DROP FUNCTION {table}_written_once() CASCADE"))


def all_at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Run this in so many threads that start together: each one's result, or the error that it met."""
    start, results = Barrier(number), [None] * number

    def one(place: int) -> None:
        start.wait()
        try:
            results[place] = work(place)
        except Exception as problem:
            results[place] = problem  # type: ignore[call-overload]

    threads = [Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
