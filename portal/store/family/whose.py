"""Whose a row is: the rules by which the windows of `policy.py` are cut.

A transaction is bound to a person. Beside a worker it is bound to a sitting too, and that makes it *less*: then
`ME` opens the papers of such sittings alone, and whatever asks for `ALONE` opens nothing. A sitting that has ended
opens nothing at all, and one's own sessions elsewhere know nothing of it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select

from portal.domain.sitting import BESIDE, PAPER
from portal.store.family.tables import (
    account,
    edition,
    invitation,
    opened_to,
    person,
    shared,
    sheet,
    sitting,
    withdrawal,
)
from portal.store.gate import bound

_me, _alone, _mine, _door = person.alias("me"), person.alias("alone"), person.alias("mine"), person.alias("door")
_family, _newest, _word = person.alias("family"), edition.alias("newest"), shared.alias("word")
_sheet, _sitting, _live = sheet.alias("paper"), sitting.alias("here"), sitting.alias("live")
_helped = person.alias("helped")

NO_SITTING = bound("sitting").is_(None)


def _is_filled_in_here(paper: Any) -> ColumnElement[bool]:
    """A sheet on the sitting's own paper: its set's id ends as `domain.sitting.on_paper_of` writes it."""
    ending = literal("+").concat(func.substr(bound("sitting"), 1, PAPER)).concat(BESIDE)
    return func.substr(paper.set_id, func.length(paper.set_id) - len(BESIDE) - PAPER) == ending


def _may_be_helped(one: Any) -> ColumnElement[bool]:
    """Whose door is open; and who is on paper only, who has no other way. No other shut door opens for it."""
    return or_(one.c.door_open, one.c.shut_because == "paper")


def _has_begun(one: Any) -> ColumnElement[bool]:
    return and_(one.c.used_at.is_not(None), one.c.ended_at.is_(None))


_in_mine = exists().where(_sitting.c.id == bound("sitting"), _sitting.c.person_id == _me.c.id, _has_begun(_sitting))

ME = (
    select(_me.c.id)
    .where(_me.c.id == bound("person"), or_(and_(NO_SITTING, _me.c.door_open), and_(_in_mine, _may_be_helped(_me))))
    .correlate(None)
    .scalar_subquery()
)
"""The person to whom the transaction is bound, while their door is open, or while the sitting to which it is bound
too has begun and not ended; else nobody."""

ALONE = (
    select(_alone.c.id)
    .where(_alone.c.id == bound("person"), NO_SITTING, _alone.c.door_open)
    .correlate(None)
    .scalar_subquery()
)
"""The same person, with no worker beside them."""

LIVE_SITTINGS = (
    select(_live.c.id)
    .join(_helped, _helped.c.id == _live.c.person_id)
    .where(_has_begun(_live), _may_be_helped(_helped))
    .correlate(None)
)
MAY_BE_HELPED = select(_door.c.id).where(_may_be_helped(_door)).correlate(None)

MY_CHILD = select(_mine.c.child_id).where(_mine.c.id == ME).correlate(None).scalar_subquery()
MY_FAMILY = select(_family.c.id).where(_family.c.child_id == MY_CHILD).correlate(None)
MY_SHEETS = (
    select(_sheet.c.id).where(_sheet.c.person_id == ME, or_(NO_SITTING, _is_filled_in_here(_sheet.c))).correlate(None)
)
"""Beside a worker only the papers that are filled in with this one: what somebody wrote alone, or with another worker,
is closed."""

MY_WORDS = select(_word.c.id).where(_word.c.person_id == ME, _word.c.sheet_id.in_(MY_SHEETS)).correlate(None)
OPEN_DOORS = select(_door.c.id).where(_door.c.door_open).correlate(None)
MY_NEWEST_COPY = (
    select(func.max(_newest.c.number)).where(_newest.c.person_id == ALONE).correlate(None).scalar_subquery()
)
IT_WAS_ME = exists().where(account.c.person_id == ALONE, account.c.confirmed_at.is_not(None)).correlate(None)
"""A worker has said that it was them who joined."""

_code, _last_code = invitation.alias("code"), invitation.alias("last_code")
_last_used = select(func.max(_last_code.c.used_at)).where(_last_code.c.person_id == ALONE).correlate(None)
_my_code = and_(
    _code.c.person_id == ALONE,
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

I_HAVE_AN_ACCOUNT = exists().where(account.c.person_id == ALONE).correlate(None)


def is_mine_alone(row: Any) -> ColumnElement[bool]:
    return row.person_id == ALONE  # type: ignore[no-any-return]


def is_mine_of_my_child(row: Any) -> ColumnElement[bool]:
    return and_(row.person_id == ME, row.child_id == MY_CHILD)


def is_a_paper_of_mine(row: Any) -> ColumnElement[bool]:
    """A sheet of theirs; beside a worker only one that is filled in with this one. Asked of a new row, too."""
    return and_(is_mine_of_my_child(row), or_(NO_SITTING, _is_filled_in_here(row)))


def is_my_session(row: Any) -> ColumnElement[bool]:
    """Alone: of joining, or with an account, and none at a worker's screen. In a sitting: those of it alone."""
    alone = and_(
        NO_SITTING,
        row.sitting_id.is_(None),
        or_(row.joining.is_not(None), row.ended_at.is_not(None), I_HAVE_AN_ACCOUNT),
        or_(not_(row.confirmed), IT_WAS_ME),
    )
    helped = and_(row.sitting_id == bound("sitting"), not_(row.confirmed), not_(row.own_phone))
    return and_(is_mine_of_my_child(row), or_(alone, helped))


def is_my_newest_copy(row: Any) -> ColumnElement[bool]:
    """An older copy is evidence for workers; one that was taken back is nobody's."""
    taken_back = exists().where(withdrawal.c.person_id == row.person_id, withdrawal.c.number == row.number)
    return and_(row.person_id == ALONE, row.number == MY_NEWEST_COPY, IT_WAS_ME, ~taken_back)


def was_passed_on_to_me(row: Any) -> ColumnElement[bool]:
    to_me = select(opened_to.c.shared_id).where(opened_to.c.person_id == ALONE, opened_to.c.passed_on_at.is_not(None))
    return and_(row.id.in_(to_me.correlate(None)), row.taken_back_at.is_(None), IT_WAS_ME)
