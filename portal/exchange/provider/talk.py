"""Talking to the provider: where to send somebody, and what it answers for the code that they bring back.

Standards: OpenID Connect Core and Discovery 1.0, RFC 7636 (S256 alone), RFC 7515 (RS256 alone).
"""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from portal.domain.clock import Clock
from portal.domain.provider import Begun, Proved, ProviderAway, Refused
from portal.exchange.provider.claims import Expected, check

ALGORITHM = "RS256"
KEPT = timedelta(hours=1)  # how long what the provider says of itself is believed
AGAIN = timedelta(minutes=1)  # a key that nobody knows makes us ask once in this while
AWAY = timedelta(seconds=10)  # who does not answer is left alone for so long
LARGEST = 512 * 1024


@dataclass(frozen=True)
class Place:
    """What the provider says of itself, as far as we use it."""

    authorize: str
    token: str
    keys: str
    leave: str
    says_who_answers: bool
    secret_in_body: bool


class Provider:
    """The one provider of this desk. It keeps the provider's own words for an hour, and of nobody anything."""

    def __init__(self, expected: Expected, secret: str, redirect: str, clock: Clock, *, timeout: float = 5.0) -> None:
        self.expected, self.redirect, self._secret, self._clock = expected, redirect, secret, clock
        self._timeout = timeout
        self._lock = threading.Lock()
        self._place: tuple[datetime, Place] | None = None
        self._keys: tuple[datetime, dict[str, RSAKey]] | None = None
        self._away_until: datetime | None = None

    def ready(self) -> None:
        """Raises ProviderAway where nobody could be sent there now."""
        self._look()

    def address(self, begun: Begun) -> str:
        """Where the browser goes. Raises ProviderAway."""
        more: dict[str, object] = {"nonce": begun.nonce, "max_age": int(begun.age.total_seconds())}
        if begun.asks_again:
            more["prompt"] = "login"
        asked = {kind: [f.partition("=")[2] for f in self.expected.factors if f.startswith(kind + "=")]
                 for kind in ("acr", "acrs")}  # fmt: skip
        if asked["acr"]:
            more["acr_values"] = " ".join(asked["acr"])
        if asked["acrs"]:
            wanted = {"essential": True, "values": asked["acrs"]}
            if len(asked["acrs"]) == 1:
                wanted = {"essential": True, "value": asked["acrs"][0]}
            more["claims"] = json.dumps({"id_token": {"acrs": wanted}}, separators=(",", ":"))
        place = self._look()
        with self._session(place) as session:
            found, _state = session.create_authorization_url(
                place.authorize, state=begun.state, code_verifier=begun.verifier, **more
            )
        return str(found)

    def answered_by_another(self, begun: Begun, issuer: str | None) -> bool:
        """Whether the answer says, or has to say and does not, that it comes from this provider (RFC 9207)."""
        if begun.issuer != self.expected.issuer or issuer not in (None, self.expected.issuer):
            return True
        return issuer is None and self._look().says_who_answers

    def proof(self, begun: Begun, code: str) -> Proved:
        """Who it is that came back with this code. Raises Refused, ProviderAway."""
        place = self._look()
        try:
            with self._session(place) as session:
                session.register_compliance_hook("access_token_response", _an_answer)
                answer = session.fetch_token(
                    place.token, grant_type="authorization_code", code=code, code_verifier=begun.verifier,
                    timeout=self._timeout, allow_redirects=False,
                )  # fmt: skip
        except requests.RequestException as problem:
            raise ProviderAway("token") from problem
        except OAuthError as problem:
            raise Refused("code") from problem
        except (TypeError, ValueError) as problem:
            raise Refused("answer") from problem
        return check(self._read(answer.get("id_token")), self.expected, begun, self._clock.now())

    def leave_address(self) -> str:
        """Where somebody may end their session at the provider too; "" where it has no such page or is away."""
        try:
            place = self._look()
        except ProviderAway:
            return ""
        return f"{place.leave}?{urlencode({'client_id': self.expected.client_id})}" if place.leave else ""

    # -- what the provider says of itself ----------------------------------------------------------

    def _look(self) -> Place:
        now = self._clock.now()
        with self._lock:
            if self._place is not None and now < self._place[0] + KEPT:
                return self._place[1]
            if self._away_until is not None and now < self._away_until:
                raise ProviderAway("discovery")
            try:
                found = self._fetch(str(get_well_known_url(self.expected.issuer, external=True)))
                place = self._place_of(found)
            except ProviderAway:
                self._away_until = now + AWAY
                raise
            self._place, self._away_until = (now, place), None
            return place

    def _place_of(self, found: dict[str, Any]) -> Place:
        authorize, token, keys = (found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"))
        if found.get("issuer") != self.expected.issuer or not all(map(self._may_ask, (authorize, token, keys))):
            raise ProviderAway("metadata")
        leave = found.get("end_session_endpoint")
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Place(
            authorize=str(authorize),
            token=str(token),
            keys=str(keys),
            leave=str(leave) if self._may_ask(leave) and "?" not in str(leave) else "",
            says_who_answers=found.get("authorization_response_iss_parameter_supported") is True,
            secret_in_body="client_secret_basic" not in methods,
        )

    def _may_ask(self, address: Any) -> bool:
        """https; plain http only where the issuer itself is on it, which the settings allow in tests alone."""
        if not isinstance(address, str):
            return False
        here = urlsplit(self.expected.issuer)
        at = urlsplit(address)
        return bool(at.hostname) and (at.scheme == "https" or (at.scheme, at.netloc) == ("http", here.netloc))

    def _key(self, kid: str) -> RSAKey:
        place, now = self._look(), self._clock.now()
        with self._lock:
            known = self._keys
            if known is None or now >= known[0] + KEPT or (kid not in known[1] and now >= known[0] + AGAIN):
                known = self._keys = now, _usable(self._fetch(place.keys))
            if kid not in known[1]:
                raise Refused("unknown-key")
            return known[1][kid]

    def _fetch(self, address: str) -> dict[str, Any]:
        """A JSON object, whole within the time and of a sane size. Raises ProviderAway for anything else."""
        until, body = time.monotonic() + self._timeout, b""
        try:
            with requests.get(
                address, timeout=self._timeout, allow_redirects=False, stream=True, auth=_nobody,
                headers={"Accept": "application/json"},
            ) as answer:  # fmt: skip
                if answer.status_code != 200:
                    raise ProviderAway("status")
                for part in answer.iter_content(65_536):
                    body += part
                    if len(body) > LARGEST or time.monotonic() > until:
                        raise ProviderAway("too-much")
            found = json.loads(body)
        except (requests.RequestException, ValueError) as problem:
            raise ProviderAway("fetch") from problem
        if not isinstance(found, dict):
            raise ProviderAway("form")
        return found

    def _session(self, place: Place) -> OAuth2Session:
        return OAuth2Session(
            self.expected.client_id, self._secret, scope="openid profile", redirect_uri=self.redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if place.secret_in_body else "client_secret_basic",
        )  # fmt: skip

    # -- the token ---------------------------------------------------------------------------------

    def _read(self, token: object) -> dict[str, Any]:
        """The claims of a token that the provider signed, with a key that it names as its own."""
        if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= 65_536:
            raise Refused("no-token")
        header = _header(token)
        if header.get("alg") != ALGORITHM:
            raise Refused("algorithm")
        if "crit" in header or str(header.get("typ", "JWT")).upper() != "JWT":
            raise Refused("token-form")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise Refused("unknown-key")
        try:
            return dict(jwt.decode(token, self._key(kid), algorithms=[ALGORITHM]).claims)
        except (JoseError, ValueError) as problem:
            raise Refused("signature") from problem


def provider_of(
    *, issuer: str, client_id: str, desk: str, client_secret: str, factors: tuple[str, ...], roles: str, tenant: str,
    clock: Clock,
) -> Provider:  # fmt: skip
    """The provider as the settings name it. `desk` is the address of the desk, to which it leads back."""
    expected = Expected(issuer, client_id, factors, roles, tenant)
    return Provider(expected, client_secret, f"{desk}/in/back", clock)


def _header(token: str) -> dict[str, Any]:
    part = token.partition(".")[0]
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as problem:
        raise Refused("token-form") from problem
    if not isinstance(found, dict):
        raise Refused("token-form")
    return found


def _usable(found: dict[str, Any]) -> dict[str, RSAKey]:
    """The keys that may have signed, by their name: RSA, 2048 bits or more, made for this algorithm."""
    kept: dict[str, RSAKey] = {}
    listed = found.get("keys")
    for data in listed if isinstance(listed, list) else []:
        if not isinstance(data, dict) or data.get("kty") != "RSA" or not isinstance(data.get("kid"), str):
            continue
        if data.get("use", "sig") != "sig" or data.get("alg", ALGORITHM) != ALGORITHM:
            continue
        try:
            key = RSAKey.import_key({name: data[name] for name in ("kty", "n", "e")})
            if key.public_key.key_size >= 2048:
                kept.setdefault(data["kid"], key)
        except (JoseError, KeyError, TypeError, ValueError):
            continue
    return kept


def _an_answer(response: requests.Response) -> requests.Response:
    """Before anything is taken out of it: a JSON object, not a page."""
    if response.status_code >= 500:
        raise ProviderAway("token")
    try:
        found = response.json()
    except ValueError as problem:
        raise Refused("answer") from problem
    if not isinstance(found, dict) or len(response.content) > LARGEST:
        raise Refused("answer")
    return response


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Asking for what is public: no password out of a file on this machine goes along."""
    return request
