"""The twelve rules of a case file, format 1, and what a reader of files from outside has to survive.

Rules 4, 6 and 7 are about what a person sees: `tests/access/test_family_view.py` has the rest of them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.audience import Audience
from portal.domain.case import Case, Entry
from portal.domain.errors import Invalid
from portal.exchange.case_file import read_case_file, write_case_file
from portal.exchange.readable import visible
from tests.factories import AREAS, area, areas, as_bytes, case, example, example_bytes, marked_case
from tests.variations import case_files

EXAMPLES = (*AREAS, "refused-at-publishing")


def faults(tree: Any) -> dict[str, str]:
    """What reading this refuses: place → sentence."""
    with pytest.raises(Invalid) as refused:
        read_case_file(tree if isinstance(tree, bytes) else as_bytes(tree), areas())
    return {fault.place: fault.message for fault in refused.value.faults}


def norfolk(**changes: Any) -> dict[str, Any]:
    return {**example("norfolk"), **changes}


# -- the rules, one by one -------------------------------------------------------------------------


def test_the_examples_are_read_whole() -> None:
    assert [case(name).child.ref for name in EXAMPLES] == ["NK-4417", "NG-20931", "DE-0618", "NK-0000"]


def test_rule_1_what_names_no_audience_is_for_professionals_only_and_has_no_family_words() -> None:
    read = case("norfolk")
    closed = read.meetings[1].minutes[1].entry
    assert closed.shown.audience is Audience.PROFESSIONALS
    assert closed.family_words is None
    assert read.child.notes[0].family_words is None


def test_rule_1_a_field_with_an_audience_slot_of_its_own_does_not_inherit_one() -> None:
    tree = example("norfolk")
    del tree["meetings"][0]["place"]["audience"]
    assert case(tree).meetings[0].place.family_words is None  # type: ignore[union-attr]


@pytest.mark.parametrize("audience", ["parents", "young-person", "family"])
def test_rule_1_a_note_that_names_an_audience_is_an_error(audience: str) -> None:
    tree = example("norfolk")
    tree["child"]["notes"][1]["audience"] = audience
    assert list(faults(tree)) == ["/child/notes/1/audience"]


def test_rule_1_a_note_may_say_that_it_is_for_professionals() -> None:
    tree = example("norfolk")
    tree["child"]["notes"][1]["audience"] = "professionals"
    assert case(tree).child.notes[1].family_words is None


def test_rule_2_an_item_keeps_the_people_from_whom_it_is_withheld() -> None:
    assert case("norfolk").actions[1].entry.shown.withhold_from == {"dad"}


def test_rule_3_a_disruption_is_for_professionals_only() -> None:
    assert case("norfolk").actions[2].entry.family_words is None


def test_rule_3_a_disruption_that_says_otherwise_is_shared() -> None:
    tree = example("norfolk")
    tree["plan"]["actions"][2]["audience"] = "parents"
    action = case(tree).actions[2]
    assert (action.kind, action.entry.shown.audience) == ("disruption", Audience.PARENTS)
    assert action.entry.family_words == action.entry.words


def test_rule_4_an_arrival_of_null_is_kept_apart_from_no_arrival() -> None:
    tree = example("norfolk")
    tree["meetings"][0]["arrivals"] = [{"who": "mum", "from": None}]
    assert case(tree).meetings[0].arrivals == {"mum": None}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-26T14:00:00", "2026-11-26T14:00+00:00"),
        ("2026-07-01T14:00", "2026-07-01T13:00+00:00"),
        ("2026-07-01T14:00:00Z", "2026-07-01T14:00+00:00"),
        ("2026-07-01T14:00:00+01:00", "2026-07-01T13:00+00:00"),
        ("2026-03-29T00:59", "2026-03-29T00:59+00:00"),
        ("2026-03-29T02:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25T00:59", "2026-10-24T23:59+00:00"),
        ("2026-10-25T01:30+01:00", "2026-10-25T00:30+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30+00:00"),
        ("2026-10-25T02:00", "2026-10-25T02:00+00:00"),
    ],
)
def test_rule_5_a_time_without_an_offset_is_local_through_the_clock_changes(written: str, meant: str) -> None:
    tree = example("norfolk")
    tree["meetings"][0]["ends_at"] = written
    assert case(tree).meetings[0].ends_at == datetime.fromisoformat(meant)
    assert case(tree).meetings[0].ends_at.tzinfo is UTC  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2026-03-29T01:30", "does not exist"),
        ("2027-03-28T01:00:00", "does not exist"),
        ("2026-10-25T01:30", "comes twice"),
        ("2026-02-30T10:00", "no such day"),
        ("2026-11-26T25:00", "no such day"),
        ("0001-01-01T00:00+14:00", "no such day"),
        ("2026-11-26T10:00+99:00", "no such day"),
        ("2026-11-26T10:00\n", "Write the time"),
        ("26/11/2026 10:00", "Write the time"),
        ("tomorrow", "Write the time"),
        ("", "Write the time"),
    ],
)
def test_rule_5_a_time_that_is_not_one_moment_is_an_error(written: str, says: str) -> None:
    tree = example("norfolk")
    tree["visits"][0]["at"] = written
    found = faults(tree)
    assert list(found) == ["/visits/0/at"]
    assert says in found["/visits/0/at"]


def test_rule_6_what_is_inside_is_never_wider_than_what_it_stands_in() -> None:
    tree = example("norfolk")
    meeting = tree["meetings"][1]  # for parents, and not for dad
    meeting["place"] = {"text": "Here", "audience": "family"}
    meeting["join_link"] = {"text": "There", "audience": "young-person"}
    read = case(tree).meetings[1]
    assert (read.place.shown.audience, read.place.shown.withhold_from) == (Audience.PARENTS, {"dad"})  # type: ignore[union-attr]
    assert read.join_link.family_words is None  # type: ignore[union-attr]


def test_rule_6_in_a_meeting_that_says_nothing_the_minutes_are_closed() -> None:
    tree = example("norfolk")
    del tree["meetings"][1]["audience"]
    assert [minute.entry.family_words for minute in case(tree).meetings[1].minutes] == [None, None, None]


@pytest.mark.parametrize(
    ("place", "ref"),
    [
        ("/plan/actions/0/owner", "nobody"),
        ("/plan/actions/0/goal", "g9"),
        ("/plan/actions/0/goal", "mum"),
        ("/meetings/0/chair", "mum"),
        ("/meetings/0/chair", "NK-4417"),
        ("/meetings/0/attendees/0/who", "g1"),
        ("/visits/0/who", "mum"),
        ("/visits/0/with/0", "nobody"),
        ("/plan/actions/1/withhold_from/0", "sw"),
        ("/meetings/0/place/withhold_from/0", "nobody"),
        ("/team/0/role", "wizard"),
        ("/meetings/0/kind", "ipm"),
        ("/risk_reviews/0/level", "moderate"),
        ("/meetings/1/minutes/0/step", "disrupt"),
    ],
)
def test_rule_8_a_reference_that_leads_nowhere_or_to_the_wrong_kind_is_an_error(place: str, ref: str) -> None:
    tree = example("norfolk")
    *steps, last = place.split("/")[1:]
    holder: Any = tree
    for step in steps:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    holder[int(last) if isinstance(holder, list) else last] = ref
    found = faults(tree)
    assert list(found) == [place]
    assert ref not in found[place].split()


def test_rule_8_an_arrival_is_for_one_of_the_family() -> None:
    tree = example("norfolk")
    tree["meetings"][0]["arrivals"] = [{"who": "sw", "from": None}]
    assert list(faults(tree)) == ["/meetings/0/arrivals/0/who"]


def test_rule_8_everybody_in_the_file_may_own_attend_and_be_visited() -> None:
    tree = example("norfolk")
    for action, owner in zip(tree["plan"]["actions"], ("NK-4417", "mum", "sw"), strict=False):
        action["owner"] = owner
    tree["meetings"][0]["attendees"] += [{"who": "mum"}, {"who": "NK-4417"}]
    tree["visits"][0]["with"] = ["NK-4417", "mum", "pc"]
    assert case(tree)


@pytest.mark.parametrize(
    ("part", "index", "ref"),
    [
        ("people", 0, "NK-4417"),
        ("people", 1, "mum"),
        ("team", 0, "mum"),
        ("meetings", 1, "m7"),
        ("visits", 1, "v1"),
    ],
)
def test_rule_8_a_ref_that_stands_twice_is_an_error(part: str, index: int, ref: str) -> None:
    tree = example("norfolk")
    tree[part][index]["ref"] = ref
    assert f"/{part}/{index}/ref" in faults(tree)


def test_rule_8_goals_and_actions_have_refs_of_their_own() -> None:
    tree = example("norfolk")
    tree["plan"]["goals"][0]["ref"] = "a1"
    tree["plan"]["actions"][0]["goal"] = "a1"
    assert case(tree)
    tree["plan"]["actions"][1]["ref"] = "a1"
    assert list(faults(tree)) == ["/plan/actions/1/ref"]


def test_nobody_is_asked_to_a_meeting_twice() -> None:
    tree = example("norfolk")
    tree["meetings"][0]["attendees"].append({"who": "ao", "part": "whole"})
    tree["meetings"][0]["arrivals"] = [
        {"who": "mum", "from": None},
        {"who": "mum", "from": "2026-11-26T14:10"},
    ]
    assert list(faults(tree)) == ["/meetings/0/arrivals/1/who", "/meetings/0/attendees/6/who"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_rule_9_reading_the_same_file_twice_gives_the_same_case(name: str) -> None:
    assert case(name) == case(name)


def test_rule_10_the_answer_names_every_fault_with_its_place() -> None:
    tree = example("norfolk")
    tree["nickname"] = "K"
    tree["meetings"][0]["chair"] = "nobody"
    tree["meetings"][2]["audience"] = "family"
    tree["child"]["date_of_birth"] = "2011-02-30"
    tree["risk_reviews"][1]["scaling"] = 11
    tree["plan"]["actions"][0]["status"] = "perhaps"
    del tree["people"][0]["name"]
    tree["team"][2] = "Tunde"
    assert set(faults(tree)) >= {
        "/child/date_of_birth",
        "/meetings/0/chair",
        "/meetings/2/audience",
        "/nickname",
        "/people/0/name",
        "/plan/actions/0/status",
        "/risk_reviews/1/scaling",
        "/team/2",
    }


def test_rule_10_faults_stand_in_the_order_of_their_lists() -> None:
    tree = example("norfolk")
    tree["child"]["notes"] = [{"text": "x", "audience": "family"} for _ in range(11)]
    assert list(faults(tree))[-2:] == ["/child/notes/9/audience", "/child/notes/10/audience"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rule_10_no_fault_repeats_what_stands_in_the_file(data: st.DataObject) -> None:
    """Something is broken anywhere in a file full of markers: no answer has a marker or a name in it."""
    tree = json.loads(marked_case(data.draw(st.sampled_from(EXAMPLES)))[0])
    places = list(_places(tree))
    for holder, key in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        broken = data.draw(
            st.sampled_from(["X-MARKER " * 9000, "X-MARKER", 7.5, None, [["X-MARKER"]], {"X-MARKER x": 1}])
        )
        holder[key] = broken
    refused = _refusal(as_bytes(tree))
    if refused is not None:
        said = str(refused)
        assert all(word not in said for word in ("MARKER", "PROFESSIONALS-ONLY", "OTHER-PERSON"))
        assert all(fault.message.endswith(".") for fault in refused.faults)
        assert refused.__cause__ is None
        assert refused.__context__ is None


def _refusal(data: bytes) -> Invalid | None:
    try:
        read_case_file(data, areas())
    except Invalid as refused:
        return refused
    return None


def _places(tree: Any) -> Any:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


@pytest.mark.parametrize("kind", ["strategy_discussion", "panel"])
@pytest.mark.parametrize("audience", ["parents", "young-person", "family"])
def test_rule_11_a_meeting_that_families_never_see_may_not_name_a_family_audience(kind: str, audience: str) -> None:
    tree = example("norfolk")
    tree["meetings"][0] |= {"kind": kind, "audience": audience}
    assert list(faults(tree)) == ["/meetings/0/audience"]


@pytest.mark.parametrize("kind", ["strategy_discussion", "panel"])
def test_rule_11_such_a_meeting_is_read_where_it_is_for_professionals(kind: str) -> None:
    tree = example("norfolk")
    tree["meetings"][2] |= {"kind": kind, "audience": "professionals"}
    assert case(tree).meetings[2].kind == kind


def test_rule_12_ids_are_those_of_the_file_s_own_area() -> None:
    tree = example("norfolk")
    tree["area"] = "derby"
    found = faults(tree)
    assert "/meetings/0/kind" in found
    assert "ipm, cin_review" in found["/meetings/0/kind"]


def test_rule_12_an_area_without_a_pack_is_an_error() -> None:
    found = faults(norfolk(area="rutland"))
    assert found == {"/area": "There is no pack for this area. There are: norfolk, nottinghamshire, derby."}


# -- the form --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1, column 1"),
        (b'{\n"format" 1}', "line 2, column 10"),
        ('{"format": "é"}'.encode("cp1252"), "UTF-8"),
        ('{"format": 1}'.encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04\x9f\x8f", "UTF-8"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 200_000, "nested"),
        (b"[" * 500 + b"]" * 500, "nested"),
        (b'{"text": "' + b"x" * 20_000_000 + b'"}', "larger than 2 MB"),
        (b"[" + b"1," * 500_000 + b"1]", "more entries"),
        (b"null", "a group of fields"),
        (b"[]", "a group of fields"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_with_a_reason(data: bytes, says: str) -> None:
    assert says in faults(data)[""]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_case_file(b"\xef\xbb\xbf" + example_bytes("derby"), areas()) == case("derby")


def test_a_field_that_stands_twice_is_an_error() -> None:
    data = example_bytes("norfolk").replace(b'"preferred_name"', b'"preferred_name": "Chris", "preferred_name"', 1)
    assert faults(data) == {"/child": "The field “preferred_name” stands here twice: keep one."}


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5000])
def test_a_number_that_is_none_is_an_error(number: bytes) -> None:
    data = example_bytes("norfolk").replace(b'"scaling": 6', b'"scaling": ' + number)
    assert "/risk_reviews/0/scaling" in faults(data)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "a\\udfffb"])
def test_a_character_that_is_not_text_is_an_error(text: str) -> None:
    data = example_bytes("norfolk").replace(b"LCS example export", text.encode())
    assert "not text" in faults(data)["/source"]


def test_a_letter_under_a_tower_of_accents_is_an_error() -> None:
    assert "accents" in faults(norfolk(source="a" + "\u0315\u0327" * 20))["/source"]


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"format": "case-file/2"}, "/format", "case-file/1"),
        ({"area": "Norfolk County"}, "/area", "small letters"),
        ({"source": "x" * 201}, "/source", "200"),
        ({"people": {}}, "/people", "a list"),
        ({"intel": []}, "/intel", "no such field"),
        ({"name of a gang": []}, "/?", "no such field"),
    ],
)
def test_a_field_of_the_wrong_form_is_named_and_explained(change: dict[str, Any], place: str, says: str) -> None:
    assert says in faults(norfolk(**change))[place]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "   "),
        ("text", "\u200b\u2060"),
        ("text", 7),
        ("due", "2026-11-31"),
        ("due", "soon"),
        ("ref", "a 1"),
        ("ref", "a1\n"),
        ("audience", "everyone"),
        ("audience", None),
        ("text", "\ufb2c" * 20_000),
    ],
)
def test_an_action_of_the_wrong_form_is_refused(field: str, value: Any) -> None:
    tree = example("norfolk")
    tree["plan"]["actions"][0][field] = value
    assert f"/plan/actions/0/{field}" in faults(tree)


def test_more_than_a_thousand_faults_are_not_all_listed() -> None:
    found = faults(norfolk(people=[1] * 5000))
    assert "more than 1000" in found[""]


# -- text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("e\u0301", "é"),
        ("Da\u200bwn \u202eelpmaxE\u202c\ufeff", "Dawn elpmaxE"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u200db\u200cc", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩🏽\u200d💻 ❤\ufe0f", "👩🏽\u200d💻 ❤\ufe0f"),
        ("soft\u00adhyphen\u0007\x1b[31m", "softhyphen[31m"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("two  spaces\tand a tab ", "two  spaces\tand a tab "),
    ],
)
def test_text_is_kept_as_people_see_it(typed: str, seen: str) -> None:
    assert visible(typed) == seen


@given(st.text())
def test_text_that_was_made_visible_stays_so(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_a_hidden_character_does_not_hide_a_name() -> None:
    tree = example("norfolk")
    tree["people"][0]["name"] = "Da\u200bwn Example"
    tree["plan"]["actions"][0]["text"] = "Ask D\u2060awn."
    read = case(tree)
    assert read.people[0].name == "Dawn Example"
    assert read.actions[0].entry == Entry("Ask Dawn.", read.actions[0].entry.shown, "Ask Dawn.")


# -- out again -------------------------------------------------------------------------------------


def written(of: Case) -> bytes:
    return as_bytes(write_case_file(of))


@settings(max_examples=60, deadline=None)
@given(case_files())
def test_a_case_that_is_written_and_read_is_the_same_case(tree: dict[str, Any]) -> None:
    read = case(tree)
    assert read_case_file(written(read), areas()) == read


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_out_as_it_went_in(name: str) -> None:
    """Everything in the file is in the export, but for times (in UTC), defaults and narrowed audiences."""
    tree, out = example(name), write_case_file(case(name))
    assert [a["text"] for a in out["plan"]["actions"]] == [a["text"] for a in tree["plan"]["actions"]]
    assert set(tree) <= set(out)
    for part in ("people", "team", "meetings", "visits"):
        assert [item["ref"] for item in out.get(part, [])] == [item["ref"] for item in tree.get(part, [])]
        for before, after in zip(tree.get(part, []), out.get(part, []), strict=True):
            dropped = {key for key in set(before) - set(after) if before[key] not in (None, {"planned": False})}
            assert not dropped


def test_the_areas_of_these_tests_know_the_meetings_that_families_never_see() -> None:
    assert all(not area(name).kinds["panel"].family for name in AREAS)
