"""What machines that watch the portal are told, and nobody else."""

from __future__ import annotations

import logging
import re
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Side
from portal.domain.errors import Invalid
from portal.web.kit.logs import Sink
from tests.client import HTTPS
from tests.conftest import Hands, settings_for
from tests.web.test_limits import Side_, side  # noqa: F401
from tests.world import World

TOKEN = "a-token-that-only-the-monitor-knows-0123"
BOTH = pytest.mark.parametrize("which", [Side.FAMILY, Side.DESK])


def ask(app: Flask, path: str, *, at: str = "127.0.0.1", **headers: str) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    base = HTTPS[app.extensions["portal"].side]
    return app.test_client().get(path, base_url=base, environ_base={"REMOTE_ADDR": at}, headers=sent)


@BOTH
def test_anybody_may_know_that_it_answers_and_no_more(side: Side_, which: Side) -> None:  # noqa: F811
    answer = ask(side(which), "/healthz", at="192.0.2.1")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store, max-age=0"


@BOTH
@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_how_it_does_is_told_to_this_machine_and_to_whoever_has_the_token(
    side: Side_,  # noqa: F811
    which: Side,
    path: str,
) -> None:
    app = side(which, monitor_token=TOKEN)
    missing = ask(app, "/nothing", at="192.0.2.1")
    for at, headers in {
        "192.0.2.1": {},
        "192.0.2.2": {"Authorization": "Bearer wrong"},
        "192.0.2.3": {"Authorization": f"Bearer {TOKEN}x"},
        "192.0.2.4": {"Authorization": "Bearer "},
        "127.0.0.1": {"X_Forwarded_For": "127.0.0.1"},
        "::1": {"Via": "1.1 proxy"},
        "": {},
    }.items():
        answer = ask(app, path, at=at, **headers)
        assert answer.status_code == 404, (at, headers)
        assert "not ready" not in answer.text
        assert list(answer.headers.keys()) == list(missing.headers.keys())
    for at, headers in {"127.0.0.1": {}, "::1": {}, "192.0.2.9": {"Authorization": f"Bearer {TOKEN}"}}.items():
        answer = ask(app, path, at=at, **headers)
        assert answer.status_code == 200, at
        assert "Set-Cookie" not in answer.headers


def test_without_a_token_an_empty_one_opens_nothing(side: Side_) -> None:  # noqa: F811
    for said in ("Bearer ", "Bearer", "bearer x"):
        assert ask(side(), "/metrics", at="192.0.2.1", Authorization=said).status_code == 404


def test_behind_a_proxy_on_this_machine_families_are_not_taken_for_it(side: Side_) -> None:  # noqa: F811
    app = side(proxies=1)
    assert ask(app, "/metrics", X_Forwarded_For="127.0.0.1").status_code == 404
    assert ask(app, "/metrics", X_Forwarded_For="203.0.113.9, 127.0.0.1").status_code == 404
    assert ask(app, "/metrics").status_code == 200


@BOTH
def test_ready_says_what_is_there_in_plain_names(side: Side_, which: Side) -> None:  # noqa: F811
    answer = ask(side(which), "/readyz")
    names = {line.partition(":")[0] for line in answer.text.splitlines()}
    wanted = {"family database", "family windows", "family keys", "words"}
    if which is Side.DESK:
        wanted |= {"casework database", "casework tables", "casework keys", "family tables"}
    assert (answer.status_code, names) == (200, wanted)
    assert set(re.findall(r": (.*)", answer.text)) == {"ok"}


@BOTH
def test_not_ready_when_a_table_is_missing_and_it_says_which_cupboard_and_nothing_else(
    world_on_each: World, which: Side
) -> None:
    app = world_on_each.family_app if which is Side.FAMILY else world_on_each.desk_app
    assert ask(app, "/readyz").status_code == 200
    with world_on_each.room.family.engines[1].begin() as db:
        db.execute(text("DROP TABLE opened_to" + (" CASCADE" if db.dialect.name == "postgresql" else "")))
        db.execute(text("UPDATE alembic_version SET version_num = 'family_0001'"))
    answer = ask(app, "/readyz")
    assert answer.status_code == 503
    assert "family windows: not ready" in answer.text
    assert not re.search(r"opened_to|alembic|sqlite|postgres|/|Error", answer.text)


def test_not_ready_with_keys_that_open_nothing(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands, world: World
) -> None:
    world.family_ready()
    swapped = {"family": keys["casework"], "casework": keys["family"]}
    keyring = type(world.room.family.keyring)((swapped["family"],))
    world.room.family.keyring = keyring
    answer = ask(world.desk_app, "/readyz")
    assert answer.status_code == 503
    assert "family keys: not ready" in answer.text
    assert "casework keys: ok" in answer.text


@BOTH
def test_no_side_starts_without_words(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands, tmp_path: Path, which: Side
) -> None:
    with pytest.raises(Invalid, match=r"content/areas: the folder is missing"):
        create_app(settings_for(which, sqlite_urls, keys, content=tmp_path / "content"), hands.clock)


def test_the_figures_name_nobody_and_no_address(world: World) -> None:
    child = world.family_ready()
    mum = world.join(child, "mum")
    mum.get("/p")
    mum.get("/m/no-such-thing")
    world.browser().submit("/in", name="zebra kettle", words="wrong words")
    found = ask(world.family_app, "/metrics").text
    assert 'portal_requests_total{endpoint="plan.show",status="2xx"}' in found
    assert 'portal_requests_total{endpoint="account.sign_in_now",status="4xx"} 1.0' in found
    labels = set(re.findall(r'="([^"]*)"', found))
    endpoints = set(world.family_app.view_functions)
    plain = {"none", "1xx", "2xx", "3xx", "4xx", "5xx", "+Inf"}
    assert {label for label in labels if not re.fullmatch(r"[\d.]+|[a-z.-]+", label)} <= plain | endpoints
    for word in (child, "mum", "Dawn", "no-such-thing", "zebra", "127.0.0.1", "example.org"):
        assert word not in found


def test_what_somebody_should_look_at_is_counted(world: World) -> None:
    sink, log = Sink("family", StringIO()), logging.getLogger("portal")
    log.addHandler(sink)
    try:
        log.error("audit.failed")
        log.info("request")
    finally:
        log.removeHandler(sink)
    found = ask(world.family_app, "/metrics").text
    assert re.search(r'portal_events_total\{event="audit.failed"\} [1-9]', found)
    assert 'event="request"' not in found
