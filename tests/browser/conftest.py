"""A real portal in two processes, and a real browser. No browser is a failure, never a skip."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.exchange.examples import EXAMPLES
from portal.store.totp import digits_at, step_at
from tests.browser_finder import find_chromium

CLOCK = "2026-11-21T09:00:00+00:00"
WHY = "looked at with the team manager"
PHONE = {"width": 390, "height": 844}
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    found = find_chromium()
    if found is None:
        pytest.exit("There is no browser. Run `python3 dev.py test`, or set PORTAL_CHROMIUM.", returncode=3)
    only_here = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
    return {**browser_type_launch_args, "executable_path": found, "args": [only_here]}


@dataclass(frozen=True)
class Portal:
    """A running portal: its addresses, its data, and its command line."""

    family: str
    desk: str
    data: Path
    environ: dict[str, str]
    began: float = 0.0

    def now(self) -> datetime:
        """The time by the portal's clock."""
        gone = time.monotonic() - self.began if self.began else 0.0
        return datetime.fromisoformat(CLOCK) + timedelta(seconds=gone)

    def command_environ(self) -> dict[str, str]:
        """For a command: its clock goes on from now. From CLOCK each time, an older code could pass for the newest."""
        return {**self.environ, "PORTAL_TEST_CLOCK": self.now().isoformat()}

    def digits(self, secret: str) -> str:
        """The six digits that a phone with this secret shows now, by the portal's clock."""
        return digits_at(secret.replace(" ", ""), step_at(self.now()))

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "portal.cli", *command],
            env=self.command_environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def match(self, child: str, person: str, number: str, *, by: str) -> None:
        """The worker beside them says which number is on their phone, as the desk does."""
        said = f"answer(room, come_in.act_as(room, CommandLine(), {by!r}), {child!r}, {person!r}, code, {int(number)})"
        self.in_the_room(MATCH.format(child=child, person=person, by=by, said=said))

    def in_the_room(self, code: str) -> str:
        """What a worker does, by the desk's own journeys, in a process of its own. Returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.command_environ(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


MATCH = """
from portal.access.viewer import CommandLine
from portal.cli.serving import open_the_room
from portal.journeys.desk import come_in
from portal.journeys.desk.matching import answer, ask
room = open_the_room()
code = ask(room, come_in.act_as(room, CommandLine(), {by!r}), {child!r}, {person!r}).code.id
{said}
"""


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Both sides, each in a process of its own, on a clock that begins at a set moment."""
    data = tmp_path_factory.mktemp("portal")
    family, desk = _free_port(), _free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_DATA": str(data),
        "PORTAL_HTTPS": "0",
        "PORTAL_FAMILY_ADDRESS": f"http://localhost:{family}",
        "PORTAL_LEAVE_TO": f"http://localhost:{family}/g/en/leaving?weather",
        "PORTAL_TESTING": "1",
        "PORTAL_TEST_CLOCK": CLOCK,
    }
    here = Portal(f"http://localhost:{family}", f"http://127.0.0.1:{desk}", data, environ)
    here.run("init")
    log = (data / "log").open("w")
    serving = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "serve", "--family-port", str(family), "--desk-port", str(desk)],
        env=environ,
        stdout=log,
        stderr=log,
    )
    try:
        for address in (f"{here.family}/", f"{here.desk}/in"):
            _wait_for(address.replace("localhost", "127.0.0.1"))
        yield replace(here, began=time.monotonic())
    finally:
        serving.terminate()
        serving.wait(timeout=20)
        log.close()


def _wait_for(address: str) -> None:
    for _try in range(200):
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


@pytest.fixture(scope="session")
def derby(portal: Portal) -> str:
    """A family in Derby, published for everybody, with a worker at the desk. The child's ref."""
    portal.run("worker", "add", "mo", "--name", "Mo Farrell", "--role", "worker")
    portal.run("case", "import", str(EXAMPLES / "derby.json"), "--as", "mo")
    portal.run("case", "allocate", "DE-0618", "mo", "--kind", "case", "--team", "chair", "--as", "mo")
    found = json.loads(portal.run("case", "review", "DE-0618", "--as", "mo", "--json"))
    asks = {check["id"] for copy in found["copies"] for check in copy["asks"]}
    given = [part for check in asks for part in ("--reason", f"{check}={WHY}")]
    portal.run("case", "publish", "DE-0618", "--as", "mo", "--revision", "1", "--told", "in person", *given)
    return "DE-0618"


