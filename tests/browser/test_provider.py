"""A worker signs in through the provider's own page, in a real browser: cookies, policies and all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Walk, _free_port, _wait_for
from tests.provider import CLIENT, SAM, SECRET, OpenProvider, running

DESK_SCREEN = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Council:
    desk: str
    provider: OpenProvider


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A desk in a process of its own, and a provider at another site: `localhost` is not `127.0.0.1` to a browser."""
    data, port = tmp_path_factory.mktemp("council"), _free_port()
    address = f"http://127.0.0.1:{port}"
    with running(lambda: datetime.now(UTC), redirect=f"{address}/in/back", button=True) as provider:
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "PORTAL_DATA": str(data),
            "PORTAL_HTTPS": "0",
            "PORTAL_FAMILY_ADDRESS": "http://localhost:1",
            "PORTAL_TESTING": "1",
            "PORTAL_DESK_ADDRESS": address,
            "PORTAL_OIDC_ISSUER": provider.issuer,
            "PORTAL_OIDC_CLIENT_ID": CLIENT,
            "PORTAL_OIDC_CLIENT_SECRET": SECRET,
            "PORTAL_LOCAL_SIGN_IN": "1",
        }
        command = [sys.executable, "-m", "portal.cli"]
        subprocess.run([*command, "init"], env=environ, check=True, capture_output=True)
        with (data / "log").open("w") as log:
            serving = subprocess.Popen(
                [*command, "serve", "--side", "desk", "--desk-port", str(port)], env=environ, stdout=log, stderr=log
            )
            try:
                _wait_for(f"{address}/in")
                yield Council(address, provider)
            finally:
                serving.terminate()
                serving.wait(timeout=20)
        assert_nothing_of_a_token(data, provider)


def assert_nothing_of_a_token(data: Path, provider: OpenProvider) -> None:
    """In no file of the desk: not in its log, not in its databases."""
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file() and file.parent.name != "secrets")
    assert provider.tokens and b"provider" in kept
    for secret in (*provider.tokens, SECRET, *(asked["nonce"] for asked in provider.asked), "sub-of-"):
        assert secret.encode() not in kept


SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])


@SCRIPTS
@pytest.mark.parametrize("screen", [DESK_SCREEN, {"width": 390, "height": 844}], ids=["desk", "phone"])
def test_a_worker_signs_in_on_the_providers_page_and_leaves(
    council: Council, phone: Callable[..., Walk], scripts: bool, screen: dict[str, int]
) -> None:
    """Two presses there and back: no policy stops the way out, and the cookie comes back from another site."""
    walk = phone(viewport=screen, java_script_enabled=scripts)
    page = walk.page
    page.goto(f"{council.desk}/in")
    walk.look()
    through_the_provider(council, page, "", "Sign in with your work account")
    page.wait_for_url(f"{council.desk}/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    walk.look()
    names = {cookie["name"]: cookie for cookie in page.context.cookies(council.desk)}
    assert set(names) == {"w"} and names["w"]["httpOnly"] and names["w"]["sameSite"] == "Lax"
    page.reload()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{council.desk}/in?left=1")
    walk.look()
    page.get_by_role("link", name="sign out there").click()
    expect(page.get_by_role("heading", name="You have left")).to_be_visible()
    page.goto(f"{council.desk}/")
    page.wait_for_url(f"{council.desk}/in")


@SCRIPTS
def test_what_needs_a_fresh_proof_sends_a_manager_to_the_provider_and_back_to_the_page(
    council: Council, phone: Callable[..., Walk], scripts: bool
) -> None:
    """What was typed does not go along: the page says so before they leave it, and shows it for copying."""
    council.provider.person = {**SAM, "sub": "sub-of-mo", "name": "Mo Farrell", "roles": ["portal.manager"]}
    council.provider.auth_age = 600  # the provider remembers them from ten minutes ago
    walk = phone(java_script_enabled=scripts)
    page = walk.page
    through_the_provider(council, page, "/in", "Sign in with your work account")
    page.wait_for_url(f"{council.desk}/")
    page.goto(f"{council.desk}/people")
    page.locator("#name").fill("Robin Adams")
    page.locator("#sign_in").fill("robin")
    page.get_by_role("button", name="Add, and show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    expect(page.locator("#typed")).to_have_value("Robin Adams")
    expect(page.locator("#proof")).to_have_count(0)
    walk.complaints[:] = [each for each in walk.complaints if "401" not in each]
    walk.look()
    council.provider.auth_age = 0
    through_the_provider(council, page, "", "Sign in again with your work account")
    page.wait_for_url(f"{council.desk}/people")
    assert council.provider.asked[-1]["prompt"] == "login"
    page.locator("#name").fill("Robin Adams")
    page.locator("#sign_in").fill(f"robin-{scripts}".lower())
    page.get_by_role("button", name="Add, and show").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Is it still you?")
    walk.look()
    council.provider.person, council.provider.auth_age = dict(SAM), 30


def through_the_provider(council: Council, page: Page, path: str, button: str) -> None:
    if path:
        page.goto(f"{council.desk}{path}")
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"{council.provider.issuer}/authorize**")
    page.get_by_role("button", name="Yes, it is me").click()


def test_the_pages_of_a_way_in_that_failed_can_be_read_by_everybody(
    council: Council, phone: Callable[..., Walk]
) -> None:
    walk = phone()
    page = walk.page
    page.on("console", lambda message: walk.complaints.remove(message.text) if "403" in message.text else None)
    page.goto(f"{council.desk}/in/back?error=access_denied&state=x")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    walk.look()
    page.get_by_role("link", name="Back to the sign-in page").click()
    page.wait_for_url(f"{council.desk}/in?left=1")
    walk.look()


def test_who_does_not_go_back_is_not_signed_in_and_the_back_button_shows_nothing(
    council: Council, phone: Callable[..., Walk]
) -> None:
    walk = phone()
    page = walk.page
    page.goto(f"{council.desk}/in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.wait_for_url(f"{council.provider.issuer}/authorize**")
    page.go_back()
    page.wait_for_url(f"{council.desk}/in")
    page.goto(f"{council.desk}/")
    page.wait_for_url(f"{council.desk}/in")
