"""What every answer says to the browser: every address, every method, every status, on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import Side
from portal.domain.people import Tie
from portal.web.kit.doors import Door
from portal.web.kit.services import services
from tests.client import HTTPS, Browser, form_fields
from tests.conftest import Hands, close, settings_for
from tests.world import World

SHARED = (
    "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
PUBLIC = f"default-src 'none'; script-src 'self'; {SHARED}"
PRIVATE = (
    f"default-src 'none'; script-src 'nonce-NONCE'; {SHARED}; require-trusted-types-for 'script'; trusted-types htmx"
)
FILE = "default-src 'none'; sandbox"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-DNS-Prefetch-Control": "off",
    "Origin-Agent-Cluster": "?1",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
NEVER = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "X-Powered-By", "Report-To",
         "Reporting-Endpoints", "Content-Security-Policy-Report-Only", "Last-Modified", "Refresh", "Link")  # fmt: skip
# C.1 row 10, whole: off for everybody, or for our own pages alone.
POWERS = {
    **dict.fromkeys(
        ("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read", "display-capture",
         "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer",
         "microphone", "midi", "payment", "serial", "usb", "web-share", "xr-spatial-tracking"),
        "()",
    ),
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO")
FLAGS = {
    "__Host-s": ("Secure", "HttpOnly", "SameSite=Strict"),
    "__Host-h": ("Secure", "SameSite=Strict"),
    "__Host-d": ("Secure", "HttpOnly", "SameSite=Strict"),
    "__Host-w": ("Secure", "HttpOnly", "SameSite=Lax"),
    "__Host-lang": ("Secure", "HttpOnly", "SameSite=Lax"),
}
COOKIES = {"family": {"__Host-s", "__Host-h", "__Host-d", "__Host-lang"}, "desk": {"__Host-w", "__Host-lang"}}


def look_closely(app: Flask, method: str, path: str, answer: TestResponse) -> None:
    """Everything that C.1, C.2 and C.3 of the safety design say of one answer."""
    at = f"{method} {path} → {answer.status_code}"
    headers = answer.headers
    for name, value in ALWAYS.items():
        assert headers.getlist(name) == [value], f"{at}: {name}"
    for name in NEVER:
        assert name not in headers, f"{at}: {name}"
    assert not re.search(r"\d", headers.get("Server", "")), at
    said = dict(part.strip().split("=", 1) for part in headers["Permissions-Policy"].split(","))
    assert said == POWERS, at

    adapter = app.url_map.bind("", url_scheme="https")
    endpoint = None
    try:
        endpoint, _args = adapter.match(path.partition("?")[0], method="GET")
    except Exception:
        endpoint = None
    door = getattr(app.view_functions.get(endpoint or ""), "door", None)
    public = door is Door.PUBLIC and answer.status_code in (200, 304) and method in ("GET", "HEAD", "OPTIONS")
    policy = headers.getlist("Content-Security-Policy")
    if answer.mimetype != "text/html" and answer.status_code != 304:
        assert policy == [FILE], at
    elif public:
        assert policy == [PUBLIC], at
    else:
        nonces = re.findall(r"'nonce-([A-Za-z0-9_-]{22})'", policy[0])
        assert [policy[0].replace(nonces[0], "NONCE")] == [PRIVATE] if nonces else False, at
        for tag in re.findall(r"<script\b[^>]*>", answer.text):
            assert f'nonce="{nonces[0]}"' in tag, f"{at}: {tag}"
    assert not answer.data or headers["Content-Type"].endswith("; charset=utf-8"), at
    if public:
        assert headers["Cache-Control"] == "public, max-age=300", at
        assert "Set-Cookie" not in headers, at
        assert "Cookie" not in headers.get("Vary", ""), at
    else:
        assert headers.getlist("Cache-Control") == ["no-store, max-age=0"], at
        assert headers.getlist("X-Robots-Tag") == ["noindex, nofollow, noarchive, nosnippet"], at
        assert "ETag" not in headers, at
        assert headers["Vary"] == "HX-Request", at
    look_at_cookies(app, at, answer)


def look_at_cookies(app: Flask, at: str, answer: TestResponse) -> None:
    for line in answer.headers.getlist("Set-Cookie"):
        name = line.partition("=")[0]
        assert name in COOKIES[app.extensions["portal"].side], f"{at}: {line}"
        parts = [part.strip() for part in line.split(";")[1:]]
        value = line.partition("=")[2].partition(";")[0]
        deleted = value == ""
        if name == "__Host-d" and value[:1] == "m":  # on somebody's own phone, for two hundred days
            assert "Max-Age=17280000" in parts and any(part.startswith("Expires=") for part in parts), f"{at}: {line}"
            parts = [part for part in parts if not part.startswith(("Expires=", "Max-Age="))]
        assert set(parts) - {"Max-Age=0", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"} == {*FLAGS[name], "Path=/"}, (
            f"{at}: {line}"
        )
        assert deleted or not any(part.startswith(("Expires", "Max-Age", "Domain")) for part in parts), f"{at}: {line}"
        assert deleted or re.fullmatch(r"[A-Za-z0-9_-]{2,64}", value), f"{at}: {line}"
        assert SimpleCookie(line), at


def addresses(app: Flask, refs: dict[str, str]) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        yield re.sub(r"<(\w+)>", lambda m: refs.get(m[1], "x"), rule.rule)


@pytest.fixture
def people(world: World) -> dict[str, Browser]:
    child = world.family_ready("norfolk")
    return {
        "kit": world.join(child, child),
        "joining": joining(world, child),
        "stranger": world.browser(),
        "worker": world.at_the_desk("priya"),
        "nobody at the desk": Browser(world.desk_app),
    }


def joining(world: World, child: str) -> Browser:
    """Somebody who has used their code and has no account yet."""
    browser = world.browser()
    browser.follow(browser.submit("/j", code=world.code(child, "dad")))
    return browser


FAMILY_REFS = {"language": "en", "area": "norfolk", "slug": "the-levels", "tag": "en"}
DESK_REFS = {"ref": "NK-4417", "person": "mum", "tie": "case"}


def test_every_address_answers_every_method_with_every_header(world: World, people: dict[str, Browser]) -> None:
    statuses = set()
    for who, browser in people.items():
        app, refs = browser.app, FAMILY_REFS if browser.side == "family" else DESK_REFS
        paths = sorted(
            {*addresses(app, refs), *addresses(app, {}), "/nothing", "/me/x.css", "/g/en/norfolk/none", "/g/en"}
        )
        for path in paths:
            for method in METHODS:
                for headers in ({}, {"HX-Request": "true"}, {"Origin": "https://evil.example"}):
                    if headers and (path.startswith("/g/") or method not in ("GET", "POST")):
                        continue
                    if path in ("/x", "/out") and who not in ("stranger", "nobody at the desk"):
                        continue  # they would leave
                    answer = browser._open(method, path, headers=headers)
                    look_closely(app, method, path, answer)
                    statuses.add(answer.status_code)
                    assert method in ("GET", "HEAD", "POST") or answer.status_code == 405, (method, path)
                    assert headers.get("Origin") is None or method == "GET" or answer.status_code == 403, path
    assert {200, 302, 303, 308, 400, 401, 403, 404, 405} <= statuses


def test_answers_to_forms_that_are_wrong_or_too_long_or_come_from_elsewhere_have_them_too(
    people: dict[str, Browser],
) -> None:
    kit, stranger, worker = people["kit"], people["stranger"], people["worker"]
    kit.submit("/q")
    token = form_fields(kit.get("/q").text, "/q")["csrf_token"]
    wrong = {
        (422, "POST", "/in"): stranger.submit("/in", name="a", words="b"),
        (422, "POST", "/j"): stranger.submit("/j", code="12"),
        (422, "POST", "/q/check"): kit.post("/q/check", {"csrf_token": token}),
        (422, "POST", "/again"): kit.submit("/again", words="wrong"),
        (413, "POST", "/q/check"): kit.post("/q/check", {"csrf_token": token, "one": "x" * 1_200_000}),
        (413, "POST", "/bring-in"): worker.post("/bring-in", {"reason": "x" * (3 * 1024 * 1024)}),
        (400, "POST", "/q/check"): kit.post("/q/check", {"csrf_token": "wrong"}),
        (303, "POST", "/q"): kit.submit("/q"),
        (204, "POST", "/x"): kit.post("/x", {"csrf_token": token}),
        (303, "GET", "/me"): kit.get("/me"),
        (401, "GET", "/me"): kit.get("/me", headers={"HX-Request": "true"}),
        (422, "POST", "/bring-in"): worker.submit("/bring-in"),
        (303, "GET", "/x"): stranger.get("/x"),
    }
    for (status, method, path), answer in wrong.items():
        assert answer.status_code == status, (path, answer.status_code)
        look_closely(people["worker"].app if path == "/bring-in" else kit.app, method, path, answer)


def test_another_sites_page_gets_nothing_out_of_ours(people: dict[str, Browser]) -> None:
    kit = people["kit"]
    token = form_fields(kit.get("/q").text, "/q")["csrf_token"]
    for site in ("cross-site", "same-site"):
        assert kit.post("/q", {"csrf_token": token}, headers={"Sec-Fetch-Site": site}).status_code == 403
        for dest in ("image", "script", "iframe", "object", "embed"):
            for path in ("/me", "/in", "/nothing"):
                answer = kit.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest})
                assert answer.status_code == 403, "there or not, it says the same"
    for origin in ("https://evil.example", "null", "https://family.example.org.evil.example", "https://[", "file://",
                   "https://family.example.org:444"):  # fmt: skip
        for site in ({}, {"Sec-Fetch-Site": "same-origin"}):
            answer = kit.post("/q", {"csrf_token": token}, headers={"Origin": origin, **site})
            assert answer.status_code == 403, (origin, site)
    assert kit.post("/q", {"csrf_token": token}, headers={"Referer": "https://evil.example/"}).status_code == 403
    assert kit.post("/q", {"csrf_token": token}, headers={"Referer": ""}).status_code == 403
    assert kit.post("/q", {"csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert kit.post("/q", {"csrf_token": token}, headers={"Origin": HTTPS["family"]}).status_code == 303


def test_what_another_sites_page_sends_is_not_shown_as_ones_own_words(people: dict[str, Browser]) -> None:
    """What one's own page sends with an old token is."""
    kit = people["kit"]
    kit.submit("/q")
    words = {"csrf_token": "old", "answer": "I walk home at four."}
    theirs = kit.post("/q/safe-out", words, headers={"Origin": "https://evil.example"})
    ours = kit.post("/q/safe-out", words)
    assert (theirs.status_code, ours.status_code) == (403, 400)
    assert "I walk home" not in theirs.text
    assert "I walk home at four." in ours.text


