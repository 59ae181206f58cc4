"""What cannot be attacked because it is not there: no search, no exports, no uploads, no worker, no feed, no message.

Out of the URL map, the modules and the pages: a new door of these kinds shows here before anybody tries it.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

import portal
from portal.web.kit.services import services
from tests.client import Browser
from tests.conftest import Hands, both_sides
from tests.journeys.people import DAD, KIT, MUM
from tests.safety.crawl import Crawl
from tests.safety.test_leaks import planted, write_and_share
from tests.safety.tried import BEGIN, cupboard, token
from tests.world import World

HOUSE = Path(portal.__file__).parent
# `provider` is exchange/provider, which the contract `family-side` keeps from families.
OF_THE_DESK = {"desk", "cli", "casework", "provider"}
OF_FAMILIES = [path for path in sorted(HOUSE.rglob("*.py")) if not OF_THE_DESK & set(path.parts)]


def imported() -> Iterator[tuple[Path, str]]:
    """Every module that something of the family side imports, with the file that does."""
    for path in OF_FAMILIES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path, node.module or ""


def importers_of(*names: str) -> set[str]:
    return {
        path.relative_to(HOUSE).as_posix()
        for path, module in imported()
        if any(module == name or module.startswith(name + ".") for name in names)
    }


def rules(world: World) -> list[str]:
    return [rule.rule for rule in world.family_app.url_map.iter_rules()]


@pytest.fixture(scope="module")
def one_world(
    empty_sqlite: Path, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Crawl]]:
    """A world in which Kit has opened everything that he can reach and pressed every button; it is looked at only."""
    folder = tmp_path_factory.mktemp("looked-at")
    for name in ("casework", "family"):
        shutil.copy(empty_sqlite / f"{name}.sqlite3", folder)
    urls = (f"sqlite:///{folder}/casework.sqlite3", f"sqlite:///{folder}/family.sqlite3")
    with contextmanager(both_sides)(urls, keys, Hands()) as made:
        child = made.family_ready()
        kit = made.join(child, child)
        write_and_share(kit, "Something.")
        yield made, Crawl(kit, guides=True).walk(*BEGIN, "/", "/g/en/norfolk/")


@pytest.fixture
def world(one_world: tuple[World, Crawl]) -> World:
    return one_world[0]


@pytest.fixture
def kits_pages(one_world: tuple[World, Crawl]) -> Crawl:
    return one_world[1]


def html(crawl: Crawl) -> str:
    return "\n".join(answer.text for answer in crawl.seen.values() if answer.mimetype == "text/html")


def test_there_is_no_object_that_could_be_added_to_a_familys_session() -> None:
    """Attack 6: no ORM, so no lazy load, no refresh, no merge, and no identity map that two people could share."""
    assert importers_of("sqlalchemy.orm", "sqlalchemy.ext.declarative", "flask_sqlalchemy") == set()
    assert "store/family/editions.py" in importers_of("sqlalchemy"), "the files were read"


def test_every_statement_that_a_familys_process_sends_looks_through_windows(world_on_each: World) -> None:
    """Attack 6: whatever Mum does on any page, no statement names a table."""
    world, sent = world_on_each, []
    for engine in cupboard(world).engines:
        event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    child = world.family_ready()
    mum = world.join(child, MUM)
    write_and_share(mum, "Something.")
    Crawl(mum).walk(*BEGIN)
    mum.get("/x")
    mum.submit("/in", name=mum.name, words=mum.words)  # type: ignore[attr-defined]
    named = {
        name for statement in sent for name in re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([\w.\"]+)", statement)
    }  # fmt: skip
    tables = {name.rpartition(".")[2].strip('"') for name in named}
    assert len(tables) > 12
    assert sorted(name for name in tables if not name.startswith("own_")) == []
    schema = {name.partition(".")[0].strip('"') for name in named if "." in name}
    assert schema in ({"temp"}, {"own"})


def test_nothing_can_be_searched_for(world: World, kits_pages: Crawl) -> None:
    """Attack 29: no address, no field, no list that completes what somebody types: nothing hidden can be found."""
    assert [rule for rule in rules(world) if re.search(r"search|find|suggest|complete|lookup", rule)] == []
    pages = html(kits_pages)
    assert re.findall(r'type="search"|role="search(?:box)?"|<datalist|aria-autocomplete|list="', pages) == []
    asked = {
        node.args[0].value
        for path in (HOUSE / "web").rglob("*.py")
        if "desk" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "request.args.get"
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked == {"own", "mine", "to", "n", "how"}, "what an address may ask for beside its path"


def test_the_family_side_hands_out_pages_and_one_calendar_file_and_no_other(world: World, kits_pages: Crawl) -> None:
    """Attack 34: no PDF, no spreadsheet, no print view or export of its own; a worker prints the copy itself."""
    kinds = {answer.mimetype for answer in kits_pages.seen.values() if answer.data}
    assert kinds <= {"text/html", "text/plain", "text/calendar", "text/css", "image/svg+xml", "text/javascript"}, kinds
    assert importers_of("weasyprint", "csv", "openpyxl", "reportlab", "flask.send_file") == set()
    assert importers_of("docx", "zipfile") == {"exchange/pack_docx.py", "exchange/person_file.py"}, "a worker's files"
    contracts = (HOUSE.parent / "pyproject.toml").read_text(encoding="utf-8")
    for file in ("pack_docx", "person_file"):
        assert f'"portal.exchange.{file}"' in contracts, "families have no road to it"
    leads_to_a_file = r"print|export|download|pdf|json|csv|\.(?!ics|txt|well-known/)"
    assert [rule for rule in rules(world) if re.search(leads_to_a_file, rule)] == ["/sitemap.xml"]  # of guides alone
    code = "\n".join(path.read_text(encoding="utf-8") for path in OF_FAMILIES)
    assert not re.search(r"\bjsonify\b|\bsend_file\b|\bsend_from_directory\b|make_response", code)


def test_the_print_that_a_worker_hands_over_holds_nothing_of_anybody_else(world_on_each: World) -> None:
    """Attack 34 and T-18: paper is made from that person's own copy alone."""
    world = world_on_each
    data, never = planted("norfolk")
    child = world.bring_in("norfolk", data)
    world.publish(child)
    desk = world.at_the_desk("priya")
    for person in (KIT, MUM, DAD):
        desk.never = never[person]
        page = desk.get(f"/c/{child}/print/{person}?handed-over=1")
        assert page.status_code == 200
        assert len(page.text) > 3000


