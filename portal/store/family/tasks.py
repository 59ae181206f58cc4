"""What somebody at the desk has to do because of an answer, and what has been done. Tables: task_done,
shared, data_key.

For the desk alone. Words are not looked at here: a task says whose it is and that it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from portal.domain.errands import Done
from portal.domain.plain import from_plain, to_plain
from portal.domain.preparation import Task
from portal.store.crypto import ChildKey, Keyring
from portal.store.family.tables import data_key, shared, task_done

_NOTHING = to_plain(Done())


@dataclass(frozen=True)
class TaskRow:
    """One answer that makes somebody do something. `worker` is whom it was meant for, as its author chose.

    `changed_at`: when they answered the same question again, and otherwise.
    """

    ref: str
    child: str
    person: str
    question: str
    task: Task
    worker: str
    shared_at: datetime
    done: Done
    changed_at: datetime | None = None


def of_children(db: Connection, keyring: Keyring, children: Sequence[str]) -> list[TaskRow]:
    """Those of these children, the oldest first, done or not: one statement. What was taken back is gone."""
    return [_task(row, keyring) for row in db.execute(_standing().where(shared.c.child_id.in_(children)))]


def put(db: Connection, key: ChildKey, ref: str, done: Done, now: datetime) -> None:
    """What has been done so far, in the place of what stood there."""
    row = {"body": key.seal(to_plain(done), "task_done", ref), "done_at": now}
    if not db.execute(update(task_done).where(task_done.c.shared_id == ref).values(**row)).rowcount:
        db.execute(task_done.insert().values(shared_id=ref, **row))


def _standing() -> Any:
    later = shared.alias("later")
    changed = (
        select(func.min(later.c.shared_at))
        .where(later.c.person_id == shared.c.person_id, later.c.question == shared.c.question,
               later.c.shared_at > shared.c.shared_at, later.c.taken_back_at.is_(None),
               later.c.task.is_distinct_from(shared.c.task))
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(shared.c.id, shared.c.child_id, shared.c.person_id, shared.c.question, shared.c.task, shared.c.worker,
               shared.c.shared_at, task_done.c.body, data_key.c.wrapped, changed.label("changed_at"))
        .join(data_key, data_key.c.id == shared.c.child_id)
        .outerjoin(task_done, task_done.c.shared_id == shared.c.id)
        .where(shared.c.task.is_not(None), shared.c.taken_back_at.is_(None))
        .order_by(shared.c.shared_at, shared.c.id)
    )  # fmt: skip


def _task(row: Row[Any], keyring: Keyring) -> TaskRow:
    done = Done()
    if row.body is not None:
        key = keyring.unwrap(row.child_id, row.wrapped)
        done = from_plain(Done, key.open_or(_NOTHING, row.body, "task_done", row.id)[0])
    return TaskRow(
        row.id,
        row.child_id,
        row.person_id,
        row.question,
        Task(row.task),
        row.worker,
        row.shared_at,
        done,
        row.changed_at,
    )
