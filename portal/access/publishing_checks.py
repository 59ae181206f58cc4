"""What stops a copy from being published, and what asks the worker for a reason.

Hard checks (`publishing_refusals`) refuse: something that this person must not learn stands in their
copy, or they would learn from a page what somebody should tell them first. Soft checks
(`publishing_questions`) ask: a person who knows the family decides, and the reason is kept. Each copy
is looked at for itself.
"""

from __future__ import annotations

from portal.access.publishing_questions import questions
from portal.access.publishing_refusals import refusals
from portal.access.publishing_review import Check, Review
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.edition import Edition

__all__ = ["Check", "checks_for"]


def checks_for(
    case: Case, person: str, copy: Edition, previous: Edition | None, *, told: bool, area: Area | None = None
) -> tuple[Check, ...]:
    """Everything that stops this person's copy or asks for a reason, one for each sort and item.

    `previous` is the copy that they have now; `told` says that the person was told of what is new by
    somebody. With the `area`, its helplines pass and its scale says which level is higher.
    """
    review = Review(case, person, copy, previous, told, area)
    found: dict[tuple[str, str], Check] = {}
    for check in (*refusals(review), *questions(review)):
        before = found.get((check.id, check.place))
        if before is not None and check.matched not in before.matched:
            matched = f"{before.matched}; {check.matched}"
            check = Check(check.id, check.hard, person, check.place, check.sentence, matched)
        elif before is not None:
            continue
        found[check.id, check.place] = check
    return tuple(found.values())
