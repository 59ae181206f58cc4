"""What stops a copy and what asks for a reason: each check where it bites, and where it must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from portal.access.publishing_checks import Check, checks_for
from portal.domain.area import Helpline
from portal.domain.case import Case
from portal.domain.edition import Edition
from tests.factories import AREAS, area, case, copy, example, marked_case
from tests.variations import case_files

KIT, MUM, DAD = "NK-4417", "mum", "dad"
Change = Callable[[dict[str, Any]], object]


def checks(
    person: str,
    *changes: Change,
    name: str = "norfolk",
    before: Edition | None = None,
    told: bool = True,
    scale: bool = True,
) -> tuple[Check, ...]:
    """The checks of this person's copy of an example that was changed before it was read."""
    read = changed(*changes, name=name)
    return checks_for(read, person, copy(read, person), before, told=told, area=area(read.area) if scale else None)


def changed(*changes: Change, name: str = "norfolk") -> Case:
    tree = example(name)
    for change in changes:
        change(tree)
    return case(tree)


def ids(found: tuple[Check, ...], place: str = "action a1") -> set[str]:
    return {check.id for check in found if check.place == place}


def hard(found: tuple[Check, ...]) -> set[str]:
    return {check.id for check in found if check.hard}


def says(text: str, number: int = 0, **more: Any) -> Change:
    """An action for the whole family says this."""
    return lambda tree: tree["plan"]["actions"][number].update(text=text, audience="family", **more)


def note(text: str) -> Change:
    """Professionals have written this."""
    return lambda tree: tree["child"]["notes"].append({"text": text})


# -- the examples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", AREAS)
def test_the_areas_examples_publish_for_everybody_with_access(name: str) -> None:
    for person in case(name).with_access():
        assert hard(checks(person, name=name)) == set()


@pytest.mark.parametrize("name", AREAS)
def test_they_do_so_without_an_area_at_hand_too(name: str) -> None:
    for person in case(name).with_access():
        assert hard(checks(person, name=name, scale=False)) == set()


@pytest.mark.parametrize("name", AREAS)
def test_they_do_not_until_somebody_has_told_of_the_meetings(name: str) -> None:
    for person in case(name).with_access():
        knows = any(meeting.state != "held" for meeting in copy(case(name), person).meetings)
        assert hard(checks(person, name=name, told=False)) == ({"not-told"} if knows else set())


def test_the_fourth_example_publishes_for_nobody() -> None:
    refused = {p: hard(checks(p, name="refused-at-publishing")) for p in ("NK-0000", "mum", "dad")}
    assert refused["NK-0000"] == {"kept-nominal"}
    assert (
        refused["mum"]
        == refused["dad"]
        == {
            "contact-in-text",
            "family-contact",
            "kept-name",
            "kept-nominal",
            "kept-operation",
            "kept-registration",
            "private-part-only",
            "professionals-start",
        }
    )


@pytest.mark.parametrize("name", AREAS)
def test_an_example_full_of_markers_publishes_too(name: str) -> None:
    import json

    read = case(json.loads(marked_case(name)[0]))
    for person in read.with_access():
        assert hard(checks_for(read, person, copy(read, person), None, told=True)) == set()


# -- contact details -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ring Dawn on 07700 900461.",
        "Ring +44 7700 900 461 at night.",
        "Ring 07700-900-461.",
        "Ring 0044 (0)7700 900461.",
        "Ring ٠٧٧٠٠ ٩٠٠٤٦١.",
        "Write to DAWN@example.org.",
        "Write to dawn @ example . org today.",
        "Come to 14 Example Row.",
        "Come to 14, example row!",
        "Come to number 14 Éxample  Row, Norwich.",
        "Meet at NR3 0AA.",
        "Meet at nr30aa.",
        "Kit was born on 19 April 2011.",
        "Kit was born on 19/04/2011.",
        "Kit was born on April 19th, 2011.",
        "Born 2011-04-19.",
    ],
)
@pytest.mark.parametrize("person", [KIT, MUM, DAD])
def test_a_family_member_s_own_details_are_on_nobody_s_copy(text: str, person: str) -> None:
    assert "family-contact" in ids(checks(person, says(text)))


