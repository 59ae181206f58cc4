"""The desk's room, out of the app."""

from __future__ import annotations

from portal.journeys.desk.room import Room
from portal.web.kit.services import services


def room() -> Room:
    found = services().room
    assert isinstance(found, Room), "only the desk's side has a room"
    return found
