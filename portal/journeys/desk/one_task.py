"""One task, within the transaction of a journey that has asked: whose words it is about, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from portal.access.viewer import WorkerViewer
from portal.access.waiting import family_in, main_meetings, meetings_of
from portal.domain.case import Case
from portal.domain.clock import day_in_london
from portal.domain.errands import Done, Met, done_about, meeting_meant, one_task
from portal.domain.errors import NotFound
from portal.domain.following import untold_since
from portal.domain.people import Tied
from portal.domain.preparation import Task
from portal.domain.sharing import CameOf, Outcome, Shared
from portal.journeys.desk.room import Room
from portal.store.audit import Event
from portal.store.family import members, outcomes, shared, tasks


@dataclass(frozen=True)
class OneTask:
    """The words, and all answers that make one task with them, the first one first; none where they make no task."""

    room: Room
    db: Connection
    case: Case
    words: Shared
    rows: tuple[tasks.TaskRow, ...]

    @classmethod
    def find(cls, room: Room, db: Connection, case: Case, ref: str) -> OneTask:
        """Until this transaction ends, nobody else writes about these words. Raises NotFound."""
        words = outcomes.as_it_stands(db, room.family.keyring, ref)
        if words is None or words.child != room.child_id(case.child.ref):
            raise NotFound
        alone = cls(room, db, case, words, ())
        every = tasks.of_children(db, room.family.keyring, [words.child])
        row = next((each for each in every if each.ref == ref), None)
        return cls(room, db, case, words, tuple(one_task(row, every, *alone._meetings())) if row else ())

    @property
    def task(self) -> Task | None:
        return self.rows[0].task if self.rows else None

    @property
    def done(self) -> Done:
        return done_about(self.rows)

    @property
    def has_left(self) -> bool:
        """Their author does not stand in the case any more."""
        return self.words.person not in self._family()

    @property
    def name(self) -> str:
        """Whose words it is about: as the case calls them, or as their words did where they have left it."""
        return self._family().get(self.words.person, ("", self.words.words.author))[1]

    def met(self) -> date | None:
        """The day of the meeting to which they did not come, once it has been held."""
        meant = meeting_meant(self.words.shared_at, *self._meetings()) if self.task is Task.NOT_GOING else None
        return day_in_london(meant.at) if meant and meant.is_held else None

    def untold_since(self) -> date | None:
        """Since which day somebody has said what came of their words, and nobody has told them."""
        since = untold_since(self.words.outcomes)
        return day_in_london(since) if since else None

    def put(self, viewer: WorkerViewer, rows: Sequence[tasks.TaskRow], new: Done, action: str) -> None:
        """What was done about one of these was done about all: they said the same, and it is one task. A note that
        stands at one of them stays there.
        """
        key = members.key_of(self.db, self.room.family.keyring, self.words.child)
        for row in rows:
            done = row.done.with_what(self.done).with_what(new)
            tasks.put(self.db, key, row.ref, done, self.room.family.clock.now())
        self.note(viewer, action)

    def note(self, viewer: WorkerViewer, action: str) -> None:
        self.room.family.record(self.db, Event(viewer.account, action, self.words.id, self.words.child))

    def tell_author(self, refs: Sequence[str], kind: CameOf, worker: Tied, on: date) -> None:
        """What their author reads of it: who it was, and on which day."""
        said = Outcome(kind, self.room.family.clock.now(), self.known_as(worker), on.isoformat())
        key = members.key_of(self.db, self.room.family.keyring, self.words.child)
        for ref in refs:
            shared.add_outcome(self.db, key, ref, said)

    def known_as(self, worker: Tied) -> str:
        """By what name their author may know a worker; "" for one whose name the case keeps from them."""
        member = members.find(self.db, self.room.family.keyring, self.words.person)
        if member is None:
            return ""
        known = {*member.circle.workers, *([member.circle.trusted[1]] if member.circle.trusted else [])}
        entry = self.case.team_member(worker.team_ref) if worker.team_ref else None
        return next((name for name in ([entry.name] if entry else []) + [worker.name] if name in known), "")

    def _meetings(self) -> tuple[tuple[Met, ...], tuple[Met, ...]]:
        """Those of their author, by their own time, and the area's main ones."""
        area, now = self.room.areas[self.case.area], self.room.family.clock.now()
        ref, _name = self._family().get(self.words.person, ("", ""))
        return meetings_of(self.case, area, ref, now) if ref else (), main_meetings(self.case, area, now)

    def _family(self) -> dict[str, tuple[str, str]]:
        return family_in(self.case, lambda ref: self.room.person_id(self.case.child.ref, ref))
