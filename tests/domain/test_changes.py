"""What changed since last time, in words: computed between two copies, never from the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from portal.domain.audience import Kind
from portal.domain.changes import changes_between
from portal.domain.edition import ActionCopy, Change, Edition, LevelCard, MeetingCopy, SafetyStep, Worker

AT = datetime(2026, 11, 26, 14, tzinfo=UTC)
ACTION = ActionCopy("a", "Drive Kit to football", None, date(2026, 12, 22), "doing")
MEETING = MeetingCopy("m", "Planning meeting", "planned", AT)
TUNDE = Worker("t", "Tunde Bello", "Youth worker", "Spends time with you")
COPY = Edition(
    "norfolk", "en", "Kit", Kind.YOUNG_PERSON, "Kit", actions=(ACTION,), meetings=(MEETING,), people=(TUNDE,)
)


def test_somebodys_first_copy_has_no_changes() -> None:
    assert changes_between(None, COPY) == ()


def test_a_copy_that_says_the_same_has_no_changes() -> None:
    assert changes_between(COPY, COPY) == ()


def test_something_done_is_said_to_be_done() -> None:
    after = replace(COPY, actions=(replace(ACTION, state="done"),))
    assert changes_between(COPY, after) == (Change("done", "action", "Drive Kit to football"),)


def test_a_new_day_for_something_is_said_to_be_moved() -> None:
    after = replace(COPY, actions=(replace(ACTION, due=date(2027, 1, 5)),))
    assert [change.what for change in changes_between(COPY, after)] == ["moved"]


def test_a_meeting_that_is_off_or_at_another_time_stands_before_what_people_do() -> None:
    later = replace(MEETING, arrive_at=AT.replace(day=27))
    moved = replace(COPY, meetings=(later,), actions=(replace(ACTION, state="done"),))
    assert [(c.what, c.about) for c in changes_between(COPY, moved)] == [("moved", "meeting"), ("done", "action")]
    off = replace(COPY, meetings=(replace(MEETING, state="cancelled"),))
    assert [(c.what, c.about) for c in changes_between(COPY, off)] == [("cancelled", "meeting")]


def test_who_is_new_and_who_has_left_is_said_by_name() -> None:
    ben = Worker("b", "Ben Achebe", "Social worker", "")
    after = replace(COPY, people=(replace(TUNDE, until=date(2026, 11, 20)), ben))
    found = changes_between(COPY, after)
    assert Change("gone", "person", "Tunde Bello") in found
    assert Change("new", "person", "Ben Achebe") in found


def test_what_is_taken_off_the_plan_is_said_to_be_gone() -> None:
    before = replace(COPY, safety=(SafetyStep("s", "Ring Tunde"),))
    assert changes_between(before, COPY) == (Change("gone", "safety", "Ring Tunde"),)


def test_another_level_comes_first_of_all() -> None:
    level = LevelCard("medium", "Medium", "", "", "", date(2026, 10, 22))
    before, after = (
        replace(COPY, level=level),
        replace(COPY, level=replace(level, level="high", label="High"), actions=()),
    )
    assert changes_between(before, after)[0] == Change("changed", "level", "High")
