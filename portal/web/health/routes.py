"""Whether this side stands and does its work, and `security.txt` (RFC 9116)."""

from __future__ import annotations

import hmac
import ipaddress
from datetime import timedelta

from flask import Blueprint, Response, abort, request

from portal.web.kit.doors import Door, door
from portal.web.kit.services import services
from portal.web.kit.where import address

health = Blueprint("health", __name__)
_LASTS = timedelta(days=300)
_PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def _text(said: str, status: int = 200) -> Response:
    return Response(said, status, mimetype="text/plain")


@health.get("/healthz")
@door(Door.OPEN)
def healthz() -> Response:
    """It answers. That is all it says, to anybody."""
    return _text("ok\n")


@health.get("/readyz")
@door(Door.OPEN)
def readyz() -> Response:
    """Whether it can do its work: a line for each thing that it needs."""
    _only_for_those_who_watch()
    found = {**services().ready(), "words": services().library.can_be_read()}
    lines = "".join(f"{name}: {'ok' if fine else 'not ready'}\n" for name, fine in found.items())
    return _text(lines, 200 if all(found.values()) else 503)


@health.get("/metrics")
@door(Door.OPEN)
def metrics() -> Response:
    _only_for_those_who_watch()
    return _text(services().figures.text().decode())


@health.get("/.well-known/security.txt")
@door(Door.OPEN)
def security_txt() -> Response:
    contact = services().security_contact
    if not contact:
        abort(404)
    ends = services().clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + _LASTS
    return _text(f"Contact: {contact}\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: en\n")


def _only_for_those_who_watch() -> None:
    """This machine itself, asked by nobody else's leave, or the token. To all others there is nothing here."""
    token = services().monitor_token
    said = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(said.encode(), f"Bearer {token}".encode()):
        return
    if _is_this_machine(address()) and not any(name in request.headers for name in _PASSED_ON):
        return
    abort(404)


def _is_this_machine(found: str) -> bool:
    try:
        return ipaddress.ip_address(found).is_loopback
    except ValueError:
        return False
