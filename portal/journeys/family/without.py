"""Choosing to do without an account, while joining: together with a worker, or on paper."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Joining, Subject
from portal.domain.errors import Invalid
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import own_account, ways_in

WAYS = ("together", "paper")


def do_without(family: Cupboard, viewer: Joining, way: str) -> None:
    """Say "only together with my worker" or "on paper": no account is made, and a worker sees which.

    It shuts nothing: paper only is set by a worker, after talking with them.

    May: somebody whose code was accepted (DO_WITHOUT).
    Leaves: a dead code that says so; an ended session; an audit line.
    Raises: Invalid for anything else.
    """
    require(viewer, Permission.DO_WITHOUT, Subject(viewer.child, viewer.person))
    if way not in WAYS:
        raise Invalid("way")
    now = family.clock.now()
    with family.writing(viewer.person) as db:
        own_account.end_codes(db, now, way)
        ways_in.end_sessions(db, now)
        family.record(db, Event(viewer.person, f"without-account-{way}", viewer.invitation, viewer.child))
