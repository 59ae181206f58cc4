"""Area packs, read from the committed content and from broken copies of it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.domain.area import Area
from portal.domain.errors import Invalid
from portal.library.areas import area_ids, read_areas, read_whole_areas

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="module")
def areas() -> dict[str, Area]:
    return read_areas(CONTENT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_three_areas_ship(areas: dict[str, Area]) -> None:
    assert tuple(areas) == area_ids(CONTENT) == ("derby", "norfolk", "nottinghamshire")


def test_norfolks_levels_say_what_else_papers_call_them(areas: dict[str, Area]) -> None:
    also = {level.id: level.also for level in areas["norfolk"].scale}
    assert also.pop("none") == ("level 1", "No risk")
    assert also == {"standard": ("level 2",), "medium": ("level 3",), "high": ("level 4",)}


def test_each_area_keeps_its_own_scale_and_its_own_name_for_the_meeting(areas: dict[str, Area]) -> None:
    scales = {name: [level.id for level in area.scale] for name, area in areas.items()}
    assert scales == {
        "derby": ["low", "medium", "high"],
        "norfolk": ["none", "standard", "medium", "high"],
        "nottinghamshire": ["emerging", "moderate", "high"],
    }
    assert len({area.meeting for area in areas.values()}) == 3


def test_an_area_that_the_council_has_not_cleared_is_not_ready(areas: dict[str, Area]) -> None:
    assert not areas["derby"].ready
    assert areas["norfolk"].ready


def test_families_are_told_nothing_of_meetings_between_workers(areas: dict[str, Area]) -> None:
    for area in areas.values():
        hidden = [kind for kind in area.kinds.values() if not kind.family]
        assert {kind.id for kind in hidden} >= {"strategy_discussion", "panel"}
        assert all(kind.name == kind.young_name == kind.what == "" for kind in hidden)


def test_every_topic_is_read_out_at_one_step(areas: dict[str, Area]) -> None:
    topics = {"coming", "strengths", "worries", "changes", "views", "hopes", "help", "safety"}
    for area in areas.values():
        assert sorted(topic for step in area.steps for topic in step.topics) == sorted(topics)
        assert all(area.step_for_topic(topic) for topic in topics)


def test_everybody_who_is_invited_has_a_role_in_plain_words(areas: dict[str, Area]) -> None:
    for area in areas.values():
        assert all(area.roles[each.role].does and area.roles[each.role].young_does for each in area.invited)


def test_a_number_of_days_keeps_its_unit(areas: dict[str, Area]) -> None:
    norfolk = {(each.level, each.at_most, each.unit) for each in areas["norfolk"].intervals if each.level}
    assert norfolk == {("high", 2, "weeks"), ("medium", 6, "weeks"), ("standard", 6, "weeks")}


def test_the_numbers_that_always_help_are_in_every_area(areas: dict[str, Area]) -> None:
    for area in areas.values():
        assert {line.phone for line in area.helplines} >= {"999", "101", "111", "0800 1111"}


def test_somebody_who_would_rather_write_finds_a_number_to_text(areas: dict[str, Area]) -> None:
    for area in areas.values():
        shout = next(line for line in area.helplines if line.id == "shout")
        assert (shout.phone, shout.text) == ("", "85258")
        assert "SHOUT" in shout.note


def test_no_number_counts_as_checked_before_a_person_has_checked_it(areas: dict[str, Area]) -> None:
    assert not any(line.checked for area in areas.values() for line in area.helplines)


def test_a_number_goes_thirty_days_after_its_check_fell_due(copy: Path) -> None:
    path = copy / "helplines" / "helplines.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("check_by: null", "check_by: 2026-03-01"), encoding="utf-8")

    def shown(today: date) -> set[str]:
        return {line.id for line in read_areas(copy, today=today)["norfolk"].helplines}

    assert "frg" in shown(date(2026, 3, 31))
    assert shown(date(2026, 4, 1)) == {"police_999", "police_101", "nhs_111_mh", "childline"}


def test_an_area_without_words_in_a_language_comes_whole_in_english() -> None:
    area = read_areas(CONTENT, "pl")["derby"]
    assert area.language == "en"
    assert area.name == "Derby"


def translate(content: Path, area: str, language: str = "pl") -> tuple[Path, Path]:
    """This area's words, and those of the jobs, in another language; and the council lets them out."""
    for folder in (content / "areas" / area, content / "roles"):
        shutil.copy(folder / "en.yaml", folder / f"{language}.yaml")
    pack = content / "areas" / area / f"{language}.yaml"
    change(pack, "name: Norfolk\n", "name: Hrabstwo Norfolk\n")
    change(content / "areas" / area / "area.yaml", "languages: [en]", f"languages: [en, {language}]")
    return pack, content / "roles" / f"{language}.yaml"


