"""All that somebody has begun, in whichever of their question sets, and whether a meeting of theirs was held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.access.permissions import Permission
from portal.access.rules import allowed, require
from portal.access.viewer import FamilyMember, Subject
from portal.domain.errors import CannotBeShown
from portal.domain.preparation import AnswerSheet
from portal.journeys.family.prepare import refuse_what_is_older
from portal.store.database import Cupboard
from portal.store.family import answers, editions


@dataclass(frozen=True)
class Papers:
    """`sheets` are those that were begun, by the id of their set. `was_held`: a meeting in their copy was held."""

    sheets: Mapping[str, AnswerSheet]
    was_held: bool


def open_papers(family: Cupboard, viewer: FamilyMember, set_ids: Iterable[str]) -> Papers:
    """One's own sheets of these sets.

    May: the person themselves (PREPARE); whether a meeting was held only once it is known that it is them.
    Raises: NotReady where something older stands there and nobody has said yet that it is them.
    """
    me = Subject(viewer.child, viewer.person)
    require(viewer, Permission.PREPARE, me)
    with family.reading(viewer.person) as db:
        refuse_what_is_older(db, viewer)
        sheets = answers.find_sheets(db, family.keyring, set_ids)
        try:
            copy = editions.latest(db, family.keyring) if allowed(viewer, Permission.OPEN_PLAN, me) else None
        except CannotBeShown:
            copy = None
    return Papers(sheets, copy is not None and any(each.state == "held" for each in copy.edition.meetings))