@pytest.mark.parametrize("tag", ["en", "pl", "en-XA", "ar-XB"])
def test_guides_carry_an_etag_that_holds_and_a_language_of_their_own(world: World, tag: str) -> None:
    browser = world.browser()
    first = browser.get(f"/g/{tag}/now")
    again = browser.get(f"/g/{tag}/now", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    look_closely(world.family_app, "GET", f"/g/{tag}/now", again)
    zipped = browser._client.get(f"/g/{tag}/now", base_url=HTTPS["family"], headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["ETag"] != first.headers["ETag"]


def test_a_signed_out_browser_is_told_to_forget(people: dict[str, Browser]) -> None:
    kit, worker = people["kit"], people["worker"]
    left = kit.get("/x")
    assert left.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert left.headers["Location"] == "https://weather.example.org/"
    out = worker.submit("/", form="/out")
    assert out.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert worker.get("/").status_code == 303


def test_only_leaving_clears_what_the_browser_has(world: World, people: dict[str, Browser]) -> None:
    for browser in (people["kit"], people["stranger"]):
        for path in ("/me", "/q", "/in", "/g/en/", "/nothing"):
            assert "Clear-Site-Data" not in browser.get(path).headers


# -- where a redirect may lead --------------------------------------------------------------------------

EVIL = ("//evil.example", "https://evil.example/", "/\\evil.example", "/%2f/evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/me\r\nX-Evil: 1", "/sent/../..//evil.example")  # fmt: skip


def test_no_redirect_leads_where_a_parameter_says(people: dict[str, Browser]) -> None:
    kit, stranger = people["kit"], people["stranger"]
    parameters = ("to", "from", "next", "url", "back", "return", "continue", "r")
    for evil in EVIL:
        query = dict.fromkeys(parameters, evil)
        for browser in (kit, stranger, people["worker"], people["nobody at the desk"]):
            paths = (
                ("/l/pl", "/again", "/in", "/g/", "/q", "/q/list", "/me", "/j")
                if browser.side == "family"
                else ("/in", "/", "/set-up")
            )
            for path in paths:
                answer = browser.get(path, query_string=query, headers={"Referer": "https://evil.example/"})
                assert "evil" not in answer.headers.get("Location", "")
                assert "evil" not in answer.text.replace("evil.example/?", "")
                assert "javascript" not in answer.text
                assert "X-Evil" not in answer.headers
        wrong = kit.submit("/again", words=kit.words, to=evil)  # type: ignore[attr-defined]
        assert wrong.headers["Location"] == "/me"
    assert stranger.get("/l/pl").headers["Location"] == "/in"
    assert kit.get("/l/pl").headers["Location"] == "/me"
    assert "Set-Cookie" not in stranger.get("/l/xx").headers


def fallen_over(world: World, side: str) -> Browser:
    """That side, where opening any page fails in our own code and the test does not say so."""
    app = world.family_app if side == "family" else world.desk_app
    app.testing = False
    return Browser(app)


@pytest.mark.parametrize("side", ["family", "desk"])
def test_a_page_that_falls_over_has_every_header_and_says_nothing_of_why(
    world: World, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 in a view of each blueprint, 500 outside of every view, 503, and 429."""
    browser = fallen_over(world, side)
    app = browser.app
    base = HTTPS[side]

    def fall(*args: object, **more: object) -> None:
        raise RuntimeError("SECRET-OF-THE-INSIDE /portal/web")

    def ask(path: str, **more: Any) -> TestResponse:
        found = browser._client.open(path, base_url=base, headers={"Referer": base + "/"}, **more)
        assert "SECRET" not in found.text + str(found.headers)
        assert "Traceback" not in found.text
        assert "portal/" not in found.text
        return found

    by_blueprint: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "door", None) in (Door.OPEN, Door.PUBLIC) and not rule.arguments and "GET" in rule.methods:
            by_blueprint.setdefault(rule.endpoint.partition(".")[0], rule)
    assert set(by_blueprint) == ({"guides", "account", "health"} if side == "family" else {"desk", "health"})
    for rule in by_blueprint.values():
        fall.door = app.view_functions[rule.endpoint].door  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, rule.endpoint, fall)
        for method in ("GET", "HEAD"):
            answer = ask(rule.rule, method=method)
            assert answer.status_code == 500
            look_closely(app, method, rule.rule, answer)
    with monkeypatch.context() as broken:
        broken.setattr("portal.web.kit.sessions._csrf", fall)
        answer = ask("/nothing")
        assert answer.status_code == 500, "the page of an error needs a session too"
        assert answer.headers["Cache-Control"] == "no-store, max-age=0"
        assert answer.headers["Content-Security-Policy"] == FILE
    broken_store = OperationalError("SELECT SECRET", {}, Exception("SECRET"))

    def away(*args: object, **more: object) -> None:
        raise broken_store

    away.door = Door.OPEN  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "health.healthz", away)
    answer = ask("/healthz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    look_closely(app, "GET", "/healthz", answer)
    app.testing = True


def test_what_is_refused_before_it_is_looked_up_has_every_header_too(people: dict[str, Browser]) -> None:
    """A bad host, headers that are too large, a body of another kind, a file where none belongs."""
    for who in ("kit", "stranger", "worker", "nobody at the desk"):
        browser = people[who]
        base = HTTPS[browser.side]
        ours = {"Referer": base + "/"}
        for path in ("/in", "/nothing"):
            tries = {
                "host": (400, {"base_url": "https://evil.example"}),
                "headers": (431, {"headers": {**ours, "Accept-Language": "x," * 9_000}}),
                "json": (415, {"method": "POST", "json": {"answer": "x"}, "headers": ours}),
                "xml": (415, {"method": "POST", "data": b"<!DOCTYPE x>", "content_type": "text/xml", "headers": ours}),
                "file": (400, {"method": "POST", "data": {"f": (BytesIO(b"MZ"), "x.exe")}, "headers": ours}),
                "long": (413, {"method": "POST", "data": {"answer": "x" * 1_100_000}, "headers": ours}),
            }
            for name, (status, more) in tries.items():
                answer = browser._client.open(path, **{"base_url": base, **more})
                assert answer.status_code == status, (who, path, name)
                look_closely(browser.app, more.get("method", "GET"), path, answer)


def test_styles_and_scripts_are_kept_for_ever_and_run_nowhere_else(people: dict[str, Browser]) -> None:
    for who in ("stranger", "worker"):
        page = people[who].get("/in" if who == "stranger" else "/")
        found = re.findall(r'(?:href|src)="(/s/[^"]+)"', page.text)
        assert len(found) > 1
        for path in found:
            answer = people[who].get(path, buffered=True)
            assert answer.status_code == 200
            assert re.fullmatch(r"max-age=\d{8,}, public, immutable", answer.headers["Cache-Control"])
            for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"):
                assert answer.headers[name] == ALWAYS[name], (path, name)
            assert answer.headers["Content-Security-Policy"] == FILE
            assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers.keys())


def test_an_address_that_looks_like_a_file_is_not_there(people: dict[str, Browser]) -> None:
    """Web cache deception: nothing between us may take a page of somebody's for a style."""
    for who, paths in {"kit": ("/me", "/p", "/q", "/sent", "/in"), "worker": ("/", "/c/NK-4417", "/in")}.items():
        for path in paths:
            for tail in (
                "/x.css",
                ";.js",
                "%0a.css",
                "%00.js",
                "/..%2fx.css",
                ".css",
                "%23.js",
                "%3f.css",
                "/x.js?v=1",
            ):
                answer = people[who].get(path.rstrip("/") + tail)
                assert answer.status_code in (404, 405), path + tail
                assert "Dawn" not in answer.text
                assert answer.headers["Cache-Control"] == "no-store, max-age=0"


def test_another_host_name_is_refused_and_named_nowhere(people: dict[str, Browser]) -> None:
    for browser in people.values():
        for path in ("/", "/in", "/g/", "/g/en", "/me", "/nothing"):
            answer = browser._client.get(path, base_url="https://evil.example")
            assert answer.status_code == 400, path
            assert "evil" not in answer.text + str(answer.headers)
        for header in ("X-Forwarded-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"):
            answer = browser.get("/in", headers={header: "evil.example"})
            assert answer.status_code in (200, 303)
            assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("side", [Side.FAMILY, Side.DESK])
def test_whoever_finds_a_weakness_finds_whom_to_tell(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands, side: Side
) -> None:
    """RFC 9116; and only where the council has said whom."""
    for contact in ("", "mailto:safety@example.org"):
        app = create_app(settings_for(side, sqlite_urls, keys, security_contact=contact), hands.clock)
        answer = Browser(app).get("/.well-known/security.txt")
        assert answer.status_code == (200 if contact else 404)
        if contact:
            said = dict(line.split(": ", 1) for line in answer.text.splitlines())
            ends = datetime.fromisoformat(said["Expires"])
            assert said["Contact"] == contact
            assert hands.now + timedelta(days=30) < ends < hands.now + timedelta(days=365)
            look_closely(app, "GET", "/.well-known/security.txt", answer)
        close(app)


def test_robots_may_read_nothing_here(people: dict[str, Browser]) -> None:
    assert people["stranger"].get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert people["worker"].get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


# -- titles ---------------------------------------------------------------------------------------------

# What may stand in the title of a private page, as it is written in English: nothing that says what it is about.
STEPS = ("My page", "Sign in – My page", "Error: Sign in – My page", "Your code – My page",
         "Error: Your code – My page",
         "Whose phone – My page", "Error: Whose phone – My page", "Your words – My page", "Error: Your words – My page",
         "What people do – My page", "A date – My page", "Before you start – My page", "Your list – My page",
         "Step by step – My page",
         "%(number)s of %(total)s – My page", "Error: A date – My page", "Error: What people do – My page",
         "Your way in – My page", "Error: Your way in – My page", "Your calendar – My page",
         "Check – My page", "Sent – My page", "For you – My page", "Your turn – My page", "What you wrote – My page",
         "What is kept – My page", "Error: What is kept – My page")  # fmt: skip
TELLING = re.compile(
    r"plan|meeting|risk|safe|child|council|social|police|exploit|family|worker|danger|abuse|crime|norfolk|nottingham|derby",
    re.IGNORECASE,
)


def allowed_titles(app: Flask, tag: str) -> list[re.Pattern[str]]:
    with app.test_request_context("/"):
        found = services().languages
        said = set()
        for locale in {found[tag].locale, found["en"].locale}:
            with force_locale(locale):
                said |= {str(gettext(step)) for step in STEPS}
    made = []
    for title in said:
        pattern = re.escape(title)
        for name in ("number", "total"):
            pattern = pattern.replace(re.escape(f"%({name})s"), r"\d{1,2}")
        made.append(re.compile(pattern))
    return made


@pytest.mark.parametrize("tag", ["en", "pl", "en-XA", "ar-XB"])
def test_the_title_of_a_private_page_tells_the_steps_apart_and_nothing_else(world: World, tag: str) -> None:
    """In every language. Titles stand in histories, in tab bars and among the open apps."""
    child = world.family_ready("norfolk")
    titles: set[str] = set()
    mum, kit = world.join(child, "mum"), world.join(child, child)
    strangers = world.browser()
    for browser in (mum, kit, strangers, joining(world, child)):
        browser.get(f"/l/{tag}")
        if browser in (mum, kit):
            browser.submit("/q")
        home = browser.get("/p").text + browser.get("/q/list").text if browser in (mum, kit) else ""
        paths = {"/me", "/p", "/q", "/q/list", "/q/check", "/q/done", "/sent", "/with-me", "/again", "/in", "/j",
                 "/j/phone", "/j/words", "/nothing", "/x/x", "/walk", "/walk/1", "/ask/the-levels", "/ask/your-say",
                 *re.findall(r'href="(/[qm]/[\w-]+)"', home)}  # fmt: skip
        for path in sorted(paths):
            page = browser.get(path)
            if page.status_code != 303:
                titles |= set(re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL))
    titles |= set(re.findall(r"<title>(.*?)</title>", strangers.submit("/in", name="x", words="y").text))
    titles |= set(re.findall(r"<title>(.*?)</title>", strangers.submit("/j", code="12").text))
    assert len(titles) > 15
    patterns = allowed_titles(world.family_app, tag)
    for title in titles:
        assert any(pattern.fullmatch(title) for pattern in patterns), f"“{title}” is no title for a private page"
        for name in ("Kit", "Dawn", "Gary", "Priya", "Tunde", "Example"):
            assert name not in title


def test_the_allowed_titles_say_nothing_themselves() -> None:
    assert [step for step in STEPS if TELLING.search(step)] == []
    assert all(one != two for one, two in pairwise(sorted(STEPS)))


def test_the_desks_titles_name_nobody_either(world: World) -> None:
    """A worker's screen is shared, and a browser remembers titles."""
    child = world.family_ready("norfolk")
    world.tie(child, "priya", Tie.CHAIR, None)
    desk = world.at_the_desk("priya")
    for path in (
        "/",
        f"/c/{child}",
        f"/c/{child}/copies",
        f"/c/{child}/words",
        f"/c/{child}/mend",
        f"/c/{child}/mend/goal/g1",
        "/bring-in",
    ):
        title = re.search(r"<title>(.*?)</title>", desk.get(path).text)
        assert title
        for name in ("Kit", "Dawn", "Gary", child):
            assert name not in title[1], f"{path} has the title “{title[1]}”"


def test_a_private_page_has_no_preview_for_chats_and_search(people: dict[str, Browser]) -> None:
    for path in ("/me", "/p", "/q", "/in", "/j"):
        html = people["kit"].get(path).text + people["stranger"].get(path).text
        assert not re.search(
            r'property="og:|name="twitter:|name="description"|rel="(?:manifest|canonical|preconnect|dns-prefetch)"',
            html,
        )


def test_no_answer_asks_another_site_for_anything(people: dict[str, Browser]) -> None:
    for path in ("/me", "/p", "/q", "/in", "/g/en/norfolk/the-levels", "/g/en/now", "/"):
        html = people["kit"].get(path).text
        assert not re.findall(
            r'<(?:script|link|img|iframe|source|video|audio|form)\b[^>]*(?:src|href|action)="(?!/)[^"]*"', html
        )
