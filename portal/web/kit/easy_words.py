"""Whether whoever asks reads easy words: which questions they are given, and which notice stands above a box."""

from __future__ import annotations

from flask import g

from portal.journeys.family import prepare as journey
from portal.web.kit.doors import family_viewer
from portal.web.kit.services import services


def reads_easy() -> bool:
    """Whether they have asked for easy words. Nobody is looked up where there are none to offer."""
    who = family_viewer()
    if not any(each.easy for each in services().library.sets_for(who.kind)):
        return False
    if "reads_easy" not in g:
        g.reads_easy = journey.reads_easy(services().family, who)
    return bool(g.reads_easy)