def test_a_family_member_s_address_is_no_place_for_a_meeting_either() -> None:
    found = checks(MUM, lambda t: t["meetings"][0]["place"].update(text="14 Example Row, Norwich"))
    assert "family-contact" in ids(found, "place of meeting m7")


@pytest.mark.parametrize(
    "text",
    [
        "Football is on 19 April.",
        "There are 14 examples in a row.",
        "Kit was born in 2011.",
        "Meet at 2.15, room 14.",
    ],
)
def test_what_only_resembles_a_family_member_s_details_passes(text: str) -> None:
    assert "family-contact" not in ids(checks(MUM, says(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960999.",
        "Ring +48 601 234 567.",
        "Write to a.b@example.com.",
        "Meet at NG1 1AA.",
        "Post: sw1a 1aa",
    ],
)
def test_anybody_s_number_address_or_postcode_in_a_text_is_refused(text: str) -> None:
    assert ids(checks(MUM, says(text))) >= {"contact-in-text"}


@pytest.mark.parametrize(
    "text",
    [
        "Ring 101, or 999 if it is urgent.",
        "Ring Childline on 0800 1111 or 116 123.",
        "Ring Priya on 01632 960142.",
        "On 01.12.2026 14.00 there is football.",
        "Kit has 2 A levels and a B1 3 pm class.",
    ],
)
def test_what_families_need_passes(text: str) -> None:
    assert hard(checks(MUM, says(text))) == set()


def test_a_number_of_a_helpline_passes() -> None:
    local = Helpline("local", "Night line", "01603 555 123", "", "", "", (), emergency=False, checked=True)
    read = changed(says("Ring 01603 555123 at night."))
    pack = replace(area("norfolk"), helplines=(local,))
    assert hard(checks_for(read, MUM, copy(read, MUM), None, told=True, area=pack)) == set()
    assert hard(checks_for(read, MUM, copy(read, MUM), None, told=True)) == {"contact-in-text"}


def test_a_worker_s_number_that_this_person_may_not_know_is_refused() -> None:
    kept = checks(KIT, says("Ring 01632 960142."), lambda t: t["team"][0].update(audience="parents"))
    assert "contact-in-text" in ids(kept)


def test_the_place_of_a_meeting_may_have_a_postcode() -> None:
    found = checks(KIT, lambda t: t["meetings"][0]["place"].update(text="The Hall, NR1 1AA, 01603 555 123"))
    assert hard(found) == set()


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["DS Harlow will ring.", "harlow's team", "Ask HARLOW", "Ask Hárlow.", "the Harlows", "Ask Har-low."],
)
def test_a_worker_whom_the_case_keeps_from_a_person_is_not_named(text: str) -> None:
    assert "kept-name" in ids(checks(MUM, says(text)))


def test_a_worker_is_kept_from_those_alone_who_may_not_see_them() -> None:
    text = says("Ellen Rudd will ring.")
    assert "kept-name" in ids(checks(KIT, text))
    assert "kept-name" not in ids(checks(MUM, text))


def test_the_full_name_of_the_child_is_on_nobody_s_copy() -> None:
    for person in (KIT, MUM, DAD):
        assert "kept-name" in ids(checks(person, says("Take Christopher to football.")))


def test_another_adult_is_not_named_in_full_but_a_first_name_only_asks() -> None:
    whole, first = says("School rings Dawn Example."), says("School rings Dawn.")
    assert "kept-name" in ids(checks(DAD, whole))
    assert ids(checks(DAD, first)) & {"kept-name", "looks-like-a-name"} == {"looks-like-a-name"}
    assert ids(checks(KIT, whole)) & {"kept-name", "looks-like-a-name"} == set()


def test_a_carer_s_surname_is_kept_from_a_parent() -> None:
    text = says("Jo Sample will ring on Sundays.")
    assert "kept-name" in ids(checks("mum", text, name="nottinghamshire"))
    assert "kept-name" in ids(checks("mum", says("Ring the Samples."), name="nottinghamshire"))
    assert "kept-name" not in ids(checks("carer", text, name="nottinghamshire"))


