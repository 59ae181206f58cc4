"""`portal content preview`: for who writes, on their own machine, with no family anywhere near."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cli.preview import HERE, create_preview
from portal.web.kit.headers import PUBLIC_POLICY
from tests.client import check_html

ROOT = Path(__file__).resolve().parents[2]
SEE = "/preview/en/norfolk/how-often"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def editor(content: Path) -> FlaskClient:
    return create_preview(content, ROOT / "translations").test_client()


def get(editor: FlaskClient, path: str) -> TestResponse:
    answer = editor.get(path, base_url=f"http://{HERE}:8002")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store", "what is saved is seen at once"
    return answer


def write(content: Path, old: str, new: str) -> None:
    path = content / "guides" / "how-often" / "en.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_guide_stands_at_a_phones_width_with_its_figures_beside_it(editor: FlaskClient) -> None:
    page = get(editor, SEE).text
    check_html(SEE, page, public=False, fragment=False)
    assert re.search(r'<iframe [^>]*src="/g/en/norfolk/how-often" width="390"', page)
    for figure in ("Reading grade", "Words", "Words in a sentence", "Longest sentence"):
        assert figure in page
    assert re.search(r"<dd>\d+\.\d, at most 6\.0</dd>", page)
    assert "Nothing in the words of this page." in page
    assert "<h1" in get(editor, "/g/en/norfolk/how-often").text


def test_every_page_of_the_guides_can_be_looked_at(editor: FlaskClient) -> None:
    page = get(editor, "/preview").text
    check_html("/preview", page, public=False, fragment=False)
    listed = re.findall(r'href="(/preview/en/[^"]+)"', page)
    assert {"/preview/en/derby/", "/preview/en/norfolk/walk", "/preview/en/nottinghamshire/walk-young"} <= set(listed)
    assert len(listed) > 100
    for path in (*listed[:5], "/preview/en/derby/", "/preview/en/norfolk/walk"):
        shown = re.search(r'<iframe [^>]*src="([^"]+)"', get(editor, path).text)
        assert shown and get(editor, shown[1]).status_code == 200, path


def test_what_was_saved_is_shown_with_its_fault_and_the_page_knows_that_it_is_old(
    editor: FlaskClient, content: Path
) -> None:
    before = re.search(r'data-state="(\w+)"', get(editor, SEE).text)
    assert before and get(editor, "/preview/state").text == before[1]
    write(content, "## Help now", "They are hard to reach.\n\n## Help now")
    assert get(editor, "/preview/state").text != before[1]
    assert "They are hard to reach." in get(editor, "/g/en/norfolk/how-often").text
    assert re.search(r"<li>guides/how-often/en\.md \(line \d+\): for parent: “hard to reach”", get(editor, SEE).text)


def test_words_that_cannot_be_shown_leave_the_last_good_ones_there(editor: FlaskClient, content: Path) -> None:
    good = get(editor, "/g/en/norfolk/how-often").text
    write(content, "[[how-often]]", "[[how-oft]]")
    page = get(editor, SEE).text
    assert "The page shows them as they were before." in page
    assert re.search(r"guides/how-often/en\.md \(line \d+\): “\[\[how-oft\]\]” is not a place", page)
    assert get(editor, "/g/en/norfolk/how-often").text == good
    write(content, "[[how-oft]]", "[[how-often]]")
    assert "as they were before" not in get(editor, SEE).text


def test_words_that_are_broken_from_the_beginning_are_named(editor: FlaskClient, content: Path) -> None:
    (content / "areas" / "derby" / "en.yaml").write_text("name: [Derby", encoding="utf-8")
    assert "areas/derby/en.yaml: cannot be read: in line 1" in get(editor, "/preview").text
    assert get(editor, "/g/en/derby/the-levels").status_code == 404


def test_the_frame_is_the_one_thing_that_its_policy_lets_in(editor: FlaskClient) -> None:
    assert get(editor, SEE).headers["Content-Security-Policy"] == f"{PUBLIC_POLICY}; frame-src 'self'"
    assert get(editor, SEE).headers["X-Frame-Options"] == "DENY"
    inside = get(editor, "/g/en/norfolk/how-often").headers
    assert inside["Content-Security-Policy"] == PUBLIC_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert editor.get("/preview", base_url="http://evil.example").status_code == 400


def test_nothing_of_anybodys_own_is_there(editor: FlaskClient) -> None:
    for path in ("/in", "/j", "/me", "/p", "/q", "/x", "/l/pl", "/bring-in", "/readyz", "/metrics"):
        assert get(editor, path).status_code == 404, path


def test_its_process_never_loads_what_opens_a_database(content: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom portal.cli.preview import create_preview\n"
        f"app = create_preview(Path({str(content)!r}), Path({str(ROOT / 'translations')!r}))\n"
        f"assert app.test_client().get('{SEE}').status_code == 200\n"
        "print(*sorted(n for n in sys.modules if n.startswith(('portal.store', 'portal.journeys', 'sqlalchemy'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.fixture
def served(content: Path) -> Iterator[str]:
    """The command itself, at a port of its own."""
    environ = {**os.environ, "PORTAL_CONTENT": str(content), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "content", "preview", "--port", "0"],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_command_serves_this_machine_and_no_other(served: str) -> None:
    assert re.fullmatch(rf"http://{re.escape(HERE)}:\d+/preview", served)
    with urlopen(served, timeout=20) as answer:
        assert b"Pages to look at" in answer.read()
    elsewhere = served.replace(HERE, "127.0.0.2")
    with pytest.raises(URLError):
        urlopen(elsewhere, timeout=5).close()
