"""Rules 4, 6 and 7 of a case file, and who sees what: the only road from a case to a copy."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from portal.access.family_view import family_view
from portal.domain.edition import Edition, MeetingCopy
from portal.domain.plain import to_plain
from tests.factories import area, as_bytes, case, copy, example, marked, marked_case, public_ref
from tests.variations import case_files

KIT, MUM, DAD = "NK-4417", "mum", "dad"


def norfolk(person: str, change: Callable[[dict[str, Any]], object] = lambda _: None) -> Edition:
    """This person's copy of the Norfolk example, changed before it is read."""
    tree = example("norfolk")
    change(tree)
    return copy(case(tree), person)


def text_of(edition: Edition) -> str:
    return json.dumps(to_plain(edition), ensure_ascii=False)


def m7(edition: Edition) -> MeetingCopy:
    """The meeting that is still to come."""
    return next(meeting for meeting in edition.meetings if meeting.state == "planned")


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-26T{time}").replace(tzinfo=UTC)


# Something that stands in the Norfolk example, and who reads it in their copy.
SEEN = [
    # in the case                                    Kit    mum    dad
    ("his own goal, for the family", "football on Tuesdays and", True, True, True),
    ("a goal for parents", "who to ring at night", False, True, True),
    ("a professionals' goal", "Disrupt the adults", False, False, False),
    ("an action for the family", "Drive Kit to football", True, True, True),
    ("an action for parents, not for dad", "out-of-hours number", False, True, False),
    ("a disruption that says nothing", "Abduction Warning", False, False, False),
    ("an action for the family, not for dad", "Agree a safe word", True, True, False),
    ("a safety step for parents", "ring 101", False, True, True),
    ("a safety step for the young person", "text Tunde", True, False, False),
    ("the newest level that each may know of", '"agreed_on": "2026-11-12"', False, True, True),
    ("an older level, told to everyone", '"agreed_on": "2026-10-22"', True, False, False),
    ("the plain reason of the newest level", "Someone older", False, True, True),
    ("the professionals' reasons", "graded B2", False, False, False),
    ("the score", '"scaling"', False, False, False),
    ("the place of a meeting, not for dad", "Example Centre", True, True, False),
    ("the chair", "Colin Marsh", True, True, True),
    ("an officer whom parents may know", "Ellen Rudd", False, True, True),
    ("an officer without an audience", "Harlow", False, False, False),
    ("his organisation", "Marlstone", False, False, False),
    ("a worker's shared phone", "01632 960142", True, True, True),
    ("mum's phone", "07700 900461", False, False, False),
    ("dad's phone", "07700 900118", False, False, False),
    ("mum's address", "Example Row", False, False, False),
    ("what a part is for, where a worker told", "something to do with other people", True, True, False),
    ("what was said in it", "B2 report", False, False, False),
    ("minutes for parents, not for dad", "a new friend with a car", False, True, False),
    ("minutes for professionals", "nominal 0417", False, False, False),
    ("minutes for the family, in a meeting of parents", "Tunde will drive", False, True, False),
    ("a visit to the young person", "Football, then food", True, False, False),
    ("a visit of the family, not for dad", "2026-11-18T16:00", True, True, False),
    ("notes", "silver Corsa", False, False, False),
    ("restrictions", "Non-molestation", False, False, False),
    ("the full name", "Christopher", False, False, False),
    ("the date of birth", "2011-04-19", False, False, False),
    ("a meeting of a kind that families never see", "2026-11-10", False, False, False),
    ("the other parent's name", "Gary", False, False, True),
    ("the source", "LCS", False, False, False),
]


@pytest.mark.parametrize(("what", "text", "kit", "mum", "dad"), SEEN, ids=[row[0] for row in SEEN])
def test_everybody_sees_what_the_table_says(what: str, text: str, kit: bool, mum: bool, dad: bool) -> None:
    seen = tuple(text in text_of(norfolk(person)) for person in (KIT, MUM, DAD))
    assert seen == (kit, mum, dad), what


# -- rule 4 ----------------------------------------------------------------------------------------


