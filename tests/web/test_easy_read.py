"""Easy read on the page: on top of its list, linked with the longer guides, one request for all pictures."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from portal.web.kit.assets import build, sheet
from tests.world import World

GUIDES = "/g/en/norfolk/"
EASY = {"easy-the-meeting": "what-the-meeting-is", "easy-your-meeting": "about-your-meeting"}


def links(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [(address, unescape(re.sub(r"<[^>]+>", "", words)).strip()) for address, words in found]


def test_easy_read_stands_on_top_of_its_readers_list(world: World) -> None:
    page = world.browser().get(GUIDES).text
    lists = re.findall(r'<ul class="rows">(.*?)</ul>', page, re.DOTALL)
    tops = [links(each)[0] for each in lists]
    assert [address for address, _ in tops] == list(EASY)
    assert all(words.startswith("Easy read: ") for _, words in tops)


def test_a_guide_and_its_easy_read_link_to_each_other(world: World) -> None:
    browser = world.browser()
    for easy, longer in EASY.items():
        assert any(
            there == easy and words.startswith("Easy read: ")
            for there, words in links(browser.get(GUIDES + longer).text)
        )
        page = browser.get(GUIDES + easy).text
        assert any(there == longer and words.startswith("Read more: ") for there, words in links(page))
        assert "<title>Easy read: " in page
        assert not [words for _, words in links(page) if words.startswith("Next: ")]


def test_the_pictures_of_a_page_come_in_one_file_with_room_kept_and_nothing_read_aloud(world: World) -> None:
    browser = world.browser()
    images = re.findall(r"<img [^>]*>", browser.get(GUIDES + "easy-your-meeting").text)
    assert len(images) >= 20
    assert all('width="64" height="64" alt=""' in image for image in images)
    (file,) = {re.search(r'src="([^"#]+)#', image)[1] for image in images}  # type: ignore[index]
    assert re.fullmatch(r"/s/pictures\.[0-9a-f]{12}\.svg", file)
    answer = browser.get(file)
    answer.close()  # a file of the disk
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert {re.search(r"#([a-z]+)", image)[1] for image in images} <= set(re.findall(r'<view id="(\w+)"', answer.text))  # type: ignore[index]


def test_the_sheet_holds_every_drawing_once_and_shows_none_without_a_name(tmp_path: Path) -> None:
    drawings = tmp_path / "pictures"
    drawings.mkdir()
    for name in ("b", "a"):
        (drawings / f"{name}.svg").write_text(f'<svg viewBox="0 0 64 64"><path d="M{name}"/></svg>\n')
    assert sheet(drawings).decode().splitlines() == [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -80 64 64">',
        '<view id="a" viewBox="0 0 64 64"/><g transform="translate(0 0)"><path d="Ma"/></g>',
        '<view id="b" viewBox="0 80 64 64"/><g transform="translate(0 80)"><path d="Mb"/></g>',
        "</svg>",
    ]
    assert set(build(tmp_path, tmp_path / "built")) == {"pictures.svg"}
