"""For how long a signed-in page may stand there, as its script needs to know it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import g, request
from itsdangerous import BadSignature, URLSafeSerializer

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
    if not isinstance(who, FamilyMember) or who.covered or who.beside or g.get("nothing_to_cover"):
        return None
    here = g.get("cover_leads_to", request.path)
    left = int((who.ends_at - services().clock.now()).total_seconds()) if who.ends_at else who.idle
    return Staying(not who.own_phone, who.idle, left, mark_of(who.person), who.out_of_sight, here)


@dataclass(frozen=True)
class Beside:
    """A worker sits beside whoever this page is for: what every page says of it, and when it ends, in seconds.

    `over` is where one goes when it has ended. `away`: the server thinks that the page is out of sight.
    """

    helper: str
    on_paper: bool
    idle: int
    over: str
    away: bool


def beside() -> Beside | None:
    """Of whoever is known to sit beside a worker by now."""
    who = g.get("viewer")
    if not isinstance(who, FamilyMember) or who.sitting is None:
        return None
    return Beside(who.helper, who.sitting.on_paper, who.idle, over_at(who.sitting.desk), who.out_of_sight)


def over_at(desk: str) -> str:
    """The page for when it has ended, with the way back to the worker's desk, signed: nobody else's address is a link
    on it."""
    signed = URLSafeSerializer(secret_key(), salt="desk").dumps(desk)
    return f"/together/over?to={signed}"


def desk_in(signed: str) -> str:
    """The desk's address out of it; "" for one that we did not sign."""
    try:
        found = URLSafeSerializer(secret_key(), salt="desk").loads(signed)
    except BadSignature:
        return ""
    return str(found)


def mark_of(person: str) -> str:
    key = secret_key().encode()
    return hmac.new(key, b"page of " + person.encode(), hashlib.sha256).hexdigest()[:16]


def is_on_own_phone() -> bool:
    """Whether this page is for somebody on a phone that only they unlock: there a browser may help with spelling."""
    who = g.get("viewer")
    return isinstance(who, FamilyMember) and who.own_phone
