"""For how long a signed-in page may stand there, as its script needs to know it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import g, request

from portal.access.viewer import FamilyMember
from portal.web.kit.services import services
from portal.web.kit.sessions import secret_key


@dataclass(frozen=True)
class Staying:
    """In seconds: `idle` until it ends when nothing happens, `left` until it ends whatever happens.

    `who` tells one person's page from another's, and nothing else; `away`: the server thinks that the page is
    out of sight; `here` is where the page stands.
    """

    shared: bool
    idle: int
    left: int
    who: str
    away: bool
    here: str


def staying() -> Staying | None:
    """Of whoever is known to be signed in by now; None for a stranger, where nobody has asked, and on an
    error's page that holds nobody's words: there it would tell pages apart that must be the same."""
    who = g.get("viewer")
    if not isinstance(who, FamilyMember) or who.covered or g.get("nothing_to_cover"):
        return None
    here = g.get("cover_leads_to", request.path)
    left = int((who.ends_at - services().clock.now()).total_seconds()) if who.ends_at else who.idle
    return Staying(not who.own_phone, who.idle, left, mark_of(who.person), who.out_of_sight, here)


def mark_of(person: str) -> str:
    key = secret_key().encode()
    return hmac.new(key, b"page of " + person.encode(), hashlib.sha256).hexdigest()[:16]


def is_on_own_phone() -> bool:
    """Whether this page is for somebody on a phone that only they unlock: there a browser may help with spelling."""
    who = g.get("viewer")
    return isinstance(who, FamilyMember) and who.own_phone
