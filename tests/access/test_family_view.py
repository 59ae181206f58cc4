"""Rules 4, 6 and 7 of a case file, and who sees what: the only road from a case to a copy."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.access.family_view import family_view
from portal.domain.area import Interval
from portal.domain.audience import Audience
from portal.domain.case import Case, Entry, Shown, Visit
from portal.domain.edition import Edition, MeetingCopy
from portal.domain.plain import to_plain
from tests.factories import area, as_bytes, case, copy, example, marked, marked_case, public_ref
from tests.variations import case_files, desk_choices

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
    ("the place of a meeting, not for dad, nor ticked for a phone", "Example Centre", False, True, False),
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


# -- meetings: where, who, what is new --------------------------------------------------------------


def at_the_desk(change: Callable[[Case], Case], person: str) -> Edition:
    """This person's copy of the Norfolk example, after something was written at the desk."""
    return copy(change(case("norfolk")), person)


def test_the_place_is_on_the_young_persons_phone_only_once_a_worker_has_ticked_it() -> None:
    def tick(of: Case) -> Case:
        return replace(of, meetings=tuple(replace(m, place_for_child=True) for m in of.meetings))

    assert m7(norfolk(KIT)).place is None
    assert m7(at_the_desk(tick, KIT)).place == "The Example Centre, room 2"
    assert at_the_desk(tick, MUM) == norfolk(MUM)
    assert at_the_desk(tick, DAD) == norfolk(DAD)


def test_the_link_is_ticked_with_the_place() -> None:
    def write(of: Case, *, ticked: bool) -> Case:
        link = Entry("https://meet.example.org/", Shown(Audience.FAMILY), "https://meet.example.org/")
        return replace(of, meetings=tuple(replace(m, join_link=link, place_for_child=ticked) for m in of.meetings))

    assert m7(at_the_desk(lambda of: write(of, ticked=False), KIT)).link is None
    assert m7(at_the_desk(lambda of: write(of, ticked=True), KIT)).link == "https://meet.example.org/"
    assert m7(at_the_desk(lambda of: write(of, ticked=False), MUM)).link == "https://meet.example.org/"


def new_at(edition: Edition) -> dict[str, bool]:
    return {person.name: person.new for person in m7(edition).people}


def test_who_was_not_at_the_last_meeting_of_that_kind_is_new() -> None:
    assert new_at(norfolk(MUM)) == {
        "Priya Nair": False, "Colin Marsh": False, "Tunde Bello": True, "PC Ellen Rudd": False, "Mr Osei": True,
    }  # fmt: skip


def test_nobody_is_new_to_somebody_who_knows_of_no_earlier_meeting_or_was_not_asked_to_it() -> None:
    assert not any(new_at(norfolk(KIT)).values())
    not_asked = norfolk(MUM, lambda t: t["meetings"][1].update(arrivals=[{"who": MUM, "from": None}]))
    assert not any(new_at(not_asked).values())


def test_who_was_there_only_for_the_workers_own_part_last_time_is_new() -> None:
    """The family has not met them, and reads nothing of that part."""
    for attendees in ([{"who": "sw"}, {"who": "tm"}], [{"who": "sw"}, {"who": "pc", "part": "professionals-only"}]):
        found = norfolk(MUM, lambda t, a=attendees: t["meetings"][1].update(attendees=a))
        assert new_at(found)["PC Ellen Rudd"]


def test_a_meeting_that_did_not_take_place_or_that_the_reader_knows_nothing_of_makes_nobody_new() -> None:
    for change in ({"state": "cancelled"}, {"state": "planned"}, {"audience": "young-person"}):
        assert not any(new_at(norfolk(MUM, lambda t, c=change: t["meetings"][1].update(c))).values())


def test_a_meeting_of_another_kind_makes_nobody_new() -> None:
    kinds = {m.kind for m in case("nottinghamshire").meetings if area("nottinghamshire").kinds[m.kind].family}
    tree = example("nottinghamshire")
    of_the_family = [m for m in tree["meetings"] if m["kind"] in kinds]
    there = {"state": "held", "audience": "family", "attendees": [{"who": "sw"}], "withhold_from": []}
    before = {**of_the_family[0], **there, "ref": "before", "starts_at": "2026-01-05T10:00:00"}
    before |= {"parents_from": "2026-01-05T10:00:00", "young_person_from": "2026-01-05T10:00:00", "arrivals": []}
    before.pop("ends_at", None)
    for kind, some_are_new in ((of_the_family[0]["kind"], True), ("core_group", False)):
        tree["meetings"] = [{**of_the_family[0], "state": "planned"}, {**before, "kind": kind}]
        found = [p.new for p in copy(case(tree), tree["child"]["ref"]).meetings[0].people]
        assert found
        assert any(found) is some_are_new