def test_rule_4_each_person_learns_their_own_time_alone() -> None:
    assert m7(norfolk(MUM)).arrive_at == at("14:00")
    assert m7(norfolk(KIT)).arrive_at == at("14:15")


def test_rule_4_a_time_in_arrivals_comes_before_the_parents_time() -> None:
    copy_of = norfolk(MUM, lambda t: t["meetings"][0].update(arrivals=[{"who": MUM, "from": "2026-11-26T14:30"}]))
    assert m7(copy_of).arrive_at == at("14:30")


def test_rule_4_who_is_not_invited_has_no_time_and_no_end_but_may_know_of_it() -> None:
    for change in (
        lambda t: t["meetings"][0].update(arrivals=[{"who": MUM, "from": None}]),
        lambda t: t["meetings"][0].update(parents_from=None),
        lambda t: t["meetings"][0].pop("parents_from"),
    ):
        meeting = m7(norfolk(MUM, change))
        assert (meeting.arrive_at, meeting.ends_at) == (None, None)


def test_rule_4_an_invitation_alone_does_not_open_a_meeting() -> None:
    def close(tree: dict[str, Any]) -> None:
        del tree["meetings"][0]["audience"]
        tree["meetings"][0]["arrivals"] = [{"who": MUM, "from": "2026-11-26T14:30"}]

    assert all(meeting.state != "planned" for meeting in norfolk(MUM, close).meetings)


def test_rule_4_who_is_there_for_the_private_part_alone_is_never_shown() -> None:
    def come_for_the_private_part(tree: dict[str, Any]) -> None:
        for attendee in tree["meetings"][0]["attendees"]:
            attendee["part"] = "professionals-only"

    assert [person.name for person in m7(norfolk(MUM, come_for_the_private_part)).people] == []


def test_rule_4_a_chair_for_the_private_part_alone_is_not_shown_either() -> None:
    def chair_privately(tree: dict[str, Any]) -> None:
        tree["meetings"][0]["attendees"] = [{"who": "tm", "part": "professionals-only"}]

    assert m7(norfolk(MUM, chair_privately)).people == ()


# -- rules 6 and 7 ---------------------------------------------------------------------------------


def test_rule_6_an_action_of_somebody_whom_the_reader_may_not_see_has_no_owner() -> None:
    def hand_to_the_officer(tree: dict[str, Any]) -> None:
        tree["plan"]["actions"][0]["owner"] = "pc"

    assert norfolk(KIT, hand_to_the_officer).actions[0].owner is None
    owner = norfolk(MUM, hand_to_the_officer).actions[0].owner
    assert owner is not None
    assert owner.name == "PC Ellen Rudd"


def test_rule_6_a_visit_by_somebody_whom_the_reader_may_not_see_is_left_out() -> None:
    assert [v.who.name for v in norfolk(KIT).visits] == ["Tunde Bello", "Priya Nair"]
    hidden = norfolk(KIT, lambda t: t["team"][2].update(audience="parents"))
    assert [v.who.name for v in hidden.visits] == ["Priya Nair"]


def test_rule_6_a_chair_whom_the_reader_may_not_see_is_left_out() -> None:
    hidden = norfolk(KIT, lambda t: t["team"][1].pop("audience"))
    assert not any(person.leads for person in m7(hidden).people)


def test_rule_6_an_owner_and_a_due_date_come_with_their_action() -> None:
    action = norfolk(KIT).actions[0]
    assert action.owner is not None
    assert (action.owner.name, str(action.due), action.state) == ("Tunde Bello", "2026-12-22", "doing")


def test_rule_6_a_goal_that_the_reader_may_not_see_is_not_referred_to() -> None:
    hidden = norfolk(KIT, lambda t: t["plan"]["goals"][0].pop("audience"))
    assert hidden.actions[0].goal is None


def test_rule_7_one_adult_is_not_named_to_another_as_an_owner_but_is_to_the_child() -> None:
    def hand_to_mum(tree: dict[str, Any]) -> None:
        tree["plan"]["actions"][0]["owner"] = "mum"

    owners = {person: norfolk(person, hand_to_mum).actions[0].owner for person in (KIT, MUM, DAD)}
    assert owners[DAD] is None
    assert owners[MUM] is not None
    assert owners[KIT] is not None
    assert owners[MUM].is_you
    assert owners[KIT].name == "Dawn Example"


