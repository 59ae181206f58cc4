"""No page of an area holds what is another area's: its levels, its name for the meeting, whom to ring there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from portal.domain.area import Area
from portal.domain.audience import Kind
from portal.web.kit.services import Library
from tests.client import Browser
from tests.safety.crawl import links
from tests.world import World

AREAS = ("derby", "norfolk", "nottinghamshire")


def words_of(area: Area, content_words: list[str]) -> set[str]:
    """What is this area's own, as its pages say it: levels, meetings, places, contacts, letters."""
    own = {area.name, area.council, area.meeting, area.meetings}
    for level in area.scale:
        own |= {level.label, level.young_label, level.means, level.happens, level.young_means, level.does_not_mean}
    for kind in area.kinds.values():
        own |= {kind.name, kind.young_name, kind.what}
    for line in area.helplines:
        own |= {line.name, line.phone, line.phone.replace(" ", ""), line.text}
    return {each for each in own if each} | set(content_words)


def short_forms(library: Library, area: str) -> list[str]:
    """The letters that this area's glossary explains: CPM is a meeting in one area and a manager in another."""
    forms = {form for kind in Kind for term in library.glossary(area, kind, "en").terms for form in term.forms}
    return sorted(form for form in forms if re.fullmatch("[A-Z]{2,6}", form))


def foreign(library: Library) -> Mapping[str, set[str]]:
    """For each area what may stand on none of its pages: what others have and it has not."""
    areas = library.areas("en")
    own = {ref: words_of(area, short_forms(library, ref)) for ref, area in areas.items()}
    found: dict[str, set[str]] = {}
    for ref in areas:
        mine = {each.casefold() for each in own[ref]}
        others = {each for other, each_own in own.items() if other != ref for each in each_own}
        found[ref] = {each for each in others if each.casefold() not in mine}
    return found


def holds(page: str, words: set[str]) -> set[str]:
    """Which of these words stand on a page, in what is read and in addresses. Capitals count for short names, which
    are everyday words in small letters."""
    text = " ".join(unescape(re.sub(r"<(?!a\b|/a)[^>]+>", " ", page)).split())
    return {each for each in words if re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", text, _flags(each))}


def _flags(word: str) -> re.RegexFlag:
    return re.IGNORECASE if " " in word else re.RegexFlag(0)


def crawl(browser: Browser, area: str) -> dict[str, str]:
    """Every page of the area that leads to another of its pages, from its list of guides on."""
    begin = f"/g/en/{area}/"
    waiting, pages = [begin], {}
    while waiting:
        path = waiting.pop()
        answer = browser.get(path)
        assert answer.status_code == 200, path
        pages[path] = answer.text
        for target in links(answer.text, path):
            there = target.replace("/./", "/")
            if there.startswith(begin) and there not in pages and there not in waiting:
                waiting.append(there)
    return pages


@pytest.mark.parametrize("area", AREAS)
def test_no_page_of_an_area_holds_another_areas_words(world: World, area: str) -> None:
    library = world.family_app.extensions["portal"].library
    words = foreign(library)[area]
    assert len(words) > 60
    pages = crawl(Browser(world.family_app), area)
    assert len(pages) > len(library.guides(area, "en"))
    found = {path: held for path, page in pages.items() if (held := holds(page, words))}
    assert found == {}
    leading = {path for path, page in pages.items() for other in AREAS if other != area and f"/{other}/" in page}
    assert leading == set(), "a link leads into another area"


def test_what_is_another_areas_is_known_by_name(world: World) -> None:
    """So that the test above looks for something: each area's scale, meeting, council and front door."""
    words = foreign(world.family_app.extensions["portal"].library)
    assert {"CPM", "child planning meeting", "Norfolk County Council", "0344 800 8020", "Standard"} <= words["derby"]
    assert {"Emerging", "Moderate", "0300 500 80 80", "Nottinghamshire"} <= words["norfolk"] & words["derby"]
    assert {"Low", "Derby City Council", "01332 641172"} <= words["nottinghamshire"]
    assert not {"High", "999", "Childline", "0800 1111", "101"} & set.union(*words.values()), "shared by all"


@pytest.mark.parametrize(
    "planted",
    ["Standard", "a child planning meeting", "ask for the CPM", '<a href="tel:03448008020">0344 800 8020</a>',
     "Moderate – a meeting and a plan", "Norfolk County Council"],
)  # fmt: skip
def test_a_word_that_somebody_planted_is_found(world: World, planted: str) -> None:
    words = foreign(world.family_app.extensions["portal"].library)["derby"]
    page = Browser(world.family_app).get("/g/en/derby/how-often").text
    assert not holds(page, words)
    assert holds(page.replace("<h1>", f"<p>{planted}</p><h1>", 1), words)
