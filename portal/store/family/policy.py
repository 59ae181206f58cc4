"""All that families may see and do in their cupboard, and nothing else: one window for each table.

The family process looks through these windows alone (`store.gate`); the desk uses the tables. What is
not written down here is closed, a new column too. `tests/safety/family_can_see.txt` is this page, a line
for each open column: widening it shows as a line.

A transaction is bound to a person, or to a proof that somebody brings before anybody knows who they are:
a session's id, a sign-in name, a code, each a keyed fingerprint that nobody can guess. A proof opens its
own row and no other.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true

from portal.store.family import tables
from portal.store.family.tables import account, edition, invitation, opened_to, person, shared, sheet, withdrawal
from portal.store.gate import Rule, Window, bound, sha256_of
from portal.store.keys import CHECK

_me, _mine, _door = person.alias("me"), person.alias("mine"), person.alias("door")
_family, _newest, _word = person.alias("family"), edition.alias("newest"), shared.alias("word")
_sheet = sheet.alias("paper")

ME = select(_me.c.id).where(_me.c.id == bound("person"), _me.c.door_open).correlate(None).scalar_subquery()
"""The person to whom the transaction is bound, while their door is open; else nobody."""

MY_CHILD = select(_mine.c.child_id).where(_mine.c.id == ME).correlate(None).scalar_subquery()
MY_FAMILY = select(_family.c.id).where(_family.c.child_id == MY_CHILD).correlate(None)
MY_WORDS = select(_word.c.id).where(_word.c.person_id == ME).correlate(None)
MY_SHEETS = select(_sheet.c.id).where(_sheet.c.person_id == ME).correlate(None)
OPEN_DOORS = select(_door.c.id).where(_door.c.door_open).correlate(None)
MY_NEWEST_COPY = select(func.max(_newest.c.number)).where(_newest.c.person_id == ME).correlate(None).scalar_subquery()
IT_WAS_ME = exists().where(account.c.person_id == ME, account.c.confirmed_at.is_not(None)).correlate(None)
"""A worker has said that it was them who joined."""

_code, _last_code = invitation.alias("code"), invitation.alias("last_code")
_last_used = select(func.max(_last_code.c.used_at)).where(_last_code.c.person_id == ME).correlate(None)
_my_code = and_(
    _code.c.person_id == ME,
    _code.c.used_at == _last_used.scalar_subquery(),
    _code.c.ended_at.is_(None),
    _code.c.finished_at.is_(None),
)
MY_CODE_IS_SHOWN = (
    exists()
    .where(_my_code, or_(_code.c.matched_at.is_not(None), and_(_code.c.take_home, _code.c.spoken_at.is_not(None))))
    .correlate(None)
)
"""The code that they came with lives, made no account yet, and was shown to be in the right hands."""

MY_CODE_WAS_GIVEN_BY_HAND = (
    exists().where(_my_code, not_(_code.c.take_home), _code.c.matched_at.is_not(None)).correlate(None)
)
"""The code that they came with was used beside a worker, who matched the number and saw that it was them."""

I_HAVE_AN_ACCOUNT = exists().where(account.c.person_id == ME).correlate(None)


def _is_mine(row: Any) -> ColumnElement[bool]:
    return row.person_id == ME  # type: ignore[no-any-return]


def _is_mine_of_my_child(row: Any) -> ColumnElement[bool]:
    return and_(row.person_id == ME, row.child_id == MY_CHILD)


def _is_my_newest_copy(row: Any) -> ColumnElement[bool]:
    """An older copy is evidence for workers; one that was taken back is nobody's."""
    taken_back = exists().where(withdrawal.c.person_id == row.person_id, withdrawal.c.number == row.number)
    return and_(row.person_id == ME, row.number == MY_NEWEST_COPY, IT_WAS_ME, ~taken_back)


