"""What stops a copy from being published, and what asks the worker for a reason.

Hard checks (`publishing_refusals`) refuse: something that this person must not learn stands in their
copy, or they would learn from a page what somebody should tell them first. Soft checks
(`publishing_questions`) ask: a person who knows the family decides, and the reason is kept. Each copy
is looked at for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from portal.access.likeness import RUN, beside, forms_of, places_of, words
from portal.access.publishing_questions import questions
from portal.access.publishing_refusals import refusals
from portal.access.publishing_review import Check, Review
from portal.domain.area import Area
from portal.domain.case import Case
from portal.domain.edition import Edition

__all__ = ["Check", "Review", "checks_for", "checks_of", "refused_in"]


def checks_for(
    case: Case, person: str, copy: Edition, previous: Edition | None, *, told: bool, area: Area | None = None
) -> tuple[Check, ...]:
    """Everything that stops this person's copy or asks for a reason, one for each sort and item.

    `previous` is the copy that they have now; `told` says that the person was told of what is new by
    somebody. With the `area`, its helplines pass and its scale says which level is higher.
    """
    return checks_of(Review(case, person, copy, previous, told, area))


def checks_of(review: Review) -> tuple[Check, ...]:
    """The same, of a copy that is under review already."""
    return _one_for_each(review, (*refusals(review), *questions(review)))


def refused_in(case: Case, person: str, standing: Edition, area: Area | None = None) -> tuple[Check, ...]:
    """What a copy that stands holds and must not, by the case as it is now: something was marked since, or closed.

    What is in the case in other words by now is no reason to stop it.
    """
    review = Review(case, person, standing, standing, True, area)
    return tuple(check for check in _one_for_each(review, refusals(review)) if check.id != "not-theirs")


def _one_for_each(review: Review, checks: Iterable[Check]) -> tuple[Check, ...]:
    found: dict[tuple[str, str], Check] = {}
    for check in checks:
        before = found.get((check.id, check.place))
        if before is None:
            found[check.id, check.place] = replace(check, source=_source(review, check))
        elif check.matched not in before.matched:
            sources = dict.fromkeys(filter(None, (before.source, _source(review, check))))
            matched = f"{before.matched}; {check.matched}"
            found[check.id, check.place] = replace(before, matched=matched, source="; ".join(sources))
    return tuple(found.values())


_OUT_OF_TEXT = frozenset(
    [
        "kept-name",
        "kept-registration",
        "kept-operation",
        "kept-nominal",
        "copied-words",
        "shared-words",
        "looks-like-a-name",
    ]
)


def _source(review: Review, check: Check) -> str:
    """Where in text for professionals it stands, with a few words around it."""
    if check.id not in _OUT_OF_TEXT:
        return ""
    whole = "".join(word.folded for word in words(check.matched)[:RUN])
    for needle in forms_of(whole):
        for place, text in review.kept.sources:
            for span in places_of(needle, text):
                if place != check.place:
                    return f"{place}: {beside(text, span)}"
    return ""
