"""How often one address may ask within a second: enough for people, not enough for a machine that tries everything.

Counted in this process alone and forgotten with it; what must outlast a restart is counted in the
database (`store.tally`). No address is written anywhere: a bucket goes when it is full again or when
there are too many of them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeVar

from flask import Flask, g, request
from werkzeug.exceptions import TooManyRequests

from portal.domain.clock import Clock
from portal.web.kit.where import address

View = TypeVar("View", bound=Callable[..., object])
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Pace:
    """So many at once, and so many a second after that."""

    at_once: float
    a_second: float


class Buckets:
    """A bucket of tokens for each key, of which the `most` used last are kept."""

    def __init__(self, pace: Pace, most: int = 10_000) -> None:
        self.pace, self.most = pace, most
        self._kept: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, key: str, now: datetime) -> int:
        """Take a token. 0 where there was one; else in how many seconds there is one again."""
        with self._lock:
            left, before = self._kept.pop(key, (self.pace.at_once, now))
            passed = max(
                0.0, (now - before).total_seconds()
            )  # a clock that is put back gives nothing and takes nothing
            left = min(self.pace.at_once, left + passed * self.pace.a_second)
            found = left >= 1
            self._kept[key] = (left - 1 if found else left, now)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return 0 if found else max(1, math.ceil((1 - left) / self.pace.a_second))


class TooFast(TooManyRequests):
    """This address asks faster than people do."""


def leaves(view: View) -> View:
    """Say that this view is a way out: nobody who floods the rest from the same address keeps anybody from it."""
    view.leaves = True  # type: ignore[attr-defined]
    return view


def put_limits_in(app: Flask, clock: Clock, a_second: int) -> None:
    """Refuse whoever asks faster than `a_second`, five times as much at once; a quarter of it to change something.

    Styles and scripts never come here.
    """
    every = Buckets(Pace(a_second * 5, a_second))
    changes = Buckets(Pace(a_second * 2, a_second / 4))
    ways_out = Buckets(Pace(a_second * 2, a_second))

    @app.before_request
    def look_how_often() -> None:
        who, now = address(), clock.now()
        way_out = hasattr(app.view_functions.get(request.endpoint or ""), "leaves")
        wait = (ways_out if way_out else every).take(who, now)
        if not wait and not way_out and request.method not in _SAFE:
            wait = changes.take(who, now)
        if wait:
            g.reason = "too-often"
            raise TooFast(retry_after=wait)
