"""A portal that runs goes on with the words that it started with, whatever happens to the files meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.cli import main
from portal.config import Side, make_secrets
from portal.domain.errors import Invalid
from tests.client import Browser
from tests.conftest import Hands, close, settings_for

CONTENT = Path(__file__).resolve().parents[2] / "content"
GUIDE = "/g/en/norfolk/how-often"
PAGES = (GUIDE, "/g/en/norfolk/", "/g/en/norfolk/what-the-words-mean", "/g/en/now", "/g/pl/derby/the-levels")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


Start = Callable[[], Flask]


@pytest.fixture
def start(content: Path, sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Start]:
    """Start the family side on this folder of words."""
    running: list[Flask] = []

    def begin() -> Flask:
        running.append(create_app(settings_for(Side.FAMILY, sqlite_urls, keys, content=content), hands.clock))
        return running[-1]

    yield begin
    for app in running:
        close(app)


def everything(app: Flask) -> dict[str, str]:
    browser = Browser(app)
    return {path: browser.get(path).text for path in PAGES} | {"ready": str(browser.get("/readyz").status_code)}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def spoil(content: Path) -> None:
    """What a bad afternoon does to a folder: half a pack, a guide with HTML in it, a file that is gone."""
    change(content / "areas" / "norfolk" / "en.yaml", "name: Norfolk\n", "name: [Norf")
    change(content / "guides" / "how-often" / "en.md", "## Help now", "<script>x</script>")
    (content / "helplines" / "en.yaml").unlink()
    (content / "terms" / "en.yaml").write_text("", encoding="utf-8")


def test_a_running_portal_keeps_the_last_good_words_also_on_the_next_day(
    start: Start, content: Path, hands: Hands
) -> None:
    app = start()
    before = everything(app)
    assert before["ready"] == "200"
    spoil(content)
    assert everything(app) == before
    hands.move(days=1)
    assert everything(app) == before
    shutil.rmtree(content)
    hands.move(days=1)
    assert everything(app) == before


def test_what_was_asked_for_never_before_is_as_good(start: Start, content: Path, hands: Hands) -> None:
    """Nothing is read late: a page that nobody has opened yet does not come from a file that is broken by now."""
    good = everything(start())
    app = start()
    spoil(content)
    assert everything(app) == good


def test_a_portal_that_is_started_on_broken_words_does_not_start(start: Start, content: Path) -> None:
    start()
    spoil(content)
    with pytest.raises(Invalid, match=r"areas/norfolk/en\.yaml: cannot be read: in line \d+"):
        start()


def test_new_words_are_read_from_the_next_start_on(start: Start, content: Path) -> None:
    running = start()
    change(content / "guides" / "how-often" / "en.md", "# How often you meet", "# How often all of you meet")
    assert "How often all of you meet" not in Browser(running).get(GUIDE).text
    assert "How often all of you meet" in Browser(start()).get(GUIDE).text


@pytest.mark.parametrize("side", ["family", "desk"])
def test_the_command_that_serves_names_what_stops_it_and_ends(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], side: str
) -> None:
    """A line for each fault, with file, line and remedy; no trace of our own code."""
    make_secrets(tmp_path)
    for name, value in {"DATA": str(tmp_path), "CONTENT": str(content), "HTTPS": "0",
                        "FAMILY_ADDRESS": "http://localhost:8000"}.items():  # fmt: skip
        monkeypatch.setenv(f"PORTAL_{name}", value)
    change(content / "areas" / "derby" / "area.yaml", "role: fire_service", "role: fire_brigade")
    assert main(["serve", "--side", side]) == 1
    said = capsys.readouterr().err
    assert "areas/derby/area.yaml: invited/fire_brigade (line 39): there is no role “fire_brigade”" in said
    assert "Traceback" not in said
