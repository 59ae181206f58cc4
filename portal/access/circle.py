"""Among whom a family member may choose, when they say who may read their words."""

from __future__ import annotations

from collections.abc import Callable

from portal.domain.audience import Kind, meant_for
from portal.domain.case import Case, TeamMember
from portal.domain.people import Tie, Tied
from portal.domain.readers import Circle, Cover

_WHAT = {Tie.CASE: 0, Tie.TRUSTED: 1, Tie.CHAIR: 2}


def circle_of(
    case: Case, person: str, tied: list[Tied], family_id: Callable[[str], str], named: str | None = None
) -> Circle:
    """The circle of one person of the case.

    *Only NAME* is the worker whom the case marks as trusted, for the young person, and the one
    who was `named` (a team ref) for an adult; and only while an account is tied to that entry.
    A young person may open words to adults with access and no restrictions; an adult to the
    young person alone, because all adults count as separated. A worker is named by the entry of
    the case that is theirs, if it is for this person: an account that is tied to none has the entry
    of its own name. Everybody else reads as one of the workers at the meeting, and is not named.
    Who stands in for somebody is told where this person may know both, and an account is tied to the one.
    """
    young = person == case.child.ref
    accounts = {tie.team_ref: tie for tie in tied if tie.team_ref}
    wanted = [m.ref for m in case.team if m.trusted] if young else [named] if named else []
    kept = {m.ref for m in case.team if not _may_know(m, person, young)}
    trusted = next((ref for ref in wanted if ref in accounts and ref not in kept), None)
    member = case.team_member(trusted) if trusted else None
    if young:
        family = [p for p in case.people if p.portal_access and not p.restrictions]
        open_to = tuple((family_id(p.ref), p.name) for p in family)
    else:
        restricted = (adult := case.person(person)) is None or bool(adult.restrictions)
        may = case.child.portal_access and not restricted
        open_to = ((family_id(case.child.ref), case.child.preferred_name),) if may else ()
    known = {m.ref: m.name for m in case.team if m.ref not in kept}
    by_name = {name.casefold(): name for name in known.values()}
    unnamed = {tie.worker for tie in tied if tie.team_ref in kept}
    in_order = [tie for tie in sorted(tied, key=lambda tie: _WHAT[tie.tie]) if tie.worker not in unnamed]
    names = [known[tie.team_ref] if tie.team_ref in known else by_name.get(tie.name.casefold()) for tie in in_order]
    return Circle(
        trusted=(member.ref, member.name) if member else None,
        workers=tuple(dict.fromkeys(name for name in names if name)),
        family=open_to,
        covers=tuple(
            Cover(known[m.covers], m.name, m.since, m.until)
            for m in case.team
            if m.covers in known and m.ref in known and m.ref in accounts
        ),
    )


def _may_know(member: TeamMember, person: str, young: bool) -> bool:
    kind = Kind.YOUNG_PERSON if young else Kind.PARENT
    return meant_for(member.shown.audience, kind) and person not in member.shown.withhold_from
