"""Where somebody comes back to after a page that had to come first: one of our own, and nothing else."""

from __future__ import annotations

import re

from flask import current_app
from werkzeug.exceptions import HTTPException

from portal.web.kit.doors import Door, door_of

_ADDRESS = re.compile(r"(/[A-Za-z0-9_-]{1,64}){1,3}")


def way_back(asked: str | None) -> str:
    """The address that was asked for, if it is one of our own pages for whoever has signed in; else ""."""
    if not asked or not _ADDRESS.fullmatch(asked):
        return ""
    try:
        endpoint, _args = current_app.url_map.bind("").match(asked, "GET")
    except HTTPException:
        return ""
    return asked if door_of(endpoint) is Door.FAMILY and asked != "/again" else ""
