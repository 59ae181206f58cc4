"""What is due to go out of the family cupboard, and its going. All tables of it; for the desk's side alone.

Each kind has a `find…` that names rows and a `forget…` that takes these out, if they are still due: the same
`find` answers a dry run. `erase` destroys the child's key first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, exists, func, or_, select, update

from portal.domain.keeping import ASKS, Periods
from portal.domain.messages import ABOUT_ME, MessageKind
from portal.domain.sharing import CameOf
from portal.store.crypto import CannotOpen, Keyring
from portal.store.family import editions
from portal.store.family.late_words import KEPT_FOR
from portal.store.family.tables import (
    account,
    answer,
    data_key,
    device,
    edition,
    invitation,
    late_words,
    message,
    opened_to,
    opening,
    outcome,
    person,
    reason,
    receipt,
    scale_opened,
    session,
    shared,
    sheet,
    sitting,
    tally,
    task_done,
    translation,
    withdrawal,
)
from portal.store.family.ways_in import ABSOLUTE
from portal.store.keys import child_key, destroy

_ANSWER = (answer.c.person_id, answer.c.sheet_id, answer.c.question, answer.c.version)


@dataclass(frozen=True)
class Due:
    """What one run works with. `child` is the family cupboard's id. `to_do`: the words about which somebody has
    something to do still, asked once words are due; where nobody can be asked, no words go."""

    keyring: Keyring
    child: str
    periods: Periods
    now: datetime
    to_do: Callable[[Connection], Collection[str]] | None = None

    def before(self, name: str) -> datetime:
        return self.periods.before(name, self.now)


@dataclass(frozen=True)
class Kind:
    """One sort of forgetting. `name` is what it is counted and audited under."""

    name: str
    find: Callable[[Connection, Due], list[Any]]
    forget: Callable[[Connection, Due, Sequence[Any]], int]


def find_drafts(db: Connection, due: Due) -> list[Any]:
    """Drafts whose day has come, by what their author's own copy says of meetings and by nothing else."""
    earliest = due.now - timedelta(days=min(due.periods.draft, due.periods.draft_after_meeting))
    rows = db.execute(
        select(*_ANSWER, answer.c.saved_at)
        .join(sheet, sheet.c.id == answer.c.sheet_id)
        .where(sheet.c.child_id == due.child, answer.c.shared.is_(False), answer.c.saved_at <= earliest)
        .order_by(*_ANSWER)
    ).all()
    known = {ref: _meetings(db, due.keyring, ref) for ref in {row.person_id for row in rows}}
    return [row for row in rows if _goes_at(row.saved_at, known[row.person_id], due.periods) <= due.now]


def forget_drafts(db: Connection, due: Due, found: Sequence[Any]) -> int:
    """Take them out, less those that were saved or shared meanwhile; their authors are told when they sign in."""
    authors = set()
    for row in found:
        mine = (answer.c.person_id == row.person_id, answer.c.sheet_id == row.sheet_id,
                answer.c.question == row.question)  # fmt: skip
        stands = (answer.c.version == row.version, answer.c.saved_at == row.saved_at, answer.c.shared.is_(False))
        if db.execute(delete(answer).where(*mine, *stands)).rowcount:
            authors.add((row.person_id, row.question))
    told = {author for author, _question in authors}
    db.execute(update(person).where(person.c.id.in_(told)).values(drafts_gone_at=due.now))
    return len(authors)


def _meetings(db: Connection, keyring: Keyring, ref: str) -> list[datetime]:
    copy = editions.newest_for(db, keyring, ref)
    meetings = copy.edition.meetings if copy else ()
    return sorted(m.arrive_at for m in meetings if m.arrive_at and m.state != "cancelled")


def _goes_at(saved_at: datetime, meetings: list[datetime], periods: Periods) -> datetime:
    meant_for = next((at for at in meetings if at > saved_at), None)
    if meant_for is None:
        return saved_at + periods.of("draft")
    return meant_for + periods.of("draft_after_meeting")


