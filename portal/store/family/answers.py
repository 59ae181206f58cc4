"""What somebody is writing: sheets and drafts. Only their author's transaction opens them.

Tables: sheet, answer, notice, data_key, through the windows of the person to whom the transaction
is bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, select, true, update
from sqlalchemy.exc import IntegrityError

from portal.domain.people import Member
from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import Answer, AnswerSheet, How, Notice, Readers
from portal.domain.sitting import BESIDE
from portal.store.crypto import ChildKey, Keyring
from portal.store.database import bound_person
from portal.store.family.members import opened
from portal.store.family.policy import own


@dataclass(frozen=True)
class Draft:
    """One answer as it stands, with what is needed to save the next version of it."""

    sheet: str
    child: str
    answer: Answer
    message: str
    sheet_readers: Readers
    notice_seen: str | None
    member: Member
    key: ChildKey


def put_notice(db: Connection, shown: Notice) -> None:
    """Keep the wording that was shown, once."""
    if _is_kept(db, shown):
        return
    words = "\n\n".join(shown.paragraphs)
    try:
        with db.begin_nested():
            db.execute(own.notice.insert().values(sha256=shown.sha256, language=shown.language, words=words))
    except IntegrityError:
        if not _is_kept(db, shown):  # else somebody who began at the same moment has kept the same words
            raise


def _is_kept(db: Connection, shown: Notice) -> bool:
    return db.execute(select(own.notice.c.sha256).where(own.notice.c.sha256 == shown.sha256)).first() is not None


def begin_sheet(
    db: Connection,
    keyring: Keyring,
    set_id: str,
    child: str,
    readers: Readers,
    notice_sha256: str,
    now: datetime,
) -> None:
    """A sheet for this set, with the notice that was shown; one that is there learns of the new notice. Of two taps at
    once the second finds what the first has begun.
    """
    me, sheet, key = bound_person(db), own.sheet, _key(db, keyring)

    def body(ref: str) -> bytes:
        return key.seal({"readers": to_plain(readers)}, "sheet", me, ref)

    def go_on() -> bool:
        found = db.execute(select(sheet.c.id).where(sheet.c.person_id == me, sheet.c.set_id == set_id)).first()
        if found is None:
            return False
        changed = {"body": body(found.id), "notice_sha256": notice_sha256}
        db.execute(update(sheet).where(sheet.c.person_id == me, sheet.c.set_id == set_id).values(**changed))
        return True

    if go_on():
        return
    ref = uuid4().hex
    new = {"person_id": me, "set_id": set_id, "id": ref, "child_id": child, "body": body(ref), "made_at": now}
    try:
        with db.begin_nested():
            db.execute(sheet.insert().values(**new, notice_sha256=notice_sha256))
    except IntegrityError:
        if not go_on():
            raise


def older_than_account(db: Connection) -> bool:
    """Whether the bound person wrote something alone before the account they have now was made. What was put down
    beside a worker is looked at apart, and not before it is known that it is them.
    """
    made = select(own.account.c.made_at).scalar_subquery()
    alone = own.sheet.c.set_id.not_like(f"%{BESIDE}")
    return db.execute(select(own.sheet.c.id).where(own.sheet.c.made_at < made, alone)).first() is not None


def find_sheet(db: Connection, keyring: Keyring, set_id: str, *, alone: bool = False) -> AnswerSheet | None:
    """The whole sheet of one set, answers and all: two statements.

    `alone`: until this transaction ends, nobody else saves or shares what is on it.
    """
    return find_sheets(db, keyring, [set_id], alone=alone).get(set_id)


def find_sheets(
    db: Connection, keyring: Keyring, set_ids: Iterable[str], *, alone: bool = False
) -> dict[str, AnswerSheet]:
    """The whole sheets of these sets that were begun, by the set: two statements, however many they are."""
    return _find_sheets(db, keyring, own.sheet.c.set_id.in_(tuple(set_ids)), alone=alone)


def find_every_sheet(db: Connection, keyring: Keyring) -> dict[str, AnswerSheet]:
    """Every sheet that was begun, of whichever set, the oldest first: two statements."""
    return _find_sheets(db, keyring, true())


def find_sheets_beside(db: Connection, keyring: Keyring) -> dict[str, AnswerSheet]:
    """Every sheet that was filled in beside a worker, the oldest first: two statements, however many they are."""
    return _find_sheets(db, keyring, own.sheet.c.set_id.like(f"%{BESIDE}"))


def _find_sheets(
    db: Connection, keyring: Keyring, which: ColumnElement[bool], *, alone: bool = False
) -> dict[str, AnswerSheet]:
    me, sheet, answer, data_key = bound_person(db), own.sheet, own.answer, own.data_key
    rows = db.execute(
        select(sheet, data_key.c.wrapped)
        .join(data_key, data_key.c.id == sheet.c.child_id)
        .where(which)
        .order_by(sheet.c.made_at, sheet.c.id)
    ).all()
    if not rows:
        return {}
    keys = {row.id: keyring.unwrap(row.child_id, row.wrapped) for row in rows}
    mine = select(answer).where(answer.c.sheet_id.in_(tuple(keys))).order_by(answer.c.sheet_id, answer.c.question)
    answers: dict[str, tuple[Answer, ...]] = {}
    for found in db.execute(mine.with_for_update() if alone else mine):
        given = _answer(found, keys[found.sheet_id], me)
        answers[found.sheet_id] = (*answers.get(found.sheet_id, ()), given)
    return {
        row.set_id: AnswerSheet(
            row.id, row.set_id, _readers(keys[row.id], row.body, me, row.id), row.notice_sha256, answers.get(row.id, ())
        )
        for row in rows
    }


def set_of(db: Connection, sheet_ref: str) -> str | None:
    """Which set a sheet of the bound person is of."""
    return db.execute(select(own.sheet.c.set_id).where(own.sheet.c.id == sheet_ref)).scalar()


def find_draft(db: Connection, keyring: Keyring, set_id: str, question: str) -> Draft | None:
    """One answer with its sheet, its author and their circle: one statement. None without a sheet."""
    me, person, sheet, answer, data_key = bound_person(db), own.person, own.sheet, own.answer, own.data_key
    named = [column.label(f"answer_{column.name}") for column in answer.c]
    row = db.execute(
        select(
            person,
            data_key.c.wrapped,
            sheet.c.id.label("sheet_ref"),
            sheet.c.body.label("sheet_body"),
            sheet.c.notice_sha256,
            *named,
        )
        .join(person, person.c.id == sheet.c.person_id)
        .join(data_key, data_key.c.id == sheet.c.child_id)
        .outerjoin(
            answer,
            and_(answer.c.sheet_id == sheet.c.id, answer.c.question == question),
        )
        .where(sheet.c.set_id == set_id)
    ).first()
    if row is None:
        return None
    member = opened(row, keyring)
    key = keyring.unwrap(member.child, row.wrapped)
    readers = _readers(key, row.sheet_body, me, row.sheet_ref)
    found = Answer(question)
    if row.answer_version is not None:
        found = _opened_answer(key, me, row.sheet_ref, question, row.answer_version, row.answer_body, row.answer_shared)
    return Draft(row.sheet_ref, member.child, found, row.answer_message or "", readers, row.notice_sha256, member, key)


def save(db: Connection, draft: Draft, value: Answer, message: str, now: datetime) -> bool:
    """The next version of an answer. False where somebody else saved in between; nothing is lost then."""
    me, answer = bound_person(db), own.answer
    body = _sealed(draft, value, me)
    row = {"body": body, "version": value.version, "message": message, "shared": False, "saved_at": now}
    if draft.answer.version:
        done = db.execute(
            update(answer)
            .where(
                answer.c.sheet_id == draft.sheet,
                answer.c.question == value.question,
                answer.c.version == draft.answer.version,
            )
            .values(**row)
            .returning(answer.c.version)
        )
        return done.first() is not None
    db.execute(answer.insert().values(person_id=me, sheet_id=draft.sheet, question=value.question, **row))
    return True


def throw_away(db: Connection, set_id: str, question: str) -> bool:
    """One answer that was not shared goes. False where there is none."""
    answer, sheet = own.answer, own.sheet
    mine = select(sheet.c.id).where(sheet.c.set_id == set_id).scalar_subquery()
    found = db.execute(
        select(answer.c.question).where(
            answer.c.sheet_id == mine, answer.c.question == question, answer.c.shared.is_(False)
        )
    ).first()
    if found is None:
        return False
    db.execute(
        delete(answer).where(answer.c.sheet_id == mine, answer.c.question == question, answer.c.shared.is_(False))
    )
    return True


def mark_shared(db: Connection, drafts: Sequence[Draft]) -> None:
    """These answers were shared; what stood in the draft now stands in `shared` alone. One statement for all of them.

    The caller holds their sheets (`alone`). Sharing is a version too: a page that was open before it has never shown
    what stands now, so it cannot save on top of it.
    """
    me, answer, rows = bound_person(db), own.answer, []
    for draft in drafts:
        sent = replace(draft.answer, version=draft.answer.version + 1)
        place = {"on": draft.sheet, "asked": sent.question}
        rows.append(place | {"version": sent.version, "body": _sealed(draft, sent, me), "shared": True})
    if rows:
        here = (answer.c.sheet_id == bindparam("on"), answer.c.question == bindparam("asked"))
        db.execute(update(answer).where(*here), rows)


def _sealed(draft: Draft, value: Answer, me: str) -> bytes:
    plain: dict[str, Any] = {
        "value": list(value.value), "readers": to_plain(value.readers), "skipped": value.skipped,
    }  # fmt: skip
    if value.how is not None:
        plain |= {"how": value.how.value, "helper": value.helper, "written_by": value.written_by}
    return draft.key.seal(plain, *_place(draft.sheet, value.question, me, value.version))


def _answer(row: Row[Any], key: ChildKey, me: str) -> Answer:
    return _opened_answer(key, me, row.sheet_id, row.question, row.version, row.body, row.shared)


def _opened_answer(
    key: ChildKey, me: str, sheet_ref: str, question: str, version: int, body: bytes, shared: bool
) -> Answer:
    nothing: dict[str, Any] = {"value": [], "readers": None, "skipped": False}
    found, is_lost = key.open_or(nothing, body, *_place(sheet_ref, question, me, version))
    readers = from_plain(Readers, found["readers"]) if found["readers"] else None
    how = How(found["how"]) if found.get("how") else None
    return Answer(
        question, tuple(found["value"]), readers, found["skipped"], version, shared, is_lost, how,
        found.get("helper", ""), found.get("written_by", ""),
    )  # fmt: skip


def _readers(key: ChildKey, body: bytes, me: str, sheet_ref: str) -> Readers:
    """Who was chosen for the whole sheet; nobody where that does not open, so that nothing is shared unchosen."""
    found, is_lost = key.open_or({}, body, "sheet", me, sheet_ref)
    return Readers(worker="") if is_lost else from_plain(Readers, found["readers"])


def _place(sheet_ref: str, question: str, me: str, version: int) -> tuple[str, ...]:
    return ("answer", me, sheet_ref, question, str(version))


def _key(db: Connection, keyring: Keyring) -> ChildKey:
    row = db.execute(select(own.data_key)).one()
    return keyring.unwrap(row.id, row.wrapped)
