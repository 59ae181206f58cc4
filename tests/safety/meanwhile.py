"""What everybody else of a case does meanwhile: others of the family, and the workers with them.

Each is done through the journeys. The person of the stage must not be able to notice any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

from portal.access.viewer import FamilyMember
from portal.domain.audience import Kind
from portal.domain.case import Case, ToTell
from portal.domain.errors import NotReady
from portal.domain.mending import ItemRef, Sort
from portal.domain.messages import MessageKind, may_say_missed
from portal.journeys.desk import answer_messages, calendar, invite, mend, read_views, tell, withdraw
from portal.journeys.family import dates, read_plan, reading
from tests.journeys import people
from tests.safety.twins import Stage

KINDS = {Kind.YOUNG_PERSON: "young-person", Kind.PARENT: "parent"}


def _case(stage: Stage) -> tuple[Case, int]:
    kept = mend.look(stage.world.room, stage.world.worker("priya"), stage.child).kept
    return kept.case, kept.revision


def _somebody_else(stage: Stage, random: Random) -> str | None:
    others = [ref for ref in _case(stage)[0].with_access() if ref != stage.person]
    return random.choice(others) if others else None


def _joined(stage: Stage, random: Random) -> tuple[str, FamilyMember] | None:
    other = _somebody_else(stage, random)
    try:
        return (other, people.joined(stage.world, stage.child, other)) if other else None
    except NotReady:  # they were shut out just now
        return None


def somebody_is_invited(stage: Stage, random: Random) -> None:
    if other := _somebody_else(stage, random):
        with suppress(NotReady):
            stage.world.code(stage.child, other, take_home=random.choice((True, False)))


def somebody_writes_and_shares(stage: Stage, random: Random) -> None:
    """And the workers open it, and say that they read it: where they would not do the same with one's own words."""
    if not (found := _joined(stage, random)):
        return
    world, set_id = stage.world, KINDS[found[1].kind]
    people.begin(world, found[1], set_id=set_id)
    question = next(
        q.id for q in people.questions(world, set_id).questions if q.kind.value in ("text", "words", "long")
    )
    people.save(world, found[1], question, "OTHER-PERSON wrote this", set_id=set_id)
    people.share(world, found[1], question, set_id=set_id)
    if stage.state == "has written":
        return
    worker = world.worker("priya")
    read_views.open_new(world.room, worker, stage.child)
    for piece in read_views.views(world.room, worker, stage.child)[1]:
        if not piece.closed:
            read_views.mark_read(world.room, worker, stage.child, piece.shared.id)


def somebody_speaks_of_their_dates(stage: Stage, random: Random) -> None:
    """They say that they read their copy, and something about each date; a worker has seen it."""
    if not (found := _joined(stage, random)):
        return
    cupboard, who, now = people.cupboard(stage.world), found[1], stage.world.hands.now
    copy = read_plan.open_home(cupboard, who, people.sets_of(stage.world, who)).published
    if copy is None:
        return
    reading.say_read(cupboard, who, copy.number)
    meeting = copy.edition.next_meeting(now)
    if meeting:
        dates.tell(cupboard, who, MessageKind.CANNOT_COME, meeting.ref, "OTHER-PERSON cannot come", "en")
    for visit in copy.edition.visits:
        if may_say_missed(visit, now):
            dates.tell(cupboard, who, MessageKind.DID_NOT_COME, visit.ref, "", "en")
    worker = stage.world.worker("priya")
    for message in answer_messages.on_dates(stage.world.room, worker, stage.child):
        if message.person == who.person:
            answer_messages.say_seen(stage.world.room, worker, stage.child, message.id)


def somebody_is_shut_out(stage: Stage, random: Random) -> None:
    if other := _somebody_else(stage, random):
        one = random.choice((invite.shut, invite.set_paper_only))
        one(stage.world.room, stage.world.worker("priya"), stage.child, other)


def somebody_s_copy_is_taken_back(stage: Stage, random: Random) -> None:
    if found := _joined(stage, random):
        copy = read_plan.open_home(
            people.cupboard(stage.world), found[1], people.sets_of(stage.world, found[1])
        ).published
        if copy is not None:
            worker = stage.world.worker("priya")
            withdraw.withdraw(stage.world.room, worker, stage.child, found[0], copy.number, "It was wrong.")


def somebody_may_use_their_calendar(stage: Stage, random: Random) -> None:
    if found := _joined(stage, random):
        calendar.allow(stage.world.room, stage.world.worker("priya"), stage.child, found[0], allowed=True)


def a_worker_marks_what_is_never_on_a_screen(stage: Stage, random: Random) -> None:
    revision = _case(stage)[1]
    worker = stage.world.worker("priya")
    marks = {"never_shown": ["Aubergine umbrella\nthe blue house"]}
    mend.mark_never_shown(stage.world.room, worker, stage.child, marks, revision)


def a_worker_is_to_tell_somebody_else(stage: Stage, random: Random) -> None:
    case, revision = _case(stage)
    other = _somebody_else(stage, random)
    if other and case.meetings:  # a change may have left none
        by = stage.world.hands.now.date() + timedelta(days=2)
        task = ToTell(random.choice(case.meetings).ref, other, random.choice(case.team).ref, by)
        tell.plan_to_tell(stage.world.room, stage.world.worker("priya"), stage.child, revision, [task])


def a_worker_mends_what_is_for_others(stage: Stage, random: Random) -> None:
    """Words for somebody else are written at the desk, where the file has a goal that is closed to this person."""
    case, revision = _case(stage)
    open_to = "parents" if stage.person == case.child.ref else "young-person"
    closed = [g.ref for g in case.goals if g.entry.family_words is None or stage.person in g.entry.shown.withhold_from]
    if not closed:
        return
    typed = {"family_words": ["Somebody else wants OTHER-PERSON things."], "audience": [open_to]}
    item = ItemRef(Sort.GOAL, random.choice(closed))
    mend.mend(stage.world.room, stage.world.worker("priya"), stage.child, item, typed, revision)


MEANWHILE: tuple[Callable[[Stage, Random], None], ...] = (
    somebody_is_invited,
    somebody_writes_and_shares,
    somebody_speaks_of_their_dates,
    somebody_is_shut_out,
    somebody_s_copy_is_taken_back,
    somebody_may_use_their_calendar,
    a_worker_marks_what_is_never_on_a_screen,
    a_worker_is_to_tell_somebody_else,
    a_worker_mends_what_is_for_others,
)
