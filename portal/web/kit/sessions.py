"""Sessions are rows in the store; the browser holds a random id and nothing else.

Flask's `session` lives for one request. It carries what flask-login and flask-wtf look for:
the id, and a CSRF token that is computed from it. A visitor gets a cookie only when a page
with a form asks for a token; guides never do.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from portal.web.kit.guides_host import on_guides_host
from portal.web.kit.services import services

_ID = re.compile(r"^[A-Za-z0-9_-]{43}$")
_DEVICE = re.compile(r"^[ms][A-Za-z0-9_-]{43}$")
_KNOWN_FOR = timedelta(days=200)


class BrowserSession(dict[str, Any], SessionMixin):
    """One request's session. `used` says whether a cookie is needed.

    `device` is by what this browser is known to families' sign-in, "" for one that is not. Its cookie begins
    with m on a phone that only its owner unlocks, where it stays; with s on any other, where it goes with the
    browser and with leaving.
    """

    def __init__(self, session_id: str, csrf: str, *, came_with_cookie: bool, companion: str, device: str = "") -> None:
        super().__init__({"_user_id": session_id, "csrf_token": csrf} if came_with_cookie else {"csrf_token": csrf})
        self.id, self.companion = session_id, companion
        self.came_with_cookie = came_with_cookie
        self.used = False
        self.ended = False
        self.begins: tuple[str, str] | None = None
        known = bool(_DEVICE.match(device))
        self.device = device[1:] if known else ""
        self.own_phone = known and device[0] == "m"
        self.keeps_device: bool | None = None

    def __getitem__(self, key: str) -> Any:
        if key == "csrf_token":
            self.used = True
        return super().__getitem__(key)


class Sessions(SessionInterface):
    """Reads and sets the cookies. `Strict` for families, `Lax` at the desk (its way back from a provider)."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        names = app.extensions["portal"].cookie
        sent = request.cookies.get(names["session"], "")
        known = bool(_ID.match(sent))
        session_id = sent if known else secrets.token_urlsafe(32)
        return BrowserSession(
            session_id,
            _csrf(app, session_id),
            came_with_cookie=known,
            companion=request.cookies.get(names.get("companion", ""), ""),
            device=request.cookies.get(names.get("device", ""), ""),
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BrowserSession)
        if on_guides_host():
            return  # whatever went on: nothing there is anybody's own
        found = app.extensions["portal"]
        names = found.cookie
        family = found.side == "family"
        flags: dict[str, Any] = {
            "secure": found.https,
            "path": "/",
            "samesite": "Strict" if family else "Lax",
        }
        if session.begins is not None:
            session_id, companion = session.begins
            response.set_cookie(names["session"], session_id, httponly=True, **flags)
            if family:
                response.set_cookie(names["companion"], companion, httponly=False, **flags)
        elif session.ended:
            response.delete_cookie(names["session"], httponly=True, **flags)
            if family:
                response.delete_cookie(names["companion"], httponly=False, **flags)
        elif session.used and not session.came_with_cookie and request.method in ("GET", "HEAD"):
            # Never for what was sent without one: a beacon that is late would put a cookie on a phone that was left.
            response.set_cookie(names["session"], session.id, httponly=True, **flags)
        if session.keeps_device is not None:
            own, lasts = ("m", _KNOWN_FOR) if session.keeps_device else ("s", None)
            until = found.clock.now() + lasts if lasts else None
            response.set_cookie(
                names["device"], own + session.device, max_age=lasts, expires=until, httponly=True, **flags
            )
        elif session.ended and session.device and not session.own_phone:
            response.delete_cookie(names["device"], httponly=True, **flags)


def csrf_of(session_id: str) -> str:
    """The token that belongs to a session that begins with this response."""
    raw = _csrf(current_app._get_current_object(), session_id)  # type: ignore[attr-defined]
    return URLSafeTimedSerializer(secret_key(), salt="wtf-csrf-token").dumps(raw)


def _csrf(app: Flask, session_id: str) -> str:
    key = str(app.secret_key).encode()
    return hmac.new(key, b"csrf:" + session_id.encode(), hashlib.sha256).hexdigest()


def begin_session(session: Any, session_id: str, companion: str = "") -> None:
    """From this response on the browser is this session's. The id before is worth nothing."""
    session.begins = (session_id, companion)


def go_on_as(session: Any, session_id: str) -> None:
    """The same person goes on under a new id: this response's own forms carry the new one's token too."""
    begin_session(session, session_id)
    session.id = session["_user_id"] = session_id
    session["csrf_token"] = _csrf(current_app, session_id)
    session.came_with_cookie = True
    g.pop("csrf_token", None)


def end_session(session: Any) -> None:
    session.ended = True
    session.pop("_user_id", None)


def device_of(session: Any) -> str:
    """By what this browser is known, or will be once somebody has come in."""
    session.device = session.device or secrets.token_urlsafe(32)
    found: str = session.device
    return found


def keep_device(session: Any, *, own_phone: bool) -> None:
    """Somebody has come in on it: from now on it is known, on their own phone for long."""
    device_of(session)
    session.keeps_device = own_phone


def clear_what_is_left(session: Any, response: Any, *, everything: bool = False, beside: bool = False) -> None:
    """Tell the browser to forget this site, but for the device's cookie on somebody's own phone.

    `beside`: it is a worker's browser. "Cookies" would mean those of the desk too, where it shares our domain; ours
    have gone one by one.
    """
    stays = beside or (session.own_phone and not everything)
    response.headers["Clear-Site-Data"] = '"storage"' if stays else '"cookies", "storage"'


def companion_cookie() -> str:
    """The name of the cookie that a script may delete to end the session without our server."""
    return services().cookie.get("companion", "")


def secret_key() -> str:
    return str(current_app.secret_key)
