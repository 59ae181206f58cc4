"""What somebody is told of a promise of ours: by when they are rung, and who tells them what happened at a meeting."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from portal.domain.following import Ringing, Telling
from portal.domain.readers import Circle
from portal.web.kit.dates import day
from portal.web.kit.services import services

TOLD_STAYS = timedelta(days=14)
"""For how long a page says that somebody told one what happened."""


def telling_words(said: Telling | None, circle: Circle) -> str:
    """Who is asked to tell them, and by when; once the day is over, whom they can ask; for a while, who did."""
    today = services().clock.today()
    if said is None:
        return ""
    if said.told_on is not None:
        told = _("%(name)s told you on %(day)s what happened at the meeting.", name=said.told_by or _("A worker"),
                 day=day(said.told_on))  # fmt: skip
        return str(told) if today < said.told_on + TOLD_STAYS else ""
    name = who_acts(circle)
    if today <= said.by:
        name = name or _("Your worker")
        return str(_("%(name)s is asked to tell you what happened at the meeting, by %(day)s.", name=name,
                     day=day(said.by)))  # fmt: skip
    return f"{_('Nobody has written here yet that they told you.')} {_ask(name)}"


def ringing_words(said: Ringing | None, circle: Circle) -> tuple[str, ...]:
    """By when they should be rung, or whom they can ask once that day is over; who tried to; and what cannot wait."""
    if said is None:
        return ()
    tried = ""
    if said.tried_on is not None:
        tried = _("%(name)s tried to ring you on %(day)s, and nobody answered. They should try again.",
                  name=said.tried_by or _("A worker"), day=day(said.tried_on))  # fmt: skip
    if services().clock.today() <= said.by:
        promise = str(_("We should ring you by %(day)s.", day=day(said.by)))
    else:
        nobody = "" if tried else f"{_('Nobody has written here yet that they rang you.')} "
        promise = f"{nobody}{_ask(who_acts(circle))}"
    cannot_wait = str(_("If it cannot wait, call 101. In danger, call 999."))
    return tuple(each for each in (str(tried), promise, cannot_wait) if each)


def _ask(name: str) -> str:
    if name:
        return str(_("Ask %(name)s, or ask for their manager.", name=name))
    return str(_("Ask your worker, or ask for their manager."))


def who_acts(circle: Circle) -> str:
    """The one whom they trust, or else the case worker; or who stands in for them."""
    name = circle.trusted[1] if circle.trusted else next(iter(circle.workers), "")
    return circle.cover_for(name, services().clock.today()) or name
