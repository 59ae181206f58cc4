"""Wrong words are counted: on a device that is known by itself, from anywhere else on the account.

So nobody who guesses elsewhere keeps somebody out of their own phone, and nobody who guesses on that
phone keeps them out elsewhere. Both sides of that wait the same (`journeys.waits`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from portal.journeys.waits import wait_after
from portal.store.database import Cupboard
from portal.store.family import devices, own_account, ways_in
from portal.store.family.devices import Device
from portal.store.family.ways_in import Account
from portal.store.proofs import folded_words

LONGEST_PASSPHRASE = 128


@dataclass(frozen=True)
class Tried:
    """What was typed, looked at. `device`: the one that is known; None for anywhere else."""

    account: Account | None
    device: Device | None
    right: bool
    waits: bool


def look_up(family: Cupboard, db: Connection, account: Account, cookie: str) -> Device | None:
    """The device that is known by this cookie, in a transaction that is bound to the account's person."""
    ref = devices.device_id(family.pepper, account.person, cookie)
    return devices.find(db, ref, family.clock.now()) if cookie else None


def compare(family: Cupboard, account: Account | None, device: Device | None, typed: str) -> Tried:
    """One hash, whatever there is to compare with."""
    right = family.hasher.verify(
        account.passphrase if account else None, folded_words(typed) if account and account.made_words else typed
    )
    until = device.wait_until if device else account.wait_until if account else None
    return Tried(account, device, right, until is not None and family.clock.now() < until)


def count_wrong(db: Connection, tried: Tried, now: datetime) -> None:
    """One more, where it belongs. While somebody waits, nothing more is counted."""
    if tried.right or tried.waits:
        return
    if tried.device is not None:
        devices.set_wait(db, tried.device.id, wait_after(devices.count_failure(db, tried.device.id), now))
    else:
        ways_in.set_wait(db, wait_after(ways_in.count_failure(db), now))


def come_through(db: Connection, tried: Tried, now: datetime) -> bool:
    """It was right: wrong tries begin anew. False where a wait has begun meanwhile, or their door is shut."""
    assert tried.account is not None
    if tried.device is not None:
        may = devices.may_come_in(db, tried.device.id, now)
    else:
        may = ways_in.clear_failures(db, now)
    if may:
        own_account.seen(db, now)
    return may


def so_far(db: Connection, account: Account) -> int:
    """Wrong tries since they last signed in, here and elsewhere."""
    return account.failures + devices.wrong_tries(db)
