"""When a number on a scale may be looked at: once everybody has given theirs, or a worker opened them together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.audience import Kind
from portal.domain.scales import Given, Opened, Round, asked, scales_of
from portal.library.question_sets import read_question_sets

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
MET = MONDAY + 5 * DAY
FAMILY = {"safe": frozenset({"kit", "mum"})}


def standing(*given: Given, opened: tuple[Opened, ...] = (), ended: tuple[datetime, ...] = (MET,)) -> Round:
    return Round(given, opened, ended, FAMILY)


def test_a_number_is_closed_until_everybody_who_is_asked_has_given_theirs() -> None:
    kits = Given("kit", "safe", MONDAY)
    assert not standing(kits).is_open("safe", MONDAY)
    assert standing(kits).missing("safe", MONDAY) == {"mum"}
    assert standing(kits, Given("mum", "safe", MONDAY + DAY)).is_open("safe", MONDAY)
    assert not standing(kits, Given("mum", "another", MONDAY)).is_open("safe", MONDAY)
    assert not standing(kits, Given("kit", "safe", MONDAY + DAY)).is_open("safe", MONDAY), "twice the same person"


def test_a_number_of_the_last_round_does_not_count_for_this_one() -> None:
    this_round = MET + DAY
    old = Given("mum", "safe", MONDAY)
    assert not standing(old, Given("kit", "safe", this_round)).is_open("safe", this_round)


def test_what_a_worker_opened_stays_open_for_this_round_and_a_new_round_is_closed_again() -> None:
    opened = (Opened("safe", MONDAY + DAY, "Priya"),)
    found = standing(opened=opened)
    assert found.is_open("safe", MONDAY)
    assert found.is_open("safe", MONDAY + 2 * DAY), "what comes later stands beside them"
    assert not found.is_open("safe", MET + DAY)
    assert not found.is_open("another", MONDAY)
    later = standing(opened=(Opened("safe", MET + DAY),))
    assert later.is_open("safe", MONDAY), "what was left closed is opened with those of the next round"


def test_where_nobody_is_known_to_be_asked_only_a_press_opens() -> None:
    nobody = replace(standing(Given("kit", "safe", MONDAY)), asked={})
    assert not nobody.is_open("safe", MONDAY)


@given(st.lists(st.tuples(st.sampled_from(["kit", "mum", "dad"]), st.integers(0, 20)), max_size=8), st.integers(0, 20))
def test_giving_more_numbers_never_closes_what_was_open(given: list[tuple[str, int]], at: int) -> None:
    moment = MONDAY + at * DAY
    numbers = [Given(who, "safe", MONDAY + day * DAY) for who, day in given]
    was_open = False
    for count in range(len(numbers) + 1):
        is_open = standing(*numbers[:count]).is_open("safe", moment)
        assert is_open or not was_open
        was_open = is_open


def test_who_is_asked_is_read_out_of_everybodys_main_set() -> None:
    sets = read_question_sets(Path("content"))
    young = sets["young-person"]
    first = next(each for each in young.questions if each.low)
    scaled = tuple(replace(each, scale="safe" if each is first else "") for each in young.questions)
    bare = {ref: replace(each, questions=tuple(replace(q, scale="") for q in each.questions))
            for ref, each in sets.items()}  # fmt: skip
    found = scales_of({**bare, "young-person": replace(young, questions=scaled)})
    assert found[Kind.YOUNG_PERSON, False] == {"safe"}
    assert found[Kind.PARENT, False] == frozenset()
    people = [("kit", Kind.YOUNG_PERSON, False), ("mum", Kind.PARENT, False)]
    assert asked(found, people) == {"safe": {"kit"}}
