"""Languages: never half and half, a draft says that it is one, and never carries what has to be right."""

from __future__ import annotations

import re

import pytest

from tests.client import Browser
from tests.world import World


@pytest.fixture
def kit(world: World) -> Browser:
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    kit.submit("/q/want-next", answer="I want to swim")
    return kit


def lang(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', page)
    assert found
    return found[1]


def strips(page: str) -> list[tuple[str, str]]:
    """The lines at the top that speak of languages: (lang, text)."""
    return [
        ((re.search(r'lang="([^"]+)"', attributes) or ["", ""])[1], text)
        for attributes, text in re.findall(r'<p class="strip"([^>]*)>(.*?)</p>', page, re.DOTALL)
    ]


def test_a_language_is_chosen_with_a_link_and_stays(kit: Browser) -> None:
    assert lang(kit.get("/me").text) == "en"
    assert kit.get("/l/pl").headers["Location"] == "/me"
    assert lang(kit.get("/me").text) == "pl"
    assert kit.get("/l/en").status_code == 303
    assert lang(kit.get("/me").text) == "en"


@pytest.mark.parametrize("tag", ["xx", "../../etc", "en%0d%0aSet-Cookie:%20a=b", "EN"])
def test_a_language_that_is_not_there_changes_nothing(kit: Browser, tag: str) -> None:
    kit.get("/l/pl")
    kit.get(f"/l/{tag}")
    assert lang(kit.get("/me").text) == "pl"


def test_a_cookie_that_somebody_made_up_gives_english(kit: Browser) -> None:
    for value in ("xx", "../../etc", "pl,en", "x" * 3000):
        kit.set_cookie("__Host-lang", value)
        assert lang(kit.get("/me").text) == "en"


def test_a_draft_says_on_the_page_that_nobody_has_checked_it(kit: Browser) -> None:
    assert strips(kit.get("/me").text) == []
    kit.get("/l/pl")
    for path in ("/me", "/p", "/sent"):
        page = kit.get(path).text
        assert lang(page) == "pl"
        assert len(strips(page)) == 1, f"{path} does not say that it is a draft"


@pytest.mark.parametrize(
    "path", ["/q", "/q/list", "/q/safe-out", "/q/want-next", "/q/coming", "/q/check", "/q/done?n=1"]
)
def test_pages_with_questions_come_whole_in_english_with_a_line_in_polish(kit: Browser, path: str) -> None:
    english = kit.get(path).text
    kit.get("/l/pl")
    page = kit.get(path).text
    assert lang(page) == "en"
    assert [said for said, _ in strips(page)] == ["pl"]
    assert words(page) == words(english), "but for that line it is the page that an English reader gets"


def words(page: str) -> list[str]:
    """What stands on a page, less that line and what is random."""
    page = re.sub(r'<p class="strip".*?</p>', "", page, flags=re.DOTALL)
    page = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return [text.strip() for text in re.split(r"<[^>]+>", page) if text.strip()]


def test_an_answer_that_is_refused_comes_in_english_too(kit: Browser) -> None:
    kit.get("/l/pl")
    answer = kit.submit("/q/want-next", answer="x" * 1501)
    assert answer.status_code == 422
    assert lang(answer.text) == "en"
    assert [said for said, _ in strips(answer.text)] == ["pl"]
    assert "This is 1 letter too long." in answer.text


def test_what_is_shared_by_a_polish_reader_is_kept_with_the_language_it_was_asked_in(kit: Browser) -> None:
    kit.get("/l/pl")
    assert kit.submit("/q/check", one=["want-next"]).status_code == 303
    assert '<h2 lang="en">What do you want to happen next?' in kit.get("/sent").text


def test_the_urgent_page_of_a_draft_language_is_in_english(world: World) -> None:
    reader = world.browser()
    english, polish = reader.get("/g/en/now").text, reader.get("/g/pl/now").text
    assert (lang(english), lang(polish)) == ("en", "en")
    assert strips(english) == []
    assert [said for said, _ in strips(polish)] == ["pl"]
    for number in ("999", "101", "111", "0800 1111"):
        assert number in polish
    assert [text for text in words(polish) if text not in words(english)] == []


@pytest.mark.parametrize(("tag", "direction"), [("en", "ltr"), ("pl", "ltr"), ("en-XA", "ltr"), ("ar-XB", "rtl")])
def test_every_language_says_which_way_it_is_read(kit: Browser, tag: str, direction: str) -> None:
    kit.get(f"/l/{tag}")
    assert f'<html lang="{tag}" dir="{direction}">' in kit.get("/me").text


def test_languages_for_tests_are_never_offered_to_a_reader(kit: Browser, world: World) -> None:
    for page in (kit.get("/me").text, world.browser().get("/g/en/").text):
        assert "pl" in page
        assert "en-XA" not in page
        assert "ar-XB" not in page