@pytest.mark.parametrize("text", ["You may grant a wish. Will you?", "Marks on the wall", "Grant him time."])
def test_a_name_that_is_an_everyday_word_counts_only_where_it_is_a_name(text: str) -> None:
    kept: Change = lambda t: t["team"][5].update(name="DC Will Grant")  # noqa: E731
    assert "kept-name" not in ids(checks(MUM, kept, says(text)))
    assert "kept-name" in ids(checks(MUM, kept, says("Ask Grant about it.")))


def test_a_post_without_a_name_is_kept_as_a_whole() -> None:
    name = "nottinghamshire"
    assert "kept-name" in ids(checks("carer", says("The community  safety officer comes."), name=name))
    assert "kept-name" not in ids(checks("carer", says("Safety in the community matters."), name=name))
    police: Change = lambda t: t["team"][5].update(name="Police")  # noqa: E731
    assert "kept-name" not in ids(checks("carer", police, says("Ring the police."), name=name))


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Look out for AB12 CDE.", "kept-registration"),
        ("Look out for ab12cde.", "kept-registration"),
        ("Look out for A.B.1.2-CDE.", "kept-registration"),
        ("Look out for AO19.", "kept-registration"),
        ("This is Operation Marlstone.", "kept-operation"),
        ("This is operation  marlstone.", "kept-operation"),
        ("Marlstone's people", "kept-operation"),
        ("Keep away from Dex.", "kept-nominal"),
        ("Keep away from Dex's car.", "kept-nominal"),
        ("He is 0417.", "kept-nominal"),
    ],
)
def test_what_professionals_wrote_down_is_named_to_nobody(text: str, id: str) -> None:
    assert id in ids(checks(MUM, note("Moped AB12 CDE. Nominal Dex."), says(text)))


@pytest.mark.parametrize("text", ["An operation on his knee.", "The co-op on the corner.", "A plate of chips for 19."])
def test_an_everyday_word_beside_it_passes(text: str) -> None:
    extra = note("The operation on Tuesday went well. Seen at the co-op Stores. Nominal The One.")
    assert hard(checks(MUM, extra, says(text + " He likes The Stores."))) == set()


# -- words in a row --------------------------------------------------------------------------------

SECRET = "The blue door of the flat above the shop on level 3 is always open."


def test_six_words_with_a_number_out_of_text_for_professionals_are_refused() -> None:
    found = checks(MUM, note(SECRET), says("Ask about the SHOP, on Level 3, is always..."))
    assert "copied-words" in ids(found)
    assert "shared-words" not in ids(found)


def test_six_words_with_a_name_in_them_are_refused_and_without_one_ask() -> None:
    text = "He said that the blue door of the flat is green."
    assert ids(checks(MUM, note(SECRET), says(text))) & {"copied-words", "shared-words"} == {"shared-words"}
    with_name = note("They told Christopher that it would be over by then.")
    assert "copied-words" in ids(checks(MUM, with_name, says("Told Christopher that it would be over.")))


def test_five_words_are_everybody_s() -> None:
    found = checks(MUM, note(SECRET), says("He saw the blue door of the house."))
    assert not ids(found) & {"copied-words", "shared-words"}


def test_a_stock_phrase_is_no_quotation() -> None:
    text = "If you think he is in danger now, ring 999."
    assert not ids(checks(MUM, note(text), says(text))) & {"copied-words", "shared-words"}


def test_an_item_is_not_compared_with_its_own_words() -> None:
    read = case("norfolk")
    mended = replace(read.actions[0].entry, family_words="Drive Kit to football on Tuesdays, until Easter 2027.")
    read = replace(read, actions=(replace(read.actions[0], entry=mended), *read.actions[1:]))
    assert ids(checks_for(read, MUM, copy(read, MUM), None, told=True)) == set()


