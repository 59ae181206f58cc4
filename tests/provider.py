"""A small OpenID provider of our own on loopback, for tests: it does it right, and wrong in each way that we know.

A real HTTP server in a thread: discovery, keys, an authorisation page with a button, a token endpoint that
checks the client, the redirect address and PKCE, and spends each code once. `wrong` is a set of names of what it
is to do wrong; what each means stands where it is looked at.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.config import ProviderSettings, Side
from portal.journeys.desk.room import Room
from portal.store.casework.tables import audit, worker
from tests.client import Browser
from tests.conftest import Hands, settings_for

CLIENT, SECRET = "portal-desk", "secret-of-the-client-at-the-provider"
DESK = "https://desk.example.org"
SAM = {"sub": "sub-of-sam", "preferred_username": "sam@council.example.org", "name": "Sam Okafor",
       "email": "s.okafor@mail.example.org", "roles": ["portal.worker"]}  # fmt: skip
_KEYS = [RSAKey.generate_key(2048, auto_kid=True) for _ in range(2)]


@dataclass
class OpenProvider:
    """What the provider knows and does. `person`: who sits in front of it."""

    now: Callable[[], datetime]
    redirect: str = f"{DESK}/in/back"
    person: dict[str, Any] = field(default_factory=lambda: dict(SAM))
    wrong: set[str] = field(default_factory=set)
    claims: dict[str, Any] = field(default_factory=dict)  # put over the right ones; None takes one away
    metadata: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: _KEYS[0])
    published: list[RSAKey] = field(default_factory=lambda: [_KEYS[0]])
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # every authorisation request
    tokens: list[str] = field(default_factory=list)  # every token handed out
    hits: list[str] = field(default_factory=list)
    auth_age: int = 30
    button: bool = False
    stop: Callable[[], None] = lambda: None

    @property
    def signs_with_another_key(self) -> RSAKey:
        return _KEYS[1]

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["client_id"] == CLIENT and asked["redirect_uri"] == self.redirect, asked
        assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
        assert asked["response_type"] == "code" and "openid" in asked["scope"].split()
        self.asked.append(asked)
        code = secrets.token_urlsafe(24)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{self.redirect}?{urlencode(answer)}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {client}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if asked is None or sent.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(self.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"],
                  "auth_time": now - self.auth_age, "amr": ["pwd", "mfa"], **self.person, **self.claims}  # fmt: skip
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        access = "access-" + secrets.token_urlsafe(24)
        self.tokens += [token, access]
        return 200, {"token_type": "Bearer", "access_token": access, "expires_in": 300, "id_token": token}

    def sign(self, claims: dict[str, Any]) -> str:
        kid = {"kid": self.key.kid}
        if "alg-none" in self.wrong:
            return _by_hand({"alg": "none", **kid}, claims, None)
        if "hs256-with-the-public-key" in self.wrong:
            return _by_hand({"alg": "HS256", **kid}, claims, self.key.as_pem(private=False))
        if "wrong-signature" in self.wrong:
            return jwt.encode({"alg": "RS256", **kid}, claims, self.signs_with_another_key)
        if "unknown-kid" in self.wrong:
            another = self.signs_with_another_key
            return jwt.encode({"alg": "RS256", "kid": another.kid}, claims, another)
        if "key-in-the-header" in self.wrong:
            another = self.signs_with_another_key
            header = {"alg": "RS256", **kid, "jwk": another.as_dict(private=False)}
            return jwt.encode(header, claims, another)
        if "access-token" in self.wrong:
            return jwt.encode({"alg": "RS256", "typ": "at+jwt", **kid}, claims, self.key)
        return jwt.encode({"alg": "RS256", **kid}, claims, self.key)


def _by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token that no library would make any more."""

    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    signed = ".".join(part(json.dumps(each).encode()) for each in ({"typ": "JWT", **header}, claims))
    signature = hmac.digest(secret, signed.encode(), "sha256") if secret else b""
    return f"{signed}.{part(signature)}"


