"""After a restore: what was revoked or erased since the backup, done again in the family cupboard.

Tables: person, account, session, sitting, invitation, edition, withdrawal, shared, answer, message; what is erased,
in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from portal.store.family import editions, forgetting, members
from portal.store.family.tables import (
    account,
    answer,
    data_key,
    device,
    invitation,
    message,
    person,
    session,
    shared,
    sitting,
)
from portal.store.ledger import Gone, Line


def shut_everybody_out(db: Connection, now: datetime) -> None:
    """No session and no code of the backup is alive: some of them ended or were used since."""
    for table in (session, sitting):
        db.execute(update(table).where(table.c.ended_at.is_(None)).values(ended_at=now))
    db.execute(
        update(invitation)
        .where(invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None))
        .values(ended_at=now)
    )  # fmt: skip


def replay(db: Connection, lines: Sequence[Line]) -> Counter[str]:
    """Do these again; done twice they change nothing. Returns how often each kind changed something."""
    done: Counter[str] = Counter()
    for line in lines:
        again = _AGAIN.get(line.entry.kind)
        if again is not None and again(db, line):
            done[line.entry.kind.value] += 1
    return done


def _shut(db: Connection, line: Line) -> bool:
    was_open = db.execute(select(person.c.door_open).where(person.c.id == line.entry.thing)).scalar()
    members.shut_door(db, line.entry.thing, line.at, line.entry.more)
    return bool(was_open)


def _close_account(db: Connection, line: Line) -> bool:
    """The account as it was, and the devices that it was known on. Closed by themselves: what they never sent, too."""
    ref = line.entry.thing
    since = func.coalesce(account.c.renewed_at, account.c.made_at)
    gone = db.execute(delete(account).where(account.c.person_id == ref, since < line.at)).rowcount
    db.execute(delete(device).where(device.c.person_id == ref, device.c.made_at < line.at))
    if line.entry.more == "closed":
        db.execute(delete(answer).where(answer.c.person_id == ref, answer.c.saved_at < line.at))
    return bool(gone)


def _take_copy_back(db: Connection, line: Line) -> bool:
    """Everything up to this number: no older copy comes in the place of one that is gone."""
    number, is_taken = editions.newest_number(db, line.entry.thing)
    if not number or number > int(line.entry.more) or is_taken:
        return False
    return editions.withdraw(db, line.entry.thing, number, line.at)


def _calendar_off(db: Connection, line: Line) -> bool:
    older = (person.c.id == line.entry.thing, person.c.calendar_since < line.at)
    return bool(db.execute(update(person).where(*older).values(calendar_since=None)).rowcount)


def _reading_back_off(db: Connection, line: Line) -> bool:
    theirs = (person.c.id == line.entry.thing, person.c.reads_back)
    return bool(db.execute(update(person).where(*theirs).values(reads_back=False)).rowcount)


def _take_words_back(db: Connection, line: Line) -> bool:
    """What stands of them is a draft again, unless it was shared a second time."""
    theirs = (shared.c.id == line.entry.thing, shared.c.taken_back_at.is_(None))
    done = update(shared).where(*theirs).values(taken_back_at=line.at)
    row = db.execute(done.returning(shared.c.person_id, shared.c.sheet_id, shared.c.question)).first()
    if row is None:
        return False
    same = [[table.c[name] == row[place] for place, name in enumerate(("person_id", "sheet_id", "question"))]
            for table in (shared, answer)]  # fmt: skip
    if db.execute(select(shared.c.id).where(*same[0], shared.c.taken_back_at.is_(None))).first() is None:
        db.execute(update(answer).where(*same[1]).values(shared=False))
    return True


def _take_message_back(db: Connection, line: Line) -> bool:
    return bool(db.execute(delete(message).where(message.c.id == line.entry.thing)).rowcount)


def _erase(db: Connection, line: Line) -> bool:
    """A child who came back since then stays."""
    older = select(data_key.c.id).where(data_key.c.id == line.entry.thing, data_key.c.made_at < line.at)
    return db.execute(older).first() is not None and bool(forgetting.erase(db, line.entry.thing, line.at))


_AGAIN: dict[Gone, Callable[[Connection, Line], bool]] = {
    Gone.DOOR_SHUT: _shut,
    Gone.ACCOUNT_GONE: _close_account,
    Gone.COPY_GONE: _take_copy_back,
    Gone.CALENDAR_OFF: _calendar_off,
    Gone.READING_BACK_OFF: _reading_back_off,
    Gone.WORDS_TAKEN_BACK: _take_words_back,
    Gone.MESSAGE_TAKEN_BACK: _take_message_back,
    Gone.KEY_DESTROYED: _erase,
}
