"""What one's own page says of the words that one sent: what has no answer, what is new, what changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from portal.domain.audience import Kind
from portal.domain.following import Telling, answered_since, changed_by, day_in, open_asks, telling_of
from portal.domain.readers import Circle
from portal.domain.sharing import CameOf, Shared
from portal.journeys.family.read_plan import Home
from portal.web.kit.dates import day
from portal.web.kit.services import services
from portal.web.plan.pages import ChangedLine, OpenAskLine, SentLine

MOST = 3
TOLD_STAYS = timedelta(days=14)
"""For how long one's own page says that somebody told one what happened."""


def reads_back(home: Home) -> bool:
    """Whether words may stand on this page: for who may read back, and no worker has switched that off."""
    return home.may_read_back and home.member.reads_back


def sent_line(sent: Shared, home: Home) -> SentLine:
    if not home.may_read_back:
        return SentLine(sent.shared_at, None, "")
    taken = [day_in(said.words) for said in sent.outcomes if said.kind is CameOf.TAKEN]
    return SentLine(sent.shared_at, sent.read_at, sent.read_by, taken[-1] if taken else None)


def asked_lines(home: Home) -> tuple[OpenAskLine, ...]:
    """What has no answer yet, the oldest; where words may not stand here, that something was asked on a day.

    All of it stands on the list of the next round.
    """
    asks = open_asks(home.sent)[:MOST]
    if reads_back(home) and home.member.kind is Kind.PARENT:
        return tuple(OpenAskLine(a.shared_at, a.words.question or _("One answer"), a.words.language) for a in asks)
    return tuple({day(ask.shared_at): OpenAskLine(ask.shared_at) for ask in asks}.values())


def changed_lines(home: Home) -> tuple[ChangedLine, ...]:
    """What changed because of what an adult said; a young person reads it behind their passphrase."""
    if not reads_back(home) or home.member.kind is not Kind.PARENT:
        return ()
    return tuple(ChangedLine(said.words, said.by, said.at) for _piece, said in changed_by(home.sent)[-MOST:])


def news(home: Home) -> str:
    """Whether there is an answer to an ask ("answer"), or news of other words; to a young person only that."""
    found = answered_since(home.sent) if home.member.reads_back else ()
    if not found:
        return ""
    return "answer" if home.member.kind is Kind.PARENT and any(each.asks for each in found) else "news"


def telling(home: Home) -> str:
    """Who tells them what happened at a meeting they were not at, and by when; for a while, who did."""
    if home.published is None:
        return ""
    edition, found = home.published.edition, services()
    said = telling_of(home.sent, edition, found.library.areas("en")[edition.area].holidays)
    if said is None:
        return ""
    if said.told_on is not None:
        return _told(said) if _is_new(said, found.clock.now()) else ""
    name = _who_tells(home.member.circle)
    if not name:
        return str(_("Your worker will tell you what happened at the meeting, by %(day)s.", day=day(said.by)))
    return str(_("%(name)s will tell you what happened at the meeting, by %(day)s.", name=name, day=day(said.by)))


def _told(said: Telling) -> str:
    assert said.told_on is not None
    name = said.told_by or _("A worker")
    return str(_("%(name)s told you on %(day)s what happened at the meeting.", name=name, day=day(said.told_on)))


def _is_new(said: Telling, now: datetime) -> bool:
    return said.told_on is not None and now.date() < said.told_on + TOLD_STAYS


def _who_tells(circle: Circle) -> str:
    """The one whom they trust, or else the case worker; or who stands in for them."""
    name = circle.trusted[1] if circle.trusted else next(iter(circle.workers), "")
    return circle.cover_for(name, services().clock.today()) or name
