"""A worker at a desk of their own, and somebody who is helped there, without pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.access.viewer import FamilyMember, Stranger, WorkerViewer
from portal.domain.preparation import Answer, How, QuestionSet
from portal.journeys.desk import come_in as desk_come_in
from portal.journeys.desk import together as desk_together
from portal.journeys.family import come_in, prepare, sharing, together
from portal.store.casework import workers
from portal.store.proofs import new_session_id, session_fingerprint
from tests.journeys.people import NOT_SURE, cupboard, questions
from tests.world import World


def at_desk(world: World, sign_in: str) -> WorkerViewer:
    """A worker with a session, as they are after signing in."""
    world.worker(sign_in)
    session_id = new_session_id()
    with world.room.casework.writing() as db:
        found = workers.find(db, sign_in=sign_in)
        assert found is not None
        workers.start_session(db, session_fingerprint(session_id), found.id, world.hands.now)
    who = desk_come_in.who_is_this(world.room, session_id)
    assert isinstance(who, WorkerViewer)
    return who


def code_for(
    world: World, child: str, person: str, *, by: str = "tunde", set_id: str = "", **chosen: Any
) -> desk_together.Begun:
    """The desk is locked, and a code made."""
    paper = questions(world, set_id or ("young-person" if person == child else "parent"))
    return desk_together.begin(
        world.room, at_desk(world, by), child, person, desk_together.Chosen(paper, "en", **chosen)
    )


@dataclass
class Helped:
    """Somebody beside a worker: who they are to the portal, by the ids that the browser holds."""

    world: World
    ids: tuple[str, str]
    set_id: str
    mark: str = ""

    @property
    def who(self) -> FamilyMember:
        found = self.now()
        assert isinstance(found, FamilyMember)
        return found

    def now(self) -> object:
        return come_in.who_is_this(cupboard(self.world), *self.ids)

    @property
    def paper(self) -> QuestionSet:
        return questions(self.world, self.set_id).beside_worker(self.mark)

    def save(self, question: str, *values: str, how: How | None = How.HELPED, **more: Any) -> Answer:
        saving = prepare.Saving(question, list(values), None, more.pop("based_on", 0), "c" * 16, how=how, **more)
        return prepare.save_answer(cupboard(self.world), self.who, self.paper, saving)

    def share(self, *chosen: str, agreed: bool = True) -> int:
        family = cupboard(self.world)
        return sharing.share(family, self.who, self.paper, list(chosen), **NOT_SURE, agreed=agreed)

    def sheet(self) -> Any:
        return prepare.open_sheet(cupboard(self.world), self.who, self.paper.id).sheet


def helped(world: World, child: str, person: str, *, by: str = "tunde", set_id: str = "", **chosen: Any) -> Helped:
    """Somebody beside a worker, to whom the notice was read out."""
    made = code_for(world, child, person, by=by, set_id=set_id, **chosen)
    ids = together.begin(cupboard(world), Stranger(), made.code)
    found = Helped(world, ids, set_id or ("young-person" if person == child else "parent"))
    assert found.who.sitting is not None
    found.mark = found.who.sitting.paper
    prepare.begin(cupboard(world), found.who, found.paper, None, read_out=True)
    return found
