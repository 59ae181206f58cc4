"""A line of the log says what happened and whom to ask, and nothing that anybody wrote, is called or has opened."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from portal.web.kit.logs import Lines, Sink, happened, log, set_up_logs
from tests.world import World

SECRET = "PLUM-ANVIL"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the portal writes, from here on."""
    root = logging.getLogger()
    before = list(root.handlers), root.level, log.level
    said = io.StringIO()
    set_up_logs("family", said)
    yield said
    root.handlers[:], level, ours = before
    root.setLevel(level)
    log.setLevel(ours)
    logging.captureWarnings(False)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_line_that_names_what_was_asked_in_our_own_words(world: World, lines: io.StringIO) -> None:
    answer = world.browser().get(f"/g/en/norfolk/the-levels?x={SECRET}", headers={"User-Agent": SECRET})
    assert answer.status_code == 200
    (line,) = read(lines)
    moment = datetime.fromisoformat(line.pop("moment"))
    assert moment.utcoffset() is not None
    assert moment.utcoffset().total_seconds() == 0
    assert re.fullmatch("[A-Z0-9]{6}", line.pop("request"))
    assert line.pop("ms") >= 0
    assert line == {"level": "info", "event": "request", "side": "family", "endpoint": "guides.guide",
                    "method": "GET", "status": 200}  # fmt: skip


def test_whatever_code_hands_to_the_log_only_the_allowed_fields_come_out(lines: io.StringIO) -> None:
    log.warning(
        "refused",
        extra={"endpoint": "plan.show", "path": f"/p/{SECRET}", "words": SECRET, "reason": f"x {SECRET}",
               "status": True, "method": f"GET\r\n{SECRET}", "where": [SECRET], "kind": "\x1b[31mred"},
    )  # fmt: skip
    log.error(f"the words were {SECRET}")
    log.error("sign-in of %s", SECRET)
    logging.getLogger("sqlalchemy.engine").error("SELECT '%s'", SECRET)
    logging.getLogger(f"Some.Body {SECRET}\n").warning(SECRET)
    found = read(lines)
    assert {"moment", "level", "event", "side", "endpoint"} == set(found[0])
    assert [line["event"] for line in found[1:4]] == ["other.portal", "other.portal", "other.sqlalchemy-engine"]
    assert len(found) == 5
    assert SECRET not in lines.getvalue()


def test_an_error_is_logged_by_its_kind_and_its_way_through_our_code_without_a_value(lines: io.StringIO) -> None:
    def inner(words: str) -> None:
        raise ValueError(f"cannot read {words}")

    try:
        inner(SECRET)
    except ValueError:
        log.exception("failed", extra={"status": 500})
    (line,) = read(lines)
    assert (line["kind"], line["status"]) == ("ValueError", 500)
    assert all(re.fullmatch(r"[\w./-]+:\d+", place) for place in line["where"])
    assert len(line["where"]) == 2
    assert SECRET not in lines.getvalue()
    assert "cannot read" not in lines.getvalue()


def test_a_page_that_falls_over_gives_a_code_that_stands_in_the_log_too(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a family can read aloud to their worker."""

    def fall() -> str:
        raise RuntimeError(SECRET)

    fall.door = world.family_app.view_functions["account.sign_in"].door  # type: ignore[attr-defined]
    monkeypatch.setitem(world.family_app.view_functions, "account.sign_in", fall)
    world.family_app.testing = False
    page = world.family_app.test_client().get("/in", base_url="https://family.example.org")
    world.family_app.testing = True
    assert page.status_code == 500
    code = re.search(r"<strong>([A-Z0-9]{6})</strong>", page.text)
    assert code
    failed, request = read(lines)
    assert (failed["event"], failed["level"], request["event"]) == ("failed", "error", "request")
    assert {failed["request"], request["request"]} == {code[1]}
    assert "portal/web/kit" in " ".join(failed["where"]) or failed["where"]
    assert SECRET not in lines.getvalue() + page.text


@pytest.mark.parametrize(
    ("reason", "more"),
    [
        ("cross-site", {"method": "POST", "path": "/in", "headers": {"Origin": "https://evil.example"}}),
        ("token", {"method": "POST", "path": "/in"}),
        ("kind", {"method": "POST", "path": "/in", "json": {"a": 1}}),
        ("body", {"method": "POST", "path": "/in", "data": b"x" * 1_100_000}),
        ("headers", {"method": "GET", "path": "/in", "headers": {"Accept": "x" * 17_000}}),
        ("security-error", {"method": "GET", "path": "/in", "base_url": "https://evil.example"}),
        ("not-found", {"method": "GET", "path": "/nothing"}),
        ("embedded", {"method": "GET", "path": "/me", "headers": {"Sec-Fetch-Dest": "iframe"}}),
    ],
)
def test_what_is_refused_is_logged_with_its_reason(
    world: World, lines: io.StringIO, reason: str, more: dict[str, Any]
) -> None:
    headers = {"Referer": "https://family.example.org/", **more.pop("headers", {})}
    world.family_app.test_client().open(**{"base_url": "https://family.example.org", "headers": headers, **more})
    assert [line["reason"] for line in read(lines)] == [reason]


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_stops_nobody_and_is_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk, a closed standard error, a reader that has gone."""
    root = logging.getLogger()
    before = list(root.handlers), root.level, log.level
    closed = io.StringIO()
    closed.close()
    child = world.family_ready()
    kit = world.join(child, child)
    for stream in (Full(), closed):
        lost = happened["log.lost"]
        set_up_logs("family", stream)
        try:
            kit.submit("/q")
            assert kit.submit("/q/want-next", answer="My words.").status_code == 303
            assert "My words." in kit.get("/q/want-next").text
        finally:
            root.handlers[:], level, ours = before
            root.setLevel(level)
            log.setLevel(ours)
            logging.captureWarnings(False)
        assert happened["log.lost"] >= lost + 4
    assert capsys.readouterr().err == "", "nothing of it went to where nobody formats it"


def test_warnings_of_other_code_say_where_they_come_from_and_not_what(lines: io.StringIO) -> None:
    logging.getLogger("py.warnings").warning("%s", SECRET)
    assert [line["event"] for line in read(lines)] == ["other.py-warnings"]


def test_a_line_is_one_line() -> None:
    """Nobody can write a second one by what they type."""
    record = logging.LogRecord("portal", logging.INFO, "x", 1, "request", (), None)
    record.endpoint = 'plan.show\n{"event": "sign-in"}'
    record.reason = "a\u2028b"
    text = Lines("family").format(record)
    assert text.splitlines() == [text]
    assert set(json.loads(text)) == {"moment", "level", "event", "side"}


def test_the_sink_is_the_only_one(lines: io.StringIO) -> None:
    ours = [type(it) for it in logging.getLogger().handlers if not type(it).__module__.startswith("_pytest")]
    assert ours == [Sink]
    assert logging.getLogger("portal").handlers == []
