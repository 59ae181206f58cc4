"""What one's own page says of the words that one sent: what has no answer, what is new, what changed."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.area import BankHolidays
from portal.domain.audience import Kind
from portal.domain.following import answered_since, changed_by, day_in, open_asks, telling_of
from portal.domain.sharing import CameOf, Shared
from portal.journeys.family.read_plan import Home
from portal.web.kit.dates import day
from portal.web.kit.promised import telling_words
from portal.web.kit.services import services
from portal.web.plan.pages import ChangedLine, OpenAskLine, SentLine

MOST = 3


def reads_back(home: Home) -> bool:
    """Whether words may stand on this page: for who may read back, and no worker has switched that off."""
    return home.may_read_back and home.member.reads_back


def sent_lines(home: Home) -> tuple[SentLine, ...]:
    """Each day on which something was sent; of answers that went the same way, one line."""
    lines = (_sent_line(each, home) for each in home.sent)
    as_read = {(day(e.sent_at), e.read_at and day(e.read_at), e.read_by, e.taken_on): e for e in lines}
    return tuple(as_read.values())


def _sent_line(sent: Shared, home: Home) -> SentLine:
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
    """Who tells them what happened at a meeting they were not at. It says that they did not come: so to a young person
    it is said once their passphrase is typed, and to nobody where a worker has switched reading back off.
    """
    if home.published is None or not ((home.member.kind is Kind.PARENT and home.member.reads_back) or reads_back(home)):
        return ""
    return telling_words(telling_of(home.sent, home.published.edition, _holidays(home)), home.member.circle)


def _holidays(home: Home) -> BankHolidays:
    return services().library.areas("en")[home.member.area].holidays