def test_a_copy_can_be_written_in_a_language_in_which_the_area_and_the_jobs_are_whole(copy: Path) -> None:
    assert read_whole_areas(CONTENT) == {}
    translate(copy, "norfolk")
    found = read_whole_areas(copy)
    assert {language: set(areas) for language, areas in found.items()} == {"pl": {"norfolk"}}
    assert (found["pl"]["norfolk"].language, found["pl"]["norfolk"].name) == ("pl", "Hrabstwo Norfolk")
    assert found["pl"]["norfolk"].holidays == read_areas(CONTENT)["norfolk"].holidays


def test_a_language_that_is_not_whole_or_that_the_council_has_not_let_out_is_left_out(copy: Path) -> None:
    pack, roles = translate(copy, "norfolk")
    whole = pack.read_text(encoding="utf-8")
    change(pack, "    young_label: High – help comes quickly\n", "")
    assert read_whole_areas(copy) == {}
    pack.write_text(whole + "bring:\n  - One thing more than in English\n", encoding="utf-8")
    assert read_whole_areas(copy) == {}
    pack.write_text(whole, encoding="utf-8")
    change(copy / "areas" / "norfolk" / "area.yaml", "languages: [en, pl]", "languages: [en]")
    assert read_whole_areas(copy) == {}
    change(copy / "areas" / "norfolk" / "area.yaml", "languages: [en]", "languages: [en, pl]")
    assert set(read_whole_areas(copy)) == {"pl"}
    roles.unlink()
    assert read_whole_areas(copy) == {}


def test_what_people_are_asked_to_bring_stands_there_only_where_an_area_says_so(copy: Path) -> None:
    assert read_areas(copy)["norfolk"].bring == ()
    with (copy / "areas" / "norfolk" / "en.yaml").open("a", encoding="utf-8") as words:
        words.write("bring:\n  - A list of dates\nyoung_bring:\n  - A friend\n")
    found = read_areas(copy)["norfolk"]
    assert (found.bring, found.young_bring) == (("A list of dates",), ("A friend",))


def test_missing_words_are_named_by_file_and_place_and_all_at_once(copy: Path) -> None:
    path = copy / "areas" / "derby" / "en.yaml"
    change(path, "    young_label: High – people act fast\n", "")
    change(path, "how_often: ", "how_oft: ")
    with pytest.raises(Invalid) as refusal:
        read_areas(copy)
    assert {fault.place for fault in refusal.value.faults} == {
        f"{path}: levels/high/young_label",
        f"{path}: how_often",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: derby", "id: darby", "should be “derby”"),
        ("topics: [safety]", "topics: [safety, help]", "“help” stands at 2 steps"),
        ("role: fire_service", "role: fire_brigade", "there is no role “fire_brigade” in derby"),
        ("- frg\n", "- frog\n", "there is no helpline “frog”"),
        ("at_most: 12, unit: weeks", "at_most: 12, unit: fortnights", "the unit should be one of"),
        ("first: first_review", "first: first_revue", "there is no timescale “first_revue”"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(copy: Path, old: str, new: str, said: str) -> None:
    change(copy / "areas" / "derby" / "area.yaml", old, new)
    with pytest.raises(Invalid, match=said):
        read_areas(copy)


def test_a_key_that_stands_twice_is_refused_with_its_line(copy: Path) -> None:
    change(copy / "areas" / "derby" / "en.yaml", "meeting: planning meeting\n", "name: Derby\n")
    with pytest.raises(Invalid, match=r"en\.yaml.*in line 3: “name” stands twice"):
        read_areas(copy)


def test_bank_holidays_that_are_missing_or_no_days_are_named(copy: Path) -> None:
    path = copy / "bank-holidays.yaml"
    change(path, "since: 2025-01-01\n", "")
    with pytest.raises(Invalid, match=r"bank-holidays\.yaml: “since” is missing"):
        read_areas(copy)
    path.unlink()
    with pytest.raises(Invalid, match=r"bank-holidays\.yaml: the file is missing"):
        read_areas(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "roles" / "en.yaml").unlink()
    with pytest.raises(Invalid, match=r"roles/en\.yaml: the file is missing"):
        read_areas(copy)
