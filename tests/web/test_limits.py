"""How often and how much may be asked: floods, large bodies, files, other kinds of bodies, proxies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request

from portal.app import create_app
from portal.config import Side
from portal.domain.errors import Busy
from portal.store.proofs import Turns
from portal.web.kit.limits import Buckets, Pace
from portal.web.kit.where import address, whose
from tests.client import HTTPS, Browser, form_fields
from tests.conftest import START, Hands, close, settings_for
from tests.world import World

Side_ = Callable[..., Flask]


@pytest.fixture
def side(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Side_]:
    """A side with settings of its own; without any, with the limits that everybody gets."""
    with ExitStack() as stack:

        def make(which: Side = Side.FAMILY, **more: Any) -> Flask:
            app = create_app(settings_for(which, sqlite_urls, keys, **{"requests_a_second": 20, **more}), hands.clock)
            stack.callback(close, app)
            return app

        yield make


def ask(app: Flask, path: str = "/in", method: str = "GET", *, at: str = "192.0.2.1", **more: Any) -> Any:
    base = HTTPS[app.extensions["portal"].side]
    return app.test_client().open(
        path, method=method, base_url=base, environ_base={"REMOTE_ADDR": at},
        headers={"Referer": base + "/", **more.pop("headers", {})}, **more,
    )  # fmt: skip


def statuses(app: Flask, number: int, **more: Any) -> list[int]:
    return [ask(app, **more).status_code for _ in range(number)]


# -- floods -----------------------------------------------------------------------------------------------


def test_a_family_that_reads_quickly_is_never_stopped_and_a_machine_is(side: Side_, hands: Hands) -> None:
    app = side()
    assert set(statuses(app, 100)) == {200}
    stopped = ask(app)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "1")
    assert "Please wait a little" in stopped.text
    hands.move(seconds=1)
    assert statuses(app, 21) == [200] * 20 + [429]


def test_one_address_that_floods_stops_nobody_else(side: Side_) -> None:
    app = side()
    statuses(app, 120, at="192.0.2.1")
    assert ask(app, at="192.0.2.1").status_code == 429
    assert ask(app, at="192.0.2.2").status_code == 200


def test_forms_are_sent_at_a_slower_pace_than_pages_are_read(side: Side_, hands: Hands) -> None:
    app = side()
    tried = statuses(app, 41, path="/in", method="POST", data={"name": "a", "words": "b"})
    assert tried == [400] * 40 + [429]
    assert ask(app).status_code == 200, "reading goes on"
    hands.move(seconds=4)
    assert ask(app, method="POST").status_code == 400


def test_words_that_are_sent_too_often_are_still_on_the_page(side: Side_) -> None:
    app = side()
    answers = [ask(app, "/q/x", "POST", data={"answer": "what I wrote"}) for _ in range(41)]
    assert answers[-1].status_code == 429
    assert "what I wrote" in answers[-1].text


def test_whoever_floods_keeps_nobody_at_the_same_address_from_leaving(side: Side_) -> None:
    """A family shares an address, and so does a school."""
    app = side()
    statuses(app, 150)
    assert ask(app).status_code == 429
    assert ask(app, "/x").status_code == 303
    assert ask(app, "/x", "POST").status_code == 400, "it is looked at, and has no token"
    assert 429 in statuses(app, 60, path="/x"), "that too has an end"


def test_styles_and_scripts_are_not_counted(side: Side_) -> None:
    app = side()
    style = next(part for part in ask(app).text.split('"') if part.endswith(".css"))
    assert {ask(app, style, buffered=True).status_code for _ in range(150)} == {200}
    assert ask(app).status_code == 200


def test_a_bucket_fills_again_and_a_clock_that_is_put_back_empties_none() -> None:
    buckets = Buckets(Pace(2, 0.5))
    assert [buckets.take("a", START) for _ in range(3)] == [0, 0, 2]
    assert buckets.take("a", START - timedelta(days=1)) == 2
    assert buckets.take("a", START - timedelta(days=1) + timedelta(seconds=2)) == 0
    assert [buckets.take("a", START + timedelta(days=9)) for _ in range(3)] == [0, 0, 2], "no more than it holds"


def test_a_million_addresses_do_not_fill_the_memory() -> None:
    buckets = Buckets(Pace(2, 1), most=100)
    for number in range(5_000):
        buckets.take(str(number), START)
    assert len(buckets) == 100


def test_buckets_are_counted_right_by_many_threads_at_once() -> None:
    buckets, found = Buckets(Pace(100, 1)), []

    def take() -> None:
        found.extend(buckets.take("a", START) for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(0) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
        ("no address", "no address", True),
    ],
)
def test_a_phone_with_many_addresses_of_one_network_is_one(one: str, other: str, same: bool) -> None:
    assert (whose(one) == whose(other)) is same


def test_tries_too_are_counted_for_a_whole_network_of_the_newer_kind(side: Side_) -> None:
    """So is everything that is counted in the database: `address` is all that our code sees."""
    app = side()
    assert seen(app, "2001:db8::1")[0] == seen(app, "2001:db8::ffff:2")[0] == "2001:db8::/64"
    assert seen(app, "fe80::1%eth0")[0] == "fe80::/64"
    assert (seen(app, "::1")[0], seen(app, "::ffff:127.0.0.1")[0]) == ("::1", "127.0.0.1"), "this machine itself"


def test_what_another_sites_page_floods_with_is_not_shown_as_if_they_had_written_it(side: Side_) -> None:
    """Their own words are given back to them; nobody's page puts words into their mouth."""
    app = side()
    statuses(app, 150)
    theirs = ask(app, "/me", "POST", data={"answer": "Not hers"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (theirs.status_code, "Not hers" in theirs.text) == (429, False)
    own = ask(app, "/me", "POST", data={"answer": "Her own"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (own.status_code, "Her own" in own.text) == (429, True)


# -- proxies ----------------------------------------------------------------------------------------------


def seen(app: Flask, at: str = "192.0.2.9", **headers: str) -> tuple[str, str]:
    """The address and the scheme that our own code sees."""
    found: list[tuple[str, str]] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: found.append((address(), request.scheme)))
    ask(app, at=at, headers=headers)
    app.before_request_funcs[None].pop(0)
    return found[0]


def test_nobody_can_say_another_address_than_their_own(side: Side_) -> None:
    """Without a proxy in front what is said of addresses is not looked at, so no limit is got around by it."""
    app = side()
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "Client-IP"):
        assert seen(app, **{name: "198.51.100.7"}) == ("192.0.2.9", "https")
    answers = [ask(app, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code for number in range(150)]
    assert 429 in answers


def test_behind_proxies_the_address_is_the_one_that_the_outermost_of_ours_has_seen(side: Side_) -> None:
    one = side(proxies=1)
    assert seen(one, **{"X-Forwarded-For": "203.0.113.5, 198.51.100.7"})[0] == "198.51.100.7", "the last hop is ours"
    assert seen(side(proxies=2), **{"X-Forwarded-For": "1.1.1.1, 203.0.113.5, 198.51.100.7"})[0] == "203.0.113.5"
    assert seen(one)[0] == "192.0.2.9"
    answer = ask(one, headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"})
    assert "evil" not in answer.text


def test_a_form_that_was_sent_in_the_clear_is_refused_and_not_sent_on(side: Side_) -> None:
    app = side(proxies=1)
    sent = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "http"}
    refused = ask(app, "/in", "POST", headers=sent, data={"name": "a"})
    assert (refused.status_code, "Location" in refused.headers) == (403, False)
    assert ask(app, "/in", "POST", headers={**sent, "X-Forwarded-Proto": "https"}).status_code == 400, "no token yet"


# -- how much ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [Side.FAMILY, Side.DESK])
@pytest.mark.parametrize(
    ("status", "more"),
    [
        (405, {"method": "OPTIONS"}),
        (405, {"method": "TRACE"}),
        (405, {"method": "CONNECT"}),
        (405, {"method": "FOO"}),
        (405, {"method": "PUT", "data": {"a": "b"}}),
        (431, {"headers": {"Accept-Language": "en," * 6_000}}),
        (431, {"headers": {f"X-{number}": "1" for number in range(200)}}),
        (413, {"method": "POST", "data": {"a": "x" * 600_000}}),
        (413, {"method": "POST", "data": {"a": ["x"] * 1_001}}),
        (413, {"method": "POST", "data": b"x" * 1_100_000, "content_type": "application/octet-stream"}),
        (415, {"method": "POST", "json": {"a": 1}}),
        (415, {"method": "POST", "data": b"<a/>", "content_type": "application/xml"}),
        (415, {"method": "POST", "data": b"a=b", "content_type": "text/plain"}),
        (400, {"method": "POST", "data": {"a": "b"}}),
    ],
    ids=lambda it: str(it)[:40],
)
def test_what_is_too_much_or_of_another_kind_is_refused_cleanly(
    side: Side_, which: Side, status: int, more: dict[str, Any]
) -> None:
    """The same for an address that is there and one that is not, before anybody looks who it is."""
    app = side(which)
    for path in ("/in", "/nothing"):
        answer = ask(app, path, **{"method": "GET", **more})
        assert answer.status_code == (404 if (status, path) == (400, "/nothing") else status)
        assert "Go to" in answer.text


def test_a_case_file_is_the_one_file_that_somebody_may_send(world: World) -> None:
    desk = world.at_the_desk("priya")
    kit = world.browser()
    for browser, path in ((desk, "/in"), (desk, "/c/NK-0001/copies"), (kit, "/in"), (kit, "/j"), (kit, "/x")):
        answer = browser.post(path, {"answer": "x", "file": (BytesIO(b"\xff\xd8\xff"), "photo.jpg")})
        assert answer.status_code == 400, path
    page = desk.get("/bring-in")
    fields = {**form_fields(page.text, "/bring-in"), "file": (BytesIO(b"{}"), "case.json")}
    assert desk.post("/bring-in", fields).status_code == 422, "it is read, and is no case"


def test_a_case_file_never_lies_in_a_folder_for_temporary_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world.at_the_desk("priya")
    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{name}", lambda *a, **k: pytest.fail("a temporary file was made"))
        monkeypatch.setattr(f"werkzeug.formparser.{name}", lambda *a, **k: pytest.fail("made"), raising=False)
    fields = form_fields(desk.get("/bring-in").text, "/bring-in")
    part = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    body = (part % ("csrf_token", "") + fields["csrf_token"] + "\r\n").encode()
    body += (part % ("file", '; filename="case.json"')).encode() + b" " * 1_900_000 + b"\r\n--b--\r\n"
    answer = desk.post("/bring-in", body, content_type="multipart/form-data; boundary=b")  # type: ignore[arg-type]
    assert answer.status_code == 422


def test_saving_goes_on_while_too_many_sign_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twenty-fifth is told to come back; who writes notices nothing."""
    child = world.family_ready()
    kit = world.join(child, child)
    kit.submit("/q")
    turns = Turns(at_once=1, waiting=1, longest=60)
    monkeypatch.setattr("portal.store.proofs._TURNS", turns)
    hold, held = threading.Event(), threading.Event()

    def hash_slowly() -> None:
        with turns.one():
            held.set()
            hold.wait(60)

    def wait_for_a_turn() -> None:
        with turns.one():
            pass

    threads = [threading.Thread(target=hash_slowly), threading.Thread(target=wait_for_a_turn)]
    threads[0].start()
    held.wait(60)
    threads[1].start()
    try:
        stranger = Browser(world.family_app)
        while True:  # until the other one waits
            answer = stranger.submit("/in", name="a b c", words="d e f g") if turns.is_full() else None
            if answer is not None:
                break
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert kit.submit("/q/want-next", answer="I can still write.").status_code == 303
    finally:
        hold.set()
        for thread in threads:
            thread.join()
    assert stranger.submit("/in", name="a b c", words="d e f g").status_code == 422


def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    turns = Turns(at_once=1, waiting=1, longest=0.01)
    with turns.one():
        with pytest.raises(Busy), turns.one():
            raise AssertionError("there was no turn")
    with turns.one():
        assert not turns.is_full()


def test_a_hash_that_fails_gives_its_turn_back() -> None:
    turns = Turns(at_once=1, waiting=0, longest=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.one():
            raise ZeroDivisionError
    with turns.one():
        assert turns.is_full()
