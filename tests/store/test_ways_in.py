"""Codes that work once, and sessions that end."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.audience import Kind
from portal.store.database import Cupboard
from portal.store.family import members, ways_in
from portal.store.family.tables import session
from portal.store.family.ways_in import Accepted, Account
from tests.conftest import Hands
from tests.store.stores import all_at_once, put_member


def put_code(family: Cupboard, code: str = "code", *, take_home: bool = False, person: str = "kit") -> None:
    with family.writing() as db:
        ways_in.put_invitation(db, f"id-of-{code}", person, code, "hashed", take_home, family.clock.now())


def use(family: Cupboard, code: str = "code") -> Accepted | None:
    with family.writing() as db:
        found = ways_in.use_invitation(db, code, family.clock.now())
    return found[0] if found else None


def start(family: Cupboard, *, own_phone: bool = False, ref: str = "session") -> None:
    account = Account("kit", "child", Kind.YOUNG_PERSON, "hash", True, own_phone, True, True, 0, None)
    with family.writing() as db:
        ways_in.start_session(db, ref, "companion", account, "child", account.kind, family.clock.now())


def is_alive(family: Cupboard, ref: str = "session", companion: str = "companion") -> bool:
    with family.tracing() as db:
        return ways_in.touch_session(db, ref, companion, family.clock.now()) is not None


def test_a_code_works_once(family: Cupboard) -> None:
    put_member(family)
    put_code(family)
    assert use(family) == Accepted("id-of-code", "kit", False)
    assert use(family) is None


def test_of_twenty_people_who_use_a_code_at_the_same_moment_one_alone_gets_in(family: Cupboard) -> None:
    put_member(family)
    put_code(family)
    found = all_at_once(20, lambda place: use(family))
    assert sorted(found, key=str) == [Accepted("id-of-code", "kit", False)] + [None] * 19


def test_a_code_for_now_lasts_half_an_hour(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family)
    hands.move(minutes=30)
    assert use(family) is None
    put_code(family, "later")
    hands.move(minutes=29, seconds=59)
    assert use(family, "later") is not None


def test_a_code_to_take_home_lasts_three_days(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family, take_home=True)
    hands.move(hours=72)
    assert use(family) is None
    put_code(family, "later", take_home=True)
    hands.move(hours=71, minutes=59)
    assert use(family, "later") == Accepted("id-of-later", "kit", True)


def test_a_new_code_kills_the_old_one_of_that_person_alone(family: Cupboard) -> None:
    put_member(family)
    put_member(family, "mum")
    put_code(family, "first")
    put_code(family, "mums", person="mum")
    put_code(family, "second")
    assert use(family, "first") is None
    assert use(family, "second") is not None
    assert use(family, "mums") is not None


def test_a_code_does_not_open_a_shut_door(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    assert use(family) is None
    with family.writing() as db:
        members.open_door(db, "kit", hands.now)
    assert use(family) is None


@pytest.mark.parametrize(("own_phone", "minutes"), [(False, 15), (True, 30)])
def test_a_session_ends_when_nothing_happens_for_a_while(
    family: Cupboard, hands: Hands, own_phone: bool, minutes: int
) -> None:
    put_member(family)
    start(family, own_phone=own_phone)
    for _ in range(3):
        hands.move(minutes=minutes, seconds=-1)
        assert is_alive(family)
    hands.move(minutes=minutes)
    assert not is_alive(family)
    hands.move(minutes=-minutes)
    assert is_alive(family), "only the time that has passed ends it"


def test_a_session_ends_after_two_hours_however_busy_it_is(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    start(family)
    for _ in range(11):
        hands.move(minutes=10)
        assert is_alive(family)
    hands.move(minutes=9, seconds=59)
    assert is_alive(family)
    hands.move(seconds=1)
    assert not is_alive(family)


@pytest.mark.parametrize("companion", ["", "another", "companion "])
def test_a_session_does_not_live_without_its_companion(family: Cupboard, companion: str) -> None:
    put_member(family)
    start(family)
    assert not is_alive(family, companion=companion)


def test_a_session_that_nobody_began_is_nobodys(family: Cupboard) -> None:
    put_member(family)
    start(family)
    assert not is_alive(family, "another-session")


def test_a_new_session_ends_the_one_before(family: Cupboard) -> None:
    put_member(family)
    start(family, ref="on the bus")
    start(family, ref="at home")
    assert not is_alive(family, "on the bus")
    assert is_alive(family, "at home")


def test_a_shut_door_ends_sessions_at_once_and_they_do_not_come_back(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    start(family)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    assert not is_alive(family)
    with family.writing() as db:
        members.open_door(db, "kit", hands.now)
    assert not is_alive(family)


def test_a_session_that_begins_while_the_door_is_being_shut_opens_nothing(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    start(family)
    assert not is_alive(family)


def test_the_passphrase_counts_as_just_typed_for_five_minutes(family: Cupboard, hands: Hands) -> None:
    def is_fresh() -> bool:
        with family.tracing() as db:
            live = ways_in.touch_session(db, "session", "companion", hands.now)
        assert live is not None
        return live.fresh

    put_member(family)
    start(family)
    hands.move(minutes=4, seconds=59)
    assert is_fresh()
    hands.move(seconds=1)
    assert not is_fresh()
    with family.writing() as db:
        ways_in.freshen(db, "session", hands.now)
    assert is_fresh()


def test_seeing_a_session_moves_nothing_but_when_it_was_seen(family: Cupboard, hands: Hands) -> None:
    put_member(family)
    start(family)
    with family.reading() as db:
        before = dict(db.execute(select(session)).one()._mapping)
    hands.move(minutes=3)
    assert is_alive(family)
    with family.reading() as db:
        after = dict(db.execute(select(session)).one()._mapping)
    assert after == before | {"seen_at": hands.now}
