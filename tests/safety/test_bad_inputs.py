"""Every bad input G-01 … G-89: through real pages, on both sides, with nothing lost, nothing cut and nothing echoed.

The rows stand in `bad_inputs.py`.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.client import HTTPS, Browser, form_fields
from tests.conftest import Hands, both_sides
from tests.safety.bad_inputs import DESK, ROWS, Try
from tests.safety.strange_strings import STRINGS
from tests.safety.test_gets import _everything
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
SECRET_FIELDS = ("words", "code", "again", "digits")
NUMBERS = [f"G-{number:02}" for number in range(1, 90)]
WHERE = "/q/want-next"


@pytest.fixture(scope="module")
def at_home(
    empty_sqlite: Path, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, dict[str, Browser]]]:
    """Kit and his mother, who have both begun to write, a worker, and what a stranger gets at each side."""
    folder = tmp_path_factory.mktemp("bad-inputs")
    for name in ("casework", "family"):
        shutil.copy(empty_sqlite / f"{name}.sqlite3", folder)
    urls = (f"sqlite:///{folder}/casework.sqlite3", f"sqlite:///{folder}/family.sqlite3")
    with contextmanager(both_sides)(urls, keys, Hands()) as world:
        child = world.family_ready()
        people = {
            "kit": world.join(child, child),
            "mum": world.join(child, "mum"),
            "worker": world.at_the_desk("priya"),
        }
        for person in ("kit", "mum"):
            people[person].submit("/q", reader="meeting")
        yield world, people


@pytest.fixture
def world(at_home: tuple[World, dict[str, Browser]]) -> World:
    return at_home[0]


def browser_of(at_home: tuple[World, dict[str, Browser]], who: str) -> Browser:
    world, people = at_home
    if who == "stranger":
        return Browser(world.family_app)
    return Browser(world.desk_app) if who == "nobody" else people[who]


def make(browser: Browser, it: Try) -> TestResponse:
    """The request, sent as it stands."""
    base = HTTPS[browser.side]
    fields = dict(it.fields)
    if it.form:
        page = browser.get(it.form)
        assert page.status_code == 200, f"{it.form} gave {it.who} {page.status_code}"
        fields = {**form_fields(page.text, it.path), **fields}
    sent: dict[str, object] = {"data": {name: value for name, value in fields.items() if value is not None}}
    if it.raw is not None:
        sent = {"data": it.raw, "content_type": it.kind}
    elif it.method in ("GET", "HEAD"):
        sent = {}
    headers = {"Referer": base + "/", **it.headers}
    answer = browser._client.open(it.path, method=it.method, base_url=base, headers=headers, **sent)
    if answer.status_code != 200 or not it.path.startswith("/g/"):
        browser.look_at(it.path, answer)
    return answer


# -- the rows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for row in ROWS if row.tries], ids=lambda row: f"{row.id} {row.where}")
def test_what_comes_of_a_bad_input(at_home: tuple[World, dict[str, Browser]], row) -> None:  # type: ignore[no-untyped-def]
    world = at_home[0]
    for it in row.tries:
        browser = browser_of(at_home, it.who)
        before = _everything(world)
        answer = make(browser, it)
        at = f"{row.id}: {it.who} {it.method} {it.path} {str(it.fields or it.headers or it.raw)[:80]}"
        assert answer.status_code in it.statuses, f"{at} gave {answer.status_code}"
        if answer.status_code >= 400:
            after = _everything(world)
            changed = {name for name in before if before[name] != after[name] and "tally" not in name}
            assert changed == set(), f"{at} was refused and changed {changed}"
        shown = unescape(answer.text)
        assert it.says in shown, f"{at} does not say “{it.says[:60]}”"
        whole = answer.text + str(answer.headers)
        assert not it.never or it.never not in whole, at
        for name in SECRET_FIELDS:
            typed = str(it.fields.get(name) or "")
            assert len(typed) < 8 or name == "code" or typed[:200] not in shown, f"{at} shows the {name}"
        assert answer.headers.get("Location", "/").startswith("/"), at
        assert not answer.headers.get("Location", "/").startswith("//"), at
        if answer.mimetype == "text/html" and answer.status_code >= 400 and it.method != "HEAD":
            way_out = 'href="/x"' if browser.side == "family" else 'href="/"'
            assert way_out in answer.text or "HX-Request" in it.headers, f"{at} has no way out"
            assert not re.search(r"Traceback|Exception|sqlalchemy|werkzeug|SELECT ", answer.text), at


@cache
def those_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_bad_input_is_tried_here_or_by_a_test_that_is_there_or_says_why_not(number: str) -> None:
    rows = [row for row in ROWS if row.id == number]
    assert len(rows) == 1
    row = rows[0]
    assert row.tries or row.elsewhere or len(row.why_not) > 20
    for named in row.elsewhere:
        path, _, test = named.partition("::")
        assert test in those_in(path), f"there is no {named}"


def test_most_of_them_are_really_tried() -> None:
    assert [row.id for row in ROWS if row.id not in NUMBERS] == []
    tried = [row for row in ROWS if row.tries or row.elsewhere]
    assert len(tried) >= 80
    assert sum(len(row.tries) for row in ROWS) > 150


# -- everything that people may type ----------------------------------------------------------------------


def kept(words: str) -> str:
    """What of it is kept: all but spaces around it and what no keyboard makes, with the line ends of a text."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (category(c) != "Cc" and not is_no_character(c))).strip()


