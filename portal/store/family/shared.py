"""What was shared: words frozen with the question as it was put. Tables: shared, opened_to, reason,
data_key (and opening and translation, each through a module of its own).

The author's own functions look through the windows of the person to whom the transaction is bound.
Those from `for_desk` on are for workers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, case, select, update

from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import MEETING, Task
from portal.domain.sharing import CameOf, Opening, Outcome, Shared, Words
from portal.store.crypto import ChildKey, Keyring
from portal.store.database import bound_person
from portal.store.family import openings, translations
from portal.store.family.policy import own
from portal.store.family.tables import data_key, opened_to, opening, outcome, reason, shared, translation
from portal.store.ledger import Gone, note


def put(db: Connection, key: ChildKey, sheet: str, row: Shared) -> None:
    """Freeze an answer of the person to whom the transaction is bound."""
    me = bound_person(db)
    db.execute(
        own.shared.insert().values(
            id=row.id, person_id=me, child_id=row.child, sheet_id=sheet, question=row.question, topic=row.topic,
            place=row.place, worker=row.worker, notice_sha256=row.notice, shared_at=row.shared_at,
            asks=row.asks, task=row.task.value if row.task else None, scale=row.scale or None,
            body=key.seal(to_plain(row.words), "shared", row.id, me),
        )
    )  # fmt: skip
    for person, _ in row.words.family:
        db.execute(own.opened_to.insert().values(person_id=person, shared_id=row.id))


def of_mine(db: Connection, keyring: Keyring) -> list[Shared]:
    """What the bound person has shared, the newest first, less what they took back."""
    return _mine(db, keyring, own.shared.c.taken_back_at.is_(None))


def take_back(db: Connection, keyring: Keyring, ref: str, now: datetime) -> Shared | None:
    """Take back what no worker has opened yet: what it was. None where it is too late, or not theirs."""
    mine = _mine(db, keyring, own.shared.c.id == ref)
    done = db.execute(
        update(own.shared)
        .where(own.shared.c.id == ref, own.shared.c.opened_at.is_(None), own.shared.c.taken_back_at.is_(None))
        .values(taken_back_at=now)
        .returning(own.shared.c.taken_back_at)
    )
    if done.first() is None:
        return None
    note(db, Gone.WORDS_TAKEN_BACK, ref)
    return mine[0]


def opened_to_me(db: Connection, keyring: Keyring) -> list[Shared]:
    """What others of the family opened to the bound person and a worker has passed on."""
    words = own.passed_on
    rows = db.execute(
        select(words, own.data_key.c.wrapped)
        .join(own.data_key, own.data_key.c.id == words.c.child_id)
        .order_by(words.c.shared_at.desc(), words.c.place)
    )
    found = [_opened(row, keyring, (), ()) for row in rows]
    return [replace(each, words=replace(each.words, family=())) for each in found]  # who else reads is not theirs


def for_desk(db: Connection, keyring: Keyring, child: str) -> list[Shared]:
    """All that this child's family has shared and not taken back, the newest first."""
    return _read(db, keyring, shared.c.child_id == child, shared.c.taken_back_at.is_(None))


def for_desk_of(db: Connection, keyring: Keyring, person: str) -> list[Shared]:
    """All that one person has shared and not taken back, the newest first."""
    return _read(db, keyring, shared.c.person_id == person, shared.c.taken_back_at.is_(None))


def for_desk_one(db: Connection, keyring: Keyring, ref: str) -> Shared | None:
    found = _read(db, keyring, shared.c.id == ref, shared.c.taken_back_at.is_(None))
    return found[0] if found else None


def for_desk_unread(db: Connection, children: list[str]) -> list[tuple[str, str, datetime, str]]:
    """What nobody has read, the oldest first: (child, worker it is for, since when, scale).

    `scale` is "" but for a number that nobody has opened, and that may have to wait for those of others.
    """
    unopened = and_(shared.c.worker == MEETING, shared.c.opened_at.is_(None))
    rows = db.execute(
        select(shared.c.child_id, shared.c.worker, shared.c.shared_at, case((unopened, shared.c.scale)).label("scale"))
        .where(shared.c.child_id.in_(children), shared.c.read_at.is_(None), shared.c.taken_back_at.is_(None))
        .order_by(shared.c.shared_at)
    )
    return [(row.child_id, row.worker, row.shared_at, row.scale or "") for row in rows]


