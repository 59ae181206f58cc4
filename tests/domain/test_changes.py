"""What changed since last time, in words: computed between two copies, never from the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from portal.domain.audience import Kind
from portal.domain.changes import changes_between
from portal.domain.edition import (
    ActionCopy,
    Change,
    Edition,
    GoalCopy,
    LevelCard,
    MeetingCopy,
    MeetingPerson,
    MinuteCopy,
    SafetyStep,
    ScaleMark,
    Someone,
    VisitCopy,
    Worker,
)

AT = datetime(2026, 11, 26, 14, tzinfo=UTC)
ACTION = ActionCopy("a", "Drive Kit to football", None, date(2026, 12, 22), "doing")
MEETING = MeetingCopy("m", "Planning meeting", "planned", AT)
TUNDE = Worker("t", "Tunde Bello", "Youth worker", "Spends time with you")
VISIT = VisitCopy("v", Someone("Tunde Bello", "Youth worker"), AT, "planned", for_you=True)
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
    assert changes_between(COPY, after) == (Change("moved", "action", ACTION.text, day=date(2027, 1, 5)),)


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
    assert Change("gone", "person", "Tunde Bello", day=date(2026, 11, 20)) in found
    assert Change("new", "person", "Ben Achebe") in found


def test_what_is_missing_from_the_new_copy_is_announced_to_nobody() -> None:
    """It may be withheld from this very reader."""
    before = replace(
        COPY,
        goals=(GoalCopy("g", "young-person", "Back to football"),),
        safety=(SafetyStep("s", "Ring Tunde"),),
        visits=(VISIT,),
        level=LevelCard("high", "High", "", "", "", date(2026, 11, 12)),
    )
    after = replace(before, goals=(), actions=(), safety=(), meetings=(), visits=(), people=(), level=None)
    assert changes_between(before, after) == ()


def test_what_a_meeting_or_an_action_no_longer_says_is_announced_to_nobody() -> None:
    full = replace(
        MEETING,
        place="Room 2",
        link="https://meet.example.org/",
        private_part="",
        people=(MeetingPerson("Tunde Bello", "Youth worker", ""),),
        minutes=(MinuteCopy("Views", "Dawn spoke."),),
    )
    owned = replace(ACTION, owner=Someone("Tunde Bello"))
    before = replace(COPY, meetings=(full,), actions=(owned,))
    assert changes_between(before, COPY) == ()
    found = changes_between(COPY, before)
    assert [(change.what, change.about) for change in found] == [("changed", "meeting"), ("changed", "action")]


def test_an_older_level_that_comes_back_is_announced_to_nobody() -> None:
    """The newer one is kept from this reader; nothing was agreed since."""
    older = LevelCard("medium", "Medium", "", "", "", date(2026, 10, 22))
    newer = LevelCard("high", "High", "", "", "", date(2026, 11, 12))
    assert changes_between(replace(COPY, level=newer), replace(COPY, level=older)) == ()


def test_a_meeting_is_said_with_the_readers_own_time_of_now() -> None:
    later = AT.replace(day=27)
    for after, what in (
        (replace(MEETING, arrive_at=later), "moved"),
        (replace(MEETING, arrive_at=later, state="moved"), "moved"),
        (replace(MEETING, arrive_at=later, state="held"), "done"),
        (replace(MEETING, arrive_at=later, state="cancelled"), "cancelled"),
    ):
        expected = (Change(what, "meeting", "Planning meeting", later),)
        assert changes_between(COPY, replace(COPY, meetings=(after,))) == expected


def test_somebody_who_is_no_longer_asked_to_a_meeting_reads_that_it_changed_and_no_time() -> None:
    after = replace(COPY, meetings=(replace(MEETING, arrive_at=None),))
    assert changes_between(COPY, after) == (Change("changed", "meeting", "Planning meeting"),)


def test_a_visit_that_is_off_or_missed_or_at_another_time_is_said_with_who_comes_and_when() -> None:
    later = AT.replace(day=28)
    for after, what in (
        (replace(VISIT, state="cancelled"), "cancelled"),
        (replace(VISIT, state="missed"), "missed"),
        (replace(VISIT, at=later), "moved"),
        (replace(VISIT, state="moved"), "moved"),
    ):
        found = changes_between(replace(COPY, visits=(VISIT,)), replace(COPY, visits=(after,)))
        assert found == (Change(what, "visit", "Tunde Bello", after.at),)


def test_a_visit_that_is_new_or_took_place_is_no_news() -> None:
    assert changes_between(COPY, replace(COPY, visits=(VISIT,))) == ()
    done = replace(COPY, visits=(replace(VISIT, state="done"),))
    assert changes_between(replace(COPY, visits=(VISIT,)), done) == ()


def test_another_level_comes_first_of_all() -> None:
    level = LevelCard("medium", "Medium", "", "", "", date(2026, 10, 22))
    before, after = (
        replace(COPY, level=level),
        replace(COPY, level=replace(level, level="high", label="High"), actions=()),
    )
    assert changes_between(before, after)[0] == Change("changed", "level", "High", day=date(2026, 10, 22))


LEVEL = LevelCard("high", "High", "", "", "", date(2026, 11, 12))


def test_a_level_that_was_looked_at_again_and_stayed_is_said_to_be_the_same() -> None:
    again = replace(LEVEL, agreed_on=date(2026, 11, 26))
    expected = (Change("same", "level", "High", day=date(2026, 11, 26)),)
    assert changes_between(replace(COPY, level=LEVEL), replace(COPY, level=again)) == expected


def test_what_the_area_alone_says_differently_is_no_news() -> None:
    """Another wording, another language, another rule: what people agreed is the same."""
    full = replace(
        MEETING,
        people=(MeetingPerson("Tunde Bello", "Youth worker", "Spends time with you"),),
        minutes=(MinuteCopy("Views", "Dawn spoke."),),
    )
    owned = replace(ACTION, owner=Someone("Tunde Bello", "Youth worker"))
    before = replace(COPY, meetings=(full,), actions=(owned,), level=LEVEL)
    after = replace(
        before,
        language="pl",
        level=replace(LEVEL, label="Wysoki", scale=(ScaleMark("Wysoki", True),), next_by=date(2026, 11, 26)),
        meetings=(
            replace(
                full,
                name="Spotkanie",
                bring=("Notatki",),
                people=(MeetingPerson("Tunde Bello", "Pracownik", "Pomaga"),),
                minutes=(MinuteCopy("Zdanie", "Dawn spoke."),),
            ),
        ),
        actions=(replace(ACTION, owner=Someone("Tunde Bello", "Pracownik")),),
        people=(replace(TUNDE, job="Pracownik"),),
    )
    assert changes_between(before, after) == ()


def test_that_somebody_at_a_meeting_is_new_or_no_longer_new_is_no_news_of_its_own() -> None:
    tunde = MeetingPerson("Tunde Bello", "Youth worker", "")
    one, other = (replace(COPY, meetings=(replace(MEETING, people=(replace(tunde, new=n),)),)) for n in (True, False))
    assert changes_between(one, other) == changes_between(other, one) == ()
    leads = replace(COPY, meetings=(replace(MEETING, people=(replace(tunde, leads=True),)),))
    assert [change.what for change in changes_between(one, leads)] == ["changed"]


def test_somebody_who_stands_in_for_another_is_said_with_both_names_and_once() -> None:
    ben = Worker("b", "Ben Achebe", "Youth worker", "", covers="Tunde Bello")
    expected = Change("covering", "person", "Ben Achebe", other="Tunde Bello")
    assert changes_between(COPY, replace(COPY, people=(TUNDE, ben))) == (expected,)
    known = replace(COPY, people=(TUNDE, replace(ben, covers=None)))
    assert changes_between(known, replace(COPY, people=(TUNDE, ben))) == (expected,)
    assert changes_between(replace(COPY, people=(TUNDE, ben)), known) == ()


def test_that_the_day_for_the_next_look_or_the_meeting_of_a_level_is_gone_is_announced_to_nobody() -> None:
    full = replace(LEVEL, agreed_at="m", next_by=date(2026, 11, 26))
    assert changes_between(replace(COPY, level=full), replace(COPY, level=LEVEL)) == ()
    assert changes_between(replace(COPY, level=LEVEL), replace(COPY, level=full)) == ()
