"""All that is held of one person, for their worker who puts it together. All tables but those of others.

Every statement asks for this one person's rows: what somebody else wrote, an own child's words too, cannot be
among them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from portal.domain.errands import Done as ErrandDone
from portal.domain.person_data import CANNOT_BE_READ, CopyHeld, DraftHeld, Facts, Held, Reason
from portal.domain.sharing import Shared
from portal.store.audit import Event
from portal.store.crypto import ChildKey, Keyring
from portal.store.family import messages, shared, tasks
from portal.store.family.members import key_of
from portal.store.family.tables import (
    account,
    answer,
    audit,
    device,
    edition,
    invitation,
    message,
    notice,
    person,
    reason,
    receipt,
    session,
    sheet,
    sitting,
    withdrawal,
)
from portal.store.family.tables import shared as words


def of_person(db: Connection, keyring: Keyring, ref: str, *, with_drafts: bool) -> Held | None:
    """Everything; None for somebody who is not known here (any more)."""
    row = db.execute(select(person).where(person.c.id == ref)).first()
    if row is None:
        return None
    key = key_of(db, keyring, row.child_id)
    mine = shared.for_desk_of(db, keyring, ref)
    taken_back = db.execute(
        select(words.c.taken_back_at)
        .where(words.c.person_id == ref, words.c.taken_back_at.is_not(None))
        .order_by(words.c.taken_back_at)
    )
    said = messages.for_desk_of(db, keyring, ref)
    shown = {piece.notice for piece in mine} | {each.notice for each in said} | set(_of_sheets(db, ref))
    return Held(
        _facts(db, key, row),
        tuple(sorted(mine, key=lambda piece: (piece.shared_at, piece.place))),
        tuple(taken_back.scalars()),
        tuple(_drafts(db, key, ref, with_drafts)),
        tuple(said),
        tuple(_copies(db, key, ref)),
        tuple(_reasons(db, key, ref)),
        errands=tuple(_errands(db, keyring, row.child_id, mine)),
        notices=tuple(
            (found.sha256, found.words)
            for found in db.execute(select(notice).where(notice.c.sha256.in_(shown)).order_by(notice.c.sha256))
        ),
    )


def done(db: Connection, child: str, ref: str, things: Collection[str]) -> list[tuple[datetime, Event]]:
    """Lines of the audit that are of this person's doing, or about them or one of these things of theirs."""
    rows = db.execute(select(audit).where(or_(audit.c.child == child, audit.c.actor == ref)).order_by(audit.c.seq))
    return [
        (datetime.fromisoformat(row.at), Event(row.actor, row.action, row.thing, row.child, row.outcome))
        for row in rows
        if row.actor == ref or row.thing.partition("/")[0] in {ref, *things}
    ]


def things_of(db: Connection, ref: str) -> set[str]:
    """The ids of this person's words, messages and codes, under which the audit speaks of them."""
    return {
        id
        for table in (words, message, invitation)
        for id in db.execute(select(table.c.id).where(table.c.person_id == ref)).scalars()
    }


def _facts(db: Connection, key: ChildKey, row: Any) -> Facts:
    def mine(table: Any, *columns: Any) -> list[Any]:
        return list(db.execute(select(*columns).where(table.c.person_id == row.id).order_by(columns[0])))

    way = db.execute(select(account).where(account.c.person_id == row.id)).first()
    return Facts(
        kind=row.kind,
        language=row.language,
        easy_read=row.easy_read,
        joined_at=way.made_at if way else None,
        confirmed_at=way.confirmed_at if way else None,
        last_here=way.seen_at if way else None,
        own_phone=way.own_phone if way else None,
        door_open=row.door_open,
        calendar_since=row.calendar_since,
        codes=tuple((r.made_at, r.used_at) for r in mine(invitation, invitation.c.made_at, invitation.c.used_at)),
        sessions=tuple((r.made_at, r.ended_at) for r in mine(session, session.c.made_at, session.c.ended_at)),
        devices=tuple(r.made_at for r in mine(device, device.c.made_at)),
        beside_a_worker=tuple(
            (r.used_at, r.ended_at, key.open_or({}, r.body, "sitting", r.id, row.id)[0].get("helper", ""))
            for r in mine(sitting, sitting.c.made_at, *(sitting.c[n] for n in ("id", "body", "used_at", "ended_at")))
        ),
    )


def _of_sheets(db: Connection, ref: str) -> list[str]:
    hashes = db.execute(select(sheet.c.notice_sha256).where(sheet.c.person_id == ref)).scalars()
    return [each for each in hashes if each]


def _drafts(db: Connection, key: ChildKey, ref: str, whole: bool) -> list[DraftHeld]:
    rows = db.execute(
        select(answer)
        .where(answer.c.person_id == ref, answer.c.shared.is_(False))
        .order_by(answer.c.saved_at, answer.c.question)
    )
    return [DraftHeld(row.question, row.saved_at, _value(key, ref, row) if whole else ()) for row in rows]


def _value(key: ChildKey, ref: str, row: Any) -> tuple[str, ...]:
    place = ("answer", ref, row.sheet_id, row.question, str(row.version))
    return tuple(key.open_or({"value": [CANNOT_BE_READ]}, row.body, *place)[0]["value"])


def _copies(db: Connection, key: ChildKey, ref: str) -> list[CopyHeld]:
    rows = db.execute(
        select(edition, withdrawal.c.withdrawn_at, receipt.c.read_at)
        .outerjoin(
            withdrawal, (withdrawal.c.person_id == edition.c.person_id) & (withdrawal.c.number == edition.c.number)
        )
        .outerjoin(receipt, (receipt.c.person_id == edition.c.person_id) & (receipt.c.number == edition.c.number))
        .where(edition.c.person_id == ref)
        .order_by(edition.c.number)
    )
    return [
        CopyHeld(
            row.number,
            row.published_at,
            key.open_or({"copy": CANNOT_BE_READ}, row.body, "edition", ref, str(row.number))[0],
            row.withdrawn_at,
            row.read_at,
        )
        for row in rows
    ]


def _errands(db: Connection, keyring: Keyring, child: str, mine: list[Shared]) -> list[tuple[str, ErrandDone]]:
    put = {piece.id: piece.words.question for piece in mine}
    found = tasks.of_children(db, keyring, [child])
    done = [(put[each.ref], each.done) for each in found if each.ref in put and each.done != ErrandDone()]
    return list(dict.fromkeys(done))  # what was written about one answer stands at each that said the same


def _reasons(db: Connection, key: ChildKey, ref: str) -> list[Reason]:
    rows = db.execute(
        select(reason)
        .join(words, words.c.id == reason.c.shared_id)
        .where(words.c.person_id == ref)
        .order_by(reason.c.given_at, reason.c.id)
    )
    found = []
    for row in rows:
        nobody = {"by": "", "why": CANNOT_BE_READ}
        body, _lost = key.open_or(nobody, row.body, "reason", row.id, row.shared_id)
        found.append(Reason(row.shared_id, body["by"], body["why"], row.given_at))
    return found
