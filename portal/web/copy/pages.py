"""A copy of the plan in the order in which a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.audience import Kind
from portal.domain.clock import day_in_london
from portal.domain.edition import (
    ActionCopy,
    Change,
    Edition,
    GoalCopy,
    LevelCard,
    MeetingCopy,
    SafetyStep,
    VisitCopy,
    Worker,
)


@dataclass(frozen=True)
class CopyView:
    """A copy, cut into the parts of the page. Adults' and agencies' actions come first.

    `language` is that of the area's words in it; what people wrote stays as they wrote it. `voices` are
    the goals by whose they are, the reader's own first. `level_meeting`: where the level was agreed.
    `level_is_late`: the day for the next look at it has gone by.
    """

    reader: str
    area: str
    language: str
    young: bool
    child_name: str
    level: LevelCard | None
    level_meeting: MeetingCopy | None
    level_is_late: bool
    changes: tuple[Change, ...]
    goals: tuple[GoalCopy, ...]
    voices: tuple[tuple[str, tuple[GoalCopy, ...]], ...]
    theirs: tuple[ActionCopy, ...]
    ours: tuple[ActionCopy, ...]
    mine: tuple[ActionCopy, ...]
    safety: tuple[SafetyStep, ...]
    next_meeting: MeetingCopy | None
    coming: tuple[MeetingCopy, ...]
    past: tuple[MeetingCopy, ...]
    visits_coming: tuple[VisitCopy, ...]
    visits_past: tuple[VisitCopy, ...]
    people: tuple[Worker, ...]
    people_left: tuple[Worker, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing at all has been agreed; dates and people may stand there all the same."""
        return not (self.goals or self.theirs or self.ours or self.mine or self.safety or self.level)


def copy_view(copy: Edition, now: datetime) -> CopyView:
    """Cut a copy into the parts of the page, as of now."""
    soonest = copy.next_meeting(now)
    order = {"to-do": 0, "doing": 1, "done": 2, "stopped": 3}
    actions = sorted(copy.actions, key=lambda a: (order.get(a.state, 1), a.due is None, a.due or date.max))
    mine = tuple(a for a in actions if a.owner and a.owner.is_you)
    ours = tuple(a for a in actions if a.owner and a.owner.is_family and not a.owner.is_you)
    theirs = tuple(a for a in actions if not (a.owner and a.owner.is_family))
    coming = [m for m in copy.meetings if m.is_to_come(now)]
    past = [m for m in copy.meetings if m not in coming]
    today = day_in_london(now)
    level = copy.level
    young = copy.kind is Kind.YOUNG_PERSON
    voices = ("young-person", "parents") if young else ("parents", "young-person")
    by_voice = {whose: tuple(g for g in copy.goals if g.whose == whose) for whose in (*voices, "professionals")}
    by_voice["everyone"] = tuple(g for g in copy.goals if g.whose not in by_voice)
    return CopyView(
        reader=copy.reader,
        area=copy.area,
        language=copy.language,
        young=young,
        child_name=copy.child_name,
        level=level,
        level_meeting=copy.meeting(level.agreed_at) if level and level.agreed_at else None,
        level_is_late=level is not None and level.next_by is not None and level.next_by < today,
        changes=copy.changes,
        goals=copy.goals,
        voices=tuple((whose, goals) for whose, goals in by_voice.items() if goals),
        theirs=theirs,
        ours=ours,
        mine=mine,
        safety=copy.safety,
        next_meeting=soonest,
        coming=tuple(sorted(coming, key=lambda m: (m.arrive_at is None, m.arrive_at or now))),
        past=tuple(sorted(past, key=lambda m: m.arrive_at or now, reverse=True)),
        visits_coming=tuple(sorted((v for v in copy.visits if v.at >= now), key=lambda v: v.at)),
        visits_past=tuple(sorted((v for v in copy.visits if v.at < now), key=lambda v: v.at, reverse=True)),
        people=tuple(p for p in copy.people if p.until is None or p.until >= today),
        people_left=tuple(p for p in copy.people if p.until is not None and p.until < today),
    )
