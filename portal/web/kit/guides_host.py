"""Guides on a host of their own (`PORTAL_GUIDES_HOST`), where search engines may find them.

On it the family's process serves what everybody may read and nothing else: whatever is private is not there,
and no cookie is ever set. On the families' own host the guides stay out of search engines.
"""

from __future__ import annotations

from flask import Flask, abort, request

from portal.web.kit.doors import Door, door_of
from portal.web.kit.services import services

# Behind an open door, and yet for everybody.
_FOR_EVERYBODY = ("health.security_txt",)


def on_guides_host() -> bool:
    """Whether this request came to the guides' own host. A port that somebody names changes nothing."""
    host = services().guides_host
    asked: str = request.environ.get("HTTP_HOST", "")
    return bool(host) and _bare(asked) == _bare(host)


def at_family(path: str) -> str:
    """Where a link to something of one's own leads: from the guides' host to the families'."""
    return services().family_address + path if on_guides_host() else path


def guides_address(path: str) -> str:
    """The whole address of a page on the guides' host, or "" where guides have none."""
    found = services()
    return f"{'https' if found.https else 'http'}://{found.guides_host}{path}" if found.guides_host else ""


def canonical() -> str:
    """The one address of a page that may also be read elsewhere: on the guides' host, its own."""
    return guides_address(request.path) if on_guides_host() else ""


def put_guides_host_in(app: Flask) -> None:
    @app.before_request
    def only_what_everybody_may_read() -> None:
        if not on_guides_host():
            return
        if request.endpoint is None:
            if not request.path.startswith("/g/"):
                abort(404)
        elif door_of(request.endpoint) is not Door.PUBLIC and request.endpoint not in _FOR_EVERYBODY:
            abort(404)


def _bare(host: str) -> str:
    return host.partition(":")[0].lower().rstrip(".")
