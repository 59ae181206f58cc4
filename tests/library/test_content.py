"""What an editor is told: the committed content passes, and every kind of slip is named with its file.

The slips of a table are all made in one copy, which is checked once: each has to be found, and nothing else.
"""
# ruff: noqa: E501 (a slip reads best on one line)

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
import yaml

from portal.domain.errors import Fault
from portal.library.areas import read_areas
from portal.library.checks import check_content, check_dates
from portal.library.guides import read_guides
from portal.library.question_sets import read_question_sets

CONTENT = Path(__file__).resolve().parents[2] / "content"

# file, what stands there, what somebody makes of it, where the fault is shown, what it says
Slip = tuple[str, str, str, str, str]

OUT_OF_SHAPE: tuple[Slip, ...] = (
    ("areas/derby/area.yaml", "status: draft", "status: nearly", "area.yaml: status", "should be one of draft, ready"),
    ("areas/derby/area.yaml", "police: Derbyshire Constabulary\n", "", "area.yaml: police", "is missing"),
    ("areas/nottinghamshire/area.yaml", "at_most: 3,", "at_most: three,", "area.yaml: review/0/at_most", "a whole number"),
    ("areas/norfolk/en.yaml", "  standard:\n", "  usual:\n", "en.yaml: levels/usual", "nothing reads this"),
    ("areas/norfolk/en.yaml", "chair: Someone", "chairs: Someone", "en.yaml: chair", "is missing"),
    ("roles/en.yaml", "    name: Your child\n", "    name: ''\n", "en.yaml: roles/child/name", "needs words"),
    ("helplines/helplines.yaml", "cost: free, for", "cost: cheap, for", "yaml: helplines/police_999/cost", "one of call-price, free"),
    ("terms/en.yaml", "  cpm: {", "  cmp: {", "en.yaml: terms/cmp", "nothing reads this"),
    ("helplines/helplines.yaml", "evidence: seen", "evidence: hearsay", "police_999/number_evidence", "be seen"),
    ("helplines/helplines.yaml", "phone: '999'", "phone: 999", "police_999/phone", "put it in quotes"),
    ("helplines/helplines.yaml", "on: null", "on: spring", "police_999/checked_on", "a date, as 2026-12-03"),
    ("guides/the-levels/guide.yaml", "owner: content\n", "", "guide.yaml: owner", "is missing"),
    ("guides/who-comes/guide.yaml", "review_by: 2027-05-21", "review_by: May", "guide.yaml: review_by", "a date"),
    ("questions/parent/set.yaml", "options: [family,", "options: [yes, family,", "20/options/0", "put it in quotes"),
    ("questions/parent/set.yaml", "asks: [none]", "asks: none", "24/asks", "true, or a list of the options"),
    ("questions/parent/set.yaml", "max: 1200", "max: 1200, required: true", "/required", "nothing reads this"),
    ("questions/young-person/en.yaml", "      me: I will\n", "      I: I will\n", "options/I", "nothing reads this"),
)  # fmt: skip

