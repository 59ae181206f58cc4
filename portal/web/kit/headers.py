"""What every response says to the browser: policies, caching, nothing about ourselves."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from portal.web.kit.doors import Door, door_of

_OFF = [
    "accelerometer",
    "autoplay",
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
    "xr-spatial-tracking",
]
PERMISSIONS = ", ".join(f"{feature}=()" for feature in _OFF)
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


def put_headers_on(app: Flask, *, https: bool) -> None:
    @app.after_request
    def set_headers(response: Response) -> Response:
        is_public = request.endpoint is not None and door_of(request.endpoint) is Door.PUBLIC
        public = is_public and response.status_code in (200, 304)
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["X-DNS-Prefetch-Control"] = "off"
        headers["Origin-Agent-Cluster"] = "?1"
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        if https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if response.mimetype == "text/html":
            headers["Content-Security-Policy"] = PUBLIC_POLICY if public else private_policy(nonce())
        else:
            headers["Content-Security-Policy"] = FILE_POLICY
        if public:
            headers.setdefault("Cache-Control", "public, max-age=300")
        else:
            headers["Cache-Control"] = "no-store, max-age=0"
            headers["Vary"] = "HX-Request"
            headers.pop("ETag", None)
            headers.pop("Last-Modified", None)
        return response