def find_words(db: Connection, due: Due) -> list[Any]:
    """Words that were recorded long enough ago, less asks, those with an answer, and those that wait for a worker."""
    answers = [kind.value for kind in CameOf if kind.is_answer]
    stays = or_(shared.c.asks, exists().where(outcome.c.shared_id == shared.c.id, outcome.c.kind.in_(answers)))
    found = _words(db, due, shared.c.recorded_at <= due.before("recorded_words"), shared.c.topic.not_in(ASKS), ~stays)
    waiting = due.to_do(db) if found and due.to_do else {row.id for row in found}
    return [row for row in found if row.id not in waiting]


def find_taken_back(db: Connection, due: Due) -> list[Any]:
    """What its author took back: it stands in their draft again, and nobody read it here."""
    return _words(db, due, shared.c.taken_back_at <= due.now)


def _words(db: Connection, due: Due, *where: Any) -> list[Any]:
    return list(
        db.execute(
            select(shared.c.id, shared.c.person_id, shared.c.sheet_id, shared.c.question)
            .where(shared.c.child_id == due.child, *where)
            .order_by(shared.c.id)
        )
    )


def forget_words(db: Connection, due: Due, found: Sequence[Any]) -> int:
    """The words, who opened them, and the answer from which they were shared, unless it was shared again since."""
    refs = [row.id for row in found]
    db.execute(select(shared.c.id).where(shared.c.id.in_(refs)).order_by(shared.c.id).with_for_update()).all()
    for table in (opened_to, reason, opening, outcome, task_done, translation):
        db.execute(delete(table).where(table.c.shared_id.in_(refs)))
    gone = db.execute(delete(shared).where(shared.c.id.in_(refs))).rowcount
    for row in found:
        again = exists().where(shared.c.sheet_id == row.sheet_id, shared.c.question == row.question)
        mine = (answer.c.person_id == row.person_id, answer.c.sheet_id == row.sheet_id,
                answer.c.question == row.question)  # fmt: skip
        db.execute(delete(answer).where(*mine, answer.c.shared, ~again))
    return int(gone)


def find_late(db: Connection, due: Due) -> list[Any]:
    """What was sent after a session had run out, and nobody came back for in time."""
    mine = (late_words.c.person_id, late_words.c.sheet_id, late_words.c.question)
    old = (late_words.c.person_id.in_(_of_child(due)), late_words.c.held_at <= due.now - KEPT_FOR)
    return list(db.execute(select(*mine).where(*old).order_by(*mine)))


def forget_late(db: Connection, due: Due, found: Sequence[Any]) -> int:
    return sum(
        int(
            db.execute(
                delete(late_words).where(
                    late_words.c.person_id == row.person_id, late_words.c.sheet_id == row.sheet_id,
                    late_words.c.question == row.question, late_words.c.held_at <= due.now - KEPT_FOR,
                )
            ).rowcount
        )
        for row in found
    )  # fmt: skip


def find_messages(db: Connection, due: Due) -> list[Any]:
    """What was said of a date that is long past, or asked about oneself, and a worker has seen."""
    late, later = due.before("message_after_date"), due.before("request")
    return [
        row.id for row, at in _said(db, due)
        if row.seen_at is not None
        and (row.seen_at <= later if MessageKind(row.kind) in ABOUT_ME else at <= late)
    ]  # fmt: skip


def forget_messages(db: Connection, due: Due, found: Sequence[Any]) -> int:
    return int(db.execute(delete(message).where(message.c.id.in_(found), message.c.seen_at.is_not(None))).rowcount)


def find_unseen_messages(db: Connection, due: Due) -> list[Any]:
    """What should have been seen long ago: for an alarm."""
    late = due.before("message_after_date")
    return [row.sent_at for row, at in _said(db, due) if row.seen_at is None and at <= late]


def _said(db: Connection, due: Due) -> list[tuple[Any, datetime]]:
    rows = db.execute(select(message).where(message.c.child_id == due.child).order_by(message.c.id)).all()
    key = child_key(db, data_key, due.keyring, due.child) if rows else None
    if key is None:
        return []
    found = []
    for row in rows:
        try:
            body = key.open(row.body, "message", row.id, row.person_id)
        except CannotOpen:  # damaged: it stays until all of the child's goes
            continue
        found.append((row, datetime.fromisoformat(body["at"])))
    return found