def is_no_character(c: str) -> bool:
    """U+FDD0 … U+FDEF and the last two of each plane."""
    return 0xFDD0 <= ord(c) <= 0xFDEF or f"{ord(c):04x}"[-4:] in ("fffe", "ffff")


class Skeleton(HTMLParser):
    """The tags and attributes of a page, without texts and without values."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!", data))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def save(kit: Browser, words: str) -> TestResponse:
    sent = words if "\r" in words else words.replace("\n", "\r\n")  # as a browser sends it
    return kit.submit(WHERE, answer=sent, reader="meeting")


def test_every_string_comes_back_as_it_was_typed(at_home: tuple[World, dict[str, Browser]]) -> None:
    """In the box and on the page before sharing, letter for letter, and never as anything but text."""
    kit = browser_of(at_home, "kit")
    assert save(kit, "Something plain.").status_code == 303
    plain = {path: Skeleton(kit.get(path).text).tags for path in (WHERE, "/q/check")}
    for words in STRINGS:
        assert save(kit, words).status_code == 303, words[:40]
        page = kit.get(WHERE).text
        assert form_fields(page, WHERE)["answer"] == kept(words), words[:40]
        if not kept(words):
            continue
        assert Skeleton(page).tags == plain[WHERE], f"“{words[:40]}” changes the page"
        checked = kit.get("/q/check").text
        assert kept(words) in "".join(Skeleton(checked).texts), words[:40]
        assert Skeleton(checked).tags == plain["/q/check"], f"“{words[:40]}” changes the page"


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(words=ANY_TEXT)
@example(words="\r\n\r")
@example(words="\ufdd0\U0010ffff")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_any_text_at_all_comes_back(at_home: tuple[World, dict[str, Browser]], words: str) -> None:
    """All planes and all control characters; half a letter cannot be sent as text (G-17)."""
    kit = browser_of(at_home, "kit")
    answer = kit.submit(WHERE, answer=words)
    assert answer.status_code == 303
    assert form_fields(kit.get(WHERE).text, WHERE)["answer"] == kept(words)


FREE_TEXT = {
    "kit": ((WHERE, WHERE, "answer"),),
    "stranger": (("/in", "/in", "name"), ("/j", "/j", "code")),
    "nobody": (("/in", "/in", "name"), ("/set-up", "/set-up", "code")),
    "worker": (
        (DESK, f"{DESK}/tie", "sign_in"),
        (f"{DESK}/mend/goal/g1", f"{DESK}/mend/goal/g1", "family_words"),
        (f"{DESK}/end", f"{DESK}/end", "why"),
        ("/by-hand/norfolk", "/by-hand/norfolk", "preferred_name"),
    ),
}


@pytest.mark.parametrize("who", FREE_TEXT)
def test_what_is_shown_again_beside_a_fault_is_text(at_home: tuple[World, dict[str, Browser]], who: str) -> None:
    """Every kind of free text that a page may show again, with every string that has a meaning to some machine."""
    for page_path, action, name in FREE_TEXT[who]:
        browser = browser_of(at_home, who)
        fields = form_fields(browser.get(page_path).text, action)
        assert name in fields or who in ("stranger", "nobody"), (action, sorted(fields))
        hostile = [words for words in STRINGS if re.search(r"[<>\"'{}&]", words) and len(words) < 100]
        assert len(hostile) > 40
        for words in hostile:
            # nothing is kept, so that the page comes again
            sent = {**fields, name: words, "revision": "0", "on": "", "version": "x"}
            answer = browser.post(action, sent)
            if answer.mimetype != "text/html" or answer.status_code == 303:
                continue
            tags = Skeleton(answer.text).tags
            names = {attribute for tag in tags for attribute in tag[1:]}
            assert not any(re.fullmatch(r"on\w+|hx-on.*|srcdoc|xlink:href", attribute) for attribute in names), words
            assert not {tag[0] for tag in tags} & {"svg", "iframe", "img", "base", "math", "style", "object"}, words
            assert "49" not in "".join(Skeleton(answer.text).texts).split(), words


def test_what_a_family_sends_is_text_for_the_worker_on_screen_paper_and_in_the_export(
    at_home: tuple[World, dict[str, Browser]],
) -> None:
    """All strings together, cut to what an answer holds, in every question that takes words."""
    world, people = at_home
    mum, desk = people["mum"], people["worker"]
    waiting = [words for words in STRINGS if 0 < len(words) < 300 and words.strip()]
    sent: list[str] = []
    for ref in re.findall(r'href="(/q/[a-z0-9-]+)"', mum.get("/q/list").text):
        page = mum.get(ref).text
        if not re.search(r"<textarea", page) or 'name="answer"' not in page:
            continue
        part: list[str] = []
        while waiting and len("\n".join([*part, waiting[0]])) < 1_300:
            part.append(waiting.pop(0))
        if part:
            answer = mum.submit(ref, answer="\r\n".join(part), reader="meeting")
            assert answer.status_code == 303, ref
            sent += [kept(words) for words in part]
    assert len(sent) > 60, "there was room"
    page = mum.get("/q/check")
    fields = form_fields(page.text, "/q/check")
    fields["one"] = re.findall(r'name="one"[^>]*value="([^"]+)"', page.text)
    assert mum.post("/q/check", fields).status_code == 303
    assert desk.submit(f"{DESK}/words").status_code in (200, 303)
    shown = {
        "the desk": desk.get(f"{DESK}/words").text,
        "her own page": mum.get("/sent").text,
        "her paper": desk.get(f"{DESK}/print/mum?handed-over=1").text,
    }
    for where, html in shown.items():
        found = Skeleton(html)
        text = "".join(found.texts)
        if where != "her paper":
            missing = [
                words for words in sent if words not in text and " ".join(words.split()) not in " ".join(text.split())
            ]
            assert missing == [], where
        names = {attribute for tag in found.tags for attribute in tag[1:]}
        assert not any(re.match(r"on[a-z]+$|hx-on|srcdoc", attribute) for attribute in names), where
        assert not {tag[0] for tag in found.tags} & {"svg", "iframe", "img", "base", "math", "style", "!"}, where