AGAINST_A_RULE: tuple[Slip, ...] = (
    ("guides/the-levels/guide.yaml", "[seed_000,", "[seed_777,", "guide.yaml: sources", "name “seed_777”"),
    ("guides/your-part/guide.yaml", "slots: [", "slots: [chair, ", "guide.yaml: slots", "uses: helplines."),
    ("guides/who-comes/en.md", "[[helplines]]", "Call 999.", "who-comes/en.md", "should end with [[helplines]]"),
    ("guides/who-comes/guide.yaml", ", helplines]", "]", "", ""),
    ("guides/who-comes/en.md", "if I have a question?", "then.", "who-comes/en.md: ask", "should be a question"),
    ("guides/parents-apart/en.md", "[[ask]]", "", "parents-apart/en.md: ask", "needs 2 to 4 questions"),
    ("guides/your-say/en.md", "guide:your-words", "guide:the-levels", "your-say/en.md", "is for other readers"),
    ("guides/your-part/en.md", "guide:step-by-step", "https://a.org", "your-part/en.md", "links to “https://a.org”"),
    ("guides/your-rights/en.md", "## Help now", "The {meeting}.\n\n## Help now", "rights/en.md", "leave out {meeting}"),
    ("guides/how-often/en.md", "## Help now", "<br>\n\n## Help now", "how-often/en.md", "HTML is not shown"),
    ("guides/parents-apart/en.md", "## Help now", "They are hard to reach.\n\n## Help now", "apart/en.md", "“hard to reach”"),
    ("guides/your-words/en.md", "## Help now", "A victim can ask.\n\n## Help now", "words/en.md", "“victim” is not used"),
    ("areas/norfolk/area.yaml", "languages: [en]", "languages: [en, pl]", "area.yaml: languages", "files stand"),
    ("areas/norfolk/area.yaml", "dsl, levels: [standard,", "dsl, levels: [low,", "invited/dsl/levels", "“low” is not"),
    ("areas/norfolk/area.yaml", "  - frg\n", "  - derby_irt\n", "area.yaml: contacts", "“derby_irt” is not for norf"),
    ("areas/norfolk/area.yaml", "'no', topics: []", "'no', topics: [coming]", "professionals_only", "family is not"),
    ("areas/norfolk/area.yaml", "'yes', topics: [coming]", "'yes', topics: []", "", ""),
    ("areas/derby/area.yaml", "  - police_101\n", "", "area.yaml: contacts", "101 is always shown"),
    ("areas/derby/area.yaml", "topics: [safety]", "topics: []", "parent/set.yaml: questions/safe-out", "0 steps in derby"),
    ("areas/derby/en.yaml", "expect: You agree when", "expect: You convene when", "agenda/next_date", "“convene”"),
    ("areas/nottinghamshire/en.yaml", "You should get help soon.", "No exploitation.", "levels/high", "“exploitation”"),
    ("terms/terms.yaml", "cpm: {areas: [norfolk]", "cpm: {areas: [norfolk, derby]", "terms/cpm", "never prints “CPM”"),
    ("terms/terms.yaml", "mace: {areas: [norfolk]", "mace: {areas: [norfolk, rutland]", "mace", "no area “rutland”"),
    ("terms/en.yaml", "also: [core groups]", "also: [core groups, chair]", "yaml: core_group", "stands at “chair” too"),
    ("guides/turning-18/en.md", "## Help now", "A referral came.\n\n## Help now", "18/en.md", "“referral” is not explained"),
    ("terms/en.yaml", "Saying yes to something.", "Saying yes. " + "It is so. " * 9, "en.yaml: consent", "at most 25"),
    ("helplines/helplines.yaml", "phone: '0808 801 0366'", "phone: '07700 900123'", "yaml: frg", "belongs to one person"),
    ("helplines/helplines.yaml", "phone: '0344 800 8020'", "phone: '0900 800 8020'", "yaml: norfolk_cads", "look it up"),
    ("helplines/helplines.yaml", "checked_on: null", "checked_on: 2026-01-01", "yaml: police_999", "check_by should say"),
    ("helplines/en.yaml", "They do not work for the council.", "Ask ask@example.org", "helplines/en.yaml:", "a mailbox"),
    ("questions/parent/set.yaml", "quick: true", "quick: false", "set.yaml: questions", "the first 3 are quick"),
    ("questions/parent/en.yaml", "What worries you most at the moment?", "What is his friend's name?", "worries", "“name”"),
    ("questions/parent/en.yaml", "How are you managing?", "Who are they?", "parent/en.yaml: questions/man", "“Who are”"),
    ("questions/young-person/en.yaml", "Things that got better, or got worse.", "It is private.", "changed", "“private”"),
    ("questions/young-person/en.yaml", "In danger now? Call 999.", "In danger? Call.", "notice", "say to call 999"),
)  # fmt: skip
# These follow from a slip above: each question about safety, the other tables of one number.
FOLLOWING = ("stands at 0 steps in derby", "holds a mobile number", "“victim” is not explained")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has changed: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_after(folder: Path, slips: Iterable[Slip]) -> tuple[Fault, ...]:
    content = Path(shutil.copytree(CONTENT, folder / "content"))
    for file, old, new, _, _ in slips:
        change(content / file, old, new)
    return check_content(content)


