"""What others of the family may read is kept from whom it is withheld, in free text too."""

from __future__ import annotations

from typing import Any

import pytest

from portal.access.publishing_checks import Check, checks_for
from tests.access.test_publishing_checks import DAD, KIT, MUM, Change, changed, checks, ids, says
from tests.factories import AREAS, area, case, copy

NEW = {"withheld-words", "withheld-place", "withheld-time", "not-named-there"}


def free(text: str, person: str, *changes: Change) -> set[str]:
    return ids(checks(person, says(text), *changes)) & NEW


@pytest.mark.parametrize("name", AREAS)
def test_the_examples_still_publish_with_reasons(name: str) -> None:
    read = case(name)
    for person in read.with_access():
        found = checks_for(read, person, copy(read, person), None, told=True, area=area(name))
        assert not [check for check in found if check.hard and check.id in NEW]


@pytest.mark.parametrize(
    "text",
    [
        "Come to The Example Centre, room 2.",
        "He is at the example centre.",
        "It is in EXAMPLE CENTRE room 2",
    ],
)
def test_a_place_that_is_withheld_from_somebody_stands_in_no_text_of_theirs(text: str) -> None:
    assert "withheld-place" in free(text, DAD)
    assert "withheld-place" not in free(text, MUM), "her page has it anyway"


def test_a_way_in_online_that_is_withheld_stands_in_no_text_either() -> None:
    def link(tree: dict[str, Any]) -> None:
        entry = {"text": "https://meet.example.org/k4417", "audience": "family", "withhold_from": ["dad"]}
        tree["meetings"][0]["join_link"] = entry

    assert "withheld-place" in free("Go to https://meet.example.org/k4417 then", DAD, link)
    assert "withheld-place" not in free("Go to https://meet.example.org/k4417 then", MUM, link)


def test_a_place_that_no_worker_has_ticked_for_the_young_persons_phone_stands_in_no_text_of_theirs() -> None:
    assert "withheld-place" in free("Come to the Example Centre.", KIT)


def test_a_place_in_everyday_words_only_asks() -> None:
    assert free("He has football, then food, with Tunde.", MUM) == {"withheld-words"}
    assert free("He has football, then food, with Tunde.", KIT) == set()


def test_six_words_out_of_what_is_withheld_from_this_very_person_ask() -> None:
    text = "Dawn told us about a new friend with a car."
    found = [check for check in checks(DAD, says(text)) if check.id == "withheld-words"]
    assert [(check.hard, check.place) for check in found] == [(False, "action a1")]
    assert "kept from this person" in found[0].sentence
    assert free(text, MUM) == set()


def test_what_is_for_the_young_person_alone_is_asked_about_on_a_parents_page() -> None:
    assert free("He will ring you and find a reason for you to leave.", MUM) == {"withheld-words"}


@pytest.mark.parametrize("text", ["Dawn comes at 2pm on 26 November.", "The meeting is on 26 November at 14:00."])
def test_another_persons_time_beside_the_day_of_that_meeting_is_refused(text: str) -> None:
    for person, refused in ((DAD, True), (KIT, True), (MUM, False)):
        assert ("withheld-time" in free(text, person)) is refused


def test_the_same_time_on_another_day_says_nothing() -> None:
    assert free("School is out at 2pm on 27 November.", DAD) == set()


def not_named(person: str, *changes: Change) -> list[Check]:
    return [check for check in checks(person, *changes) if check.id == "not-named-there"]


def test_somebody_in_the_room_whom_their_page_does_not_name_is_asked_about() -> None:
    assert [(check.hard, check.place, check.matched) for check in not_named(KIT)] == [
        (False, "meeting m7", "PC Ellen Rudd")
    ]
    assert not_named(MUM) == []
    assert not_named(DAD) == [], "he is not asked to come"


def test_whoever_is_there_for_the_professionals_part_alone_is_not_asked_about() -> None:
    def alone(tree: dict[str, Any]) -> None:
        tree["meetings"][0]["attendees"][3]["part"] = "professionals-only"

    assert not_named(KIT, alone) == []


def test_a_chair_whom_they_may_not_know_is_in_the_room_too() -> None:
    def kept(tree: dict[str, Any]) -> None:
        tree["team"][1]["audience"] = "professionals"
        tree["meetings"][0]["attendees"] = []

    assert [check.matched for check in not_named(MUM, kept)] == ["Colin Marsh"]


def test_a_place_that_is_open_to_them_elsewhere_may_be_named() -> None:
    def elsewhere(tree: dict[str, Any]) -> None:
        tree["meetings"].append({
            "ref": "m8", "kind": "cpm", "starts_at": "2026-12-10T10:00:00", "parents_from": "2026-12-10T10:20:00",
            "audience": "parents", "place": {"text": "The Example Centre, room 2", "audience": "parents"},
        })  # fmt: skip

    assert changed(elsewhere).meeting("m8") is not None
    assert "withheld-place" not in free("Come to the Example Centre.", DAD, elsewhere)
