"""Numbers on a scale: who gave one and since when, and when a worker opened them together.

Tables: scale_opened, shared, person. The numbers themselves stand sealed in `shared`; nothing here opens one.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from portal.domain.audience import Kind
from portal.domain.preparation import MEETING
from portal.domain.scales import Given, Opened
from portal.store.crypto import ChildKey
from portal.store.family.tables import person, scale_opened, shared


def given(db: Connection, children: Collection[str]) -> dict[str, list[Given]]:
    """Every number on a scale that these children's families shared with the workers at the meeting, less what was
    taken back: one statement.
    """
    rows = db.execute(
        select(shared.c.child_id, shared.c.person_id, shared.c.scale, shared.c.shared_at).where(
            shared.c.child_id.in_(children),
            shared.c.scale.is_not(None),
            shared.c.worker == MEETING,
            shared.c.taken_back_at.is_(None),
        )
    )
    found: dict[str, list[Given]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(Given(row.person_id, row.scale, row.shared_at))
    return found


def who_may(db: Connection, children: Collection[str]) -> dict[str, list[tuple[str, Kind, bool]]]:
    """Whose door is open: (id, kind, whether they read easier words), in one statement."""
    rows = db.execute(
        select(person.c.child_id, person.c.id, person.c.kind, person.c.easy_read)
        .where(person.c.child_id.in_(children), person.c.door_open)
        .order_by(person.c.id)
    )
    found: dict[str, list[tuple[str, Kind, bool]]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append((row.id, Kind(row.kind), row.easy_read))
    return found


def when_opened(db: Connection, children: Collection[str]) -> dict[str, list[Opened]]:
    """When numbers of these children's families were opened together, and not by whom: one statement."""
    columns = (scale_opened.c.child_id, scale_opened.c.scale, scale_opened.c.opened_at)
    found: dict[str, list[Opened]] = {}
    for row in db.execute(select(*columns).where(scale_opened.c.child_id.in_(children))):
        found.setdefault(row.child_id, []).append(Opened(row.scale, row.opened_at))
    return found


def opened(db: Connection, key: ChildKey, child: str) -> list[Opened]:
    """When numbers of this child's family were opened together, and by whom, the oldest first."""
    rows = db.execute(select(scale_opened).where(scale_opened.c.child_id == child).order_by(scale_opened.c.opened_at))
    found = []
    for row in rows:
        body, _lost = key.open_or({"by": ""}, row.body, "scale_opened", child, row.scale)
        found.append(Opened(row.scale, row.opened_at, body["by"]))
    return found


def put(db: Connection, key: ChildKey, child: str, opening: Opened) -> None:
    """The numbers on this scale stand open from now on."""
    body = key.seal({"by": opening.by}, "scale_opened", child, opening.scale)
    row = {"child_id": child, "scale": opening.scale, "opened_at": opening.at, "body": body}
    db.execute(scale_opened.insert().values(**row))
