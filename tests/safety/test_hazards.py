"""The hazard log in docs/safety/hazards.yaml is whole, and what it says stands against a hazard is there."""

from __future__ import annotations

import pytest

from tests.safety.counts import hazards, stale
from tests.safety.named import named, not_there

KNOWN = [f"H-{number:02}" for number in range(1, 15)]
FIELDS = {
    "id",
    "hazard",
    "cause",
    "worst_harm",
    "initial",
    "residual",
    "why_residual",
    "controls",
    "owner",
    "signed",
}
LOG = {row["id"]: row for row in hazards()["hazards"]}


def test_every_hazard_that_was_foreseen_stands_in_the_log_and_none_twice() -> None:
    ids = [row["id"] for row in hazards()["hazards"]]
    assert ids == [f"H-{number:02}" for number in range(1, len(ids) + 1)]
    assert ids[: len(KNOWN)] == KNOWN


@pytest.mark.parametrize("hazard", sorted(LOG))
def test_a_hazard_says_all_that_somebody_needs_who_signs_it(hazard: str) -> None:
    row = LOG[hazard]
    assert set(row) == FIELDS
    assert 1 <= row["residual"] <= row["initial"] <= 5
    assert row["residual"] < 5, "what stays at five stops the portal"
    for field in FIELDS - {"id", "initial", "residual", "controls"}:
        assert len(row[field].split()) > 2, f"{field} says too little"


@pytest.mark.parametrize("hazard", sorted(LOG))
def test_what_stands_against_a_hazard_is_a_test_that_is_there_or_something_that_a_person_does(hazard: str) -> None:
    controls = LOG[hazard]["controls"]
    assert controls
    for control in controls:
        assert set(control) in ({"what", "test"}, {"what", "procedure"})
        if "test" in control:
            assert named(control["test"]), f"{control['test']} is no test"
            assert not_there(named(control["test"])) == []
        else:
            assert len(control["procedure"].split()) > 4


def test_a_hazard_that_is_brought_down_by_the_portal_names_a_test() -> None:
    """Habits alone bring no score down by two."""
    for row in LOG.values():
        if row["initial"] - row["residual"] >= 2:
            assert any("test" in control for control in row["controls"]), row["id"]


def test_nobody_has_signed_in_somebody_elses_name() -> None:
    """The log ships unsigned. Who signs is a named person of the council that uses it, in a copy of its own."""
    assert {row["signed"] for row in LOG.values()} == {
        "not yet signed: the adopting council's safeguarding lead",
    }


def test_the_pages_for_people_say_what_the_data_says() -> None:
    assert stale() == [], "run: python -m tests.safety.counts --write"
