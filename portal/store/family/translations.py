"""What workers wrote beside words in another language, sealed. Tables: translation.

The name is the one that the words' author may know. Their window shows it to them, and not what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from portal.domain.sharing import Translation
from portal.store.crypto import ChildKey
from portal.store.family.tables import translation

_NOTHING = {"words": "", "language": ""}


def put(db: Connection, key: ChildKey, ref: str, said: Translation) -> None:
    """Beside these words stands this, too. What stood there before stays."""
    place = uuid4().hex
    body = key.seal({"words": said.words, "language": said.language}, "translation", place, ref)
    by = key.seal(said.by, "translation", place, ref, "added_by")
    db.execute(translation.insert().values(id=place, shared_id=ref, body=body, added_by=by, added_at=said.at))


def of(db: Connection, keys: Mapping[str, ChildKey], through: Any) -> dict[str, tuple[Translation, ...]]:
    """What stands beside each of these words, the oldest first. `keys` is by the words' id.

    One that does not open any more is left out: the original stands.
    """
    found: dict[str, tuple[Translation, ...]] = {}
    rows = db.execute(
        select(through).where(through.c.shared_id.in_(list(keys))).order_by(through.c.added_at, through.c.id)
    )
    for row in rows:
        key, place = keys[row.shared_id], ("translation", row.id, row.shared_id)
        body, is_lost = key.open_or(_NOTHING, row.body, *place) if "body" in through.c else (_NOTHING, False)
        by, _by_is_lost = key.open_or("", row.added_by, *place, "added_by")
        if not is_lost:
            said = Translation(body["words"], body["language"], by, row.added_at)
            found[row.shared_id] = (*found.get(row.shared_id, ()), said)
    return found
