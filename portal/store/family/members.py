"""Family members who may have a way in, and whether their door is open. Tables: person, data_key."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Row, case, or_, select, true, update

from portal.domain.audience import Kind
from portal.domain.people import Member, Way
from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import Circle
from portal.store.crypto import Keyring, fingerprint
from portal.store.family.policy import own
from portal.store.family.tables import account, data_key, edition, invitation, person, session
from portal.store.keys import ensure_child_key

PAPER = "paper"


def child_id(pepper: bytes, child_ref: str) -> str:
    """The opaque id of a child in the family cupboard."""
    return fingerprint(pepper, "child", child_ref)


def person_id(pepper: bytes, child_ref: str, person_ref: str) -> str:
    """The opaque id of one person of one case in the family cupboard."""
    return fingerprint(pepper, "person", child_ref, person_ref)


def keep(db: Connection, keyring: Keyring, member: Member, now: datetime) -> None:
    """Put a member in, or bring them up to date. A shut door stays shut."""
    key = ensure_child_key(db, data_key, keyring, member.child, now)
    body = key.seal({"name": member.name, "circle": to_plain(member.circle)}, "person", member.id, "circle")
    row = {
        "child_id": member.child,
        "kind": member.kind.value,
        "area": member.area,
        "language": member.language,
        "easy_read": member.easy_read,
        "circle": body,
        "changed_at": now,
    }
    known = db.execute(update(person).where(person.c.id == member.id).values(**row))
    if not known.rowcount:
        db.execute(person.insert().values(id=member.id, door_open=True, **row))


def opened(row: Row[tuple[object, ...]], keyring: Keyring) -> Member:
    """A member out of a row that holds person's columns and `wrapped`."""
    values = row._mapping
    key = keyring.unwrap(values["child_id"], values["wrapped"])
    body = key.open(values["circle"], "person", values["id"], "circle")
    return Member(
        id=values["id"],
        child=values["child_id"],
        kind=Kind(values["kind"]),
        area=values["area"],
        name=body["name"],
        language=values["language"],
        easy_read=values["easy_read"],
        circle=from_plain(Circle, body["circle"]),
        door_open=values["door_open"],
        calendar=values["calendar_since"] is not None,
    )


def myself(db: Connection, keyring: Keyring) -> Member | None:
    """The person to whom the transaction is bound, with their circle: one statement."""
    mine = select(own.person, own.data_key.c.wrapped).join(own.data_key, own.data_key.c.id == own.person.c.child_id)
    row = db.execute(mine).first()
    return opened(row, keyring) if row else None


def find(db: Connection, keyring: Keyring, ref: str) -> Member | None:
    """One member with their circle, for the desk: one statement."""
    row = db.execute(
        select(person, data_key.c.wrapped).join(data_key, data_key.c.id == person.c.child_id).where(person.c.id == ref)
    ).first()
    return opened(row, keyring) if row else None


def of_child(db: Connection, child: str) -> list[str]:
    """The ids of everybody of this child's family who is known here."""
    return list(db.execute(select(person.c.id).where(person.c.child_id == child).order_by(person.c.id)).scalars())


def set_circle(db: Connection, keyring: Keyring, ref: str, circle: Circle, now: datetime) -> None:
    """Who may read this person's words has changed: somebody was allocated, or left."""
    member = find(db, keyring, ref)
    if member is not None:
        keep(db, keyring, replace(member, circle=circle), now)


def shut_door(db: Connection, ref: str, now: datetime, because: str = "worker") -> None:
    """End this person's access now: sessions, codes and the door, in one commit.

    `because` is worker, paper, ended or left. Who is shut out already keeps the first of these, and
    paper stands against all others: it is what keeps somebody safe when the door could open again.
    """
    first = true() if because == PAPER else or_(person.c.door_open, person.c.shut_because.is_(None))
    db.execute(
        update(person)
        .where(person.c.id == ref)
        .values(
            door_open=False, changed_at=now, shut_because=case((first, because), else_=person.c.shut_because)
        )
    )  # fmt: skip
    db.execute(update(session).where(session.c.person_id == ref, session.c.ended_at.is_(None)).values(ended_at=now))
    db.execute(
        update(invitation)
        .where(invitation.c.person_id == ref, invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def allow_calendar(db: Connection, ref: str, since: datetime | None) -> bool:
    """Whether this person may put dates into their phone's calendar, and since when. False for nobody known."""
    done = db.execute(update(person).where(person.c.id == ref).values(calendar_since=since))
    return bool(done.rowcount)


def open_door(db: Connection, ref: str, now: datetime) -> None:
    db.execute(update(person).where(person.c.id == ref).values(door_open=True, shut_because=None, changed_at=now))


def ways(db: Connection, refs: list[str], now: datetime) -> dict[str, Way]:
    """Where each of these people's way in stands, by their id."""
    found = db.execute(
        select(person.c.id, person.c.door_open, person.c.shut_because, person.c.calendar_since,
               account.c.person_id.label("joined"), account.c.confirmed_at, account.c.wait_until)
        .outerjoin(account, account.c.person_id == person.c.id)
        .where(person.c.id.in_(refs))
    ).all()  # fmt: skip
    codes: dict[str, str] = {}
    for row in db.execute(
        select(invitation).where(invitation.c.person_id.in_(refs)).order_by(invitation.c.made_at, invitation.c.id)
    ):
        if row.used_at:
            codes[row.person_id] = "used"
        elif row.ended_at:
            codes[row.person_id] = "ended"
        else:
            codes[row.person_id] = "expired" if row.expires_at <= now else "open"
    numbers = {
        row.person_id: int(row.number)
        for row in db.execute(
            select(edition.c.person_id, edition.c.number)
            .where(edition.c.person_id.in_(refs))
            .order_by(edition.c.number)
        )
    }
    return {
        row.id: Way(row.id, row.door_open, row.joined is not None, row.confirmed_at is not None,
                    codes.get(row.id), numbers.get(row.id, 0), row.wait_until,
                    "" if row.door_open else row.shut_because or "worker", row.calendar_since is not None)
        for row in found
    }  # fmt: skip
