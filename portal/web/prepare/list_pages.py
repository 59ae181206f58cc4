"""What the pages of somebody's own list for the meeting are given, and those of the walk through it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.preparation import Notice
from portal.domain.walk import Walk, WalkStep
from portal.web.kit.locale import OtherLanguage
from portal.web.prepare.helped_pages import Errors


@dataclass(frozen=True)
class AskPage:
    """The questions of a guide, each with whether it stands on the list, and the whole list.

    `guide` is where the guide stands, by language, area and name. `for_others`: it is written for other readers,
    and asks nothing here.
    `readers`: who would read the list. `sent_before`: an earlier list was sent; `lost` says that it does not open.
    """

    title: str
    guide: str
    slug: str
    heading: str
    for_others: bool
    questions: tuple[tuple[str, bool], ...]
    lines: tuple[str, ...]
    readers: str
    sent_before: bool = False
    lost: str = ""
    other_language: OtherLanguage | None = None
    errors: Errors = ()


@dataclass(frozen=True)
class WalkPage:
    """Before the first step. `draft`: the council has not checked its pack."""

    title: str
    walk: Walk
    draft: bool
    other_language: OtherLanguage | None = None


@dataclass(frozen=True)
class StepPage:
    """One step. `note` is what stands in the box; `begun`: the notice was shown, so there is a box.

    `readers`: who would read it once it is shared. `was` is the note that is kept; `conflict`, the same, where
    another page has kept it meanwhile. `lost` says that the whole list does not open.
    """

    title: str
    walk: Walk
    step: WalkStep
    begun: bool
    note: str
    readers: str
    notice: Notice
    was: str = ""
    conflict: str | None = None
    lost: str = ""
    other_language: OtherLanguage | None = None
    errors: Errors = ()
