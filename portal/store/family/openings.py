"""Which worker had which words on the screen, once for each of them, sealed. Tables: opening.

The name is the one that the words' author may know; their window shows it to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from portal.domain.sharing import Opening
from portal.store.crypto import ChildKey, fingerprint
from portal.store.family.tables import opening


def put(
    db: Connection, pepper: bytes, key: ChildKey, refs: Sequence[str], account: str, names: Mapping[str, str],
    now: datetime,
) -> None:  # fmt: skip
    """This worker has these words on the screen. `names`: what the author of each may call them.

    Where it was written before it stands as it is: the first time counts.
    """
    ids = {fingerprint(pepper, "opening", ref, account): ref for ref in refs}
    known = set(db.execute(select(opening.c.id).where(opening.c.id.in_(ids))).scalars())
    for id, ref in ids.items():
        if id in known:
            continue
        body = key.seal({"name": names[ref]}, "opening", id, ref)
        try:
            with db.begin_nested():
                db.execute(opening.insert().values(id=id, shared_id=ref, body=body, opened_at=now))
        except IntegrityError:  # their other tab came first
            continue


def of(db: Connection, keys: Mapping[str, ChildKey], through: Any) -> dict[str, list[Opening]]:
    """Who opened each of these words, the first one first. `keys` is by the words' id."""
    found: dict[str, list[Opening]] = {}
    rows = db.execute(
        select(through).where(through.c.shared_id.in_(list(keys))).order_by(through.c.opened_at, through.c.id)
    )
    for row in rows:
        body, _lost = keys[row.shared_id].open_or({"name": ""}, row.body, "opening", row.id, row.shared_id)
        name = body["name"]
        found.setdefault(row.shared_id, []).append(Opening(name, row.opened_at))
    return found
