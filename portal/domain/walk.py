"""Going through a meeting beforehand, one step after the other, from the seat of a parent or of a young person."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.area import Area
from portal.domain.audience import Kind

# Under these names the walk stands beside an area's guides, so no guide is called so.
ADDRESSES = {Kind.PARENT: "walk", Kind.YOUNG_PERSON: "walk-young"}


@dataclass(frozen=True)
class WalkStep:
    """One step, in its reader's words. `number` counts from 1; `there`: whether the family is: yes, no or partly.

    `ready` is what one might do beforehand, `say` what one might say at it.
    """

    number: int
    title: str
    expect: str
    there: str
    ready: tuple[str, ...]
    say: tuple[str, ...]


@dataclass(frozen=True)
class Walk:
    """All steps of an area's meeting, and who may be in the room, by the names of their jobs.

    `language` is that of the area's words. `own_order`: the area has given its running order; else these are steps
    that many meetings have. `says_who`: it has said who is asked. `has_apart`: a step of its own tells of a part
    without the family; else `apart` is what the area says of it, or "" for a young person, to whom the page does.
    """

    language: str
    young: bool
    own_order: bool
    says_who: bool
    who: tuple[str, ...]
    apart: str
    has_apart: bool
    steps: tuple[WalkStep, ...]

    def step(self, number: int) -> WalkStep | None:
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None


def walk_of(area: Area, kind: Kind) -> Walk:
    """The walk through this area's main meeting, for this kind of reader."""
    young = kind is Kind.YOUNG_PERSON
    has_apart = any(step.family == "no" for step in area.steps)
    return Walk(
        language=area.language,
        young=young,
        own_order="agenda" not in area.unknown,
        says_who="who_is_invited" not in area.unknown,
        who=tuple(dict.fromkeys(area.roles[each.role].said_to(kind)[0] for each in area.invited)),
        apart="" if young or has_apart else area.private_part,
        has_apart=has_apart,
        steps=tuple(
            WalkStep(
                number=number,
                title=step.young_title if young else step.title,
                expect=step.young_expect if young else step.expect,
                there=step.family,
                ready=() if young else step.prepare,
                say=step.young_say if young else step.say,
            )
            for number, step in enumerate(area.steps, 1)
        ),
    )