def _handler(provider: OpenProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            at = urlsplit(self.path)
            provider.hits.append(at.path)
            asked = {name: values[0] for name, values in parse_qs(at.query).items()}
            if at.path == "/.well-known/openid-configuration":
                self._json(200, provider.described())
            elif at.path == "/keys":
                keys = [{**key.as_dict(private=False), "use": "sig"} for key in provider.published]
                self._json(200, {"keys": keys})
            elif at.path == "/authorize" and provider.button:
                fields = "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in asked.items())
                form = f'<form method="post" action="/yes">{fields}<button>Yes, it is me</button></form>'
                self._send(200, f"<!doctype html><title>Work</title>{form}".encode(), "text/html")
            elif at.path == "/authorize":
                self._redirect(provider.authorise(asked))
            elif at.path == "/leave":
                self._send(200, b"<!doctype html><title>Work</title><h1>You have left</h1>", "text/html")
            else:
                self._json(404, {})

        def do_POST(self) -> None:
            provider.hits.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path == "/yes":
                self._redirect(provider.authorise(sent))
            elif "html-for-a-token" in provider.wrong:
                self._send(200, b"<!doctype html><h1>Sign in</h1>", "text/html")
            elif "broken-token-endpoint" in provider.wrong:
                self._send(502, b"bad gateway", "text/plain")
            elif self.path == "/token":
                self._json(*provider.token(sent, self.headers.get("Authorization", "")))
            else:
                self._json(404, {})

        def _redirect(self, where: str) -> None:
            self.send_response(302)
            self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _json(self, status: int, found: dict[str, Any]) -> None:
            self._send(status, json.dumps(found).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def running(now: Callable[[], datetime], **more: Any) -> Iterator[OpenProvider]:
    """A provider that answers until the block ends, or until it is stopped."""
    provider = OpenProvider(now, **more)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    server.daemon_threads = True
    provider.issuer = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    provider.stop = stop
    try:
        yield provider
    finally:
        if thread.is_alive():
            stop()


@dataclass
class Council:
    """A council with a provider, and its desk."""

    provider: OpenProvider
    desk: Flask
    hands: Hands

    @property
    def room(self) -> Room:
        found: Room = self.desk.extensions["portal"].room
        return found

    def browser(self, **more: Any) -> Browser:
        return Browser(self.desk, **more)

    def sent_back(self, browser: Browser, *, page: str = "/in", form: str = "/in/provider") -> str:
        """Press the button and let the provider say yes: where it leads back, with what it says."""
        onward = browser.follow(browser.submit(page, form=form))
        assert onward.status_code == 200, onward.text
        asked = self.asked_by(onward.text)
        back = urlsplit(self.provider.authorise(asked))
        return f"{back.path}?{back.query}"

    def asked_by(self, html: str) -> dict[str, str]:
        """What the page asks the provider; its link says the same for who has to press it."""
        refresh = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', html)
        link = re.search(r'<a class="button" href="([^"]+)"', html)
        assert refresh and link and refresh[1] == link[1]
        address = unescape(link[1])
        assert address.startswith(f"{self.provider.issuer}/authorize?")
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def sign_in(self, browser: Browser) -> TestResponse:
        return browser.get(self.sent_back(browser))

    def signed_in(self, **more: Any) -> Browser:
        """Somebody's browser, signed in as whoever sits in front of the provider."""
        browser = self.browser(**more)
        answer = self.sign_in(browser)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), answer.text
        return browser

    def audited(self) -> list[tuple[str, str, str, str]]:
        with self.room.casework.reading() as db:
            rows = db.execute(select(audit).order_by(audit.c.seq))
            return [(row.actor, row.action, row.thing, row.outcome) for row in rows]

    def accounts(self) -> list[Any]:
        with self.room.casework.reading() as db:
            return list(db.execute(select(worker).order_by(worker.c.made_at, worker.c.sign_in)))


@contextmanager
def council_with(
    urls: tuple[str, str], keys: dict[str, str], hands: Hands, *, local: bool = False, **more: Any
) -> Iterator[Council]:
    """A provider that answers, and the desk of a council that has it."""
    with running(lambda: hands.now) as provider:
        chosen = ProviderSettings(provider.issuer, CLIENT, DESK, SECRET, **more)
        settings = settings_for(Side.DESK, urls, keys, provider=chosen, local_sign_in=local)
        app = create_app(settings, hands.clock)
        yield Council(provider, app, hands)
        room = app.extensions["portal"].room
        room.casework.close()
        room.family.close()