@pytest.fixture(scope="module")
def out_of_shape(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fault, ...]:
    return faults_after(tmp_path_factory.mktemp("shape"), OUT_OF_SHAPE)


@pytest.fixture(scope="module")
def against_a_rule(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fault, ...]:
    return faults_after(tmp_path_factory.mktemp("rule"), AGAINST_A_RULE)


def is_about(fault: Fault, slip: Slip) -> bool:
    return bool(slip[4]) and slip[3] in fault.place and slip[4] in fault.message


def test_the_content_that_we_ship_has_no_fault() -> None:
    assert check_content(CONTENT) == ()


@pytest.mark.parametrize("slip", OUT_OF_SHAPE, ids=lambda slip: f"{slip[0]} {slip[3]}")
def test_a_file_that_is_out_of_shape_is_named_with_the_place(out_of_shape: tuple[Fault, ...], slip: Slip) -> None:
    found = [fault for fault in out_of_shape if is_about(fault, slip)]
    assert found
    assert any(f"/content/{slip[0]}" in fault.place for fault in found)


@pytest.mark.parametrize("slip", [slip for slip in AGAINST_A_RULE if slip[4]], ids=lambda slip: slip[4])
def test_a_slip_is_named_with_a_sentence_that_says_what_to_do(against_a_rule: tuple[Fault, ...], slip: Slip) -> None:
    assert any(is_about(fault, slip) for fault in against_a_rule)


def test_nothing_is_found_that_nobody_did(against_a_rule: tuple[Fault, ...]) -> None:
    others = [
        str(fault)
        for fault in against_a_rule
        if not any(is_about(fault, slip) for slip in AGAINST_A_RULE)
        and not any(words in fault.message for words in FOLLOWING)
    ]
    assert others == []


def test_every_fault_has_a_file_and_a_sentence(
    out_of_shape: tuple[Fault, ...], against_a_rule: tuple[Fault, ...]
) -> None:
    for fault in (*out_of_shape, *against_a_rule):
        assert "/content/" in fault.place
        assert len(fault.message.split()) > 1


def test_a_file_that_cannot_be_read_is_named(copy: Path) -> None:
    change(copy / "areas" / "derby" / "en.yaml", "name: Derby", "name: [Derby")
    assert [fault.place for fault in check_content(copy)] == [str(copy / "areas" / "derby" / "en.yaml")]


def test_a_missing_folder_is_named(copy: Path) -> None:
    shutil.rmtree(copy / "guides")
    assert [fault.place for fault in check_content(copy)] == [str(copy / "guides")]


def test_the_name_of_a_guide_says_nothing_in_a_phones_history(copy: Path) -> None:
    telling = {
        "getting-through-it": "getting-past-risk",
        "parents-apart": "if-gangs-call",
        "turning-18": "stopping-the-harm",
        "your-rights": "Rights",
    }
    for slug, name in telling.items():
        (copy / "guides" / slug).rename(copy / "guides" / name)
    assert {fault.place for fault in check_content(copy)} == {str(copy / "guides" / name) for name in telling.values()}


def test_derby_never_prints_the_other_councils_name_for_the_meeting() -> None:
    pack = yaml.safe_load((CONTENT / "areas" / "derby" / "area.yaml").read_text(encoding="utf-8"))
    assert "CPM" in pack["never_printed"]


