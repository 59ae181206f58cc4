"""Tries are counted in the database, for families through their window, and nobody sees another's count."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.store import tally
from portal.store.database import Cupboard
from portal.store.family.policy import own
from portal.store.family.tables import tally as table
from tests.conftest import Hands

HOUR = timedelta(hours=1)
Count = Callable[[str], tally.Counted]


@pytest.fixture
def count(families: Cupboard, hands: Hands) -> Count:
    def one_more(bucket: str) -> tally.Counted:
        with families.writing(bucket=bucket) as db:
            return tally.count(db, own.tally, bucket, HOUR, hands.now)

    return one_more


def test_tries_add_up_within_the_hour_and_begin_anew_after_it(count: Count, hands: Hands) -> None:
    assert [count("code-of-a-phone").number for _ in range(3)] == [1, 2, 3]
    hands.move(minutes=59)
    assert count("code-of-a-phone").number == 4
    hands.move(minutes=1)
    assert count("code-of-a-phone") == tally.Counted(1, hands.now)


def test_each_bucket_counts_for_itself_and_is_seen_by_its_name_alone(
    count: Count, families: Cupboard, hands: Hands
) -> None:
    count("one")
    with families.reading(bucket="another") as db:
        assert db.execute(select(own.tally)).all() == []
        assert tally.standing(db, own.tally, "another", HOUR, hands.now).number == 0
    with families.reading(bucket="one") as db:
        assert tally.standing(db, own.tally, "one", HOUR, hands.now).number == 1


def test_twenty_who_try_at_once_are_all_counted(count: Count, family: Cupboard) -> None:
    with ThreadPoolExecutor(20) as together:
        list(together.map(lambda _: count("busy"), range(20)))
    with family.reading() as db:
        assert db.execute(select(table.c.number)).scalar() == 20
