"""Each place that a check can name leads to the item that is to be mended."""

from __future__ import annotations

import pytest

from portal.access.kept import entries
from portal.access.places import item_at
from portal.access.publishing_checks import checks_for
from portal.domain import mending
from portal.domain.mending import ItemRef, Sort
from tests import factories

EXAMPLES = (*factories.AREAS, "refused-at-publishing")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_text_of_a_case_with_an_audience_of_its_own_can_be_mended_but_for_notes(example: str) -> None:
    case = factories.case(example)
    for place, entry, _meeting in entries(case):
        item = item_at(place)
        if place.startswith("note "):
            assert item is None
            continue
        assert item is not None, place
        found = mending.find(case, item)
        held = vars(found).values() if hasattr(found, "__dict__") else ()
        assert entry is found or any(part is entry for part in held), place


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_the_checks_of_the_examples_name_is_there_to_be_mended(example: str) -> None:
    case = factories.case(example)
    for person in case.with_access():
        for check in checks_for(case, person, factories.copy(case, person), None, told=False):
            item = item_at(check.place)
            if item is not None:
                mending.find(case, item)
            else:
                assert check.place.split()[0] in ("the", "what", "actions"), check.place


@pytest.mark.parametrize(
    ("place", "item"),
    [
        ("minute 2 of meeting m7", ItemRef(Sort.MINUTE, "m7:2")),
        ("private part of meeting m.7-x", ItemRef(Sort.MEETING, "m.7-x")),
        ("link of meeting m7", ItemRef(Sort.MEETING, "m7")),
        ("level of 2026-11-12", ItemRef(Sort.LEVEL, "2026-11-12")),
        ("team sw", ItemRef(Sort.TEAM, "sw")),
        ("goal that is not in the case", None),
        ("meeting that is not in the case", None),
        ("a meeting that is no longer in the copy", None),
        ("the whole copy", None),
        ("actions of mum", None),
        ("goal ../../x", None),
    ],
)
def test_a_place_is_read_whole_or_not_at_all(place: str, item: ItemRef | None) -> None:
    assert item_at(place) == item
