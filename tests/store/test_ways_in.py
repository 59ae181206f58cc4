"""Codes that work once, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, NoResultFound

from portal.store.database import Cupboard
from portal.store.family import invitations, members, ways_in
from portal.store.family.invitations import NewCode
from portal.store.family.policy import WINDOWS, own
from portal.store.family.tables import account, device, person, session
from portal.store.family.ways_in import Accepted, Account
from tests.conftest import Hands
from tests.store.stores import all_at_once, put_account, put_member


def put_code(family: Cupboard, code: str = "code", *, take_home: bool = False, person: str = "kit") -> None:
    lasts = invitations.TAKE_HOME if take_home else invitations.TOGETHER
    with family.writing() as db:
        new = NewCode(f"id-of-{code}", person, code, "hashed", lasts, take_home, "spoken" if take_home else None)
        invitations.put(db, new, family.clock.now())


def use(families: Cupboard, code: str = "code") -> Accepted | None:
    with families.writing(code=code) as db:
        found = invitations.use(db, code, 47, families.clock.now())
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


# -- what the engine itself refuses to whoever holds a code ------------------------------------------------


def make_account(families: Cupboard, *, confirmed: bool) -> bool:
    """Whether Kit's own process can put an account there, whatever its journeys say."""
    now = families.clock.now()
    try:
        with families.writing("kit") as db:
            db.execute(
                own.new_account.insert().values(
                    person_id="kit", sign_in="another-name", sign_in_shown=b"", passphrase="hash", made_words=True,
                    own_phone=False, confirmed_at=now if confirmed else None, failures=0, made_at=now,
                )
            )  # fmt: skip
            db.rollback()
    except DBAPIError:
        return False
    return True


def match(family: Cupboard, number: int, code: str = "code") -> str | None:
    with family.writing() as db:
        return invitations.match(db, "kit", f"id-of-{code}", number, family.clock.now())


def test_no_account_is_made_before_a_worker_has_matched_the_number(family: Cupboard, families: Cupboard) -> None:
    put_member(family)
    assert not make_account(families, confirmed=False), "without any code"
    put_code(family)
    assert use(families) is not None
    assert not make_account(families, confirmed=False)
    assert match(family, 47) == "done"
    assert make_account(families, confirmed=True)
    with families.writing("kit") as db:
        invitations.finish(db, "id-of-code", families.clock.now())
    assert not make_account(families, confirmed=True), "one code makes one account"


def test_no_account_is_made_before_the_word_was_right_and_never_a_confirmed_one(
    family: Cupboard, families: Cupboard
) -> None:
    put_member(family)
    put_code(family, take_home=True)
    assert use(families) is not None
    assert not make_account(families, confirmed=False)
    with families.writing("kit") as db:
        assert invitations.try_word(db, "id-of-code") == ("spoken", 1)
        assert invitations.say_word_was_right(db, "id-of-code", families.clock.now())
    assert not make_account(families, confirmed=True)
    assert make_account(families, confirmed=False)


@pytest.mark.parametrize("column", ["matched_at", "take_home", "code", "expires_at", "person_id"])
def test_nobody_of_a_family_can_say_that_a_number_was_matched(
    family: Cupboard, families: Cupboard, column: str
) -> None:
    put_member(family)
    put_code(family)
    assert use(families) is not None
    for name in ("invitation", "spoken_word", "invitation_by_code"):
        window = getattr(own, name)
        if column not in window.c:
            continue
        with pytest.raises(DBAPIError), families.writing("kit", code="code") as db:
            db.execute(update(window).values({column: window.c[column]}))
    assert {
        window for window in WINDOWS.values() if column in window.changes and window.table.name == "invitation"
    } == set()


def test_a_wrong_number_ends_the_code_and_the_joining_and_so_does_an_answer_too_late(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    put_member(family)
    for code, number, moved, because in (("one", 48, 0, "number"), ("two", 47, 5, "late")):
        put_code(family, code)
        accepted = use(families, code)
        assert accepted is not None
        with families.writing("kit") as db:
            ways_in.start_session(db, f"session-{code}", "companion", accepted, hands.now)
        hands.move(minutes=moved)
        assert match(family, number, code) == because
        assert not is_alive(families, f"session-{code}")
        assert match(family, 47, code) is None
        assert not make_account(families, confirmed=False)


def test_a_session_is_begun_by_nobody_without_an_account(family: Cupboard, families: Cupboard) -> None:
    put_member(family)
    with pytest.raises(DBAPIError):
        start(families)
    put_account(family, "kit")
    start(families)
    assert is_alive(families)


def test_a_card_can_be_tried_five_times_and_a_new_word_gives_no_more(family: Cupboard, families: Cupboard) -> None:
    put_member(family)
    put_code(family, take_home=True)
    assert use(families) is not None

    def tries(number: int) -> list[tuple[str, int] | None]:
        with families.writing("kit") as db:
            return [invitations.try_word(db, "id-of-code") for _ in range(number)]

    assert tries(4) == [("spoken", n) for n in (1, 2, 3, 4)]
    with family.writing() as db:
        assert invitations.new_word(db, "kit", "another", family.clock.now())
    assert tries(2) == [("another", 5), None]
    with family.writing() as db:
        assert not invitations.new_word(db, "kit", "a third", family.clock.now())


def test_made_safe_leaves_no_session_code_device_or_account(family: Cupboard, families: Cupboard, hands: Hands) -> None:
    put_kit(family)
    put_member(family, "mum")
    put_account(family, "mum")
    start(families)
    put_code(family)
    with family.writing() as db:
        for who in ("kit", "mum"):
            db.execute(
                device.insert().values(id=f"phone-of-{who}", person_id=who, failures=0, made_at=hands.now,
                                       seen_at=hands.now)
            )  # fmt: skip
        members.make_safe(db, "kit", hands.now)
    assert not is_alive(families)
    assert use(families) is None
    with family.reading() as db:
        assert list(db.execute(select(device.c.person_id)).scalars()) == ["mum"]
        assert list(db.execute(select(account.c.person_id)).scalars()) == ["mum"]
        assert sorted(tuple(row) for row in db.execute(select(person.c.id, person.c.reads_back))) == [
            ("kit", False),
            ("mum", True),
        ]


def test_a_lifted_wait_is_over_on_the_account_and_on_every_device(
    family: Cupboard, families: Cupboard, hands: Hands
) -> None:
    put_kit(family)
    with families.writing("kit") as db:
        for _ in range(10):
            ways_in.count_failure(db)
        ways_in.set_wait(db, hands.now + timedelta(hours=1))
    with family.writing() as db:
        db.execute(
            device.insert().values(id="phone", person_id="kit", failures=10, wait_until=hands.now + timedelta(hours=1),
                                   made_at=hands.now, seen_at=hands.now)
        )  # fmt: skip
        members.lift_wait(db, "kit")
    with family.reading() as db:
        for table in (account, device):
            assert db.execute(select(table.c.failures, table.c.wait_until)).one() == (0, None)