def test_nobody_is_called_new_at_a_meeting_that_is_over() -> None:
    held = norfolk(MUM, lambda t: t["meetings"][0].update(state="held"))
    assert not any(person.new for meeting in held.meetings for person in meeting.people)


def test_a_worker_is_new_who_has_come_since_the_last_meeting_that_the_reader_was_asked_to() -> None:
    def since(day: str, person: str) -> list[str]:
        return [w.name for w in norfolk(person, lambda t: t["team"][2].update({"from": day})).people if w.new]

    assert since("2026-11-13", MUM) == ["Tunde Bello"]
    assert since("2026-11-12", MUM) == []
    assert since("2026-11-13", KIT) == []  # he knows of no meeting before


def test_who_stands_in_is_said_only_where_the_reader_may_see_both() -> None:
    def cover(of: Case) -> Case:
        whom = {"yw": "sw", "dsl": "pc", "sw": "ao"}
        return replace(of, team=tuple(replace(m, covers=whom.get(m.ref)) for m in of.team))

    def found(person: str) -> dict[str, str]:
        return {w.name: w.covers for w in at_the_desk(cover, person).people if w.covers}

    assert found(MUM) == {"Tunde Bello": "Priya Nair", "Mr Osei": "PC Ellen Rudd"}
    assert found(KIT) == {"Tunde Bello": "Priya Nair"}


def test_what_to_bring_is_there_only_where_the_area_says_something() -> None:
    assert m7(norfolk(MUM)).bring == ()
    says = replace(area("norfolk"), bring=("A list",), young_bring=("A friend",))
    for person, bring in ((MUM, ("A list",)), (KIT, ("A friend",))):
        assert m7(family_view(case("norfolk"), person, says, public_ref(person))).bring == bring


def test_a_visit_to_one_parent_alone_is_not_on_the_other_parents_page() -> None:
    def visit(tree: dict[str, Any], *who: str) -> None:
        tree["visits"] = [{"ref": "v", "who": "sw", "at": "2026-11-27T10:00", "with": who, "audience": "family"}]

    seen = {
        who: tuple(bool(norfolk(person, lambda t, w=who: visit(t, *w)).visits) for person in (KIT, MUM, DAD))
        for who in ((MUM,), (DAD,), (KIT,), (KIT, MUM), (MUM, DAD), ())
    }
    assert seen == {
        (MUM,): (True, True, False),
        (DAD,): (True, False, True),
        (KIT,): (True, True, True),
        (KIT, MUM): (True, True, True),
        (MUM, DAD): (True, True, True),
        (): (True, True, True),
    }


# -- the level ---------------------------------------------------------------------------------------


def test_the_level_stands_on_the_areas_own_scale_from_the_lowest_up() -> None:
    level = norfolk(MUM).level
    assert level is not None
    assert [(mark.label, mark.here) for mark in level.scale] == [
        ("None", False), ("Standard", False), ("Medium", False), ("High", True),
    ]  # fmt: skip


def agreed_at(edition: Edition) -> str | None:
    """The state and day of the meeting at which the level was agreed, as this copy says."""
    assert edition.level is not None
    if edition.level.agreed_at is None:
        return None
    found = edition.meeting(edition.level.agreed_at)
    assert found is not None, "a card refers to a meeting that this copy shows"
    assert found.arrive_at is not None
    return f"{found.state} {found.arrive_at:%d %B}"


def test_a_level_was_agreed_at_the_meeting_of_that_day_if_the_reader_was_asked_to_it() -> None:
    assert agreed_at(norfolk(MUM)) == "held 12 November"
    assert agreed_at(norfolk(KIT)) is None  # he was told of an older level
    assert agreed_at(norfolk(DAD)) is None  # the meeting is withheld from him
    for change in ({"state": "cancelled"}, {"parents_from": None}, {"audience": "professionals"}):
        assert agreed_at(norfolk(MUM, lambda t, c=change: t["meetings"][1].update(c))) is None


def test_the_day_of_a_meeting_is_its_day_in_london() -> None:
    def late(tree: dict[str, Any]) -> None:
        tree["risk_reviews"] = [{**tree["risk_reviews"][1], "date": "2026-07-02"}]
        tree["meetings"][1].update(parents_from="2026-07-02T00:30:00", starts_at="2026-07-02T00:10:00", ends_at=None)

    assert agreed_at(norfolk(MUM, late)) == "held 01 July"  # in UTC it is still the day before


def with_rules(tree: dict[str, Any], person: str) -> date | None:
    spoken = replace(area("norfolk"), intervals=RULES)
    level = family_view(case(tree), person, spoken, public_ref(person)).level
    assert level is not None
    return level.next_by


RULES = (
    Interval("a", 2, "weeks", "high", "any"),
    Interval("b", 6, "weeks", "medium", "child-in-need"),
    Interval("c", 6, "weeks", "medium", "looked-after"),
)


