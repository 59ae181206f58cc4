"""All that families may see and do in their cupboard, and nothing else: one window for each table.

The family process looks through these windows alone (`store.gate`); the desk uses the tables. What is
not written down here is closed, a new column too. `tests/safety/family_can_see.txt` is this page, a line
for each open column: widening it shows as a line.

A transaction is bound to a person, or to a proof that somebody brings before anybody knows who they are:
a session's id, a sign-in name, a code, each a keyed fingerprint that nobody can guess. A proof opens its
own row and no other. Whose a row is, and what is closed beside a worker, says `whose.py`.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import and_, func, or_, select, true

from portal.store.family import tables
from portal.store.family.whose import (
    ALONE,
    LIVE_SITTINGS,
    MAY_BE_HELPED,
    ME,
    MY_CHILD,
    MY_CODE_IS_SHOWN,
    MY_CODE_WAS_GIVEN_BY_HAND,
    MY_FAMILY,
    MY_NEWEST_COPY,
    MY_SHEETS,
    MY_WORDS,
    NO_SITTING,
    OPEN_DOORS,
    is_a_paper_of_mine,
    is_mine_alone,
    is_mine_of_my_child,
    is_my_newest_copy,
    is_my_session,
    was_passed_on_to_me,
)
from portal.store.gate import Rule, Window, bound, sha256_of
from portal.store.keys import CHECK

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
    "hidden_at sitting_id",
    changes="seen_at ended_at hidden_at",
    rows=lambda row: and_(
        row.id == bound("session"),
        or_(and_(row.sitting_id.is_(None), row.person_id.in_(OPEN_DOORS)), row.sitting_id.in_(LIVE_SITTINGS)),
    ),
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
_show(
    "sitting_by_code",
    of="sitting",
    reads="id person_id expires_at used_at ended_at",
    changes="used_at",
    rows=lambda row: and_(row.code == bound("code"), row.person_id.in_(MAY_BE_HELPED)),
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
    rows=is_mine_alone,
)
_show(
    "new_account",
    of="account",
    adds="person_id sign_in sign_in_shown passphrase made_words own_phone confirmed_at failures wait_until made_at "
    "renewed_at",
    rows=lambda row: and_(
        row.person_id == ALONE, MY_CODE_IS_SHOWN, or_(row.confirmed_at.is_(None), MY_CODE_WAS_GIVEN_BY_HAND)
    ),
)
_show(
    "invitation",
    reads="id person_id take_home used_at ended_at number matched_at spoken_tries spoken_at finished_at",
    changes="finished_at ended_at ended_because",
    rows=is_mine_alone,
)
_show(
    "spoken_word",
    of="invitation",
    reads="id person_id spoken spoken_tries spoken_at",
    changes="spoken_tries spoken_at",
    rows=lambda row: and_(is_mine_alone(row), row.take_home, row.used_at.is_not(None), row.ended_at.is_(None)),
)
_show(
    "session",
    reads="id person_id joining own_phone made_at seen_at ended_at fresh_until ended_another wrong_before",
    adds="id person_id child_id kind joining confirmed own_phone companion made_at seen_at fresh_until "
    "ended_another wrong_before sitting_id",
    changes="fresh_until ended_at hidden_at own_phone",
    rows=is_my_session,
)
_show(
    "sitting",
    reads="id person_id body used_at ended_at",
    changes="ended_at",
    rows=lambda row: and_(row.person_id == ME, or_(NO_SITTING, row.id == bound("sitting"))),
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
    rows=is_mine_alone,
)

# -- what I read -------------------------------------------------------------------------------------

_show("edition", reads="person_id number child_id body language published_at", rows=is_my_newest_copy)
_show(
    "withdrawal",
    reads="person_id number",
    rows=lambda row: and_(row.person_id == ALONE, row.number == MY_NEWEST_COPY),
)
_show("receipt", reads="person_id number read_at", adds="person_id number read_at", rows=is_mine_alone)
_show(
    "message",
    reads="id person_id child_id kind about body sent_at seen_at answer answered_at",
    adds="id person_id child_id kind about body sent_at",
    rows=lambda row: and_(NO_SITTING, is_mine_of_my_child(row)),
)
_show(
    "unseen_message",
    of="message",
    reads="id person_id",
    takes_out=True,
    rows=lambda row: and_(is_mine_alone(row), row.seen_at.is_(None)),
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
    rows=is_a_paper_of_mine,
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
    "taken_back_at opened_at read_at read_by recorded_at asks task scale",
    adds="id person_id child_id sheet_id question topic place worker body notice_sha256 shared_at asks task scale",
    changes="taken_back_at",
    rows=lambda row: and_(is_mine_of_my_child(row), row.sheet_id.in_(MY_SHEETS)),
)
_show(
    "opened_to",
    reads="person_id shared_id passed_on_at",
    adds="person_id shared_id",
    rows=lambda row: and_(row.shared_id.in_(MY_WORDS), row.person_id.in_(MY_FAMILY)),
)
_show("reason", reads="id shared_id body given_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show("translation", reads="id shared_id added_by added_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show("outcome", reads="id shared_id kind body said_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show(
    "late_words",
    reads="person_id sheet_id question body held_at",
    adds="person_id sheet_id question body held_at",
    takes_out=True,
    rows=lambda row: and_(row.person_id == ME, row.sheet_id.in_(MY_SHEETS)),
)
_show("opening", reads="id shared_id body opened_at", rows=lambda row: row.shared_id.in_(MY_WORDS))
_show(
    "passed_on",
    of="shared",
    reads="id person_id child_id question topic place worker body notice_sha256 shared_at taken_back_at",
    rows=was_passed_on_to_me,
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
