"""Guides on a host of their own: everybody may find them there, nothing private is there, no cookie is ever set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import BadSettings, Settings, Side
from portal.web.kit.doors import Door
from tests.client import HTTPS, Browser
from tests.conftest import Hands, close, settings_for
from tests.safety.test_headers import FAMILY_REFS, METHODS, NEVER, addresses, look_closely
from tests.safety.test_starting import environment

GUIDES = "guides.example.org"
NOINDEX = "noindex, nofollow, noarchive, nosnippet"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def app(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Flask]:
    settings = settings_for(Side.FAMILY, sqlite_urls, keys, guides_host=GUIDES, security_contact="mailto:a@b.org")
    made = create_app(replace(settings, trusted_hosts=(*settings.trusted_hosts, GUIDES)), hands.clock)
    yield made
    close(made)


def ask(app: Flask, path: str, method: str = "GET", *, host: str = GUIDES, **headers: str) -> TestResponse:
    """As a browser asks at that host, with cookies that somebody may have put there."""
    client = app.test_client()
    for name, value in {"__Host-s": "a" * 43, "__Host-lang": "pl", "__Host-d": "m" + "a" * 43}.items():
        client.set_cookie(name, value, domain=host.partition(":")[0], secure=True)
    sent = {"Referer": f"https://{host}/", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.open(path, method=method, base_url=f"https://{host}", headers=sent)


def listed(app: Flask) -> list[str]:
    """The addresses of the sitemap, without their host."""
    tree = fromstring(ask(app, "/sitemap.xml").text)
    found = [loc.text or "" for loc in tree.iter(f"{SITEMAP}loc")]
    assert all(each.startswith(f"https://{GUIDES}/") for each in found)
    return [each.removeprefix(f"https://{GUIDES}") for each in found]


def test_what_is_private_is_not_there_and_no_answer_sets_a_cookie(app: Flask) -> None:
    statuses = set()
    for path in sorted({*addresses(app, FAMILY_REFS), *addresses(app, {}), "/nothing", "/g/en", "/p/", "/me/x.css"}):
        rule = app.url_map.bind("")
        for method in METHODS:
            for headers in (
                {},
                {"HX_Request": "true"},
                {"Origin": f"https://{GUIDES}", "Sec_Fetch_Site": "same-origin"},
            ):
                answer = ask(app, path, method, **headers)
                at = f"{method} {path}"
                assert "Set-Cookie" not in answer.headers, at
                look_closely(app, method, path, answer)
                statuses.add(answer.status_code)
                if answer.status_code in (200, 302):
                    endpoint = rule.match(path, method="GET")[0]
                    view = app.view_functions[endpoint]
                    assert view.door is Door.PUBLIC or endpoint == "health.security_txt", at  # type: ignore[attr-defined]
                elif not path.startswith("/g/") and method in ("GET", "HEAD", "POST"):
                    assert answer.status_code in (404, 405), at
    assert {200, 302, 308, 404, 405} <= statuses


@pytest.mark.parametrize("path", ["/in", "/j", "/me", "/p", "/q", "/x", "/l/pl", "/healthz", "/readyz", "/metrics"])
def test_a_private_address_answers_as_one_that_never_was(app: Flask, path: str) -> None:
    def without_place(answer: TestResponse) -> tuple[int, str]:
        return answer.status_code, re.sub(r"nonce-[\w-]+", "", answer.text + str(answer.headers))

    for host in (GUIDES, GUIDES.upper(), f"{GUIDES}:8443", f"{GUIDES}."):
        assert without_place(ask(app, path, host=host)) == without_place(ask(app, "/nothing", host=host))
    assert ask(app, path, host="family.example.org").status_code != 404 or path in ("/readyz", "/metrics", "/p")


def test_robots_may_read_there_and_find_every_page_of_an_area_that_is_ready(app: Flask) -> None:
    assert ask(app, "/robots.txt").text == f"User-agent: *\nAllow: /\n\nSitemap: https://{GUIDES}/sitemap.xml\n"
    answer = ask(app, "/sitemap.xml")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/xml", "public, max-age=300")
    pages = listed(app)
    assert len(pages) == len(set(pages)) > 40
    library = app.extensions["portal"].library
    for area in library.areas("en").values():
        for slug in library.guides(area.id, "en"):
            assert (f"/g/en/{area.id}/{slug}" in pages) == area.ready, f"{area.id}/{slug}"
    assert {area.ready for area in library.areas("en").values()} == {True, False}, "or this says nothing"


def test_what_is_listed_may_be_found_and_says_where_it_stands(app: Flask) -> None:
    for path in listed(app):
        answer = ask(app, path)
        assert answer.status_code == 200, path
        assert "X-Robots-Tag" not in answer.headers, path
        assert f'<link rel="canonical" href="https://{GUIDES}{path}">' in answer.text, path
        again = ask(app, path, If_None_Match=answer.headers["ETag"])
        assert (again.status_code, "X-Robots-Tag" in again.headers) == (304, False)


def test_whatever_else_stands_there_says_that_it_is_not_to_be_found(app: Flask) -> None:
    """Drafts, pages that come in another language than their address says, and everything that is no page."""
    pages = set(listed(app))
    others = ["/g/en/derby/", "/g/en/derby/the-levels", "/g/pl/", "/g/pl/norfolk/", "/g/pl/norfolk/the-levels",
              "/g/en-XA/leaving", "/g/ar-XB/norfolk/the-levels", "/g/en/nottinghamshire/who-comes", "/nothing",
              "/.well-known/security.txt", "/robots.txt", "/sitemap.xml"]  # fmt: skip
    for path in others:
        assert path not in pages
        assert ask(app, path).headers["X-Robots-Tag"] == NOINDEX, path


def test_the_families_host_stays_out_of_search_engines_guides_and_all(app: Flask) -> None:
    family = "family.example.org"
    assert ask(app, "/robots.txt", host=family).text == "User-agent: *\nDisallow: /\n"
    assert ask(app, "/sitemap.xml", host=family).status_code == 404
    for path in listed(app):
        answer = ask(app, path, host=family)
        assert answer.headers["X-Robots-Tag"] == NOINDEX
        assert 'rel="canonical"' not in answer.text
        assert GUIDES not in answer.text


def test_links_to_something_of_ones_own_lead_to_the_families_host(app: Flask) -> None:
    """Leaving too: whoever is signed in there is signed out. All other links stay, and lead somewhere."""
    start = ask(app, "/").text
    for path in ("/in", "/j", "/x"):
        assert f'href="https://family.example.org{path}"' in start
    waiting, seen = ["/"], {"/"}
    while waiting:
        page = waiting.pop()
        answer = ask(app, page)
        assert answer.status_code == 200, page
        for target in re.findall(r'<a\b[^>]*\shref="([^"#]+)"', answer.text):
            if target.startswith(("tel:", "sms:")):
                continue
            if target.startswith("https://"):
                assert target.startswith(("https://family.example.org/", f"https://{GUIDES}/")), target
                continue
            there = target if target.startswith("/") else page.rpartition("/")[0] + "/" + target.removeprefix("./")
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    assert len(seen) > 100


def test_neither_host_is_answered_with_the_others_page(app: Flask) -> None:
    """Both are kept once rendered; the one must not be served as the other."""
    for first, second in ((GUIDES, "family.example.org"), ("family.example.org", GUIDES)):
        pages = [ask(app, "/g/en/norfolk/how-often", host=host).text for host in (first, second)]
        assert ["https://family.example.org/x" in page for page in pages] == [
            host == GUIDES for host in (first, second)
        ]


def test_an_error_there_knows_nobody_either(app: Flask) -> None:
    answer = ask(app, "/me")
    assert "csrf_token" not in answer.text
    assert "<script" not in answer.text
    assert 'class="urgent"' in answer.text
    assert not [name for name in NEVER if name in answer.headers]


def test_without_the_setting_there_is_one_host_as_ever(world: object) -> None:
    browser = Browser(world.family_app)  # type: ignore[attr-defined]
    page = browser.get("/g/en/norfolk/how-often")
    assert page.headers["X-Robots-Tag"] == NOINDEX
    assert 'rel="canonical"' not in page.text
    assert browser.get("/sitemap.xml").status_code == 404
    assert browser._client.get("/", base_url=f"https://{GUIDES}").status_code == 400
    assert HTTPS["family"] == "https://family.example.org"


def test_the_setting_is_read_for_the_family_side_alone_and_joins_the_trusted_hosts(tmp_path: Path) -> None:
    environ = environment(tmp_path) | {"PORTAL_GUIDES_HOST": "Guides.example.org"}
    family, desk = (Settings.from_env(environ, side) for side in (Side.FAMILY, Side.DESK))
    assert (family.guides_host, desk.guides_host) == (GUIDES, "")
    assert family.trusted_hosts == ("desk.example.org", GUIDES)
    assert desk.trusted_hosts == ("desk.example.org",)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("https://guides.example.org", "a host name and nothing else"),
        ("guides.example.org/g", "a host name and nothing else"),
        ("somebody@guides.example.org", "a host name and nothing else"),
        ("family.example.org", "it is the families' own host"),
        ("FAMILY.example.org:8443", "it is the families' own host"),
        ("stop-gangs.example.org", "“gang” says too much"),
    ],
)
def test_a_guides_host_that_cannot_be_one_stops_the_start(tmp_path: Path, host: str, said: str) -> None:
    with pytest.raises(BadSettings, match=f"PORTAL_GUIDES_HOST: .*{said}"):
        Settings.from_env(environment(tmp_path) | {"PORTAL_GUIDES_HOST": host}, Side.FAMILY)


def test_a_guides_host_needs_to_know_where_families_are(tmp_path: Path) -> None:
    environ = environment(tmp_path) | {"PORTAL_GUIDES_HOST": GUIDES}
    del environ["PORTAL_FAMILY_ADDRESS"]
    with pytest.raises(BadSettings, match="PORTAL_FAMILY_ADDRESS: the pages of PORTAL_GUIDES_HOST lead to it"):
        Settings.from_env(environ, Side.FAMILY)