def test_nothing_stays_on_the_phone_no_worker_no_store_no_offline_copy(world: World, kits_pages: Crawl) -> None:
    """Attack 39: no service worker, no manifest, no script that keeps anything; leaving empties the rest."""
    scripts = list((HOUSE / "static" / "js").glob("*.js"))
    assert len(scripts) > 2
    keeps = re.compile(r"serviceWorker|localStorage|sessionStorage|indexedDB|caches\b|\.register\(|pushManager")
    assert [path.name for path in scripts if keeps.search(path.read_text(encoding="utf-8"))] == []
    assert not re.search(r'rel="manifest"|serviceWorker', html(kits_pages))
    assert [rule for rule in rules(world) if re.search(r"sw\.js|worker|manifest|offline", rule)] == []
    left = kits_pages.browser.get("/x")
    assert left.headers["Clear-Site-Data"] == '"cookies", "storage"'


def test_no_address_opens_anything_by_a_token_alone(world: World, kits_pages: Crawl) -> None:
    """Attack 40 and T-12: no feed and no link that works without a session; the one file is behind the same door."""
    assert [rule for rule in rules(world) if re.search(r"feed|webcal|token|key|atom|rss", rule)] == []
    assert [rule for rule in rules(world) if rule.endswith(".ics")] == ["/m/<ref>/appointment.ics"]
    stranger = world.browser()
    for path in sorted(kits_pages.known):
        if not path.startswith(("/g/", "/l/")) and path not in ("/", "/x", "/in", "/j", "/robots.txt"):
            answer = stranger.get(path)
            assert answer.status_code == 405 or answer.headers["Location"] in ("/in", f"/in?to={path}"), path


def test_nothing_of_ours_can_send_anything_to_anybody() -> None:
    """Attack 41 and T-09: no mail, no text, no push, no call to another machine, for a change or for anything else."""
    sends = ("smtplib", "email", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "socket",
             "ssl", "ftplib", "notifications_python_client", "pywebpush", "asyncio", "subprocess",
             "celery", "sched")  # fmt: skip
    assert importers_of(*sends) == set()


def test_no_file_can_be_sent_and_none_is_kept(world: World, kits_pages: Crawl) -> None:
    """Attack 42: no attachment of anybody, so none of a hidden item; what is sent as a file is not looked at."""
    pages = html(kits_pages)
    assert re.findall(r'type="file"|multipart/form-data|<video|<audio|<object|<embed|<iframe', pages) == []
    drawings = {source.partition("#")[0] for source in re.findall(r'<img[^>]*? src="([^"]*)"', pages)}
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", each) for each in drawings] == ["/s/pictures.svg"], "our own drawings"
    assert pages.count("<img") == len(re.findall(r'<img src="', pages))
    refuses = HOUSE / "web" / "kit" / "sizes.py"  # looks whether there is a file, to say no
    code = "\n".join(path.read_text(encoding="utf-8") for path in OF_FAMILIES if path != refuses)
    assert "request.files" not in code and "FileField" not in code


