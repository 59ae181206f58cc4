"""What a browser holds while somebody is at the provider: sealed with the desk's secret, for ten minutes.

The cookie is `Lax`: the way back is a link from another site, and a `Strict` one would stay at home. It
holds no name and no token; state, nonce and verifier work in this browser alone, once.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from werkzeug.wrappers import Response

from portal.domain.provider import FLOW, Begun
from portal.web.kit.services import services

_BOUND = b"__Host-oidc, version 1"


def seal(begun: Begun, secret: str, now: datetime) -> str:
    plain = json.dumps({**asdict(begun), "at": now.timestamp()}).encode()
    nonce = os.urandom(12)
    return base64.urlsafe_b64encode(nonce + _key(secret).encrypt(nonce, plain, _BOUND)).decode()


def unseal(value: str, secret: str, now: datetime) -> Begun | None:
    """The flow that began in this browser; None where there is none, where it is too old, or where it is not ours."""
    try:
        sealed = base64.urlsafe_b64decode(value[:4096])
        found = json.loads(_key(secret).decrypt(sealed[:12], sealed[12:], _BOUND))
        age = now.timestamp() - found.pop("at")
        begun = Begun(**found)
    except (InvalidTag, ValueError, TypeError, KeyError):
        return None
    return begun if 0 <= age < FLOW.total_seconds() else None


def put(response: Response, value: str) -> None:
    found = services()
    age = int(FLOW.total_seconds())
    response.set_cookie(
        found.cookie["provider"], value, max_age=age, secure=found.https, httponly=True, samesite="Lax", path="/"
    )


def take_away(response: Response) -> None:
    found = services()
    response.delete_cookie(found.cookie["provider"], secure=found.https, httponly=True, samesite="Lax", path="/")


def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_BOUND).derive(secret.encode()))
