"""Doing what an answer asks for, and writing it down: views are gathered in another way, somebody is rung, or told.

Not coming counts against nobody. The task is the worker's, and no word of what was shared stands on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.access.permissions import Permission
from portal.access.rules import require
from portal.access.viewer import Subject, WorkerViewer
from portal.access.waiting import Errand, case_workers_entry
from portal.domain.case import KeptCase
from portal.domain.clock import day_in_london
from portal.domain.errands import HOW_GATHERED, HOW_TOLD, WHO_WAS_THERE, Done, Gathered, Said, Stage, is_a_sentence
from portal.domain.errors import Fault, Invalid, NotFound, Stale
from portal.domain.messages import LONGEST
from portal.domain.people import Tied
from portal.domain.preparation import Task
from portal.domain.sharing import CameOf, Outcome
from portal.journeys.desk.one_task import OneTask
from portal.journeys.desk.read_views import is_for
from portal.journeys.desk.room import Room
from portal.journeys.desk.what_waits import errands_in
from portal.store.casework import workers
from portal.store.family import members

SAY_HOW = "Say in a sentence how it went. What they said stands in their own words, not here."
NOT_YET = "This comes after the meeting: nobody can have told them before it was held."
NOT_KNOWN_YET = "What came of their words was written down on a later day. Choose that day, or one after it."
TOO_EARLY = "They asked on a later day. Choose that day, or one after it."
HAS_LEFT = "They have left the case: nobody has to tell them any more."
NOT_AHEAD = "Choose today or a day before."


@dataclass(frozen=True)
class ToDo:
    """One task with what has been done about it. `tellers` are (account, name) of those tied to the child.

    `person` is "" where nobody knows the name any more; `has_left`: they do not stand in the case, so there is nothing
    to do. `to_ask`: who can say how it is safe to reach them. `may_tell`: they can be told now. `answers`: what came of
    their words, for a worker who may read these, where somebody is to tell them.
    """

    errand: Errand | None
    what: str
    person: str
    done: Done
    shared_at: datetime
    met_on: date | None
    tellers: tuple[tuple[str, str], ...]
    answers: tuple[Outcome, ...] = ()
    has_left: bool = False
    to_ask: str = ""
    may_tell: bool = False


def look(room: Room, viewer: WorkerViewer, child_ref: str, ref: str) -> ToDo:
    """One task, as it stands.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: an audit line, without which nothing is shown.
    Raises: NotFound, also for what was taken back.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    kept, tied = _case(room, child_ref)
    with room.family.writing() as db:
        one = OneTask.find(room, db, kept.case, ref)
        answered = tuple(each for each in one.words.outcomes if each.kind.is_answer)
        if not one.rows and not answered:
            raise NotFound
        member = members.find(db, room.family.keyring, one.words.person)
        one.note(viewer, "look-at-task")
    open_ones = [each for each in errands_in(room, kept) if each.ref == ref]
    may_read = is_for(viewer, child_ref, one.words) and one.words.opened_at is not None
    met_on = one.met()
    return ToDo(
        errand=open_ones[0] if open_ones else None,
        what=one.task.value if one.task else "tell",
        person=one.name,
        done=one.done,
        shared_at=one.words.shared_at,
        met_on=met_on,
        tellers=tuple({tie.worker: (tie.worker, tie.name) for tie in tied}.values()),
        answers=answered if may_read and not one.has_left else (),
        has_left=one.has_left,
        to_ask=member.circle.trusted[1] if member and member.circle.trusted else case_workers_entry(kept.case, tied)[1],
        may_tell=any(each.standing.stage is Stage.TELL for each in open_ones)
        or (bool(open_ones) and met_on is not None and one.done.told is None),
    )


