"""Among whom somebody may choose when they say who reads their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.access.circle import circle_of
from portal.domain.case import Case
from portal.domain.people import Tie, Tied
from portal.domain.readers import Cover
from tests import factories

TUNDE = Tied("w2", "Tunde Bello", Tie.TRUSTED, "yw")
PRIYA = Tied("w1", "Priya Nair", Tie.CASE, "sw")


@pytest.fixture
def kits_case() -> Case:
    return factories.case("norfolk")


def named(ref: str) -> str:
    return f"id-of-{ref}"


def test_a_young_person_may_choose_the_worker_they_trust_while_there_is_an_account(kits_case: Case) -> None:
    assert circle_of(kits_case, "NK-4417", [PRIYA, TUNDE], named).trusted == ("yw", "Tunde Bello")
    assert circle_of(kits_case, "NK-4417", [PRIYA], named).trusted is None


def test_an_adult_may_choose_only_the_worker_named_at_their_invitation(kits_case: Case) -> None:
    assert circle_of(kits_case, "mum", [PRIYA, TUNDE], named).trusted is None
    assert circle_of(kits_case, "mum", [PRIYA, TUNDE], named, "sw").trusted == ("sw", "Priya Nair")
    assert circle_of(kits_case, "mum", [TUNDE], named, "sw").trusted is None


def test_a_young_person_is_never_offered_an_adult_with_restrictions(kits_case: Case) -> None:
    assert circle_of(kits_case, "NK-4417", [], named).family == (("id-of-mum", "Dawn Example"),)


def test_parents_are_never_offered_each_other(kits_case: Case) -> None:
    assert circle_of(kits_case, "mum", [], named).family == (("id-of-NK-4417", "Kit"),)
    assert circle_of(kits_case, "dad", [], named).family == ()


def test_the_case_worker_stands_first_among_those_who_read(kits_case: Case) -> None:
    assert circle_of(kits_case, "mum", [TUNDE, PRIYA], named).workers == ("Priya Nair", "Tunde Bello")


def test_a_worker_whose_entry_is_kept_from_somebody_is_not_named_by_their_account_either(kits_case: Case) -> None:
    """The importer of a case file is tied to no entry at first: their account has a name as well."""
    team = tuple(
        replace(m, shown=replace(m.shown, withhold_from=frozenset({"dad"}))) if m.ref == "sw" else m
        for m in kits_case.team
    )
    case = replace(kits_case, team=team)
    for tie in (PRIYA, replace(PRIYA, team_ref=None), replace(PRIYA, team_ref="not-there-any-more")):
        assert circle_of(case, "dad", [tie, TUNDE], named).workers == ("Tunde Bello",)


def test_an_account_of_nobody_in_the_case_is_not_named(kits_case: Case) -> None:
    cover = Tied("w3", "Zora Unknown", Tie.CASE, None)
    assert circle_of(kits_case, "mum", [cover, TUNDE], named).workers == ("Tunde Bello",)


def covered(case: Case, **cover: object) -> Case:
    """Colin stands in for Priya."""
    team = tuple(replace(m, covers="sw", **cover) if m.ref == "tm" else m for m in case.team)  # type: ignore[arg-type]
    return replace(case, team=team)


COLIN = Tied("w4", "Colin Marsh", Tie.CHAIR, "tm")


def test_who_stands_in_for_somebody_is_told_once_they_have_an_account_with_the_child(kits_case: Case) -> None:
    case = covered(kits_case, until=date(2026, 12, 4))
    assert circle_of(case, "mum", [PRIYA, TUNDE], named).covers == ()
    found = circle_of(case, "mum", [PRIYA, TUNDE, COLIN], named)
    assert found.covers == (Cover("Priya Nair", "Colin Marsh", None, date(2026, 12, 4)),)
    assert found.cover_for("Priya Nair", date(2026, 12, 4)) == "Colin Marsh"
    assert found.cover_for("Priya Nair", date(2026, 12, 5)) == "", "they are back"
    assert found.cover_for("Tunde Bello", date(2026, 12, 4)) == ""


def test_a_cover_whose_name_is_kept_from_somebody_is_not_named_to_them(kits_case: Case) -> None:
    kept = covered(kits_case, shown=replace(kits_case.team[1].shown, withhold_from=frozenset({"dad"})))
    assert circle_of(kept, "dad", [PRIYA, TUNDE, COLIN], named).covers == ()
    assert circle_of(kept, "mum", [PRIYA, TUNDE, COLIN], named).covers != ()