def _was_passed_on_to_me(row: Any) -> ColumnElement[bool]:
    to_me = select(opened_to.c.shared_id).where(opened_to.c.person_id == ME, opened_to.c.passed_on_at.is_not(None))
    return and_(row.id.in_(to_me.correlate(None)), row.taken_back_at.is_(None), IT_WAS_ME)


_windows: list[Window] = []


def _show(
    name: str,
    *,
    rows: Rule,
    of: str = "",
    reads: str = "",
    adds: str = "",
    changes: str = "",
    takes_out: bool = False,
) -> None:
    table = tables.metadata.tables[of or name]
    for column in f"{reads} {adds} {changes}".split():
        table.c[column]  # a name that is not there stops here
    _windows.append(
        Window(name, table, tuple(reads.split()), rows, tuple(adds.split()), tuple(changes.split()), takes_out)
    )


# -- before anybody knows who it is: a proof opens its own row ---------------------------------------

_show(
    "session_by_id",
    of="session",
    reads="id person_id child_id kind joining confirmed own_phone companion made_at seen_at fresh_until ended_at "
    "hidden_at",
    changes="seen_at ended_at hidden_at",
    rows=lambda row: and_(row.id == bound("session"), row.person_id.in_(OPEN_DOORS)),
)
_show(
    "account_by_name",
    of="account",
    reads="person_id sign_in passphrase made_words own_phone confirmed_at failures wait_until made_at seen_at",
    rows=lambda row: row.sign_in == bound("sign_in"),
)
_show(
    "invitation_by_code",
    of="invitation",
    reads="id person_id code code_hash take_home expires_at used_at ended_at",
    changes="used_at number",
    rows=lambda row: and_(row.code == bound("code"), row.person_id.in_(OPEN_DOORS)),
)

# -- who I am, and my way in -------------------------------------------------------------------------

_show(
    "person",
    reads="id child_id kind area language easy_read circle door_open calendar_since drafts_gone_at reads_back",
    changes="drafts_gone_at",
    rows=lambda row: row.id == ME,
)
_show("data_key", reads="id wrapped", rows=lambda row: row.id == MY_CHILD)
_show(
    "account",
    reads="person_id sign_in_shown passphrase made_words own_phone confirmed_at failures wait_until made_at seen_at "
    "renewed_at",
    changes="failures wait_until seen_at passphrase made_words own_phone renewed_at",
    takes_out=True,
    rows=_is_mine,
)
_show(
    "new_account",
    of="account",
    adds="person_id sign_in sign_in_shown passphrase made_words own_phone confirmed_at failures wait_until made_at "
    "renewed_at",
    rows=lambda row: and_(
        row.person_id == ME, MY_CODE_IS_SHOWN, or_(row.confirmed_at.is_(None), MY_CODE_WAS_GIVEN_BY_HAND)
    ),
)
_show(
    "invitation",
    reads="id person_id take_home used_at ended_at number matched_at spoken_tries spoken_at finished_at",
    changes="finished_at ended_at ended_because",
    rows=_is_mine,
)
_show(
    "spoken_word",
    of="invitation",
    reads="id person_id spoken spoken_tries spoken_at",
    changes="spoken_tries spoken_at",
    rows=lambda row: and_(_is_mine(row), row.take_home, row.used_at.is_not(None), row.ended_at.is_(None)),
)
_show(
    "session",
    reads="id person_id joining own_phone made_at seen_at ended_at fresh_until ended_another wrong_before",
    adds="id person_id child_id kind joining confirmed own_phone companion made_at seen_at fresh_until "
    "ended_another wrong_before",
    changes="fresh_until ended_at hidden_at own_phone",
    rows=lambda row: and_(
        _is_mine_of_my_child(row),
        or_(row.joining.is_not(None), row.ended_at.is_not(None), I_HAVE_AN_ACCOUNT),
        or_(not_(row.confirmed), IT_WAS_ME),
    ),
)

