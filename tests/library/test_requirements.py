"""Everything that the sources ask of guides and packs is carried by one: docs/requirements.md, read and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
PAGE = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")


def numbered(letter: str, *numbers: int | range) -> tuple[str, ...]:
    every = [n for each in numbers for n in (each if isinstance(each, range) else (each,))]
    return tuple(f"{letter}-{n:02}" for n in every)


# The requirements of the sources that are for a guide or for an area's data; the others are for forms, the plan,
# the desk or the rules, and are proved by the tests of those.
GUIDES_AND_PACKS = (
    *numbered("N", range(1, 6), range(7, 15), 16, 21, 27, range(35, 40), 43, 48, 49, 51, 53),
    *numbered("P", range(1, 7), range(10, 13), range(17, 23), range(24, 28)),
    *numbered("T", range(1, 20), range(21, 30), 31, 32, range(35, 39), 40, 42, range(44, 47), 50, range(62, 68)),
    *numbered("D", 3, 6, 7, range(9, 15), 16),
)
AREA = {"N": "norfolk", "P": "norfolk", "T": "nottinghamshire", "D": "derby"}
# What only grown-ups read, what has to reach young people, and what is said to parents whoever else hears it.
NEVER_YOUNG = {*numbered("T", 11, 12, 13, 14, 15, 16, 17), "N-39", "N-49", "N-53"}
YOUNG_TOO = {"N-43", "N-51", "T-50"}
PARENTS = {requirement for requirement in GUIDES_AND_PACKS if requirement.startswith("P-")} | NEVER_YOUNG


def table(page: str) -> dict[str, list[str]]:
    rows = re.findall(r"^\| ([A-Z]-\d\d) \| (.*?) \|$", page, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a requirement stands twice"
    return {number: [each.strip() for each in where.split(",")] for number, where in rows}


def read(*place: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CONTENT.joinpath(*place)).read_text(encoding="utf-8"))
    return found


def audience(guide: str) -> str:
    return str(read("guides", guide, "guide.yaml")["audience"])


def wrong_with(page: str) -> Iterator[str]:
    """Each number that nothing carries, and each name that is not there."""
    rows = table(page)
    yield from (f"{number}: nothing carries it" for number in GUIDES_AND_PACKS if not rows.get(number))
    yield from (f"{number}: it is not asked of guides or packs" for number in rows if number not in GUIDES_AND_PACKS)
    for number, carriers in rows.items():
        area = AREA[number[0]]
        guides = {name for kind, _, name in (each.partition(":") for each in carriers) if kind == "guide"}
        there = {name for name in guides if (CONTENT / "guides" / name / "en.md").is_file()}
        yield from (f"{number}: there is no guide {name}" for name in sorted(guides - there))
        readers = {audience(name) for name in there}
        if number in NEVER_YOUNG and "young-person" in readers:
            yield f"{number}: not for young people"
        if number in YOUNG_TOO and "young-person" not in readers:
            yield f"{number}: no guide for young people"
        if number in PARENTS and there and "parent" not in readers:
            yield f"{number}: no guide for parents"
        yield from (f"{number}: {each} is not there" for each in carriers if not is_there(each, area))


def is_there(carrier: str, area: str) -> bool:
    """Whether this names something that this area's readers meet, with words in it."""
    kind, _, name = carrier.partition(":")
    if kind == "guide":
        areas = read("guides", name, "guide.yaml")["areas"] if (CONTENT / "guides" / name).is_dir() else "all"
        return areas == "all" or area in areas
    pack = read("areas", area, "area.yaml")
    if kind == "area":
        return bool(read("areas", area, "en.yaml").get(name) or pack.get(name))
    if kind == "helplines":
        return name in pack["contacts"] and bool(read("helplines", "en.yaml")["helplines"][name]["who"])
    if kind in ("roles", "terms"):
        areas = read(kind, f"{kind}.yaml")[kind].get(name, {}).get("areas", ())
        return bool(areas == "all" or area in areas) and bool(read(kind, "en.yaml")[kind][name])
    return False


def test_every_requirement_on_guides_and_packs_is_carried_by_one_that_is_there() -> None:
    assert len(GUIDES_AND_PACKS) == 101
    assert list(wrong_with(PAGE)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| N-02 | guide:what-the-meeting-is |\n", "", "N-02: nothing carries it"),
        ("| D-14 | guide:the-levels |", "| D-14 | guide:the-level |", "D-14: there is no guide the-level"),
        ("| D-14 | guide:the-levels |", "| D-14 | area:rungs |", "D-14: area:rungs is not there"),
        ("| D-16 | terms:vcm, terms:dhos |", "| D-16 | terms:cpm |", "D-16: terms:cpm is not there"),
        ("| P-05 | area:levels_with_meeting |", "| P-05 | roles:cp_manager |", "P-05: roles:cp_manager is not there"),
        ("| T-07 | terms:uasc, helplines:ictg |", "| T-07 | helplines:derby_irt |", "T-07: helplines:derby_irt is not"),
        ("| T-11 | guide:signs-to-look-for |", "| T-11 | guide:feeling-safer |", "T-11: not for young people"),
        ("| N-43 | guide:if-someone-cannot-go, guide:about-your-meeting, guide:your-say |",
         "| N-43 | guide:if-someone-cannot-go |", "N-43: no guide for young people"),
        ("| N-02 |", "| N-06 | guide:the-levels |\n| N-02 |", "N-06: it is not asked of guides or packs"),
    ],
)  # fmt: skip
def test_a_row_that_is_missing_or_names_what_is_not_there_is_found(old: str, new: str, said: str) -> None:
    assert PAGE.count(old) == 1, old
    assert any(fault.startswith(said) for fault in wrong_with(PAGE.replace(old, new)))
