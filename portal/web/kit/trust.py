"""Where a request comes from: what changes something must come from our own pages."""

from __future__ import annotations

from flask import Flask, abort, request

_OURS = ("same-origin", "none")


def put_trust_in(app: Flask) -> None:
    """Refuse what another site's page sends, whatever token it holds."""

    @app.before_request
    def look_at_where_it_comes_from() -> None:
        site = request.headers.get("Sec-Fetch-Site")
        if request.method not in ("GET", "HEAD", "OPTIONS") and site is not None and site not in _OURS:
            abort(400)
        embedded = request.headers.get("Sec-Fetch-Dest") in ("image", "script", "iframe", "object", "embed")
        if embedded and site not in (None, *_OURS) and request.endpoint is not None:
            abort(404)