def test_what_was_mended_out_of_one_item_is_for_professionals_in_another() -> None:
    read = changed(says("Drive Kit past the flat of Operation Larch twice."))
    mended = replace(read.actions[0].entry, family_words="Drive Kit to football.")
    other = replace(read.actions[1].entry, family_words="Ask about Larch.")
    actions = (
        replace(read.actions[0], entry=mended),
        replace(read.actions[1], entry=other),
        *read.actions[2:],
    )
    found = checks_for(replace(read, actions=actions), MUM, copy(replace(read, actions=actions), MUM), None, told=True)
    assert ids(found, "action a1") == set()
    assert "kept-operation" in ids(found, "action a2")


# -- the professionals' time and their part --------------------------------------------------------


@pytest.mark.parametrize("text", ["We start at 13:30.", "1.30pm", "at half past one", "1330 hours", "from 1.30 on"])
def test_the_professionals_start_of_a_coming_meeting_stands_in_no_text(text: str) -> None:
    assert "professionals-start" in ids(checks(MUM, says(text)))


@pytest.mark.parametrize("text", ["Come at 14:00.", "By 9.15 each day", "1.30am", "On 1.12.2026", "0.130 and 13 30"])
def test_another_time_passes(text: str) -> None:
    assert "professionals-start" not in ids(checks(MUM, says(text)))


def test_the_professionals_start_passes_where_it_is_the_person_s_own() -> None:
    own: Change = lambda t: t["meetings"][0].update(parents_from="2026-11-26T13:30:00")  # noqa: E731
    assert "professionals-start" not in ids(checks(MUM, own, says("Come at 13:30.")))
    assert "professionals-start" in ids(checks(KIT, own, says("Come at 13:30.")))


def test_the_start_of_a_meeting_that_was_held_counts_in_its_minutes_and_beside_its_day() -> None:
    minutes: Change = lambda t: t["meetings"][1]["minutes"][0].update(text="We began at 10.")  # noqa: E731
    assert "professionals-start" not in ids(checks(MUM, minutes), "minute 1 of meeting m6")
    minutes = lambda t: t["meetings"][1]["minutes"][0].update(text="We began at ten o'clock.")  # noqa: E731
    assert "professionals-start" in ids(checks(MUM, minutes), "minute 1 of meeting m6")
    assert "professionals-start" in ids(checks(MUM, says("On 10 November at 4pm they spoke.")))
    assert "professionals-start" not in ids(checks(MUM, says("On 11 November at 4pm they spoke.")))
    assert "professionals-start" not in ids(checks(DAD, says("Ring at 4pm.")))


def test_somebody_who_is_there_for_the_private_part_alone_is_not_in_its_texts() -> None:
    alone: Change = lambda t: t["meetings"][0]["attendees"][2].update(part="professionals-only")  # noqa: E731
    place: Change = lambda t: t["meetings"][0]["place"].update(text="Tunde's office")  # noqa: E731
    assert "private-part-only" in ids(checks(MUM, alone, place), "place of meeting m7")
    assert "private-part-only" not in ids(checks(MUM, place), "place of meeting m7")
    assert "private-part-only" not in ids(checks(MUM, alone, says("Ask Tunde.")))


def test_a_copy_that_lists_them_is_refused() -> None:
    read = changed()
    whole = copy(read, MUM)
    alone = changed(lambda t: t["meetings"][0]["attendees"][2].update(part="professionals-only"))
    assert "private-part-only" in ids(checks_for(alone, MUM, whole, None, told=True), "meeting m7")


# -- told ------------------------------------------------------------------------------------------


def before(*changes: Change, person: str = MUM) -> Edition:
    return copy(changed(*changes), person)


def test_a_new_meeting_is_told_by_a_person_first() -> None:
    assert ids(checks(MUM, told=False), "meeting m7") == {"not-told"}
    assert ids(checks(MUM, told=True), "meeting m7") == set()