_show(
    "key_check",  # of no child: it opens nothing, and says at the start whether the right keys were given
    of="data_key",
    reads="id wrapped",
    rows=lambda row: row.id == CHECK,
)
_show(
    "device",
    reads="id person_id failures wait_until made_at seen_at",
    adds="id person_id failures wait_until made_at seen_at",
    changes="failures wait_until seen_at",
    takes_out=True,
    rows=_is_mine,
)

# -- what I read -------------------------------------------------------------------------------------

_show("edition", reads="person_id number child_id body language published_at", rows=_is_my_newest_copy)
_show(
    "withdrawal",
    reads="person_id number",
    rows=lambda row: and_(row.person_id == ME, row.number == MY_NEWEST_COPY),
)
_show("receipt", reads="person_id number read_at", adds="person_id number read_at", rows=_is_mine)
_show(
    "message",
    reads="id person_id child_id kind about body sent_at seen_at answer answered_at",
    adds="id person_id child_id kind about body sent_at",
    rows=_is_mine_of_my_child,
)
_show(
    "unseen_message",
    of="message",
    reads="id person_id",
    takes_out=True,
    rows=lambda row: and_(_is_mine(row), row.seen_at.is_(None)),
)

# -- what I write ------------------------------------------------------------------------------------

_show(
    "notice",  # shared by all: nobody can keep other words under a notice's hash
    reads="sha256",
    adds="sha256 language words",
    rows=lambda row: row.sha256 == sha256_of(row.words),
)
_show(
    "sheet",
    reads="person_id set_id id child_id body notice_sha256 made_at",
    adds="person_id set_id id child_id body notice_sha256 made_at",
    changes="body notice_sha256",
    rows=_is_mine_of_my_child,
)
_show(
    "answer",
    reads="person_id sheet_id question body version message shared saved_at",
    adds="person_id sheet_id question body version message shared saved_at",
    changes="body version message shared saved_at",
    takes_out=True,
    rows=lambda row: and_(row.person_id == ME, row.sheet_id.in_(MY_SHEETS)),
)
_show(
    "shared",
    reads="id person_id child_id sheet_id question topic place worker body notice_sha256 shared_at "
    "taken_back_at opened_at read_at read_by recorded_at",
    adds="id person_id child_id sheet_id question topic place worker body notice_sha256 shared_at",
    changes="taken_back_at",
    rows=lambda row: and_(_is_mine_of_my_child(row), row.sheet_id.in_(MY_SHEETS)),
)
_show(
    "opened_to",
    reads="person_id shared_id passed_on_at",
    adds="person_id shared_id",
    rows=lambda row: and_(row.shared_id.in_(MY_WORDS), row.person_id.in_(MY_FAMILY)),
)
_show("reason", reads="id shared_id body given_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show("opening", reads="id shared_id body opened_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show(
    "passed_on",
    of="shared",
    reads="id person_id child_id question topic place worker body notice_sha256 shared_at taken_back_at",
    rows=_was_passed_on_to_me,
)

# -- how often something was tried: only who knows what is counted can name the bucket ----------------

_show(
    "tally",
    reads="bucket since number",
    adds="bucket since number",
    changes="since number",
    rows=lambda row: row.bucket == bound("bucket"),
)

# -- what is done leaves a trace ---------------------------------------------------------------------

_end = tables.audit.alias("end_of_it")
_show(
    "audit_end",
    of="audit",
    reads="seq hash",
    rows=lambda row: row.seq == select(func.max(_end.c.seq)).correlate(None).scalar_subquery(),
)
_show("audit", adds="seq at actor action thing child outcome hash", rows=lambda row: true())

WINDOWS = {window.name: window for window in _windows}
own: Any = SimpleNamespace(**{name: window.as_table for name, window in WINDOWS.items()})
"""The windows as statements use them: `own.answer`, `own.edition`, …"""


def manifest() -> list[str]:
    """A line for each column that families may see or write."""
    return [line for window in _windows for line in window.lines()]
