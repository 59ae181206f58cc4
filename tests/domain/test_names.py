"""How somebody is greeted, and the letter in their circle."""

from __future__ import annotations

import pytest

from portal.domain.edition import MeetingPerson, Someone, Worker
from portal.domain.names import first_name, initial_of


@pytest.mark.parametrize(
    ("name", "greeted", "letter"),
    [
        ("Kit", "Kit", "K"),
        ("Dawn Example", "Dawn", "D"),
        ("  Dawn  Example ", "Dawn", "D"),
        ("Mrs Quill", "Mrs Quill", "Q"),
        ("Dr. Amy Quill", "Dr. Amy Quill", "Q"),
        ("PC Ellen Rudd", "PC Ellen Rudd", "R"),
        ("Mr", "Mr", "M"),
        ("łukasz", "łukasz", "Ł"),
        ("", "", ""),
    ],
)
def test_a_first_name_greets_and_a_name_with_a_title_stays_whole(name: str, greeted: str, letter: str) -> None:
    assert (first_name(name), initial_of(name)) == (greeted, letter)


def test_everybody_named_in_a_copy_has_the_same_letter() -> None:
    name = "PC Ellen Rudd"
    named = (Someone(name), MeetingPerson(name, "", ""), Worker("r", name, "", ""))
    assert [each.initial for each in named] == ["R"] * 3
