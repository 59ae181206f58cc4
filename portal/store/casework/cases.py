"""Whole cases, revision by revision, sealed. Tables: child_case, case_revision, data_key, publication."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from portal.domain.case import Case, KeptCase
from portal.domain.plain import from_plain, to_plain
from portal.domain.release import Publication
from portal.store.casework.tables import case_revision, child_case, data_key, publication
from portal.store.crypto import ChildKey, Keyring, fingerprint
from portal.store.keys import child_key, ensure_child_key
from portal.store.ledger import Gone, note


def key_id(pepper: bytes, child_ref: str) -> str:
    return fingerprint(pepper, "casework-key", child_ref)


def find(db: Connection, keyring: Keyring, ref: str) -> KeptCase | None:
    return find_many(db, keyring, [ref]).get(ref)


def find_many(db: Connection, keyring: Keyring, refs: Collection[str]) -> dict[str, KeptCase]:
    """Cases as they stand, by the child's ref and in its order, in one statement; what there is not is left out."""
    rows = db.execute(
        select(child_case, case_revision.c.body, data_key.c.wrapped)
        .join(
            case_revision,
            (case_revision.c.ref == child_case.c.ref) & (case_revision.c.revision == child_case.c.revision),
        )
        .join(data_key, data_key.c.id == child_case.c.key_id)
        .where(child_case.c.ref.in_(refs))
        .order_by(child_case.c.ref)
    )
    found = {}
    for row in rows:
        body = keyring.unwrap(row.key_id, row.wrapped).open(row.body, "case", row.ref, str(row.revision))
        found[row.ref] = KeptCase(from_plain(Case, body), row.revision, row.changed_at, row.ended_at)
    return found


def put(
    db: Connection,
    keyring: Keyring,
    pepper: bytes,
    case: Case,
    known: KeptCase | None,
    worker: str,
    now: datetime,
    *,
    origin: str = "file",
    again: bool = False,
) -> int:
    """Keep a case as its next revision; what stood before stays. Returns the revision.

    `origin` is file or desk: what was written at the desk is not overwritten by a file without asking.
    A case that says what stands already makes no revision, unless it is to be kept `again`.
    """
    ref = case.child.ref
    plain = to_plain(case)
    sha = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    if known is not None and known.case == case and not again:
        return known.revision
    revision = (known.revision if known else 0) + 1
    key = ensure_child_key(db, data_key, keyring, key_id(pepper, ref), now)
    row = {"area": case.area, "revision": revision, "sha256": sha, "changed_at": now}
    if known is None:
        db.execute(child_case.insert().values(ref=ref, key_id=key.id, **row))
    else:
        db.execute(update(child_case).where(child_case.c.ref == ref).values(**row))
    db.execute(
        case_revision.insert().values(
            ref=ref,
            revision=revision,
            body=key.seal(plain, "case", ref, str(revision)),
            origin=origin,
            worker_id=worker,
            made_at=now,
        )
    )
    return revision


def set_ended(db: Connection, ref: str, ended_at: datetime | None) -> None:
    """A case has ended, or is open again."""
    changed = update(child_case).where(child_case.c.ref == ref).values(ended_at=ended_at)
    for row in db.execute(changed.returning(child_case.c.key_id)):
        note(db, Gone.CASE_ENDED if ended_at else Gone.CASE_OPENED, row.key_id)


def earlier(db: Connection, keyring: Keyring, ref: str, *, revision: int) -> Case | None:
    """The case as it was at a revision."""
    return _earlier(db, keyring, ref, case_revision.c.revision == revision)


def as_it_stood(db: Connection, keyring: Keyring, ref: str, at: datetime) -> Case | None:
    """The case as it was at a moment; the first that there was, where it is younger."""
    before = _earlier(db, keyring, ref, case_revision.c.made_at < at)
    return before or _earlier(db, keyring, ref, case_revision.c.revision == 1)


def last_file(db: Connection, keyring: Keyring, ref: str) -> Case | None:
    """The case as the newest file said it; None where it was made by hand."""
    return _earlier(db, keyring, ref, case_revision.c.origin == "file")


def _earlier(db: Connection, keyring: Keyring, ref: str, wanted: ColumnElement[bool]) -> Case | None:
    row = db.execute(
        select(case_revision.c.revision, case_revision.c.body, child_case.c.key_id, data_key.c.wrapped)
        .join(child_case, child_case.c.ref == case_revision.c.ref)
        .join(data_key, data_key.c.id == child_case.c.key_id)
        .where(case_revision.c.ref == ref, wanted)
        .order_by(case_revision.c.revision.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    body = keyring.unwrap(row.key_id, row.wrapped).open(row.body, "case", ref, str(row.revision))
    read: Case = from_plain(Case, body)
    return read


def refs(db: Connection) -> list[str]:
    """Every child's ref, for a manager's list."""
    return list(db.execute(select(child_case.c.ref).order_by(child_case.c.ref)).scalars())


def begin_publication(db: Connection, keyring: Keyring, pepper: bytes, ref: str, mark: Publication) -> None:
    """Mark that a release begins: if it is cut short, the mark says what to do again."""
    key = _key(db, keyring, pepper, ref)
    db.execute(
        publication.insert().values(
            id=mark.id, ref=ref, revision=mark.revision, worker_id=mark.worker, begun_at=mark.begun_at,
            body=key.seal(mark.body, "publication", mark.id),
        )
    )  # fmt: skip


def finish_publication(
    db: Connection, keyring: Keyring, pepper: bytes, ref: str, mark: Publication, now: datetime
) -> None:
    key = _key(db, keyring, pepper, ref)
    db.execute(
        update(publication)
        .where(publication.c.id == mark.id)
        .values(done_at=now, body=key.seal(mark.body, "publication", mark.id))
    )


def publications(db: Connection, keyring: Keyring, pepper: bytes, ref: str) -> list[Publication]:
    """All releases of a case, the newest first."""
    return publications_many(db, keyring, [ref])[ref]


def publications_many(db: Connection, keyring: Keyring, refs: Collection[str]) -> dict[str, list[Publication]]:
    """The same of many cases, by the child's ref, in one statement."""
    rows = db.execute(
        select(publication, data_key.c.id.label("key_id"), data_key.c.wrapped)
        .join(child_case, child_case.c.ref == publication.c.ref)
        .join(data_key, data_key.c.id == child_case.c.key_id)
        .where(publication.c.ref.in_(refs))
        .order_by(publication.c.begun_at.desc(), publication.c.id)
    )
    found: dict[str, list[Publication]] = {ref: [] for ref in refs}
    keys: dict[str, ChildKey] = {}
    for row in rows:
        if row.ref not in keys:
            keys[row.ref] = keyring.unwrap(row.key_id, row.wrapped)
        body = keys[row.ref].open(row.body, "publication", row.id)
        done = row.done_at is not None
        found[row.ref].append(Publication(row.id, row.revision, row.worker_id, row.begun_at, done, body))
    return found


def _key(db: Connection, keyring: Keyring, pepper: bytes, ref: str) -> Any:
    key = child_key(db, data_key, keyring, key_id(pepper, ref))
    assert key is not None, "a kept case always has a key"
    return key
