"""`portal content preview` in a browser: it loads again on saving and goes along with the frame."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from portal.cli.preview import HERE, create_preview
from tests.browser.conftest import Walk

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def at(content: Path) -> Iterator[str]:
    server = make_server(HERE, 0, create_preview(content, ROOT / "translations"), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{HERE}:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_loads_again_when_its_words_are_saved_and_follows_the_frame(
    at: str, content: Path, phone: Callable[..., Walk]
) -> None:
    page = phone(viewport={"width": 1280, "height": 900}).page
    page.goto(f"{at}/preview/en/norfolk/the-levels")
    shown = page.frame_locator("#shown")
    expect(shown.locator("h1")).to_have_text("What the levels mean")
    assert shown.locator("html").evaluate("element => element.clientWidth") == 390
    guide = content / "guides" / "the-levels" / "en.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace("## Help now", "They are hard to reach.\n\n## Help now"))
    expect(page.locator(".lint")).to_contain_text("hard to reach")
    expect(shown.locator("main")).to_contain_text("They are hard to reach.")
    shown.locator(".back a").click()
    expect(page).to_have_url(f"{at}/preview/en/norfolk/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_calm_and_whole_at_a_desk_and_on_a_phone(at: str, phone: Callable[..., Walk], scheme: str) -> None:
    for width in (390, 1280):
        walk = phone(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in ("/preview", "/preview/en/derby/who-comes"):
            walk.page.goto(at + path)
            walk.look()
