"""What workers released of a case, and what they decided about it, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Publication:
    """What a worker released: to whom (person ref → edition number), how they were told, and why.

    `body` holds `to`, `told` (all of them), `told_each` (person ref → how), `reasons` (check → why, or
    check@person → why) and `asked` (person ref, of everybody who got a new copy → checks that asked of it);
    `carried`, where nobody released anything and the case moved on without a change to any copy.
    """

    id: str
    revision: int
    worker: str
    begun_at: datetime
    done: bool
    body: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """Something that a worker decided about a case, and why: `kind` is take-back, end, open-again, answer
    or outcome.

    `body` holds `why`; of a copy that was taken back `person` and `number`; of an end its day, `on`; of an
    answer that asked for a reason the `message` and what was `asked`; so of an outcome, with `outcome_of`.
    """

    id: str
    kind: str
    worker: str
    made_at: datetime
    body: dict[str, Any]

    def takes_back(self, person: str, number: int) -> bool:
        """Whether it is this very copy that was taken back."""
        return self.kind == "take-back" and (self.body["person"], self.body["number"]) == (person, number)


def served(released: Sequence[Publication], revision: int) -> set[str]:
    """Who has the copy of this revision already: refs of the case."""
    return {person for each in released if each.done and each.revision == revision for person in each.body["to"]}


def key_of_reason(reasons: Mapping[str, str], check: str, person: str) -> str:
    """Under which key a reason for this check of this person's copy stands: theirs alone comes before everybody's."""
    alone = f"{check}@{person}"
    return alone if alone in reasons else check
