"""A time of somebody's own that stayed behind when the meeting moved: no copy goes out with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.test_publishing_checks import DAD, KIT, MUM, checks, hard


def own_time(at: str | None, who: str = MUM, **meeting: Any) -> Any:
    def change(tree: dict[str, Any]) -> None:
        tree["meetings"][0].update(arrivals=[{"who": who, "from": at}], **meeting)

    return change


@pytest.mark.parametrize("at", ["2026-11-25T14:30:00", "2026-11-27T00:10:00", "2026-11-26T23:00:00"])
def test_a_time_of_their_own_on_another_day_or_after_the_end_stops_their_copy_alone(at: str) -> None:
    change = own_time(at)
    assert "arrival-off-day" in hard(checks(MUM, change))
    assert "arrival-off-day" not in hard(checks(KIT, change))


@pytest.mark.parametrize(
    ("at", "more"), [("2026-11-26T14:30:00", {}), (None, {}), ("2026-11-25T14:30:00", {"state": "held"})]
)
def test_a_time_on_the_day_no_time_at_all_and_a_meeting_that_has_been_stop_nothing(at: str | None, more: Any) -> None:
    assert "arrival-off-day" not in hard(checks(MUM, own_time(at, **more)))


def test_a_time_in_a_meeting_that_is_kept_from_somebody_stops_nothing_of_theirs() -> None:
    assert "arrival-off-day" not in hard(checks(DAD, own_time("2026-11-25T14:30:00", DAD)))