def test_a_meeting_that_they_know_of_needs_no_telling_nor_does_one_that_was_held() -> None:
    assert "not-told" not in hard(checks(MUM, before=before(), told=False))
    assert ids(checks(MUM, told=False), "meeting m6") == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t["meetings"][0].update(parents_from="2026-11-26T14:30:00"),
        lambda t: t["meetings"][0].update(state="cancelled"),
        lambda t: t["meetings"][0].update(state="moved"),
        lambda t: t["meetings"][0]["place"].update(text="Somewhere else"),
    ],
)
def test_a_meeting_that_moved_or_does_not_take_place_is_told_first(change: Change) -> None:
    assert ids(checks(MUM, change, before=before(), told=False), "meeting m7") == {"not-told"}


def test_a_meeting_that_goes_from_the_copy_is_told_of_too() -> None:
    gone: Change = lambda t: t["meetings"][0].pop("audience")  # noqa: E731
    assert "not-told" in hard(checks(MUM, gone, before=before(), told=False))


def test_being_told_answers_nothing_else() -> None:
    assert hard(checks(MUM, says("Ring 01632 960999."), told=True)) == {"contact-in-text"}


# -- what is asked ---------------------------------------------------------------------------------


def test_a_capital_that_stands_otherwise_only_for_professionals_asks() -> None:
    seen = note("He was with Tamsin at the Corsa garage.")
    assert "looks-like-a-name" in ids(checks(MUM, seen, says("Ask how Tamsin is.")))
    assert "looks-like-a-name" in ids(checks(MUM, seen, says("Tamsins are kind.")))
    assert "looks-like-a-name" in ids(checks(MUM, seen, says("Tamsin is kind.")))


@pytest.mark.parametrize("text", ["Ask how Priya is.", "Go on Tuesday.", "Share it.", "Ask Zed.", "the garage"])
def test_names_that_they_know_and_other_capitals_do_not_ask(text: str) -> None:
    seen = note("On Tuesday Priya came. Share this. He was at the garage.")
    assert "looks-like-a-name" not in ids(checks(MUM, seen, says(text)))


def test_a_name_that_stands_in_another_text_of_theirs_does_not_ask() -> None:
    found = checks(MUM, note("With Tamsin."), says("Ask Tamsin."), says("Drive Tamsin.", 1))
    assert "looks-like-a-name" not in ids(found)


def test_what_looks_like_a_street_asks() -> None:
    assert "looks-like-an-address" in ids(checks(MUM, says("Walk along Imaginary Street.")))
    assert "looks-like-an-address" not in ids(checks(MUM, says("Walk along the street.")))


def test_a_level_that_is_not_the_newest_asks() -> None:
    assert "older-level" in ids(checks(KIT), "level of 2026-10-22")
    assert "older-level" not in ids(checks(MUM), "level of 2026-11-12")


def test_a_level_that_changed_without_a_meeting_asks() -> None:
    none_held: Change = lambda t: t["meetings"][1].update(starts_at="2026-10-01T10:00:00")  # noqa: E731
    assert "level-without-meeting" in ids(checks(MUM, none_held), "level of 2026-11-12")
    assert "level-without-meeting" not in ids(checks(MUM), "level of 2026-11-12")
    assert "level-without-meeting" not in ids(checks(MUM, none_held, before=before()), "level of 2026-11-12")


def test_a_higher_level_that_nobody_told_asks() -> None:
    lower: Change = lambda t: t["risk_reviews"].pop()  # noqa: E731
    place = "level of 2026-11-12"
    assert "difficult-news" in ids(checks(MUM, before=before(lower), told=False), place)
    assert "difficult-news" in ids(checks(MUM, told=False), place)
    assert "difficult-news" not in ids(checks(MUM, before=before(lower), told=True), place)
    assert "difficult-news" not in ids(checks(MUM, before=before(), told=False), place)


def test_a_lower_level_is_no_difficult_news() -> None:
    fell: Change = lambda t: t["risk_reviews"][1].update(level="standard")  # noqa: E731
    lower: Change = lambda t: t["risk_reviews"].pop()  # noqa: E731
    found = checks(MUM, fell, before=before(lower), told=False)
    assert "difficult-news" not in ids(found, "level of 2026-11-12")


