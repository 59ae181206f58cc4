"""The walk through a meeting: every step of each area's own pack, for both kinds of reader, in under ten minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.domain.walk import Walk, walk_of
from portal.library.areas import read_areas

CONTENT = Path(__file__).resolve().parents[2] / "content"
AREAS = read_areas(CONTENT)
WORDS_A_MINUTE = 130  # somebody who reads slowly, on a bad day
AROUND = 200  # before the first step and after the last
EACH = 20  # headings and who is in the room

walks = pytest.mark.parametrize(
    ("area", "kind"),
    [(area, kind) for area in AREAS.values() for kind in Kind],
    ids=lambda each: getattr(each, "id", each),
)


@walks
def test_every_step_says_what_it_is_for_and_what_one_might_say(area: Area, kind: Kind) -> None:
    walk = walk_of(area, kind)
    assert [step.number for step in walk.steps] == list(range(1, len(area.steps) + 1))
    for step in walk.steps:
        assert step.title and step.expect
        assert 1 <= len(step.say) <= 2, step.title
        assert step.there in ("yes", "no", "partly")
        assert bool(step.ready) is (kind is Kind.PARENT)


@walks
def test_it_is_read_in_less_than_ten_minutes(area: Area, kind: Kind) -> None:
    steps = walk_of(area, kind).steps
    words = sum(len(" ".join((s.title, s.expect, *s.ready, *s.say)).split()) + EACH for s in steps)
    assert (words + AROUND) / WORDS_A_MINUTE < 12
    assert (words + AROUND) / 200 < 10


def both(area: str) -> tuple[Walk, Walk]:
    return walk_of(AREAS[area], Kind.PARENT), walk_of(AREAS[area], Kind.YOUNG_PERSON)


def test_an_area_that_has_given_no_running_order_is_not_given_one() -> None:
    assert [walk.own_order for area in ("norfolk", "nottinghamshire", "derby") for walk in both(area)] == [
        *(True, True), *(True, True), *(False, False)
    ]  # fmt: skip
    assert not any(walk.says_who for walk in both("derby"))


def test_the_part_without_the_family_is_told_of_once() -> None:
    for walk in both("norfolk"):
        assert walk.has_apart and walk.apart == ""
        assert [step.there for step in walk.steps].count("no") == 1
    for area in ("nottinghamshire", "derby"):
        parents, young = both(area)
        assert not parents.has_apart and parents.apart == AREAS[area].private_part
        assert not young.has_apart and young.apart == "", "the page has a sentence of its own"


def test_everybody_who_may_come_is_named_by_their_job_as_this_reader_knows_it() -> None:
    parents, young = both("norfolk")
    assert "Your child" in parents.who and "You" in young.who
    assert len(parents.who) == len(set(parents.who)) == len(AREAS["norfolk"].invited)


def test_there_is_no_step_before_the_first_and_none_after_the_last() -> None:
    walk, _ = both("derby")
    assert walk.step(0) is walk.step(len(walk.steps) + 1) is None
    first = walk.step(1)
    assert first is not None and first.title == walk.steps[0].title
