"""What a signed token says of somebody, looked at claim by claim. The first thing that is wrong refuses all of it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.domain.provider import ROLES, SKEW, Begun, Proved, Refused


@dataclass(frozen=True)
class Expected:
    """What must stand in a token. `factors` is evidence of a second factor: a value of `amr`, `acr=…` or `acrs=…`."""

    issuer: str
    client_id: str
    factors: tuple[str, ...] = ("mfa",)
    roles: str = "roles"
    tenant: str = ""


def check(claims: Mapping[str, Any], expected: Expected, begun: Begun, now: datetime) -> Proved:
    """Who this is. Raises Refused with the code of the first claim that is not as it must be."""
    _refuse(claims.get("iss") != expected.issuer, "issuer")
    _refuse(not _is_for(claims, expected.client_id), "audience")
    expires, issued, before = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    _refuse(expires is None or now >= expires + SKEW, "expired")
    _refuse(issued is None or issued > now + SKEW, "too-early")
    _refuse("nbf" in claims and (before is None or before > now + SKEW), "too-early")
    _refuse(claims.get("nonce") != begun.nonce, "nonce")
    _refuse(bool(expected.tenant) and claims.get("tid") != expected.tenant, "tenant")
    _refuse(not any(_shows(claims, factor) for factor in expected.factors), "second-factor")
    proved_at = _moment(claims, "auth_time")
    if proved_at is None or proved_at > now + SKEW:
        raise Refused("auth-time")
    _refuse(proved_at < now - begun.age - SKEW, "stale")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Refused("subject")
    label = _label(claims.get("preferred_username"))
    return Proved(
        expected.issuer,
        subject,
        label,
        _words(claims.get("name")) or label,
        frozenset(ROLES[role] for role in _texts(claims.get(expected.roles)) if role in ROLES),
        proved_at,
    )


def _refuse(wrong: bool, reason: str) -> None:
    if wrong:
        raise Refused(reason)


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """For us alone: a token that another party may use as well is nobody's proof to us."""
    return claims.get("aud") in (client_id, [client_id]) and claims.get("azp", client_id) == client_id


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    number = claims.get(name)
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        return None
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _shows(claims: Mapping[str, Any], factor: str) -> bool:
    name, equals, value = factor.partition("=")
    if not equals:
        return name in _texts(claims.get("amr"))
    return value in _texts(claims.get(name))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _words(value: object) -> str:
    """A name as it is shown: without what no keyboard makes, and not longer than a name."""
    text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())[:120].strip()


def _label(value: object) -> str:
    """A sign-in name for lists: plain letters, digits and what stands in an address. It tells people apart, no more."""
    text = value.lower() if isinstance(value, str) else ""
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c in "._@-"))[:60] or "worker"
