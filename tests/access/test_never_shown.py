"""What a worker has marked as never on a screen stands in no text of any copy, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal.access.publishing_checks import Check, checks_for
from portal.domain.case import Case, ToTell
from portal.domain.edition import Edition
from tests.access.test_publishing_checks import DAD, KIT, MUM, ids, says
from tests.factories import area, case, copy, example

Change = Callable[[dict[str, Any]], object]


def marked(*marks: str, change: Change = lambda tree: None) -> Case:
    tree = example("norfolk")
    change(tree)
    return replace(case(tree), never_shown=marks)


def checks(read: Case, person: str = MUM, before: Edition | None = None) -> tuple[Check, ...]:
    return checks_for(read, person, copy(read, person), before, told=True, area=area("norfolk"))


def refused(found: tuple[Check, ...]) -> set[str]:
    return {check.place for check in found if check.id == "never-shown"}


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("pineapple", "Say pineapple and he comes."),
        ("pineapple", "Say PINE-APPLE!"),
        ("pineapple", "Say p\u200bineapple."),
        ("pineapple", "Say píneâpplè."),
        ("pineapple", "Two pineapples, please."),
        ("pineapple", "The pineapple's out."),
        ("pineapples", "One pineapple."),
        ("daisy", "Two daisies."),
        ("daisies", "One daisy."),
        ("boxes", "A box."),
        ("olive", "Buy an olive on the way."),
        ("Larch House", "We meet at larch  house."),
        ("Larch House", "We meet at Larchhouse."),
        ("red umbrella", "Red-umbrella day."),
        ("12 Imaginary Street, Norwich", "Meet at 12 Imaginary Street."),
        ("12 Imaginary Street, Norwich", "Meet at 12, imaginary street!"),
        ("07700 900 999 is the house", "Ring +44 7700 900999."),
        ("Fridays after ten", "It is worst on fridays, after ten."),
    ],
)
def test_it_is_found_through_case_spacing_accents_plural_and_punctuation(mark: str, text: str) -> None:
    found = checks(marked(mark, change=says(text)))
    assert "action a1" in refused(found)
    check = next(check for check in found if check.id == "never-shown")
    assert check.hard
    assert "never on a screen" in check.sentence


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("pineapple", "An apple and a pine."),
        ("olive", "Oliver is here."),
        ("Larch House", "A house of larch."),
        ("12 Imaginary Street, Norwich", "Kit is 12. He likes Norwich."),
        ("", "Anything at all."),
        ("!?", "Really!?"),
    ],
)
def test_what_only_resembles_it_passes(mark: str, text: str) -> None:
    assert refused(checks(marked(mark, change=says(text)))) == set()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda t: t["plan"]["goals"][0].update(text="To eat a pineapple."), "goal g1"),
        (lambda t: t["plan"]["safety"][0].update(text="Say pineapple."), "safety step 1"),
        (lambda t: t["meetings"][0]["place"].update(text="The Pineapple"), "place of meeting m7"),
        (
            lambda t: t["meetings"][1]["minutes"][0].update(text="Pineapple was agreed."),
            "minute 1 of meeting m6",
        ),
        (lambda t: t["team"][0].update(organisation="Pineapple Council"), "team sw"),
        (lambda t: t["team"][0].update(name="Priya Pineapple"), "team sw"),
        (lambda t: t["team"][0].update(work_email="pineapple@example.org"), "team sw"),
    ],
)
def test_it_stands_in_no_text_at_all_not_even_in_a_workers_name(change: Change, place: str) -> None:
    assert place in refused(checks(marked("pineapple", change=change)))


def test_a_name_of_the_familys_own_is_found_where_the_page_greets_them() -> None:
    assert "the names" in refused(checks(marked("Dawn")))


def test_it_is_refused_for_everybody_and_a_reason_is_not_asked_for() -> None:
    read = marked("football", change=says("Kit goes to football."))
    for person in (KIT, MUM, DAD):
        assert "action a1" in refused(checks(read, person))


def test_without_a_mark_the_same_copy_passes() -> None:
    assert refused(checks(marked(change=says("Say pineapple.")))) == set()


def test_a_task_to_tell_stands_for_its_own_meeting_and_person_alone() -> None:
    from datetime import date

    read = case("norfolk")

    def told(meeting: str, person: str) -> set[str]:
        with_task = replace(read, to_tell=(ToTell(meeting, person, "yw", date(2026, 12, 1)),))
        return ids(checks_for(with_task, MUM, copy(read, MUM), None, told=False), "meeting m7")

    assert told("m7", MUM) == set()
    assert told("m7", KIT) == {"not-told"}
    assert told("m6", MUM) == {"not-told"}