def test_each_new_item_of_a_person_with_restrictions_asks_once() -> None:
    asked = [check for check in checks(DAD) if check.id == "restricted-new-item"]
    places = [check.place for check in asked]
    assert {"goal g1", "action a1", "safety step 1", "team sw", "level of 2026-11-12"} <= set(places)
    assert len(places) == len(set(places))
    assert not [check for check in checks(MUM) if check.id == "restricted-new-item"]


def test_an_item_that_they_have_already_does_not_ask_again() -> None:
    had = before(person=DAD)
    assert not [check for check in checks(DAD, before=had) if check.id == "restricted-new-item"]
    again = checks(DAD, says("Drive Kit twice."), before=had)
    assert [check.place for check in again if check.id == "restricted-new-item"] == ["action a1"]


def test_a_meeting_shared_with_a_person_with_restrictions_asks_on_both_sides() -> None:
    opened: Change = lambda t: t["meetings"][0].pop("withhold_from")  # noqa: E731
    for person in (KIT, MUM, DAD):
        assert "restricted-meeting" in ids(checks(person, opened), "meeting m7")
        assert "restricted-meeting" not in ids(checks(person), "meeting m7")


def test_a_plan_that_falls_only_on_the_family_asks() -> None:
    for owner in ("NK-4417", "mum", "dad"):
        all_theirs: Change = lambda t, o=owner: [a.update(owner=o) for a in t["plan"]["actions"]]  # type: ignore[misc]  # noqa: E731
        assert "only-family-acts" in ids(checks(MUM, all_theirs), "the plan")
    assert "only-family-acts" not in ids(checks(MUM), "the plan")


def test_what_is_done_weighs_nothing() -> None:
    done: Change = lambda t: t["plan"]["actions"][0].update(status="done")  # noqa: E731
    assert "only-family-acts" in ids(checks(MUM, done), "the plan")


@pytest.mark.parametrize(("number", "asks"), [(7, False), (8, True)])
def test_more_than_seven_things_for_one_person_ask(number: int, asks: bool) -> None:
    def pile_up(tree: dict[str, Any]) -> None:
        more = [{"ref": f"b{n}", "text": "More.", "owner": "dsl", "audience": "family"} for n in range(number)]
        tree["plan"]["actions"] += more

    assert ("more-than-seven" in ids(checks(MUM, pile_up), "actions of dsl")) is asks


def test_blame_and_jargon_ask_once_for_each_item() -> None:
    found = checks(MUM, says("Kit absconded. Kit is streetwise. The LADO knows."))
    asked = [check for check in found if check.id == "wording" and check.place == "action a1"]
    assert len(asked) == 1
    assert "LADO" in asked[0].matched
    assert "wording" not in ids(checks(MUM))


def test_words_that_no_young_person_reads_ask_on_their_copy() -> None:
    text = says("We talk about exploitation.")
    assert "wording" in ids(checks(KIT, text))
    assert "wording" not in ids(checks(MUM, text))


def test_a_copy_that_is_hard_to_read_asks() -> None:
    hard_text = "Coordinated multidisciplinary organisations systematically evaluate considerations. " * 30
    assert "wording" in ids(checks(MUM, says(hard_text)), "the whole copy")


# -- for all of them -------------------------------------------------------------------------------


def test_what_matched_is_not_in_a_log_line() -> None:
    found = checks(MUM, says("Ring 01632 960999 about Harlow and Marlstone."))
    assert any(check.matched for check in found)
    assert all(word not in repr(found) for word in ("960999", "Harlow", "Marlstone"))
    assert all(word not in check.sentence for check in found for word in ("960999", "Harlow", "Marlstone"))


@settings(max_examples=60, deadline=None)
@given(case_files(*AREAS))
def test_there_is_one_check_for_each_sort_and_item_and_it_says_what_to_do(tree: dict[str, Any]) -> None:
    read = case(tree)
    for person in read.with_access():
        found = checks_for(read, person, copy(read, person), None, told=False, area=area(read.area))
        keys = [(check.id, check.place) for check in found]
        assert len(keys) == len(set(keys))
        assert all(check.person == person and check.sentence for check in found)
        assert not [check.place for check in found if "not in the case" in check.place]