def test_no_address_lets_one_person_act_for_another(world: World) -> None:
    """T-20: a parent has no page for the child's account; the only names in an address are of one's own copy."""
    asked = {argument for rule in world.family_app.url_map.iter_rules() for argument in rule.arguments}
    # `number` is a step of the walk, `why` together, paper or closed; `set_id` and `paper` are one's own sets
    assert asked == {"language", "area", "slug", "tag", "ref", "number", "why", "set_id", "paper"}


# -- what stands in a page and is not read ------------------------------------------------------------

DATA = {"data-leave", "data-token", "data-companion", "data-label", "data-saving", "data-failed", "data-ended",
        # of the cover: how long it may stand there, what it says then, and a mark that is this person's own
        "data-shared", "data-idle", "data-left", "data-away", "data-who", "data-wrong", "data-last", "data-still",
        "data-said",
        # of a box: how long it may be, and what is said where it is longer
        "data-longest", "data-over"}  # fmt: skip
HIDDEN = {
    "csrf_token",
    "number",
    "to",
    "offer",
    "question",
    "set",
    "tab",
    "turn",
    "late",
    "version",
    "put",
    "off",
    "was",
}


def test_what_a_page_holds_and_does_not_show_is_of_these_few_kinds(kits_pages: Crawl) -> None:
    """Attack 36: no comment, no island of data, no hidden field or label that says whose or what it is."""
    pages = html(kits_pages)
    assert "<!--" not in pages
    assert set(re.findall(r"\s(data-[a-z-]+)=", pages)) <= DATA
    hidden = set(re.findall(r'<input[^>]*type="hidden"[^>]*>', pages))
    assert {re.findall(r'name="([^"]+)"', field)[0] for field in hidden} <= HIDDEN
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|application/(?:ld\+)?json", pages) == []
    assert re.findall(r'<[^>]*\b(?:alt|aria-label|title|placeholder)="[^"]*professional', pages) == []
    assert not re.search(r"professionals?[ -]only|withheld|restricted|hidden from", pages, re.IGNORECASE)
    assert re.findall(r"<(?:template|noscript|iframe)\b", pages) == []


HEADERS = {
    "Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control", "Vary", "Set-Cookie", "Location",
    "Clear-Site-Data", "ETag", "Allow", "Content-Encoding", "Content-Language", "Content-Disposition", "Last-Modified",
    "Date", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy", "Permissions-Policy", "X-DNS-Prefetch-Control",
    "Origin-Agent-Cluster", "Strict-Transport-Security", "X-Robots-Tag",
    "X-Saved",  # which of this page's own messages is kept: a number that the page itself made
}  # fmt: skip


def test_no_header_says_how_long_it_took_or_what_was_asked_of_the_database(world: World, kits_pages: Crawl) -> None:
    """Attack 33: no Server-Timing, no debug page or toolbar, no event of htmx that carries something."""
    names = {name for answer in kits_pages.seen.values() for name, _value in answer.headers}
    assert names <= HEADERS, names - HEADERS
    assert not world.family_app.debug
    assert importers_of("flask_debugtoolbar", "werkzeug.debug", "cProfile", "pdb") == set()


def test_what_the_family_side_keeps_ready_is_public_and_no_page_of_anybody(world: World, kits_pages: Crawl) -> None:
    """Attack 38: the server's own store of pages."""
    with world.family_app.app_context():
        kept = services().kept
    assert kept, "guides were kept"
    assert {path.partition("?")[0] for path, _day in kept if not re.match(r"/(g/|$)", path)} == set()
    assert not any(b"Hello Kit" in body for body, _zipped, _tag in kept.values())


def test_on_a_phone_that_two_people_use_the_second_sees_nothing_of_the_first(world_on_each: World) -> None:
    """Attack 38: after leaving, every page of the first one's is a way to sign in, then the second one's own."""
    world = world_on_each
    child = world.family_ready()
    mum, dad = world.join(child, MUM), world.join(child, DAD)
    write_and_share(mum, "MUMS-WORDS")
    hers = sorted({*Crawl(mum).walk(*BEGIN, forms=False).known})
    csrf = token(mum)
    mum.get("/x")
    mum.never = {"Hello Dawn", "MUMS-WORDS"}
    for path in hers:
        if not path.startswith(("/l/", "/x")):
            answer = mum.get(path)
            to_sign_in = answer.headers.get("Location", "/in") in ("/in", f"/in?to={path}")
            assert answer.status_code in (200, 405) if path == "/" else to_sign_in, path
    second: Browser = mum
    assert second.submit("/in", name=dad.name, words=dad.words).status_code == 303  # type: ignore[attr-defined]
    assert "Hello Gary" in second.get("/me").text
    for path in hers:
        answer = second.get(path)
        assert not path.startswith(("/m/", "/v/", "/told/", "/sent/")) or answer.status_code in (404, 405), path
    assert second.post("/p/read", {"csrf_token": csrf, "number": "1"}).status_code == 400
