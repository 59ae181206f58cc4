"""What every response says to the browser: policies, caching, nothing about ourselves."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from portal.web.kit.doors import Door, door_of

_OFF = [
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
]
_OURS = ["publickey-credentials-create", "publickey-credentials-get"]  # a password manager's, on our own pages alone
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in _OFF), *(f"{feature}=(self)" for feature in _OURS)])
_SHARED = (
    "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
PUBLIC_POLICY = f"default-src 'none'; script-src 'self'; {_SHARED}"
FILE_POLICY = "default-src 'none'; sandbox"


def private_policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; {_SHARED}; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    )


def nonce() -> str:
    """This response's nonce for scripts and for every element that htmx may act on."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


PRIVATE = {"Cache-Control": "no-store, max-age=0", "Vary": "HX-Request"}


def always(https: bool) -> dict[str, str]:
    """What every answer says, whatever it is."""
    found = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": PERMISSIONS,
        "X-DNS-Prefetch-Control": "off",
        "Origin-Agent-Cluster": "?1",
        "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    }
    if https:
        found["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return found


def put_headers_on(app: Flask, *, https: bool) -> None:
    every = always(https)

    @app.after_request
    def set_headers(response: Response) -> Response:
        is_public = request.endpoint is not None and door_of(request.endpoint) is Door.PUBLIC
        public = is_public and response.status_code in (200, 304)
        headers = response.headers
        for name, value in every.items():
            headers[name] = value
        if response.mimetype == "text/html":
            headers["Content-Security-Policy"] = PUBLIC_POLICY if public else private_policy(nonce())
        else:
            headers["Content-Security-Policy"] = FILE_POLICY
        if public:
            headers.setdefault("Cache-Control", "public, max-age=300")
            if g.get("may_be_found"):
                del headers["X-Robots-Tag"]
        else:
            for name, value in PRIVATE.items():
                headers[name] = value
            headers.pop("ETag", None)
            headers.pop("Last-Modified", None)
        return response
