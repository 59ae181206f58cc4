"""Saying that one has read one's own copy of the plan."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import NotFound
from portal.store.audit import Event
from portal.store.database import Cupboard
from portal.store.family import editions, receipts


def say_read(family: Cupboard, viewer: FamilyMember, number: int) -> None:
    """Say that one has read this copy: the newest, or an earlier one that stood on the page.

    Said twice, it stands once.

    May: the person themselves, once known to be them (SAY_READ).
    Leaves: a receipt; an audit line.
    Raises: NotFound for a copy that they were never given.
    """
    require(viewer, Permission.SAY_READ, Subject(viewer.child, viewer.person))
    try:
        with family.writing(viewer.person) as db:
            newest = editions.latest(db, family.keyring)
            if newest is None or not 1 <= number <= newest.number:
                raise NotFound
            said = receipts.put(db, number, family.clock.now())
            outcome = "done" if said else "again"
            family.record(db, Event(viewer.person, "say-read", str(number), viewer.child, outcome))
    except IntegrityError:
        return  # the other press of two came first
