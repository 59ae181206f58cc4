"""The two cupboards by themselves, without an app around them, on whichever engine a test is run on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import Connection, text

from portal.app import family_gate
from portal.domain.audience import Kind
from portal.domain.people import Member
from portal.store.audit import Trail
from portal.store.casework import tables as casework_tables
from portal.store.crypto import Keyring
from portal.store.database import Cupboard
from portal.store.family import members
from portal.store.family import tables as family_tables
from portal.store.family.policy import own
from portal.store.proofs import Hasher
from tests.conftest import PEPPER, Hands, as_family

TABLES = {"casework": casework_tables.metadata, "family": family_tables.metadata}


def cupboard(name: str, urls: tuple[str, str], keys: dict[str, str], hands: Hands, *, gated: bool = False) -> Cupboard:
    """`casework` or `family`, opened with its keys; `gated`: as the family's own process opens it."""
    table = {"casework": casework_tables.audit, "family": family_tables.audit}[name]
    key = b"an audit key that stands outside the database"
    return Cupboard(
        urls[0] if name == "casework" else as_family(urls[1]) if gated else urls[1],
        clock=hands.clock,
        keyring=Keyring((keys[name],)),
        trail=Trail(own.audit, key, own.audit_end) if gated else Trail(table, key),
        pepper=PEPPER,
        hasher=Hasher(PEPPER, memory_kib=64, rounds=1),
        gate=family_gate(PEPPER) if gated else None,
    )


def put_member(family: Cupboard, ref: str = "kit", child: str = "child") -> Member:
    """Somebody who may have a way in."""
    member = Member(id=ref, child=child, kind=Kind.YOUNG_PERSON, area="norfolk", name="Kit")
    with family.writing() as db:
        members.keep(db, family.keyring, member, family.clock.now())
    return member


def put_account(family: Cupboard, ref: str, *, confirmed: bool = True) -> None:
    """An account for somebody who is a member, confirmed by a worker or not yet."""
    now = family.clock.now()
    with family.writing() as db:
        db.execute(
            family_tables.account.insert().values(
                person_id=ref, sign_in=f"name-of-{ref}", sign_in_shown=b"", passphrase="hash", made_words=True,
                own_phone=False, confirmed_at=now if confirmed else None, failures=0, made_at=now,
            )
        )  # fmt: skip


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