def say_gathered(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str, how: Sequence[str], present: Sequence[str], words: str
) -> None:
    """Write down how the views of somebody who is not coming were gathered, and who was there.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note, sealed; an audit line.
    Raises: NotFound; Invalid at `how`, `present` or `words`; Stale where somebody wrote down another note meanwhile.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    words = words.strip()
    faults = []
    if not how or not set(how) <= set(HOW_GATHERED):
        faults.append(Fault("how", "Choose how their views were gathered."))
    if not present or not set(present) <= set(WHO_WAS_THERE):
        faults.append(Fault("present", "Choose who else was there."))
    if not is_a_sentence(words) or len(words) > LONGEST:
        faults.append(Fault("words", SAY_HOW))
    if faults:
        raise Invalid(faults)
    kept, _tied = _case(room, child_ref)
    with room.family.writing() as db:
        one = OneTask.find(room, db, kept.case, ref)
        if one.task is not Task.NOT_GOING:
            raise NotFound
        note = Gathered(tuple(how), tuple(present), words, viewer.name, room.family.clock.today())
        if (stands := one.done.gathered) is not None:
            return _refuse_another(replace(stands, on=note.on), note)  # pressed twice, or else stale
        one.put(viewer, one.rows, Done(gathered=note), "gather-views")


def say_told(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str, by: str, on: date, how: str
) -> None:  # fmt: skip
    """Write down that somebody told them: what happened at the meeting they were not at, or what came of their words.

    `by` is the account of whoever did. Their author reads who it was and on which day. Told on or after the day of the
    meeting they are told of both; what came of their words they can be told before it, and not before it was known.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note and the outcome, sealed; an audit line.
    Raises: NotFound; Invalid at `by`, `told-how` or `on`, and at `on` before there is something to tell, or for
    somebody who has left the case; Stale where somebody wrote down meanwhile that they were told otherwise.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    kept, tied = _case(room, child_ref)
    tellers = {tie.worker: tie for tie in tied}
    faults = []
    if by not in tellers:
        faults.append(Fault("by", "Choose who told them."))
    if how not in HOW_TOLD:
        faults.append(Fault("told-how", "Choose how they were told."))
    if on > room.family.clock.today():
        faults.append(Fault("on", NOT_AHEAD))
    if faults:
        raise Invalid(faults)
    with room.family.writing() as db:
        one = OneTask.find(room, db, kept.case, ref)
        if one.has_left:
            raise Invalid([Fault("on", HAS_LEFT)])
        written = [(each.kind, each.by, each.words) for each in one.words.outcomes]
        note, met, untold = Said(tellers[by].name, on, how), one.met(), one.untold_since()
        if met is not None and on >= met and one.done.told is None:
            one.put(viewer, one.rows, Done(told=note), "say-told")
        elif untold is not None and on >= untold:
            one.note(viewer, "say-told")
        elif (CameOf.TOLD, one.known_as(tellers[by]), on.isoformat()) in written:
            return  # pressed twice
        else:
            if untold is not None:
                raise Invalid([Fault("on", NOT_KNOWN_YET)])
            _refuse_another(one.done.told, note)
            raise Invalid([Fault("on", NOT_YET)])
        one.tell_author([ref], CameOf.TOLD, tellers[by], on)


def say_rung(
    room: Room, viewer: WorkerViewer, child_ref: str, ref: str, on: date, words: str, *, answered: bool = True
) -> None:
    """Write down that somebody who asked for it was rung, and what came of it; or that nobody `answered`.

    Their author reads who rang, or tried to, and on which day. While nobody answered, the task stays open.

    May: the case worker and the trusted worker of this child (DO_TASK).
    Leaves: the note and the outcome, sealed; an audit line.
    Raises: NotFound; Invalid at `on` or `words`; Stale where somebody wrote down another note meanwhile.
    """
    require(viewer, Permission.DO_TASK, Subject(child=child_ref))
    words = words.strip()
    faults = []
    if on > room.family.clock.today():
        faults.append(Fault("on", NOT_AHEAD))
    if len(words) > LONGEST or (answered and not is_a_sentence(words)):
        faults.append(Fault("words", "Say in a sentence what came of it."))
    if faults:
        raise Invalid(faults)
    kept, tied = _case(room, child_ref)
    me = next(tie for tie in tied if tie.worker == viewer.account)
    with room.family.writing() as db:
        one = OneTask.find(room, db, kept.case, ref)
        if one.task is not Task.RING:
            raise NotFound
        asked = [row for row in one.rows if day_in_london(row.shared_at) <= on]
        if not asked:
            raise Invalid([Fault("on", TOO_EARLY)])
        note, done = Said(viewer.name, on, words=words), one.done
        _refuse_another(done.rung, note)
        if done.rung == note or note in done.tried:
            return  # pressed twice
        if answered:
            one.put(viewer, asked, Done(rung=note), "say-rung")
        else:
            one.put(viewer, asked, Done(tried=(note,)), "say-tried")
        one.tell_author([row.ref for row in asked], CameOf.RANG if answered else CameOf.TRIED, me, on)


def _case(room: Room, child_ref: str) -> tuple[KeptCase, list[Tied]]:
    with room.casework.reading() as db:
        return room.find_case(db, child_ref), workers.tied(db, child_ref)


def _refuse_another(stands: object, note: object) -> None:
    """Raises Stale where another note stands already: what a colleague wrote is never written over."""
    if stands is not None and stands != note:
        raise Stale(current=stands)