def test_adding_a_fourth_area_is_adding_a_folder(copy: Path) -> None:
    folder = Path(shutil.copytree(copy / "areas" / "derby", copy / "areas" / "rutland"))
    pack = yaml.safe_load((folder / "area.yaml").read_text(encoding="utf-8"))
    roles = yaml.safe_load((copy / "roles" / "roles.yaml").read_text(encoding="utf-8"))["roles"]
    pack["id"] = "rutland"
    pack["invited"] = [each for each in pack["invited"] if roles[each["role"]]["areas"] == "all"]
    pack["contacts"].remove("derby_irt")
    (folder / "area.yaml").write_text(yaml.safe_dump(pack), encoding="utf-8")
    change(folder / "en.yaml", "name: Derby\ncouncil: Derby City", "name: Rutland\ncouncil: Rutland County")

    assert check_content(copy) == ()
    area = read_areas(copy)["rutland"]
    assert (area.name, area.roles["social_worker"].name) == ("Rutland", "Social worker")
    assert "the-levels" in read_guides(copy, area)


def test_adding_a_question_set_is_adding_a_folder(copy: Path) -> None:
    folder = Path(shutil.copytree(copy / "questions" / "parent", copy / "questions" / "carer"))
    change(folder / "set.yaml", "id: parent", "id: carer")
    assert check_content(copy) == ()
    sets = read_question_sets(copy)
    assert sets["carer"].questions == sets["parent"].questions


def test_a_translated_guide_lets_the_area_speak_at_the_same_places(copy: Path) -> None:
    path = copy / "guides" / "the-levels" / "pl.md"
    ask = "[[ask]]\n\n- Co?\n- Kto?\n- Kiedy?\n- Jak?\n\n"
    path.write_text(f"# Poziomy\n\nO poziomach.\n\n[[levels]]\n\n[[scale]]\n\n{ask}[[helplines]]\n", encoding="utf-8")
    assert [str(fault) for fault in check_content(copy)] == [
        f"{path}: has its [[…]] lines in another order than en.md."
    ]


def test_the_calendar_plays_no_part_in_the_rules(copy: Path) -> None:
    change(copy / "guides" / "the-levels" / "guide.yaml", "2027-05-21", "2020-01-01")
    assert check_content(copy) == ()


def test_a_guide_that_is_due_for_review_is_named_on_the_day_after(copy: Path) -> None:
    assert check_dates(copy, date(2027, 5, 21)) == ()
    change(copy / "guides" / "the-levels" / "guide.yaml", "2027-05-21", "2027-05-20")
    places = [fault.place for fault in check_dates(copy, date(2027, 5, 21))]
    assert places == [f"{copy / 'guides' / 'the-levels' / 'guide.yaml'}: review_by"]


def test_a_review_is_never_put_off_for_more_than_six_months() -> None:
    faults = check_dates(CONTENT, date(2026, 10, 1))
    assert {"more than six months ahead" in fault.message for fault in faults} == {True}


def test_a_number_is_due_again_when_its_check_has_passed_and_never_checked_tomorrow(copy: Path) -> None:
    path = copy / "helplines" / "helplines.yaml"
    change(path, "checked_on: null, check_by: null", "checked_on: 2026-12-03, check_by: 2027-03-03")
    assert check_content(copy) == ()
    assert check_dates(copy, date(2027, 3, 3)) == ()
    assert [f.place for f in check_dates(copy, date(2027, 3, 4))] == [f"{path}: police_999/check_by"]
    assert [f.place for f in check_dates(copy, date(2026, 12, 2))] == [f"{path}: police_999/checked_on"]


def test_bank_holidays_are_asked_for_half_a_year_before_they_run_out() -> None:
    asked = [fault for fault in check_dates(CONTENT, date(2028, 8, 1)) if "bank-holidays.yaml" in fault.place]
    assert [fault.message for fault in asked] == ["bank holidays are known up to 2028-12-31: add the next year's."]
    assert not [fault for fault in check_dates(CONTENT, date(2028, 6, 1)) if "bank-holidays.yaml" in fault.place]
