"""Who may see a thing. Silence means professionals only."""

from __future__ import annotations

from enum import Enum


class Audience(Enum):
    """For whom an item of a case is meant (case file, format 1)."""

    PROFESSIONALS = "professionals"
    PARENTS = "parents"
    YOUNG_PERSON = "young-person"
    FAMILY = "family"

    def within(self, outer: Audience) -> Audience:
        """This audience, made no wider than what it stands in."""
        if self is outer or outer is Audience.FAMILY:
            return self
        if self is Audience.FAMILY:
            return outer
        return Audience.PROFESSIONALS


class Kind(Enum):
    """Which kind of family member somebody is; it decides the voice of a page."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"


def meant_for(audience: Audience, kind: Kind) -> bool:
    """Whether an item with this audience is meant for this kind of person."""
    if audience is Audience.FAMILY:
        return True
    wanted = Audience.PARENTS if kind is Kind.PARENT else Audience.YOUNG_PERSON
    return audience is wanted
