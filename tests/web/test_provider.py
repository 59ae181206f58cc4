"""Workers come in with the council's own provider: the way through the pages, and every way that is refused."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from portal.domain.clock import Clock
from portal.domain.people import Tie
from tests.client import Browser, form_fields
from tests.conftest import Hands
from tests.provider import CLIENT, DESK, SAM, SECRET, Council, council_with, running
from tests.world import World

COOKIE, SESSION = "__Host-oidc", "__Host-w"


@pytest.fixture
def council(sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands) -> Iterator[Council]:
    with council_with(sqlite_urls, keys, hands) as made:
        yield made


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def reasons(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.reason for record in log.records if record.msg == "provider.refused"]  # type: ignore[attr-defined]


# -- the way in ----------------------------------------------------------------------------------------


def test_a_worker_presses_one_button_and_comes_back_signed_in(council: Council) -> None:
    sam = council.browser(who="sam")
    page = sam.get("/in")
    assert "Sign in with your work account" in page.text
    assert 'name="words"' not in page.text and "/set-up" not in page.text
    begun = sam.submit("/in", form="/in/provider")
    cookie = next(each for each in begun.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"} <= flags
    asked = council.asked_by(sam.follow(begun).text)
    assert asked["redirect_uri"] == f"{DESK}/in/back"
    assert asked["max_age"] == "28800" and "prompt" not in asked
    for secret in (asked["state"], asked["nonce"], SECRET):
        assert secret not in cookie
    back = urlsplit(council.provider.authorise(asked))
    answer = sam.get(f"{back.path}?{back.query}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert f"{COOKIE}=;" in str(answer.headers) and sam.cookie(COOKIE) is None
    assert is_in(sam)
    assert council.accounts()[0].name == "Sam Okafor"


def test_the_session_is_another_one_after_coming_in(council: Council) -> None:
    sam = council.browser()
    sam.get("/in")
    before = sam.cookie(SESSION)
    council.sign_in(sam)
    assert before and sam.cookie(SESSION) not in (None, before)


def test_nobody_is_signed_in_without_a_click(council: Council) -> None:
    """V-085: neither opening a page nor another site's form begins a way in."""
    sam = council.browser()
    assert sam.get("/in/provider").status_code == 405
    assert sam.get("/in/onward").headers["Location"] == "/in"
    page = sam.get("/in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
    away = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert sam.post("/in/provider", {"csrf_token": token}, headers=away).status_code in (400, 403)
    assert sam.post("/in/provider", {}).status_code == 400
    assert sam.cookie(COOKIE) is None
    assert council.provider.hits == []


def test_opening_the_page_that_leads_on_changes_nothing_and_says_the_same_again(council: Council) -> None:
    sam = council.browser()
    first = sam.follow(sam.submit("/in", form="/in/provider")).text
    assert council.asked_by(first) == council.asked_by(sam.get("/in/onward").text)
    assert council.accounts() == [] and council.audited() == []


def test_looking_at_the_way_back_without_opening_it_spends_nothing(council: Council) -> None:
    sam = council.browser()
    back = council.sent_back(sam)
    assert sam._open("HEAD", back).status_code == 405
    assert sam.get(back).headers["Location"] == "/"


def test_leaving_ends_the_session_here_and_says_how_to_leave_there(council: Council) -> None:
    sam = council.signed_in()
    kept = sam.cookie(SESSION)
    left = sam.submit("/", form="/out")
    page = sam.follow(left)
    assert f'href="{council.provider.issuer}/leave?client_id={CLIENT}"' in page.text
    assert "leave" not in sam.get("/in").text
    sam.set_cookie(SESSION, str(kept))
    assert not is_in(sam)


# -- every way that is refused -------------------------------------------------------------------------

Way = Callable[[Council, Browser, str], str]
"""Spoils one thing of a way in that would work: takes where the provider leads back, returns where it leads now."""


def changed(back: str, **values: str | None) -> str:
    at = urlsplit(back)
    asked = {name: found[0] for name, found in parse_qs(at.query).items()} | values
    return f"{at.path}?{urlencode({name: value for name, value in asked.items() if value is not None})}"


def says(**claims: object) -> Way:
    def spoil(council: Council, browser: Browser, back: str) -> str:
        council.provider.claims = claims
        return back

    return spoil


def does(wrong: str) -> Way:
    def spoil(council: Council, browser: Browser, back: str) -> str:
        council.provider.wrong = {wrong}
        return back

    return spoil


def answers(**values: str | None) -> Way:
    return lambda council, browser, back: changed(back, **values)


def seconds(name: str, moved: float) -> Way:
    def spoil(council: Council, browser: Browser, back: str) -> str:
        council.provider.claims = {name: int(council.hands.now.timestamp() + moved)}
        return back

    return spoil


def replayed(council: Council, browser: Browser, back: str) -> str:
    """Somebody has spent the code before: in a browser of theirs, or at the token endpoint."""
    council.provider.codes.clear()
    return back


def without_its_cookie(council: Council, browser: Browser, back: str) -> str:
    browser._client.delete_cookie(COOKIE, domain="desk.example.org")
    return back


def with_a_cookie_of_somebody_else(council: Council, browser: Browser, back: str) -> str:
    another = council.browser()
    council.sent_back(another)
    browser.set_cookie(COOKIE, str(another.cookie(COOKIE)))
    return back


def with_a_cookie_that_was_changed(council: Council, browser: Browser, back: str) -> str:
    cookie = str(browser.cookie(COOKIE))
    browser.set_cookie(COOKIE, cookie[:-6] + ("AAAA" if cookie[-6:-2] != "AAAA" else "BBBB") + cookie[-2:])
    return back


def too_late(council: Council, browser: Browser, back: str) -> str:
    council.hands.move(minutes=10)
    return back


def mixed_up(council: Council, browser: Browser, back: str) -> str:
    """The flow began here; another provider, which somebody wicked runs, answers with a code of its own."""
    with running(council.provider.now) as wicked:
        asked = council.provider.asked[-1]
        return urlsplit(wicked.authorise(asked))._replace(scheme="", netloc="").geturl()


def mixed_up_in_silence(council: Council, browser: Browser, back: str) -> str:
    return changed(mixed_up(council, browser, back), iss=None)


def of_another_tenants_issuer(council: Council, browser: Browser, back: str) -> str:
    council.provider.claims = {"iss": council.provider.issuer + "/another-tenant"}
    return back


HOUR = 3600
MATRIX: dict[str, tuple[Way, str]] = {
    "wrong nonce": (says(nonce="another"), "nonce"),
    "no nonce": (says(nonce=None), "nonce"),
    "wrong state": (answers(state="another"), "state"),
    "no state": (answers(state=None), "state"),
    "replayed code": (replayed, "code"),
    "a made-up code": (answers(code="made-up"), "code"),
    "no code": (answers(code=None), "no-code"),
    "a code without end": (answers(code="x" * 5000), "no-code"),
    "alg=none": (does("alg-none"), "algorithm"),
    "HS256 with the public key": (does("hs256-with-the-public-key"), "algorithm"),
    "wrong signature": (does("wrong-signature"), "signature"),
    "unknown kid": (does("unknown-kid"), "unknown-key"),
    "a key that the token brings itself": (does("key-in-the-header"), "signature"),
    "an access token for an ID token": (does("access-token"), "token-form"),
    "another tenant's issuer": (of_another_tenants_issuer, "issuer"),
    "another tenant's tid": (says(tid="tenant-b"), "tenant"),
    "no tid": (says(tid=None), "tenant"),
    "missing amr": (says(amr=None), "second-factor"),
    "amr of one factor": (says(amr=["pwd"]), "second-factor"),
    "stale auth_time": (seconds("auth_time", -8 * HOUR - 61), "stale"),
    "no auth_time": (says(auth_time=None), "auth-time"),
    "auth_time to come": (seconds("auth_time", 61), "auth-time"),
    "auth_time that is true": (says(auth_time=True), "auth-time"),
    "expired token": (seconds("exp", -60), "expired"),
    "no end": (says(exp=None), "expired"),
    "made in the future": (seconds("iat", 61), "too-early"),
    "not yet": (seconds("nbf", 61), "too-early"),
    "aud of another client": (says(aud="another"), "audience"),
    "aud list with an extra party": (says(aud=[CLIENT, "another"]), "audience"),
    "aud list with an extra party and our azp": (says(aud=[CLIENT, "another"], azp=CLIENT), "audience"),
    "azp of another": (says(azp="another"), "audience"),
    "no sub": (says(sub=None), "subject"),
    "sub without end": (says(sub="s" * 256), "subject"),
    "mix-up between two providers": (mixed_up, "mix-up"),
    "mix-up, the answer says nothing": (mixed_up_in_silence, "mix-up"),
    "callback without cookie": (without_its_cookie, "no-cookie"),
    "callback with somebody else's cookie": (with_a_cookie_of_somebody_else, "state"),
    "callback with a changed cookie": (with_a_cookie_that_was_changed, "no-cookie"),
    "callback after ten minutes": (too_late, "no-cookie"),
    "no role": (says(roles=[]), "no-role"),
    "a role of something else": (says(roles=["portal.admin", "worker"]), "no-role"),
    "two roles": (says(roles=["portal.worker", "portal.manager"]), "two-roles"),
    "error=access_denied": (answers(error="access_denied", code=None), "denied"),
    "another error": (answers(error="server_error", error_description="PLANTED-WORDS"), "provider-error"),
    "token endpoint answering HTML": (does("html-for-a-token"), "answer"),
}


@pytest.fixture(scope="module")
def one_council(
    empty_sqlite: Path, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Council]:
    """A council with a tenant of its own, for all the ways that are refused."""
    folder = tmp_path_factory.mktemp("council")
    for name in ("casework", "family"):
        shutil.copy(empty_sqlite / f"{name}.sqlite3", folder)
    urls = (f"sqlite:///{folder}/casework.sqlite3", f"sqlite:///{folder}/family.sqlite3")
    with council_with(urls, keys, Hands(), tenant="tenant-a") as made:
        yield made


@pytest.fixture
def of_a_tenant(one_council: Council) -> Council:
    """In front of whose provider sits Sam, who never comes in."""
    one_council.provider.claims, one_council.provider.wrong = {}, set()
    one_council.provider.person = {**SAM, "tid": "tenant-a"}
    one_council.hands.move(minutes=2)
    return one_council


@pytest.mark.parametrize("name", MATRIX)
def test_oidc_negative_matrix(of_a_tenant: Council, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """One thing is wrong: one polite page, no session, no account; a code in the log and in the audit, no more."""
    council, (spoil, reason) = of_a_tenant, MATRIX[name]
    caplog.set_level(logging.INFO)
    accounts, audited = council.accounts(), council.audited()
    sam = council.browser()
    back = spoil(council, sam, council.sent_back(sam))
    before = sam.cookie(SESSION)
    answer = sam.get(back)
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert sam.cookie(SESSION) == before and not is_in(sam)
    assert sam.cookie(COOKIE) is None
    assert council.accounts() == accounts
    assert reasons(caplog) == [reason]
    assert council.audited()[len(audited) :] == [("provider", "desk-sign-in", f"provider/{reason}", "refused")]
    for planted in ("PLANTED-WORDS", SAM["sub"], "example.org"):
        assert planted not in caplog.text + answer.text
    council.provider.claims, council.provider.wrong = {}, set()
    council.provider.person["sub"] = "sub-of-who-does-it-right"
    assert council.sign_in(sam).headers["Location"] == "/", "the next way that is right works"


def test_each_refusal_gets_the_same_page(of_a_tenant: Council) -> None:
    """Nobody learns from the page which of the checks it was."""
    seen = set()
    for name in ("wrong nonce", "missing amr", "no role", "callback without cookie", "wrong signature"):
        sam = of_a_tenant.browser()
        answer = sam.get(MATRIX[name][0](of_a_tenant, sam, of_a_tenant.sent_back(sam)))
        seen.add(re.sub(r"this code:\s*(<[^>]+>)?\w+|nonce=\"[^\"]+\"|value=\"[^\"]{40,}\"", "", answer.text))
        of_a_tenant.provider.claims, of_a_tenant.provider.wrong = {}, set()
    assert len(seen) == 1


EDGES = {
    "signed in at the provider almost eight hours ago": seconds("auth_time", -8 * HOUR + 1),
    "a clock that is a minute late": seconds("iat", 59),
    "ended within the minute that clocks may differ": seconds("exp", -59),
    "for us alone, in a list": says(aud=[CLIENT]),
    "with our azp": says(azp=CLIENT),
}


@pytest.mark.parametrize("name", EDGES)
def test_what_is_only_just_right_is_let_in(council: Council, name: str) -> None:
    sam = council.browser()
    assert sam.get(EDGES[name](council, sam, council.sent_back(sam))).headers["Location"] == "/"


def test_a_code_that_was_used_in_one_browser_opens_nothing_in_another(council: Council) -> None:
    sam, thief = council.browser(), council.browser()
    back = council.sent_back(sam)
    council.sent_back(thief)
    assert sam.get(back).headers["Location"] == "/"
    assert thief.get(back).status_code == 403
    assert sam.get(back).status_code == 403 and is_in(sam), "nor does it end what it began"


@pytest.mark.parametrize(
    ("factors", "claims", "works"),
    [
        (("acr=loa2",), {"acr": "loa2", "amr": None}, True),
        (("acr=loa2",), {"acr": "loa1"}, False),
        (("acrs=c1",), {"acrs": ["c1", "c2"], "amr": None}, True),
        (("acrs=c1",), {"acrs": "c9"}, False),
        (("hwk", "otp"), {"amr": ["pwd", "otp"]}, True),
        (("hwk", "otp"), {"amr": ["pwd", "mfa"]}, False),
        (("mfa",), {"amr": "mfa"}, True),
    ],
)
def test_a_council_says_what_shows_a_second_factor(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands, factors: tuple[str, ...],
    claims: dict[str, object], works: bool,
) -> None:  # fmt: skip
    with council_with(sqlite_urls, keys, hands, factors=factors) as council:
        council.provider.claims = claims
        assert council.sign_in(council.browser()).status_code == (303 if works else 403)
        asked = council.provider.asked[-1]
        assert asked.get("acr_values") == ("loa2" if factors == ("acr=loa2",) else None)
        assert ("acrs" in asked.get("claims", "")) is (factors == ("acrs=c1",))


# -- the provider is away ------------------------------------------------------------------------------


def test_while_the_provider_is_down_nobody_comes_in_and_who_is_in_goes_on(
    council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    sam = council.signed_in()
    back = council.sent_back(council.browser())
    council.provider.stop()
    council.hands.move(minutes=20)
    assert is_in(sam)
    late = council.browser()
    assert late.get(back).status_code == 403
    council.hands.move(hours=1)
    answer = late.submit("/in", form="/in/provider")
    assert answer.status_code == 503
    assert "does not answer" in answer.text and "ring your team" in answer.text
    assert late.cookie(COOKIE) is None and not is_in(late)


def test_a_provider_that_goes_away_in_between_signs_nobody_in(council: Council) -> None:
    sam = council.browser()
    back = council.sent_back(sam)
    council.provider.stop()
    assert sam.get(back).status_code == 503
    assert not is_in(sam) and council.accounts() == []


@pytest.mark.parametrize("wrong", ["broken-token-endpoint"])
def test_a_token_endpoint_that_falls_over_is_a_provider_that_is_away(council: Council, wrong: str) -> None:
    sam = council.browser()
    back = council.sent_back(sam)
    council.provider.wrong = {wrong}
    assert sam.get(back).status_code == 503
    assert not is_in(sam)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.example.org/another"},
        {"jwks_uri": "http://keys.evil.example/keys"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_what_a_provider_says_of_itself_is_looked_at(council: Council, metadata: dict[str, object]) -> None:
    council.provider.metadata = metadata
    assert council.browser().submit("/in", form="/in/provider").status_code == 503


def test_who_does_not_answer_is_left_alone_for_a_while(council: Council) -> None:
    council.provider.metadata = {"issuer": "https://another.example.org"}
    sam = council.browser()
    for _try in range(3):
        assert sam.submit("/in", form="/in/provider").status_code == 503
    assert len(council.provider.hits) == 1
    council.provider.metadata = {}
    council.hands.move(seconds=11)
    assert council.sign_in(sam).headers["Location"] == "/"


def test_what_it_says_is_asked_once_an_hour_and_a_new_key_is_found(council: Council) -> None:
    for _each in range(3):
        council.signed_in()
    described = "/.well-known/openid-configuration"
    assert (council.provider.hits.count(described), council.provider.hits.count("/keys")) == (1, 1)
    provider = council.provider
    provider.published = [provider.signs_with_another_key]
    provider.key = provider.signs_with_another_key
    assert council.sign_in(council.browser()).status_code == 403, "asked a moment ago: not again for each token"
    council.hands.move(minutes=1)
    council.signed_in()
    assert provider.hits.count("/keys") == 2


# -- showing it again ----------------------------------------------------------------------------------


def test_showing_again_asks_for_the_password_anew_and_gives_five_minutes(council: Council) -> None:
    council.provider.auth_age = HOUR
    sam = council.signed_in()
    before = sam.cookie(SESSION)
    assert not fresh(council, sam)
    asked = council.asked_by(sam.follow(begin_again(sam, "/bring-in")).text)
    assert (asked["prompt"], asked["max_age"]) == ("login", "300")
    council.provider.auth_age = 5
    back = urlsplit(council.provider.authorise(asked))
    answer = sam.get(f"{back.path}?{back.query}")
    assert answer.headers["Location"] == "/bring-in"
    assert sam.cookie(SESSION) != before and fresh(council, sam)
    council.hands.move(minutes=5, seconds=1)
    assert is_in(sam) and not fresh(council, sam)
    kept = sam.cookie(SESSION)
    sam.set_cookie(SESSION, str(before))
    assert not is_in(sam), "the id of before is worth nothing"
    sam.set_cookie(SESSION, str(kept))
    assert is_in(sam)


def test_a_provider_that_only_remembers_shows_nothing_again(council: Council) -> None:
    sam = council.signed_in()
    council.hands.move(minutes=6)
    council.provider.auth_age = 361
    answer = again(council, sam)
    assert answer.status_code == 403 and "You are still signed in" in answer.text
    assert is_in(sam) and not fresh(council, sam)


@pytest.mark.parametrize("known", [False, True], ids=["never-seen", "a-colleague"])
def test_somebody_else_at_the_provider_shows_nothing_for_the_worker_who_is_signed_in(
    council: Council, known: bool
) -> None:
    another = {**SAM, "sub": "sub-of-another"}
    if known:
        council.provider.person = another
        council.signed_in()
    council.provider.person = dict(SAM)
    sam = council.signed_in()
    council.hands.move(minutes=6)
    council.provider.person = another
    assert again(council, sam).status_code == 403
    assert is_in(sam) and not fresh(council, sam)
    assert len(council.accounts()) == 1 + known


def test_it_is_shown_for_the_session_that_asked_and_for_no_other(council: Council) -> None:
    sam = council.signed_in()
    council.hands.move(minutes=6)
    asked = council.asked_by(sam.follow(begin_again(sam, "/")).text)
    elsewhere = council.signed_in()
    elsewhere.set_cookie(COOKIE, str(sam.cookie(COOKIE)))
    back = urlsplit(council.provider.authorise(asked))
    assert elsewhere.get(f"{back.path}?{back.query}").status_code == 403


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", "/in/../\n/x"])
def test_the_way_back_leads_to_a_page_of_the_desk_and_nowhere_else(council: Council, evil: str) -> None:
    sam = council.signed_in()
    assert again(council, sam, to=evil).headers["Location"] == "/"


def begin_again(browser: Browser, to: str):  # type: ignore[no-untyped-def]
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/").text)[1]  # type: ignore[index]
    return browser.post("/again/provider", {"csrf_token": token, "to": to})


def again(council: Council, browser: Browser, to: str = "/"):  # type: ignore[no-untyped-def]
    asked = council.asked_by(browser.follow(begin_again(browser, to)).text)
    back = urlsplit(council.provider.authorise(asked))
    return browser.get(f"{back.path}?{back.query}")


def fresh(council: Council, browser: Browser) -> bool:
    from portal.access.viewer import WorkerViewer
    from portal.journeys.desk.come_in import who_is_this

    found = who_is_this(council.room, str(browser.cookie(SESSION)))
    assert isinstance(found, WorkerViewer) and found.by_provider
    return found.fresh


# -- with the provider alone ---------------------------------------------------------------------------

OF_OUR_OWN = ("/in", "/set-up", "/enrol")


def test_local_login_disabled_when_oidc_only(council: Council) -> None:
    """Not hidden: not there. Whatever was made before, no passphrase and no one-time code opens anything."""
    from portal.access.viewer import CommandLine
    from portal.domain.people import WorkerRole
    from portal.journeys.desk import come_in

    code = come_in.add_worker(council.room, CommandLine(), "priya", "Priya Nair", WorkerRole.WORKER)
    stranger = council.browser()
    page = stranger.get("/in").text
    assert 'name="words"' not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
    words = "seven green kettles and one"
    for path in OF_OUR_OWN:
        sent = {"csrf_token": token, "name": "priya", "words": words, "again": words, "code": code, "digits": "123456"}
        answer = stranger.post(path, sent)
        assert answer.status_code in (303, 404) and not is_in(stranger), path
        assert answer.status_code == 404 or (path, answer.headers["Location"]) == ("/enrol", "/in")
    assert stranger.get("/set-up").status_code == 404
    assert "passphrase" not in page.lower() and "one-time" not in page.lower()


def test_where_only_the_provider_lets_people_in_a_manager_makes_no_other_way_in(council: Council) -> None:
    council.provider.person = {**SAM, "roles": ["portal.manager"]}
    mo = council.signed_in()
    page = mo.get("/people").text
    assert "Sam Okafor" in page and 'action="/people"' not in page and "/way-in" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
    for path in ("/people", "/people/sam@council.example.org/way-in"):
        sent = {"csrf_token": token, "name": "Robin Adams", "sign_in": "robin"}
        assert mo.post(path, sent).status_code == 404, path
    assert len(council.accounts()) == 1


def test_a_worker_of_the_provider_is_asked_for_no_digits(council: Council) -> None:
    """The page in between says that nothing typed goes along, and shows it; digits let nobody through."""
    sam = council.signed_in()
    council.hands.move(minutes=6)
    world = World(council.desk, council.desk, council.hands)
    child = world.bring_in("norfolk")
    world.tie(child, "sam@council.example.org", Tie.CASE, None)
    page = sam.submit(f"/c/{child}", form=f"/c/{child}/invite/mum")
    assert page.status_code == 401
    assert "sign in with your work account again" in page.text and 'name="proof"' not in page.text
    assert form_fields(page.text, "/again/provider")["to"] == "/"
    token = form_fields(page.text, "/again/provider")["csrf_token"]
    wrong = sam.post(f"/c/{child}/invite/mum", {"csrf_token": token, "proof": "123456"})
    assert wrong.status_code == 422 and not fresh(council, sam)


def test_both_ways_in_stand_side_by_side_where_a_council_wants_both(
    sqlite_urls: tuple[str, str], keys: dict[str, str], hands: Hands
) -> None:
    with council_with(sqlite_urls, keys, hands, local=True) as council:
        page = council.browser().get("/in").text
        assert "Sign in with your work account" in page and 'name="words"' in page and "/set-up" in page
        council.signed_in()


def test_without_a_provider_there_is_no_trace_of_one(world) -> None:  # type: ignore[no-untyped-def]
    browser = Browser(world.desk_app)
    page = browser.get("/in").text
    assert "work account" not in page and 'name="words"' in page
    assert browser.get("/in/back?code=x&state=y").status_code == 404
    assert browser.get("/in/onward").status_code == 404
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert browser.post("/in/provider", {"csrf_token": token}).status_code == 404


# -- what stays behind ---------------------------------------------------------------------------------


def test_nothing_of_a_token_stands_in_a_log_a_page_a_cookie_or_the_database(
    council: Council, sqlite_urls: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sam = council.browser()
    back = council.sent_back(sam)
    answers = [sam.get(back), sam.get("/"), sam.get(back)]
    sam.submit("/", form="/out")
    asked, said = council.provider.asked[-1], urlsplit(back).query
    secrets = [*council.provider.tokens, SECRET, asked["state"], asked["nonce"], parse_qs(said)["code"][0],
               SAM["sub"], SAM["email"]]  # fmt: skip
    assert len(council.provider.tokens) == 2
    secrets += [part for token in council.provider.tokens for part in token.split(".")[1:]]
    council.room.casework.close()
    council.room.family.close()
    kept = b"".join(
        file.read_bytes()
        for url in sqlite_urls
        for file in Path(url.removeprefix("sqlite:///")).parent.glob("*.sqlite3*")
    )
    seen = "".join(answer.text + str(answer.headers) for answer in answers)
    for secret in map(str, secrets):
        ours = [record for record in caplog.records if record.name in ("portal", "authlib", "werkzeug")]
        assert secret not in "".join(str(record.__dict__) for record in ours)
        assert secret.encode() not in kept
        assert secret not in seen
    assert "preferred_username" not in seen


def test_refusals_of_nobody_in_particular_do_not_flood_the_audit(council: Council) -> None:
    from portal.journeys.desk.come_in_by_provider import KEPT_AN_HOUR

    council.hands.clock = Clock(lambda: council.hands.now)
    stranger = council.browser()
    for number in range(KEPT_AN_HOUR + 20):
        council.hands.move(seconds=1)
        assert stranger.get(f"/in/back?state=x&code={number}").status_code == 403
    assert len(council.audited()) == KEPT_AN_HOUR
    council.hands.now += timedelta(hours=1)
    stranger.get("/in/back")
    assert len(council.audited()) == KEPT_AN_HOUR + 1