def set_up_at_the_desk(portal: Portal, walk: Walk, code: str, passphrase: str, *, look: bool = False) -> str:
    """A worker's first sign-in, through all of its pages. Returns the secret of their six digits."""
    page = walk.page
    page.goto(f"{portal.desk}/set-up")
    if look:
        walk.look()
    page.get_by_label("One-time code").fill(code)
    for label in ("A passphrase of your own", "The same again"):
        page.get_by_label(label).fill(passphrase)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Six digits from your phone")
    if look:
        walk.look()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Six digits").fill(portal.digits(secret))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes for a day without your phone")
    if look:
        walk.look()
    page.get_by_role("link", name="I have kept them: go on").click()
    return secret


def join(portal: Portal, page: Page, person: str, *, child: str = "DE-0618", by: str = "mo") -> str:
    """One of the (Derby) family joins on this page, with a code made together. Returns their four words."""
    page.goto(f"{portal.family}/j#{portal.run('invite', child, person, '--as', by)}")
    page.get_by_role("button").first.click()
    portal.match(child, person, page.locator("#match .number").inner_text(), by=by)
    page.wait_for_url("**/j/phone")  # the page goes on by itself
    page.locator("main button").click()
    words = page.locator("input[name=phrase]").first.get_attribute("value") or ""
    page.locator("#words").fill(words)
    page.locator("main button").click()
    page.wait_for_url("**/me")
    return words


class Walk:
    """One person's way through the pages: looks at every page with care before going on."""

    def __init__(self, page: Page, glass: Page | None = None) -> None:
        self.page = page
        self.glass = glass  # a page with scripts on which axe looks at what a page without them shows
        self.seen: list[str] = []
        self.complaints: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def _heard(self, kind: str, text: str) -> None:
        if "Permissions-Policy header: Unrecognized feature" in text:
            return  # switched off for browsers that have it; this one does not
        if kind in ("error", "warning") and "status of 422" not in text and "status of 409" not in text:
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith(("http://localhost:", "http://127.0.0.1:", "data:")):
            self.complaints.append(f"a request left for {url}")

    def look(self) -> None:
        """axe finds nothing, nothing sticks out sideways, nothing is kept in the browser, nobody complains."""
        expect(self.page.locator("h1")).to_have_count(1)
        page = self._under_glass() if self.glass else self.page
        found = Axe().run(page, options={"runOnly": AXE})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        wide, tall = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= tall, f"{page.url} sticks out sideways: {wide} > {tall}"
        kept = page.evaluate("localStorage.length + sessionStorage.length")
        assert kept == 0, f"{page.url} kept something in the browser"
        assert self.complaints == [], f"{page.url}: {self.complaints}"
        self.seen.append(page.url)

    def _under_glass(self) -> Page:
        assert self.glass is not None
        url, html = self.page.url, self.page.content().replace("<script", "<!-- <script").replace("</script>", "-->")
        self.glass.unroute_all()
        self.glass.route(url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self.glass.goto(url)
        return self.glass

    def small_targets(self) -> list[str]:
        """What can be pressed and is less than 44 px high, but for links inside a sentence."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
              .filter((e) => e.offsetParent !== null && e.type !== 'hidden')
              .filter((e) => !(e.matches('p a, li a, dd a, .words a') && getComputedStyle(e).display === 'inline'))
              .filter((e) => !(e.matches('input[type=radio], input[type=checkbox]') && e.labels.length))
              .filter((e) => !e.matches('.skip'))
              .filter((e) => e.getBoundingClientRect().height < 43.5)
              .map((e) => e.outerHTML.slice(0, 90))"""
        )
        return found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Walk]]:
    """Opens a phone of its own for each person."""
    opened: list[BrowserContext] = []

    def open_phone(**more: object) -> Walk:
        context = browser.new_context(**{"viewport": PHONE, "has_touch": True, **more})  # type: ignore[arg-type]
        opened.append(context)
        if more.get("java_script_enabled", True):
            return Walk(context.new_page())
        glass = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        opened.append(glass)
        return Walk(context.new_page(), glass.new_page())

    yield open_phone
    for context in opened:
        context.close()
