"""Family members who may have a way in, and whether their door is open. Tables: person, data_key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Row, case, delete, or_, select, true, update

from portal.domain.audience import Kind
from portal.domain.people import Member, Way
from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import Circle
from portal.store.crypto import ChildKey, Keyring, fingerprint
from portal.store.family import invitations
from portal.store.family.policy import own
from portal.store.family.tables import account, data_key, device, edition, person, session, sitting
from portal.store.keys import ensure_child_key
from portal.store.ledger import Gone, note

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
    nobody = {"name": "", "circle": to_plain(Circle())}
    body, _lost = key.open_or(nobody, values["circle"], "person", values["id"], "circle")
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
        reads_back=values["reads_back"],
        drafts_gone_at=values["drafts_gone_at"],
    )


def myself(db: Connection, keyring: Keyring) -> Member | None:
    """The person to whom the transaction is bound, with their circle: one statement."""
    mine = select(own.person, own.data_key.c.wrapped).join(own.data_key, own.data_key.c.id == own.person.c.child_id)
    row = db.execute(mine).first()
    return opened(row, keyring) if row else None


def say_drafts_noted(db: Connection) -> None:
    """The bound person knows that what they had not sent is gone."""
    db.execute(update(own.person).values(drafts_gone_at=None))


def find(db: Connection, keyring: Keyring, ref: str) -> Member | None:
    """One member with their circle, for the desk: one statement."""
    row = db.execute(
        select(person, data_key.c.wrapped).join(data_key, data_key.c.id == person.c.child_id).where(person.c.id == ref)
    ).first()
    return opened(row, keyring) if row else None


def find_many(db: Connection, keyring: Keyring, refs: Collection[str]) -> dict[str, Member]:
    """These members by their ids, for the desk: one statement."""
    rows = db.execute(
        select(person, data_key.c.wrapped)
        .join(data_key, data_key.c.id == person.c.child_id)
        .where(person.c.id.in_(refs))
    )
    return {row.id: opened(row, keyring) for row in rows}


def key_of(db: Connection, keyring: Keyring, child: str) -> ChildKey:
    """The key of this child's words. Raises CannotOpen where it was destroyed, NoResultFound where there is none."""
    wrapped = db.execute(select(data_key.c.wrapped).where(data_key.c.id == child)).scalar_one()
    return keyring.unwrap(child, wrapped)


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
    if because == PAPER or db.execute(select(person.c.door_open).where(person.c.id == ref)).scalar():
        note(db, Gone.DOOR_SHUT, ref, because)
    first = true() if because == PAPER else or_(person.c.door_open, person.c.shut_because.is_(None))
    db.execute(
        update(person)
        .where(person.c.id == ref)
        .values(
            door_open=False, changed_at=now, shut_because=case((first, because), else_=person.c.shut_because)
        )
    )  # fmt: skip
    _end_sessions(db, ref, now)
    invitations.end(db, ref, now, "shut")


def make_safe(db: Connection, ref: str, now: datetime) -> None:
    """Whoever holds this person's phone or words gets nothing more, in one commit: sessions, codes, known devices
    and the account are gone, and reading back is off. What was written stays, and the door stays open for a new code.
    """
    invitations.end(db, ref, now, "safe")
    db.execute(delete(device).where(device.c.person_id == ref))
    note(db, Gone.ACCOUNT_GONE, ref)
    db.execute(delete(account).where(account.c.person_id == ref))
    set_reads_back(db, ref, False)
    _end_sessions(db, ref, now)  # last: who signed in just before the account went is signed out too


def _end_sessions(db: Connection, ref: str, now: datetime) -> None:
    """Everywhere, a worker's own screen too, where somebody sits with them."""
    beside = update(sitting).where(sitting.c.person_id == ref, sitting.c.ended_at.is_(None))
    db.execute(beside.values(ended_at=now))
    db.execute(update(session).where(session.c.person_id == ref, session.c.ended_at.is_(None)).values(ended_at=now))


def set_reads_back(db: Connection, ref: str, allowed: bool) -> bool:
    """Whether this person may read what they sent. False for nobody known."""
    if not allowed:
        note(db, Gone.READING_BACK_OFF, ref)
    return bool(db.execute(update(person).where(person.c.id == ref).values(reads_back=allowed)).rowcount)


def lift_wait(db: Connection, ref: str) -> None:
    """Whatever was guessed at this person's account: the next try is looked at now, on every device."""
    for table in (account, device):
        db.execute(update(table).where(table.c.person_id == ref).values(failures=0, wait_until=None))


def allow_calendar(db: Connection, ref: str, since: datetime | None) -> bool:
    """Whether this person may put dates into their phone's calendar, and since when. False for nobody known."""
    if since is None:
        note(db, Gone.CALENDAR_OFF, ref)
    done = db.execute(update(person).where(person.c.id == ref).values(calendar_since=since))
    return bool(done.rowcount)


def open_door(db: Connection, ref: str, now: datetime) -> None:
    note(db, Gone.DOOR_OPENED, ref)
    db.execute(update(person).where(person.c.id == ref).values(door_open=True, shut_because=None, changed_at=now))


def ways(db: Connection, refs: list[str], now: datetime) -> dict[str, Way]:
    """Where each of these people's way in stands, by their id."""
    found = db.execute(
        select(person.c.id, person.c.door_open, person.c.shut_because, person.c.calendar_since, person.c.reads_back,
               account.c.person_id.label("joined"), account.c.confirmed_at, account.c.wait_until)
        .outerjoin(account, account.c.person_id == person.c.id)
        .where(person.c.id.in_(refs))
    ).all()  # fmt: skip
    codes = invitations.standing(db, refs, now)
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
                    codes.get(row.id), numbers.get(row.id, 0),
                    row.wait_until if row.wait_until and row.wait_until > now else None,
                    "" if row.door_open else row.shut_because or "worker", row.calendar_since is not None,
                    row.reads_back)
        for row in found
    }  # fmt: skip