def mark_opened(db: Connection, refs: list[str], now: datetime) -> list[str]:
    """A worker has these on the screen: they cannot be taken back any more. Returns those that still stand."""
    db.execute(
        update(shared)
        .where(shared.c.id.in_(refs), shared.c.opened_at.is_(None), shared.c.taken_back_at.is_(None))
        .values(opened_at=now)
    )
    rows = db.execute(select(shared.c.id).where(shared.c.id.in_(refs), shared.c.taken_back_at.is_(None)))
    return [row.id for row in rows]


def mark_read(db: Connection, keyring: Keyring, ref: str, by: str, now: datetime) -> bool:
    """A worker says that they have read it. False where somebody did before, or it was taken back."""
    row = db.execute(
        select(shared.c.child_id, shared.c.person_id, data_key.c.wrapped)
        .join(data_key, data_key.c.id == shared.c.child_id)
        .where(shared.c.id == ref)
    ).one()
    sealed = keyring.unwrap(row.child_id, row.wrapped).seal(by, "shared", ref, "read_by")
    done = db.execute(
        update(shared)
        .where(shared.c.id == ref, shared.c.read_at.is_(None), shared.c.taken_back_at.is_(None))
        .values(read_at=now, read_by=sealed, opened_at=now)
    )
    return bool(done.rowcount)


def mark_recorded(db: Connection, key: ChildKey, refs: list[str], by: str, now: datetime) -> list[str]:
    """A worker has put these, of one child, into the case system. Returns those of which nobody had said so before."""
    done = []
    for ref in sorted(refs):
        said = db.execute(
            update(shared)
            .where(shared.c.id == ref, shared.c.recorded_at.is_(None), shared.c.taken_back_at.is_(None))
            .values(recorded_at=now, recorded_by=key.seal(by, "shared", ref, "recorded_by"))
        )
        done += [ref] if said.rowcount else []
    return done


def add_outcome(db: Connection, key: ChildKey, ref: str, said: Outcome) -> None:
    """A worker says what came of these words."""
    place = uuid4().hex
    body = key.seal({"by": said.by, "words": said.words}, "outcome", place, ref)
    row = {"id": place, "shared_id": ref, "kind": said.kind.value, "body": body, "said_at": said.at}
    db.execute(outcome.insert().values(**row))


def keep_reason(db: Connection, keyring: Keyring, ref: str, by: tuple[str, str], why: str, now: datetime) -> None:
    """Somebody opened words that were for another worker alone: who (account, name), and why."""
    row = db.execute(
        select(shared.c.child_id, data_key.c.wrapped)
        .join(data_key, data_key.c.id == shared.c.child_id)
        .where(shared.c.id == ref)
    ).one()
    place = uuid4().hex
    sealed = keyring.unwrap(row.child_id, row.wrapped).seal(
        {"account": by[0], "by": by[1], "why": why}, "reason", place, ref
    )
    db.execute(reason.insert().values(id=place, shared_id=ref, body=sealed, given_at=now))


def pass_on(db: Connection, ref: str, person: str, now: datetime) -> bool:
    """A worker passes words on to a family member to whom their author opened them."""
    done = db.execute(
        update(opened_to)
        .where(opened_to.c.shared_id == ref, opened_to.c.person_id == person, opened_to.c.passed_on_at.is_(None))
        .values(passed_on_at=now)
    )
    return bool(done.rowcount)


def close_to_all_but(db: Connection, author: str, family: list[str]) -> None:
    """Words of this author that were passed on are shown to nobody who may not read them any more."""
    theirs = select(shared.c.id).where(shared.c.person_id == author)
    db.execute(
        update(opened_to)
        .where(opened_to.c.shared_id.in_(theirs), opened_to.c.person_id.not_in(family))
        .values(passed_on_at=None)
    )


_NO_WORDS = to_plain(Words("", "", "en", "", ""))
_DESK = SimpleNamespace(
    shared=shared, opened_to=opened_to, reason=reason, opening=opening, outcome=outcome, translation=translation,
    data_key=data_key,
)  # fmt: skip


def _mine(db: Connection, keyring: Keyring, *where: Any) -> list[Shared]:
    return _read(db, keyring, *where, through=own)


