"""Which meeting of a copy is still to come, and which is the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.audience import Kind
from portal.domain.edition import Edition, MeetingCopy
from portal.domain.plain import from_plain, to_plain
from tests.factories import case, copy

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def meeting(state: str, hours: float | None, ref: str = "m") -> MeetingCopy:
    return MeetingCopy(ref, "Planning meeting", state, None if hours is None else NOW + timedelta(hours=hours))


@pytest.mark.parametrize("state", ["planned", "moved"])
def test_a_planned_or_moved_meeting_is_to_come_until_three_hours_after_the_readers_own_time(state: str) -> None:
    assert meeting(state, 1).is_to_come(NOW)
    assert meeting(state, -2.9).is_to_come(NOW)
    assert not meeting(state, -3).is_to_come(NOW)
    assert meeting(state, None).is_to_come(NOW)


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_a_held_or_cancelled_meeting_is_not_to_come(state: str) -> None:
    assert not meeting(state, 1).is_to_come(NOW)
    assert not meeting(state, None).is_to_come(NOW)


def test_a_moved_meeting_can_be_the_next_one() -> None:
    meetings = (
        meeting("planned", 48, "later"), meeting("moved", 24, "moved"), meeting("cancelled", 1, "off"),
        meeting("planned", None, "not-asked"), meeting("planned", -4, "over"),
    )  # fmt: skip
    found = Edition("a", "en", "Kit", Kind.YOUNG_PERSON, "Kit", meetings=meetings).next_meeting(NOW)
    assert found is not None
    assert found.ref == "moved"


def without(plain: object, names: set[str]) -> object:
    """The same, as it would stand there if these fields had not been thought of."""
    if isinstance(plain, dict):
        return {name: without(value, names) for name, value in plain.items() if name not in names}
    return [without(each, names) for each in plain] if isinstance(plain, list) else plain


def test_a_copy_that_was_written_before_a_field_came_can_still_be_read() -> None:
    """Copies are never changed once written, so what is new in them has to do without."""
    later = {"scale", "agreed_at", "next_by", "new", "covers", "bring", "day", "other"}
    known = copy(case("norfolk"), "mum")
    old = without(to_plain(known), later)
    assert old != to_plain(known)
    read = from_plain(Edition, old)
    assert (read.level.label, read.level.scale, read.level.next_by) == (known.level.label, (), None)
    assert [m.name for m in read.meetings] == [m.name for m in known.meetings]
    assert not any(person.new for meeting in read.meetings for person in meeting.people)
    assert from_plain(Edition, to_plain(known)) == known
