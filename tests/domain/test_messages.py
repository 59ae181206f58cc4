"""Of which dates somebody can say something, and of which not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.audience import Kind
from portal.domain.edition import Edition, MeetingCopy, Someone, VisitCopy
from portal.domain.messages import MessageKind, subject_of

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MEETING = MeetingCopy("m", "Planning meeting", "planned", NOW + timedelta(days=5))
VISIT = VisitCopy("v", Someone("Tunde Bello"), NOW - timedelta(hours=1), "planned", for_you=True)


def about(kind: MessageKind, *, meeting: MeetingCopy = MEETING, visit: VisitCopy = VISIT, ref: str = "") -> bool:
    copy = Edition("norfolk", "en", "Dawn", Kind.PARENT, "Kit", meetings=(meeting,), visits=(visit,))
    wanted = ref or ("v" if kind is MessageKind.DID_NOT_COME else "m")
    return subject_of(copy, kind, wanted, NOW) is not None


@pytest.mark.parametrize("kind", [MessageKind.CANNOT_COME, MessageKind.ASK_TO_MOVE])
def test_of_a_meeting_that_is_to_come_and_that_they_are_asked_to(kind: MessageKind) -> None:
    assert about(kind)
    assert about(kind, meeting=replace(MEETING, state="moved"))
    for state in ("held", "cancelled"):
        assert not about(kind, meeting=replace(MEETING, state=state))
    assert not about(kind, meeting=replace(MEETING, arrive_at=None)), "they are not asked to it"
    assert not about(kind, meeting=replace(MEETING, arrive_at=NOW - timedelta(days=1))), "it is over"
    assert not about(kind, ref="v"), "a visit is no meeting"
    assert not about(kind, ref="another")


def test_of_a_visit_for_them_whose_time_is_past_and_that_was_not_called_off() -> None:
    kind = MessageKind.DID_NOT_COME
    for state in ("planned", "moved", "missed"):
        assert about(kind, visit=replace(VISIT, state=state))
    for state in ("happened", "cancelled"):
        assert not about(kind, visit=replace(VISIT, state=state))
    assert not about(kind, visit=replace(VISIT, at=NOW + timedelta(minutes=1))), "they may still come"
    assert not about(kind, visit=replace(VISIT, for_you=False)), "it was not for them"
    assert not about(kind, ref="m"), "a meeting is no visit"


def test_what_it_is_about_is_as_this_person_has_it() -> None:
    copy = Edition("norfolk", "en", "Dawn", Kind.PARENT, "Kit", meetings=(MEETING,), visits=(VISIT,))
    meeting = subject_of(copy, MessageKind.CANNOT_COME, "m", NOW)
    assert meeting
    assert (meeting.name, meeting.at) == ("Planning meeting", MEETING.arrive_at)
    visit = subject_of(copy, MessageKind.DID_NOT_COME, "v", NOW)
    assert visit
    assert (visit.name, visit.at) == ("Tunde Bello", VISIT.at)