def test_the_level_is_looked_at_next_by_the_areas_rule_from_the_day_that_this_reader_was_told_of() -> None:
    assert with_rules(example("norfolk"), MUM) == date(2026, 11, 26)
    assert with_rules(example("norfolk"), KIT) == date(2026, 12, 3)
    assert norfolk(MUM).level.next_by is None  # type: ignore[union-attr]  # this area gives no rule


def test_somebody_who_knows_of_no_meeting_is_not_told_the_day_on_which_one_falls_by_the_rule() -> None:
    assert with_rules(example("norfolk"), DAD) is None


@pytest.mark.parametrize("plan", ["none", "early-help", "child-in-need", "child-protection", "looked-after"])
def test_the_kind_of_plan_can_not_be_told_from_any_copy(plan: str) -> None:
    tree = example("norfolk")
    tree["child"]["plan_type"] = plan
    for person in (KIT, MUM, DAD):
        assert copy(case(tree), person) == norfolk(person)
        assert with_rules(tree, person) == with_rules(example("norfolk"), person)


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


@settings(max_examples=100, deadline=None)
@given(case_files(), st.data())
def test_whatever_is_ticked_at_the_desk_no_worker_is_named_to_somebody_who_may_not_see_them(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    plain = json.loads(as_bytes(tree), object_hook=lambda o: {**o, "text": "Something."} if "text" in o else o)
    read = data.draw(desk_choices(case(plain)))
    for person in read.with_access():
        shown = copy(read, person)
        known = {worker.name for worker in shown.people}
        assert not [m.name for m in read.team if m.name not in known and m.name in text_of(shown)]
        if person == read.child.ref:
            ticked = sum(meeting.place_for_child for meeting in read.meetings)
            assert sum(meeting.place is not None for meeting in shown.meetings) <= ticked


@settings(max_examples=100, deadline=None)
@given(case_files(), st.data())
def test_whatever_there_is_of_one_adult_the_copy_of_another_is_the_same(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    """Parents who live apart: not their name, way in, language, times or visits, nor what they do."""
    read = case(tree)
    adults = [person.ref for person in read.people]
    reader, other = data.draw(st.permutations(adults).map(lambda refs: refs[:2] if len(refs) > 1 else (refs[0], "x")))
    mine = copy(read, reader)
    at_nine = datetime(2026, 12, 6, 9, tzinfo=UTC)
    theirs = Visit("more", read.team[0].ref, at_nine, (other,), shown=Shown(Audience.FAMILY))
    changed = replace(
        read,
        people=tuple(
            p if p.ref != other else replace(
                p, name="Somebody Else", language="pl", mobile="07700 900999", email="a@example.org", address="Away",
                restrictions="Something", portal_access=False,
            )
            for p in read.people
        ),
        meetings=tuple(
            replace(m, arrivals={**m.arrivals, other: datetime(2026, 12, 5, 6, 7, tzinfo=UTC)}) for m in read.meetings
        ),
        visits=(*(
            replace(v, with_=(*v.with_, other)) if reader in v.with_ or read.child.ref in v.with_ else v
            for v in read.visits
        ), theirs),
        actions=tuple(replace(a, owner=other if a.owner is None else a.owner) for a in read.actions),
    )  # fmt: skip
    assert copy(changed, reader) == mine


@settings(max_examples=60, deadline=None)
@given(case_files())
def test_what_is_closed_moves_nothing_in_a_copy(tree: dict[str, Any]) -> None:
    """A case with more in it for professionals alone gives everybody the same copy."""
    before = {person: copy(case(tree), person) for person in case(tree).with_access()}
    tree["plan"]["actions"].insert(0, {"ref": "more", "text": "More.", "kind": "disruption"})
    tree["team"].insert(0, {"ref": "another", "name": "DI Another", "role": "police"})
    tree["child"].setdefault("notes", []).append({"text": "More."})
    tree["meetings"].insert(0, {"ref": "hidden", "kind": "panel", "starts_at": "2026-12-01T10:00"})
    tree["meetings"].insert(
        0,
        {
            "ref": "shut",
            "kind": tree["meetings"][1]["kind"],
            "state": "held",
            "starts_at": "2026-11-30T10:00",
            "parents_from": "2026-11-30T10:00",
            "young_person_from": "2026-11-30T10:00",
            "attendees": [{"who": "another"}],
        },
    )
    level = area(tree["area"]).scale[-1].id
    tree.setdefault("risk_reviews", []).append({"date": "2026-11-30", "level": level})
    tree["meetings"][2].setdefault("attendees", []).insert(0, {"who": "another"})
    after = case(tree)
    assert {person: copy(after, person) for person in after.with_access()} == before