def _read(db: Connection, keyring: Keyring, *where: Any, through: Any = _DESK) -> list[Shared]:
    """`through`: the author's windows, or the tables."""
    shared, opened_to, reason, data_key = through.shared, through.opened_to, through.reason, through.data_key
    rows = db.execute(
        select(shared, data_key.c.wrapped)
        .join(data_key, data_key.c.id == shared.c.child_id)
        .where(*where)
        .order_by(shared.c.shared_at.desc(), shared.c.place)
    ).all()
    refs = [row.id for row in rows]
    passed: dict[str, list[str]] = {}
    if refs:
        for found in db.execute(
            select(opened_to).where(opened_to.c.shared_id.in_(refs), opened_to.c.passed_on_at.is_not(None))
        ):
            passed.setdefault(found.shared_id, []).append(found.person_id)
    others: dict[str, list[tuple[str, str]]] = {}
    seen: dict[str, list[Opening]] = {}
    if refs:
        keys = {row.id: keyring.unwrap(row.child_id, row.wrapped) for row in rows}
        seen = openings.of(db, keys, through.opening)
        for found in db.execute(select(reason).where(reason.c.shared_id.in_(refs)).order_by(reason.c.given_at)):
            nobody = {"by": ""}
            body, _lost = keys[found.shared_id].open_or(nobody, found.body, "reason", found.id, found.shared_id)
            others.setdefault(found.shared_id, []).append((body.get("account", ""), body["by"]))
            seen.setdefault(found.shared_id, []).append(Opening(body["by"], found.given_at, with_reason=True))
    came = _outcomes(db, keys, through.outcome) if refs else {}
    beside = translations.of(db, keys, through.translation) if refs else {}
    return [
        replace(
            _opened(row, keyring, tuple(passed.get(row.id, ())), tuple(others.get(row.id, ()))),
            openings=tuple(sorted(seen.get(row.id, ()), key=lambda opening: opening.at)),
            outcomes=came.get(row.id, ()),
            translations=beside.get(row.id, ()),
        )
        for row in rows
    ]


def _outcomes(db: Connection, keys: dict[str, ChildKey], table: Any) -> dict[str, tuple[Outcome, ...]]:
    """What came of each of these words, the oldest first."""
    found: dict[str, tuple[Outcome, ...]] = {}
    nothing = {"by": "", "words": ""}
    for row in db.execute(select(table).where(table.c.shared_id.in_(keys)).order_by(table.c.said_at)):
        body, _lost = keys[row.shared_id].open_or(nothing, row.body, "outcome", row.id, row.shared_id)
        said = Outcome(CameOf(row.kind), row.said_at, body["by"], body["words"])
        found[row.shared_id] = (*found.get(row.shared_id, ()), said)
    return found


def _opened(row: Row[Any], keyring: Keyring, passed_on: tuple[str, ...], others: tuple[tuple[str, str], ...]) -> Shared:
    key = keyring.unwrap(row.child_id, row.wrapped)
    words, is_lost = key.open_or(_NO_WORDS, row.body, "shared", row.id, row.person_id)
    by, _by_is_lost = "", False
    if getattr(row, "read_by", None):
        by, _by_is_lost = key.open_or("", row.read_by, "shared", row.id, "read_by")
    recorded_by, task = "", getattr(row, "task", None)
    if getattr(row, "recorded_by", None):
        recorded_by, _recorded_by_is_lost = key.open_or("", row.recorded_by, "shared", row.id, "recorded_by")
    return Shared(
        id=row.id,
        person=row.person_id,
        child=row.child_id,
        question=row.question,
        topic=row.topic,
        place=row.place,
        worker=row.worker,
        words=from_plain(Words, words),
        shared_at=row.shared_at,
        notice=row.notice_sha256,
        opened_at=getattr(row, "opened_at", None),
        read_at=getattr(row, "read_at", None),
        read_by=by,
        lost=is_lost,
        taken_back=row.taken_back_at is not None,
        recorded_at=getattr(row, "recorded_at", None),
        recorded_by=recorded_by,
        asks=getattr(row, "asks", False),
        task=Task(task) if task else None,
        scale=getattr(row, "scale", None) or "",
        sheet=getattr(row, "sheet_id", ""),
        passed_on=passed_on,
        opened_by_others=tuple(name for _account, name in others),
        opened_by_accounts=tuple(account for account, _name in others),
    )
