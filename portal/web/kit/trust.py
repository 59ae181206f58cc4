"""Where a request comes from: what changes something must come from our own pages, over TLS."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, g, request

from portal.web.kit.doors import Door, door_of

_OURS = ("same-origin", "none")
_PARTS = ("image", "script", "style", "iframe", "frame", "object", "embed", "audio", "video", "font")


def put_trust_in(app: Flask, *, tls_ends_before_us: bool = False) -> None:
    """Refuse what another site's page sends, whatever token it holds.

    Every browser says where a form comes from in `Sec-Fetch-Site` or `Origin`; a very old one in
    `Referer` alone. `tls_ends_before_us`: a proxy tells us by which scheme it was asked, and a form
    that came in the clear is refused, not sent on: it has been read by then.
    """

    @app.before_request
    def look_at_where_it_comes_from() -> None:
        if request.method not in ("GET", "HEAD"):
            if not from_our_own_pages():
                g.reason = "cross-site"
                abort(403)
            if tls_ends_before_us and not request.is_secure:
                g.reason = "in-the-clear"
                abort(403)
        elif request.headers.get("Sec-Fetch-Dest") in _PARTS and not _is_public():
            g.reason = "embedded"
            abort(403)


def from_our_own_pages() -> bool:
    """Whether this form comes from a page of this very host, as far as the browser says."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in _OURS:
        return False
    if origin is not None:
        return _is_our_host(origin)
    return site is not None or _is_our_host(request.headers.get("Referer", ""))


def _is_our_host(said: str) -> bool:
    """By host and port: a proxy may have changed the scheme on the way. An address that is none is not ours."""
    try:
        found = urlsplit(said)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and found.netloc.lower() == request.host.lower()


def _is_public() -> bool:
    return request.endpoint is not None and door_of(request.endpoint) is Door.PUBLIC
