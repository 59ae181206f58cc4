"""What is stored whole comes back whole, and what was never meant to be there is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.case import Case
from portal.domain.edition import Edition
from portal.domain.plain import from_plain, to_plain
from tests import factories

EVERY_EXAMPLE = (*factories.AREAS, "refused-at-publishing")


@pytest.mark.parametrize("name", EVERY_EXAMPLE)
def test_a_whole_case_comes_back_as_it_was(name: str) -> None:
    case = factories.case(name)
    assert from_plain(Case, json.loads(json.dumps(to_plain(case)))) == case


@pytest.mark.parametrize("name", factories.AREAS)
def test_everybodys_copy_comes_back_as_it_was(name: str) -> None:
    case = factories.case(name)
    for person in case.with_access():
        copy = factories.copy(case, person)
        assert from_plain(Edition, json.loads(json.dumps(to_plain(copy)))) == copy


@given(st.text())
def test_any_words_at_all_come_back(words: str) -> None:
    copy = replace(factories.copy(factories.case("derby"), "gran"), child_name=words)
    assert from_plain(Edition, json.loads(json.dumps(to_plain(copy)))).child_name == words


def test_a_field_that_a_copy_does_not_have_is_refused() -> None:
    plain = to_plain(factories.copy(factories.case("derby"), "gran"))
    plain["rationale"] = "for professionals"
    with pytest.raises(TypeError, match="rationale"):
        from_plain(Edition, plain)
