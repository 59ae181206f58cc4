"""Codes that work once, and sessions that end."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from portal.store.database import Cupboard
from portal.store.family import members, ways_in
from portal.store.family.tables import session
from portal.store.family.ways_in import Accepted, Account
from tests.conftest import Hands
from tests.store.stores import all_at_once, put_account, put_member


def put_code(family: Cupboard, code: str = "code", *, take_home: bool = False, person: str = "kit") -> None:
    with family.writing() as db:
        ways_in.put_invitation(db, f"id-of-{code}", person, code, "hashed", take_home, family.clock.now())


def use(families: Cupboard, code: str = "code") -> Accepted | None:
    with families.writing(code=code) as db:
        found = ways_in.use_invitation(db, code, families.clock.now())
    return found[0] if found else None


def put_kit(family: Cupboard) -> None:
    """Kit, known to be them."""
    put_member(family)
    put_account(family, "kit")


def start(families: Cupboard, *, own_phone: bool = False, ref: str = "session") -> None:
    account = Account("kit", "hash", True, own_phone, True, 0, None)
    with families.writing("kit") as db:
        ways_in.start_session(db, ref, "companion", account, families.clock.now())


def is_alive(families: Cupboard, ref: str = "session", companion: str = "companion") -> bool:
    with families.tracing(session=ref) as db:
        return ways_in.touch_session(db, ref, companion, families.clock.now()) is not None


def test_a_code_works_once(family: Cupboard, families: Cupboard) -> None:
    put_member(family)
    put_code(family)
    assert use(families) == Accepted("id-of-code", "kit", False)
    assert use(families) is None


def test_of_twenty_people_who_use_a_code_at_the_same_moment_one_alone_gets_in(
    family: Cupboard, families: Cupboard
) -> None:
    put_member(family)
    put_code(family)
    found = all_at_once(20, lambda place: use(families))
    assert sorted(found, key=str) == [Accepted("id-of-code", "kit", False)] + [None] * 19


def test_a_code_for_now_lasts_half_an_hour(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family)
    hands.move(minutes=30)
    assert use(families) is None
    put_code(family, "later")
    hands.move(minutes=29, seconds=59)
    assert use(families, "later") is not None


def test_a_code_to_take_home_lasts_three_days(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family, take_home=True)
    hands.move(hours=72)
    assert use(families) is None
    put_code(family, "later", take_home=True)
    hands.move(hours=71, minutes=59)
    assert use(families, "later") == Accepted("id-of-later", "kit", True)


def test_a_new_code_kills_the_old_one_of_that_person_alone(family: Cupboard, families: Cupboard) -> None:
    put_member(family)
    put_member(family, "mum")
    put_code(family, "first")
    put_code(family, "mums", person="mum")
    put_code(family, "second")
    assert use(families, "first") is None
    assert use(families, "second") is not None
    assert use(families, "mums") is not None


def test_a_code_does_not_open_a_shut_door(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_member(family)
    put_code(family)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    assert use(families) is None
    with family.writing() as db:
        members.open_door(db, "kit", hands.now)
    assert use(families) is None


@pytest.mark.parametrize(("own_phone", "minutes"), [(False, 15), (True, 30)])
def test_a_session_ends_when_nothing_happens_for_a_while(
    family: Cupboard, families: Cupboard, hands: Hands, own_phone: bool, minutes: int
) -> None:
    put_kit(family)
    start(families, own_phone=own_phone)
    for _ in range(3):
        hands.move(minutes=minutes, seconds=-1)
        assert is_alive(families)
    hands.move(minutes=minutes)
    assert not is_alive(families)
    hands.move(minutes=-minutes)
    assert is_alive(families), "only the time that has passed ends it"


def test_a_session_ends_after_two_hours_however_busy_it_is(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_kit(family)
    start(families)
    for _ in range(11):
        hands.move(minutes=10)
        assert is_alive(families)
    hands.move(minutes=9, seconds=59)
    assert is_alive(families)
    hands.move(seconds=1)
    assert not is_alive(families)


@pytest.mark.parametrize("companion", ["", "another", "companion "])
def test_a_session_does_not_live_without_its_companion(family: Cupboard, families: Cupboard, companion: str) -> None:
    put_kit(family)
    start(families)
    assert not is_alive(families, companion=companion)


def test_a_session_that_nobody_began_is_nobodys(family: Cupboard, families: Cupboard) -> None:
    put_kit(family)
    start(families)
    assert not is_alive(families, "another-session")


def test_a_new_session_ends_the_one_before(family: Cupboard, families: Cupboard) -> None:
    put_kit(family)
    start(families, ref="on the bus")
    start(families, ref="at home")
    assert not is_alive(families, "on the bus")
    assert is_alive(families, "at home")


def test_a_shut_door_ends_sessions_at_once_and_they_do_not_come_back(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    put_kit(family)
    start(families)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    assert not is_alive(families)
    with family.writing() as db:
        members.open_door(db, "kit", hands.now)
    assert not is_alive(families)


def test_a_session_that_begins_while_the_door_is_being_shut_opens_nothing(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    put_kit(family)
    with family.writing() as db:
        members.shut_door(db, "kit", hands.now)
    with pytest.raises(NoResultFound):
        start(families)
    assert not is_alive(families)


def test_the_passphrase_counts_as_just_typed_for_five_minutes(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    def is_fresh() -> bool:
        with families.tracing(session="session") as db:
            live = ways_in.touch_session(db, "session", "companion", hands.now)
        assert live is not None
        return live.fresh

    put_kit(family)
    start(families)
    hands.move(minutes=4, seconds=59)
    assert is_fresh()
    hands.move(seconds=1)
    assert not is_fresh()
    with families.writing("kit") as db:
        ways_in.freshen(db, "session", hands.now)
    assert is_fresh()


def test_seeing_a_session_moves_nothing_but_when_it_was_seen(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    put_kit(family)
    start(families)
    with family.reading() as db:
        before = dict(db.execute(select(session)).one()._mapping)
    hands.move(minutes=3)
    assert is_alive(families)
    with family.reading() as db:
        after = dict(db.execute(select(session)).one()._mapping)
    assert after == before | {"seen_at": hands.now}