def find_unrecorded(db: Connection, child: str, before: datetime) -> list[datetime]:
    """Words shared before this that are not in the case system: when each was, the oldest first."""
    rows = db.execute(
        select(shared.c.shared_at)
        .where(shared.c.child_id == child, shared.c.recorded_at.is_(None), shared.c.taken_back_at.is_(None),
               shared.c.shared_at <= before)
        .order_by(shared.c.shared_at)
    )  # fmt: skip
    return list(rows.scalars())


def _of_child(due: Due) -> Any:
    return select(person.c.id).where(person.c.child_id == due.child)


def _rows(name: str, table: Table, where: Callable[[Due], Any]) -> Kind:
    """A kind that is one table's rows by their first key, and nothing hangs on them."""
    (key,) = table.primary_key.columns

    def find(db: Connection, due: Due) -> list[Any]:
        return list(db.execute(select(key).where(where(due)).order_by(key)).scalars())

    def forget(db: Connection, due: Due, found: Sequence[Any]) -> int:
        return int(db.execute(delete(table).where(key.in_(found), where(due))).rowcount)

    return Kind(name, find, forget)


KINDS = (
    Kind("drafts", find_drafts, forget_drafts),
    Kind("words", find_words, forget_words),
    Kind("taken-back", find_taken_back, forget_words),
    Kind("late-words", find_late, forget_late),
    Kind("messages", find_messages, forget_messages),
    _rows("codes", invitation, lambda due: and_(
        invitation.c.person_id.in_(_of_child(due)), invitation.c.made_at <= due.before("code"))),
    _rows("sessions", session, lambda due: and_(session.c.child_id == due.child, or_(
        session.c.ended_at <= due.before("session"), session.c.made_at <= due.before("session") - ABSOLUTE))),
    _rows("sittings", sitting, lambda due: and_(sitting.c.child_id == due.child, or_(
        sitting.c.ended_at <= due.before("session"), sitting.c.made_at <= due.before("session") - ABSOLUTE))),
    _rows("devices", device, lambda due: and_(
        device.c.person_id.in_(_of_child(due)), device.c.seen_at <= due.before("unused_device"))),
)  # fmt: skip
ACCOUNTS_AFTER_END = (
    _rows("devices", device, lambda due: device.c.person_id.in_(_of_child(due))),
    _rows("sessions", session, lambda due: session.c.child_id == due.child),
    _rows("sittings", sitting, lambda due: sitting.c.child_id == due.child),
    _rows("accounts", account, lambda due: account.c.person_id.in_(_of_child(due))),
)
"""Of a case that has ended, where words that nobody recorded keep the rest."""

TRIES = _rows("tries", tally, lambda due: tally.c.since <= due.before("tries"))


def count_all(db: Connection, child: str) -> int:
    """How many rows of this child are here, less the key's."""
    return sum(
        int(db.execute(select(func.count()).select_from(table).where(where)).scalar_one())
        for table, where in _everything(child)
    )


def erase(db: Connection, child: str, now: datetime) -> int:
    """Forget a child: the key first, then every row. Returns how many rows; 0 where all was gone before."""
    destroy(db, data_key, child, now)
    return sum(int(db.execute(delete(table).where(where)).rowcount) for table, where in _everything(child))


def _everything(child: str) -> list[tuple[Table, Any]]:
    """Every table of this child's rows, those first on which nothing hangs."""
    people = select(person.c.id).where(person.c.child_id == child)
    words = select(shared.c.id).where(shared.c.child_id == child)
    return [
        *((table, table.c.shared_id.in_(words)) for table in (opening, outcome, task_done, translation)),
        (scale_opened, scale_opened.c.child_id == child),
        (late_words, late_words.c.person_id.in_(people)),
        (reason, reason.c.shared_id.in_(words)),
        (opened_to, or_(opened_to.c.shared_id.in_(words), opened_to.c.person_id.in_(people))),
        (shared, shared.c.child_id == child),
        (answer, answer.c.sheet_id.in_(select(sheet.c.id).where(sheet.c.child_id == child))),
        (sheet, sheet.c.child_id == child),
        (message, message.c.child_id == child),
        *((table, table.c.person_id.in_(people))
          for table in (receipt, withdrawal, edition, device, session, sitting, invitation, account)),
        (person, person.c.child_id == child),
    ]  # fmt: skip
