"""Which meeting of a copy is still to come, and which is the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.audience import Kind
from portal.domain.edition import Edition, MeetingCopy

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
