"""How an answer came about beside a worker: said for each answer, and kept with it. Pure functions."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.errors import Invalid
from portal.domain.preparation import Answer, How, Question
from portal.domain.sitting import Sitting

SAID = (How.OWN_HANDS, How.HELPED, How.WRITTEN_DOWN)
"""What the two of them say of an answer. The others follow from the question and from the sitting."""


def is_turned(sitting: Sitting | None, question: Question) -> bool:
    """Whether the screen is turned for this question. What comes in on paper has been seen already."""
    return sitting is not None and question.alone and not sitting.on_paper


def came_about(
    kept: Answer, stands: Answer, sitting: Sitting | None, question: Question, said: How | None, *, needs: bool
) -> Answer:
    """The answer with how it came about; without a worker as it is. `needs`: they have to have said so by now.

    Raises Invalid where it has to be said and was not.
    """
    if sitting is None or not kept.value:
        return kept
    if sitting.on_paper:
        how: How | None = How.ON_PAPER
    elif question.alone:
        how = How.ALONE
    else:
        how = said if said in SAID else stands.how
        if how is None and needs:
            raise Invalid("how")
    return replace(kept, how=how, helper=sitting.helper, written_by=sitting.written_by if sitting.on_paper else "")
