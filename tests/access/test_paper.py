"""A copy on paper: initials for the family, everything else as it was published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.access.paper import on_paper
from tests.access.test_publishing_checks import DAD, KIT, MUM
from tests.factories import AREAS, case, copy


@pytest.mark.parametrize("person", [KIT, MUM, DAD])
def test_nobody_of_the_family_is_named_on_paper(person: str) -> None:
    whole = copy(case("norfolk"), person)
    printed = on_paper(whole)
    texts = repr(replace(printed, changes=()))
    for name in ("Kit", "Dawn Example", "Mark Example"):
        assert name not in texts
    assert printed.reader != whole.reader
    assert [meeting.arrive_at for meeting in printed.meetings] == [meeting.arrive_at for meeting in whole.meetings]


@pytest.mark.parametrize("area", AREAS)
def test_workers_keep_their_names_and_numbers(area: str) -> None:
    read = case(area)
    for person in read.with_access():
        whole = copy(read, person)
        printed = on_paper(whole)
        assert [(w.name, w.phone, w.email) for w in printed.people] == [
            (w.name, w.phone, w.email) for w in whole.people
        ]


def test_a_name_that_is_an_everyday_word_is_left_where_it_may_be_none() -> None:
    whole = copy(case("norfolk"), MUM)
    goal = replace(whole.goals[0], text="Will you ring? Ask Will first.")
    printed = on_paper(replace(whole, reader="Will Example", goals=(goal,)))
    assert printed.reader == "W. E."
    assert printed.goals[0].text == "Will you ring? Ask W. first."


def test_a_part_of_a_word_is_no_name() -> None:
    whole = copy(case("norfolk"), MUM)
    goal = replace(whole.goals[0], text="Kitchen, Kits and Kit's bike.")
    assert on_paper(replace(whole, goals=(goal,))).goals[0].text == "Kitchen, Kits and K.'s bike."


def test_a_worker_who_has_a_first_name_of_the_familys_keeps_it_and_a_place_stays_a_place() -> None:
    whole = copy(case("norfolk"), MUM)
    worker = replace(whole.people[0], name="Dawn Harper", organisation="Example Academy")
    meeting = replace(whole.meetings[0], place="The Example Centre, room 2")
    printed = on_paper(replace(whole, people=(worker,), meetings=(meeting,)))
    assert (printed.people[0].name, printed.people[0].organisation) == ("Dawn Harper", "Example Academy")
    assert printed.meetings[0].place == "The Example Centre, room 2"
