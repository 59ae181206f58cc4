"""Codes that do not work are counted, by address and all together: those of cards and those of workers' screens."""

from __future__ import annotations

import logging
from datetime import timedelta

from portal.journeys import limits
from portal.store.database import Cupboard
from portal.store.family.policy import own

log = logging.getLogger("portal")

WRONG_AN_HOUR = 10  # from one address; each one more makes it wait
WAIT = timedelta(minutes=15)
ALARM_AN_HOUR = 200  # from everywhere together


def refuse_over(family: Cupboard, address: str) -> None:
    """Raises TooMany for an address from which too many wrong ones came."""
    if address:
        limits.refuse_over(family, own.tally, _waits(family, address), 1, WAIT, what="codes")


def count(family: Cupboard, address: str) -> None:
    if address:
        wrong = limits.count(family, own.tally, limits.of_address(family, "codes", address))
        if wrong.number >= WRONG_AN_HOUR:
            limits.count(family, own.tally, _waits(family, address), WAIT)
    if limits.count(family, own.tally, limits.of_all(family, "codes")).number == ALARM_AN_HOUR:
        log.error("codes.alarm")


def _waits(family: Cupboard, address: str) -> str:
    return limits.of_address(family, "codes-wait", address)
