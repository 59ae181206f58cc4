"""Hard words are explained on the page where they first stand: in guides, in one's own copy, on a meeting's page."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.client import Browser
from tests.world import World

AREAS = ("norfolk", "nottinghamshire", "derby")
MARK = re.compile(r'<a class="term" href="#word-(\d+)" id="at-word-(\d+)">(.*?)</a>', re.DOTALL)
ENTRY = re.compile(
    r'<div class="word" id="word-(\d+)"(?P<role>[^>]*)>\s*<h3[^>]*>(?P<term>.*?)</h3>\s*<p[^>]*>(?P<plain>.*?)</p>\s*'
    r'(?:<a href="#at-word-(?P<back>\d+)"[^>]*>Back to where you were</a>\s*)?</div>',
    re.DOTALL,
)
Tree = dict[str, Any]


def marked(page: str) -> list[str]:
    return [" ".join(html.unescape(words).split()) for _, _, words in MARK.findall(page)]


def meanings(page: str) -> dict[str, str]:
    return {html.unescape(found["term"]): html.unescape(found["plain"]) for found in ENTRY.finditer(page)}


def guide(world: World, area: str, slug: str) -> str:
    return world.browser().get(f"/g/en/{area}/{slug}").text


SEEN: dict[str, dict[str, str]] = {}  # an area's guides are the same in every world


def guides_of(world: World, area: str) -> dict[str, str]:
    if area not in SEEN:
        browser = world.browser()
        slugs = re.findall(r'<li><a href="([a-z0-9-]+)">', browser.get(f"/g/en/{area}/").text)
        assert len(slugs) > 20
        SEEN[area] = {slug: browser.get(f"/g/en/{area}/{slug}").text for slug in slugs}
    return SEEN[area]


# -- guides -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", AREAS)
def test_each_mark_of_a_guide_leads_to_its_meaning_and_back(world: World, area: str) -> None:
    for slug, page in guides_of(world, area).items():
        marks = MARK.findall(page)
        assert all(to == at for to, at, _ in marks), slug
        numbers = [to for to, _, _ in marks]
        assert len(numbers) == len(set(numbers)), f"{slug} marks a word twice"
        with_back = [found[1] for found in ENTRY.finditer(page) if found["back"]]
        assert sorted(with_back) == sorted(numbers), slug
        for found in ENTRY.finditer(page):
            assert (found["back"] or found[1]) == found[1]
            assert bool(found["back"]) == ('role="note" tabindex="-1"' in found["role"])
        assert ("Words on this page" in page) == (bool(marks) and slug != "what-the-words-mean"), slug


@pytest.mark.parametrize("area", AREAS)
def test_no_mark_stands_in_a_link_a_heading_or_a_closed_part_of_a_guide(world: World, area: str) -> None:
    for slug, page in guides_of(world, area).items():
        for inside in re.findall(r"<(h[1-6]|summary|details)\b(.*?)</\1>", page, re.DOTALL):
            assert 'class="term"' not in inside[1], slug
        for link in re.findall(r"<a\b(?! class=\"term\")[^>]*>(.*?)</a>", page, re.DOTALL):
            assert 'class="term"' not in link, slug


def test_norfolk_explains_its_letters_and_derby_never_does(world: World) -> None:
    norfolk = guide(world, "norfolk", "what-the-meeting-is")
    assert marked(norfolk)[0] == "child planning meeting"
    assert meanings(norfolk)["CPM"].startswith("Short for child planning meeting.")
    for slug, page in guides_of(world, "derby").items():
        assert not re.search(r"\bCPM\b|child planning meeting", page), slug


def test_the_first_use_is_counted_over_the_areas_own_words_too(world: World) -> None:
    page = guide(world, "nottinghamshire", "who-comes")
    assert "child protection chair" in marked(page)
    slot = page.index("At moderate")
    assert slot < page.index("at-word-", slot)


def test_what_the_words_mean_lists_the_whole_glossary_once(world: World) -> None:
    page = guide(world, "norfolk", "what-the-words-mean")
    listed = meanings(page)
    assert len(listed) > 40
    assert list(listed) == sorted(listed, key=str.casefold)
    assert "Words on this page" not in page
    assert marked(page), "words before the list are marked, and lead into it"


def test_young_people_read_their_own_meanings(world: World) -> None:
    page = guide(world, "derby", "who-will-be-there")
    assert meanings(page)["advocate"].startswith("They help you to say what you think.")
    for _, page in guides_of(world, "norfolk").items():
        if "words-you-may-hear" in page:
            assert "exploitation" not in meanings(page)


def test_the_address_of_a_meaning_does_not_say_which_word_it_is(world: World) -> None:
    """It stays in the list of pages that a phone keeps."""
    for page in guides_of(world, "norfolk").values():
        named = re.findall(r' id="((?:at-)?word-[^"]*)"', page)
        assert all(re.fullmatch(r"(?:at-)?word-\d+(?:-is|-says)?", each) for each in named)


@pytest.mark.parametrize("area", AREAS)
def test_no_guide_grows_too_heavy_for_a_following_page(world: World, area: str) -> None:
    """But the one that lists every word. The head of an answer takes up to 1.5 KB of the eight."""
    for slug, page in guides_of(world, area).items():
        size = len(gzip.compress(page.encode(), 9))
        assert size <= (8 * 1024 - 1536), f"{slug} has {size} bytes"


def test_a_guide_in_another_language_of_the_page_says_in_which_its_meanings_are(world: World) -> None:
    page = world.browser().get("/g/pl/norfolk/what-the-meeting-is").text
    assert '<html lang="en"' in page
    assert "Words on this page" in page


# -- one's own copy -----------------------------------------------------------------------------------


def people_with(world: World, change: Callable[[Tree], object], *who: str, example: str = "norfolk") -> list[Browser]:
    tree = factories.example(example)
    change(tree)
    child = world.bring_in(example, data=factories.as_bytes(tree))
    world.publish(child)
    return [world.join(child, each) for each in who]


def put(tree: Tree) -> None:
    tree["plan"]["goals"][0]["text"] = "I want an advocate on Tuesdays."
    tree["plan"]["actions"][0]["text"] = "Ask CAMHS & the advocate <b>to call</b> about county lines."
    tree["plan"]["safety"][0]["text"] = "Ring CAMHS first. Then follow the safety plan."


def test_a_plan_explains_what_workers_wrote_and_never_turns_it_into_html(world: World) -> None:
    (mum,) = people_with(world, put, "mum")
    page = mum.get("/p").text
    assert marked(page)[:4] == ["CAMHS", "advocate", "county lines", "safety plan"]
    assert (
        MARK.sub(r"[\3]", page).count(
            "Ask [CAMHS] &amp; the [advocate] &lt;b&gt;to call&lt;/b&gt; about [county lines]."
        )
        == 1
    )
    assert meanings(page)["CAMHS"].startswith("Short for child and adolescent")
    assert "Ring CAMHS first." in page, "the second use is left alone"


def test_what_a_family_said_is_left_as_it_is(world: World) -> None:
    mum, kit = people_with(world, put, "mum", "NK-4417")
    for each in (mum, kit):
        page = each.get("/p").text
        assert ">I want an advocate on Tuesdays.</li>" in page


def test_each_reader_has_the_meanings_for_them(world: World) -> None:
    mum, kit = people_with(world, put, "mum", "NK-4417")
    assert meanings(mum.get("/p").text)["advocate"].startswith("They help a child to be heard")
    assert meanings(kit.get("/p").text)["advocate"].startswith("They help you to say what you think.")


def test_words_that_somebody_may_not_see_leave_no_mark_behind(world: World) -> None:
    """An action that is kept from the father holds the word first; for him its first use is another one."""

    def hide(tree: Tree) -> None:
        put(tree)
        tree["plan"]["actions"][0]["withhold_from"] = ["dad"]
        tree["plan"]["actions"][0]["due"] = "2026-11-22"
        tree["plan"]["actions"].append({"ref": "a9", "text": "Give everyone the number of CAMHS.", "owner": "sw",
                                        "due": "2026-12-30", "status": "to-do", "kind": "support",
                                        "audience": "family"})  # fmt: skip

    (dad,) = people_with(world, hide, "dad")
    page = dad.get("/p").text
    assert marked(page)[0] == "CAMHS"
    assert "county lines" not in meanings(page)
    assert 'number of <a class="term"' in page


def test_a_meeting_explains_its_words_and_a_list_stands_at_its_end(world: World) -> None:
    def say(tree: Tree) -> None:
        tree["meetings"][0]["confidential_section"]["reason_for_family"] = "There is a strategy discussion first."
        tree["meetings"][1]["minutes"][2]["text"] = "The CPM agreed that CAMHS should see Kit."

    (mum,) = people_with(world, say, "mum")
    pages = [mum.get(address).text for address in re.findall(r'href="(/m/[^"]+)"', mum.get("/p").text)]
    first = next(page for page in pages if "strategy discussion" in page)
    assert "strategy discussion" in marked(first)
    assert meanings(first)["strategy discussion"].endswith("Families are not there.")
    other = next(page for page in pages if "agreed that" in page)
    assert {"CPM", "CAMHS"} <= set(marked(other))
    for page in pages:
        assert page.index("<h1") < (page.find("Words on this page") if marked(page) else len(page))


def test_a_plan_in_derby_never_explains_norfolks_letters(world: World) -> None:
    def say(tree: Tree) -> None:
        tree["plan"]["actions"][0]["text"] = "Ask at the next CPM who the advocate is."

    for each in people_with(world, say, "dad", "gran", example="derby"):
        page = each.get("/p").text
        assert "next CPM who" in page, "a worker's words stay as they are"
        assert "advocate" in marked(page)
        assert "CPM" not in meanings(page)
        assert "child planning meeting" not in page


def test_a_page_without_hard_words_has_no_list_of_them(world: World) -> None:
    (mum,) = people_with(world, lambda tree: None, "mum")
    for path in ("/me", "/kept"):
        page = mum.get(path).text
        assert "Words on this page" not in page
        assert 'class="term"' not in page


def test_the_desk_shows_the_same_words_without_marks(world: World) -> None:
    tree = factories.example("norfolk")
    put(tree)
    child = world.bring_in(data=factories.as_bytes(tree))
    page = world.at_the_desk("priya").get(f"/c/{child}/copies").text
    assert "Ask CAMHS &amp; the advocate &lt;b&gt;to call&lt;/b&gt; about county lines." in page
    assert 'class="term"' not in page