def test_somebody_without_access_has_no_copy() -> None:
    tree = example("norfolk")
    tree["people"][1]["portal_access"] = False
    for person in ("dad", "nobody", "sw"):
        with pytest.raises(ValueError, match="no access"):
            family_view(case(tree), person, area("norfolk"), public_ref(person))


# -- for every case that there could be ------------------------------------------------------------


@pytest.mark.parametrize("name", ["norfolk", "nottinghamshire", "derby", "refused-at-publishing"])
def test_no_marker_of_an_example_reaches_somebody_who_must_not_see_it(name: str) -> None:
    data, hidden = marked_case(name)
    read = case(json.loads(data))
    for person in read.with_access():
        text = text_of(copy(read, person))
        assert not [marker for marker in hidden[person] if marker in text]


def test_a_marker_reaches_those_for_whom_it_is_meant() -> None:
    data, hidden = marked_case("norfolk")
    text = text_of(copy(case(json.loads(data)), MUM))
    assert "OTHER-PERSON-mum-" in text
    assert all(hidden[person] for person in (KIT, MUM, DAD))


@settings(max_examples=150, deadline=None)
@given(case_files())
def test_whatever_the_audiences_nothing_reaches_anybody_else(tree: dict[str, Any]) -> None:
    data, hidden = marked(tree)
    read = case(json.loads(data))
    for person in read.with_access():
        text = text_of(copy(read, person))
        assert "PROFESSIONALS-ONLY" not in text
        assert not [marker for marker in hidden[person] if marker in text]


@settings(max_examples=100, deadline=None)
@given(case_files())
def test_whatever_the_owners_no_adult_is_named_to_another_by_anything_computed(tree: dict[str, Any]) -> None:
    """Texts are emptied of names, so that a name in a copy can only have been put there by us."""
    family = [tree["child"]["ref"], *(person["ref"] for person in tree["people"])]
    for number, action in enumerate(tree["plan"]["actions"]):
        action["owner"] = family[number % len(family)]
    for meeting in tree["meetings"]:
        meeting["attendees"] = [{"who": ref} for ref in family]
    plain = json.loads(as_bytes(tree), object_hook=lambda o: {**o, "text": "Something."} if "text" in o else o)
    read = case(plain)
    for person in read.people:
        text = text_of(copy(read, person.ref))
        assert not [other for other in read.people if other.ref != person.ref and other.name in text]


@settings(max_examples=100, deadline=None)
@given(case_files())
def test_whatever_the_times_the_professionals_start_is_nobody_s_but_their_own(tree: dict[str, Any]) -> None:
    for number, meeting in enumerate(tree["meetings"]):
        meeting["starts_at"] = f"2026-12-0{number + 1}T06:07:00"
    for visit in tree.get("visits", []):
        visit["at"] = "2026-12-09T10:00:00"
    read = case(tree)
    for person in read.with_access():
        assert "06:07" not in text_of(copy(read, person))


def test_a_person_whose_own_time_is_the_professionals_learns_it() -> None:
    shared = norfolk(MUM, lambda t: t["meetings"][0].update(parents_from=t["meetings"][0]["starts_at"]))
    assert m7(shared).arrive_at == at("13:30")


@settings(max_examples=60, deadline=None)
@given(case_files())
def test_what_is_closed_moves_nothing_in_a_copy(tree: dict[str, Any]) -> None:
    """A case with more in it for professionals alone gives everybody the same copy."""
    before = {person: copy(case(tree), person) for person in case(tree).with_access()}
    tree["plan"]["actions"].insert(0, {"ref": "more", "text": "More.", "kind": "disruption"})
    tree["team"].insert(0, {"ref": "another", "name": "DI Another", "role": "police"})
    tree["child"].setdefault("notes", []).append({"text": "More."})
    tree["meetings"].insert(0, {"ref": "hidden", "kind": "panel", "starts_at": "2026-12-01T10:00"})
    tree["meetings"][1].setdefault("attendees", []).insert(0, {"who": "another"})
    after = case(tree)
    assert {person: copy(after, person) for person in after.with_access()} == before
